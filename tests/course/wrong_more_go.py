"""More plausible wrong answers, chapters 05 to 10: look-alikes of others, and rare edges."""

from __future__ import annotations

from collections import Counter
from typing import Any

from golearn.goheap.sizeclass import GO_CLASSES
from tests.course.wrong_answers import wrong

# --- 05 size classes --------------------------------------------------------------------------

TABLE8, TABLE128 = list(GO_CLASSES.size_to_class8), list(GO_CLASSES.size_to_class128)

wrong("class_of", "to the nearest entry", "sizes were rounded to the nearest entry")(
    lambda size: TABLE8[round(size / 8)] if size <= 1024 else TABLE128[round((size - 1024) / 128)]
)
wrong("class_of", "the index is the class", "the index into the table was returned")(
    lambda size: -(-size // 8) if size <= 1024 else -(-(size - 1024) // 128)
)


@wrong("class_of", "uses the table up", "class_of, the same call twice")
def _(size: int) -> int:
    return TABLE8.pop(-(-size // 8)) if size <= 1024 else TABLE128[-(-(size - 1024) // 128)]


@wrong("span_pages", "doubles", "the pages were doubled")
def _(size: int, page: int, part: int) -> int:
    pages = 1
    while pages * page % size * part > pages * page:
        pages *= 2
    return pages


wrong("most_wasted", "what was asked for", "the bytes that were asked for were counted")(
    lambda size, previous, span: span // size * (previous + 1)
)

# --- 06 tiers ---------------------------------------------------------------------------------


def aligned(used: int, size: int) -> int:
    align = min(size & -size, 8)
    return -(-used // align) * align


wrong("tiny_place", "0 where nothing fits", "the answer is None.")(
    lambda used, size: at if (at := aligned(used, size)) + size <= 16 else 0
)
wrong("tiny_place", "larger sizes, larger alignment", "from how large the size is")(
    lambda used, size: (
        at
        if (at := -(-used // (a := 1 << min(size.bit_length() - 1, 3))) * a) + size <= 16
        else None
    )
)


@wrong("tiny_blocks", "fills all blocks further", "blocks that were given up were filled further")
def _(sizes: Any) -> Any:
    used: list[int] = []
    places = []
    for size in sizes:
        fits = [i for i, at in enumerate(used) if aligned(at, size) + size <= 16]
        if not fits:
            used.append(0)
        i = fits[0] if fits else len(used) - 1
        places.append((i, aligned(used[i], size)))
        used[i] = aligned(used[i], size) + size
    return places


@wrong("take_slot", "a window has a byte", "only the first 8 bits were looked at")
def _(freeindex: int, window: int) -> Any:
    for n in range(8):
        if window >> n & 1:
            return freeindex + n, freeindex + n + 1, window >> n + 1
    return None


@wrong("take_slot", "the index is counted from the window", "was not added to the new one")
def _(freeindex: int, window: int) -> Any:
    if not window:
        return None
    n = (window & -window).bit_length() - 1
    return freeindex + n, n + 1, window >> n + 1


wrong("central_visits", "a visit serves nobody", "took no slot of the new span")(
    lambda slots, processors: sum(-(-n // (slots + 1)) for n in Counter(processors).values())
)
wrong("central_visits", "changes of P", "only changes from one P to another were counted")(
    lambda slots, processors: sum(
        i == 0 or processors[i - 1] != p for i, p in enumerate(processors)
    )
)
wrong("always_slow", "objects without bytes", "An object of 0 bytes takes no slot at all.")(
    "\n".join(f"a {i} 0" for i in range(20))
)

# --- 07 page heap -----------------------------------------------------------------------------

wrong("first_fit_pages", "the row is a ring", "the end of the row was joined to its start")(
    lambda pages, need: None if (at := (pages * 2).find("." * need)) < 0 else at
)
wrong("first_fit_pages", "page 0 is false", "page 0 was taken for nothing found")(
    lambda pages, need: None if (at := pages.find("." * need)) < 0 else at or None
)
wrong("merge_summaries", "nothing is joined", "nothing was joined where the two meet")(
    lambda left, right, pages: (left[0], max(left[1], right[1]), right[2])
)


@wrong("scavenge_pages", "the last 0 of a list", "which for 0 are all of them")
def _(pages: str, count: int) -> str:
    taken = [i for i, page in enumerate(pages) if page == "."][-count:]
    return "".join("o" if i in taken else page for i, page in enumerate(pages))


wrong("scavenge_pages", "pages by another name", "made of '#', '.' and 'o'")(
    lambda pages, count: pages[::-1].replace(".", "o", count)[::-1].replace("o", "O")
)

# --- 08 layout --------------------------------------------------------------------------------

wrong("bitmap_bits", "the scan bit first", "pointer bit and scan bit changed places")(
    lambda address, start: (
        start - 1 - (address - start) // 32,
        (address - start) // 8 % 4 + 4,
        (address - start) // 8 % 4,
    )
)
wrong("find_span", "makes the arena that is missing", "find_span changed its argument")(
    lambda address, arenas, arena_bytes, page_bytes: arenas.setdefault(
        address // arena_bytes, [None] * (arena_bytes // page_bytes)
    )[address % arena_bytes // page_bytes]
)
wrong("find_span", "a word for no span", "It belongs to no span: the answer is None.")(
    lambda address, arenas, arena_bytes, page_bytes: (
        str(arenas[address // arena_bytes][address % arena_bytes // page_bytes])
        if address // arena_bytes in arenas
        else None
    )
)
wrong("needs_zeroing", "moves the base too early", "before the span was compared with it")(
    lambda spans: [
        page < max(p + n for p, n in spans[: i + 1]) for i, (page, _) in enumerate(spans)
    ]
)

# --- 09 OS memory -----------------------------------------------------------------------------

CALLS = {
    "sysAlloc": ("None", "Ready"),
    "sysFree": ("Reserved Prepared Ready", "None"),
    "sysReserve": ("None", "Reserved"),
    "sysMap": ("Reserved", "Prepared"),
    "sysUsed": ("Prepared Ready", "Ready"),
    "sysUnused": ("Ready", "Prepared"),
    "sysFault": ("Ready", "Reserved"),
}


def after(state: str, call: str) -> str:
    takes, leads = CALLS[call]
    return leads if state in takes.split() else "refused"


wrong("next_state", "small letters", "written so.")(lambda state, call: after(state, call).lower())
wrong("next_state", "sysUnused is idempotent", "sysUnused was idempotent; only sysUsed is")(
    lambda state, call: (
        "Prepared" if (state, call) == ("Prepared", "sysUnused") else after(state, call)
    )
)


@wrong("keep_books", "sysFree leaves sysStat alone", "sysFree took nothing off sysStat")
def _(calls: Any) -> Any:
    ready: set[int] = set()
    for name, first, pages in calls:
        row = set(range(first, first + pages))
        if name == "sysUsed":
            ready |= row
        elif name in ("sysUnused", "sysFault", "sysFree"):
            ready -= row
    return sum(pages for name, _, pages in calls if name == "sysMap"), len(ready)


@wrong("sys_reserve_aligned", "forgets the rest by luck", "the rest was dropped and not freed")
def _(got: int, size: int, align: int) -> Any:
    if got % align == 0:
        return got, size, []
    start = -(-got // align) * align
    return start, size, [(got, start - got), (start + size, got + align - start)]


wrong("ready_but_empty", "gives all back, touches nothing", "Memory comes with a touch")(
    "sysReserve 0 16\nsysMap 0 16\nsysUsed 0 16\ntouch 0 16\nsysUnused 0 16\nsysUsed 0 16"
)

# --- 10 predict real Go -----------------------------------------------------------------------

wrong("slot_address", "which span, not where", "the number of the span was returned")(
    lambda n, size, span: n // (span // size)
)
wrong("tiny_addresses", "ends instead of starts", "this is where objects end")(
    lambda sizes: [at + size for at, size in zip(tiny(sizes), sizes, strict=True)]
)


def tiny(sizes: Any) -> list[int]:
    addresses, block, used, blocks = [], 0, 16, 0
    for size in sizes:
        at = aligned(used, size)
        if at + size <= 16:
            addresses.append(block + at)
            used = at + size
            continue
        addresses.append(16 * blocks)
        if size < used:
            block, used = 16 * blocks, size
        blocks += 1
    return addresses


@wrong("first_spans", "one span in hand for all classes", "a span was left for good")
def _(requests: Any) -> Any:
    last, page, addresses = None, -1, []
    for size, pointers in requests:
        key = next(c for c in (16, 24, 32, 48, 112, 1024) if c >= size), pointers
        page += key != last
        last = key
        addresses.append(8192 * page)
    return addresses
