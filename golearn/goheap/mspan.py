"""The span: a run of pages, cut into slots of one size.

Source: `runtime/mheap.go` (`mspan`) and `runtime/mbitmap.go`, Go 1.21.13. Sizes in bytes.

A span hands out its slots from low to high. It never searches a list: `alloc_cache` is a
window of 64 bits, 1 for a free slot, whose lowest bit stands for slot `freeindex`. The next
free slot is the number of trailing zeros; then the window is shifted past it.
"""

from __future__ import annotations

from enum import Enum

from golearn.goheap.sizeclass import GO_CLASSES, PAGE_SIZE, is_noscan, size_class_of

WINDOW = 64
CLASS_SIZE = (0, *(row.size for row in GO_CLASSES.classes))
DIV_MAGIC = (0, *(row.div_magic for row in GO_CLASSES.classes))
"""By size class; 0 for large objects makes every index 0."""

_WINDOW_ONES = (1 << WINDOW) - 1


class SpanState(Enum):
    """What a span's pages are for."""

    DEAD = "dead"
    IN_USE = "in use"
    MANUAL = "manual"


class MSpan:
    """Slots of one span class.

    `sweepgen` compared with the heap's, `h`: `h-2` needs sweeping, `h-1` is being swept, `h`
    is swept and ready, `h+1` was cached before this sweep began and still is, `h+3` was swept
    and then cached.
    """

    __slots__ = (
        "alloc_bits",
        "alloc_cache",
        "alloc_count",
        "alloc_count_before_cache",
        "base",
        "div_magic",
        "elemsize",
        "freeindex",
        "gcmark_bits",
        "limit",
        "needzero",
        "nelems",
        "npages",
        "spanclass",
        "state",
        "sweepgen",
        "used",
    )

    def __init__(self, base: int, npages: int, spanclass: int, sweepgen: int) -> None:
        self.base = base
        self.npages = npages
        self.spanclass = spanclass
        self.elemsize = CLASS_SIZE[spanclass >> 1] or npages * PAGE_SIZE
        self.div_magic = DIV_MAGIC[spanclass >> 1]
        self.nelems = npages * PAGE_SIZE // self.elemsize
        self.limit = base + self.nelems * self.elemsize
        """End of the last slot; what follows is tail waste."""
        self.freeindex = 0
        """Slots below it are taken (or were found taken). The search starts here."""
        self.alloc_cache = _WINDOW_ONES
        self.alloc_bits = 0
        """Bit set: the slot was in use when the span was last swept."""
        self.gcmark_bits = 0
        """Bit set: this collection found the object alive. Becomes `alloc_bits` at sweep."""
        self.alloc_count = 0
        self.alloc_count_before_cache = 0
        self.sweepgen = sweepgen
        self.state = SpanState.IN_USE
        self.needzero = False
        """Its pages were used before, so a slot has to be zeroed before it is handed out."""
        self.used = 0
        """Slots below it have been handed out at least once. (Not Go's: it tells a double
        free from a foreign pointer.)"""

    def __repr__(self) -> str:
        kind = "noscan" if is_noscan(self.spanclass) else "scan"
        return (
            f"<MSpan {self.base:#x}: {self.npages} pages, class {size_class_of(self.spanclass)} "
            f"{kind}, {self.alloc_count} of {self.nelems} slots of {self.elemsize} B>"
        )

    @property
    def in_use(self) -> bool:
        """Whether it holds objects, rather than having gone back to the heap."""
        return self.state is SpanState.IN_USE

    def refill_alloc_cache(self, slot: int) -> None:
        """Show slots `slot` to `slot + 63` in the window; `slot` is a multiple of 64."""
        self.alloc_cache = ~(self.alloc_bits >> slot) & _WINDOW_ONES

    def next_free_fast(self) -> int:
        """Take the next free slot if the window shows one: its address, else 0."""
        window = self.alloc_cache
        if window:
            shift = (window & -window).bit_length()
            free = self.freeindex + shift
            if (free < self.nelems and free % WINDOW) or free == self.nelems:
                self.alloc_cache = window >> shift
                self.freeindex = free
                self.alloc_count += 1
                return self.base + (free - 1) * self.elemsize
        return 0

    def next_free_index(self) -> int:
        """Take the next free slot and return its number; `nelems` if there is none."""
        slot = self.freeindex
        if slot == self.nelems:
            return slot
        while not self.alloc_cache:
            slot = (slot + WINDOW) // WINDOW * WINDOW
            if slot >= self.nelems:
                self.freeindex = self.nelems
                return self.nelems
            self.refill_alloc_cache(slot)
        shift = (self.alloc_cache & -self.alloc_cache).bit_length()
        slot += shift - 1
        if slot >= self.nelems:
            self.freeindex = self.nelems
            return self.nelems
        self.alloc_cache >>= shift
        self.freeindex = slot + 1
        if self.freeindex % WINDOW == 0 and self.freeindex != self.nelems:
            self.refill_alloc_cache(self.freeindex)
        return slot

    def index_of(self, address: int) -> int:
        """The slot that holds `address`, by multiplication instead of division."""
        return (address - self.base) * self.div_magic >> 32

    def address_of(self, slot: int) -> int:
        """Where slot number `slot` begins."""
        return self.base + slot * self.elemsize

    def is_free(self, slot: int) -> bool:
        """Whether the slot holds no object, dead ones not yet swept included."""
        return slot >= self.freeindex and not self.alloc_bits >> slot & 1

    def mark(self, slot: int) -> bool:
        """Note that the collector reached this slot; False if it had before."""
        bit = 1 << slot
        if self.gcmark_bits & bit:
            return False
        self.gcmark_bits |= bit
        return True

    def free_slots(self) -> int:
        """How many slots are still to be handed out."""
        return self.nelems - self.alloc_count


def empty_span() -> MSpan:
    """A span without slots: what a P has in hand before its first request (`emptymspan`)."""
    span = MSpan(0, 1, 0, 0)
    span.nelems = span.alloc_cache = span.npages = 0
    span.state = SpanState.DEAD
    return span
