"""The page allocator: a radix tree of summaries over bitmaps, searched by address.

Source: `runtime/mpagealloc.go`, Go 1.21.13, linux/amd64. Pages are 8 KiB, chunks 4 MiB.

The lowest free run that is large enough wins (address-ordered first fit). Five levels of
summaries let the search skip whatever cannot hold it: an entry at the top speaks for 16 GiB,
one at the bottom for a chunk of 4 MiB. `search_addr` is a promise: below it nothing is free.

Not here: locks, spans, and the system's memory. `MHeap` has them.
"""

from __future__ import annotations

from collections.abc import Iterable

from golearn.errors import HeapCorruption
from golearn.goheap.bits import first_run, mask, trailing_zeros
from golearn.goheap.pallocsum import CHUNK_BYTES, CHUNK_PAGES, FULL, merge, summarize, unpack
from golearn.goheap.ranges import AddrRanges
from golearn.goheap.scavindex import ScavengeIndex
from golearn.goheap.sizeclass import PAGE_SIZE

LEVEL_BITS = (14, 3, 3, 3, 3)
"""Address bits that each level of the tree decides: 14 at the root, then 3 apiece."""

LEVELS = len(LEVEL_BITS)
LEVEL_SHIFT = (34, 31, 28, 25, 22)
"""log2 of the bytes that one entry of each level stands for."""

LEVEL_PAGES = tuple(1 << shift - 13 for shift in LEVEL_SHIFT)
MAX_ADDR = (1 << 48) - 1
"""As a search address: the heap has no free page."""

_ALL = mask(CHUNK_PAGES)


class Chunk:
    """4 MiB of address space: 512 pages, two bits each."""

    __slots__ = ("allocated", "scavenged")

    def __init__(self) -> None:
        self.allocated = 0
        """Bit set: the page is in use, or lies in a page cache."""
        self.scavenged = _ALL
        """Bit set: the page has no physical memory. True of all fresh memory."""


