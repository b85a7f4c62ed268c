"""The fit policies: which free block serves a request.

Each takes the free blocks in address order, the bytes needed, and `start`, the index of the
first free block at or above the end of the block placed last (only next fit cares). Each
returns the index of the block it takes, or None, and the indexes it looked at, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Block(NamedTuple):
    """A free block: where it starts and how many bytes it has."""

    address: int
    size: int


class Search(NamedTuple):
    """What a policy found: an index into the free blocks or None, and the walk it took."""

    found: int | None
    looked_at: range | list[int]


Policy = Callable[[Sequence[Block], int, int], Search]


def first_fit(free: Sequence[Block], need: int, start: int = 0) -> Search:
    """From the lowest address: the first block that is large enough."""
    for i, block in enumerate(free):
        if block.size >= need:
            return Search(i, range(i + 1))
    return Search(None, range(len(free)))


def next_fit(free: Sequence[Block], need: int, start: int = 0) -> Search:
    """From where the last block was placed, once around: the first that is large enough."""
    walk = [*range(start, len(free)), *range(start)]
    for looked, i in enumerate(walk, 1):
        if free[i].size >= need:
            return Search(i, walk[:looked])
    return Search(None, walk)


def best_fit(free: Sequence[Block], need: int, start: int = 0) -> Search:
    """The whole list: the smallest block that is large enough; the lowest address on a tie."""
    fits = [(block.size, i) for i, block in enumerate(free) if block.size >= need]
    return Search(min(fits)[1] if fits else None, range(len(free)))


def worst_fit(free: Sequence[Block], need: int, start: int = 0) -> Search:
    """The whole list: the largest block; the lowest address on a tie."""
    fits = [(-block.size, i) for i, block in enumerate(free) if block.size >= need]
    return Search(min(fits)[1] if fits else None, range(len(free)))


POLICIES: dict[str, Policy] = {
    "first": first_fit,
    "next": next_fit,
    "best": best_fit,
    "worst": worst_fit,
}
