"""The free blocks of a free list as a table with births and deaths, like the live ones.

`History` knows free *ranges*. Where neighbours are not merged at once, a range may consist of
several blocks, and a search visits each. This table keeps them apart.
"""

from __future__ import annotations

from array import array

import numpy as np

from golearn.allocator import AllocatorEvent
from golearn.classic.events import Coalesced, Freed, Placed, Split
from golearn.classic.policies import Block

_NEVER = 1 << 62


class FreeTable:
    """Built by hearing an allocator's events; asked for the free list at any instant."""

    def __init__(self, heap: int | None) -> None:
        self._address, self._size = array("q"), array("q")
        self._born, self._died = array("q"), array("q")
        self._open: dict[int, int] = {}
        """Address of a free block → its row."""
        if heap:
            self._birth(-1, 0, heap)

    def hear(self, event: int, happened: list[AllocatorEvent]) -> None:
        """Note what became free, was cut, merged or taken during one event of the trace."""
        for what in happened:
            match what:
                case Freed(address, size):
                    self._birth(event, address, size)
                case Coalesced(address, size, _):
                    self._merge(event, address, size)
                case Split(address, taken, rest):
                    self._death(event, address)
                    self._birth(event, address + taken, rest)
                case Placed(address, _, _):
                    self._death(event, address)

    def at(self, event: int) -> list[Block]:
        """The free list right after `event` (-1: before the first), in address order."""
        born, died = np.frombuffer(self._born, np.int64), np.frombuffer(self._died, np.int64)
        rows = np.flatnonzero((born <= event) & (event < died))
        address = np.frombuffer(self._address, np.int64)[rows]
        size = np.frombuffer(self._size, np.int64)[rows]
        order = np.argsort(address)
        return [*map(Block, address[order].tolist(), size[order].tolist())]

    def _birth(self, event: int, address: int, size: int) -> None:
        self._open[address] = len(self._address)
        self._address.append(address)
        self._size.append(size)
        self._born.append(event)
        self._died.append(_NEVER)

    def _death(self, event: int, address: int) -> None:
        row = self._open.pop(address, None)
        if row is not None:
            self._died[row] = event

    def _merge(self, event: int, address: int, size: int) -> None:
        piece = address
        while piece < address + size:
            length = self._size[self._open[piece]]
            self._death(event, piece)
            piece += length
        self._birth(event, address, size)
