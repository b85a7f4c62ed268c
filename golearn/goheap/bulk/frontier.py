"""Pages by arithmetic, where a heap grows: in a chunk that is taken below one page, fresh above.

There that one page says what page caches and the page allocator hand out, so the page heap hears
of it once for many requests, and of the chunks that it has to grow by meanwhile. All else is the
page heap's own business: holes, pages that had memory before, the end of an arena.
"""

from __future__ import annotations

from bisect import bisect_right

from golearn.goheap.bits import mask, trailing_zeros
from golearn.goheap.bulk.tables import Ints
from golearn.goheap.bulk.taken import Taken
from golearn.goheap.mheap import MHeap
from golearn.goheap.p import P
from golearn.goheap.pagecache import CACHE_MAX_PAGES, CACHE_PAGES
from golearn.goheap.pallocsum import CHUNK_BYTES, CHUNK_PAGES
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.layout import SparseLayout


class Frontier:
    """What one P sees of such a chunk; pages are numbered from address 0.

    `open` says whether this is a place where arithmetic will do. After `serve`, `settle`.
    """

    def __init__(self, heap: MHeap, p: P) -> None:
        self.heap, self.p = heap, p
        self.number = heap.pages.search_addr // CHUNK_BYTES
        self.open = False
        self.served = 0
        """Pages handed out."""
        chunk = heap.pages.chunks.get(self.number)
        if chunk is None:
            return
        used = chunk.allocated.bit_length()
        self.first = self.top = self.number * CHUNK_PAGES + used
        """The lowest fresh page, at first and now."""
        self.limit = (self.number + 1) * CHUNK_PAGES
        """The page behind the chunk, or behind those that were added."""
        self.room = self._room()
        """Bytes that may be added in all."""
        self.looked = 0
        """Summaries that the last refill of the page cache looked at."""
        self.search = heap.pages.search_addr // PAGE_SIZE
        self.block = p.pcache.base // PAGE_SIZE
        """Where the 64 pages begin of which the page cache has some."""
        cache = p.pcache.cache
        low = trailing_zeros(cache) if cache else 0
        self.low = self.block + low
        """What is in the cache: the pages from here on…"""
        self.end = self.block + cache.bit_length() if cache else self.low
        """…up to this one."""
        self.open = (
            self.top < self.limit
            and chunk.allocated == mask(used)
            and chunk.scavenged >> used == mask(CHUNK_PAGES - used)
            and p.pcache.scav == cache == mask(self.end - self.low, low)
        )

    def serve(self, sums: list[int], npages: Ints, i: int, until: int, taken: Taken) -> int:
        """Serve requests from `i` on, as many as can be served here; the first that cannot.

        `sums` adds up `npages`, where more than a page cache gives count as more than it has.
        """
        before = sums[i - 1] if i else 0
        while i < until:
            small = sums[i] - before < CACHE_MAX_PAGES
            empty = small and self.low == self.end
            grows = empty and self.top == self.limit
            if grows and not self._grow(taken):
                break
            refilled = empty and (not grows or self.heap.grow_ahead)
            if refilled:
                self._refill(looked=int(grows))
            stop = bisect_right(sums, before + self.end - self.low, i, until) if small else i
            if stop > i:
                self._from_cache(i, sums[stop - 1] - before, stop - i, refilled, taken)
            elif self.top + int(npages[i]) <= self.limit:
                stop = i + 1
                self._from_chunk(i, int(npages[i]), in_vain=grows, taken=taken)
            else:
                break
            i, before = stop, sums[stop - 1]
        return i

    def _room(self) -> int:
        """Bytes by which the heap can grow where this chunk ends, without another arena."""
        heap = self.heap
        assert isinstance(heap.layout, SparseLayout)
        start, end = heap.layout.cur_start, heap.layout.cur_end
        if start != self.limit * PAGE_SIZE:
            return 0
        if not heap.grow_ahead and heap.scavenger.goal is not None:
            return 0  # a heap that grows late has its scavenger look for memory to return
        return min(end - start, heap.max_heap - heap.size)

    def _grow(self, taken: Taken) -> bool:
        """Nothing is left, so the heap grows by a chunk. False if there is no room."""
        if taken.ahead + CHUNK_BYTES > self.room:
            return False
        self.limit += CHUNK_PAGES
        taken.ahead += CHUNK_BYTES
        return True

    def _refill(self, looked: int) -> None:
        """Move what is left of a block of 64 pages to the page cache.

        `looked` is 1 if a look had to say first that nothing was free anywhere.
        """
        self.looked = looked
        self.heap.locks.heap_acquired += 1
        self.block = self.top // CACHE_PAGES * CACHE_PAGES
        self.low, self.end = self.top, self.block + CACHE_PAGES
        self.top = self.end
        self.search = self.end - 1

    def _from_cache(self, i: int, npages: int, count: int, refilled: bool, taken: Taken) -> None:
        if refilled:
            taken.note_slow(i, self.looked)
        taken.take_mspans(self.p, i, count, slow=refilled)
        taken.note(i, self.low * PAGE_SIZE, npages)
        self.low += npages
        self.served += npages

    def _from_chunk(self, i: int, npages: int, in_vain: bool, taken: Taken) -> None:
        """The page allocator needs one look: nothing is free below.

        `in_vain` says that the page cache looked for pages before, and there were none.
        """
        self.heap.locks.heap_acquired += 1 + in_vain
        taken.note_slow(i, visited=1 + in_vain)
        self.heap.alloc_mspan_locked(self.p)
        taken.note(i, self.top * PAGE_SIZE, npages)
        self.search = self.top
        self.top += npages
        self.served += npages

    def settle(self, taken: Taken) -> None:
        """Tell the page heap and the page cache what happened."""
        pages, cache = self.heap.pages, self.p.pcache
        if taken.ahead:
            self.heap.grow(taken.ahead // PAGE_SIZE)
            taken.ahead = 0
        self.heap.stats.take(self.served * PAGE_SIZE, self.served * PAGE_SIZE)
        count = self.top - self.first
        if count:
            pages.alloc_range(self.first * PAGE_SIZE, count)
            pages.search_addr = self.search * PAGE_SIZE
        cache.base = self.block * PAGE_SIZE
        cache.cache = cache.scav = mask(self.end - self.low, self.low - self.block)
