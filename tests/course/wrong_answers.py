"""Plausible wrong answers, each written from the misconception that it stands for.

`WRONG` is a list of (exercise, misconception, answer). A test holds every one of them against
its check; none may pass.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from golearn.errors import OutOfMemory


class Wrong(NamedTuple):
    exercise: str
    misconception: str
    answer: Any


WRONG: list[Wrong] = []


def wrong(exercise: str, misconception: str) -> Callable[[Any], Any]:
    def add(answer: Any) -> Any:
        WRONG.append(Wrong(exercise, misconception, answer))
        return answer

    return add


def values(exercise: str, right: dict[str, Any], **changes: tuple[str, Any]) -> None:
    """`right` with one value changed: misconception = (question, wrong value)."""
    for misconception, (question, value) in changes.items():
        wrong(exercise, misconception.replace("_", " "))({**right, question: value})


# --- 01 memory --------------------------------------------------------------------------------

values(
    "stack_or_heap",
    {"prices": "stack", "n": "stack", "sum": "stack", "copy": "stack", "*copy": "heap"},
    the_pointer_lives_where_it_points=("copy", "heap"),
    a_pointer_argument_is_on_the_heap=("prices", "heap"),
    all_of_a_function_is_on_the_stack=("*copy", "stack"),
    another_word=("sum", "register"),
)
values(
    "who_frees",
    {"C": "programmer", "C++": "programmer", "Go": "collector", "Java": "collector"},
    C_plus_plus_collects=("C++", "collector"),
    Go_is_like_C=("Go", "programmer"),
    the_operating_system_frees=("C", "system"),
)
PARTS = {
    "asks for 24 bytes": "mutator",
    "writes a field of an object": "mutator",
    "chooses the block that serves a request": "allocator",
    "sets a new object to zero (in Go)": "allocator",
    "finds out that an object is dead": "collector",
    "gives the memory of dead objects back to the allocator": "collector",
}
values(
    "who_does_it",
    PARTS,
    the_allocator_finds_the_dead=(
        "gives the memory of dead objects back to the allocator",
        "allocator",
    ),
    the_program_zeroes=("sets a new object to zero (in Go)", "mutator"),
    asking_is_allocating=("asks for 24 bytes", "allocator"),
)


@wrong("parse_map_line", "addresses are decimal")
def _(line: str) -> Any:
    words = line.split(maxsplit=5)
    start, end = (int(w) if w.isdigit() else 0 for w in words[0].split("-"))
    return start, end, words[1], words[5] if len(words) > 5 else ""


@wrong("parse_map_line", "every mapping has a name")
def _(line: str) -> Any:
    words = line.split()
    start, end = words[0].split("-")
    return int(start, 16), int(end, 16), words[1], words[5]


@wrong("parse_map_line", "the name is one word")
def _(line: str) -> Any:
    words = line.split()
    start, end = words[0].split("-")
    return int(start, 16), int(end, 16), words[1], words[5] if len(words) > 5 else ""


@wrong("parse_map_line", "addresses stay text")
def _(line: str) -> Any:
    words = line.split(maxsplit=5)
    return (*words[0].split("-"), words[1], words[5] if len(words) > 5 else "")


@wrong("parse_map_line", "the last word is the name, even where there is none")
def _(line: str) -> Any:
    words = line.split(maxsplit=5)
    start, end = words[0].split("-")
    return int(start, 16), int(end, 16), words[1], words[-1]


@wrong("find_mapping", "the end belongs to the mapping")
def _(mappings: Any, address: int) -> Any:
    return next((name for start, end, name in mappings if start <= address <= end), None)


@wrong("find_mapping", "the start does not belong to it")
def _(mappings: Any, address: int) -> Any:
    return next((name for start, end, name in mappings if start < address < end), None)


@wrong("find_mapping", "the last mapping that starts below holds it")
def _(mappings: Any, address: int) -> Any:
    return next((name for start, end, name in reversed(mappings) if start <= address), None)


@wrong("find_mapping", "gives the mapping, not its name")
def _(mappings: Any, address: int) -> Any:
    return next((m for m in mappings if m[0] <= address < m[1]), None)


@wrong("live_bytes", "a reallocation adds")
def _(events: Any) -> Any:
    sizes: dict[int, int] = {}
    result, total = [], 0
    for op, *rest in events:
        if op in "ar":
            sizes[rest[0]] = rest[1]
            total += rest[1]
        elif op == "f":
            total -= sizes.pop(rest[0])
        result.append(total)
    return result


@wrong("live_bytes", "the collector takes what is still held")
def _(events: Any) -> Any:
    sizes: dict[int, int] = {}
    result = []
    for op, *rest in events:
        if op in ("a", "r"):
            sizes[rest[0]] = rest[1]
        elif op == "f":
            del sizes[rest[0]]
        else:
            sizes.clear()
        result.append(sum(sizes.values()))
    return result


@wrong("live_bytes", "nothing is said after a gc")
def _(events: Any) -> Any:
    sizes: dict[int, int] = {}
    result = []
    for op, *rest in events:
        if op == "gc":
            continue
        if op == "f":
            del sizes[rest[0]]
        else:
            sizes[rest[0]] = rest[1]
        result.append(sum(sizes.values()))
    return result


@wrong("live_bytes", "frees take nothing away")
def _(events: Any) -> Any:
    result, total = [], 0
    for event in events:
        total += event[2] if event[0] == "a" else 0
        result.append(total)
    return result


@wrong("live_bytes", "only the final number")
def _(events: Any) -> Any:
    sizes: dict[int, int] = {}
    for op, *rest in events:
        if op == "f":
            del sizes[rest[0]]
        elif op != "gc":
            sizes[rest[0]] = rest[1]
    return sum(sizes.values())


wrong("small_peak", "frees come at the end")(
    "\n".join([*(f"a {i} 100" for i in range(10)), *(f"f {i}" for i in range(10))])
)
wrong("small_peak", "nine times is not ten")("\n".join(f"a {i} 8\nf {i}" for i in range(9)))
wrong("small_peak", "an ID can be used again")("\n".join("a 1 8\nf 1" for _ in range(10)))
wrong("small_peak", "nothing at all is ten times nothing")("a 1 0\nf 1")
wrong("small_peak", "more events than asked for")("\n".join(f"a {i} 8\nf {i}" for i in range(60)))

# --- 02 bump ----------------------------------------------------------------------------------

values(
    "bump_addresses",
    {"a": 0, "b": 24, "c": 32, "d": 48},
    sizes_are_not_rounded=("c", 29),
    the_first_byte_is_lost=("a", 8),
    the_address_is_the_end=("d", 56),
)
values(
    "after_frees",
    {"top": 144, "live": 96, "dead": 48},
    a_free_moves_the_pointer_back=("top", 96),
    freed_bytes_are_live=("live", 144),
    nothing_is_lost=("dead", 0),
    only_the_last_free_counts=("dead", 16),
)
values(
    "bump_claims",
    {"A": True, "B": False, "C": False, "D": True, "E": True},
    it_searches=("A", False),
    it_reuses=("B", True),
    mark_sweep_is_enough=("C", True),
    copying_wastes_half_so_no_use=("E", False),
)


@wrong("align_up", "always goes up, even from a multiple")
def _(n: int, align: int) -> int:
    return (n // align + 1) * align


@wrong("align_up", "rounds down")
def _(n: int, align: int) -> int:
    return n // align * align


@wrong("align_up", "always 8")
def _(n: int, align: int) -> int:
    return (n + 7) & ~7


@wrong("align_up", "rounds to the nearest")
def _(n: int, align: int) -> int:
    return round(n / align) * align


@wrong("align_up", "forgets the return")
def _(n: int, align: int) -> None:
    (n + align - 1) // align * align


class Right:
    """A right Bump, for others to go wrong in one place."""

    def __init__(self, size: int, align: int = 8) -> None:
        self.size, self.align, self.top = size, align, 0

    def need(self, n: int) -> int:
        return max(self.align, -(-n // self.align) * self.align)

    def malloc(self, n: int) -> int:
        need = self.need(n)
        if need > self.size - self.top:
            raise OutOfMemory("no room")
        self.top += need
        return self.top - need

    def reset(self) -> None:
        self.top = 0


@wrong("Bump", "gives the end of the block")
class _(Right):
    def malloc(self, n: int) -> int:
        super().malloc(n)
        return self.top


@wrong("Bump", "moves by the size that was asked for")
class _(Right):
    def need(self, n: int) -> int:
        return n


@wrong("Bump", "0 bytes take no room")
class _(Right):
    def need(self, n: int) -> int:
        return -(-n // self.align) * self.align


@wrong("Bump", "never looks at what is left")
class _(Right):
    def malloc(self, n: int) -> int:
        self.top += self.need(n)
        return self.top - self.need(n)


@wrong("Bump", "a block that fills the arena does not fit")
class _(Right):
    def malloc(self, n: int) -> int:
        if self.top + self.need(n) >= self.size:
            raise OutOfMemory("no room")
        return super().malloc(n)


@wrong("Bump", "a request that fails moves the pointer all the same")
class _(Right):
    def malloc(self, n: int) -> int:
        self.top += self.need(n)
        if self.top > self.size:
            raise OutOfMemory("no room")
        return self.top - self.need(n)


@wrong("Bump", "None says that there is no room")
class _(Right):
    def malloc(self, n: int) -> Any:
        return super().malloc(n) if self.need(n) <= self.size - self.top else None


@wrong("Bump", "reset does nothing")
class _(Right):
    def reset(self) -> None:
        pass


@wrong("Bump", "all arenas share one pointer")
class _(Right):
    shared = 0

    def malloc(self, n: int) -> int:
        self.top = type(self).shared
        address = super().malloc(n)
        type(self).shared = self.top
        return address


wrong("bump_loses", "everything lives at once")("\n".join(f"a {i} 64" for i in range(20)))
wrong("bump_loses", "frees come at the end")(
    "\n".join([*(f"a {i} 64" for i in range(20)), *(f"f {i}" for i in range(20))])
)


def window(sizes: list[int]) -> str:
    """Each object dies when the second after it has come: always two or three are live."""
    pairs = (f"a {i} {size}" + (f"\nf {i - 2}" if i >= 2 else "") for i, size in enumerate(sizes))
    return "\n".join(pairs)


wrong("bump_loses", "growing objects: no hole fits the next")(window([64 << i for i in range(12)]))
wrong("bump_loses", "nine times is not ten")(window([64] * 27))
wrong("bump_loses", "nothing lives beside the object of the moment")(
    "\n".join(f"a {i} 64\nf {i}" for i in range(10))
)
wrong("bump_loses", "one long-lived object is enough")(
    "a 99 8\n" + "\n".join(f"a {i} 64\nf {i}" for i in range(20))
)
wrong("bump_loses", "at the end all may be freed")(window([64] * 30) + "\nf 28\nf 29")

# --- 03 fit -----------------------------------------------------------------------------------

values(
    "which_block",
    {"first": 1, "next": 3, "best": 2, "worst": 3},
    first_that_fits_exactly=("first", 2),
    next_fit_starts_at_the_head=("next", 1),
    next_fit_begins_behind_the_start=("next", 4),
    best_is_the_largest=("best", 3),
    worst_is_the_last=("worst", 4),
)
values(
    "search_cost",
    {"first": 1001, "best": 1001, "best, need 8": 1001, "segregated": 1},
    the_block_found_is_not_looked_at=("first", 1000),
    best_fit_stops_at_an_exact_fit=("best, need 8", 1),
    a_list_per_size_is_searched_too=("segregated", 1001),
)


@wrong("first_fit", "strict > instead of >=")
def _(free: Any, need: int) -> Any:
    return next((i for i, (_, size) in enumerate(free) if size > need), None)


@wrong("first_fit", "only an exact fit will do")
def _(free: Any, need: int) -> Any:
    return next((i for i, (_, size) in enumerate(free) if size == need), None)


@wrong("first_fit", "the last that fits")
def _(free: Any, need: int) -> Any:
    return next((i for i in reversed(range(len(free))) if free[i][1] >= need), None)


@wrong("first_fit", "looks at addresses, not sizes")
def _(free: Any, need: int) -> Any:
    return next((i for i, (address, _) in enumerate(free) if address >= need), None)


@wrong("first_fit", "gives the address, not the index")
def _(free: Any, need: int) -> Any:
    return next((address for address, size in free if size >= need), None)


@wrong("first_fit", "-1 where nothing fits")
def _(free: Any, need: int) -> Any:
    return next((i for i, (_, size) in enumerate(free) if size >= need), -1)


@wrong("first_fit", "takes the block out of the caller's list")
def _(free: Any, need: int) -> Any:
    for i, (_, size) in enumerate(free):
        if size >= need:
            del free[i]
            return i
    return None


@wrong("next_fit", "does not wrap")
def _(free: Any, need: int, start: int) -> Any:
    return next((i for i in range(start, len(free)) if free[i][1] >= need), None)


@wrong("next_fit", "starts at the head")
def _(free: Any, need: int, start: int) -> Any:
    return next((i for i in range(len(free)) if free[i][1] >= need), None)


@wrong("next_fit", "starts one behind the start")
def _(free: Any, need: int, start: int) -> Any:
    walk = [*range(start + 1, len(free)), *range(min(start + 1, len(free)))]
    return next((i for i in walk if free[i][1] >= need), None)


@wrong("next_fit", "wraps by taking the remainder, also of an empty list")
def _(free: Any, need: int, start: int) -> Any:
    i = start % len(free)
    for _ in free:
        if free[i][1] >= need:
            return i
        i = (i + 1) % len(free)
    return None


@wrong("next_fit", "the index counts from the start")
def _(free: Any, need: int, start: int) -> Any:
    walk = free[start:] + free[:start]
    return next((i for i, (_, size) in enumerate(walk) if size >= need), None)


@wrong("best_fit", "the last of equal blocks")
def _(free: Any, need: int) -> Any:
    fits = [(size, -i) for i, (_, size) in enumerate(free) if size >= need]
    return -min(fits)[1] if fits else None


@wrong("best_fit", "strict > instead of >=")
def _(free: Any, need: int) -> Any:
    fits = [(size, i) for i, (_, size) in enumerate(free) if size > need]
    return min(fits)[1] if fits else None


@wrong("best_fit", "the smallest block, large enough or not")
def _(free: Any, need: int) -> Any:
    return min(range(len(free)), key=lambda i: free[i][1], default=None)


@wrong("best_fit", "never updates its best")
def _(free: Any, need: int) -> Any:
    best = None
    for i, (_, size) in enumerate(free):
        if size >= need and best is None:
            best = i
    return best


@wrong("best_fit", "the largest")
def _(free: Any, need: int) -> Any:
    fits = [(-size, i) for i, (_, size) in enumerate(free) if size >= need]
    return min(fits)[1] if fits else None


@wrong("take", "hands out the high end")
def _(free: Any, i: int, need: int) -> Any:
    address, size = free[i]
    rest = [(address, size - need)] if size > need else []
    return address + size - need, free[:i] + rest + free[i + 1 :]


@wrong("take", "leaves a block of 0 bytes")
def _(free: Any, i: int, need: int) -> Any:
    address, size = free[i]
    return address, [*free[:i], (address + need, size - need), *free[i + 1 :]]


@wrong("take", "takes the whole block")
def _(free: Any, i: int, need: int) -> Any:
    return free[i][0], free[:i] + free[i + 1 :]


@wrong("take", "the rest goes to the end of the list")
def _(free: Any, i: int, need: int) -> Any:
    address, size = free[i]
    rest = [(address + need, size - need)] if size > need else []
    return address, free[:i] + free[i + 1 :] + rest


@wrong("take", "changes the caller's list")
def _(free: Any, i: int, need: int) -> Any:
    address, size = free.pop(i)
    if size > need:
        free.insert(i, (address + need, size - need))
    return address, free


def _insert(free: Any, address: int, size: int, below: bool, above: bool) -> Any:
    merged: list[tuple[int, int]] = []
    for block in sorted([*free, (address, size)]):
        side = below if block[0] == address else above
        if merged and side and sum(merged[-1]) == block[0]:
            merged[-1] = (merged[-1][0], merged[-1][1] + block[1])
        else:
            merged.append(block)
    return merged


@wrong("give_back", "merges with nobody")
def _(free: Any, address: int, size: int) -> Any:
    return _insert(free, address, size, below=False, above=False)


@wrong("give_back", "merges with the block above only")
def _(free: Any, address: int, size: int) -> Any:
    return _insert(free, address, size, below=False, above=True)


@wrong("give_back", "merges with the block below only")
def _(free: Any, address: int, size: int) -> Any:
    return _insert(free, address, size, below=True, above=False)


@wrong("give_back", "merges with one neighbour, then stops")
def _(free: Any, address: int, size: int) -> Any:
    for i, (start, length) in enumerate(free):
        if start + length == address:
            return [*free[:i], (start, length + size), *free[i + 1 :]]
        if address + size == start:
            return [*free[:i], (address, size + length), *free[i + 1 :]]
    return sorted([*free, (address, size)])


@wrong("give_back", "appends at the end")
def _(free: Any, address: int, size: int) -> Any:
    return [*free, (address, size)]


@wrong("give_back", "merges across a gap")
def _(free: Any, address: int, size: int) -> Any:
    blocks = sorted([*free, (address, size)])
    end = blocks[-1][0] + blocks[-1][1]
    return [(blocks[0][0], end - blocks[0][0])]


@wrong("pick_list", "strict > instead of >=")
def _(classes: Any, need: int) -> Any:
    return next((i for i, size in enumerate(classes) if size > need), None)


@wrong("pick_list", "the largest class that is not larger than the request")
def _(classes: Any, need: int) -> Any:
    return next((i for i in reversed(range(len(classes))) if classes[i] <= need), None)


@wrong("pick_list", "gives the size, not the index")
def _(classes: Any, need: int) -> Any:
    return next((size for size in classes if size >= need), None)


@wrong("pick_list", "classes are always powers of two")
def _(classes: Any, need: int) -> Any:
    i = max((need - 1).bit_length() - (classes[0] - 1).bit_length(), 0)
    return i if i < len(classes) else None


@wrong("pick_list", "the last list takes whatever is left")
def _(classes: Any, need: int) -> Any:
    return next((i for i, size in enumerate(classes) if size >= need), len(classes) - 1)


wrong("best_fit_loses", "best fit and first fit take the same block")("a 1 64\na 2 8\nf 1\na 3 32")
wrong("best_fit_loses", "first fit loses here")(
    "a 1 64\na 2 8\na 3 32\na 4 8\nf 1\nf 3\na 5 32\na 6 64"
)
wrong("best_fit_loses", "no live object between the holes")(
    "a 1 40\na 2 32\na 3 8\nf 1\nf 2\na 4 24\na 5 32\na 6 16"
)
wrong("best_fit_loses", "more bytes on best fit's side only")("a 1 100")
