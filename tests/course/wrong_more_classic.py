"""More plausible wrong answers, chapters 01 to 04: look-alikes of others, and rare edges."""

from __future__ import annotations

from typing import Any

from golearn.errors import OutOfMemory
from tests.course.wrong_answers import wrong
from tests.course.wrong_bump import Right

# --- 01 memory --------------------------------------------------------------------------------


def words_of(line: str) -> tuple[int, int, str, str]:
    words = line.split(maxsplit=5)
    start, end = (int(word, 16) for word in words[0].split("-"))
    return start, end, words[1], words[5] if len(words) > 5 else ""


@wrong("parse_map_line", "joins the name from its words", "runs of blanks in the name became one")
def _(line: str) -> Any:
    return (*words_of(line)[:3], " ".join(line.split()[5:]))


@wrong("parse_map_line", "the length, not the end", "the length was returned, not the end")
def _(line: str) -> Any:
    start, end, *rest = words_of(line)
    return start, end - start, *rest


@wrong("parse_map_line", "the end is the last byte", "the last address of the mapping was returned")
def _(line: str) -> Any:
    start, end, *rest = words_of(line)
    return start, end - 1, *rest


@wrong("find_mapping", "the end is a length", "`end` was taken for a length")
def _(mappings: Any, address: int) -> Any:
    return next((name for start, end, name in mappings if start <= address < start + end), None)


@wrong("find_mapping", "prints the name", "It returned None every time: is a return missing?")
def _(mappings: Any, address: int) -> None:
    for start, end, name in mappings:
        if start <= address < end:
            print(name)


@wrong("find_mapping", "gives up after the first", "only the first mapping was looked at")
def _(mappings: Any, address: int) -> Any:
    for start, end, name in mappings:
        return name if start <= address < end else None


def live(events: Any, change: Any) -> list[int]:
    sizes: dict[int, int] = {}
    result = []
    for event in events:
        change(sizes, *event)
        result.append(sum(sizes.values()))
    return result


@wrong("live_bytes", "an object never shrinks", "an object that gets smaller kept its old size")
def _(events: Any) -> Any:
    def change(sizes: Any, op: str, obj: int = 0, size: int = 0) -> None:
        if op == "f":
            del sizes[obj]
        elif op != "gc":
            sizes[obj] = max(size, sizes.get(obj, 0))

    return live(events, change)


@wrong("live_bytes", "what is freed goes with the next gc", "went away at the next gc only")
def _(events: Any) -> Any:
    dead: list[int] = []

    def change(sizes: Any, op: str, obj: int = 0, size: int = 0) -> None:
        if op == "f":
            dead.append(obj)
        elif op == "gc":
            while dead:
                del sizes[dead.pop()]
        else:
            sizes[obj] = size

    return live(events, change)


@wrong("live_bytes", "a free takes the first size away", "the size that was allocated first")
def _(events: Any) -> Any:
    first, now, total, result = {}, {}, 0, []
    for op, *rest in events:
        if op == "f":
            total -= first[rest[0]]
        elif op != "gc":
            total += rest[1] - now.get(rest[0], 0)
            first.setdefault(*rest)
            now[rest[0]] = rest[1]
        result.append(total)
    return result


# --- 02 bump ----------------------------------------------------------------------------------

