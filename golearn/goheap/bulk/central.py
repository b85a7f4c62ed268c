"""Partly used spans, by span class, in the order in which they are taken next.

The counterpart of `golearn.goheap.mcentral`, for eager sweeps: nothing unswept is ever here.
A refill takes the first span of its class. How many slots each has is known, so a whole batch
of refills is read off a running sum.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import numpy as np

from golearn.goheap.bulk.tables import Ints, ranges
from golearn.goheap.sizeclass import NUM_SPAN_CLASSES

Refilled = tuple[Ints, Ints, Ints]
"""(group, how many requests of the group came before, row of the span), a row per refill."""


class Central:
    """The partial swept sets of all span classes."""

    def __init__(self) -> None:
        self.rows: Ints = np.zeros(0, dtype=np.int64)
        """Spans by class, in the order in which they are taken."""
        self.sums: Ints = np.zeros(1, dtype=np.int64)
        """Free slots before each of them, and in all."""
        self.next: Ints = np.zeros(NUM_SPAN_CLASSES, dtype=np.int64)
        """Of each class, the first that nobody has taken since the sweep."""
        self.stop = self.next
        """Of each class, the end."""

    def fill(self, rows: Ints, spanclass: Ints, free: Ints) -> None:
        """After a sweep: spans in the order swept, their classes, their free slots."""
        order = np.argsort(spanclass, kind="stable")
        self.rows = rows[order]
        self.sums = np.concatenate(([0], np.cumsum(free[order])))
        borders = np.searchsorted(spanclass[order], np.arange(NUM_SPAN_CLASSES + 1))
        self.next, self.stop = borders[:-1].copy(), borders[1:]

    def left(self) -> Ints:
        """Rows that nobody has taken since the sweep, by class."""
        return self.rows[ranges(self.next, self.stop - self.next)]

    def refill(self, group: Ints, position: Ints, need: Ints, order: Ints, first: Ints) -> Refilled:
        """Take spans until every group has the slots it needs or its class has no more.

        A group is a P and a span class. The first `position` requests of it need no new span;
        its requests stand in `order` from `first` on. `position` and `need` are moved on.
        """
        if not len(self.rows):
            return tuple(np.zeros((3, 0), dtype=np.int64))  # type: ignore[return-value]
        spanclass = group % NUM_SPAN_CLASSES
        has = np.flatnonzero(self.next[spanclass] < self.stop[spanclass])
        rivals = np.bincount(spanclass[has], minlength=NUM_SPAN_CLASSES)[spanclass[has]] > 1
        alone = has[~rivals]
        parts = [self._refill_alone(alone, group, position, need)]
        for each in np.unique(spanclass[has[rivals]]).tolist():
            several = has[spanclass[has] == each]
            parts.append(self._refill_in_turn(each, several, group, position, need, order, first))
        return tuple(np.concatenate(column) for column in zip(*parts, strict=True))  # type: ignore[return-value]

    def _refill_alone(self, who: Ints, group: Ints, position: Ints, need: Ints) -> Refilled:
        """Groups that are the only ones to ask for their class."""
        spanclass = group[who] % NUM_SPAN_CLASSES
        start, before = self.next[spanclass], self.sums[self.next[spanclass]]
        enough = np.searchsorted(self.sums, before + need[who])
        stop = np.minimum(enough, self.stop[spanclass])
        count = stop - start
        taken = ranges(start, count)
        at = np.repeat(position[who] - before, count) + self.sums[taken]
        self.next[spanclass] = stop
        got = self.sums[stop] - before
        position[who] += got
        need[who] -= got
        return np.repeat(group[who], count), at, self.rows[taken]

    def _refill_in_turn(
        self,
        spanclass: int,
        who: Ints,
        group: Ints,
        position: Ints,
        need: Ints,
        order: Ints,
        first: Ints,
    ) -> Refilled:
        """Several Ps that ask for one class: whoever runs out first gets the first span."""
        refilled = []

        def when(i: int) -> int:
            return int(order[first[group[i]] + position[i]])

        waiting = [(when(i), i) for i in who.tolist()]
        heapify(waiting)
        at, stop = int(self.next[spanclass]), int(self.stop[spanclass])
        while waiting and at < stop:
            _, i = heappop(waiting)
            refilled.append((group[i], position[i], self.rows[at]))
            got = self.sums[at + 1] - self.sums[at]
            at += 1
            position[i] += got
            need[i] -= got
            if need[i] > 0:
                heappush(waiting, (when(i), i))
        self.next[spanclass] = at
        return tuple(np.array(column) for column in zip(*refilled, strict=True))  # type: ignore[return-value]
