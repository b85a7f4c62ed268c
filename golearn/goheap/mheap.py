"""The page heap: spans out of pages, pages out of arenas.

Source: `runtime/mheap.go`, Go 1.21.13, linux/amd64. Sizes in bytes.

Small spans come from the P's page cache and need no lock. All else takes the one heap lock.
When no run of free pages is long enough, the heap grows by whole chunks of 4 MiB. Where they
lie, and which span an address belongs to, is the business of a layout (`golearn.layout`).

Not here: pages for stacks, which in a real program come from the same heap.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from golearn.allocator import AllocatorEvent
from golearn.errors import BadParameter, OutOfMemory
from golearn.goheap.cycle_events import SpanFreed
from golearn.goheap.events import (
    ArenaReserved,
    HeapGrew,
    MspansFetched,
    NoRunFound,
    PageCacheRefilled,
    PagesTaken,
    SpanCreated,
)
from golearn.goheap.locks import Locks
from golearn.goheap.mcentral import MCentral
from golearn.goheap.memstats import MSPAN_BYTES, HeapStats
from golearn.goheap.mspan import MSpan, SpanState
from golearn.goheap.pagealloc import MAX_ADDR, PageAlloc
from golearn.goheap.pagecache import CACHE_MAX_PAGES
from golearn.goheap.pallocsum import CHUNK_BYTES
from golearn.goheap.scavenger import Scavenger
from golearn.goheap.sizeclass import NUM_SPAN_CLASSES, PAGE_SIZE
from golearn.goheap.specials import Specials
from golearn.goheap.sweep import Sweeper
from golearn.layout import Layout, SparseLayout
from golearn.layout.hints import FIRST
from golearn.units import MIB, TIB, human_bytes, round_up

if TYPE_CHECKING:
    from golearn.goheap.p import P

ARENA_BASE = FIRST
"""Where Go asks Linux for its first arena: easy to spot in a dump."""

ARENA_BYTES = 64 * MIB
MAX_HEAP = TIB
"""How far the model's heap grows unless told otherwise."""

MSPAN_CACHE = 128
"""Unused `mspan` structures that a P keeps at most; it fetches half as many at a time."""


