"""The two heaps of the walk lab as maps: where the objects lie, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.lab.walk_model import LAYOUTS, OBJECTS, WalkModel
from golearn.plots.instant import Instant
from golearn.units import GIB


@dataclass(frozen=True)
class Piece:
    """A piece of a heap that lies in one row: its layout, what lives there, and its bytes."""

    layout: str
    names: tuple[tuple[str, str], ...]
    """Number of an object, as it is written on the map, and what it is."""
    instant: Instant

    @property
    def title(self) -> str:
        """Which heap, and from where on."""
        return f"{self.layout} heap from {self.instant.base:#x} on"

    @property
    def size(self) -> int:
        """Bytes from its first to its last span."""
        return self.instant.end - self.instant.base


def pieces(model: WalkModel) -> list[Piece]:
    """The pieces of both heaps. The page that is asked for is marked in its piece."""
    return [
        _piece(model, layout, start, end)
        for layout in LAYOUTS
        for start, end in _rows(sorted(s.base for s in model.heaps[layout].spans()), model, layout)
    ]


def _rows(bases: list[int], model: WalkModel, layout: str) -> Iterator[tuple[int, int]]:
    """Ranges of addresses without a large gap: the first span's start, the last one's end."""
    breaks = [after for before, after in pairwise(bases) if after - before > GIB]
    for start, beyond in pairwise([bases[0], *breaks, 1 << 64]):
        spans = [s for s in model.heaps[layout].spans() if start <= s.base < beyond]
        last = max(spans, key=lambda s: s.base)
        yield start, last.base + last.npages * PAGE_SIZE


def _piece(model: WalkModel, layout: str, start: int, end: int) -> Piece:
    heap, objects = model.heaps[layout], model.objects[layout]
    rows = [
        (address, heap.block_size(address), OBJECTS[what][0], number)
        for number, (what, address) in enumerate(objects.items())
        if start <= address < end and what not in model.dead
    ]
    where, block, asked, numbers = np.array(sorted(rows), dtype=np.int64).T
    page = model.addresses[layout] // PAGE_SIZE * PAGE_SIZE
    what = [*objects]
    marked = (page, PAGE_SIZE) if start <= page < end else None
    names = tuple((str(number), what[number]) for number in numbers.tolist())
    instant = Instant(where, block, asked, numbers, start, end, chosen=marked)
    return Piece(layout, names, instant)