class PageAlloc:
    """Free pages of the heap. Addresses and sizes in bytes, counts in pages."""

    def __init__(self) -> None:
        self._tree: list[dict[int, int]] = [{} for _ in range(LEVELS)]
        self.leaves = self._tree[-1]
        """The lowest level of the tree, always up to date."""
        self._stale: set[int] = set()
        """Entries of the level above the leaves that have to be made anew."""
        self.chunks: dict[int, Chunk] = {}
        self.search_addr = MAX_ADDR
        self.start = self.end = 0
        """All chunks known to the allocator lie from `start` up to, not including, `end`."""
        self.in_use = AddrRanges()
        """Where they lie: in one piece, or with gaps that belong to others."""
        self.scav = ScavengeIndex()
        self.visited = 0
        """Summaries looked at since the request began; the caller sets it back to 0."""

    @property
    def summary(self) -> list[dict[int, int]]:
        """The tree: per level, entry number to packed summary. No entry: nothing free.

        Go keeps all of it up to date at any time; here that waits until somebody looks.
        """
        stale = self._stale
        for level in range(LEVELS - 2, -1, -1):
            above = set()
            for i in stale:
                summary = self.merged(level, i)
                if self._tree[level].get(i, FULL) != summary:
                    self._tree[level][i] = summary
                    above.add(i >> LEVEL_BITS[level])
            stale = above
        self._stale = set()
        return self._tree

    def grow(self, base: int, size: int) -> None:
        """Take over fresh memory: whole chunks, all free, all without physical memory."""
        first, last = base // CHUNK_BYTES, (base + size) // CHUNK_BYTES
        for ci in range(first, last):
            self.chunks[ci] = Chunk()
        self.in_use.add(base, size)
        self.start = min(self.start, first) if self.end else first
        self.end = max(self.end, last)
        self.search_addr = min(self.search_addr, base)
        self.update(base, size // PAGE_SIZE)

    def alloc(self, npages: int) -> tuple[int, int]:
        """Take `npages` in a row: (address, bytes of them without physical memory).

        (0, 0) if there is no such run.
        """
        if self.search_addr // CHUNK_BYTES >= self.end:
            return 0, 0
        address, search_addr = self._find_nearby(npages)
        if not address:
            address, search_addr = self.find(npages)
        if not address:
            if npages == 1:
                self.search_addr = MAX_ADDR
            return 0, 0
        scavenged = self.alloc_range(address, npages)
        self.search_addr = max(self.search_addr, search_addr)
        return address, scavenged

    def _find_nearby(self, npages: int) -> tuple[int, int]:
        """The short cut: look in the chunk of `search_addr` before walking the tree."""
        ci, page = divmod(self.search_addr // PAGE_SIZE, CHUNK_PAGES)
        if CHUNK_PAGES - page < npages:
            return 0, 0
        self.visited += 1
        if unpack(self.leaves.get(ci, FULL))[1] < npages:
            return 0, 0
        free = ~self.chunks[ci].allocated & _ALL
        base = ci * CHUNK_BYTES
        found = first_run(free, npages)
        return base + found * PAGE_SIZE, base + trailing_zeros(free) * PAGE_SIZE

    def find(self, npages: int) -> tuple[int, int]:
        """Walk the tree: (lowest address with `npages` free, best new search address).

        On each level the entries of one block are read from left to right. Either a run that
        crosses entries is long enough, or one entry holds a run inside: then go down there.
        Address 0 if there is none. On the root level the search stops at the end of the heap;
        Go reads on to the last of its 16,384 entries, all of them empty.
        """
        i = 0
        tree = self.summary
        first_free, first_free_bytes = 0, 1 << 48
        for level in range(LEVELS):
            i <<= LEVEL_BITS[level]
            width = 1 << LEVEL_BITS[level]
            shift = LEVEL_SHIFT[level]
            entry_pages = LEVEL_PAGES[level]
            entries = tree[level]
            at = self.search_addr >> shift
            left = at - i if i <= at < i + width else 0
            stop = min(width, ((self.end * CHUNK_BYTES - 1) >> shift) + 1 - i)
            run_base = run = 0
            descend = False
            for j in range(left, stop):
                self.visited += 1
                summary = entries.get(i + j, FULL)
                if summary == FULL:
                    run = 0
                    continue
                address = (i + j) << shift
                if first_free <= address < first_free + first_free_bytes:
                    first_free, first_free_bytes = address, 1 << shift
                start, longest, end = unpack(summary)
                if run + start >= npages:
                    if run == 0:
                        run_base = j * entry_pages
                    return (i << shift) + run_base * PAGE_SIZE, self._mapped(first_free)
                if longest >= npages:
                    i += j
                    descend = True
                    break
                if run == 0 or start < entry_pages:
                    run = end
                    run_base = (j + 1) * entry_pages - run
                else:
                    run += entry_pages
            if not descend:
                if level == 0:
                    return 0, MAX_ADDR
                raise HeapCorruption(f"a summary on level {level - 1} promised {npages} pages")
        free = ~self.chunks[i].allocated & _ALL
        found = first_run(free, npages)
        if found < 0:
            raise HeapCorruption(f"the summary of chunk {i:#x} promised {npages} pages")
        base = i * CHUNK_BYTES
        if first_free <= base < first_free + first_free_bytes:
            first_free = base + trailing_zeros(free) * PAGE_SIZE
        return base + found * PAGE_SIZE, self._mapped(first_free)

    def _mapped(self, address: int) -> int:
        """The lowest address from `address` on that the allocator knows of."""
        found = self.in_use.find(address)
        return MAX_ADDR if found is None else found

    def alloc_range(self, base: int, npages: int) -> int:
        """Mark pages as allocated; bytes of them that had no physical memory."""
        scavenged = 0
        for ci, bits in _pieces(base, npages):
            chunk = self.chunks[ci]
            scavenged += (chunk.scavenged & bits).bit_count()
            chunk.scavenged &= ~bits
            chunk.allocated |= bits
            self.scav.alloc(ci, bits.bit_count())
        self.update(base, npages)
        return scavenged * PAGE_SIZE

    def free(self, base: int, npages: int) -> None:
        """Give pages back; they join whatever is free beside them by being free."""
        self.search_addr = min(self.search_addr, base)
        for ci, bits in _pieces(base, npages):
            self.chunks[ci].allocated &= ~bits
            self.scav.free(ci, bits.bit_length() - 1, bits.bit_count())
        self.update(base, npages)

    def free_all(self, runs: Iterable[tuple[int, int]]) -> None:
        """Give many runs (address, pages) back: as one by one, but each summary is made once."""
        freed: dict[int, int] = {}
        for base, npages in runs:
            for ci, bits in _pieces(base, npages):
                freed[ci] = freed.get(ci, 0) | bits
        for ci, bits in freed.items():
            base = ci * CHUNK_BYTES + trailing_zeros(bits) * PAGE_SIZE
            self.search_addr = min(self.search_addr, base)
            self.chunks[ci].allocated &= ~bits
            self.scav.free(ci, bits.bit_length() - 1, bits.bit_count())
            self.update(base, 1)

    def update(self, base: int, npages: int) -> None:
        """Pages in this range changed hands: recompute the summaries of their chunks."""
        low = base // CHUNK_BYTES
        high = (base + npages * PAGE_SIZE - 1) // CHUNK_BYTES
        for ci in range(low, high + 1):
            summary = summarize(self.chunks[ci].allocated)
            if self.leaves.get(ci, FULL) != summary:
                self.leaves[ci] = summary
                self._stale.add(ci >> LEVEL_BITS[-1])

    def merged(self, level: int, i: int) -> int:
        """What entry `i` of a level must be, given the eight entries below it."""
        below = self._tree[level + 1]
        block = range(i << LEVEL_BITS[level + 1], (i + 1) << LEVEL_BITS[level + 1])
        return merge(list(map(below.get, block)), LEVEL_PAGES[level + 1])

    def check(self) -> None:
        """Summaries equal what recomputation gives; nothing is free below `search_addr`."""
        for ci, chunk in self.chunks.items():
            if self.leaves.get(ci, FULL) != summarize(chunk.allocated):
                raise HeapCorruption(f"the summary of chunk {ci:#x} does not fit its bitmap")
            below = self.search_addr // PAGE_SIZE - ci * CHUNK_PAGES
            if below > 0 and ~chunk.allocated & mask(min(below, CHUNK_PAGES)):
                raise HeapCorruption(f"a free page lies below the search address, chunk {ci:#x}")
        for level in range(LEVELS - 1):
            for i, summary in self.summary[level].items():
                if summary != self.merged(level, i):
                    raise HeapCorruption(f"summary {i} on level {level} is out of date")


def _pieces(base: int, npages: int) -> list[tuple[int, int]]:
    """A run of pages, cut at chunk borders: (chunk, its bits)."""
    ci, page = divmod(base // PAGE_SIZE, CHUNK_PAGES)
    if page + npages <= CHUNK_PAGES:
        return [(ci, mask(npages, page))]
    pieces = []
    while npages:
        count = min(npages, CHUNK_PAGES - page)
        pieces.append((ci, mask(count, page)))
        npages -= count
        ci, page = ci + 1, 0
    return pieces
