"""Plausible wrong answers to the exercises of chapter 05."""

from __future__ import annotations

from golearn.goheap.sizeclass import GO_CLASSES
from tests.course.wrong_answers import values, wrong

TABLE8, TABLE128 = GO_CLASSES.size_to_class8, GO_CLASSES.size_to_class128
SIZES = tuple(row.size for row in GO_CLASSES.classes)

values(
    "rounded",
    {"17 B": 24, "24 B": 24, "25 B": 32, "33 B": 48, "1025 B": 1152, "32769 B": 40960},
    the_exact_size=("17 B", 17, "it got as many bytes as it asks for"),
    a_full_slot_needs_the_next_class=(
        "24 B",
        32,
        "a request that fills a slot was sent to the next class",
    ),
    every_multiple_of_8_is_a_class=("33 B", 40, "every multiple of 8 was taken for a class"),
    classes_are_powers_of_two=("1025 B", 2048, "classes were taken to be powers of two"),
    the_largest_class_will_do=("32769 B", 32768, "it was sent to the last class"),
    over_32_KiB_the_exact_size=("32769 B", 32769, "it got as many bytes as it asks for"),
)
values(
    "waste_sum",
    {"span": 8192, "objects": 10, "tail": 512, "slack": 63, "most wasted": 1142},
    a_slot_more_than_fits=("objects", 11, "the last one was counted"),
    no_tail=("tail", 0, "the span was made so long that no tail is left"),
    the_class_below_s_own_size_comes_here=("slack", 64, "an object of 704 bytes came here"),
    the_tail_is_forgotten=("most wasted", 630, "the tail was forgotten"),
    only_the_tail=("most wasted", 512, "only the tail was counted"),
    one_slot_s_slack=("most wasted", 575, "the slack of one slot was counted"),
)
values(
    "waste_claims",
    {"A": False, "B": True, "C": False, "D": True, "E": False},
    the_limit_is_for_all_waste=("A", True, "The limit is for the tail alone"),
    small_objects_waste_little=("B", False, "One byte in a slot of 8 leaves 7 of 8 unused"),
    a_higher_limit_wastes_less=("C", True, "Fewer, wider classes: a request is rounded up"),
    a_smaller_limit_is_free=("D", False, "A smaller tail needs longer spans"),
    class_0_is_the_smallest=("E", True, "Class 0 has no size"),
    a_word=("A", "no", "The answer must be one of True, False."),
)


@wrong("span_pages", "just enough pages for one object", "one object had to fit")
def _(size: int, page: int, part: int) -> int:
    return -(-size // page)


@wrong(
    "span_pages",
    "the limit is for a page, not for the span",
    "the tail was compared with a share of one page",
)
def _(size: int, page: int, part: int) -> int:
    n = -(-size // page)
    while n * page % size > page / part:
        n += 1
    return n


@wrong("span_pages", "until no tail is left", "pages were added until no tail was left")
def _(size: int, page: int, part: int) -> int:
    n = 1
    while n * page % size:
        n += 1
    return n


@wrong(
    "span_pages",
    "a tail of exactly the limit is too much",
    "a tail of exactly the limit was too much",
)
def _(size: int, page: int, part: int) -> int:
    n = 1
    while n * page % size * part >= n * page:
        n += 1
    return n


@wrong("span_pages", "the limit is always one eighth", "the limit was always one eighth")
def _(size: int, page: int, part: int) -> int:
    n = 1
    while n * page % size * 8 > n * page:
        n += 1
    return n


@wrong("span_pages", "bytes, not pages", "the span's bytes were returned, not its pages")
def _(size: int, page: int, part: int) -> int:
    span = page
    while span % size * part > span:
        span += page
    return span


@wrong("most_wasted", "forgets the tail", "the tail was forgotten")
def _(size: int, previous: int, span: int) -> int:
    return span // size * (size - previous - 1)


@wrong("most_wasted", "only the tail", "only the tail was counted")
def _(size: int, previous: int, span: int) -> int:
    return span % size


@wrong(
    "most_wasted",
    "an object of the size below",
    "the smallest object was as large as the class below",
)
def _(size: int, previous: int, span: int) -> int:
    return span // size * (size - previous) + span % size


@wrong("most_wasted", "one slot", "the slack of one slot was counted, not of all")
def _(size: int, previous: int, span: int) -> int:
    return size - previous - 1 + span % size


@wrong("most_wasted", "a share, not bytes", "most_wasted must return a whole number (int)")
def _(size: int, previous: int, span: int) -> float:
    return (span // size * (size - previous - 1) + span % size) / span


@wrong("class_of", "rounds down", "sizes between two entries were rounded down")
def _(size: int) -> int:
    return TABLE8[size // 8] if size <= 1024 else TABLE128[(size - 1024) // 128]


@wrong("class_of", "the second table counts from 0", "the second table was counted from 0 bytes")
def _(size: int) -> int:
    return TABLE8[-(-size // 8)] if size <= 1024 else TABLE128[-(-size // 128)]


@wrong("class_of", "one table for all", "the first table was used for every size")
def _(size: int) -> int:
    return TABLE8[-(-size // 8)]


@wrong("class_of", "always one up", "one entry too far was taken")
def _(size: int) -> int:
    return TABLE8[size // 8 + 1] if size < 1024 else TABLE128[(size - 1024) // 128 + 1]


@wrong(
    "class_of",
    "the second table begins behind 1024",
    "the second table was taken to begin behind 1,024",
)
def _(size: int) -> int:
    return TABLE8[-(-size // 8)] if size <= 1024 else TABLE128[-(-(size - 1025) // 128)]


@wrong("class_of", "gives the size of the slot", "the size of the slot was returned")
def _(size: int) -> int:
    return next(slot for slot in SIZES if slot >= size)


def same(size: int, count: int = 10) -> str:
    return "\n".join(f"a {i} {size}" for i in range(count))


wrong(
    "wasteful_sizes", "a byte in 8, but too small to be allowed", "Stay within the sizes allowed."
)(same(1))
wrong("wasteful_sizes", "the end of a class wastes nothing", "Your best size is 4,864")(same(4864))
wrong("wasteful_sizes", "the class below does not count", "Your best size is 4,096")(same(4096))
wrong("wasteful_sizes", "wasteful, but another class is worse", "Your best size is 6,913")(
    same(6913)
)
wrong("wasteful_sizes", "large objects round up to pages", "Stay within the sizes allowed.")(
    same(32769)
)
wrong("wasteful_sizes", "two objects", "A few more objects, please.")(same(4097, 2))
