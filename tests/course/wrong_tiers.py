"""Plausible wrong answers to the exercises of chapter 06."""

from __future__ import annotations

from typing import Any

from tests.course.wrong_answers import values, wrong

values(
    "which_tier",
    {
        "8 B, no pointers": "mheap",
        "5 B, no pointers": "tiny",
        "8 B, pointers": "mheap",
        "8 B, pointers, again": "mcache",
        "16 B, no pointers": "mcache",
        "33,000 B": "mheap",
    },
    tiny_needs_no_block=("8 B, no pointers", "tiny", "a tiny block was there from the start"),
    every_object_has_a_slot=(
        "5 B, no pointers",
        "mcache",
        "every object was given a slot of its own",
    ),
    all_below_16_is_tiny=("8 B, pointers", "tiny", "all below 16 B was taken for tiny"),
    the_span_is_only_for_one=(
        "8 B, pointers, again",
        "mcentral",
        "a span was taken to serve one request",
    ),
    sixteen_is_tiny=(
        "16 B, no pointers",
        "tiny",
        "16 B was taken for tiny; the limit itself is not",
    ),
    a_new_size_needs_a_new_span=(
        "16 B, no pointers",
        "mheap",
        "tiny blocks had a span of their own",
    ),
    the_central_list_serves_large_ones=("33,000 B", "mcentral", "it only notes their spans"),
    another_word=("33,000 B", "heap", "The answer must be one of 'tiny'"),
)
values(
    "tier_claims",
    {"A": False, "B": False, "C": True, "D": False, "E": True, "F": False, "G": True, "H": False},
    the_cache_goes_along=("A", True, "The mcache belongs to the P"),
    tiny_is_a_matter_of_size=("B", True, "Tiny objects hold no pointers"),
    the_central_list_knows_all_spans=("C", False, "A span in hand is on no list"),
    spans_are_moved_by_a_collection=("D", True, "No span moves"),
    tiny_objects_are_freed_one_by_one=(
        "E",
        False,
        "A block is free only when all objects in it are dead.",
    ),
    every_request_takes_a_lock=("G", False, "A thread or a P looks into its own cache first"),
    goroutines_own_caches=("H", True, "Go has one for each P"),
    the_heap_holds_its_own_books=("F", True, "They lie in memory of the runtime's own"),
)


def align_of(size: int) -> int:
    return next(a for a in (8, 4, 2, 1) if size % a == 0)


