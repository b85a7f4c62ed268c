"""The heap at one instant, in address order: what every heap map is drawn from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golearn.errors import BadParameter
from golearn.replay import History

Ints = NDArray[np.int64]
Range = tuple[int, int]
"""An address and a number of bytes."""


def _none() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Instant:
    """Live blocks in address order, and what to point at. All numbers are bytes or addresses.

    `start`, `block`, `requested`, `object`: one entry per live block. The heap lies from `base`
    up to `end`. Bytes below `dead_end` that lie in no live block are dead, not free.
    `visited_start` and `visited_size`: free blocks that a search looked at, in its order.
    `new` was placed last, `chosen` is the free block it was taken from, `freed` was given back.
    `rover` is the address from which next fit will go on; other policies have none.
    """

    start: Ints
    block: Ints
    requested: Ints
    object: Ints
    base: int
    end: int
    dead_end: int = 0
    visited_start: Ints = field(default_factory=_none)
    visited_size: Ints = field(default_factory=_none)
    new: Range | None = None
    chosen: Range | None = None
    freed: Range | None = None
    rover: int | None = None

    @property
    def live_bytes(self) -> int:
        """Bytes that were asked for and are held."""
        return int(self.requested.sum())

    @property
    def block_bytes(self) -> int:
        """Bytes in live blocks, waste included."""
        return int(self.block.sum())

    @property
    def dead_bytes(self) -> int:
        """Bytes that were freed and do not come back."""
        return max(0, self.dead_end - self.base - self.block_bytes) if self.dead_end else 0

    @property
    def free_bytes(self) -> int:
        """Bytes that can be handed out."""
        return self.end - self.base - self.block_bytes - self.dead_bytes

    def gaps(self) -> tuple[Ints, Ints]:
        """The ranges in no live block: addresses and sizes, in address order."""
        low = np.concatenate(([self.base], self.start + self.block))
        high = np.concatenate((self.start, [self.end]))
        gap = high > low
        return low[gap], (high - low)[gap]

    def at(self, address: int) -> tuple[int, int, int | None]:
        """What covers `address`: start, bytes, and the index of a live block or None."""
        i = int(np.searchsorted(self.start, address, side="right")) - 1
        if i >= 0 and address < self.start[i] + self.block[i]:
            return int(self.start[i]), int(self.block[i]), i
        low = int(self.start[i] + self.block[i]) if i >= 0 else self.base
        high = int(self.start[i + 1]) if i + 1 < len(self.start) else self.end
        if low < self.dead_end < high:
            low, high = (low, self.dead_end) if address < self.dead_end else (self.dead_end, high)
        return low, high - low, None

    def describe(self) -> str:
        """The heap in one sentence with its key numbers."""
        text = (
            f"heap of {self.end - self.base:,} bytes; {len(self.start):,} live blocks hold "
            f"{self.live_bytes:,} requested bytes and waste "
            f"{self.block_bytes - self.live_bytes:,} inside"
        )
        if self.dead_end:
            return f"{text}; {self.dead_bytes:,} bytes are dead, {self.free_bytes:,} are free"
        _, sizes = self.gaps()
        largest = int(sizes.max(initial=0))
        goes_on = "" if self.rover is None else f"; the next search begins at {self.rover:,}"
        return (
            f"{text}; {self.free_bytes:,} bytes are free in {len(sizes):,} ranges, "
            f"the largest of {largest:,}{goes_on}"
        )


class Timeline:
    """A history sorted by address once, so that each instant costs a mask and no sorting."""

    def __init__(self, history: History) -> None:
        self.history = history
        order = np.argsort(history.address, kind="stable")
        order = order[history.block[order] > 0]  # objects without size lie outside of Go's heap
        self._top = np.maximum.accumulate(history.address + history.block)
        end = int(self._top.max(initial=0))  # where a block ends has to fit as well
        self._columns = [
            _narrow(column[order], largest)
            for column, largest in (
                (history.address, end),
                (history.block, end),
                (history.requested, None),
                (history.object, None),
            )
        ]
        self._born, self._died = _narrow(history.born[order]), _narrow(history.died[order])
        self._by_death = np.argsort(history.died, kind="stable")
        self._deaths = history.died[self._by_death]

    def clamp(self, event: int | None) -> int:
        """An event number that the history has; None is the last."""
        last = len(self.history) - 1
        if last < 0:
            raise BadParameter("a history without events has no heap to show")
        if event is None:
            return last
        if event < 0 or event > last:
            raise BadParameter(f"event {event}; expected 0 to {last}")
        return event

    def at(self, event: int) -> Instant:
        """The heap right after `event`, which must be one of the history's."""
        history = self.history
        mask = self._born <= event
        mask &= event < self._died
        placed = int(np.searchsorted(history.born, event, side="right"))
        is_new = placed > 0 and history.born[placed - 1] == event
        died = int(np.searchsorted(self._deaths, event))
        is_freed = died < len(self._deaths) and self._deaths[died] == event
        start, block, requested, objects = (column[mask] for column in self._columns)
        return Instant(
            start,
            block,
            requested,
            objects,
            base=history.base,
            end=history.base + int(history.heap_size[event]),
            dead_end=int(self._top[placed - 1]) if history.allocator == "bump" and placed else 0,
            new=self._row(placed - 1) if is_new else None,
            freed=self._row(int(self._by_death[died])) if is_freed else None,
        )

    def _row(self, row: int) -> Range:
        return int(self.history.address[row]), int(self.history.block[row])


def _narrow(column: Ints, largest: int | None = None) -> NDArray[Any]:
    """The same numbers in half the bytes if they fit: fresh memory is most of a frame's cost.

    `largest` is the largest number that may come of them, by default that of the column.
    """
    if largest is None:
        largest = int(column.max(initial=0))
    return column.astype(np.int32) if largest <= np.iinfo(np.int32).max else column
