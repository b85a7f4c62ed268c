"""Plausible wrong answers to the exercises of chapter 03."""

from __future__ import annotations

from typing import Any

from tests.course.wrong_answers import values, wrong

values(
    "which_block",
    {"first": 1, "next": 3, "best": 2, "worst": 3},
    first_that_fits_exactly=("first", 2, "only an exact fit would do"),
    next_fit_starts_at_the_head=("next", 1, "the search began at the head of the list"),
    next_fit_begins_behind_the_start=("next", 4, "the search began behind block 3"),
    best_is_the_largest=("best", 3, "the largest block was taken"),
    worst_is_the_last=("worst", 4, "the last block was taken; it is not the largest"),
)
values(
    "search_cost",
    {"first": 1001, "best": 1001, "best, need 8": 1001, "segregated": 1},
    the_block_found_is_not_looked_at=("first", 1000, "the block that is taken was not counted"),
    best_fit_stops_at_a_fit=("best, need 8", 1, "the search stopped at the first block that fits"),
    a_list_per_size_is_searched_too=("segregated", 1001, "all blocks were searched"),
    the_search_jumps_to_the_right_size=("first", 1, "blocks that are too small were not counted"),
    the_lists_are_looked_at_in_turn=("segregated", 2, "the list of 16 bytes was looked into first"),
)


@wrong("first_fit", "strict > instead of >=", "a block had to be larger than the request")
def _(free: Any, need: int) -> Any:
    return next((i for i, (_, size) in enumerate(free) if size > need), None)


@wrong("first_fit", "only an exact fit will do", "only a block of exactly the size would do")
def _(free: Any, need: int) -> Any:
    return next((i for i, (_, size) in enumerate(free) if size == need), None)


@wrong("first_fit", "the last that fits", "the search went on to the last block that fits")
def _(free: Any, need: int) -> Any:
    return next((i for i in reversed(range(len(free))) if free[i][1] >= need), None)


@wrong("first_fit", "the tightest", "the smallest block that fits was taken")
def _(free: Any, need: int) -> Any:
    return min(
        (i for i, (_, size) in enumerate(free) if size >= need),
        key=lambda i: free[i][1],
        default=None,
    )


@wrong("first_fit", "looks at addresses, not sizes", "the request was compared with the address")
def _(free: Any, need: int) -> Any:
    return next((i for i, (address, _) in enumerate(free) if address >= need), None)


@wrong("first_fit", "gives the address, not the index", "the address of the block was returned")
def _(free: Any, need: int) -> Any:
    return next((address for address, size in free if size >= need), None)


@wrong("first_fit", "-1 where nothing fits", "-1 was returned where nothing fits")
def _(free: Any, need: int) -> Any:
    return next((i for i, (_, size) in enumerate(free) if size >= need), -1)


@wrong("first_fit", "takes the block out of the caller's list", "first_fit changed its argument")
def _(free: Any, need: int) -> Any:
    for i, (_, size) in enumerate(free):
        if size >= need:
            del free[i]
            return i
    return None


@wrong("next_fit", "does not wrap", "the search stopped at the end of the list")
def _(free: Any, need: int, start: int) -> Any:
    return next((i for i in range(start, len(free)) if free[i][1] >= need), None)


@wrong("next_fit", "starts at the head", "the search began at the head of the list")
def _(free: Any, need: int, start: int) -> Any:
    return next((i for i in range(len(free)) if free[i][1] >= need), None)


@wrong("next_fit", "starts one behind the start", "the search began one block behind `start`")
def _(free: Any, need: int, start: int) -> Any:
    walk = [*range(start + 1, len(free)), *range(min(start + 1, len(free)))]
    return next((i for i in walk if free[i][1] >= need), None)


@wrong(
    "next_fit",
    "wraps by taking the remainder, also of an empty list",
    "`start % len(free)` was worked out for a list without blocks",
)
def _(free: Any, need: int, start: int) -> Any:
    i = start % len(free)
    for _ in free:
        if free[i][1] >= need:
            return i
        i = (i + 1) % len(free)
    return None


@wrong("next_fit", "the index counts from the start", "the index was counted from `start`")
def _(free: Any, need: int, start: int) -> Any:
    walk = free[start:] + free[:start]
    return next((i for i, (_, size) in enumerate(walk) if size >= need), None)


@wrong("best_fit", "the last of equal blocks", "of equal blocks the last was taken")
def _(free: Any, need: int) -> Any:
    fits = [(size, -i) for i, (_, size) in enumerate(free) if size >= need]
    return -min(fits)[1] if fits else None


@wrong("best_fit", "strict > instead of >=", "a block had to be larger than the request")
def _(free: Any, need: int) -> Any:
    fits = [(size, i) for i, (_, size) in enumerate(free) if size > need]
    return min(fits)[1] if fits else None


@wrong("best_fit", "the smallest block, large enough or not", "the smallest block was taken")
def _(free: Any, need: int) -> Any:
    return min(range(len(free)), key=lambda i: free[i][1], default=None)


@wrong("best_fit", "never updates its best", "the first block that fits was kept")
def _(free: Any, need: int) -> Any:
    best = None
    for i, (_, size) in enumerate(free):
        if size >= need and best is None:
            best = i
    return best


