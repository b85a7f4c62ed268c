"""Cases for the exercises of chapter 03, and what is right in each of them."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from golearn.classic import SegregatedFitAllocator
from golearn.classic.free_list import merge_neighbours
from golearn.classic.policies import POLICIES, Block, Search

Blocks = list[tuple[int, int]]

UNITS = st.integers(1, 6).map(lambda n: n * 8)
"""Bytes; few different numbers, so that equal blocks and exact fits are common."""

SIZES = st.sampled_from((16, 24, 32, 8, 40, 48))
"""Sizes of free blocks. Requests shrink to 8 and blocks to 16: a small case is an exact fit only
if that is what goes wrong."""


@st.composite
def free_lists(draw: DrawFn) -> Blocks:
    """Up to six free blocks (address, size) in address order, with live blocks between them."""
    pieces = draw(st.lists(st.tuples(st.integers(1, 2), SIZES), max_size=6))
    free, end = [], -8
    for gap, size in pieces:
        start = max(end + gap * 8, 0)
        free.append((start, size))
        end = start + size
    return free


@st.composite
def fit_calls(draw: DrawFn) -> tuple[Blocks, int]:
    """(free, need)."""
    return draw(free_lists()), draw(UNITS)


@st.composite
def next_fit_calls(draw: DrawFn) -> tuple[Blocks, int, int]:
    """(free, need, start); `start` may be just past the last block."""
    free, need = draw(fit_calls())
    return free, need, draw(st.integers(0, len(free)))


def search(policy: str, free: Sequence[tuple[int, int]], need: int, start: int) -> Search:
    """What the library's policy finds."""
    return POLICIES[policy]([Block(*block) for block in free], need, start)


@st.composite
def take_calls(draw: DrawFn) -> tuple[Blocks, int, int]:
    """(free, i, need) where block `i` has at least `need` bytes."""
    free = draw(free_lists().filter(bool))
    i = draw(st.integers(0, len(free) - 1))
    return free, i, draw(st.integers(1, free[i][1] // 8)) * 8


def take(free: Blocks, i: int, need: int) -> tuple[int, Blocks]:
    """The low end of block `i` is handed out; what remains stays free."""
    address, size = free[i]
    rest = [(address + need, size - need)] if size > need else []
    return address, [*free[:i], *rest, *free[i + 1 :]]


@st.composite
def give_back_calls(draw: DrawFn) -> tuple[Blocks, int, int]:
    """(free, address, size): a merged free list and a live block between its blocks."""
    tiles = draw(st.lists(st.tuples(st.booleans(), UNITS), min_size=1, max_size=7))
    live = draw(st.integers(0, len(tiles) - 1))
    free, end, address, size = [], 0, 0, 0
    for i, (is_free, length) in enumerate(tiles):
        if i == live:
            address, size = end, length
        elif is_free:
            free.append(Block(end, length))
        end += length
    return [tuple(block) for block in merge_neighbours(free)], address, size  # type: ignore[misc]


def give_back(free: Blocks, address: int, size: int) -> Blocks:
    """The free list with the block in it, merged with its neighbours."""
    blocks = sorted([*(Block(*block) for block in free), Block(address, size)])
    return [(block.address, block.size) for block in merge_neighbours(blocks)]


@st.composite
def class_calls(draw: DrawFn) -> tuple[list[int], int]:
    """(classes, need): block sizes in rising order, and a request near one of them."""
    some = st.sampled_from(((4, 8, 16, 32), (8, 16, 24, 32, 48), (16,), (4, 8, 16, 32, 64, 128)))
    classes = list(draw(some))
    near = [c + step for c in classes for step in (-1, 0, 1)]
    return classes, draw(st.one_of(st.integers(1, 140), st.sampled_from(near)))


def pick_list(classes: Sequence[int], need: int) -> int | None:
    """The index of the smallest class of at least `need` bytes, or None."""
    found = SegregatedFitAllocator(classes).class_of(need)
    return None if found is None else list(classes).index(found)
