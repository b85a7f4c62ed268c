"""A collection as the allocator sees it: mark bits in, free slots out.

Source: `runtime/mgc.go` (`gcMarkTermination`, `gcSweep`, `GC`) and `runtime/mgcpacer.go`,
Go 1.21.13. Sizes in bytes.

Who lives is the caller's knowledge; here it is only noted in the spans. Then the sweep
generation rises, every P gives up its spans, and the sweep follows: at once, as `runtime.GC()`
does before it returns, or little by little as memory is needed.

Not here: how the living are found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from golearn.errors import HeapCorruption, OutOfMemory
from golearn.goheap.cycle_events import Marked
from golearn.goheap.mheap import MHeap
from golearn.goheap.mspan import MSpan
from golearn.goheap.p import P
from golearn.units import MIB

HEAP_MINIMUM = 4 * MIB
"""Smallest heap goal at GOGC=100."""

WORK_SPAN_PAGES = 4
"""A span of work buffers: 32 KiB, sixteen lists of 253 pointers each."""

NO_GOAL = 2**64 - 1
"""The heap goal when automatic collection is off."""


class Collector:
    """Runs collection cycles. `gogc` is GOGC in percent, None for off.

    While it marks, the collector keeps lists of what it has yet to look at, in spans of 4 pages
    from the same heap: `work_spans` of them per cycle.
    """

    def __init__(self, heap: MHeap, gogc: int | None, work_spans: int) -> None:
        self.heap = heap
        self.gogc = gogc
        self.work_spans = work_spans
        self.gccheckmark = False
        """Mark everything twice, as `GODEBUG=gccheckmark=1` does; to find faults in a collector."""
        self.heap.stats.next_gc = self.goal_for(0)

    def goal_for(self, marked: int) -> int:
        """Heap size at which the next automatic collection would be due."""
        if self.gogc is None:
            return NO_GOAL
        return max(HEAP_MINIMUM * self.gogc // 100, marked + marked * self.gogc // 100)

    def _tiny_blocks(self, procs: Sequence[P]) -> Iterator[tuple[MSpan, int]]:
        """The tiny blocks being filled: they stay, alive or not, as the next object may use them
        while the collector marks (`gcMarkTinyAllocs`)."""
        for p in procs:
            base = p.mcache.tiny.base
            span = self.heap.span_of(base) if base else None
            if span is not None:
                yield span, span.index_of(base)

    def _waiting(self) -> Iterator[tuple[MSpan, int]]:
        """Dead objects whose finalizer has not run: it is going to use them."""
        for address in self.heap.specials.queue:
            span = self.heap.span_of(address)
            assert span is not None
            yield span, span.index_of(address)

    def _check_marks(self, found: Iterable[tuple[MSpan, int]]) -> None:
        """Go over the living a second time, with marks of its own, and compare."""
        layout = self.heap.layout
        layout.start_checkmarks()
        for span, slot in found:
            address = span.address_of(slot)
            if not span.gcmark_bits >> slot & 1:
                raise HeapCorruption(f"checkmark found unmarked object {address:#x}")
            layout.set_checkmark(address)

    def collect(
        self, live: Iterable[tuple[MSpan, int]], procs: Sequence[P], running: P, lazily: bool
    ) -> None:
        """One cycle. `live` are (span, slot); `lazily` leaves the sweep to those who need it."""
        heap = self.heap
        heap.sweeper.finish(running)
        self.take_work_spans(running)
        heap.layout.clear_marks()
        marked = objects = 0
        found = [*live, *self._waiting(), *self._tiny_blocks(procs)]
        for span, slot in found:
            if not span.gcmark_bits:
                heap.layout.note_mark(span)
            if span.mark(slot):
                marked += span.elemsize
                objects += 1
        if self.gccheckmark:
            self._check_marks(found)
        self.start_sweep(marked, objects)
        for p in procs:
            if p is not running:
                p.mcache.prepare_for_sweep()
                p.pcache.flush(heap.pages)
        running.mcache.prepare_for_sweep()
        if not lazily:
            heap.sweeper.finish(running)

    def take_work_spans(self, running: P) -> None:
        """Pages for the collector's own lists. The sweep gives them back when it ends."""
        with suppress(OutOfMemory):
            # Where Go would give up, the model collects without its own lists.
            for _ in range(self.work_spans):
                self.heap.alloc_manual(running, WORK_SPAN_PAGES)

    def start_sweep(self, marked: int, objects: int) -> None:
        """All is marked, `marked` bytes in so many objects: raise the sweep generation."""
        heap = self.heap
        heap.stats.num_gc += 1
        if heap.watch is not None:
            heap.watch.append(Marked(heap.stats.num_gc, objects, marked))
        heap.sweeper.start()
        last_goal, heap.stats.next_gc = heap.stats.next_gc, self.goal_for(marked)
        heap.scavenger.pace(heap.stats.in_use, heap.stats.next_gc, last_goal)
        heap.pages.scav.next_gen()