wrong("align_up", "adds nearly one and cuts off", "`int` drops what stands behind the point")(
    lambda n, align: int(n / align + 0.99) * align
)
wrong("align_up", "the arguments the wrong way round", "the two arguments changed places")(
    lambda align, n: -(-n // align) * align
)
wrong("align_up", "only small ones grow", "the larger of the two was returned")(max)


@wrong("Bump", "an OutOfMemory of its own", "another class of that name")
class _(Right):
    def malloc(self, n: int) -> int:
        class OutOfMemory(Exception):
            pass

        if self.need(n) > self.size - self.top:
            raise OutOfMemory
        return super().malloc(n)


@wrong("Bump", "exact multiples take one align more", "takes no more than that")
class _(Right):
    def need(self, n: int) -> int:
        return (n // self.align + 1) * self.align


@wrong("Bump", "address 0 is kept free", "address 0 was left out")
class _(Right):
    def __init__(self, size: int, align: int = 8) -> None:
        super().__init__(size, align)
        self.top = align


@wrong("Bump", "reset undoes the last malloc", "reset must put the pointer back to 0.")
class _(Right):
    last = 0

    def malloc(self, n: int) -> int:
        self.last = super().malloc(n)
        return self.last

    def reset(self) -> None:
        self.top = self.last


@wrong("Bump", "raises where there is room", "enough for 8.\n")
class _(Right):
    def malloc(self, n: int) -> int:
        if self.need(n) < self.size - self.top:
            raise OutOfMemory("full")
        return self.top


# --- 03 fit -----------------------------------------------------------------------------------


@wrong("first_fit", "index 0 is false", "index 0 was taken for nothing found")
def _(free: Any, need: int) -> Any:
    return next((i for i, (_, size) in enumerate(free) if size >= need), None) or None


@wrong("next_fit", "block 0 is never reached again", "block 0 was left out on the way round")
def _(free: Any, need: int, start: int) -> Any:
    order = [*range(start, len(free)), *range(1, start)]
    return next((i for i in order if free[i][1] >= need), None)


@wrong("next_fit", "start is an address", "`start` was taken for an address")
def _(free: Any, need: int, start: int) -> Any:
    order = sorted(range(len(free)), key=lambda i: (free[i][0] < start, i))
    return next((i for i in order if free[i][1] >= need), None)


@wrong("next_fit", "no search from behind the last", "was taken for the end of the search")
def _(free: Any, need: int, start: int) -> Any:
    if start >= len(free):
        return None
    order = [*range(start, len(free)), *range(start)]
    return next((i for i in order if free[i][1] >= need), None)


@wrong("best_fit", "the smallest of all, if it fits", "was looked for first")
def _(free: Any, need: int) -> Any:
    if not free:
        return None
    i = min(range(len(free)), key=lambda i: free[i][1])
    return i if free[i][1] >= need else None


@wrong("best_fit", "a best index of 0 is false", "a best index of 0 was taken for none")
def _(free: Any, need: int) -> Any:
    best = None
    for i, (_, size) in enumerate(free):
        if size >= need and (not best or size < free[best][1]):
            best = i
    return best


@wrong("take", "start and end", "the rest was given by start and end")
def _(free: Any, i: int, need: int) -> Any:
    address, size = free[i]
    rest = [(address + need, address + size)] if size > need else []
    return address, free[:i] + rest + free[i + 1 :]


@wrong("give_back", "a small gap is no gap", "a gap of 8 bytes was bridged")
def _(free: Any, address: int, size: int) -> Any:
    merged: list[Any] = []
    for start, length in sorted([*free, (address, size)]):
        if merged and start - sum(merged[-1]) <= 8:
            merged[-1] = (merged[-1][0], start + length - merged[-1][0])
        else:
            merged.append((start, length))
    return merged


@wrong("pick_list", "the lists of the example", "the sizes were always 4, 8, 16 and 32")
def _(_classes: Any, need: int) -> Any:
    return next((i for i, size in enumerate((4, 8, 16, 32)) if size >= need), None)


# --- 04 collectors ----------------------------------------------------------------------------


@wrong("mark", "walks every way anew, except round a circle")
def _(roots: Any, refs: Any) -> Any:
    live: set[int] = set()

    def walk(obj: Any, way: tuple[int, ...]) -> None:
        if obj is not None and obj not in way:
            live.add(obj)
            for ref in refs[obj]:
                walk(ref, (*way, obj))

    for root in roots:
        walk(root, ())
    return sorted(live)


wrong("slide", "words of 8 bytes", "addresses count words here")(
    lambda blocks, base: [
        base + 8 * sum(n for n, live in blocks[:i] if live) if marked else None
        for i, (_, marked) in enumerate(blocks)
    ]
)


@wrong("cheney", "drops references to nothing", "None were dropped from the copies")
def _(roots: Any, refs: Any) -> Any:
    order: list[int] = []

    def number(obj: Any) -> Any:
        if obj is not None and obj not in order:
            order.append(obj)
        return None if obj is None else order.index(obj)

    new_roots = [number(root) for root in roots]
    return new_roots, [[number(ref) for ref in refs[obj] if ref is not None] for obj in order]


wrong("lose_an_object", "marks before it starts", "your program, line 2: it is not marking")(
    "new g0 1 1\nmark\nfinish"
)