@wrong("best_fit", "the index in a sorted copy", "the block was looked up in a sorted copy")
def _(free: Any, need: int) -> Any:
    by_size = sorted(free, key=lambda block: block[1])
    return next((i for i, (_, size) in enumerate(by_size) if size >= need), None)


@wrong("best_fit", "min of nothing", "a list where nothing fits was not thought of")
def _(free: Any, need: int) -> Any:
    return min((size, i) for i, (_, size) in enumerate(free) if size >= need)[1]


@wrong("best_fit", "the largest", "the largest block was taken: that is worst fit")
def _(free: Any, need: int) -> Any:
    fits = [(-size, i) for i, (_, size) in enumerate(free) if size >= need]
    return min(fits)[1] if fits else None


@wrong("take", "hands out the high end", "the high end was handed out")
def _(free: Any, i: int, need: int) -> Any:
    address, size = free[i]
    rest = [(address, size - need)] if size > need else []
    return address + size - need, free[:i] + rest + free[i + 1 :]


@wrong("take", "leaves a block of 0 bytes", "a block of 0 bytes was left in the list")
def _(free: Any, i: int, need: int) -> Any:
    address, size = free[i]
    return address, [*free[:i], (address + need, size - need), *free[i + 1 :]]


@wrong("take", "the rest keeps its address", "the rest kept the old address")
def _(free: Any, i: int, need: int) -> Any:
    address, size = free[i]
    rest = [(address, size - need)] if size > need else []
    return address, free[:i] + rest + free[i + 1 :]


@wrong("take", "takes the whole block", "the whole block was taken")
def _(free: Any, i: int, need: int) -> Any:
    return free[i][0], free[:i] + free[i + 1 :]


@wrong("take", "the rest goes to the end of the list", "the rest was put at the end of the list")
def _(free: Any, i: int, need: int) -> Any:
    address, size = free[i]
    rest = [(address + need, size - need)] if size > need else []
    return address, free[:i] + free[i + 1 :] + rest


@wrong("take", "changes the caller's list", "take changed its argument")
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


@wrong("give_back", "merges with nobody", "the block was put in its place")
def _(free: Any, address: int, size: int) -> Any:
    return _insert(free, address, size, below=False, above=False)


@wrong("give_back", "merges with the block above only", "only the neighbour above was merged")
def _(free: Any, address: int, size: int) -> Any:
    return _insert(free, address, size, below=False, above=True)


@wrong("give_back", "merges with the block below only", "only the neighbour below was merged")
def _(free: Any, address: int, size: int) -> Any:
    return _insert(free, address, size, below=True, above=False)


@wrong(
    "give_back",
    "merges with one neighbour, then stops",
    "after one neighbour was merged the other was forgotten",
)
def _(free: Any, address: int, size: int) -> Any:
    for i, (start, length) in enumerate(free):
        if start + length == address:
            return [*free[:i], (start, length + size), *free[i + 1 :]]
        if address + size == start:
            return [*free[:i], (address, size + length), *free[i + 1 :]]
    return sorted([*free, (address, size)])


@wrong("give_back", "appends at the end", "the block was appended at the end of the list")
def _(free: Any, address: int, size: int) -> Any:
    return [*free, (address, size)]


@wrong("give_back", "merges across a gap", "blocks were merged across a gap")
def _(free: Any, address: int, size: int) -> Any:
    blocks = sorted([*free, (address, size)])
    end = blocks[-1][0] + blocks[-1][1]
    return [(blocks[0][0], end - blocks[0][0])]


@wrong("pick_list", "strict > instead of >=", "blocks had to be larger than the request")
def _(classes: Any, need: int) -> Any:
    return next((i for i, size in enumerate(classes) if size > need), None)


@wrong("pick_list", "the largest class that is not larger than the request", "it was rounded down")
def _(classes: Any, need: int) -> Any:
    return next((i for i in reversed(range(len(classes))) if classes[i] <= need), None)


@wrong("pick_list", "gives the size, not the index", "the size of the blocks was returned")
def _(classes: Any, need: int) -> Any:
    return next((size for size in classes if size >= need), None)


@wrong("pick_list", "classes are always powers of two", "sizes were taken to be powers of two")
def _(classes: Any, need: int) -> Any:
    i = max((need - 1).bit_length() - (classes[0] - 1).bit_length(), 0)
    return i if i < len(classes) else None


@wrong(
    "pick_list",
    "the last list takes whatever is left",
    "the last list was taken for requests that are",
)
def _(classes: Any, need: int) -> Any:
    return next((i for i, size in enumerate(classes) if size >= need), len(classes) - 1)


wrong("best_fit_loses", "a block can be freed twice", "It cannot be read.")(
    "a 1 40\na 2 8\nf 1\nf 1"
)
wrong(
    "best_fit_loses",
    "best fit and first fit take the same block",
    "Both took the same block every time",
)("a 1 64\na 2 8\nf 1\na 3 32")
wrong("best_fit_loses", "first fit loses here", "Here first fit loses")(
    "a 1 64\na 2 8\na 3 32\na 4 8\nf 1\nf 3\na 5 32\na 6 64"
)
wrong("best_fit_loses", "no live object between the holes", "Both took the same block every time")(
    "a 1 40\na 2 32\na 3 8\nf 1\nf 2\na 4 24\na 5 32\na 6 16"
)
wrong("best_fit_loses", "more bytes on best fit's side only", "Nothing is freed")("a 1 100")
