"""Plausible wrong answers to the exercises of chapter 08."""

from __future__ import annotations

from typing import Any

from tests.course.wrong_answers import values, wrong

values(
    "linear_areas",
    {
        "pages in the arena": 8_388_608,
        "spans (MiB)": 64,
        "bitmap (GiB)": 2,
        "reserved in all (MiB)": 67_648,
    },
    a_page_has_4_KiB=("pages in the arena", 16_777_216),
    a_byte_a_page=("spans (MiB)", 8),
    pointers_have_4_bytes=("spans (MiB)", 32),
    one_bit_a_word=("bitmap (GiB)", 1),
    sizes_do_not_depend_on_the_arena=("bitmap (GiB)", 16),
    only_the_arena_is_reserved=("reserved in all (MiB)", 65_536),
)
values(
    "decode_address",
    {
        "linear: page": 8230,
        "sparse: first level": 0,
        "sparse: second level": 2_109_705,
        "sparse: page in the arena": 38,
        "sparse: byte in the page": 4664,
    },
    the_arena_starts_at_0xc000000000=("linear: page", 2_170_918),
    nothing_is_subtracted=("linear: page", 102_834_214),
    the_first_level_is_used=("sparse: first level", 1),
    the_index_starts_at_address_0=("sparse: second level", 12_553),
    arenas_are_counted_from_the_heap=("sparse: second level", 265),
    an_arena_has_4_MiB=("sparse: second level", 33_755_280),
    the_page_of_the_linear_heap=("sparse: page in the arena", 8230),
    a_page_has_4_KiB=("sparse: byte in the page", 568),
)
values(
    "port_facts",
    {
        "bits of the second level": 12,
        "entries of one table": 4096,
        "one table (KiB)": 32,
        "pages in an arena": 2048,
        "reach (TiB)": 1,
    },
    the_first_level_takes_no_bits=("bits of the second level", 16),
    the_arena_takes_no_bits=("bits of the second level", 36),
    all_tables_together=("entries of one table", 65_536),
    an_entry_is_a_byte=("one table (KiB)", 4),
    the_systems_pages=("pages in an arena", 4096),
    every_port_reaches_256_TiB=("reach (TiB)", 256),
)
START, GROW, WELL = "start-up fails", "growth fails", "all goes well"
values(
    "layout_trouble",
    {
        "linear: C holds every place that Go tries, before Go starts": START,
        "linear: C takes memory in the unused part of the arena": GROW,
        "linear: C takes memory right above the whole reservation": WELL,
        "linear: no C at all, and 600 GiB of live objects": GROW,
        "sparse: C takes the place where the next arena would go": WELL,
        "sparse: no C at all, and 600 GiB of live objects": WELL,
    },
    Go_starts_without_its_reservation=(
        "linear: C holds every place that Go tries, before Go starts",
        GROW,
    ),
    Go_steps_over_what_is_not_its_own=(
        "linear: C takes memory in the unused part of the arena",
        WELL,
    ),
    Go_notices_at_once=("linear: C takes memory in the unused part of the arena", START),
    the_reservation_grows_upward=(
        "linear: C takes memory right above the whole reservation",
        GROW,
    ),
    the_linear_heap_has_no_limit=("linear: no C at all, and 600 GiB of live objects", WELL),
    arenas_must_be_neighbours=("sparse: C takes the place where the next arena would go", GROW),
    the_sparse_heap_is_as_limited=("sparse: no C at all, and 600 GiB of live objects", GROW),
)
values(
    "layout_claims",
    {"A": False, "B": False, "C": True, "D": False, "E": True, "F": True},
    the_32_MiB_describe_objects=("A", True),
    address_space_is_memory=("B", True),
    zeroedBase_goes_back_with_the_heap=("C", False),
    a_bit_for_each_page=("D", True),
    both_look_ups_cost_the_same=("E", False),
    the_collector_looks_up_nothing=("F", False),
)


@wrong("bitmap_bits", "the bitmap grows upward")
def _(address: int, arena_start: int) -> Any:
    word = (address - arena_start) // 8
    return arena_start + word // 4, word % 4, word % 4 + 4


@wrong("bitmap_bits", "byte 0 lies at the start of the arena")
def _(address: int, arena_start: int) -> Any:
    word = (address - arena_start) // 8
    return arena_start - word // 4, word % 4, word % 4 + 4


@wrong("bitmap_bits", "the two bits of a word lie side by side")
def _(address: int, arena_start: int) -> Any:
    word = (address - arena_start) // 8
    return arena_start - 1 - word // 4, word % 4 * 2, word % 4 * 2 + 1


