"""What must always hold, checked by walking everything.

Each rule is stated from first principles, not by calling the code that maintains it.
"""

from __future__ import annotations

from collections.abc import Iterable

from golearn.errors import HeapCorruption
from golearn.goheap.mcache import EMPTY_SPAN
from golearn.goheap.mheap import MHeap
from golearn.goheap.mspan import MSpan, SpanState
from golearn.goheap.p import P
from golearn.goheap.pallocsum import CHUNK_PAGES
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.osmem.states import SysStat


def check_heap(heap: MHeap, procs: Iterable[P]) -> None:
    """Raise HeapCorruption with the first broken rule."""
    procs = list(procs)
    spans = list(heap.layout.spans_in_use())
    for span in spans:
        _check_span(span)
    _check_pages(heap, spans, procs)
    _check_places(heap, spans, procs)
    _check_marks(heap, spans)
    _check_books(heap)
    heap.pages.check()


def _check_span(span: MSpan) -> None:
    """Slots, bits and counts of one span agree."""
    if span.state is not SpanState.IN_USE:
        raise HeapCorruption(f"{span} is in the page map but not in use")
    taken = sum(not span.is_free(slot) for slot in range(span.nelems))
    if taken != span.alloc_count:
        raise HeapCorruption(f"{span} counts {span.alloc_count} objects, its bits say {taken}")
    if span.freeindex < span.nelems:
        for i in range(64 - span.freeindex % 64):
            slot = span.freeindex + i
            if slot < span.nelems and (span.alloc_cache >> i & 1 == 1) != span.is_free(slot):
                raise HeapCorruption(f"the window of {span} is wrong about slot {slot}")


def _check_pages(heap: MHeap, spans: list[MSpan], procs: list[P]) -> None:
    """Every allocated page belongs to exactly one span or page cache."""
    owned: set[int] = set()
    for span in spans:
        first = span.base // PAGE_SIZE
        pages = range(first, first + span.npages)
        if not owned.isdisjoint(pages):
            raise HeapCorruption(f"{span} overlaps another span")
        owned.update(pages)
        if any(heap.layout.entry(page * PAGE_SIZE) is not span for page in pages):
            raise HeapCorruption(f"a page of {span} leads to another span")
    if len(owned) * PAGE_SIZE != heap.stats.in_use:
        raise HeapCorruption(f"spans have {len(owned)} pages, HeapInuse says otherwise")
    for p in procs:
        for i in range(64):
            if p.pcache.cache >> i & 1:
                page = p.pcache.base // PAGE_SIZE + i
                if page in owned:
                    raise HeapCorruption(f"page {page:#x} is cached by P{p.id} and in use")
                owned.add(page)
    for base, npages in heap.manual.items():
        owned.update(range(base // PAGE_SIZE, base // PAGE_SIZE + npages))
    allocated = sum(chunk.allocated.bit_count() for chunk in heap.pages.chunks.values())
    for page in owned:
        if not heap.pages.chunks[page // CHUNK_PAGES].allocated >> page % CHUNK_PAGES & 1:
            raise HeapCorruption(f"page {page:#x} is owned but free in the page heap")
    if allocated != len(owned):
        raise HeapCorruption(f"{allocated - len(owned)} pages are allocated but have no owner")
    stats = heap.stats
    if stats.in_use + stats.manual + stats.free + stats.released != heap.size:
        raise HeapCorruption("bytes in use, free and released do not add up to the heap's size")


def _check_marks(heap: MHeap, spans: list[MSpan]) -> None:
    """The reclaimer is shown the spans without a mark, and no others."""
    shown: set[int] = set()
    for start, end in zip(heap.pages.in_use.starts, heap.pages.in_use.ends, strict=True):
        shown |= {id(span) for span in heap.layout.unmarked(start, (end - start) // PAGE_SIZE)}
    for span in spans:
        if span.sweepgen == heap.sweepgen - 2 and (id(span) in shown) != (not span.gcmark_bits):
            raise HeapCorruption(f"the reclaimer is wrong about the marks of {span}")


def _check_books(heap: MHeap) -> None:
    """What the heap counts is what its address space counts."""
    space = heap.layout.space
    space.check()
    if space.books.sys[SysStat.HEAP] != heap.size:
        raise HeapCorruption("the heap's size is not what its address space has counted")
    if heap.backed and space.heap_released != heap.stats.released:
        raise HeapCorruption("HeapReleased is not what the address space says is Prepared")


def _check_places(heap: MHeap, spans: list[MSpan], procs: list[P]) -> None:
    """Every span is in exactly one place: in hand, or in the right central set."""
    seen: dict[int, str] = {}
    for p in procs:
        for span in p.mcache.alloc:
            if span is not EMPTY_SPAN:
                _place(seen, span, f"in hand of P{p.id}")
    for central in heap.central:
        for span in central.partial_swept:
            if span.alloc_count == span.nelems:
                raise HeapCorruption(f"{span} is full but in the partial set")
            _place(seen, span, "partial swept")
        for span in central.full_swept:
            if span.alloc_count < span.nelems:
                raise HeapCorruption(f"{span} has free slots but is in the full set")
            _place(seen, span, "full swept")
        for span in (*central.partial_unswept, *central.full_unswept):
            if span.sweepgen == heap.sweepgen - 2:
                _place(seen, span, "unswept")
    for span in spans:
        if id(span) not in seen:
            raise HeapCorruption(f"{span} is in use but in no cache and no central set")


def _place(seen: dict[int, str], span: MSpan, place: str) -> None:
    if id(span) in seen:
        raise HeapCorruption(f"{span} is {place} and {seen[id(span)]} at once")
    seen[id(span)] = place
