"""The page cache: 64 pages in a P's own hand, so that small spans need no heap lock.

Source: `runtime/mpagecache.go`, Go 1.21.13. Addresses in bytes, pages of 8 KiB.

It owns an aligned block of 64 pages and of those the ones that were free when it was filled.
They need not lie in one run. It is tried for spans of fewer than 16 pages.
"""

from __future__ import annotations

from golearn.goheap.bits import first_run, mask, trailing_zeros
from golearn.goheap.pagealloc import MAX_ADDR, PageAlloc
from golearn.goheap.pallocsum import CHUNK_BYTES, CHUNK_PAGES, FULL
from golearn.goheap.sizeclass import PAGE_SIZE

CACHE_PAGES = 64
CACHE_BYTES = CACHE_PAGES * PAGE_SIZE
CACHE_MAX_PAGES = CACHE_PAGES // 4
"""Spans of this many pages or more go straight to the page allocator."""

_ALL = mask(CACHE_PAGES)


class PageCache:
    """One P's pages. `cache` has a bit per free page, `scav` one per page without memory."""

    __slots__ = ("base", "cache", "scav")

    def __init__(self) -> None:
        self.base = 0
        self.cache = 0
        self.scav = 0

    def alloc(self, npages: int) -> tuple[int, int]:
        """The lowest `npages` in a row: (address, bytes without physical memory) or (0, 0)."""
        if not self.cache:
            return 0, 0
        i = trailing_zeros(self.cache) if npages == 1 else first_run(self.cache, npages)
        if i < 0:
            return 0, 0
        taken = mask(npages, i)
        scavenged = (self.scav & taken).bit_count()
        self.cache &= ~taken
        self.scav &= ~taken
        return self.base + i * PAGE_SIZE, scavenged * PAGE_SIZE

    def refill(self, pages: PageAlloc) -> None:
        """Take all that is free in the block of the lowest free page (`allocToCache`).

        Stays empty if the heap has no free page.
        """
        if pages.search_addr // CHUNK_BYTES >= pages.end:
            return
        ci = pages.search_addr // CHUNK_BYTES
        if pages.leaves.get(ci, FULL) == FULL:
            address, _ = pages.find(1)
            if not address:
                pages.search_addr = MAX_ADDR
                return
            ci = address // CHUNK_BYTES
        chunk = pages.chunks[ci]
        page = trailing_zeros(~chunk.allocated) // CACHE_PAGES * CACHE_PAGES
        self.base = ci * CHUNK_BYTES + page * PAGE_SIZE
        self.cache = ~chunk.allocated >> page & _ALL
        self.scav = chunk.scavenged >> page & self.cache
        chunk.allocated |= self.cache << page
        chunk.scavenged &= ~(self.scav << page)
        pages.update(self.base, CACHE_PAGES)
        pages.scav.alloc(ci, self.cache.bit_count())
        pages.search_addr = self.base + CACHE_BYTES - PAGE_SIZE

    def flush(self, pages: PageAlloc) -> None:
        """Give every page back to the page allocator."""
        if not self.cache:
            return
        ci, page = divmod(self.base // PAGE_SIZE, CHUNK_PAGES)
        chunk = pages.chunks[ci]
        chunk.allocated &= ~(self.cache << page)
        chunk.scavenged |= self.scav << page
        last = page + self.cache.bit_length() - 1
        pages.scav.free(ci, last, self.cache.bit_count())
        pages.search_addr = min(pages.search_addr, self.base)
        pages.update(self.base, CACHE_PAGES)
        self.base = self.cache = self.scav = 0
