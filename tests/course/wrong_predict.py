"""Plausible wrong answers to the exercises of chapter 10."""

from __future__ import annotations

from typing import Any

from tests.course.wrong_answers import values, wrong

values(
    "where_it_lies",
    {
        "object 2": 0x30,
        "object 4": 0x2007,
        "object 5": 0x6000,
        "object 6": 0x60,
        "object 7": 0x2010,
    },
    each_size_has_its_own_span=("object 2", 0x2000, "each size was given a span of its own"),
    slots_are_as_long_as_the_request=("object 2", 40, "it was put right behind 40 bytes"),
    tiny_objects_are_always_aligned=(
        "object 4",
        0x2010,
        "it was thought not to fit; 7 and 9 are 16",
    ),
    tiny_objects_have_slots_of_their_own=(
        "object 4",
        0x4000,
        "each size was given a span of its own",
    ),
    large_objects_begin_behind_the_page_cache=(
        "object 5",
        0x80000,
        "large objects were put behind the 64 pages of the page cache",
    ),
    class_of_32_holds_33=("object 6", 0x18000, "it was given a span of its own"),
    a_full_block_starts_a_new_page=(
        "object 7",
        0x18000,
        "a full tiny block was thought to need a new span",
    ),
)
values(
    "later_versions",
    {
        "48 B with pointers, objects in a span, 1.21": 170,
        "48 B with pointers, objects in a span, 1.22": 168,
        "48 B without pointers, objects in a span, 1.22": 170,
        "1,024 B with pointers, bytes of a slot, 1.22": 1152,
        "1,024 B without pointers, bytes of a slot, 1.22": 1024,
    },
    nothing_changed=(
        "48 B with pointers, objects in a span, 1.22",
        170,
        "nothing changed since 1.21",
    ),
    bits_are_bytes=(
        "48 B with pointers, objects in a span, 1.22",
        149,
        "a word was given a byte, not a bit",
    ),
    all_spans_have_pointer_bits=(
        "48 B without pointers, objects in a span, 1.22",
        168,
        "every span was given pointer bits",
    ),
    the_header_makes_a_slot_longer=(
        "1,024 B with pointers, bytes of a slot, 1.22",
        1032,
        "a slot was made longer by the header",
    ),
    every_object_has_a_header=(
        "1,024 B without pointers, bytes of a slot, 1.22",
        1152,
        "every object was given a header",
    ),
)


def tiny(sizes: Any, align: Any, keep: Any) -> list[int]:
    """A tiny allocator with one rule wrong."""
    found: list[int] = []
    base, offset, blocks = -1, 16, 0
    for size in sizes:
        at = -(-offset // align(size)) * align(size)
        if base >= 0 and at + size <= 16:
            found.append(base + at)
            offset = at + size
            continue
        new = blocks * 16
        blocks += 1
        found.append(new)
        if base < 0 or keep(size, offset):
            base, offset = new, size
    return found


def natural(size: int) -> int:
    return 8 if size % 8 == 0 else 4 if size % 4 == 0 else 2 if size % 2 == 0 else 1


def smaller(size: int, offset: int) -> bool:
    return size < offset


@wrong("tiny_addresses", "no alignment", "alignment was forgotten")
def _(sizes: Any) -> Any:
    return tiny(sizes, lambda size: 1, smaller)


@wrong("tiny_addresses", "everything is aligned to 8", "everything was aligned to 8")
def _(sizes: Any) -> Any:
    return tiny(sizes, lambda size: 8, smaller)


@wrong("tiny_addresses", "the new block is always kept", "the P always went on with the new block")
def _(sizes: Any) -> Any:
    return tiny(sizes, natural, lambda size, offset: True)


@wrong("tiny_addresses", "the old block is always kept", "the P always stayed with the old block")
def _(sizes: Any) -> Any:
    return tiny(sizes, natural, lambda size, offset: False)


@wrong("tiny_addresses", "a slot each", "every object got a slot of its own")
def _(sizes: Any) -> Any:
    return [16 * i for i in range(len(sizes))]


@wrong(
    "tiny_addresses",
    "objects cross the end of a block",
    "objects crossed from one block into the next",
)
def _(sizes: Any) -> Any:
    found, at = [], 0
    for size in sizes:
        at = -(-at // natural(size)) * natural(size)
        found.append(at)
        at += size
    return found


@wrong("slot_address", "spans have no tail", "spans had no tail")
def _(n: int, size: int, span: int) -> Any:
    return n * size


@wrong("slot_address", "counts from 1", "objects were counted from 1")
def _(n: int, size: int, span: int) -> Any:
    slots = span // size
    return (n - 1) // slots * span + (n - 1) % slots * size


@wrong("slot_address", "the tail is one slot more", "the tail was counted as one more slot")
def _(n: int, size: int, span: int) -> Any:
    slots = -(-span // size)
    return n // slots * span + n % slots * size


@wrong("slot_address", "every span is one page", "every span had one page")
def _(n: int, size: int, span: int) -> Any:
    slots = max(8192 // size, 1)
    return n // slots * 8192 + n % slots * size


@wrong(
    "slot_address",
    "the last slot is the first of the next span",
    "the last slot of a span was left out",
)
def _(n: int, size: int, span: int) -> Any:
    slots = max(span // size - 1, 1)
    return n // slots * span + n % slots * size


def spans(requests: Any, key: Any) -> list[int]:
    seen: dict[Any, int] = {}
    for request in requests:
        seen.setdefault(key(*request), len(seen) * 8192)
    return [seen[key(*request)] for request in requests]


def rounded(size: int) -> int:
    return next(c for c in (16, 24, 32, 48, 112, 1024) if c >= size)


@wrong("first_spans", "each size has its own span", "each size had its own span")
def _(requests: Any) -> Any:
    return spans(requests, lambda size, pointers: (size, pointers))


@wrong("first_spans", "pointers make no difference", "pointers made no difference")
def _(requests: Any) -> Any:
    return spans(requests, lambda size, pointers: rounded(size))


@wrong("first_spans", "each object has its own span", "each object had its own span")
def _(requests: Any) -> Any:
    return [i * 8192 for i in range(len(requests))]


@wrong("first_spans", "classes are powers of two", "classes were taken to be powers of two")
def _(requests: Any) -> Any:
    return spans(requests, lambda size, pointers: ((size - 1).bit_length(), pointers))


@wrong("first_spans", "a span is a slot away", "a span was 1,024 bytes; it has a page")
def _(requests: Any) -> Any:
    return [address // 8 for address in spans(requests, lambda s, p: (rounded(s), p))]


wrong("lands_there", "a page counts as 4 KiB", "pages were taken to have 4,096 bytes")(
    "a 0 45056\na 1 24 p\na 2 24 p"
)
wrong("lands_there", "slots count from 1", "The page is right")("a 0 90112\na 1 24 p")
wrong("lands_there", "the third object of 8 B ends there", "The page is right")(
    "a 0 90112\na 1 8 p\na 2 8 p\na 3 8 p"
)
wrong("lands_there", "small objects lie behind each other", "0x16018 is byte 24 of page 11")(
    "a 0 90136\na 1 24 p"
)
wrong("lands_there", "the last event places nothing", "End with an a.")(
    "a 0 90112\na 1 24 p\na 2 24 p\nf 0"
)
wrong("lands_there", "no address at all", "An object of 0 bytes lies outside the heap")("a 0 0")
