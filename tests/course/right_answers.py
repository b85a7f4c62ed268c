"""Right answers that are written in another way than the solution: all of them must pass.

`RIGHT` is a list of (exercise, how it is written, answer).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Callable
from functools import reduce
from itertools import accumulate, groupby
from typing import Any, NamedTuple

import numpy as np

from golearn.errors import OutOfMemory
from golearn.goheap.sizeclass import GO_CLASSES
from golearn.trace import Trace


class Right(NamedTuple):
    exercise: str
    how: str
    answer: Any


RIGHT: list[Right] = []


def right(exercise: str, how: str) -> Callable[[Any], Any]:
    def add(answer: Any) -> Any:
        RIGHT.append(Right(exercise, how, answer))
        return answer

    return add


# --- values -----------------------------------------------------------------------------------

right("stack_or_heap", "capitals and blanks")(
    {"prices": "Stack", "n": " stack", "sum": "STACK", "copy": "stack", "*copy": "heap "}
)
right("bump_addresses", "numpy's numbers")(
    dict(zip("abcd", np.array([0, 24, 32, 48]), strict=True))
)
right("bump_addresses", "floats")({"a": 0.0, "b": 24.0, "c": 32.0, "d": 48.0})
right("after_frees", "another order")({"dead": 48, "live": 96, "top": 144})
right("where_it_lies", "hexadecimal")(
    {"object 2": 0x30, "object 4": 0x2007, "object 5": 0x6000, "object 6": 0x60, "object 7": 0x2010}
)

# --- functions --------------------------------------------------------------------------------


@right("parse_map_line", "a regular expression")
def _(line: str) -> Any:
    found = re.fullmatch(r"(\w+)-(\w+) (\S+) \S+ \S+ \S+ *(.*)", line)
    assert found is not None
    return int(found[1], 16), int(found[2], 16), found[3], found[4]


@right("parse_map_line", "a list, and a name joined from its words")
def _(line: str) -> Any:
    (
        addresses,
        permissions,
        *_,
    ) = line.split()
    name = line[73:].strip()
    return [*(int("0x" + word, 0) for word in addresses.split("-")), permissions, name]


@right("find_mapping", "bisection")
def _(mappings: Any, address: int) -> Any:
    i = bisect_right([start for start, _, _ in mappings], address) - 1
    return mappings[i][2] if i >= 0 and address < mappings[i][1] else None


@right("find_mapping", "ranges")
def _(mappings: Any, address: int) -> Any:
    for start, end, name in mappings:
        if address in range(start, end):
            return name


@right("live_bytes", "numpy, a tuple")
def _(events: Any) -> Any:
    sizes: dict[int, Any] = {}
    result = []
    for event in events:
        if event[0] == "f":
            sizes.pop(event[1])
        elif len(event) == 3:
            sizes[event[1]] = np.int64(event[2])
        result.append(np.sum(list(sizes.values()), dtype=np.int64))
    return tuple(result)


@right("live_bytes", "a running total, by match")
def _(events: Any) -> Any:
    size: dict[int, int] = {}

    def change(event: Any) -> int:
        match event:
            case ("a" | "r", obj, new):
                old, size[obj] = size.get(obj, 0), new
                return new - old
            case ("f", obj):
                return -size.pop(obj)
        return 0

    return list(accumulate(map(change, events)))


right("small_peak", "a Trace")(Trace.parse("\n".join(f"a {i} 8\nf {i}" for i in range(30))))
right("small_peak", "a comment, blank lines, one object resized")(
    "# little by little\n\na 1 8\n" + "\n".join("r 1 8" for _ in range(12)) + "\n"
)


@right("align_up", "a bit mask")
def _(n: int, align: int) -> int:
    return (n + align - 1) & -align


@right("align_up", "what is missing")
def _(n: int, align: int) -> int:
    return n + -n % align


@right("align_up", "numpy")
def _(n: int, align: int) -> Any:
    return np.int64(np.ceil(n / align)) * align


@right("align_up", "counts up")
def _(n: int, align: int) -> int:
    while n % align:
        n += 1
    return n


@right("Bump", "remembers what is left, raises without a text")
class Bump:
    def __init__(self, size: int, align: int = 8) -> None:
        self.left = self.size = size
        self.align = align

    def malloc(self, n: int) -> int:
        need = max(1, (n + self.align - 1) // self.align) * self.align
        if self.left < need:
            raise OutOfMemory
        self.left -= need
        return self.size - self.left - need

    def reset(self) -> None:
        self.left = self.size


@right("Bump", "keeps a list of blocks, numpy's numbers")
class _:
    def __init__(self, size: int, align: int = 8) -> None:
        self.size, self.align = size, align
        self.blocks: list[Any] = []

    def malloc(self, n: int) -> Any:
        need = np.int64(-(-max(n, 1) // self.align) * self.align)
        address = sum(self.blocks, np.int64(0))
        if address + need > self.size:
            raise OutOfMemory(f"{need} bytes do not fit")
        self.blocks.append(need)
        return address

    def reset(self) -> Any:
        self.blocks.clear()
        return self


@right("first_fit", "a generator")
def _(free: Any, need: int) -> Any:
    return next((i for i, block in enumerate(free) if block[1] >= need), None)


@right("first_fit", "numpy")
def _(free: Any, need: int) -> Any:
    fits = np.flatnonzero(np.array([size for _, size in free]) >= need)
    return fits[0] if len(fits) else None


@right("first_fit", "recursion")
def first_fit(free: Any, need: int, i: int = 0) -> Any:
    if i == len(free):
        return None
    return i if free[i][1] >= need else first_fit(free, need, i + 1)


@right("next_fit", "the remainder")
def _(free: Any, need: int, start: int) -> Any:
    for step in range(len(free)):
        i = (start + step) % len(free)
        if free[i][1] >= need:
            return i
    return None


@right("next_fit", "a deque that turns")
def _(free: Any, need: int, start: int) -> Any:
    order = deque(range(len(free)))
    order.rotate(-start)
    return next((i for i in order if free[i][1] >= need), None)


@right("best_fit", "min of pairs")
def _(free: Any, need: int) -> Any:
    return min(((size, i) for i, (_, size) in enumerate(free) if size >= need), default=(0, None))[
        1
    ]


@right("best_fit", "a stable sort")
def _(free: Any, need: int) -> Any:
    order = sorted(range(len(free)), key=lambda i: free[i][1])
    return next((i for i in order if free[i][1] >= need), None)


@right("take", "lists instead of tuples")
def _(free: Any, i: int, need: int) -> Any:
    rest = [list(block) for block in free]
    address = rest[i][0]
    rest[i] = [address + need, rest[i][1] - need]
    return [address, [block for block in rest if block[1]]]


@right("give_back", "looks for both neighbours")
def _(free: Any, address: int, size: int) -> Any:
    rest = []
    for start, length in free:
        if start + length == address:
            address, size = start, size + length
        elif address + size == start:
            size += length
        else:
            rest.append((start, length))
    return sorted([*rest, (address, size)])


@right("give_back", "bytes in a set")
def _(free: Any, address: int, size: int) -> Any:
    every = sorted(b for start, n in [*free, (address, size)] for b in range(start, start + n))
    runs = [list(run) for _, run in groupby(enumerate(every), lambda pair: pair[1] - pair[0])]
    return [[run[0][1], len(run)] for run in runs]


@right("pick_list", "bisection")
def _(classes: Any, need: int) -> Any:
    i = bisect_left(classes, need)
    return i if i < len(classes) else None


@right("pick_list", "numpy")
def _(classes: Any, need: int) -> Any:
    i = np.searchsorted(classes, need)
    return None if i == len(classes) else i


@right("mark", "recursion")
def _(roots: Any, refs: Any) -> Any:
    live: set[int] = set()

    def visit(obj: Any) -> None:
        if obj is not None and obj not in live:
            live.add(obj)
            for ref in refs[obj]:
                visit(ref)

    for root in roots:
        visit(root)
    return sorted(live)


@right("mark", "until nothing new comes, a tuple")
def _(roots: Any, refs: Any) -> Any:
    live = set(roots) - {None}
    while True:
        more = live | {ref for obj in live for ref in refs[obj]} - {None}
        if more == live:
            return tuple(i for i in range(len(refs)) if i in live)
        live = more


@right("slide", "sums, a tuple")
def _(blocks: Any, base: int) -> Any:
    ends = accumulate((words * marked for words, marked in blocks), initial=base)
    return tuple(at if marked else None for at, (_, marked) in zip(ends, blocks, strict=False))


@right("slide", "numpy")
def _(blocks: Any, base: int) -> Any:
    words = np.array([words if marked else 0 for words, marked in blocks], dtype=np.int64)
    starts = base + np.cumsum(words) - words
    return [at if marked else None for at, (_, marked) in zip(starts, blocks, strict=True)]


@right("cheney", "a queue of what is to be copied")
def _(roots: Any, refs: Any) -> Any:
    order: list[int] = []
    queue = deque(root for root in roots if root is not None)
    while queue:
        obj = queue.popleft()
        if obj not in order:
            order.append(obj)
            queue.extend(ref for ref in refs[obj] if ref is not None)
    number = {None: None, **{obj: i for i, obj in enumerate(order)}}
    return tuple(number[root] for root in roots), [
        tuple(number[ref] for ref in refs[obj]) for obj in order
    ]


@right("collector_costs", "percent, numpy")
def _(r: float, c: float, a: float, b: float) -> Any:
    live, half = 100 * r, 50.0
    return [np.float64(live * c) / (half - live), (live * a + 100 * b) / (100 - live)]


@right("span_pages", "recursion, whole numbers only")
def span_pages(size: int, page: int, part: int, pages: int = 1) -> int:
    tail = pages * page % size
    return pages if tail * part <= pages * page else span_pages(size, page, part, pages + 1)


@right("most_wasted", "what was asked for at least")
def _(size: int, previous: int, span: int) -> int:
    return span - span // size * (previous + 1)


SIZES = [row.size for row in GO_CLASSES.classes]


@right("class_of", "a search through the sizes")
def _(size: int) -> Any:
    return np.searchsorted([0, *SIZES] if SIZES[0] else SIZES, size)


@right("tiny_place", "counts up")
def _(used: int, size: int) -> Any:
    align = size & -size
    return next((at for at in range(used, 17 - size) if at % align == 0), None)


@right("tiny_blocks", "keeps the room left of the block in hand")
def _(sizes: Any) -> Any:
    hand, room, taken, out = -1, 0, 0, []
    for size in sizes:
        gap = -(16 - room) % (size & -size)
        if gap + size <= room:
            out.append([hand, 16 - room + gap])
            room -= gap + size
        else:
            out.append([taken, 0])
            if 16 - size > room or hand < 0:
                hand, room = taken, 16 - size
            taken += 1
    return out


@right("take_slot", "text of bits")
def _(freeindex: int, window: int) -> Any:
    bits = f"{window:b}"[::-1]
    n = bits.find("1")
    return None if n < 0 else [freeindex + n, freeindex + n + 1, int(bits[n + 1 :][::-1] or "0", 2)]


@right("central_visits", "rounds up per P")
def _(slots: int, processors: Any) -> int:
    return sum(-(-n // slots) for n in Counter(processors).values())


@right("first_fit_pages", "a regular expression")
def _(pages: str, need: int) -> Any:
    found = re.search(rf"\.{{{need}}}", pages)
    return found.start() if found else None


@right("summarise_chunk", "a list, groupby")
def _(pages: str) -> Any:
    runs = [(page, len(list(run))) for page, run in groupby(pages)]
    free = [n if page == "." else 0 for page, n in runs]
    return [free[0], max(free), free[-1]]


@right("merge_summaries", "draws the two stretches")
def _(left: Any, right: Any, pages: int) -> Any:
    start = left[0] + (left[0] == pages) * right[0]
    end = right[2] + (right[2] == pages) * left[2]
    return np.array([start, max(left[1], left[2] + right[0], right[1]), end]).tolist()


@right("fill_page_cache", "a slice, a tuple")
def _(pages: str, block: int) -> Any:
    for base in range(0, len(pages), block):
        if "." in pages[base : base + block]:
            return tuple(i for i in range(base, base + block) if pages[i] == ".")
    return ()


@right("scavenge_pages", "replaces in the reversed row")
def _(pages: str, count: int) -> str:
    return pages[::-1].replace(".", "o", count)[::-1]


@right("scavenge_pages", "rpartition, again and again")
def _(pages: str, count: int) -> str:
    return reduce(
        lambda row, _: row if "." not in row else "o".join(row.rsplit(".", 1)), range(count), pages
    )


@right("bitmap_bits", "divmod twice, a list")
def _(address: int, arena_start: int) -> Any:
    byte, rest = divmod(address - arena_start, 32)
    return [arena_start - byte - 1, rest // 8, 4 + rest // 8]


@right("find_span", "get and a try")
def _(address: int, arenas: Any, arena_bytes: int, page_bytes: int) -> Any:
    try:
        return arenas.get(address // arena_bytes)[address % arena_bytes // page_bytes]
    except TypeError:
        return None


@right("needs_zeroing", "all pages so far, a tuple")
def _(spans: Any) -> Any:
    used: list[int] = [0]
    return tuple(
        (page < max(used), used.append(page + pages))[0]  # type: ignore[func-returns-value]
        for page, pages in spans
    )


@right("next_state", "match")
def _(state: str, call: str) -> str:
    match state, call:
        case "None", "sysAlloc":
            return "Ready"
        case "None", "sysReserve":
            return "Reserved"
        case "Reserved", "sysMap":
            return "Prepared"
        case "Prepared" | "Ready", "sysUsed":
            return "Ready"
        case "Ready", "sysUnused":
            return "Prepared"
        case "Ready", "sysFault":
            return "Reserved"
        case "Reserved" | "Prepared" | "Ready", "sysFree":
            return "None"
    return "refused"


@right("keep_books", "a state for each page, a list")
def _(calls: Any) -> Any:
    ready: Counter[int] = Counter()
    books = 0
    for name, first, pages in calls:
        books += {"sysMap": pages, "sysFree": -pages}.get(name, 0)
        for page in range(first, first + pages):
            if name == "sysUsed":
                ready[page] = 1
            elif name in {"sysUnused", "sysFault", "sysFree"}:
                ready[page] = 0
    return [books, ready.total()]


@right("sys_reserve_aligned", "what is missing, lists")
def _(got: int, size: int, align: int) -> Any:
    before = -got % align
    if not before:
        return [got, size + align, []]
    return [got + before, size, [[got, before], [got + before + size, align - before]]]


@right("tiny_addresses", "a tuple")
def _(sizes: Any) -> Any:
    out, block, used, blocks = [], 0, 16, 0
    for size in sizes:
        at = used + -used % (size & -size)
        fits = at + size <= 16
        out.append(block + at if fits else 16 * blocks)
        if fits:
            used = at + size
        else:
            if size < used:
                block, used = 16 * blocks, size
            blocks += 1
    return tuple(out)


@right("slot_address", "divmod")
def _(n: int, size: int, span: int) -> int:
    at, slot = divmod(n, span // size)
    return at * span + slot * size


@right("first_spans", "the order of first requests")
def _(requests: Any) -> Any:
    keys = [(bisect_left([16, 24, 32, 48, 112, 1024], size), p) for size, p in requests]
    order = list(dict.fromkeys(keys))
    return [8192 * order.index(key) for key in keys]


# --- designs ----------------------------------------------------------------------------------

right("bump_loses", "one that stays, one that comes and goes beside another")(
    "a 0 8\na 1 64\n" + "\n".join(f"a {i} 64\nf {i - 1}" for i in range(2, 40))
)
right("best_fit_loses", "larger blocks, CRLF")(
    "a 1 400\r\na 2 8\r\na 3 320\r\na 4 8\r\nf 1\r\nf 3\r\na 5 240\r\na 6 320\r\na 7 160"
)
right("wasteful_sizes", "a size or two that waste less")(
    "\n".join(f"a {i} 4097" for i in range(60)) + "\na 99 4098"
)
right("always_slow", "ten classes once, with and without pointers")(
    "\n".join(
        f"a {2 * i} {size} p\na {2 * i + 1} {size}"
        for i, size in enumerate((16, 24, 32, 48, 64, 80, 96, 112, 128, 144))
    )
)
right("grows_anyway", "three holes")(
    "a 0 1200000\na 1 140000\na 2 1200000\na 3 140000\na 4 1200000\nf 0\nf 2\nf 4\ngc\na 5 2000000"
)
right("lands_there", "page by page")(
    "\n".join(f"a {i} 8192 p" for i in range(11)) + "\na 20 24\na 21 24"
)
right("lose_an_object", "marks what is left piece by piece")(
    "new g0 1 1\nnew g1 0 2\nstore g0 0 g1\nset g1 nil\nstart\nload g2 g0 0\nstore g0 0 nil\n"
    "mark\nfinish"
)
