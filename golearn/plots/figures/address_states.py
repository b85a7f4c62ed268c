"""What lies where in an address space: a bar for each region, in the colours of the states."""

from __future__ import annotations

from collections.abc import Sequence

from golearn.errors import BadParameter
from golearn.osmem.states import Range, State
from golearn.osmem.territory import Territory
from golearn.plots.picture import Picture
from golearn.plots.row_sketch import SHORT
from golearn.plots.sketch import FREE, INK, Sketch
from golearn.plots.state_looks import RESIDENT, STATE_LOOKS
from golearn.units import count, human_bytes

LEFT, BAR, HIGH, STEP, TOP = 190.0, 690.0, 34.0, 78.0, 62.0
MOST = 12
"""Regions that one picture holds."""


def regions(ranges: Sequence[Range]) -> list[list[Range]]:
    """Ranges in address order, those together that lie closer than what they span."""
    found: list[list[Range]] = []
    for r in ranges:
        if found and r.start - found[-1][-1].end <= r.end - found[-1][0].start >> 1:
            found[-1].append(r)
        else:
            found.append([r])
    return found


def address_states(space: Territory, start: int = 0, end: int | None = None) -> Picture:
    """The ranges between `start` and `end`, by default all, low addresses on top.

    Each bar is a region at its own scale; the line under a bar shows what has physical memory.
    Raises BadParameter if there is nothing, or more than a dozen regions.
    """
    end = space.size if end is None else end
    parts = [r for r in space.parts(start, end - start) if r.state is not State.NONE]
    groups = regions(_same_state(parts))
    if not 1 <= len(groups) <= MOST:
        raise BadParameter(
            f"{count(len(groups), 'region')} to draw; a picture holds 1 to {MOST}, so choose other "
            "addresses by start and end"
        )
    sketch = Sketch(1000, TOP + STEP * len(groups) + 6)
    _legend(sketch)
    for row, group in enumerate(groups):
        y = TOP + row * STEP
        _bar(sketch, space, group, y)
        if row + 1 < len(groups):
            gap = groups[row + 1][0].start - group[-1].end
            words = f"nothing for {human_bytes(gap)}"
            sketch.text(LEFT + BAR / 2, y + STEP - 16, words, 11.5, "middle")
    return sketch.picture(_alt(space, groups))


def _same_state(parts: Sequence[Range]) -> list[Range]:
    """Neighbours in one state joined, whatever their counters and contents."""
    joined: list[Range] = []
    for r in parts:
        last = joined[-1] if joined else None
        if last and last.end == r.start and (last.state, last.owner) == (r.state, r.owner):
            joined[-1] = last._replace(end=r.end)
        else:
            joined.append(r)
    return joined


def _legend(sketch: Sketch) -> None:
    x = LEFT
    for state, look in STATE_LOOKS.items():
        sketch.rect(x, 14, 22, 16, look.fill, INK, 0.8, look.dashed)
        sketch.text(x + 28, 27, str(state), 13)
        x += 42 + 8.2 * len(state)
    sketch.rect(x, 19, 22, 6, RESIDENT, None)
    sketch.text(x + 28, 27, "has physical memory", 13)


def _bar(sketch: Sketch, space: Territory, group: list[Range], y: float) -> None:
    low, size = group[0].start, group[-1].end - group[0].start
    sketch.text(LEFT - 14, y + 15, f"{low:#x}", 13, "end", bold=True)
    sketch.text(LEFT - 14, y + 31, "the bar's start", 11, "end")
    sketch.text(LEFT + BAR + 14, y + 22, human_bytes(size), 13)
    none = STATE_LOOKS[State.NONE]
    sketch.rect(LEFT, y, BAR, HIGH, none.fill, INK, 0.8, none.dashed)
    for r in group:
        x, wide = LEFT + (r.start - low) / size * BAR, max(r.size / size * BAR, 2.0)
        look = STATE_LOOKS[r.state]
        sketch.rect(x, y, wide, HIGH, look.fill, INK, 0.8)
        name = r.owner or str(r.state)
        for text in (f"{name}, {human_bytes(r.size)}", name, r.owner or SHORT[r.state]):
            if len(text) * 6.9 < wide - 2:
                sketch.text(x + wide / 2, y + 22, text, 12.5, "middle", color=look.ink)
                break
    sketch.rect(LEFT, y + HIGH + 4, BAR, 6, FREE, None)
    for start, end in space.kernel.resident_ranges():
        start, end = max(start, low), min(end, low + size)
        if start < end:
            x, wide = LEFT + (start - low) / size * BAR, max((end - start) / size * BAR, 2.0)
            sketch.rect(x, y + HIGH + 4, wide, 6, RESIDENT, None)


def _alt(space: Territory, groups: list[list[Range]]) -> str:
    told = []
    for group in groups:
        low, size = group[0].start, group[-1].end - group[0].start
        parts = ", ".join(f"{human_bytes(r.size)} {_name(r)}" for r in group[:8])
        more = f" and {count(len(group) - 8, 'more range')}" if len(group) > 8 else ""
        memory = human_bytes(space.resident_in(low, size))
        told.append(f"From {low:#x} on: {parts}{more}; {memory} with physical memory.")
    return f"Address space, {count(len(groups), 'region')}. " + " ".join(told)


def _name(r: Range) -> str:
    return f"foreign ({r.owner})" if r.owner else str(r.state)
