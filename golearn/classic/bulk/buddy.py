"""The buddy system again, for long traces: free blocks in heaps instead of sorted lists.

`BuddyAllocator` is the reference.
"""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from golearn.classic.buddy import BuddyAllocator
from golearn.classic.bulk.free_list import FULL, Ints
from golearn.units import ADDRESS_SPACE


class BulkBuddy:
    """Takes over the free blocks of an allocator; `hand_back` puts them back into it.

    `size_at` says which blocks are free. A block that it does not confirm was merged, and its
    entry is dropped when it comes to the top of its heap.
    """

    def __init__(self, allocator: BuddyAllocator) -> None:
        self.allocator = allocator
        self.heap_size = allocator.heap_size
        self.visited = 0
        self.size_at: dict[int, int] = {}
        self.lists: list[list[int]] = [[] for _ in range(ADDRESS_SPACE.bit_length() + 1)]
        """Addresses of the free blocks of 2^k bytes, the lowest on top."""
        for size, addresses in allocator.free_lists.items():
            for address in addresses:
                self._put(address, size)

    def take(self, need: int) -> int:
        """The address of a block for `need` bytes, or `FULL`."""
        size = 1 << (need - 1).bit_length()
        found = self._smallest(size)
        self.visited = 1 if found else 0
        if not found:
            found = self._double(size)
            if not found:
                return FULL
        address = heappop(self.lists[found.bit_length() - 1])
        del self.size_at[address]
        while found > size:
            found //= 2
            self._put(address + found, found)
        return address

    def blocks_for(self, need: Ints) -> Ints:
        """Bytes of the blocks that serve requests of `need` bytes: the next powers of two."""
        powers = 1 << np.arange(63)
        return powers[np.searchsorted(powers, need)]

    def give(self, address: int, size: int) -> None:
        """A block that is free from now on; it merges with its buddy as long as that is free."""
        size_at = self.size_at
        while size_at.get(address ^ size) == size:
            del size_at[address ^ size]
            address &= ~size
            size *= 2
        self._put(address, size)

    def _smallest(self, size: int) -> int:
        """The size of the smallest free block of at least `size` bytes; 0 if there is none."""
        size_at = self.size_at
        for k in range(size.bit_length() - 1, self.heap_size.bit_length()):
            blocks = self.lists[k]
            while blocks and size_at.get(blocks[0]) != 1 << k:
                heappop(blocks)
            if blocks:
                return 1 << k
        return 0

    def _double(self, size: int) -> int:
        """Double the heap until such a block is free; its size, 0 if the heap may not grow."""
        if self.allocator.limit is not None or max(self.heap_size * 2, size) > ADDRESS_SPACE:
            return 0
        found = 0
        while not found:
            end, added = self.heap_size, self.heap_size or size
            self.heap_size += added
            self.give(end, added)
            found = self._smallest(size)
        return found

    def _put(self, address: int, size: int) -> None:
        self.size_at[address] = size
        heappush(self.lists[size.bit_length() - 1], address)

    def hand_back(self) -> None:
        """Set the allocator's free blocks and heap size as they are here."""
        free: dict[int, list[int]] = {}
        for address, size in sorted(self.size_at.items()):
            free.setdefault(size, []).append(address)
        self.allocator.free_lists = free
        self.allocator.heap_size = self.heap_size
