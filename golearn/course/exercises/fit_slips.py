"""Misconceptions about the tasks of chapter 03, and the answers that they give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from golearn.course.exercises.fit_cases import Blocks
from golearn.course.judges import Slip

# --- which block ------------------------------------------------------------------------------


def _first(free: Blocks, order: Iterable[int], fits: Callable[[int], bool]) -> int | None:
    """The first index in this order whose size fits."""
    return next((i for i in order if fits(free[i][1])), None)


def _walk(free: Blocks, need: int, start: int = 0) -> int | None:
    return _first(free, [*range(start, len(free)), *range(start)], lambda size: size >= need)


def _extreme(free: Blocks, need: int, key: Callable[[int, int], Any]) -> int | None:
    """The index of the fitting block with the smallest key of (size, index)."""
    fits = [(key(size, i), i) for i, (_, size) in enumerate(free) if size >= need]
    return min(fits)[1] if fits else None


def _minus_one(found: int | None) -> int:
    return -1 if found is None else found


def _tightest(free: Blocks, need: int) -> int | None:
    return _extreme(free, need, lambda size, i: size)


def _largest(free: Blocks, need: int) -> int | None:
    return _extreme(free, need, lambda size, i: -size)


_STRICT = "a block had to be larger than the request, with > instead of >="
_ADDRESS = "the address of the block was returned, not its index in the list"
_FROM_1 = "the index was counted from 1"
_MINUS_ONE = "-1 was returned where nothing fits"
_EXACT = "only a block of exactly the size would do"
_FALSY = "index 0 was taken for nothing found: 0 counts as false"
_BY_ADDRESS = "the request was compared with the address, which comes first in the pair"

FIRST_FIT = (
    Slip(_STRICT, lambda free, need: _first(free, range(len(free)), lambda size: size > need)),
    Slip(_EXACT, lambda free, need: _first(free, range(len(free)), lambda size: size == need)),
    Slip(
        "the search went on to the last block that fits",
        lambda free, need: _extreme(free, need, lambda size, i: -i),
    ),
    Slip("the smallest block that fits was taken: that is best fit", _tightest),
    Slip("the largest block was taken: that is worst fit", _largest),
    Slip(_MINUS_ONE, lambda free, need: _minus_one(_walk(free, need))),
    Slip(
        _BY_ADDRESS,
        lambda free, need: next((i for i, block in enumerate(free) if block[0] >= need), None),
    ),
    Slip(_ADDRESS, lambda free, need: next((a for a, size in free if size >= need), None)),
    Slip(
        _FROM_1, lambda free, need: next((i for i, b in enumerate(free, 1) if b[1] >= need), None)
    ),
    Slip(_FALSY, lambda free, need: _walk(free, need) or None),
    Slip(
        "the block's end was compared, not its size",
        lambda free, need: next((i for i, block in enumerate(free) if sum(block) >= need), None),
    ),
    Slip(
        "only the first block was looked at",
        lambda free, need: _first(free, range(len(free))[:1], lambda size: size >= need),
    ),
    Slip(
        "the last block was left out",
        lambda free, need: _first(free, range(len(free))[:-1], lambda size: size >= need),
    ),
)


def _from(free: Blocks, need: int, order: Iterable[int]) -> int | None:
    return _first(free, order, lambda size: size >= need)


def _rotated(free: Blocks, need: int, start: int) -> int | None:
    return _walk(free[start:] + free[:start], need)


def _no_wrap(free: Blocks, need: int, start: int) -> int | None:
    return _from(free, need, range(start, len(free)))


def _remainder(free: Blocks, need: int, start: int) -> int | None:
    begin = start % len(free)
    return _walk(free, need, begin)


NEXT_FIT = (
    Slip("the search stopped at the end of the list: it must go once around", _no_wrap),
    Slip(
        "a `start` behind the last block was taken for the end of the search",
        lambda f, n, s: _walk(f, n, s) if s < len(f) else None,
    ),
    Slip(_FALSY, lambda f, n, s: _walk(f, n, s) or None),
    Slip(
        "block 0 was left out on the way round",
        lambda f, n, s: _from(f, n, [*range(s, len(f)), *range(1, s)]),
    ),
    Slip(
        "the search stopped one block too early",
        lambda f, n, s: _from(f, n, [*range(s, len(f)), *range(min(s, len(f)))][:-1]),
    ),
    Slip(
        "the search began one block before `start`",
        lambda f, n, s: _from(f, n, [(s - 1 + k) % len(f) for k in range(len(f))]),
    ),
    Slip(
        "`start` was taken for an address; it is an index",
        lambda f, n, s: _walk(f, n, sum(address < s for address, _ in f)),
    ),
    Slip(
        "where the next search starts was returned, not the block that was found",
        lambda f, n, s: None if (i := _walk(f, n, s)) is None else (i + 1) % len(f),
    ),
    Slip("the search began at the head of the list, not at `start`", lambda f, n, s: _walk(f, n)),
    Slip(
        "the search began one block behind `start`",
        lambda f, n, s: _from(f, n, [*range(s + 1, len(f)), *range(min(s + 1, len(f)))]),
    ),
    Slip("the index was counted from `start`, not from the head of the list", _rotated),
    Slip("`start % len(free)` was worked out for a list without blocks", _remainder),
    Slip(
        "block `start` was taken to exist always; it may be len(free)",
        lambda f, n, s: s if f[s][1] >= n else _walk(f, n, s),
    ),
    Slip(
        "the way round left out the block just before `start`",
        lambda f, n, s: _from(f, n, [*range(s, len(f)), *range(s - 1)]),
    ),
    Slip(
        "the search went backwards from `start`",
        lambda f, n, s: (
            _from(f, n, [*reversed(range(s + 1)), *reversed(range(s + 1, len(f)))])
            if s < len(f)
            else _from(f, n, reversed(range(len(f))))
        ),
    ),
    Slip(
        _STRICT,
        lambda f, n, s: _first(f, [*range(s, len(f)), *range(s)], lambda size: size > n),
    ),
    Slip(_MINUS_ONE, lambda f, n, s: _minus_one(_walk(f, n, s))),
    Slip(
        "the smallest block that fits was taken: that is best fit", lambda f, n, s: _tightest(f, n)
    ),
)


def _first_better(free: Blocks, need: int) -> int | None:
    best: int | None = None
    for i, (_, size) in enumerate(free):
        if size >= need and best is not None and size < free[best][1]:
            return i
        if size >= need and best is None:
            best = i
    return best


def _falsy_best(free: Blocks, need: int) -> int | None:
    best: int | None = None
    for i, (_, size) in enumerate(free):
        if size >= need and (not best or size < free[best][1]):
            best = i
    return best


BEST_FIT = (
    Slip(
        "of equal blocks the last was taken, with <= where < keeps the first",
        lambda free, need: _extreme(free, need, lambda size, i: (size, -i)),
    ),
    Slip(_STRICT, lambda free, need: _tightest(free, need + 1)),
    Slip(
        "the smallest block was taken, large enough or not",
        lambda free, need: min(range(len(free)), key=lambda i: free[i][1], default=None),
    ),
    Slip("the first block that fits was kept, and no better one", _walk),
    Slip(
        "the smallest block of all was looked for first; a larger one may be the best that fits",
        lambda free, need: (
            i
            if free and free[i := min(range(len(free)), key=lambda i: free[i][1])][1] >= need
            else None
        ),
    ),
    Slip(
        "the block nearest in size was taken, large enough or not",
        lambda free, need: min(
            range(len(free)), key=lambda i: abs(free[i][1] - need), default=None
        ),
    ),
    Slip("the search stopped at the first block that is better than another", _first_better),
    Slip("a best index of 0 was taken for none: 0 counts as false", _falsy_best),
    Slip(
        "the address of the block was returned, not its index in the list",
        lambda free, need: min(((n, a) for a, n in free if n >= need), default=(0, None))[1],
    ),
    Slip("the largest block was taken: that is worst fit", _largest),
    Slip(_EXACT, lambda free, need: _first(free, range(len(free)), lambda size: size == need)),
    Slip(
        "the address was compared, not the size",
        lambda free, need: _extreme(free, need, lambda size, i: -i),
    ),
    Slip(
        "the size of the block was returned, not its index",
        lambda free, need: min((size for _, size in free if size >= need), default=None),
    ),
    Slip(
        "the block was looked up in a sorted copy: its index there is another one",
        lambda free, need: _walk(sorted(free, key=lambda block: block[1]), need),
    ),
    Slip(_MINUS_ONE, lambda free, need: _minus_one(_tightest(free, need))),
    Slip(
        "a list where nothing fits was not thought of: min needs at least one value",
        lambda free, need: min((b[1], i) for i, b in enumerate(free) if b[1] >= need)[1],
    ),
)

# --- split ------------------------------------------------------------------------------------


def _split(free: Blocks, i: int, rest: Blocks) -> Blocks:
    return free[:i] + rest + free[i + 1 :]


def _rest(free: Blocks, i: int, need: int) -> Blocks:
    address, size = free[i]
    return [(address + need, size - need)] if size > need else []


TAKE = (
    Slip(
        "the high end was handed out, and the low end stayed free",
        lambda free, i, need: (
            free[i][0] + free[i][1] - need,
            _split(free, i, [(free[i][0], free[i][1] - need)] if free[i][1] > need else []),
        ),
    ),
    Slip(
        "a block of 0 bytes was left in the list",
        lambda free, i, need: (
            free[i][0],
            _split(free, i, [(free[i][0] + need, free[i][1] - need)]),
        ),
    ),
    Slip(
        "the whole block was taken, also what is not needed",
        lambda free, i, need: (free[i][0], _split(free, i, [])),
    ),
    Slip(
        "the rest was put at the end of the list",
        lambda free, i, need: (free[i][0], _split(free, i, []) + _rest(free, i, need)),
    ),
    Slip(
        "the rest kept the old address",
        lambda free, i, need: (
            free[i][0],
            _split(free, i, [(free[i][0], free[i][1] - need)] if free[i][1] > need else []),
        ),
    ),
    Slip(
        "the rest kept the old size",
        lambda free, i, need: (
            free[i][0],
            _split(free, i, [(free[i][0] + need, free[i][1])] if free[i][1] > need else []),
        ),
    ),
    Slip(
        "the index of the block was returned, not its address",
        lambda free, i, need: (i, _split(free, i, _rest(free, i, need))),
    ),
    Slip(
        "the rest was given by start and end; blocks are address and size",
        lambda free, i, need: (
            free[i][0],
            _split(free, i, [(free[i][0] + need, sum(free[i]))] if free[i][1] > need else []),
        ),
    ),
    Slip(
        "the address of the rest was returned, not that of what is handed out",
        lambda free, i, need: (free[i][0] + need, _split(free, i, _rest(free, i, need))),
    ),
    Slip(
        "a rest of 8 bytes was dropped; it stays free, however small",
        lambda free, i, need: (
            free[i][0],
            _split(free, i, _rest(free, i, need) if free[i][1] - need > 8 else []),
        ),
    ),
    Slip("the block stayed in the list as it was", lambda free, i, need: (free[i][0], free)),
    Slip(
        "the other free blocks were dropped",
        lambda free, i, need: (free[i][0], _rest(free, i, need)),
    ),
)

# --- free and merge ---------------------------------------------------------------------------


def _merge(free: Blocks, address: int, size: int, below: bool, above: bool) -> Blocks:
    merged: Blocks = []
    for block in sorted([*free, (address, size)]):
        wanted = below if block[0] == address else above
        if merged and wanted and sum(merged[-1]) == block[0]:
            merged[-1] = (merged[-1][0], merged[-1][1] + block[1])
        else:
            merged.append(block)
    return merged


def _one_neighbour(free: Blocks, address: int, size: int, below_first: bool) -> Blocks:
    """Merges with one neighbour at most."""
    below = any(a + n == address for a, n in free)
    above = any(a == address + size for a, n in free)
    first = below if below_first else not above
    return _merge(free, address, size, below=below and first, above=above and not (below and first))


GIVE_BACK = (
    Slip(
        "the block was put in its place, but merged with no neighbour",
        lambda free, address, size: _merge(free, address, size, below=False, above=False),
    ),
    Slip(
        "only the neighbour above was merged",
        lambda free, address, size: _merge(free, address, size, below=False, above=True),
    ),
    Slip(
        "only the neighbour below was merged",
        lambda free, address, size: _merge(free, address, size, below=True, above=False),
    ),
    Slip(
        "after one neighbour was merged the other was forgotten",
        lambda free, address, size: _one_neighbour(free, address, size, below_first=True),
    ),
    Slip(
        "after one neighbour was merged the other was forgotten",
        lambda free, address, size: _one_neighbour(free, address, size, below_first=False),
    ),
    Slip(
        "the block was appended at the end of the list",
        lambda free, address, size: [*free, (address, size)],
    ),
    Slip(
        "blocks were merged across a gap, where live objects lie",
        lambda free, address, size: _hull([*free, (address, size)]),
    ),
    Slip("the list stayed as it was", lambda free, address, size: free),
    Slip(
        "blocks were given by start and end; they are address and size",
        lambda free, address, size: [
            (a, a + n) for a, n in _merge(free, address, size, below=True, above=True)
        ],
    ),
    Slip(
        "the last block of the list was lost",
        lambda free, address, size: _merge(free, address, size, below=True, above=True)[:-1],
    ),
    Slip(
        "a gap of 8 bytes was bridged: blocks touch only if one ends where the next starts",
        lambda free, address, size: _near([*free, (address, size)]),
    ),
)


def _near(blocks: Blocks) -> Blocks:
    merged: Blocks = []
    for address, size in sorted(blocks):
        if merged and address - sum(merged[-1]) <= 8:
            merged[-1] = (merged[-1][0], address + size - merged[-1][0])
        else:
            merged.append((address, size))
    return merged


def _hull(blocks: Blocks) -> Blocks:
    start = min(address for address, _ in blocks)
    return [(start, max(address + size for address, size in blocks) - start)]


# --- segregated -------------------------------------------------------------------------------

PICK_LIST = (
    Slip(
        "blocks had to be larger than the request, with > instead of >=",
        lambda classes, need: next((i for i, c in enumerate(classes) if c > need), None),
    ),
    Slip(
        "it was rounded down: the largest blocks not above the request",
        lambda classes, need: max((i for i, c in enumerate(classes) if c <= need), default=None),
    ),
    Slip(
        "the size of the blocks was returned, not the index of their list",
        lambda classes, need: next((c for c in classes if c >= need), None),
    ),
    Slip(
        "sizes were taken to be powers of two; use the list that is given",
        lambda classes, need: _by_powers(classes, need),
    ),
    Slip(
        "the nearest size was taken, also if it is too small",
        lambda classes, need: min(range(len(classes)), key=lambda i: abs(classes[i] - need)),
    ),
    Slip(
        "the sizes were always 4, 8, 16 and 32; `classes` says what they are",
        lambda classes, need: next((i for i, c in enumerate((4, 8, 16, 32)) if c >= need), None),
    ),
    Slip(
        "the request was rounded up to 8 first; `classes` may have any sizes",
        lambda classes, need: classes.index(up) if (up := -(-need // 8) * 8) in classes else None,
    ),
    Slip(
        "the last list was taken for requests that are too large for any",
        lambda classes, need: min(sum(c < need for c in classes), len(classes) - 1),
    ),
    Slip("the index may be len(classes)", lambda classes, need: sum(c < need for c in classes)),
    Slip(
        "only a list of exactly the size would do",
        lambda classes, need: classes.index(need) if need in classes else None,
    ),
    Slip(
        "lists were counted from 1",
        lambda classes, need: next((i for i, c in enumerate(classes, 1) if c >= need), None),
    ),
    Slip(
        _MINUS_ONE,
        lambda classes, need: next((i for i, c in enumerate(classes) if c >= need), -1),
    ),
    Slip(
        "the largest blocks were taken, not the smallest that are large enough",
        lambda classes, need: len(classes) - 1 if classes[-1] >= need else None,
    ),
)


def _by_powers(classes: list[int], need: int) -> int | None:
    i = max((need - 1).bit_length() - (classes[0] - 1).bit_length(), 0)
    return i if i < len(classes) else None