class MHeap:
    """All spans of the program, and the pages they are made of."""

    def __init__(
        self,
        max_heap: int = MAX_HEAP,
        grow_ahead: bool = False,
        layout: Layout[MSpan] | None = None,
    ) -> None:
        if layout is not None and layout.first > MAX_ADDR:
            raise BadParameter(f"the page heap knows 48 bits of an address, not {layout.first:#x}")
        if not CHUNK_BYTES <= max_heap <= 64 * TIB:
            raise BadParameter(f"the heap may grow to between 4 MiB and 64 TiB, not {max_heap} B")
        self.layout: Layout[MSpan] = SparseLayout() if layout is None else layout
        self.backed = layout is not None
        """Whether the layout's address space hears of every page that gets memory or loses it.

        Then its books and the heap's agree at any time. It costs as much again as the page heap
        itself, so a heap that was given no layout tells its own only where it grows."""
        self.max_heap = max_heap
        self.grow_ahead = grow_ahead
        """Grow as soon as a page cache finds no free page, not only when the span does not fit.

        The difference is whose the first pages of a new chunk are. Go grows late: the span that
        makes it grow comes from the page heap, and the next refill takes what is left of its
        block of 64. Growing ahead is for a start in the middle of a chunk whose end is unknown,
        such as a recording's."""
        self.watch: list[AllocatorEvent] | None = None
        self.pages = PageAlloc()
        self.manual: dict[int, int] = {}
        """Pages that the runtime holds for itself: address to number of pages."""
        self.sweepgen = 0
        """Rises by two with every collection."""
        self.sweeper = Sweeper(self)
        self.scavenger = Scavenger(self)
        self.specials = Specials(self.layout)
        self.stats = HeapStats()
        self.locks = Locks()
        self.newest: MSpan | None = None
        """The span that the present request had made for it."""

    @cached_property
    def central(self) -> list[MCentral]:
        """The central lists, by span class."""
        return [MCentral(self, spc) for spc in range(NUM_SPAN_CLASSES)]

    def alloc(self, p: P, npages: int, spanclass: int) -> MSpan:
        """A new span of `npages`; before that, as many pages are reclaimed if sweeping is due."""
        if not self.sweeper.done:
            self.sweeper.reclaim(npages, p)
        return self.alloc_span(p, npages, spanclass)

    def alloc_span(self, p: P, npages: int, spanclass: int) -> MSpan:
        """Find pages, give them memory, make them a span."""
        base, scavenged = self.take_pages(p, npages)
        span = MSpan(base, npages, spanclass, self.sweepgen)
        self.set_span(span)
        self.newest = span
        self.stats.take(npages * PAGE_SIZE, scavenged)
        if self.watch is not None:
            self.watch.append(SpanCreated(spanclass, base, npages, span.nelems))
        return span

    def set_span(self, span: MSpan) -> None:
        """Make the span findable from the addresses of its objects."""
        span.needzero = self.layout.place(span)

    def alloc_manual(self, p: P, npages: int) -> int:
        """Pages for the runtime itself: no slots, not part of `HeapInuse`. Their address."""
        base, scavenged = self.take_pages(p, npages)
        self.manual[base] = npages
        self.layout.needs_zero(base, npages)
        self.stats.manual += npages * PAGE_SIZE
        self.stats.free -= npages * PAGE_SIZE - scavenged
        self.stats.released -= scavenged
        return base

    def free_manual(self, p: P, base: int) -> None:
        """The runtime gives its pages back."""
        npages = self.manual.pop(base)
        self.locks.heap_acquired += 1
        self.stats.manual -= npages * PAGE_SIZE
        self.stats.free += npages * PAGE_SIZE
        self.pages.free(base, npages)
        self.free_mspans(p)

    def take_pages(self, p: P, npages: int) -> tuple[int, int]:
        """(address, bytes without physical memory) of pages for a span, wherever they are."""
        base = scavenged = growth = in_vain = 0
        source = "page cache"
        have_mspan = False
        if npages < CACHE_MAX_PAGES:
            if not p.pcache.cache:
                self.refill_page_cache(p)
            base, scavenged = p.pcache.alloc(npages)
            have_mspan = base != 0 and p.try_alloc_mspan()
        if not have_mspan:
            self.locks.heap_acquired += 1
        if not base:
            source = "page heap"
            base, scavenged = self.pages.alloc(npages)
            if not base:
                in_vain = self.pages.visited
                growth = self.grow(npages)
                base, scavenged = self.pages.alloc(npages)
        if not have_mspan:
            self.alloc_mspan_locked(p)
        if growth:
            self.scavenger.on_growth(growth)
        if scavenged and self.backed:
            self.layout.space.sys_used(base, npages * PAGE_SIZE, scavenged)
        if self.watch is not None:
            visited = self.pages.visited - in_vain if source == "page heap" else 0
            self.watch.append(PagesTaken(base, npages, source, visited, scavenged))
            if source == "page cache" and not have_mspan:
                self.watch.append(MspansFetched(p.id, MSPAN_CACHE // 2))
        return base, scavenged

    def refill_page_cache(self, p: P) -> None:
        """Fill a P's page cache from the lowest block of 64 pages with a free one."""
        self.locks.heap_acquired += 1
        p.pcache.refill(self.pages)
        if not p.pcache.cache and self.grow_ahead:
            self.grow(1)
            p.pcache.refill(self.pages)
        if self.watch is not None:
            cache = p.pcache
            self.watch.append(PageCacheRefilled(p.id, cache.base, cache.cache.bit_count()))

    def grow(self, npages: int) -> int:
        """Add at least `npages` in whole chunks; bytes added. Raises OutOfMemory."""
        if self.watch is not None:
            self.watch.append(NoRunFound(npages, self.pages.visited))
        ask = round_up(npages * PAGE_SIZE, CHUNK_BYTES)
        if self.size + ask > self.max_heap:
            raise OutOfMemory(
                f"no run of {npages} free pages, and the heap may not grow by {human_bytes(ask)} "
                f"beyond {human_bytes(self.max_heap)}"
            )
        growth = self.layout.grow(ask, CHUNK_BYTES)
        if growth.reserved and self.watch is not None:
            self.watch.append(ArenaReserved(*growth.reserved))
        for base, size in growth.fresh:
            self.pages.grow(base, size)
            self.stats.released += size
            if self.watch is not None:
                self.watch.append(HeapGrew(base, size))
        return sum(size for _, size in growth.fresh)

    def free_span(self, span: MSpan, p: P) -> None:
        """Give an empty span's pages back; free neighbours join by themselves."""
        self.locks.heap_acquired += 1
        nbytes = span.npages * PAGE_SIZE
        self.stats.free += nbytes
        self.stats.in_use -= nbytes
        self.pages.free(span.base, span.npages)
        self.layout.remove(span)
        span.state = SpanState.DEAD
        self.free_mspans(p)
        if self.watch is not None:
            self.watch.append(SpanFreed(span.base, span.npages))

    def alloc_mspan_locked(self, p: P) -> None:
        """Take an `mspan` structure; a P without spare ones fetches 64."""
        if not p.spare_mspans:
            p.spare_mspans = MSPAN_CACHE // 2
            self.stats.mspan_inuse += p.spare_mspans * MSPAN_BYTES
        p.spare_mspans -= 1

    def free_mspans(self, p: P, count: int = 1) -> None:
        """Put `mspan` structures aside, or away if the P has plenty."""
        aside = min(count, MSPAN_CACHE - p.spare_mspans)
        p.spare_mspans += aside
        self.stats.mspan_inuse -= (count - aside) * MSPAN_BYTES

    def span_of(self, address: int) -> MSpan | None:
        """The span in use that holds `address`."""
        return self.layout.span_of(address)

    def former_span_of(self, address: int) -> MSpan | None:
        """The span that held `address` last, if it went back to the heap."""
        span = self.layout.entry(address)
        return None if span is None or span.in_use else span

    @property
    def base(self) -> int:
        """Where the heap begins."""
        return self.layout.first

    @property
    def size(self) -> int:
        """Bytes of address space that the heap has taken over so far (`HeapSys`)."""
        return self.pages.in_use.total
