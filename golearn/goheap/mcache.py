"""The cache of one P: a span in hand for every span class, and the tiny block.

Source: `runtime/mcache.go`, Go 1.21.13.

Most requests end here. Nobody else touches these spans, so nothing is locked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from golearn.goheap.cycle_events import CacheFlushed
from golearn.goheap.events import LargeListed, SpanFull
from golearn.goheap.mspan import MSpan, empty_span
from golearn.goheap.sizeclass import (
    NUM_SPAN_CLASSES,
    PAGE_SIZE,
    TINY_SPAN_CLASS,
    make_span_class,
    size_class_of,
)
from golearn.goheap.tiny import TinyBlock

if TYPE_CHECKING:
    from golearn.goheap.mheap import MHeap
    from golearn.goheap.p import P

EMPTY_SPAN = empty_span()


class MCache:
    """What one P has in hand. `alloc` is indexed by span class."""

    __slots__ = ("alloc", "flush_gen", "heap", "p", "tiny")

    def __init__(self, heap: MHeap, p: P) -> None:
        self.heap = heap
        self.p = p
        self.alloc: list[MSpan] = [EMPTY_SPAN] * NUM_SPAN_CLASSES
        self.tiny = TinyBlock()
        self.flush_gen = heap.sweepgen
        """Sweep generation in which this cache was last emptied."""

    def next_free(self, spanclass: int) -> tuple[MSpan, int]:
        """(span, slot) for one object; fetches a new span when the one in hand is full."""
        span = self.alloc[spanclass]
        slot = span.next_free_index()
        if slot == span.nelems:
            span = self.refill(spanclass)
            slot = span.next_free_index()
        span.alloc_count += 1
        return span, slot

    def refill(self, spanclass: int) -> MSpan:
        """Trade the full span in hand for one with a free slot."""
        heap = self.heap
        span = self.alloc[spanclass]
        if heap.watch is not None:
            heap.watch.append(SpanFull(spanclass, span.base, span.nelems))
        if span is not EMPTY_SPAN:
            self._count_slots(span)
            if spanclass == TINY_SPAN_CLASS:
                self._count_tiny()
            self.alloc[spanclass] = EMPTY_SPAN
            heap.central[spanclass].uncache_span(span, self.p)
        span = heap.central[spanclass].cache_span(self.p)
        span.sweepgen = heap.sweepgen + 3
        span.alloc_count_before_cache = span.alloc_count
        self.alloc[spanclass] = span
        return span

    def alloc_large(self, size: int, noscan: bool) -> MSpan:
        """A span of its own for one object over 32 KiB."""
        heap = self.heap
        npages = -(-size // PAGE_SIZE)
        spanclass = make_span_class(0, noscan)
        span = heap.alloc(self.p, npages, spanclass)
        heap.stats.large_alloc += npages * PAGE_SIZE
        heap.stats.large_alloc_count += 1
        heap.central[spanclass].full_swept.append(span)
        if heap.watch is not None:
            heap.watch.append(LargeListed(spanclass))
        span.limit = span.base + size
        span.freeindex = span.alloc_count = 1
        return span

    def release_all(self) -> None:
        """Put every span in hand back to its central list; forget the tiny block."""
        released = 0
        for spanclass, span in enumerate(self.alloc):
            if span is not EMPTY_SPAN:
                self._count_slots(span)
                self.alloc[spanclass] = EMPTY_SPAN
                self.heap.central[spanclass].uncache_span(span, self.p)
                released += 1
        self.tiny.clear()
        self._count_tiny()
        if self.heap.watch is not None:
            self.heap.watch.append(CacheFlushed(self.p.id, released))

    def prepare_for_sweep(self) -> None:
        """Empty the cache once per collection, before its P allocates again."""
        if self.flush_gen != self.heap.sweepgen:
            self.release_all()
            self.flush_gen = self.heap.sweepgen

    def _count_slots(self, span: MSpan) -> None:
        used = span.alloc_count - span.alloc_count_before_cache
        self.heap.stats.small_alloc_count[size_class_of(span.spanclass)] += used
        span.alloc_count_before_cache = 0

    def _count_tiny(self) -> None:
        self.heap.stats.tiny_alloc_count += self.tiny.allocs
        self.tiny.allocs = 0
