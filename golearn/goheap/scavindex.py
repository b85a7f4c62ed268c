"""Which chunks the scavenger may take from: density and age of each chunk.

Source: `runtime/mgcscavenge.go` (`scavengeIndex`), Go 1.21.13. Counts in pages of 8 KiB.

Memory that is densely used will be used again, so returning it would only cost twice. A chunk
counts as dense if it was at least 96.875 % full in this collection cycle or the last one.
"""

from __future__ import annotations

from bisect import bisect_right, insort

from golearn.goheap.pallocsum import CHUNK_BYTES, CHUNK_PAGES
from golearn.goheap.sizeclass import PAGE_SIZE

DENSE_PAGES = int(0.96875 * CHUNK_PAGES)
CLEARED = 0
"""As a search address: nothing to take until more is freed."""


class ChunkUse:
    """What the scavenger remembers of one chunk."""

    __slots__ = ("gen", "has_free", "in_use", "last_in_use")

    def __init__(self) -> None:
        self.in_use = 0
        self.last_in_use = 0
        self.gen = 0
        self.has_free = False
        """False for fresh memory: it has no physical pages that could be returned."""

    def advance(self, gen: int) -> None:
        """Note the first change in a new generation."""
        if self.gen != gen:
            self.last_in_use = self.in_use
            self.gen = gen

    def eligible(self, gen: int, force: bool) -> bool:
        """Whether the scavenger should look here; `force` ignores density."""
        if not self.has_free:
            return False
        if force:
            return True
        if self.gen == gen and self.last_in_use >= DENSE_PAGES:
            return False
        return self.in_use < DENSE_PAGES


class ScavengeIndex:
    """Finds the highest chunk with pages to return. A generation is one collection cycle."""

    def __init__(self) -> None:
        self.chunks: dict[int, ChunkUse] = {}
        self.known: list[int] = []
        """The chunks in order. A heap with gaps has chunks far apart."""
        self.gen = 0
        self.search_bg = CLEARED
        """Highest address worth a look in the background; raised once per generation."""
        self.search_force = CLEARED
        """The same for forced scavenging; raised by every free."""
        self.free_high = CLEARED
        """Highest address freed in this generation."""

    def _use(self, ci: int) -> ChunkUse:
        use = self.chunks.get(ci)
        if use is None:
            use = self.chunks[ci] = ChunkUse()
            insort(self.known, ci)
        return use

    def alloc(self, ci: int, npages: int) -> None:
        """`npages` of chunk `ci` were taken."""
        use = self._use(ci)
        use.advance(self.gen)
        use.in_use += npages
        if use.in_use == CHUNK_PAGES:
            use.has_free = False

    def free(self, ci: int, last_page: int, npages: int) -> None:
        """`npages` of chunk `ci` were given back, `last_page` the highest of them."""
        use = self._use(ci)
        use.advance(self.gen)
        use.in_use -= npages
        use.has_free = True
        address = ci * CHUNK_BYTES + last_page * PAGE_SIZE
        self.free_high = max(self.free_high, address)
        self.search_force = max(self.search_force, address)

    def next_gen(self) -> None:
        """A collection has marked: what was freed since the last one becomes visible."""
        self.gen += 1
        self.search_bg = max(self.search_bg, self.free_high)
        self.free_high = CLEARED

    def set_empty(self, ci: int) -> None:
        """The scavenger found nothing in chunk `ci`: skip it until something is freed there."""
        self._use(ci).has_free = False

    def find(self, force: bool) -> tuple[int, int]:
        """(highest eligible chunk, page in it to search down from), or (0, 0)."""
        search = self.search_force if force else self.search_bg
        if search == CLEARED:
            return 0, 0
        start = search // CHUNK_BYTES
        for i in range(bisect_right(self.known, start) - 1, -1, -1):
            ci = self.known[i]
            if not self.chunks[ci].eligible(self.gen, force):
                continue
            if ci == start:
                return ci, search % CHUNK_BYTES // PAGE_SIZE
            self._move(force, (ci + 1) * CHUNK_BYTES - PAGE_SIZE)
            return ci, CHUNK_PAGES - 1
        self._move(force, CLEARED)
        return 0, 0

    def _move(self, force: bool, address: int) -> None:
        if force:
            self.search_force = address
        else:
            self.search_bg = address