def up(n: int, align: int) -> int:
    return -(-n // align) * align


@wrong("tiny_place", "no alignment", "alignment was forgotten")
def _(used: int, size: int) -> Any:
    return used if used + size <= 16 else None


@wrong("tiny_place", "always aligned to 8", "everything was aligned to 8")
def _(used: int, size: int) -> Any:
    offset = up(used, 8)
    return offset if offset + size <= 16 else None


@wrong(
    "tiny_place",
    "aligned to the size, rounded up to a power of two",
    "the size was rounded up to a power of two for its alignment",
)
def _(used: int, size: int) -> Any:
    offset = up(used, min(8, 1 << (size - 1).bit_length()))
    return offset if offset + size <= 16 else None


@wrong("tiny_place", "a full block is too full", "an object that ends with the block did not fit")
def _(used: int, size: int) -> Any:
    offset = up(used, align_of(size))
    return offset if offset + size < 16 else None


@wrong("tiny_place", "aligned to what is used, not to the size", "alignment was forgotten")
def _(used: int, size: int) -> Any:
    offset = up(used, align_of(used))
    return offset if offset + size <= 16 else None


@wrong(
    "tiny_place",
    "16 where nothing fits",
    "an object that does not fit was sent to the end of the block",
)
def _(used: int, size: int) -> Any:
    offset = up(used, align_of(size))
    return offset if offset + size <= 16 else 16


def run(sizes: Any, keep: Any, align: Any = align_of) -> Any:
    block, used, taken, out = 0, 16, -1, []
    for size in sizes:
        offset = up(used, align(size))
        if offset + size <= 16:
            used = offset + size
            out.append((block, offset))
            continue
        taken += 1
        out.append((taken, 0))
        if taken == 0 or keep(used, size):
            block, used = taken, size
    return out


wrong(
    "tiny_blocks", "always goes on with the new block", "the P always went on with the new block"
)(lambda sizes: run(sizes, lambda used, size: True))
wrong("tiny_blocks", "never leaves the old block", "the P always stayed with the old block")(
    lambda sizes: run(sizes, lambda used, size: False)
)
wrong("tiny_blocks", "keeps the fuller block", "the P went on with the fuller of the two blocks")(
    lambda sizes: run(sizes, lambda used, size: size > used)
)
wrong(
    "tiny_blocks",
    "of two equal blocks the new one",
    "of two equally full blocks the new one was kept",
)(lambda sizes: run(sizes, lambda used, size: size <= used))
wrong("tiny_blocks", "no alignment", "alignment was forgotten")(
    lambda sizes: run(sizes, lambda used, size: size < used, lambda size: 1)
)
wrong("tiny_blocks", "a block for each object", "every object got a block of its own")(
    lambda sizes: [(i, 0) for i in range(len(sizes))]
)


@wrong("take_slot", "counts zeros from the top", "the search began at the highest bit")
def _(freeindex: int, window: int) -> Any:
    if not window:
        return None
    n = 63 - (window.bit_length() - 1)
    return freeindex + n, freeindex + n + 1, window >> (n + 1)


@wrong("take_slot", "a 1 is a used slot", "a 1 was read as a used slot")
def _(freeindex: int, window: int) -> Any:
    n = 0
    while window >> n & 1:
        n += 1
    return freeindex + n, freeindex + n + 1, window >> (n + 1)


@wrong("take_slot", "shifts by one", "the window was shifted by one place")
def _(freeindex: int, window: int) -> Any:
    if not window:
        return None
    n = (window & -window).bit_length() - 1
    return freeindex + n, freeindex + n + 1, window >> 1


@wrong(
    "take_slot", "leaves the bit of the slot in the window", "the window was shifted up to the slot"
)
def _(freeindex: int, window: int) -> Any:
    if not window:
        return None
    n = (window & -window).bit_length() - 1
    return freeindex + n, freeindex + n + 1, window >> n


@wrong(
    "take_slot",
    "clears the bit instead of shifting",
    "the bit was cleared, and the window not shifted",
)
def _(freeindex: int, window: int) -> Any:
    if not window:
        return None
    n = (window & -window).bit_length() - 1
    return freeindex + n, freeindex + n + 1, window & (window - 1)


@wrong("take_slot", "forgets the freeindex", "`freeindex` was not added")
def _(freeindex: int, window: int) -> Any:
    if not window:
        return None
    n = (window & -window).bit_length() - 1
    return n, n + 1, window >> (n + 1)


@wrong(
    "take_slot",
    "the next search starts at the slot itself",
    "the new `freeindex` is the slot itself",
)
def _(freeindex: int, window: int) -> Any:
    if not window:
        return None
    n = (window & -window).bit_length() - 1
    return freeindex + n, freeindex + n, window >> (n + 1)


@wrong("take_slot", "nothing free is an error", "Your code stopped with StopIteration.")
def _(freeindex: int, window: int) -> Any:
    n = next(i for i in range(64) if window >> i & 1)
    return freeindex + n, freeindex + n + 1, window >> (n + 1)


@wrong("central_visits", "all Ps share a span", "all Ps shared one span")
def _(slots: int, ps: Any) -> Any:
    return -(-len(ps) // slots)


@wrong("central_visits", "the first span is there already", "each P had a span from the start")
def _(slots: int, ps: Any) -> Any:
    return sum((ps.count(p) - 1) // slots for p in set(ps))


@wrong("central_visits", "every request visits", "every request went to the central list")
def _(slots: int, ps: Any) -> Any:
    return len(ps)


@wrong("central_visits", "a visit per P", "a P went there once only")
def _(slots: int, ps: Any) -> Any:
    return len(set(ps))


@wrong("central_visits", "a move gives the span back", "a P gave its span back when another P ran")
def _(slots: int, ps: Any) -> Any:
    visits = left = 0
    last = None
    for p in ps:
        if p != last or not left:
            visits, left = visits + 1, slots
        left, last = left - 1, p
    return visits


@wrong(
    "central_visits",
    "a full span is given back at once",
    "a P went there as soon as its span was full",
)
def _(slots: int, ps: Any) -> Any:
    return sum(ps.count(p) // slots + 1 for p in set(ps))


def same(size: int, count: int = 20, kind: str = "") -> str:
    return "\n".join(f"a {i} {size}{kind}" for i in range(count))


wrong("always_slow", "one size again and again", "19 of 20 requests never left their P")(
    same(24, kind=" p")
)
wrong("always_slow", "tiny objects are slow", "19 of 20 requests never left their P")(same(15))
wrong("always_slow", "large objects", "Large objects always go to the page heap")(same(33_000))
wrong(
    "always_slow", "many sizes, but the same few classes", "17 of 20 requests never left their P"
)("\n".join(f"a {i} {size}" for i, size in enumerate(range(1001, 1021))))
wrong("always_slow", "freeing makes it slow", "19 of 20 requests never left their P")(
    "\n".join(f"a {i} 64\nf {i}" for i in range(20))
)
wrong("always_slow", "too short", "It is too short.")(same(32_768, 5))
