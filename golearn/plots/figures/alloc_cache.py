"""The window over a span's slots: count trailing zeros, hand out, shift."""

from __future__ import annotations

from copy import copy

from golearn.errors import BadParameter
from golearn.goheap.mspan import MSpan
from golearn.plots import colors
from golearn.plots.picture import Picture
from golearn.plots.sketch import FREE, Sketch

SHOWN = 16
"""Bits of the window that are drawn, from the lowest on; it has 64."""

MOST_STEPS = 12
LEFT, CELL, HIGH, TOP = 130, 30, 44, 34


def alloc_cache(span: MSpan, steps: int = 4) -> Picture:
    """What `steps` requests do to the window of `span`; the span itself stays as it is."""
    if not 1 <= steps <= MOST_STEPS:
        raise BadParameter(f"{steps} steps; expected 1 to {MOST_STEPS}")
    if span.free_slots() < steps:
        raise BadParameter(f"the span has {span.free_slots()} free slots, not {steps}")
    span = copy(span)
    s = Sketch(1000, TOP + HIGH * (steps + 1) + 4)
    s.text(LEFT, 14, f"lowest {SHOWN} of 64 bits, lowest first (1: free)", 12)
    s.text(LEFT + CELL * SHOWN + 24, 14, "trailing zeros → slot", 12)
    parts = []
    for step in range(steps + 1):
        free, window = span.freeindex, span.alloc_cache
        slot = span.next_free_index() if step < steps else None
        span.alloc_count += slot is not None
        zeros = None if slot is None else slot - free
        _row(s, TOP + HIGH * step, free, window, zeros)
        if slot is not None:
            said = f"{zeros} → slot {free} + {zeros} = {slot};  then shift by {slot + 1 - free}"
            s.text(LEFT + CELL * SHOWN + 24, TOP + HIGH * step + 20, said, 13)
            parts.append(f"slot {slot} after {zeros} zeros")
    return s.picture(f"allocCache over {steps} requests: {', '.join(parts)}.")


def _row(s: Sketch, y: float, free: int, window: int, zeros: int | None) -> None:
    s.text(LEFT - 12, y + 20, f"freeindex {free}", 13, "end", True)
    for i in range(SHOWN):
        bit = window >> i & 1
        chosen = i == zeros
        fill = colors.NEW if chosen else FREE if bit else colors.USED
        s.rect(LEFT + CELL * i, y, CELL, 30, fill, colors.PAPER, 1.5)
        ink = colors.INK if bit and not chosen else "#FFFFFF"
        s.text(LEFT + CELL * (i + 0.5), y + 20, str(bit), 13, "middle", chosen, ink)
