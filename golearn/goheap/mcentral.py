"""The central list of one span class: spans that no P has in hand.

Source: `runtime/mcentral.go` and `runtime/mspanset.go`, Go 1.21.13.

Two kinds of sets: `partial` spans have a free slot, `full` ones have none. Two of each: one
holds spans that were swept in this cycle, the other those that were not. A collection does not
move a single span: it raises the sweep generation by two, and the sets trade their roles.

A set is a queue: the span that was put back first is taken first. Go's sets need no lock;
since Go 1.16 the central tier is shared but lock-free.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from golearn.goheap.events import RefilledFromCentral
from golearn.goheap.mspan import WINDOW, MSpan
from golearn.goheap.sizeclass import GO_CLASSES, size_class_of

if TYPE_CHECKING:
    from golearn.goheap.mheap import MHeap
    from golearn.goheap.p import P

SWEEP_BUDGET = 100
"""Unswept spans looked at before a fresh span is taken: at most 1 % extra space."""


class MCentral:
    """Spans of one span class."""

    def __init__(self, heap: MHeap, spanclass: int) -> None:
        self.heap = heap
        self.spanclass = spanclass
        number = size_class_of(spanclass)
        self.npages = GO_CLASSES[number].npages if number else 0
        """Pages of one span; 0 for large objects, whose spans go only into the sets."""
        self.partial: tuple[deque[MSpan], deque[MSpan]] = (deque(), deque())
        self.full: tuple[deque[MSpan], deque[MSpan]] = (deque(), deque())

    @property
    def partial_swept(self) -> deque[MSpan]:
        """Spans with a free slot, ready to use."""
        return self.partial[self.heap.sweepgen // 2 % 2]

    @property
    def partial_unswept(self) -> deque[MSpan]:
        """Spans with a free slot, to be swept first."""
        return self.partial[1 - self.heap.sweepgen // 2 % 2]

    @property
    def full_swept(self) -> deque[MSpan]:
        """Spans without a free slot."""
        return self.full[self.heap.sweepgen // 2 % 2]

    @property
    def full_unswept(self) -> deque[MSpan]:
        """Spans that had no free slot; sweeping may find some."""
        return self.full[1 - self.heap.sweepgen // 2 % 2]

    def cache_span(self, p: P) -> MSpan:
        """A span with a free slot for a P to hold: swept, else swept now, else a new one."""
        self.heap.locks.central_visits += 1
        source = "swept, partly used"
        partial = self.partial_swept
        span = partial.popleft() if partial else None
        if span is None and not self.heap.sweeper.done:
            span, source = self._sweep_for_a_slot(p)
        if span is None:
            span = self.grow(p)
        elif self.heap.watch is not None:
            self.heap.watch.append(
                RefilledFromCentral(self.spanclass, span.base, span.free_slots(), source)
            )
        slot = span.freeindex // WINDOW * WINDOW
        span.refill_alloc_cache(slot)
        span.alloc_cache >>= span.freeindex - slot
        return span

    def _sweep_for_a_slot(self, p: P) -> tuple[MSpan | None, str]:
        """Sweep spans of this class until one has a free slot or the budget is used up."""
        sweeper = self.heap.sweeper
        budget = SWEEP_BUDGET
        while budget >= 0 and self.partial_unswept:
            span = self.partial_unswept.popleft()
            if sweeper.acquire(span):
                sweeper.sweep(span, p, preserve=True)
                return span, "not yet swept, partly used"
            budget -= 1
        while budget >= 0 and self.full_unswept:
            span = self.full_unswept.popleft()
            if sweeper.acquire(span):
                sweeper.sweep(span, p, preserve=True)
                slot = span.next_free_index()
                if slot != span.nelems:
                    span.freeindex = slot
                    return span, "not yet swept, full before"
                self.full_swept.append(span)
            budget -= 1
        return None, ""

    def uncache_span(self, span: MSpan, p: P) -> None:
        """Take back a span that a P had in hand.

        One that was cached before the present sweep began is in no set, so it is swept here.
        """
        heap = self.heap
        if span.sweepgen == heap.sweepgen + 1:
            span.sweepgen = heap.sweepgen - 1
            heap.sweeper.sweep(span, p, preserve=False)
            return
        span.sweepgen = heap.sweepgen
        (self.partial_swept if span.free_slots() else self.full_swept).append(span)

    def grow(self, p: P) -> MSpan:
        """A fresh span from the page heap."""
        return self.heap.alloc(p, self.npages, self.spanclass)
