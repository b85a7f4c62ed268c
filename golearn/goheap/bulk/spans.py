"""All spans of a heap as a table: a row per span, a column per property.

A row whose span went back to the heap is used again. Free slots that the last sweep found lie
in one array, span by span; a span that was fresh then has none there, its slots are a range.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from golearn.goheap.bulk.pagemap import PageMap
from golearn.goheap.bulk.tables import LARGE, MAGIC, SLOT, SLOTS, Bools, Ints
from golearn.goheap.sizeclass import PAGE_SIZE

FRESH = -1
"""`free_at` of a span that was never swept."""

NONE = -1
"""The row of no span."""

ROW = np.dtype(
    [
        ("base", np.int64),
        ("npages", np.int64),
        ("limit", np.int64),  # end of the last slot, or of the large object
        ("free_at", np.int64),  # where its free slots begin in `free_slot`
        ("slots", np.int32),  # 0: the row holds no span
        ("free", np.int32),  # free slots when it was swept last or made
        ("used", np.int32),  # slots below it were handed out at least once
        ("sweepgen", np.int32),  # of spans that went back to the heap: when
        ("spanclass", np.uint8),
        ("full", np.bool_),  # all slots were handed out since
        ("needzero", np.bool_),  # its pages were used before
    ]
)


class Spans:
    """The table. `rows` has room for more spans than there are; see `end`."""

    def __init__(self, base: int) -> None:
        self.rows: NDArray[Any] = np.zeros(64, dtype=ROW)
        self.end = 0
        """Rows used so far."""
        self.spare: Ints = np.zeros(0, dtype=np.int64)
        """Rows to use again."""
        self.free_slot: NDArray[np.uint16] = np.zeros(0, dtype=np.uint16)
        self.map = PageMap(base)
        self.unmapped: list[Ints] = []
        """Rows that the map has yet to hear of."""

    def __getitem__(self, column: str) -> NDArray[Any]:
        """A column of the rows used so far."""
        return self.rows[column][: self.end]

    def slot_bytes(self, rows: Ints) -> Ints:
        """Bytes of a slot."""
        small = SLOT[self["spanclass"][rows]]
        return np.where(small, small, self["npages"][rows] * PAGE_SIZE)

    def add(self, base: Ints, npages: Ints, spanclass: Ints, limit: Ints, needzero: Bools) -> Ints:
        """Rows for new spans, in the order given."""
        again = len(self.spare) > 0
        rows = self._take_rows(len(base))
        large = spanclass <= LARGE[-1]
        slots = SLOTS[spanclass]
        new = self.rows
        where = rows if again else slice(self.end - len(rows), self.end)
        new["base"][where] = base
        new["npages"][where] = npages
        new["limit"][where] = limit
        new["free_at"][where] = FRESH
        new["slots"][where] = slots
        new["free"][where] = np.where(large, 0, slots)
        new["spanclass"][where] = spanclass
        new["full"][where] = large
        new["needzero"][where] = needzero
        self.unmapped.append(rows)
        return rows

    def _take_rows(self, count: int) -> Ints:
        again = self.spare[:count]
        self.spare = self.spare[count:]
        start, self.end = self.end, self.end + count - len(again)
        if self.end > len(self.rows):
            # In place: the system moves large arrays without a copy.
            self.rows.resize(max(self.end, len(self.rows) * 3 // 2), refcheck=False)
        return np.concatenate((again, np.arange(start, self.end)))

    def drop(self, rows: Ints) -> None:
        """These spans are no more."""
        self.rows["slots"][rows] = self.rows["used"][rows] = 0
        self.spare = np.concatenate((self.spare, rows))

    def in_use(self) -> Ints:
        """The rows that hold a span."""
        return np.flatnonzero(self["slots"])

    def find(self, address: Ints) -> tuple[Ints, Ints]:
        """(row, slot) of objects at these addresses."""
        self._complete_map()
        rows = self.map.row_at(address)
        offset = address - self["base"][rows]
        return rows, offset * MAGIC[self["spanclass"][rows]] >> 32

    def _complete_map(self) -> None:
        if self.unmapped:
            rows = np.concatenate(self.unmapped)
            # The objects of a large span, of which there is one, begin on its first page.
            npages = np.where(self["spanclass"][rows] <= LARGE[-1], 1, self["npages"][rows])
            self.map.note(self["base"][rows], npages, rows)
            self.unmapped = []
