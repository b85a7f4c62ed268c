"""The tiny allocator: small objects without pointers share one block of 16 bytes.

Source: `runtime/malloc.go` (`mallocgc`), Go 1.21.13. Sizes in bytes.

It serves objects below 16 bytes that hold no pointers. A block is freed when all of its
objects are dead, so one that lives keeps up to 15 bytes of others. Objects with pointers may
not share: the collector could not tell which part of the block they keep alive.
"""

from __future__ import annotations

from golearn.goheap.sizeclass import TINY_SIZE

TINY_ALIGN = tuple(min(size & -size, 8) for size in range(TINY_SIZE))
"""Alignment of a tiny object by its size: the largest of 8, 4, 2, 1 that divides it."""


class TinyBlock:
    """The block that a P fills at present. `base` 0: there is none."""

    __slots__ = ("allocs", "base", "offset")

    def __init__(self) -> None:
        self.base = 0
        self.offset = 0
        """First unused byte of the block."""
        self.allocs = 0
        """Objects that found room in a block which was there already."""

    def fit(self, size: int) -> int:
        """Place the object in the present block: its address, or 0 if there is no room."""
        align = TINY_ALIGN[size]
        offset = (self.offset + align - 1) & -align
        if offset + size > TINY_SIZE or not self.base:
            return 0
        self.offset = offset + size
        self.allocs += 1
        return self.base + offset

    def consider(self, block: int, size: int) -> bool:
        """A new block holds one object of `size`: keep whichever block has more room left."""
        if self.base and size >= self.offset:
            return False
        self.base = block
        self.offset = size
        return True

    def clear(self) -> None:
        """Forget the block, as every collection does."""
        self.base = self.offset = 0
