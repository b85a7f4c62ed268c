"""From an address to the row of its span, in two levels as in Go: the arena, then the page."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from golearn.goheap.bulk.tables import Ints, ranges
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.units import MIB

PAGE_SHIFT = PAGE_SIZE.bit_length() - 1
ARENA_SHIFT = (64 * MIB // PAGE_SIZE).bit_length() - 1
"""log2 of the pages of an arena."""

ARENA_PAGES = 1 << ARENA_SHIFT
NOWHERE = -1


class PageMap:
    """Rows by page. `base` is where the heap begins; arenas without spans take no room."""

    def __init__(self, base: int) -> None:
        self.base = base
        self.arenas: Ints = np.zeros(0, dtype=np.int64)
        """By number of the arena: where its pages begin in `rows`, or `NOWHERE`."""
        self.rows: NDArray[np.int32] = np.zeros(0, dtype=np.int32)

    def note(self, base: Ints, npages: Ints, rows: Ints) -> None:
        """Spans at these addresses have these rows."""
        pages = ranges(base - self.base >> PAGE_SHIFT, npages)
        self._make_room(np.flatnonzero(np.bincount(pages >> ARENA_SHIFT)))
        self.rows[self._places(pages)] = np.repeat(rows, npages)

    def row_at(self, address: Ints) -> Ints:
        """The row of the span at each address. Its page must have been noted."""
        return self.rows[self._places(address - self.base >> PAGE_SHIFT)].astype(np.int64)

    def _places(self, pages: Ints) -> Ints:
        places: Ints = self.arenas[pages >> ARENA_SHIFT] + (pages & ARENA_PAGES - 1)
        return places

    def _make_room(self, arenas: Ints) -> None:
        if len(arenas) and arenas[-1] >= len(self.arenas):
            more = np.full(arenas[-1] + 1 - len(self.arenas), NOWHERE)
            self.arenas = np.concatenate((self.arenas, more))
        new = arenas[self.arenas[arenas] == NOWHERE]
        if len(new):
            self.arenas[new] = len(self.rows) + ARENA_PAGES * np.arange(len(new))
            room = np.zeros(len(new) * ARENA_PAGES, dtype=np.int32)
            self.rows = np.concatenate((self.rows, room))