@wrong("bitmap_bits", "counts bytes, not words")
def _(address: int, arena_start: int) -> Any:
    offset = address - arena_start
    return arena_start - 1 - offset // 4, offset % 4, offset % 4 + 4


@wrong("bitmap_bits", "one bit a word, as in Go 1.21")
def _(address: int, arena_start: int) -> Any:
    word = (address - arena_start) // 8
    return arena_start - 1 - word // 8, word % 8, word % 8


@wrong("bitmap_bits", "the scan bits come first")
def _(address: int, arena_start: int) -> Any:
    word = (address - arena_start) // 8
    return arena_start - 1 - word // 4, word % 4 + 4, word % 4


@wrong("bitmap_bits", "gives masks, not numbers")
def _(address: int, arena_start: int) -> Any:
    word = (address - arena_start) // 8
    return arena_start - 1 - word // 4, 1 << word % 4, 16 << word % 4


@wrong("find_span", "every address has an arena")
def _(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    return arenas[address // arena_bytes][address % arena_bytes // page_bytes]


@wrong("find_span", "pages are counted from address 0")
def _(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    pages = arenas.get(address // arena_bytes)
    return pages and pages[address // page_bytes]


@wrong("find_span", "arenas lie side by side")
def _(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    pages = [page for number in sorted(arenas) for page in arenas[number]]
    page = address // page_bytes
    return pages[page] if page < len(pages) else None


@wrong("find_span", "a page without a span belongs to the one below")
def _(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    pages = arenas.get(address // arena_bytes, [])
    page = address % arena_bytes // page_bytes
    return next((span for span in reversed(pages[: page + 1]) if span), None)


@wrong("find_span", "gives the page, not the span")
def _(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    return address % arena_bytes // page_bytes if address // arena_bytes in arenas else None


@wrong("find_span", "the last byte of an arena belongs to the next one")
def _(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    number = (address + 1) // arena_bytes
    pages = arenas.get(number)
    return pages[address % arena_bytes // page_bytes] if pages else None


@wrong("needs_zeroing", "Go remembers every page")
def _(spans: Any) -> Any:
    used: set[int] = set()
    needed = []
    for page, npages in spans:
        pages = set(range(page, page + npages))
        needed.append(bool(used & pages))
        used |= pages
    return needed


@wrong("needs_zeroing", "zeroedBase follows the last span, down too")
def _(spans: Any) -> Any:
    base, needed = 0, []
    for page, npages in spans:
        needed.append(page < base)
        base = page + npages
    return needed


@wrong("needs_zeroing", "only what lies below as a whole")
def _(spans: Any) -> Any:
    base, needed = 0, []
    for page, npages in spans:
        needed.append(page + npages <= base)
        base = max(base, page + npages)
    return needed


@wrong("needs_zeroing", "at the base is used already")
def _(spans: Any) -> Any:
    base, needed = 0, []
    for page, npages in spans:
        needed.append(page <= base)
        base = max(base, page + npages)
    return needed


@wrong("needs_zeroing", "says what is zero")
def _(spans: Any) -> Any:
    base, needed = 0, []
    for page, npages in spans:
        needed.append(page >= base)
        base = max(base, page + npages)
    return needed


@wrong("needs_zeroing", "a span moves the base only if it is new")
def _(spans: Any) -> Any:
    base, needed = 0, []
    for page, npages in spans:
        needed.append(page < base)
        if page >= base:
            base = page + npages
    return needed


@wrong("needs_zeroing", "gives the base, not the answer")
def _(spans: Any) -> Any:
    base, told = 0, []
    for page, npages in spans:
        base = max(base, page + npages)
        told.append(base)
    return told


K, M = 1 << 10, 1 << 20
ARENA = 0xC420000000

wrong("break_growth", "the place where Go looks first")([(0xC000000000, 4 * K)])
wrong("break_growth", "right at the first object")([(ARENA, 4 * K)])
wrong("break_growth", "beyond what the heap needs")([(ARENA + 2048 * M, 4 * K)])
wrong("break_growth", "below everything")([(0xC000000000 - 4 * K, 4 * K)])
wrong("break_growth", "at the very end of the reservation")([(ARENA + (1 << 39), 4 * K)])
wrong("break_growth", "one large piece instead of the right place")([(ARENA + 512 * M, 1 << 30)])
wrong("break_growth", "every place that Go tries")(
    [(i << 40 | 0xC000000000, 4 * K) for i in range(128)]
)
wrong("break_growth", "any address will do")([(ARENA + 512 * M + 8, 4 * K)])
wrong("break_growth", "in the way of the arenas")([(0xC000000000 + 256 * M, 4 * K)])
