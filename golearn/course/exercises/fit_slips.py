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
MINUS_ONE = "-1 was returned where nothing fits"
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
    Slip(MINUS_ONE, lambda free, need: _minus_one(_walk(free, need))),
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
    Slip(MINUS_ONE, lambda f, n, s: _minus_one(_walk(f, n, s))),
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
    Slip(MINUS_ONE, lambda free, need: _minus_one(_tightest(free, need))),
    Slip(
        "a list where nothing fits was not thought of: min needs at least one value",
        lambda free, need: min((b[1], i) for i, b in enumerate(free) if b[1] >= need)[1],
    ),
)
