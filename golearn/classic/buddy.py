"""The buddy system: blocks of 2^k bytes; each has one neighbour that it may merge with.

Splitting a block in halves makes two buddies. Their addresses differ in one bit, so finding
the neighbour needs no list: `address ^ size`.
"""

from __future__ import annotations

from bisect import bisect_left, insort

from golearn.classic.base import ClassicAllocator
from golearn.classic.events import Coalesced, Grew, Split
from golearn.errors import HeapCorruption, OutOfMemory
from golearn.units import ADDRESS_SPACE, is_power_of_two


class BuddyAllocator(ClassicAllocator):
    """Binary buddies. A request takes the next power of two; the lowest such block is taken.

    A fixed heap is cut into the largest powers of two that fit (1,000 bytes are 512 + 256 +
    128 + 64 + 32 + 8). A growing heap doubles.
    """

    name = "buddy"

    def __init__(self, heap: int | None = None, align: int = 8, header: int = 0) -> None:
        super().__init__(heap, align, header)
        self.free_lists: dict[int, list[int]] = {}
        """Block size → addresses of its free blocks, lowest first."""
        self.tail = 0
        """Bytes at the end of a fixed heap that are too few for a block."""
        if heap:
            self._cut(heap)

    def _cut(self, heap: int) -> None:
        address = 0
        while (size := _floor_power(heap - address)) >= self.align:
            self._put(address, size)
            address += size
        self.tail = heap - address

    def _place(self, need: int) -> tuple[int, int]:
        size = _ceil_power(need)
        found = self._smallest(size)
        if found is None:
            self._double(size)
            found = self._smallest(size)
            assert found is not None
        else:
            self.visited = 1
        address = self.free_lists[found].pop(0)
        while found > size:
            found //= 2
            self._put(address + found, found)
            self._tell(Split(address, found, found))
        return address, size

    def _smallest(self, size: int) -> int | None:
        sizes = [s for s, blocks in self.free_lists.items() if s >= size and blocks]
        return min(sizes, default=None)

    def _double(self, size: int) -> None:
        """Double the heap until a block of `size` bytes is free."""
        if self.limit is not None:
            raise self._out_of_memory(size)
        if max(self.heap_size * 2, size) > ADDRESS_SPACE:
            raise OutOfMemory("the heap would outgrow the address space of 2^47 bytes")
        while self._smallest(size) is None:
            added = self.heap_size or size
            end = self.heap_size
            self.heap_size += added
            self._tell(Grew(added, self.heap_size))
            self._merge(end, added)

    def _release(self, address: int, block: int) -> None:
        self._merge(address, block)

    def _merge(self, address: int, size: int) -> None:
        """Put a block on its list, after merging it with its buddy as long as that is free."""
        while self._take(address ^ size, size):
            address &= ~size
            size *= 2
            self._tell(Coalesced(address, size, 2))
        self._put(address, size)

    def _take(self, address: int, size: int) -> bool:
        blocks = self.free_lists.get(size, [])
        i = bisect_left(blocks, address)
        if i == len(blocks) or blocks[i] != address:
            return False
        del blocks[i]
        return True

    def _put(self, address: int, size: int) -> None:
        insort(self.free_lists.setdefault(size, []), address)

    def check(self) -> None:
        free = [(a, size) for size, blocks in self.free_lists.items() for a in blocks]
        tail = [(self.heap_size - self.tail, self.tail)] if self.tail else []
        self._check_tiling([*free, *tail])
        for address, size in [*free, *self.used.items()]:
            if not is_power_of_two(size) or address % size:
                raise HeapCorruption(f"{size} bytes at {address} are no buddy block")
        for address, size in free:
            if (address ^ size) in self.free_lists[size]:
                raise HeapCorruption(
                    f"the buddies at {address} and {address ^ size} are not merged"
                )


def _ceil_power(n: int) -> int:
    return 1 << (n - 1).bit_length()


def _floor_power(n: int) -> int:
    return 1 << (n.bit_length() - 1) if n else 0
