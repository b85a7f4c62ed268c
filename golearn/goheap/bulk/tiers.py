"""The tiers in bulk: spans in hand, full spans, partly used spans; pages are the real heap's."""

from __future__ import annotations

from collections.abc import Sequence
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golearn.goheap.bulk.central import Central
from golearn.goheap.bulk.place import addresses
from golearn.goheap.bulk.plan import Plan, in_order
from golearn.goheap.bulk.spans import NONE, Spans
from golearn.goheap.bulk.tables import SLOT, SLOTS, Ints, borders
from golearn.goheap.bulk.taken import Taken
from golearn.goheap.mheap import MHeap
from golearn.goheap.p import P
from golearn.goheap.sizeclass import NUM_SPAN_CLASSES, PAGE_SIZE, TINY_SPAN_CLASS


class Tiers:
    """Where every span of the heap is. A group is a P and a span class."""

    def __init__(self, heap: MHeap, procs: Sequence[P]) -> None:
        self.heap, self.procs = heap, procs
        self.spans = Spans(heap.base)
        self.central = Central()
        groups = len(procs) * NUM_SPAN_CLASSES
        self.in_hand: Ints = np.full(groups, NONE)
        """The row of the span that each P has in hand of each class; NONE if it has none."""
        self.taken: Ints = np.zeros(groups, dtype=np.int64)
        """Slots of it that were handed out since it was fetched."""
        self.full: list[Ints] = []
        """Rows of full spans, in the order in which they joined the full sets."""
        self.former: list[NDArray[Any]] = []
        """Spans that went back to the heap, in that order, as they were in the table."""

    def left(self) -> Ints:
        """Slots that each group has in hand, shape (groups,)."""
        free = self.spans.rows["free"][self.in_hand]
        left: Ints = np.where(self.in_hand == NONE, 0, free - self.taken)
        return left

    def take_slots(self, plan: Plan, taken: Taken) -> Ints:
        """Carry out a plan for which there are pages: addresses in the plan's order."""
        held, used = self.in_hand.copy(), self.taken.copy()
        had = np.flatnonzero((plan.count > 0) & (plan.left > 0))
        self._fetch(plan, self._new_spans(plan, taken))
        self._move_on(plan)
        start = np.concatenate((plan.first[had], plan.start))
        row = np.concatenate((held[had], plan.row))
        before = np.concatenate((used[had], np.zeros(len(plan.row), dtype=np.int64)))
        by_start = in_order(start)
        count = int(plan.count.sum())
        if not count:
            return np.zeros(0, dtype=np.int64)
        return addresses(self.spans, start[by_start], row[by_start], before[by_start], count)

    def _new_spans(self, plan: Plan, taken: Taken) -> Ints:
        """Enter fresh spans; the rows of those with one large object each."""
        spanclass = plan.page_class
        limit = taken.base + SLOT[spanclass] * SLOTS[spanclass]
        large = plan.page_refill == NONE
        stats = self.heap.stats
        stats.large_alloc += int(plan.npages[large].sum()) * PAGE_SIZE
        stats.large_alloc_count += int(large.sum())
        limit[large] += plan.requests.size[plan.page_at[large]]
        rows = self.spans.add(taken.base, plan.npages, spanclass, limit, taken.needzero)
        plan.row[plan.page_refill[~large]] = rows[~large]
        large_rows: Ints = rows[large]
        return large_rows

    def _fetch(self, plan: Plan, large: Ints) -> None:
        """Trade full spans for those of the plan; large objects' spans are full at once."""
        before = np.empty_like(plan.row)
        before[1:] = plan.row[:-1]
        first = borders(plan.group)[:-1]
        before[first] = self.in_hand[plan.group[first]]
        given_up = plan.by_time[before[plan.by_time] != NONE]
        self.full += [before[given_up], large]
        self._count_slots(before[given_up])
        self._count_tiny(plan, given_up)
        self.heap.locks.central_visits += len(plan.row)

    def _count_slots(self, rows: Ints) -> None:
        """Spans were used up and given back."""
        spans, counts = self.spans, self.heap.stats.small_alloc_count
        spans.rows["full"][rows] = True
        used = np.bincount(spans["spanclass"][rows] >> 1, weights=spans["free"][rows])
        counts[: len(used)] = map(add, counts, used.astype(np.int64).tolist())

    def _count_tiny(self, plan: Plan, given_up: Ints) -> None:
        """A P that gives up its span of tiny blocks counts the tiny objects it placed so far."""
        requests = plan.requests
        for p in self.procs:
            group = p.id * NUM_SPAN_CLASSES + TINY_SPAN_CLASS
            moments = plan.at[given_up[plan.group[given_up] == group]]
            shared = requests.shared_by(p)
            counted = int(np.searchsorted(shared, moments[-1])) if len(moments) else 0
            tiny = p.mcache.tiny
            if len(moments):
                self.heap.stats.tiny_alloc_count += tiny.allocs + counted
                tiny.allocs = 0
            tiny.allocs += len(shared) - counted

    def _move_on(self, plan: Plan) -> None:
        """What is in hand after the plan."""
        self.taken += plan.count
        last = borders(plan.group)[1:] - 1
        group = plan.group[last]
        self.in_hand[group] = plan.row[last]
        self.taken[group] = plan.first[group] + plan.count[group] - plan.start[last]

    def drop_in_hand(self, group: int) -> None:
        """A P gave up a full span, and there was no other to fetch."""
        self.heap.locks.central_visits += 1
        row = self.in_hand[group]
        if row != NONE:
            rows = np.array([row])
            self._count_slots(rows)
            self.full.append(rows)
            p = self.procs[group // NUM_SPAN_CLASSES]
            if group % NUM_SPAN_CLASSES == TINY_SPAN_CLASS:
                p.mcache._count_tiny()
            self.in_hand[group] = NONE
            self.taken[group] = 0

    def note_former(self, gone: NDArray[Any]) -> None:
        """These spans, as they were in the table, went back to the heap."""
        self.former.append(gone)
