"""Cases for the exercises of chapter 08, and what is right in each of them."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

Arenas = dict[int, list[str | None]]
"""Arena number → the span of each of its pages, by name."""

Bits = tuple[int, int, int]

ARENA_START = 0xC420000000
"""Where Go 1.10 put the first object, if nothing was in its way."""


@st.composite
def words(draw: DrawFn) -> tuple[int, int]:
    """(address of a word, start of the arena); the start is round, so that one can follow."""
    start = draw(st.sampled_from((0x1000, ARENA_START)))
    return start + 8 * draw(st.integers(0, 40)), start


def bitmap_bits(address: int, arena_start: int) -> Bits:
    """(address of the byte, number of the pointer bit, number of the scan bit)."""
    word = (address - arena_start) // 8
    return arena_start - 1 - word // 4, word % 4, word % 4 + 4


@st.composite
def look_ups(draw: DrawFn) -> tuple[int, Arenas, int, int]:
    """(address, arenas, arena_bytes, page_bytes): small ones, with some arenas missing."""
    page_bytes = draw(st.sampled_from((16, 8)))
    pages = draw(st.sampled_from((4, 2)))
    numbers = draw(st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True))
    names = st.sampled_from((None, "A", "B", "C"))
    arenas = {
        number: draw(st.lists(names, min_size=pages, max_size=pages)) for number in sorted(numbers)
    }
    address = draw(st.integers(0, 5 * pages * page_bytes - 1))
    return address, arenas, pages * page_bytes, page_bytes


def find_span(address: int, arenas: Arenas, arena_bytes: int, page_bytes: int) -> str | None:
    """The name of the span that holds the address, or None."""
    number, offset = divmod(address, arena_bytes)
    return arenas[number][offset // page_bytes] if number in arenas else None


@st.composite
def page_runs(draw: DrawFn) -> tuple[list[tuple[int, int]]]:
    """Spans as (first page, pages), in the order in which they are made."""
    return (
        draw(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 4)), min_size=1, max_size=6)),
    )


def needs_zeroing(spans: list[tuple[int, int]]) -> list[bool]:
    """For each span whether zeroedBase lets Go skip the zeroing (False) or not (True)."""
    base, needed = 0, []
    for page, npages in spans:
        needed.append(page < base)
        base = max(base, page + npages)
    return needed
