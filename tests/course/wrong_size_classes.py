"""Plausible wrong answers to the exercises of chapter 05."""

from __future__ import annotations

from golearn.goheap.sizeclass import GO_CLASSES
from tests.course.wrong_answers import values, wrong

TABLE8, TABLE128 = GO_CLASSES.size_to_class8, GO_CLASSES.size_to_class128

values(
    "rounded",
    {"1 B": 8, "8 B": 8, "25 B": 32, "33 B": 48, "1025 B": 1152, "32769 B": 40960},
    a_byte_gets_a_byte=("1 B", 1),
    a_full_slot_needs_the_next_class=("8 B", 16),
    every_multiple_of_8_is_a_class=("33 B", 40),
    classes_are_powers_of_two=("1025 B", 2048),
    the_largest_class_will_do=("32769 B", 32768),
    over_32_KiB_the_exact_size=("32769 B", 32769),
)
values(
    "waste_sum",
    {"span": 8192, "objects": 10, "tail": 512, "slack": 63, "most wasted": 1142},
    a_slot_more_than_fits=("objects", 11),
    no_tail=("tail", 0),
    the_class_below_s_own_size_comes_here=("slack", 64),
    the_tail_is_forgotten=("most wasted", 630),
    only_the_tail=("most wasted", 512),
    one_slot_s_slack=("most wasted", 575),
)
values(
    "waste_claims",
    {"A": False, "B": True, "C": False, "D": True, "E": False},
    the_limit_is_for_all_waste=("A", True),
    small_objects_waste_little=("B", False),
    a_higher_limit_wastes_less=("C", True),
    a_smaller_limit_is_free=("D", False),
    class_0_is_the_smallest=("E", True),
    a_word=("A", "no"),
)


@wrong("span_pages", "just enough pages for one object")
def _(size: int, page: int, part: int) -> int:
    return -(-size // page)


@wrong("span_pages", "the limit is for a page, not for the span")
def _(size: int, page: int, part: int) -> int:
    n = -(-size // page)
    while n * page % size > page / part:
        n += 1
    return n


@wrong("span_pages", "until no tail is left")
def _(size: int, page: int, part: int) -> int:
    n = 1
    while n * page % size:
        n += 1
    return n


@wrong("span_pages", "a tail of exactly the limit is too much")
def _(size: int, page: int, part: int) -> int:
    n = 1
    while n * page % size * part >= n * page:
        n += 1
    return n


@wrong("span_pages", "the limit is always one eighth")
def _(size: int, page: int, part: int) -> int:
    n = 1
    while n * page % size * 8 > n * page:
        n += 1
    return n


@wrong("span_pages", "bytes, not pages")
def _(size: int, page: int, part: int) -> int:
    span = page
    while span % size * part > span:
        span += page
    return span


@wrong("most_wasted", "forgets the tail")
def _(size: int, previous: int, span: int) -> int:
    return span // size * (size - previous - 1)


@wrong("most_wasted", "only the tail")
def _(size: int, previous: int, span: int) -> int:
    return span % size


@wrong("most_wasted", "an object of the size below")
def _(size: int, previous: int, span: int) -> int:
    return span // size * (size - previous) + span % size


@wrong("most_wasted", "one slot")
def _(size: int, previous: int, span: int) -> int:
    return size - previous - 1 + span % size


@wrong("most_wasted", "a share, not bytes")
def _(size: int, previous: int, span: int) -> float:
    return (span // size * (size - previous - 1) + span % size) / span


@wrong("class_of", "rounds down")
def _(size: int) -> int:
    return TABLE8[size // 8] if size <= 1024 else TABLE128[(size - 1024) // 128]


@wrong("class_of", "the second table counts from 0")
def _(size: int) -> int:
    return TABLE8[-(-size // 8)] if size <= 1024 else TABLE128[-(-size // 128)]


@wrong("class_of", "one table for all")
def _(size: int) -> int:
    return TABLE8[-(-size // 8)]


@wrong("class_of", "always one up")
def _(size: int) -> int:
    return TABLE8[size // 8 + 1] if size < 1024 else TABLE128[(size - 1024) // 128 + 1]


@wrong("class_of", "the second table begins behind 1024")
def _(size: int) -> int:
    return TABLE8[-(-size // 8)] if size <= 1024 else TABLE128[-(-(size - 1025) // 128)]


@wrong("class_of", "gives the size of the slot")
def _(size: int) -> int:
    return GO_CLASSES.round_up_size(size)


def same(size: int, count: int = 10) -> str:
    return "\n".join(f"a {i} {size}" for i in range(count))


wrong("wasteful_sizes", "a byte in 8, but too small to be allowed")(same(1))
wrong("wasteful_sizes", "the end of a class wastes nothing")(same(4864))
wrong("wasteful_sizes", "the class below does not count")(same(4096))
wrong("wasteful_sizes", "wasteful, but another class is worse")(same(6913))
wrong("wasteful_sizes", "large objects round up to pages")(same(32769))
wrong("wasteful_sizes", "two objects")(same(4097, 2))
