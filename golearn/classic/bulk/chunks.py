"""Free blocks in address order, cut in chunks that know their largest block.

A search skips every chunk whose largest block is too small, and still counts the blocks that a
walk would have looked at. With n blocks there are about √n chunks of about √n blocks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import compress, count, islice

SMALLEST = 32
"""Blocks that a chunk may always hold."""


class Chunks:
    """Free blocks in address order. Addresses and sizes in bytes."""

    def __init__(self, blocks: Iterable[tuple[int, int]] = ()) -> None:
        self.starts: list[list[int]] = []
        """Addresses of the blocks, by chunk."""
        self.sizes: list[list[int]] = []
        """Their sizes."""
        self.first: list[int] = []
        """The lowest address in each chunk."""
        self.largest: list[int] = []
        """The largest size in each chunk."""
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
        if len(starts) > SMALLEST and len(starts) * len(starts) > 2 * self.total:
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
            for column in (self.starts, self.sizes, self.first, self.largest):
                del column[c]
            return
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

    def _halve(self, c: int) -> None:
        starts, sizes = self.starts[c], self.sizes[c]
        half = len(starts) // 2
        self._insert_chunk(c + 1, starts[half:], sizes[half:])
        del starts[half:], sizes[half:]
        self.largest[c] = max(sizes)

    # --- searches ---

    def first_fit(self, need: int) -> tuple[int, int]:
        """The lowest block of at least `need` bytes (-1: none), and how many were looked at."""
        c = _first_of(self.largest, need)
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
            later = _first_of(self.largest, need, c + 1)
            if later is None:
                address, looked_at = self.first_fit(need)
                return address, self.total if address < 0 else self.total - start + looked_at
            c = later
            i = _first_of(self.sizes[c], need)
            assert i is not None
        return self.starts[c][i], self._before(c) + i + 1 - start

    def _before(self, c: int) -> int:
        """Blocks in the chunks before chunk `c`."""
        return sum(map(len, islice(self.starts, c)))


def _first_of(sizes: list[int], need: int, start: int = 0) -> int | None:
    """The first index from `start` on whose size is at least `need`; the loop runs in C."""
    rest = islice(sizes, start, None) if start else sizes
    return next(compress(count(start), map(need.__le__, rest)), None)
