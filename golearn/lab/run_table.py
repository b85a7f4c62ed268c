"""The runs of a segregated fit as a table with births and deaths."""

from __future__ import annotations

from array import array
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from golearn.allocator import AllocatorEvent
from golearn.classic.events import Refilled, Returned

Ints = NDArray[np.int64]
_NEVER = 1 << 62


class Runs(NamedTuple):
    """The runs that exist at an instant, one entry per run."""

    address: Ints
    size_class: Ints
    blocks: Ints


class RunTable:
    """Built by hearing an allocator's events; asked for the runs at any instant."""

    def __init__(self) -> None:
        self._columns = {name: array("q") for name in ("address", "size_class", "blocks")}
        self._born, self._died = array("q"), array("q")
        self._open: dict[int, int] = {}

    def hear(self, event: int, happened: list[AllocatorEvent]) -> None:
        """Note which runs came and went during one event of the trace."""
        for what in happened:
            match what:
                case Refilled(size_class, address, blocks):
                    self._open[address] = len(self._born)
                    for name, value in zip(
                        self._columns, (address, size_class, blocks), strict=True
                    ):
                        self._columns[name].append(value)
                    self._born.append(event)
                    self._died.append(_NEVER)
                case Returned(_, address):
                    self._died[self._open.pop(address)] = event

    @property
    def cuts(self) -> list[int]:
        """The events in which a run was cut."""
        return self._born.tolist()

    def at(self, event: int) -> Runs:
        """The runs right after `event`."""
        born, died = np.frombuffer(self._born, np.int64), np.frombuffer(self._died, np.int64)
        rows = (born <= event) & (event < died)
        return Runs(*(np.frombuffer(c, np.int64)[rows] for c in self._columns.values()))
