"""Addresses: the slots of every span in hand, handed out in order."""

from __future__ import annotations

import numpy as np

from golearn.goheap.bulk.spans import FRESH, Spans
from golearn.goheap.bulk.tables import SLOT, Ints, lengths, ranges


def addresses(spans: Spans, start: Ints, row: Ints, taken: Ints, count: int) -> Ints:
    """Where `count` objects go, stretch by stretch; shape (count,).

    A stretch begins at number `start` and takes the slots of the span in `row`, of which
    `taken` were handed out before.
    """
    length = lengths(start, count)
    base, slot = spans["base"][row], SLOT[spans["spanclass"][row]]
    free_at = spans["free_at"][row]
    swept = np.flatnonzero(free_at != FRESH)
    if len(swept) == len(start):
        return _swept(spans, base, slot, free_at + taken, length)
    # A fresh span goes on slot by slot; from the last of one to the first of the next is a jump.
    begin = base + taken * slot
    step = np.repeat(slot, length)
    step[start[0]] = begin[0]
    step[start[1:]] = begin[1:] - (begin + (length - 1) * slot)[:-1]
    found: Ints = np.cumsum(step, out=step)
    if len(swept):
        base, slot, free_at = base[swept], slot[swept], free_at[swept]
        where = ranges(start[swept], length[swept])
        found[where] = _swept(spans, base, slot, free_at + taken[swept], length[swept])
    return found


def _swept(spans: Spans, base: Ints, slot: Ints, free_at: Ints, length: Ints) -> Ints:
    """Stretches of spans that have holes: the slots that the sweep found free."""
    slots = spans.free_slot[ranges(free_at, length)]
    return np.repeat(base, length) + np.repeat(slot, length) * slots
