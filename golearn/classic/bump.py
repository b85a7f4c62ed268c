"""Bump allocation: one pointer that only moves up. Fast, simple, and nothing comes back."""

from __future__ import annotations

from golearn.classic.base import ClassicAllocator
from golearn.errors import HeapCorruption


class BumpAllocator(ClassicAllocator):
    """An arena of `heap` bytes and one pointer, `top`; `free` only counts.

    With `heap=None` the arena is as long as it needs to be.
    """

    name = "bump"

    def __init__(self, heap: int | None = None, align: int = 8, header: int = 0) -> None:
        super().__init__(heap, align, header)
        self.top = 0
        """The first byte that was never handed out."""
        self.dead = 0
        """Bytes in blocks that were freed: lost until `reset`."""

    def _place(self, need: int) -> tuple[int, int]:
        left = self.heap_size - self.top
        if need > left:
            self._grow(need - left)
        address = self.top
        self.top += need
        return address, need

    def _release(self, address: int, block: int) -> None:
        self.dead += block

    def reset(self) -> None:
        """Forget every block at once: the one way a bump allocator gets memory back."""
        self.top = self.dead = 0
        self.used.clear()
        self._freed.clear()
        self._freed_in_bulk = ()

    def check(self) -> None:
        live = sum(self.used.values())
        if live + self.dead != self.top:
            raise HeapCorruption(f"{live} live + {self.dead} dead bytes, but top is {self.top}")
        end = 0
        for address, size in sorted(self.used.items()):
            if address < end or address % self.align:
                raise HeapCorruption(f"the block at {address} overlaps or is not aligned")
            end = address + size
        if end > self.top or self.top > self.heap_size:
            raise HeapCorruption(f"blocks end at {end}, top is {self.top} of {self.heap_size}")
