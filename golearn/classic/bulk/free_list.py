"""The free list again, for long traces: the same placements and counts without the walks.

`FreeListAllocator` is the reference. Here two dicts find a block's neighbours, and an index
answers what the policy's walk would have found: `Chunks` for first and next fit, `SizeBins`
for best and worst fit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from golearn.classic.bulk.bins import SizeBins
from golearn.classic.bulk.chunks import Chunks
from golearn.classic.free_list import FreeListAllocator
from golearn.classic.policies import Block
from golearn.units import ADDRESS_SPACE

Ints = NDArray[np.int64]

FULL = -1
"""What `take` answers when the heap would have to grow and may not."""


class BulkFreeList:
    """Takes over the free blocks of an allocator; `hand_back` puts them back into it.

    `visited` and `heap_size` are those of `FreeListAllocator`. Addresses and sizes in bytes.
    """

    def __init__(self, allocator: FreeListAllocator) -> None:
        self.allocator = allocator
        self.heap_size = allocator.heap_size
        self.rover = allocator.rover
        self.visited = 0
        self.size_at: dict[int, int] = {b.address: b.size for b in allocator.free_blocks}
        """Free blocks: address → size."""
        self.start_of: dict[int, int] = {a + size: a for a, size in self.size_at.items()}
        """Free blocks: end → address."""
        self.seams = {a for a in self.size_at if a in self.start_of}
        """Free blocks that begin where another one ends and were not merged with it yet."""
        self._merges = allocator.coalesce == "immediate"
        self._merges_late = allocator.coalesce == "deferred"
        self._use_index(allocator.policy)

    def _use_index(self, policy: str) -> None:
        self.index: Chunks | SizeBins
        self._search: Callable[[int], tuple[int, int]]
        """The block for so many bytes (-1: none), and how many the policy looks at."""
        if policy in ("first", "next"):
            self.index = self._chunks = Chunks(sorted(self.size_at.items()))
            self._search = self._chunks.first_fit if policy == "first" else self._next_fit
        else:
            self.index = self._bins = SizeBins(self.size_at)
            self._search = self._best_fit if policy == "best" else self._worst_fit

    def hand_back(self) -> None:
        """Set the allocator's free blocks, heap size and rover as they are here."""
        self.allocator.free_blocks = [Block(*item) for item in sorted(self.size_at.items())]
        self.allocator.heap_size = self.heap_size
        self.allocator.rover = self.rover
        self.allocator.visited = self.visited

    # --- requests ---

    def take(self, need: int) -> int:
        """The address of `need` bytes, or `FULL`; then the blocks are as before."""
        address, self.visited = self._search(need)
        pieces = []
        if address < 0 and self.seams and self._merges_late:
            pieces = self._merge_seams()
            address, looked_at = self._search(need)
            self.visited += looked_at
        if address < 0:
            address = self._grow(need)
            if address == FULL:
                self._part(pieces)
            return address
        self._use(address, need)
        return address

    def _use(self, address: int, need: int) -> None:
        """Take `need` bytes from the block at `address`."""
        self.rover = end = address + need
        rest = self.size_at.pop(address) - need
        if self.seams:
            self.seams.discard(address)
        if rest:
            self.size_at[end] = rest
            self.start_of[end + rest] = end
        else:
            del self.start_of[end]
            if self.seams:
                self.seams.discard(end)
        self.index.cut(end, rest)

    def blocks_for(self, need: Ints) -> Ints:
        """Bytes of the blocks that serve requests of `need` bytes: just these."""
        return need

    def _grow(self, need: int) -> int:
        """The address of `need` bytes at the end of a longer heap, or `FULL`."""
        end = self.heap_size
        start = self.start_of.get(end, end)
        grown = start + need
        if self.allocator.limit is not None or grown > ADDRESS_SPACE:
            return FULL
        if start < end:
            del self.start_of[end], self.size_at[start]
            self.seams.discard(start)
            self.index.remove(start)
        self.heap_size = self.rover = grown
        return start

    # --- the policies ---

    def _next_fit(self, need: int) -> tuple[int, int]:
        return self._chunks.next_fit(need, self.rover)

    def _best_fit(self, need: int) -> tuple[int, int]:
        return self._bins.smallest(need), len(self.size_at)

    def _worst_fit(self, need: int) -> tuple[int, int]:
        return self._bins.largest(need), len(self.size_at)

    # --- what comes back ---

    def give(self, address: int, size: int) -> None:
        """A block that is free from now on."""
        end = address + size
        left = self.start_of.get(address)
        right = self.size_at.get(end)
        if not self._merges:
            if left is not None:
                self.seams.add(address)
            if right is not None:
                self.seams.add(end)
            left = right = None
        if right is not None:
            del self.size_at[end]
            size += right
        start = address if left is None else left
        if left is not None:
            del self.start_of[address]
            size += address - start
        self.size_at[start] = size
        self.start_of[start + size] = start
        if left is not None:
            if right is not None:
                self.index.remove(end)
            self.index.change(start, start, size)
        elif right is not None:
            self.index.change(end, start, size)
        else:
            self.index.add(start, size)

    def _merge_seams(self) -> list[tuple[int, int, int]]:
        """Make one block of free neighbours. (start, seam, bytes after it) of each merge."""
        pieces = []
        for seam in sorted(self.seams, reverse=True):
            start = self.start_of.pop(seam)
            size = self.size_at.pop(seam)
            self.size_at[start] += size
            self.start_of[seam + size] = start
            self.index.remove(seam)
            self.index.change(start, start, self.size_at[start])
            pieces.append((start, seam, size))
        self.seams.clear()
        return pieces

    def _part(self, pieces: list[tuple[int, int, int]]) -> None:
        """Undo `_merge_seams`."""
        for start, seam, size in reversed(pieces):
            self.size_at[start] -= size
            self.size_at[seam] = size
            self.start_of[seam] = start
            self.start_of[seam + size] = seam
            self.index.change(start, start, self.size_at[start])
            self.index.add(seam, size)
            self.seams.add(seam)
