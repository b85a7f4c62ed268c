"""A request, an address: down the tiers until one can serve it.

Source: `runtime/malloc.go` (`mallocgc`), Go 1.21.13, linux/amd64. Sizes in bytes.

The tiny block, the span in hand (`mcache`), the central list of its span class, the page heap.
"""

from __future__ import annotations

from golearn.allocator import Allocator, AllocatorEvent
from golearn.errors import BadSize
from golearn.goheap.events import (
    Classified,
    LargeObject,
    SlotTaken,
    TinyBlockNeeded,
    TinyBlockReplaced,
    TinyShared,
    ZeroSized,
)
from golearn.goheap.mheap import MHeap
from golearn.goheap.mspan import MSpan
from golearn.goheap.p import P
from golearn.goheap.sizeclass import (
    GO_CLASSES,
    MAX_SMALL_SIZE,
    PAGE_SIZE,
    TINY_SIZE,
    TINY_SPAN_CLASS,
    make_span_class,
)
from golearn.goheap.tiny import TinyBlock
from golearn.units import ADDRESS_SPACE

TINY, MCACHE, MCENTRAL, MHEAP = range(4)
"""Tiers, as indices into `GoAllocator.tiers`."""

ZERO_BASE = 0x5A0000
"""Where all objects without size live: a variable of the runtime, not a heap address."""

_CLASS_OF = bytes(GO_CLASSES.class_of(size) for size in range(MAX_SMALL_SIZE + 1))
SPAN_CLASS = tuple(tuple(make_span_class(c, noscan) for c in _CLASS_OF) for noscan in (True, False))
"""Span class by `pointers` and size: Go's two class tables spread out to one entry per byte."""


class Malloc(Allocator):
    """The way of a request on the P that runs. `GoAllocator` makes it a whole allocator."""

    heap: MHeap
    _watch: list[AllocatorEvent] | None
    _p: P
    """The P on which requests run."""
    _in_hand: list[MSpan]
    """Its spans, by span class."""
    _tiny_block: TinyBlock
    _tiny: dict[int, int]
    """Address to size of the tiny objects."""

    def malloc(self, size: int, pointers: bool = False) -> int:
        """The address of a new object of `size` bytes. Size 0 gives one fixed address."""
        if size <= TINY_SIZE and not pointers:
            return self._malloc_tiny(size)
        if not 0 < size <= MAX_SMALL_SIZE:
            return self._malloc_large(size, pointers)
        span = self._in_hand[SPAN_CLASS[pointers][size]]
        window = span.alloc_cache
        if window and self._watch is None:
            # `span.next_free_fast()`, written out: most requests end here.
            shift = (window & -window).bit_length()
            free = span.freeindex + shift
            if (free < span.nelems and free & 63) or free == span.nelems:
                span.alloc_cache = window >> shift
                span.freeindex = free
                span.alloc_count += 1
                self.tier = MCACHE
                self.visited = 0
                return span.base + (free - 1) * span.elemsize
        return self._malloc_slot(size, pointers)

    def _malloc_tiny(self, size: int) -> int:
        """Up to 16 bytes without pointers: below 16 they share a block."""
        if 0 < size < TINY_SIZE:
            tiny = self._tiny_block
            address = tiny.fit(size)
            if address:
                self.tier = TINY
                self.visited = 0
                if self._watch is not None:
                    self._watch.append(TinyShared(size, tiny.base, address - tiny.base))
            else:
                address = self._malloc_tiny_block(size)
        elif size == TINY_SIZE:
            address = self._malloc_tiny_slot()
        else:
            return self._malloc_large(size, pointers=False)
        self._tiny[address] = size
        return address

    def _malloc_tiny_block(self, size: int) -> int:
        """A new block, for a tiny object that found no room in the present one."""
        tiny = self._tiny_block
        if self._watch is not None:
            self._watch.append(TinyBlockNeeded(size, tiny.offset if tiny.base else 0))
        address = self._malloc_tiny_slot()
        replaced = tiny.consider(address, size)
        if self._watch is not None:
            self._watch.append(TinyBlockReplaced(tiny.base, replaced))
        return address

    def _malloc_tiny_slot(self) -> int:
        """16 bytes without pointers."""
        if self._watch is None:
            address = self._in_hand[TINY_SPAN_CLASS].next_free_fast()
            if address:
                self.tier = MCACHE
                self.visited = 0
                return address
        return self._malloc_slot(TINY_SIZE, pointers=False)

    def _malloc_slot(self, size: int, pointers: bool) -> int:
        """One slot, whatever it takes."""
        spanclass = SPAN_CLASS[pointers][size]
        watch = self._watch
        if watch is not None:
            watch.append(Classified(size, pointers, spanclass))
        self.visited = self.heap.pages.visited = 0
        mcache = self._p.mcache
        in_hand = mcache.alloc[spanclass]
        locks = self.heap.locks
        heap_before = locks.heap_acquired
        span, slot = mcache.next_free(spanclass)
        if span is in_hand:
            self.tier = MCACHE
        else:
            self.tier = MHEAP if span is self.heap.newest else MCENTRAL
            self._note_slow_request(heap_before)
        address = span.base + slot * span.elemsize
        if watch is not None:
            watch.append(SlotTaken(self._p.id, spanclass, slot, address))
        return address

    def _malloc_large(self, size: int, pointers: bool) -> int:
        """Sizes that no size class serves: none at all, over 32 KiB, or impossible."""
        if not 0 <= size <= ADDRESS_SPACE:
            raise BadSize(f"an object has 0 to 2^47 bytes, not {size}")
        if size == 0:
            self.tier = MCACHE
            self.visited = 0
            if self._watch is not None:
                self._watch.append(ZeroSized(ZERO_BASE))
            return ZERO_BASE
        if self._watch is not None:
            self._watch.append(LargeObject(size, -(-size // PAGE_SIZE)))
        self.heap.pages.visited = 0
        heap_before = self.heap.locks.heap_acquired
        span = self._p.mcache.alloc_large(size, not pointers)
        self._note_slow_request(heap_before)
        self.tier = MHEAP
        return span.base

    def _note_slow_request(self, heap_acquired_before: int) -> None:
        locks = self.heap.locks
        if locks.heap_acquired > heap_acquired_before:
            locks.heap_requests += 1
        else:
            locks.central_requests += 1
        self.visited = self.heap.pages.visited
        self.heap_size = self.heap.size
        self.heap.newest = None
