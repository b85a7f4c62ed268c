"""What a wrong answer to an exercise of chapter 08 shows, in a sentence; and usual slips."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from golearn.course.exercises.layout_cases import Bits, find_span, needs_zeroing
from golearn.course.judges import Slip
from golearn.units import count


def why_bits(args: Any, expected: Bits, got: Bits) -> str:
    """Which of the three numbers is wrong."""
    address, arena_start = args
    word = (address - arena_start) // 8
    if got[0] != expected[0]:
        return (
            f"This is word {word} of the arena, and byte {word // 4} of the bitmap; bytes are "
            f"counted downward, and byte 0 is the one right below {arena_start:#x}."
        )
    if got[1] != expected[1]:
        return f"Word {word} is number {word % 4} of the four that share a byte."
    return "The four scan bits are the high half of the byte, in the same order."


def _upward(address: int, arena_start: int) -> Bits:
    word = (address - arena_start) // 8
    return arena_start + word // 4, word % 4, word % 4 + 4


def _from_the_start(address: int, arena_start: int) -> Bits:
    word = (address - arena_start) // 8
    return arena_start - word // 4, word % 4, word % 4 + 4


def _side_by_side(address: int, arena_start: int) -> Bits:
    word = (address - arena_start) // 8
    return arena_start - 1 - word // 4, word % 4 * 2, word % 4 * 2 + 1


def _bytes_for_words(address: int, arena_start: int) -> Bits:
    offset = address - arena_start
    return arena_start - 1 - offset // 4, offset % 4, offset % 4 + 4


def _eight_a_byte(address: int, arena_start: int) -> Bits:
    word = (address - arena_start) // 8
    return arena_start - 1 - word // 8, word % 8, word % 8


def _but(bits: Callable[[int], tuple[int, int]]) -> Callable[[int, int], Bits]:
    """The right byte, with `bits(word % 4)` for the numbers of the bits."""
    return lambda address, start: (
        start - 1 - (address - start) // 32,
        *bits((address - start) // 8 % 4),
    )


BITS = (
    Slip("pointer bit and scan bit changed places", _but(lambda n: (n + 4, n))),
    Slip("the words were counted from the high bit down", _but(lambda n: (3 - n, 7 - n))),
    Slip(
        "the values of the bits were returned, not their numbers", _but(lambda n: (1 << n, 16 << n))
    ),
    Slip("bits were counted from 1", _but(lambda n: (n + 1, n + 5))),
    Slip(
        "the start of the arena was not subtracted",
        lambda address, start: (start - 1 - address // 32, address // 8 % 4, address // 8 % 4 + 4),
    ),
    Slip("the bitmap was taken to grow upward", _upward),
    Slip("byte 0 was taken to lie at the start of the arena, not below it", _from_the_start),
    Slip("the two bits of a word were put side by side", _side_by_side),
    Slip("bytes of the arena were counted, not words", _bytes_for_words),
    Slip("a byte was taken to describe eight words, with one bit each", _eight_a_byte),
)


def why_span(args: Any, expected: str | None, got: str | None) -> str:
    """Which arena and page the address lies in."""
    address, arenas, arena_bytes, page_bytes = args
    number, offset = divmod(address, arena_bytes)
    if number not in arenas:
        return f"The address lies in arena {number}, and there is none: it is no heap address."
    page = f"page {offset // page_bytes} of that arena"
    said = f"The address lies {count(offset, 'byte')} into arena {number}: {page}."
    return said if expected else f"{said} It belongs to no span: the answer is None."


def _no_arena_is_an_error(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    return arenas[address // arena_bytes][address % arena_bytes // page_bytes]


def _address_for_offset(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    pages = arenas.get(address // arena_bytes)
    return None if pages is None else pages[address // page_bytes]


def _dense(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    pages = [page for number in sorted(arenas) for page in arenas[number]]
    page = address // page_bytes
    return pages[page] if page < len(pages) else None


def _backwards(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    """The span of the next lower page that has one."""
    while address >= 0:
        found = find_span(address, arenas, arena_bytes, page_bytes)
        if found is not None:
            return found
        address -= page_bytes
    return None


def _below(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    """In the nearest arena that is not above the address."""
    numbers = [number for number in arenas if number <= address // arena_bytes]
    return arenas[max(numbers)][address % arena_bytes // page_bytes] if numbers else None


def _as_shown(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    """As if arenas always had 64 bytes and pages 16, as in the example."""
    return arenas[address // 64][address % 64 // 16] if address // 64 in arenas else None


SPAN = (
    Slip("an arena that is missing was replaced by the one below it", _below),
    Slip("arenas had 64 bytes and pages 16, as in the example", _as_shown),
    Slip(
        "the page was left out: this is the span of the arena's first page",
        lambda address, arenas, arena_bytes, page_bytes: arenas.get(address // arena_bytes, [None])[
            0
        ],
    ),
    Slip(
        "a page without a span was given to the next span above it",
        lambda address, arenas, arena_bytes, page_bytes: next(
            filter(
                None,
                arenas.get(address // arena_bytes, [])[address % arena_bytes // page_bytes :],
            ),
            None,
        ),
    ),
    Slip(
        "pages were counted from 1; the first page of an arena is 0",
        lambda address, arenas, arena_bytes, page_bytes: arenas.get(
            address // arena_bytes, [None] * (arena_bytes // page_bytes)
        )[address % arena_bytes // page_bytes - 1],
    ),
    Slip(
        "arenas were counted from 1",
        lambda address, arenas, arena_bytes, page_bytes: find_span(
            address + arena_bytes, arenas, arena_bytes, page_bytes
        ),
    ),
    Slip("every address was taken to have an arena", _no_arena_is_an_error),
    Slip("the page was counted from address 0, not from the arena", _address_for_offset),
    Slip("the arenas were taken to lie side by side, without gaps", _dense),
    Slip("a page without a span was given to the span below it", _backwards),
)


def why_zero(args: Any, expected: list[bool], got: list[bool]) -> str:
    """The first span that is judged wrongly."""
    (spans,) = args
    if len(got) != len(expected):
        return f"One answer for each of the {count(len(spans), 'span')}."
    i = next(i for i, (e, g) in enumerate(zip(expected, got, strict=True)) if e != g)
    base = max((page + npages for page, npages in spans[:i]), default=0)
    if expected[i]:
        return (
            f"When span {i} is made, zeroedBase is at page {base}. It begins below that, so some "
            "of it may have been used."
        )
    return (
        f"When span {i} is made, zeroedBase is at page {base}. It begins at or above that, so "
        "nobody has used any of it."
    )


def _exact(spans: Any) -> list[bool]:
    used: set[int] = set()
    needed = []
    for page, npages in spans:
        pages = set(range(page, page + npages))
        needed.append(bool(used & pages))
        used |= pages
    return needed


def _last_end(spans: Any) -> list[bool]:
    base, needed = 0, []
    for page, npages in spans:
        needed.append(page < base)
        base = page + npages
    return needed


def _end_of_span(spans: Any) -> list[bool]:
    base, needed = 0, []
    for page, npages in spans:
        needed.append(page + npages <= base)
        base = max(base, page + npages)
    return needed


ZERO = (
    Slip(
        "zeroedBase was moved up before the span was compared with it",
        lambda spans: [
            page < max(p + n for p, n in spans[: i + 1]) for i, (page, _) in enumerate(spans)
        ],
    ),
    Slip(
        "zeroedBase was taken to lie at the start of the highest span, not at its end",
        lambda spans: [
            page < max((p for p, _ in spans[:i]), default=0) for i, (page, _) in enumerate(spans)
        ],
    ),
    Slip(
        "pages were added up, wherever the spans lie",
        lambda spans: [page < sum(n for _, n in spans[:i]) for i, (page, _) in enumerate(spans)],
    ),
    Slip(
        "spans were put in address order first; they are made in the order given",
        lambda spans: needs_zeroing(sorted(spans)),
    ),
    Slip("all spans but the first were zeroed", lambda spans: [i > 0 for i in range(len(spans))]),
    Slip(
        "only the very same span was recognised",
        lambda spans: [span in spans[:i] for i, span in enumerate(spans)],
    ),
    Slip("Go was taken to remember each page; it keeps one number for the whole arena", _exact),
    Slip("zeroedBase was moved down again by a lower span", _last_end),
    Slip("only spans that lie below zeroedBase as a whole were counted", _end_of_span),
    Slip("the answers were turned round", lambda spans: [not n for n in needs_zeroing(spans)]),
    Slip(
        "a span that begins right at zeroedBase was counted as used",
        lambda spans: [
            page <= max((p + n for p, n in spans[:i]), default=0)
            for i, (page, _) in enumerate(spans)
        ],
    ),
)
