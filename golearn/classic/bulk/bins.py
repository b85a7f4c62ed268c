"""Free blocks by exact size: the smallest that fits, or the largest of all, without a walk."""

from __future__ import annotations

from bisect import bisect_left, insort
from heapq import heappop, heappush

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
        self.sizes: list[int] = []
        """The sizes of the bins, ascending. They are few: n sizes need n² / 2 units of memory."""
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

    def cut(self, to: int, size: int) -> None:
        """Of a block that was found, `size` bytes at `to` are left; 0: nothing."""
        if size:
            self.add(to, size)

    def _put(self, address: int, size: int) -> None:
        self.entries += 1
        found = self.bins.get(size)
        if found is None:
            self.bins[size] = [address]
            insort(self.sizes, size)
        else:
            heappush(found, address)

    def smallest(self, need: int) -> int:
        """The lowest of the smallest blocks of at least `need` bytes; -1 if there is none."""
        i, sizes = bisect_left(self.sizes, need), self.sizes
        while i < len(sizes):
            lowest = self._lowest(i)
            if lowest >= 0:
                return lowest
        return -1

    def largest(self, need: int) -> int:
        """The lowest of the largest blocks, if they have `need` bytes; -1 otherwise."""
        sizes = self.sizes
        while sizes and sizes[-1] >= need:
            lowest = self._lowest(len(sizes) - 1)
            if lowest >= 0:
                return lowest
        return -1

    def _lowest(self, i: int) -> int:
        """The lowest block of the bin with the `i`-th size; -1 and no bin if it is empty."""
        size, size_at = self.sizes[i], self.size_at
        found = self.bins[size]
        while found:
            if size_at.get(found[0]) == size:
                return found[0]
            heappop(found)
            self.entries -= 1
        del self.bins[size], self.sizes[i]
        return -1
