"""Free blocks in address order, cut in chunks that know their largest block.

A search goes straight to the first chunk whose largest block is large enough, and still counts
the blocks that a walk would have looked at. Chunks are short, since their blocks are compared
one by one.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

SMALLEST = 32
"""Blocks that a chunk may always hold; with n free blocks it may hold √n / 8 as well."""

GROUP = 32
"""Chunks whose blocks are counted together."""

FEW = 32
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
        self.bound: list[int] = []
        """No block up to the end of a chunk is larger than this. Ascends with the chunks; it may
        be too high, until a search meets it."""
        self.lengths: list[int] = []
        """How many blocks each chunk has."""
        self.groups: list[int] = []
        """How many blocks each `GROUP` chunks have."""
        self.total = 0
        self.found = (0, 0)
        """The chunk and the place in it of what the last search found."""
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
            self._raise(c, size)
        self.groups[c // GROUP] += 1
        self.lengths[c] = length = len(starts)
        if length > SMALLEST and 64 * length * length > self.total:
            self._halve(c)

    def remove(self, address: int) -> None:
        """A block less."""
        c = bisect_right(self.first, address) - 1
        self._remove_at(c, bisect_left(self.starts[c], address))

    def change(self, address: int, to: int, size: int) -> None:
        """The block at `address` now lies at `to` and has `size` bytes; its rank stays."""
        c = bisect_right(self.first, address) - 1
        self.found = c, bisect_left(self.starts[c], address)
        if size > self.largest[c]:
            self._raise(c, size)
        self.cut(to, size)

    def cut(self, to: int, size: int) -> None:
        """Of the block that was found last, `size` bytes at `to` are left; 0: nothing."""
        c, i = self.found
        if not size:
            self._remove_at(c, i)
            return
        sizes = self.sizes[c]
        before, sizes[i] = sizes[i], size
        self.starts[c][i] = to
        if i == 0:
            self.first[c] = to
        if size < before == self.largest[c]:
            self.largest[c] = max(sizes)

    def _remove_at(self, c: int, i: int) -> None:
        self.total -= 1
        starts, sizes = self.starts[c], self.sizes[c]
        del starts[i]
        size = sizes.pop(i)
        if not starts:
            self._delete_chunk(c)
            return
        self.lengths[c] -= 1
        self.groups[c // GROUP] -= 1
        if i == 0:
            self.first[c] = starts[0]
        if size == self.largest[c]:
            self.largest[c] = max(sizes)

    def _raise(self, c: int, size: int) -> None:
        """The largest block of chunk `c` has `size` bytes now, more than before."""
        self.largest[c] = size
        if size > self.bound[c]:
            end = bisect_left(self.bound, size, c)
            self.bound[c:end] = [size] * (end - c)

    def _insert_chunk(self, c: int, starts: list[int], sizes: list[int]) -> None:
        largest = max(sizes)
        self.starts.insert(c, starts)
        self.sizes.insert(c, sizes)
        self.first.insert(c, starts[0])
        self.largest.insert(c, largest)
        self.bound.insert(c, self.bound[c - 1] if c else largest)
        self.lengths.insert(c, len(starts))
        self._count_from(c)

    def _delete_chunk(self, c: int) -> None:
        del self.starts[c], self.sizes[c], self.first[c]
        del self.largest[c], self.bound[c], self.lengths[c]
        self._count_from(c)

    def _halve(self, c: int) -> None:
        starts, sizes = self.starts[c], self.sizes[c]
        half = len(starts) // 2
        self.lengths[c] = half
        self._insert_chunk(c + 1, starts[half:], sizes[half:])
        del starts[half:], sizes[half:]
        self.largest[c] = max(sizes)

    def _count_from(self, c: int) -> None:
        """Count anew how many blocks the groups have, from that of chunk `c` on."""
        group, lengths = max(c - 1, 0) // GROUP, self.lengths
        counts = [sum(lengths[i : i + GROUP]) for i in range(group * GROUP, len(lengths), GROUP)]
        self.groups[group:] = counts

    # --- searches ---

    def first_fit(self, need: int) -> tuple[int, int]:
        """The lowest block of at least `need` bytes (-1: none), and how many were looked at."""
        c = self._first_chunk(need)
        if c < 0:
            return -1, self.total
        i = _first_of(self.sizes[c], need)
        self.found = c, i
        return self.starts[c][i], self._before(c) + i + 1

    def next_fit(self, need: int, rover: int) -> tuple[int, int]:
        """The same, walking from the first block at or above `rover` once around."""
        if not self.first:
            return -1, 0
        c = max(bisect_right(self.first, rover) - 1, 0)
        skipped = bisect_left(self.starts[c], rover)
        i = _first_of(self.sizes[c], need, skipped)
        if i >= 0:
            self.found = c, i
            return self.starts[c][i], i + 1 - skipped
        skipped += self._before(c)
        c = self._next_chunk(need, c + 1)
        if c < 0:
            address, looked_at = self.first_fit(need)
            return address, self.total if address < 0 else self.total - skipped + looked_at
        i = _first_of(self.sizes[c], need)
        self.found = c, i
        return self.starts[c][i], self._before(c) + i + 1 - skipped

    def _first_chunk(self, need: int) -> int:
        """The first chunk with a block of at least `need` bytes; -1 if there is none."""
        bound, largest = self.bound, self.largest
        c = bisect_left(bound, need)
        few = min(c + FEW, len(bound))
        while c < few and largest[c] < need:
            bound[c] = max(largest[c], bound[c - 1]) if c else largest[c]
            c += 1
        return c if c < few else self._next_chunk(need, c)

    def _next_chunk(self, need: int, start: int) -> int:
        """The same among the chunks from `start` on, one by one."""
        if len(self.largest) - start <= FEW:
            return _first_of(self.largest, need, start)
        fits = np.frombuffer(self.largest, INT64) >= need
        return fits.tobytes().find(True, start)  # sooner than `argmax`

    def _before(self, c: int) -> int:
        """Blocks in the chunks before chunk `c`."""
        group = c // GROUP
        return sum(self.groups[:group]) + sum(self.lengths[group * GROUP : c])


def _first_of(sizes: Sequence[int], need: int, start: int = 0) -> int:
    """The first index from `start` on whose size is at least `need`; -1 if there is none."""
    for i, size in enumerate(sizes[start:] if start else sizes, start):
        if size >= need:
            return i
    return -1
