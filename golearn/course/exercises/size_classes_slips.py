"""Misconceptions about the tasks of chapter 05, and the answers that they give."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from golearn.course.judges import Slip
from golearn.goheap.sizeclass import GO_CLASSES, SMALL_SIZE_MAX

# --- pages of a span --------------------------------------------------------------------------


def _pages(size: int, page: int, enough: Callable[[int], bool], first: int = 1) -> int:
    """The first number of pages that is enough; no search goes on for ever."""
    return next(n for n in count(first) if enough(n) or n > 999)


SPAN_PAGES = (
    Slip(
        "one object had to fit, and the tail was not looked at",
        lambda size, page, part: -(-size // page),
    ),
    Slip(
        "the tail was compared with a share of one page, not of the span",
        lambda size, page, part: _pages(size, page, lambda n: n * page % size <= page / part),
    ),
    Slip(
        "pages were added until no tail was left",
        lambda size, page, part: _pages(size, page, lambda n: n * page % size == 0),
    ),
    Slip(
        "a tail of exactly the limit was too much: it may be *at most* 1/`part`",
        lambda size, page, part: _pages(size, page, lambda n: n * page % size * part < n * page),
    ),
    Slip(
        "the limit was always one eighth; `part` says what it is",
        lambda size, page, part: _pages(size, page, lambda n: n * page % size * 8 <= n * page),
    ),
    Slip(
        "a page was always 8,192 bytes; `page` says what it is",
        lambda size, page, part: _pages(size, 8192, lambda n: n * 8192 % size * part <= n * 8192),
    ),
    Slip(
        "the tail was compared with a share of the object, not of the span",
        lambda size, page, part: _pages(size, page, lambda n: n * page % size * part <= size),
    ),
    Slip(
        "the span's bytes were returned, not its pages",
        lambda size, page, part: (
            page * _pages(size, page, lambda n: n * page % size * part <= n * page)
        ),
    ),
    Slip(
        "the pages were counted from 0",
        lambda size, page, part: (
            _pages(size, page, lambda n: n * page % size * part <= n * page) - 1
        ),
    ),
    Slip(
        "the pages were doubled; one more may be enough",
        lambda size, page, part: next(
            n for k in count() if (n := 1 << k) * page % size * part <= n * page or n > 999
        ),
    ),
    Slip(
        "the span with the smallest tail was taken, not the shortest that will do",
        lambda size, page, part: min(range(1, 9), key=lambda n: n * page % size / n),
    ),
    Slip(
        "the tail was compared with a share of the slots' bytes, not of the span",
        lambda size, page, part: _pages(
            size, page, lambda n: n * page >= size and n * page % size * (part + 1) <= n * page
        ),
    ),
    Slip("a span always had one page", lambda size, page, part: 1),
)

# --- the most that a class wastes -------------------------------------------------------------

MOST_WASTED = (
    Slip(
        "the tail was forgotten",
        lambda size, previous, span: span // size * (size - previous - 1),
    ),
    Slip("only the tail was counted", lambda size, previous, span: span % size),
    Slip(
        "the smallest object was as large as the class below; that class would serve it",
        lambda size, previous, span: span // size * (size - previous) + span % size,
    ),
    Slip(
        "the slack of one slot was counted, not of all",
        lambda size, previous, span: size - previous - 1 + span % size,
    ),
    Slip(
        "every slot held a single byte; a class below would serve that",
        lambda size, previous, span: span // size * (size - 1) + span % size,
    ),
    Slip(
        "the slots were empty; here all of them are taken",
        lambda size, previous, span: span,
    ),
    Slip(
        "the tail was counted once per slot",
        lambda size, previous, span: span // size * (size - previous - 1 + span % size),
    ),
    Slip(
        "the bytes that were asked for were counted, not those that are wasted",
        lambda size, previous, span: span // size * (previous + 1),
    ),
    Slip(
        "the slack of all slots or the tail was taken, whichever is more; both are lost",
        lambda size, previous, span: max(span // size * (size - previous - 1), span % size),
    ),
    Slip(
        "a last slot was counted that does not fit as a whole",
        lambda size, previous, span: -(-span // size) * (size - previous - 1) + span % size,
    ),
    Slip(
        "the smallest object had two bytes more than the class below; one more is enough",
        lambda size, previous, span: span // size * (size - previous - 2) + span % size,
    ),
)

# --- the look-up ------------------------------------------------------------------------------

T8, T128 = GO_CLASSES.size_to_class8, GO_CLASSES.size_to_class128
EDGE = SMALL_SIZE_MAX


def _up(n: int, step: int) -> int:
    return -(-n // step)


CLASS_OF = (
    Slip(
        "the index into the table was returned, not the class that stands there",
        lambda size: _up(size, 8) if size <= EDGE else _up(size - EDGE, 128),
    ),
    Slip(
        "sizes were rounded to the nearest entry, down or up",
        lambda size: T8[round(size / 8)] if size <= EDGE else T128[round((size - EDGE) / 128)],
    ),
    Slip(
        "the two tables changed places",
        lambda size: T128[_up(size, 8)] if size <= EDGE else T8[_up(size - EDGE, 128)],
    ),
    Slip(
        "32,768 was taken for large; it is the last small size",
        lambda size: GO_CLASSES.class_of(size) if size < 32768 else 0,
    ),
    Slip(
        "sizes between two entries were rounded down",
        lambda size: T8[size // 8] if size <= EDGE else T128[(size - EDGE) // 128],
    ),
    Slip(
        "the second table was counted from 0 bytes; it begins at 1,024",
        lambda size: T8[_up(size, 8)] if size <= EDGE else T128[_up(size, 128)],
    ),
    Slip(
        "the first table was used for every size; it ends at 1,024", lambda size: T8[_up(size, 8)]
    ),
    Slip(
        "the second table was used for every size; it begins at 1,024",
        lambda size: T128[_up(max(size - EDGE, 0), 128)],
    ),
    Slip(
        "one entry too far was taken, also where the size is in the table",
        lambda size: T8[size // 8 + 1] if size < EDGE else T128[(size - EDGE) // 128 + 1],
    ),
    Slip(
        "the second table was taken to begin behind 1,024",
        lambda size: T8[_up(size, 8)] if size <= EDGE else T128[_up(size - EDGE - 1, 128)],
    ),
    Slip("the size of the slot was returned, not its class", GO_CLASSES.round_up_size),
    Slip(
        "entries of the second table were taken to be 8 bytes apart",
        lambda size: T8[_up(size, 8)] if size <= EDGE else T128[_up(size - EDGE, 8)],
    ),
    Slip(
        "classes were counted from 0, without the one for large objects",
        lambda size: GO_CLASSES.class_of(size) - 1,
    ),
)
