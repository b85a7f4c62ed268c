"""A whole trace on Go's allocator, batch by batch.

What is an object's own business is done on columns: size classes, tiny blocks, addresses. What
concerns pages, locks and the collector's pace goes through the real page heap, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from golearn.goheap.allocator import GoAllocator
from golearn.goheap.bulk.columns import Columns
from golearn.goheap.bulk.cycle import collect
from golearn.goheap.bulk.hand_back import hand_back
from golearn.goheap.bulk.lives import Lives, Living
from golearn.goheap.bulk.pages import take_pages
from golearn.goheap.bulk.plan import Plan
from golearn.goheap.bulk.requests import Requests
from golearn.goheap.bulk.rows import placements
from golearn.goheap.bulk.spans import NONE
from golearn.goheap.bulk.tables import Ints
from golearn.goheap.bulk.taken import Taken
from golearn.goheap.bulk.tiers import Tiers
from golearn.goheap.malloc import MCACHE, MCENTRAL, MHEAP, TINY, ZERO_BASE
from golearn.trace import Op, Trace
from golearn.trace.validate import GC, REALLOC

BATCH = 200_000
"""Requests of a batch, roughly."""

MOST_EVENTS = 4
"""For each of them, however many do not ask for anything."""

KEPT = 1 << 24
"""Bytes. The C library gives large blocks back to the system when they are freed, and clearing
them when they come again is dear, unless one of at least their size was freed before: then it
keeps them for the next batch. So one is."""
np.empty(KEPT, dtype=np.uint8)

NOT_PLACED = -1
"""The tier of an event that asks for nothing."""


class Batch(NamedTuple):
    """Some events of a trace, and what they ask for."""

    events: slice
    placed: Ints | slice
    """Which of them place an object; `slice(None)` for all."""
    requests: Requests

    def event_of(self, request: Ints) -> Ints:
        """The events of the trace that are these requests."""
        events: Ints = self.of_batch(request) + self.events.start
        return events

    def of_batch(self, request: Ints) -> Ints:
        """The same, counted from the begin of the batch."""
        return request if isinstance(self.placed, slice) else self.placed[request]


class Engine:
    """Replays one trace on one fresh allocator, whose sweeps are eager."""

    def __init__(self, trace: Trace, go: GoAllocator) -> None:
        self.trace, self.go = trace, go
        self.tiers = Tiers(go.heap, go.procs)
        self.columns = Columns(trace)
        self.proc = trace.processor if len(go.procs) > 1 and trace.processor.any() else None
        """Which P each event runs on; None if it is the allocator's for all of them."""
        self.lives = Lives(trace)
        self.living = Living(self.lives) if trace.counts[Op.GC] else None
        self.collected = -1
        """The event of the last collection."""

    def run(self, progress: Callable[[int], None] | None) -> Columns:
        """Replay all events, or as many as there is memory for."""
        done = 0
        for first, last in self._stretches():
            if progress is not None:
                progress(first)
            if self.trace.op[first] == GC:
                self._collect(first)
                done = last
            else:
                done = self._allocate(first, last)
                if done < last:
                    self.columns.cut(done)
                    break
        if self.proc is not None and len(self.trace):
            self.go.processor = int(self.proc[min(done, len(self.trace) - 1)])
        hand_back(self.go, self.tiers, self.columns, self.collected)
        return self.columns

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Events from, to: a collection alone, or a batch between two."""
        first, end = 0, len(self.trace)
        share = self.trace.allocations / max(1, end)
        batch = int(BATCH / max(share, 1 / MOST_EVENTS))
        collections = np.flatnonzero(self.trace.op == GC) if self.trace.counts[Op.GC] else ()
        for gc in (*map(int, collections), end):
            for start in range(first, gc, batch):
                yield start, min(start + batch, gc)
            if gc < end:
                yield gc, gc + 1
            first = gc + 1

    # --- requests ---

    def _allocate(self, first: int, last: int) -> int:
        """Replay a batch; the event up to which there was memory."""
        tiers, central = self.tiers, self.tiers.central
        heap_size, next_before = tiers.heap.size, central.next.copy()
        batch = self._batch(first, last)
        plan = Plan(batch.requests, tiers.left(), central)
        procs = batch.requests.procs_of(plan.page_at)
        taken = take_pages(tiers.heap, tiers.procs, plan.npages, procs)
        failed = NONE
        if taken.error is not None:
            # Only the requests before it count. Their plan is the same once more.
            at, refill = (int(c[len(taken.base)]) for c in (plan.page_at, plan.page_refill))
            failed = int(plan.group[refill]) if refill != NONE else NONE
            last = int(batch.event_of(np.array([at]))[0])
            self.columns.stopped = taken.error
            central.next = next_before
            batch = self._batch(first, last)
            plan = Plan(batch.requests, tiers.left(), central)
        self._write_addresses(plan, taken)
        self._write_events(batch, plan, taken, heap_size)
        if self.living is not None:
            self.living.follow(batch.events, batch.placed, batch.requests.empty)
        self.columns.placements += len(batch.requests)
        if failed != NONE:
            tiers.drop_in_hand(failed)
            self.go.visited = 0
        return last

    def _batch(self, first: int, last: int) -> Batch:
        events = slice(first, last)
        placed = placements(self.trace, events)
        size = self.trace.size[events]
        size = size if isinstance(placed, slice) else size.take(placed, mode="clip")
        pointers = self.lives.pointers(events, placed)
        proc = self.go.processor if self.proc is None else self.proc[events][placed]
        return Batch(events, placed, Requests(size, pointers, proc, self.tiers.procs))

    # --- the table ---

    def _write_addresses(self, plan: Plan, taken: Taken) -> None:
        """Where each object of the batch goes."""
        requests = plan.requests
        first = self.columns.placements
        address = self.columns.address[first : first + len(requests)]
        slots = self.tiers.take_slots(plan, taken)
        address[plan.order[: len(slots)]] = slots
        address[requests.large] = taken.base[plan.page_refill == NONE]
        address[requests.empty] = ZERO_BASE
        for packed in requests.packed:
            packed.place(address)

    def _write_events(self, batch: Batch, plan: Plan, taken: Taken, heap_size: int) -> None:
        """Tiers, visited summaries, sizes of the heap; `heap_size` is the one before."""
        columns, requests, go = self.columns, plan.requests, self.go
        tier = self._tier_column(batch)
        tier[batch.of_batch(plan.at)] = MCENTRAL
        tier[batch.of_batch(plan.page_at)] = MHEAP
        for packed in requests.packed:
            tier[batch.of_batch(packed.shared)] = TINY
        slow = batch.event_of(plan.page_at[taken.slow])
        columns.searched.append((slow, taken.visited))

        left_p = np.concatenate((plan.at, requests.large))
        locks = self.tiers.heap.locks
        locks.heap_requests += len(taken.slow)
        locks.central_requests += len(left_p) - len(taken.slow)
        # The size is read after every request that left its P.
        sizes = dict(zip(slow.tolist(), taken.heap_size, strict=True))
        if len(left_p):
            first = int(batch.event_of(left_p.min(keepdims=True))[0])
            sizes = {first: heap_size} | sizes
        for event, size in sizes.items():
            if size != go.heap_size:
                columns.heap_sizes.append((event, size))
                go.heap_size = size
        if len(requests):
            last = len(requests) - 1
            go.tier = int(tier[batch.of_batch(np.array([last]))[0]])
            searched = len(slow) and plan.page_at[taken.slow[-1]] == last
            go.visited = taken.visited[-1] if searched else 0

    def _tier_column(self, batch: Batch) -> NDArray[np.int8]:
        """A batch's part of the column, as if every request were served by the span in hand."""
        tier = self.columns.tier[batch.events]
        if isinstance(batch.placed, slice):
            tier.fill(MCACHE)
        else:  # by arithmetic, as choosing costs more than all the rest of the column
            asks = self.trace.op[batch.events] <= REALLOC
            np.multiply(asks.view(np.int8), MCACHE - NOT_PLACED, out=tier)
            tier += NOT_PLACED
        return tier

    # --- collections ---

    def _collect(self, event: int) -> None:
        columns, go = self.columns, self.go
        if self.proc is not None:
            go.processor = int(self.proc[event])
        columns.tier[event] = NOT_PLACED
        self.collected = event
        running = go.procs[go.processor]
        assert self.living is not None
        rows = self.living.rows()
        collect(self.tiers, go.collector, columns.address[rows], running)
