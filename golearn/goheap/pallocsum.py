"""The summary of a stretch of pages, packed into 64 bits.

Source: `runtime/mpagealloc.go` (`pallocSum`), Go 1.21.13. All counts are pages of 8 KiB.

A summary says how many pages are free at the start, in the longest run, and at the end. That
is enough to join two neighbours, so it is all that the levels above need to know.
"""

from __future__ import annotations

from collections.abc import Sequence

from golearn.goheap.bits import longest_run, mask, trailing_zeros
from golearn.goheap.sizeclass import PAGE_SIZE

CHUNK_PAGES = 512
CHUNK_BYTES = CHUNK_PAGES * PAGE_SIZE
LOG_MAX_PACKED = 21
MAX_PACKED = 1 << LOG_MAX_PACKED
"""Pages under one root entry: 2^21, which is 16 GiB."""

_FIELD = MAX_PACKED - 1
ALL_FREE_ROOT = 1 << 63
"""The one value that needs 22 bits, 2^21, has its own encoding."""


def pack(start: int, longest: int, end: int) -> int:
    """Three counts of free pages in one word: 21 bits each."""
    if longest == MAX_PACKED:
        return ALL_FREE_ROOT
    return start | longest << LOG_MAX_PACKED | end << 2 * LOG_MAX_PACKED


def unpack(summary: int) -> tuple[int, int, int]:
    """(free pages at the start, in the longest run, at the end)."""
    if summary & ALL_FREE_ROOT:
        return MAX_PACKED, MAX_PACKED, MAX_PACKED
    return summary & _FIELD, summary >> LOG_MAX_PACKED & _FIELD, summary >> 2 * LOG_MAX_PACKED


FREE_CHUNK = pack(CHUNK_PAGES, CHUNK_PAGES, CHUNK_PAGES)
FULL = 0
"""No free page at all: also what an address without memory looks like."""

_ALL = mask(CHUNK_PAGES)


def summarize(allocated: int) -> int:
    """The summary of one chunk's bitmap (512 bits, 1 means allocated)."""
    if not allocated:
        return FREE_CHUNK
    free = ~allocated & _ALL
    if not free:
        return FULL
    start = trailing_zeros(allocated)
    end = CHUNK_PAGES - allocated.bit_length()
    return pack(start, longest_run(free), end)


def merge(summaries: Sequence[int | None], pages_each: int) -> int:
    """One summary for neighbours that stand for `pages_each` pages apiece; None is `FULL`.

    They lie below the root, so their counts fit the plain encoding.
    """
    start = longest = end = 0
    joins = 0
    """The neighbour that the free pages at the `end` reach up to."""
    for number, summary in enumerate(summaries):
        if summary:
            if number != joins:
                end = 0
            first = summary & _FIELD
            last = summary >> 2 * LOG_MAX_PACKED
            if start == number * pages_each:
                start += first
            longest = max(longest, summary >> LOG_MAX_PACKED & _FIELD, end + first)
            end = end + pages_each if last == pages_each else last
            joins = number + 1
    return pack(start, longest, end if joins == len(summaries) else 0)
