"""A row of modelled pages, and the same calls on it as on a row of real ones."""

from __future__ import annotations

from copy import deepcopy

from golearn.allocator import AllocatorEvent
from golearn.errors import BadParameter, GolearnError
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.kernel_view import PageView
from golearn.osmem.live_row import HINTS
from golearn.osmem.refusals import OsMemoryError
from golearn.osmem.row_calls import RowCall, require_inside
from golearn.osmem.states import State, SysStat
from golearn.units import KIB

PAGE = 4 * KIB
"""Bytes of a modelled page, whatever the pages of this machine are."""

STAT = SysStat.HEAP
"""The caller's counter: all calls here are made for the heap."""

ACCESSIBLE = (State.PREPARED, State.READY)
"""On Linux sysMap gives the rights, so Prepared memory has them too."""


class ModelRow:
    """`pages` pages in a row of an `AddressSpace`, all None at first."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        self.space = AddressSpace(page_size=PAGE)
        self.base = HINTS[0]

    def do(self, call: RowCall) -> list[AllocatorEvent]:
        """One call; what happened. Raises BadParameter and OsMemoryError, and changes nothing."""
        require_inside(call, self.pages)
        events: list[AllocatorEvent] = []
        self.space.watch = events
        start, n = self.base + call.first * PAGE, call.pages * PAGE
        space = self.space
        match call.name:
            case "sysAlloc":
                self._alloc(call)
            case "sysReserve":
                self._reserve(start, n)
            case "sysMap":
                self._map(start, n)
            case "sysUsed":
                prepared = [p.size for p in space.parts(start, n) if p.state is State.PREPARED]
                space.sys_used(start, n, sum(prepared))
            case "sysUnused":
                space.sys_unused(start, n)
            case "sysFault":
                space.sys_fault(start, n)
            case "sysFree":
                space.sys_free(start, n, STAT)
            case "sysFreeOS":
                space.sys_free_os(start, n)
            case "touch":
                space.touch(start, n)
            case _:
                raise BadParameter(f"unknown call '{call.name}'")
        return events

    def why_not(self, call: RowCall) -> str:
        """Why a call would be refused; empty if it is legal. Nothing changes."""
        try:
            deepcopy(self).do(call)
        except GolearnError as error:
            return str(error)
        return ""

    @property
    def states(self) -> tuple[State, ...]:
        """The state of each page."""
        parts = self.space.parts(self.base, self.pages * PAGE)
        return tuple(part.state for part in parts for _ in range(part.size // PAGE))

    @property
    def sys_stat(self) -> int:
        """Pages that the caller's counter counts."""
        return self.space.books.sys[STAT] // PAGE

    @property
    def mapped_ready(self) -> int:
        """Pages that the collector's counter counts."""
        return self.space.books.mapped_ready // PAGE

    def expected(self) -> list[PageView]:
        """What Linux should say of each page."""
        resident = {
            page
            for start, end in self.space.kernel.resident_ranges()
            for page in range((start - self.base) // PAGE, (end - self.base) // PAGE)
        }
        return [
            PageView(state is not State.NONE, state in ACCESSIBLE, page in resident)
            for page, state in enumerate(self.states)
        ]

    def _map(self, start: int, n: int) -> None:
        """What sysFault took is counted still; Go takes it off before it maps it again."""
        parts = self.space.parts(start, n)
        if all(part.state is State.RESERVED for part in parts):
            for part in parts:
                if part.stat is not None:
                    self.space.recount(part.start, part.size, None)
        self.space.sys_map(start, n, STAT)

    def _alloc(self, call: RowCall) -> None:
        if call.pages != self.pages or any(self.space.ranges()):
            raise BadParameter(
                "sysAlloc lets the system pick the address, so here it must take the whole row, "
                f"pages 0 to {self.pages - 1}, while all of it is None"
            )
        self.base = self.space.sys_alloc(call.pages * PAGE, STAT)

    def _reserve(self, start: int, n: int) -> None:
        if not any(self.space.ranges()):
            start, self.base = start - self.base + HINTS[0], HINTS[0]
        taken = [p for p in self.space.parts(start, n) if p.state is not State.NONE]
        if taken:
            raise OsMemoryError(
                f"sysReserve would give another address: {taken[0].start:#x} is "
                f"{taken[0].state} already. Only None can be reserved"
            )
        self.space.sys_reserve(n, start)
