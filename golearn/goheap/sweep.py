"""Sweeping: what the collector left unmarked becomes free.

Source: `runtime/mgcsweep.go` and `runtime/mheap.go` (`reclaim`), Go 1.21.13.

Freeing a span's dead objects is one assignment: the mark bits become the allocation bits. A
span without a live object goes back to the page heap. Three parties sweep: whoever needs a
span of that class, whoever needs pages, and the background sweeper, which takes what is left.

Not here: the pacing that makes allocation sweep in proportion (`deductSweepCredit`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from golearn.goheap.cycle_events import Reclaiming, SpanSwept
from golearn.goheap.mspan import MSpan, SpanState
from golearn.goheap.sizeclass import NUM_SPAN_CLASSES, PAGE_SIZE, size_class_of

if TYPE_CHECKING:
    from golearn.goheap.mheap import MHeap
    from golearn.goheap.p import P

RECLAIM_PAGES = 512
"""Pages that the reclaimer looks at in one go."""


class Sweeper:
    """Sweeps spans of one heap. `done` is true from the end of one sweep to the next cycle."""

    def __init__(self, heap: MHeap) -> None:
        self.heap = heap
        self.done = True
        self.central_index = 0
        """Where the background sweeper is: span class times two, plus one for partial."""
        self.reclaim_from: int | None = None
        """Where the reclaimer is, an address; None when it has been everywhere."""
        self.reclaim_credit = 0
        """Pages freed beyond what was asked for."""

    def start(self) -> None:
        """A new cycle: everything that is in use needs sweeping."""
        self.heap.sweepgen += 2
        self.done = False
        self.central_index = 0
        self.reclaim_from = 0
        self.reclaim_credit = 0

    def acquire(self, span: MSpan) -> bool:
        """Claim a span for sweeping; False if somebody swept it already."""
        if span.sweepgen != self.heap.sweepgen - 2:
            return False
        span.sweepgen = self.heap.sweepgen - 1
        return True

    def sweep(self, span: MSpan, p: P, preserve: bool) -> bool:
        """Free the dead objects of an acquired span; True if the span itself was freed.

        `preserve`: the caller keeps the span, so put it into no list.
        """
        heap = self.heap
        if heap.specials.of:
            queued = heap.specials.sweep(span)
            if heap.watch is not None:
                heap.watch += queued
        live = span.gcmark_bits.bit_count()
        freed = span.alloc_count - live
        span.used = max(span.used, span.freeindex)
        span.alloc_count = live
        span.freeindex = 0
        span.alloc_bits = span.gcmark_bits
        span.gcmark_bits = 0
        span.refill_alloc_cache(0)
        span.sweepgen = heap.sweepgen
        if heap.watch is not None:
            heap.watch.append(SpanSwept(span.spanclass, span.base, freed, live))

        number = size_class_of(span.spanclass)
        central = heap.central[span.spanclass]
        if number == 0:
            if preserve:
                return False
            if freed:
                heap.stats.large_free_count += 1
                heap.stats.large_free += span.elemsize
                heap.free_span(span, p)
                return True
            central.full_swept.append(span)
            return False
        heap.stats.small_free_count[number] += freed
        if preserve:
            return False
        if live == 0:
            heap.free_span(span, p)
            return True
        (central.full_swept if live == span.nelems else central.partial_swept).append(span)
        return False

    def next_span(self) -> MSpan | None:
        """The next unswept span: by span class, the full ones first."""
        while self.central_index < 2 * NUM_SPAN_CLASSES:
            spanclass, partial = divmod(self.central_index, 2)
            central = self.heap.central[spanclass]
            spans = central.partial_unswept if partial else central.full_unswept
            if spans:
                return spans.popleft()
            self.central_index += 1
        return None

    def sweep_one(self, p: P) -> int | None:
        """Sweep one span: pages that went back to the heap, or None if nothing was left.

        Whoever finds nothing left ends the sweep and frees the collector's work buffers.
        """
        if self.done:
            return None
        while span := self.next_span():
            if span.state is SpanState.IN_USE and self.acquire(span):
                npages = span.npages
                if not self.sweep(span, p, preserve=False):
                    return 0
                self.reclaim_credit += npages
                return npages
        self.done = True
        for base in list(self.heap.manual):
            self.heap.free_manual(p, base)
        return None

    def finish(self, p: P) -> None:
        """Sweep all that is left."""
        while self.sweep_one(p) is not None:
            pass

    def reclaim(self, npages: int, p: P) -> None:
        """Before `npages` are taken, free as many by sweeping spans without a live object."""
        locked = False
        while npages > 0 and self.reclaim_from is not None:
            if self.reclaim_credit:
                take = min(self.reclaim_credit, npages)
                self.reclaim_credit -= take
                npages -= take
                continue
            chunk = self.heap.pages.in_use.find(self.reclaim_from)
            if chunk is None:
                self.reclaim_from = None
                return
            if not locked:
                locked = True
                self.heap.locks.heap_acquired += 1
                if self.heap.watch is not None:
                    self.heap.watch.append(Reclaiming(npages))
            found = self._reclaim_chunk(chunk, p)
            self.reclaim_from = chunk + RECLAIM_PAGES * PAGE_SIZE
            self.reclaim_credit += max(0, found - npages)
            npages -= min(found, npages)

    def _reclaim_chunk(self, address: int, p: P) -> int:
        """Sweep the spans that begin within the chunk and have no mark; pages freed.

        The heap lock is let go for each sweep, and taken again.
        """
        freed = 0
        for span in self.heap.layout.unmarked(address, RECLAIM_PAGES):
            if self.acquire(span):
                npages = span.npages
                if self.sweep(span, p, preserve=False):
                    freed += npages
                self.heap.locks.heap_acquired += 1
        return freed
