"""A process's address space as a row of pieces: what Go has, what it counts on, and what is C's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from golearn.layout import LinearLayout, SparseLayout
from golearn.layout.hints import FIRST
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.states import Range, State, SysStat

Kind = Literal["heap", "spare", "spans", "bitmap", "heapArena", "second level", "assumed", "C"]

MEANINGS: dict[Kind, str] = {
    "heap": "heap",
    "spare": "reserved for the heap",
    "assumed": "counted on, not reserved",
    "spans": "spans",
    "bitmap": "bitmap",
    "heapArena": "heapArena",
    "second level": "second-level table",
    "C": "C's memory",
}
"""Kinds and what they are called in the legend."""

MOST_FOREIGN = 4
"""C's mappings that are drawn, at most: the nearest to the ends of Go's own memory."""

CLOSE = 4096
"""Pieces of a kind that are nearer than this, in bytes, are one: the end of a page lies between."""


class Piece(NamedTuple):
    """Addresses [start, end) that serve one purpose."""

    start: int
    end: int
    kind: Kind
    area: str = ""
    """What an assumed piece is counted on for."""

    @property
    def size(self) -> int:
        """Bytes."""
        return self.end - self.start


class AddressRow(NamedTuple):
    """Pieces in address order, and how many mappings of C's were left out."""

    pieces: tuple[Piece, ...]
    hidden: int


def address_row(
    space: AddressSpace, layout: LinearLayout[Any] | SparseLayout[Any] | None
) -> AddressRow:
    """What lies where; `layout` is None while the program does not run."""
    linear = layout if isinstance(layout, LinearLayout) else None
    own: list[Piece] = []
    foreign: list[Piece] = []
    for part in space.ranges():
        (foreign if part.state is State.FOREIGN else own).append(
            Piece(part.start, part.end, _kind(part, linear is not None))
        )
    ends = [end for piece in own for end in (piece.start, piece.end)]
    shown = _nearest(foreign, [*ends, linear.arena_alloc if linear else FIRST])
    if linear is not None:
        own += _assumed(linear, sorted([*own, *shown]))
    return AddressRow(tuple(_joined(sorted([*own, *shown]))), len(foreign) - len(shown))


def _kind(part: Range, linear: bool) -> Kind:
    if part.state is State.FOREIGN:
        return "C"
    if part.stat is SysStat.HEAP:
        return "heap"
    if part.stat is SysStat.GC_MISC:
        return "bitmap" if linear else "heapArena"
    if part.stat is SysStat.OTHER:
        return "spans"
    return "second level" if part.state is State.READY else "spare"


def _assumed(layout: LinearLayout[Any], taken: list[Piece]) -> Iterator[Piece]:
    """The gaps in what a linear heap counts on."""
    for area, low, high in (
        ("spans", layout.spans_start, layout.bitmap_start),
        ("bitmap", layout.bitmap_start, layout.bitmap_end),
        ("heap", layout.bitmap_end, layout.arena_end),
    ):
        for piece in taken:
            if low < piece.end and piece.start < high:
                if low < piece.start:
                    yield Piece(low, piece.start, "assumed", area)
                low = max(low, piece.end)
        if low < high:
            yield Piece(low, high, "assumed", area)


def _nearest(foreign: list[Piece], places: list[int]) -> list[Piece]:
    """The mappings of C's that lie nearest to one of these addresses."""

    def distance(piece: Piece) -> tuple[int, int]:
        return min(max(p - piece.end, piece.start - p, 0) for p in places), piece.start

    return sorted(foreign, key=distance)[:MOST_FOREIGN]


def _joined(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        same = last is not None and last.kind == piece.kind
        if last and same and piece.kind not in ("C", "assumed") and _close(last, piece):
            joined[-1] = Piece(last.start, piece.end, piece.kind)
        else:
            joined.append(piece)
    return joined


def _close(below: Piece, above: Piece) -> bool:
    return above.start - below.end < (CLOSE if below.kind == "heapArena" else 1)
