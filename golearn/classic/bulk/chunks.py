"""Free blocks in address order, cut in chunks that know their largest block.

A search skips every chunk whose largest block is too small, and still counts the blocks that a
walk would have looked at. Chunks are short, since their blocks are compared one by one, and the
chunks' largest blocks by numpy, many at once.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

SMALLEST = 48
"""Blocks that a chunk may always hold; with n free blocks it may hold √(n / 8) as well."""

FEW = 48
"""Chunks that are looked through sooner than numpy is called."""

INT64 = np.dtype(np.int64)


class Chunks:
    """Free blocks in address order. Addresses and sizes in bytes."""

    def __init__(self, blocks: Iterable[tuple[int, int]] = ()) -> None:
        self.starts: list[list[int]] = []
        """Addresses of the blocks, by chunk."""
        self.sizes: list[list[int]] = []
        """Their sizes."""
        self.first: list[int] = []
        """The lowest address in each chunk."""
        self.largest = array("q")
        """The largest size in each chunk."""
        self.lengths = array("q")
        """How many blocks each chunk has."""
        self.total = 0
        for address, size in blocks:
            self.add(address, size)

    def __len__(self) -> int:
        return self.total

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for starts, sizes in zip(self.starts, self.sizes, strict=True):
            yield from zip(starts, sizes, strict=True)

    # --- changes ---

    def add(self, address: int, size: int) -> None:
        """A block more."""
        self.total += 1
        if not self.first:
            self._insert_chunk(0, [address], [size])
            return
        c = max(bisect_right(self.first, address) - 1, 0)
        starts = self.starts[c]
        i = bisect_left(starts, address)
        starts.insert(i, address)
        self.sizes[c].insert(i, size)
        if i == 0:
            self.first[c] = address
        if size > self.largest[c]:
            self.largest[c] = size
        self.lengths[c] = length = len(starts)
        if length > SMALLEST and 8 * length * length > self.total:
            self._halve(c)

    def remove(self, address: int) -> None:
        """A block less."""
        self.total -= 1
        c = bisect_right(self.first, address) - 1
        starts, sizes = self.starts[c], self.sizes[c]
        i = bisect_left(starts, address)
        del starts[i]
        size = sizes.pop(i)
        if not starts:
            del self.starts[c], self.sizes[c], self.first[c], self.largest[c], self.lengths[c]
            return
        self.lengths[c] -= 1
        if i == 0:
            self.first[c] = starts[0]
        if size == self.largest[c]:
            self.largest[c] = max(sizes)

    def change(self, address: int, to: int, size: int) -> None:
        """The block at `address` now lies at `to` and has `size` bytes; its rank stays."""
        c = bisect_right(self.first, address) - 1
        starts, sizes = self.starts[c], self.sizes[c]
        i = bisect_left(starts, address)
        starts[i] = to
        before = sizes[i]
        sizes[i] = size
        if i == 0:
            self.first[c] = to
        if size > self.largest[c]:
            self.largest[c] = size
        elif before == self.largest[c] and size < before:
            self.largest[c] = max(sizes)

    def _insert_chunk(self, c: int, starts: list[int], sizes: list[int]) -> None:
        self.starts.insert(c, starts)
        self.sizes.insert(c, sizes)
        self.first.insert(c, starts[0])
        self.largest.insert(c, max(sizes))
        self.lengths.insert(c, len(starts))

    def _halve(self, c: int) -> None:
        starts, sizes = self.starts[c], self.sizes[c]
        half = len(starts) // 2
        self._insert_chunk(c + 1, starts[half:], sizes[half:])
        del starts[half:], sizes[half:]
        self.largest[c] = max(sizes)
        self.lengths[c] = half

    # --- searches ---

    def first_fit(self, need: int) -> tuple[int, int]:
        """The lowest block of at least `need` bytes (-1: none), and how many were looked at."""
        c = self._first_chunk(need)
        if c is None:
            return -1, self.total
        i = _first_of(self.sizes[c], need)
        assert i is not None
        return self.starts[c][i], self._before(c) + i + 1

    def next_fit(self, need: int, rover: int) -> tuple[int, int]:
        """The same, walking from the first block at or above `rover` once around."""
        if not self.first:
            return -1, 0
        c = max(bisect_right(self.first, rover) - 1, 0)
        skipped = bisect_left(self.starts[c], rover)
        start = self._before(c) + skipped
        i = _first_of(self.sizes[c], need, skipped)
        if i is None:
            later = self._first_chunk(need, c + 1)
            if later is None:
                address, looked_at = self.first_fit(need)
                return address, self.total if address < 0 else self.total - start + looked_at
            c = later
            i = _first_of(self.sizes[c], need)
            assert i is not None
        return self.starts[c][i], self._before(c) + i + 1 - start

    def _first_chunk(self, need: int, start: int = 0) -> int | None:
        """The first chunk from `start` on with a block of at least `need` bytes."""
        if len(self.largest) - start <= FEW:
            return _first_of(self.largest, need, start)
        fits = np.frombuffer(self.largest, INT64) >= need
        c = fits.tobytes().find(True, start)  # sooner than `argmax`
        return None if c < 0 else c

    def _before(self, c: int) -> int:
        """Blocks in the chunks before chunk `c`."""
        if c <= FEW:
            return sum(self.lengths[:c])
        return int(np.add.reduce(np.frombuffer(self.lengths, INT64, c)))


def _first_of(sizes: Sequence[int], need: int, start: int = 0) -> int | None:
    """The first index from `start` on whose size is at least `need`."""
    for i, size in enumerate(sizes[start:] if start else sizes, start):
        if size >= need:
            return i
    return None
