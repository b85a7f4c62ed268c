"""Columns of a history that follow from the trace alone: which object, how large, how long.

A replay needs none of them, so they are left until somebody looks at them.
"""

from __future__ import annotations

import numpy as np

from golearn.goheap.bulk.lives import Lives
from golearn.goheap.bulk.tables import BLOCK, Bools, Ints, pages_for
from golearn.goheap.sizeclass import MAX_SMALL_SIZE, PAGE_SIZE, TINY_SIZE
from golearn.trace import Trace
from golearn.trace.validate import REALLOC

BATCH = 1 << 17
"""Events whose rows are filled in at a time."""


def placements(trace: Trace, events: slice) -> Ints | slice:
    """Which of these events place an object; `slice(None)` for all."""
    places = trace.op[events] <= REALLOC
    return slice(None) if places.all() else np.flatnonzero(places)


def blocks(size: Ints, pointers: Bools, out: Ints) -> None:
    """Fill in the bytes that each object occupies; a tiny one only its own."""
    BLOCK.take(size, mode="clip", out=out)
    tiny = np.flatnonzero((size < TINY_SIZE) & ~pointers)
    out[tiny] = size[tiny]
    large = np.flatnonzero(size > MAX_SMALL_SIZE)
    out[large] = pages_for(size[large]) * PAGE_SIZE


class Rows:
    """`object`, `requested`, `block`, `born` and `died` of all placements, filled in as asked."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.events = 0
        """Events whose rows are there."""
        self.placements = 0
        """Rows filled so far."""
        self.begun = False
        """Whether there are columns."""

    def fill(self, events: int) -> None:
        """Be complete for the first `events` of the trace."""
        if not self.begun:
            self._begin()
        try:
            for first in range(self.events, events, BATCH):
                self._batch(slice(first, min(first + BATCH, events)))
        except BaseException:  # Ctrl-C, say: who looks again begins at the start
            self.events = self.placements = 0
            self.begun = False
            raise
        self.events = max(self.events, events)

    def _begin(self) -> None:
        trace, count = self.trace, self.trace.allocations
        self.begun = True
        self.lives = Lives(trace)
        self.all_place = count == len(trace)
        """Whether every event is a placement: then the trace has two of the columns already."""
        if self.all_place:
            self.object, self.requested = map(np.ascontiguousarray, (trace.object, trace.size))
        else:
            self.object, self.requested = (np.empty(count, dtype=np.int64) for _ in range(2))
        self.block: Ints = np.empty(count, dtype=np.int64)
        self.born: Ints = np.empty(count, dtype=np.int64)
        self.died: Ints = np.full(count, len(trace), dtype=np.int64)

    def _batch(self, events: slice) -> None:
        trace, placed = self.trace, placements(self.trace, events)
        count = events.stop - events.start if isinstance(placed, slice) else len(placed)
        mine = slice(self.placements, self.placements + count)
        self.placements += count
        obj, size, born = self.object[mine], self.requested[mine], self.born[mine]
        if isinstance(placed, slice):
            born[:] = np.arange(events.start, events.stop)
            if not self.all_place:
                obj[:], size[:] = trace.object[events], trace.size[events]
        else:
            np.add(placed, events.start, out=born)
            trace.object[events].take(placed, out=obj, mode="clip")
            trace.size[events].take(placed, out=size, mode="clip")
        blocks(size, self.lives.pointers(events, placed), self.block[mine])
        ends, ended = self.lives.follow(events, placed)
        self.died[ended] = events.start + ends

    def cut(self, events: int) -> None:
        """Only so many events were replayed."""
        self.fill(events)
        for name in ("object", "requested", "block", "born", "died"):
            setattr(self, name, getattr(self, name)[: self.placements].copy())
        np.minimum(self.died, events, out=self.died)
