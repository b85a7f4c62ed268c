"""The oracle: an address space as an array with an entry for every KiB, and rules of its own."""

from __future__ import annotations

import numpy as np

from golearn.osmem.states import State, SysStat

CELL = 1024
PAGE = 4096
PER_PAGE = PAGE // CELL
BITS = 20
CELLS = (1 << BITS) // CELL
STATES = [State.NONE, State.RESERVED, State.PREPARED, State.READY, State.FOREIGN]
NONE, RESERVED, PREPARED, READY, FOREIGN = range(5)
STATS = list(SysStat)
NO_STAT = len(STATS)


class Cells:
    """`state` and `stat` of every cell, `resident` and `taken` of every page."""

    def __init__(self, lowest: int, top: int, end: int) -> None:
        self.lowest, self.top, self.end = lowest, top, end
        self.state = np.zeros(CELLS, np.int64)
        self.stat = np.full(CELLS, NO_STAT)
        self.resident = np.zeros(CELLS // PER_PAGE, bool)
        self.taken = bytearray(CELLS // PER_PAGE)

    def books(self) -> tuple[list[int], int]:
        """(bytes in each counter, Ready bytes in any counter)."""
        table = np.bincount(self.stat * 5 + self.state, minlength=(NO_STAT + 1) * 5).reshape(-1, 5)
        counted = table[:NO_STAT] * CELL
        return counted.sum(axis=1).tolist(), int(counted[:, READY].sum())

    def place(self, size: int, hint: int = 0) -> int | None:
        """Where the system must put `size` bytes; None if nowhere."""
        need = bytes(-(-size // PAGE))
        low, page = self.lowest // PAGE, -(-hint // PAGE)
        inside = low <= page and page + len(need) <= self.end // PAGE
        if hint and inside and not any(self.taken[page : page + len(need)]):
            return page * PAGE
        for top in (self.top, self.end):
            found = self.taken.rfind(need, low, top // PAGE)
            if found >= 0:
                return found * PAGE
        return None

    def put(self, start: int, size: int, state: int, stat: int | None = None) -> None:
        """Give a range its new state; `stat` None leaves the counter."""
        cells = slice(start // CELL, (start + size) // CELL)
        self.state[cells] = state
        if stat is not None:
            self.stat[cells] = stat

    def pages(self, start: int, size: int) -> slice:
        return slice(start // PAGE, -(-(start + size) // PAGE))

    def take(self, start: int, size: int, state: int, stat: int) -> None:
        self.put(start, size, state, stat)
        pages = self.pages(start, size)
        self.taken[pages] = b"\1" * (pages.stop - pages.start)

    def drop(self, start: int, size: int) -> None:
        self.put(start, size, NONE, NO_STAT)
        pages = self.pages(start, size)
        self.taken[pages] = bytes(pages.stop - pages.start)
        self.resident[pages] = False

    def whole(self, start: int, size: int) -> bool:
        """Whether the system, which rounds the end up to a page, hits nothing else."""
        end = start + size
        up = -(-end // PAGE) * PAGE
        return start % PAGE == 0 and not self.state[end // CELL : up // CELL].any()

    def legal(self, op: str, start: int, size: int, stat: int) -> bool:
        """Whether this call on this range is one that Go could make."""
        cells = slice(start // CELL, (start + size) // CELL)
        states, stats = set(self.state[cells].tolist()), set(self.stat[cells].tolist())
        counted = NO_STAT not in stats
        match op:
            case "map":
                return states == {RESERVED} and stats == {NO_STAT} and self.whole(start, size)
            case "used":
                return states <= {PREPARED, READY}
            case "unused":
                aligned = start % PAGE == 0 and size % PAGE == 0
                return states == {READY} and counted and aligned
            case "fault":
                return states == {READY} and counted and self.whole(start, size)
            case "free":
                return states == {READY} and stats == {stat} and self.whole(start, size)
            case "free_os":
                owned = not states & {NONE, FOREIGN}
                return owned and stats == {NO_STAT} and self.whole(start, size)
            case "touch":
                return states == {READY}
            case "recount":
                return counted and (stat != NO_STAT or states == {RESERVED})
            case "unmap_foreign":
                return states == {FOREIGN} and self.whole(start, size)
        raise AssertionError(op)

    def apply(self, op: str, start: int, size: int, stat: int) -> None:
        """Carry a legal call out."""
        match op:
            case "map":
                self.put(start, size, PREPARED, stat)
            case "used":
                self.put(start, size, READY)
            case "unused":
                self.put(start, size, PREPARED)
                self.resident[self.pages(start, size)] = False
            case "fault":
                self.put(start, size, RESERVED)
                self.resident[self.pages(start, size)] = False
            case "touch":
                self.resident[self.pages(start, size)] = True
            case "recount":
                cells = slice(start // CELL, (start + size) // CELL)
                self.stat[cells] = stat
            case "free" | "free_os" | "unmap_foreign":
                self.drop(start, size)
