"""Cases for the exercises of chapter 06, and what is right in each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from golearn.course.judges.shapes import BLOCKS, NUMBERS, BadShape, Shape
from golearn.goheap.mspan import MSpan
from golearn.goheap.sizeclass import TINY_SIZE
from golearn.goheap.tiny import TinyBlock
from golearn.units import count

BASE = 0x1000
"""Address of the first tiny block in a case; any multiple of 16 but 0 would do."""


def _taken(value: object) -> tuple[int, ...] | None:
    if value is None:
        return None
    numbers = NUMBERS.read(value)
    if len(numbers) != 3:
        raise BadShape
    return tuple(numbers)


PAIRS = Shape("a list of (block, offset) pairs", BLOCKS.read)
TAKEN_SLOT = Shape("three whole numbers (slot, freeindex, window), or None", _taken)

SIZES = st.integers(1, TINY_SIZE - 1)

PLACES = st.tuples(st.integers(1, TINY_SIZE), SIZES)
"""(used, size): bytes of the block that are used, and a request."""


def tiny_place(used: int, size: int) -> int | None:
    """The offset at which the request goes into the block, or None."""
    block = TinyBlock()
    block.base, block.offset = BASE, used
    address = block.fit(size)
    return address - BASE if address else None


TINY_RUNS = st.tuples(st.lists(SIZES, min_size=1, max_size=6))


def tiny_blocks(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """(block, offset) of each request; blocks are numbered as they are taken, from 0."""
    tiny, placed, blocks = TinyBlock(), [], 0
    for size in sizes:
        address = tiny.fit(size)
        if not address:
            address = BASE + blocks * TINY_SIZE
            blocks += 1
            tiny.consider(address, size)
        placed.append(divmod(address - BASE, TINY_SIZE))
    return placed


@st.composite
def windows(draw: DrawFn) -> tuple[int, int]:
    """(freeindex, window) with room for the whole window before the next multiple of 64."""
    freeindex = draw(st.integers(0, 48))
    zeros = draw(st.integers(0, 62 - freeindex))
    return freeindex, draw(st.integers(0, (1 << (63 - freeindex - zeros)) - 1)) << zeros


def take_slot(freeindex: int, window: int) -> tuple[int, int, int] | None:
    """(slot, freeindex, window) after one request, as the span does it; None if all are taken."""
    if not window:
        return None
    span = MSpan(BASE, 1, 2, 0)
    span.freeindex, span.alloc_cache = freeindex, window
    return span.next_free_index(), span.freeindex, span.alloc_cache


RUNS = st.tuples(st.integers(1, 5), st.lists(st.integers(0, 2), max_size=12))


def central_visits(slots: int, processors: Sequence[int]) -> int:
    """How often a P had no free slot in hand and asked the central list."""
    left: Counter[int] = Counter()
    visits = 0
    for p in processors:
        if not left[p]:
            visits, left[p] = visits + 1, slots
        left[p] -= 1
    return visits


# --- what a wrong answer shows ----------------------------------------------------------------


def why_place(args: Any, expected: int | None, got: int | None) -> str:
    """Why a tiny object does not go to the offset `got`."""
    used, size = args
    align = next(a for a in (8, 4, 2, 1) if size % a == 0)
    if got is None:
        return f"{size} bytes at offset {expected} end at {expected + size}: they fit in 16."
    if expected is None:
        return f"{size} bytes do not fit behind {count(used, 'byte')} of 16: the answer is None."
    if got < used:
        return f"The first {count(used, 'byte')} of the block {'is' if used == 1 else 'are'} used."
    if got % align:
        return f"A size of {size} bytes is aligned to {align}, and {got} is no multiple of it."
    if got + size > TINY_SIZE:
        return f"{size} bytes at offset {got} end at {got + size}, outside the block of 16."
    return f"Offset {expected} is free, aligned to {align}, and lower."


def why_blocks(args: Any, expected: Any, got: Any) -> str:
    """Why a run of tiny objects is placed wrongly, told by the first that is."""
    (sizes,) = args
    if len(got) != len(sizes):
        return f"There are {len(sizes)} requests; your list has {len(got)} pairs."
    i = next(i for i, pair in enumerate(expected) if pair != tuple(got[i]))
    block, offset = expected[i]
    begins = [b for b, _ in expected[:i]]
    where = f"Request {i} ({sizes[i]} B)"
    if block not in begins:
        return f"{where} finds no room in the block in hand and takes block {block}, from byte 0."
    if got[i][0] != block and set(begins) == {block}:
        return f"{where} fits into block {block}, at offset {offset}: behind what is used, aligned."
    if got[i][0] != block:
        return (
            f"{where} goes to block {block}: after a new block was taken, the P keeps the one "
            "with more room left."
        )
    return f"{where} goes to offset {offset} of block {block}: aligned, behind what is used."


def why_slot(args: Any, expected: Any, got: Any) -> str:
    """Why a slot was taken wrongly from the window."""
    freeindex, window = args
    if expected is None:
        return "No bit is 1, so the window shows no free slot: None."
    if got is None:
        return f"{window:#b} has a bit that is 1, so there is a free slot."
    zeros = expected[0] - freeindex
    if got[0] != expected[0]:
        return (
            f"The lowest bit stands for slot {freeindex}, and below the first 1 of {window:#b} "
            f"there are {count(zeros, 'zero')}."
        )
    if got[1] != expected[1]:
        return f"The search goes on behind slot {expected[0]}."
    return (
        f"After it the lowest bit stands for slot {expected[1]}: "
        f"shift by {count(zeros + 1, 'place')}, "
        "past the bit that was taken."
    )


def why_visits(args: Any, expected: int, got: int) -> str:
    """Why the number of visits is wrong."""
    slots, processors = args
    counts = Counter(processors)
    if got == -(-len(processors) // slots) and len(counts) > 1:
        return "Each P has a span of its own; a slot in the hand of one serves no other."
    each = [f"P{p} {-(-n // slots)} for {count(n, 'request')}" for p, n in sorted(counts.items())]
    return f"A span has {count(slots, 'slot')}. Visits: {', '.join(each) or 'none'}."
