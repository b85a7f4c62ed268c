"""Free blocks by exact size: the smallest that fits, or the largest of all, without a walk."""

from __future__ import annotations

from heapq import heappop, heappush

from sortedcontainers import SortedList

SLACK = 1000
"""Entries that may be out of date before they are thrown away."""


class SizeBins:
    """A bin per size with the addresses of its free blocks, lowest first.

    `size_at` (address → size) says which blocks are free, and is kept by the owner. An entry
    that it does not confirm is out of date: the block was taken or merged. Such entries are
    dropped when a search meets them, and all at once when they are most of what there is.
    """

    def __init__(self, size_at: dict[int, int]) -> None:
        self.size_at = size_at
        self._fill()

    def _fill(self) -> None:
        self.bins: dict[int, list[int]] = {}
        self.sizes = SortedList()
        self.entries = 0
        for address, size in self.size_at.items():
            self._put(address, size)

    def add(self, address: int, size: int) -> None:
        """A block that `size_at` has since now."""
        self._put(address, size)
        if self.entries > 4 * len(self.size_at) + SLACK:
            self._fill()

    def remove(self, address: int) -> None:
        """A block that `size_at` no longer has; its entry is dropped later."""

    def change(self, address: int, to: int, size: int) -> None:
        """The block at `address` now lies at `to` and has `size` bytes."""
        self.add(to, size)

    def _put(self, address: int, size: int) -> None:
        self.entries += 1
        found = self.bins.get(size)
        if found is None:
            self.bins[size] = [address]
            self.sizes.add(size)
        else:
            heappush(found, address)

    def smallest(self, need: int) -> int:
        """The lowest of the smallest blocks of at least `need` bytes; -1 if there is none."""
        lowest = self._lowest(need)
        while lowest < 0:
            size = next(self.sizes.irange(need), None)
            if size is None:
                return -1
            lowest = self._lowest(size)
        return lowest

    def largest(self, need: int) -> int:
        """The lowest of the largest blocks, if they have `need` bytes; -1 otherwise."""
        while self.sizes and self.sizes[-1] >= need:
            lowest = self._lowest(self.sizes[-1])
            if lowest >= 0:
                return lowest
        return -1

    def _lowest(self, size: int) -> int:
        """The lowest block of exactly `size` bytes; -1 and no bin if there is none."""
        found, size_at = self.bins.get(size), self.size_at
        if found is None:
            return -1
        while found:
            if size_at.get(found[0]) == size:
                return found[0]
            heappop(found)
            self.entries -= 1
        del self.bins[size]
        self.sizes.remove(size)
        return -1
