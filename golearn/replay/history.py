"""A history: the table of what an allocator did with a trace.

A row per placed object and columns per event. The heap at any instant is a mask over the rows,
so going back and forth in time needs no second run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from golearn.errors import OutOfMemory

Ints = NDArray[np.int64]

BLOCK = 1 << 16
"""Rows that are looked at together where there is no need for whole columns."""


@dataclass(frozen=True, eq=False)
class History:
    """What happened, event by event. All sizes and addresses are in bytes.

    Per placed object, in order of birth, shape (placements,): `object` (the trace's ID; a
    reallocated object has several rows), `address`, `requested`, `block` (bytes it occupies),
    `born` and `died` (event numbers; `died` is `len(history)` for what outlives the trace).

    Per event, shape (events,): `visited` (free blocks looked at), `heap_size` (after the
    event), `tier` (index into `tiers`; -1 where nothing was placed).

    Columns that restate the trace or hardly ever change may be made when one of them is first
    looked at.
    """

    allocator: str
    trace: str
    object: Ints
    address: Ints
    requested: Ints
    block: Ints
    born: Ints
    died: Ints
    visited: Ints
    heap_size: Ints
    tier: NDArray[np.int8]
    tiers: tuple[str, ...] = ("heap",)
    base: int = 0
    """The address at which the heap starts."""
    stopped: OutOfMemory | None = None
    """Why the replay ended before the trace did; None if it did not."""

    @classmethod
    def with_later(cls, later: Callable[[], dict[str, Ints]], **known: Any) -> History:
        """A history of which `later` makes what is not `known` when it is first looked at."""
        history = object.__new__(cls)
        vars(history).update(known, _later=later, _lock=Lock())
        return history

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if "_lock" not in vars(self) or name not in self.__dataclass_fields__:
                raise AttributeError(f"'{type(self).__name__}' has no attribute '{name}'")
            self._complete()
            return vars(self)[name]

    def _complete(self) -> None:
        """Make what is missing, once; a thread that comes later waits for the one that does."""
        known = vars(self)
        if "_lock" in known:
            with known["_lock"]:
                if "_later" in known:
                    known.update(known["_later"]())
                    del known["_later"]

    def __getstate__(self) -> dict[str, Any]:
        """All columns, for another process."""
        self._complete()
        return {name: value for name, value in vars(self).items() if name != "_lock"}

    def __len__(self) -> int:
        """The number of events that were replayed."""
        return len(self.tier)

    def __repr__(self) -> str:
        return (
            f"<History {self.trace} with {self.allocator}: {len(self):,} events, "
            f"{len(self.object):,} placements, heap {self.peak_heap:,} bytes>"
        )

    def live_at(self, event: int) -> NDArray[np.bool_]:
        """Which rows are live right after `event`, shape (placements,)."""
        return (self.born <= event) & (event < self.died)

    def gaps_at(self, event: int) -> tuple[Ints, Ints]:
        """The free ranges right after `event`: addresses and sizes, in address order.

        Neighbouring free blocks count as one range, merged by the allocator or not.
        """
        rows = np.flatnonzero(self.live_at(event))
        rows = rows[self.block[rows] > 0]  # objects without size lie outside of Go's heap
        rows = rows[np.argsort(self.address[rows])]
        start = self.address[rows]
        low = np.concatenate(([self.base], start + self.block[rows]))
        high = np.concatenate((start, [self.base + self.heap_size[event]]))
        gap = high > low
        return low[gap], (high - low)[gap]

    @cached_property
    def live_bytes(self) -> Ints:
        """Requested bytes that are live after each event, shape (events,)."""
        return self._over_time(self.requested)

    @cached_property
    def block_bytes(self) -> Ints:
        """Bytes in live blocks after each event, rounding included, shape (events,)."""
        return self._over_time(self.block)

    @property
    def peak_heap(self) -> int:
        """The largest size the heap had."""
        return int(self.heap_size.max(initial=0))

    @property
    def requests(self) -> NDArray[np.bool_]:
        """Which events placed something, shape (events,)."""
        return self.tier >= 0

    def _over_time(self, amount: Ints) -> Ints:
        # An event places at most one object and ends at most one, which was born before.
        change = np.zeros(len(self) + 1, dtype=np.int64)
        for first in range(0, len(amount), BLOCK):
            part = slice(first, first + BLOCK)
            change[self.died[part]] = -amount[part]
            change[self.born[part]] += amount[part]
        change = change[:-1]
        return np.cumsum(change, out=change)
