"""Which row of the history each event ends, from the IDs of objects.

A row per placement, numbered in the order of birth. Where IDs are numbered like that too, as in
most traces, the ID is the row and nothing needs to be kept.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from golearn.goheap.bulk.tables import Bools, Ints
from golearn.trace import Op, Trace
from golearn.trace.validate import ALLOC, FREE, GC, REALLOC

SPARSE = 4
"""IDs beyond so many times the number of events are numbered anew."""

NO_EVENTS = np.zeros(0, dtype=np.int64)


class Lives:
    """Follows the objects of one trace; told its events in order, a batch at a time."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.moves = trace.counts[Op.REALLOC] > 0
        """Whether anything is reallocated."""
        self.ends = self.moves or trace.counts[Op.FREE] > 0
        """Whether any life ends."""
        self.placed = 0
        """Placements so far."""
        self._row: NDArray[np.int32] | None = None
        """The last row of each object; None as long as its ID says it."""

    @cached_property
    def ids(self) -> Ints:
        """Small numbers that tell objects apart: the trace's, if they will do."""
        ids = self.trace.object
        if len(ids) and not 0 <= ids.min() <= ids.max() < SPARSE * len(ids):
            ids = np.unique(ids, return_inverse=True)[1]
        return ids

    def pointers(self, events: slice, placed: Ints | slice) -> Bools:
        """Whether these placements of a batch hold pointers; a reallocation inherits it."""
        if self.moves:
            return self._holds_pointers[self.ids[events][placed]]
        return self.trace.pointers[events][placed]

    def follow(self, events: slice, placed: Ints | slice) -> tuple[Ints, Ints]:
        """(events that end a life, the rows they end) in a batch; `placed` are its placements.

        Events are counted from the begin of the batch.
        """
        op, ids = self.trace.op[events], self.ids[events]
        born = ids[placed]
        rows = np.arange(self.placed, self.placed + len(born))
        self.placed += len(born)
        if not self.ends:
            return NO_EVENTS, NO_EVENTS
        end = op == FREE
        if self.moves:
            end |= op == REALLOC
        ends = np.flatnonzero(end)
        if self._row is None:
            if np.array_equal(born, rows):
                return ends, ids[ends]
            self._row = np.arange(len(self._is_moved), dtype=np.int32)
        before = self._row[ids] if self.moves else self._row
        self._row[born] = rows  # of several rows of one object the last one stays
        ended = self._row[ids[ends]].astype(np.int64)
        if self.moves:
            moved = self._is_moved[ids[ends]]
            about = np.flatnonzero(self._is_moved[ids] & (op != GC))
            ended[moved] = self._rows_before(ids, placed, rows, before, about)[ends[moved]]
        return ends, ended

    def _rows_before(
        self, ids: Ints, placed: Ints | slice, rows: Ints, before: NDArray[np.int32], about: Ints
    ) -> Ints:
        """For the events `about` reallocated objects: the row that each found."""
        row = np.zeros(len(ids), dtype=np.int64)
        row[placed] = rows
        about = about[np.argsort(ids[about], kind="stable")]
        found = before[about].astype(np.int64)
        again = ids[about[1:]] == ids[about[:-1]]
        found[1:][again] = row[about[:-1][again]]
        row[about] = found
        return row

    @cached_property
    def _is_moved(self) -> Bools:
        """Whether each object is reallocated at some time."""
        moved = np.zeros(int(self.ids.max()) + 1, dtype=bool)
        moved[self.ids[self.trace.op == REALLOC]] = True
        return moved

    @cached_property
    def _holds_pointers(self) -> Bools:
        first = self.trace.op == ALLOC
        holds = np.zeros(len(self._is_moved), dtype=bool)
        holds[self.ids[first]] = self.trace.pointers[first]
        return holds


class Living:
    """Which rows are alive, for those who collect; told the events batch by batch."""

    def __init__(self, lives: Lives) -> None:
        self.lives = lives
        self.dead: Bools = np.zeros(lives.trace.allocations, dtype=bool)
        """By row; objects without size count as dead, they are never collected."""
        self.survivors: Ints = np.zeros(0, dtype=np.int64)
        """The rows that were alive when somebody asked last."""
        self.asked = 0
        """How many rows there were then."""

    def follow(self, events: slice, placed: Ints | slice, empty: Ints) -> None:
        """Go on to the end of a batch, whose requests `empty` are for nothing."""
        self.dead[self.lives.placed + empty] = True
        _, ended = self.lives.follow(events, placed)
        self.dead[ended] = True

    def rows(self) -> Ints:
        """The living rows, in order."""
        old = self.survivors[~self.dead[self.survivors]]
        young = np.flatnonzero(~self.dead[self.asked : self.lives.placed])
        self.survivors = np.concatenate((old, self.asked + young))
        self.asked = self.lives.placed
        return self.survivors
