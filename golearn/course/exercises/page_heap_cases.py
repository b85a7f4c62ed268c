"""Cases for the exercises of chapter 07, and what is right in each of them.

Pages are drawn, lowest address first: `#` in use, `.` free, `o` free and without memory.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from golearn.goheap.bits import first_run, longest_run

Summary = tuple[int, int, int]


def free_bits(pages: str) -> int:
    """A drawn row as a bitmap: bit i is set where page i is free."""
    return sum(1 << i for i, page in enumerate(pages) if page != "#")


@st.composite
def rows(draw: DrawFn, marks: str = ".#", longest: int = 16) -> str:
    """Pages in runs, so that some are long; free ones come first when it shrinks."""
    runs = draw(
        st.lists(st.tuples(st.sampled_from(marks), st.integers(1, 5)), min_size=1, max_size=6)
    )
    return "".join(mark * n for mark, n in runs)[:longest]


def first_fit_pages(pages: str, need: int) -> int | None:
    """The first page of the lowest free run that is long enough."""
    found = first_run(free_bits(pages), need)
    return None if found < 0 else found


def summarise(pages: str) -> Summary:
    """(free pages at the start, in the longest run, at the end)."""
    start = len(pages) - len(pages.lstrip("."))
    end = len(pages) - len(pages.rstrip("."))
    return start, longest_run(free_bits(pages)), end


@st.composite
def neighbours(draw: DrawFn) -> tuple[Summary, Summary, int]:
    """The summaries of two stretches of equal length, and that length."""
    n = draw(st.sampled_from((4, 8, 16)))
    left, right = (
        "".join(draw(st.lists(st.sampled_from(".#"), min_size=n, max_size=n))) for _ in "lr"
    )
    if draw(st.booleans()):
        left = "." * n
    if draw(st.booleans()):
        right = "." * n
    return summarise(left), summarise(right), n


def merge(left: Summary, right: Summary, pages: int) -> Summary:
    """The summary of both together."""
    start = left[0] + (right[0] if left[0] == pages else 0)
    end = right[2] + (left[2] if right[2] == pages else 0)
    return start, max(left[1], right[1], left[2] + right[0]), end


@st.composite
def cache_calls(draw: DrawFn) -> tuple[str, int]:
    """(pages, block): a few blocks of 4 or 8 pages."""
    block = draw(st.sampled_from((4, 8)))
    n = block * draw(st.integers(1, 3))
    full = draw(st.integers(0, n))
    rest = draw(st.lists(st.sampled_from(".#"), min_size=n, max_size=n))
    return "#" * full + "".join(rest)[full:], block


def fill_cache(pages: str, block: int) -> list[int]:
    """The free pages of the aligned block that holds the lowest free page."""
    lowest = pages.find(".")
    if lowest < 0:
        return []
    base = lowest // block * block
    return [i for i in range(base, base + block) if pages[i] == "."]


@st.composite
def scavenge_calls(draw: DrawFn) -> tuple[str, int]:
    """(pages, how many to give back)."""
    return draw(rows(".#o")), draw(st.integers(0, 8))


def scavenge(pages: str, count: int) -> str:
    """The row after the highest `count` free pages with memory have lost it."""
    row = list(pages)
    for i in reversed(range(len(row))):
        if count and row[i] == ".":
            row[i] = "o"
            count -= 1
    return "".join(row)


def place(pages: str, needs: Sequence[int]) -> list[int | None]:
    """Where each of several runs goes, one after the other, by first fit."""
    found: list[int | None] = []
    for need in needs:
        at = first_fit_pages(pages, need)
        found.append(at)
        if at is not None:
            pages = pages[:at] + "#" * need + pages[at + need :]
    return found
