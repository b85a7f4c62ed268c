"""Misconceptions about the tasks of chapter 03 after the search, and the answers that they give."""

from __future__ import annotations

from golearn.course.exercises.fit_cases import Blocks
from golearn.course.exercises.fit_slips import MINUS_ONE
from golearn.course.judges import Slip

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
        MINUS_ONE,
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
