"""Misconceptions about tiny blocks, chapter 06, and the answers that they give."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from golearn.course.judges import Slip

TINY = 16
"""Bytes of a tiny block."""


def _align(size: int) -> int:
    return next(align for align in (8, 4, 2, 1) if size % align == 0)


def _up(n: int, align: int) -> int:
    return -(-n // align) * align


def _place(used: int, size: int, align: int, end: int = TINY) -> int | None:
    offset = _up(used, align)
    return offset if offset + size <= end else None


def _power(size: int) -> int:
    return int(min(8, 1 << (size - 1).bit_length()))


_NO_ALIGN = "alignment was forgotten"
_ALIGN_8 = "everything was aligned to 8"
_ALIGN_POWER = "the size was rounded up to a power of two for its alignment; 2 does not divide 3"
_ALIGN_USED = "alignment was worked out from what is used, not from the size"

TINY_PLACE = (
    Slip(_NO_ALIGN, lambda used, size: _place(used, size, 1)),
    Slip(_ALIGN_8, lambda used, size: _place(used, size, 8)),
    Slip(_ALIGN_POWER, lambda used, size: _place(used, size, _power(size))),
    Slip(
        "the offset had to be a multiple of the size itself",
        lambda used, size: _place(used, size, size),
    ),
    Slip(_ALIGN_USED, lambda used, size: _place(used, size, _align(used))),
    Slip(
        "an object that ends with the block did not fit, with < instead of <=",
        lambda used, size: _place(used, size, _align(size), TINY - 1),
    ),
    Slip(
        "an offset was returned also where nothing fits", lambda used, size: _up(used, _align(size))
    ),
    Slip(
        "an object that does not fit was sent to the end of the block; the answer is None",
        lambda used, size: 16 if (at := _place(used, size, _align(size))) is None else at,
    ),
    Slip(
        "alignment was worked out from how large the size is, not from what divides it",
        lambda used, size: _place(used, size, next(a for a in (8, 4, 2, 1) if size >= a)),
    ),
    Slip(
        "everything was aligned to 2 at least; odd sizes may begin anywhere",
        lambda used, size: _place(used, size, max(2, _align(size))),
    ),
    Slip(
        "an offset that is aligned already was moved up to the next",
        lambda used, size: (
            at if (at := (used // _align(size) + 1) * _align(size)) + size <= TINY else None
        ),
    ),
    Slip(
        "this is where the object ends, not where it begins",
        lambda used, size: None if (at := _place(used, size, _align(size))) is None else at + size,
    ),
    Slip(
        "the object was put at the high end of the block",
        lambda used, size: (
            None
            if _place(used, size, _align(size)) is None
            else (TINY - size) // _align(size) * _align(size)
        ),
    ),
    Slip(
        "the offset was rounded down, into what is used",
        lambda used, size: (
            at if (at := used // _align(size) * _align(size)) + size <= TINY else None
        ),
    ),
    Slip(
        "only 8 and 4 were thought of; 2 divides sizes, too",
        lambda used, size: _place(used, size, next(a for a in (8, 4, 1) if size % a == 0)),
    ),
)

Keep = Callable[[int, int], bool]


def _run(
    sizes: Sequence[int], keep: Keep, align: Callable[[int], int] = _align, end: int = TINY
) -> list[tuple[int, int]]:
    """A tiny allocator; `keep(used, size)`: does the P go on with the new block?"""
    block, used, taken = -1, TINY, 0
    places = []
    for size in sizes:
        offset = _up(used, align(size))
        if offset + size <= end and block >= 0:
            used = offset + size
            places.append((block, offset))
            continue
        places.append((taken, 0))
        if block < 0 or keep(used, size):
            block, used = taken, size
        taken += 1
    return places


def _more_room(used: int, size: int) -> bool:
    return size < used


def _filled(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """First fit over all blocks, also those that were given up."""
    used: list[int] = []
    places = []
    for size in sizes:
        offsets = (_place(at, size, _align(size)) for at in used)
        block, offset = next(
            ((i, at) for i, at in enumerate(offsets) if at is not None), (len(used), 0)
        )
        used[block : block + 1] = [offset + size]
        places.append((block, offset))
    return places


def _gaps_forgotten(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """The gap that alignment leaves is not counted as used."""
    block, used, taken = -1, TINY, 0
    places = []
    for size in sizes:
        offset = _up(used, _align(size))
        if offset + size <= TINY:
            used += size
            places.append((block, offset))
            continue
        places.append((taken, 0))
        if block < 0 or size < used:
            block, used = taken, size
        taken += 1
    return places


_NEW = "the P always went on with the new block"
_OLD = "the P always stayed with the old block"

TINY_BLOCKS = (
    Slip(_NEW, lambda sizes: _run(sizes, lambda used, size: True)),
    Slip(_OLD, lambda sizes: _run(sizes, lambda used, size: False)),
    Slip(
        "the P went on with the fuller of the two blocks",
        lambda sizes: _run(sizes, lambda used, size: size > used),
    ),
    Slip(
        "of two equally full blocks the new one was kept",
        lambda sizes: _run(sizes, lambda used, size: size <= used),
    ),
    Slip(_NO_ALIGN, lambda sizes: _run(sizes, _more_room, lambda size: 1)),
    Slip(_ALIGN_8, lambda sizes: _run(sizes, _more_room, lambda size: 8)),
    Slip(_ALIGN_POWER, lambda sizes: _run(sizes, _more_room, _power)),
    Slip("blocks that were given up were filled further", _filled),
    Slip("the gap that alignment left was not counted as used", _gaps_forgotten),
    Slip(
        "an object that ends with the block did not fit, with < instead of <=",
        lambda sizes: _run(sizes, _more_room, end=TINY - 1),
    ),
    Slip(
        "block and offset changed places",
        lambda sizes: [(at, block) for block, at in _run(sizes, _more_room)],
    ),
    Slip(
        "every object got a block of its own",
        lambda sizes: [(i, 0) for i in range(len(sizes))],
    ),
    Slip(
        "blocks were numbered from 1",
        lambda sizes: [(block + 1, at) for block, at in _run(sizes, _more_room)],
    ),
    Slip(
        "addresses were returned, not offsets in the block",
        lambda sizes: [(block, 16 * block + at) for block, at in _run(sizes, _more_room)],
    ),
)
