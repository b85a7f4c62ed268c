"""The two-level index: from an arena's number to what Go knows about it.

Source: `runtime/mheap.go` (`arenas`, `arenaIdx`, `spanOf`), Go 1.21.13.

The first level lies in the program itself. A table of the second level is made when the first
arena needs it; on linux/amd64 there is one, 32 MiB of address space, nearly all of it empty and
without physical memory. Here a table is a dict, so it holds only what is there.
"""

from __future__ import annotations

from typing import Generic

import numpy as np
from numpy.typing import NDArray

from golearn.allocator import AllocatorEvent
from golearn.layout.events import TableMade
from golearn.layout.heap_arena import HeapArena
from golearn.layout.layout import S
from golearn.layout.ports import MASK, Port
from golearn.layout.walk import Path
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.states import SysStat


class ArenaIndex(Generic[S]):
    """The arenas of one heap. `arenas` has them in the order in which they were made."""

    def __init__(self, space: AddressSpace, port: Port) -> None:
        self.space = space
        self.port = port
        self.tables: dict[int, dict[int, HeapArena[S]]] = {}
        """First level: entry to table. Second level: entry to arena."""
        self.arenas: list[HeapArena[S]] = []
        self._bias = -port.arena_base_offset & MASK
        self._signed = self._bias if self._bias < 1 << 63 else -port.arena_base_offset
        self._shift = port.log_heap_arena_bytes
        self._l2_bits = port.arena_l2_bits
        self._l2_mask = port.l2_entries - 1
        self._count = port.l1_entries * port.l2_entries

    def number_of(self, address: int) -> int:
        """Number of the arena that an address lies in."""
        return (address + self._bias & MASK) >> self._shift

    def numbers_of(self, addresses: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """The same for many addresses."""
        numbers: NDArray[np.uint64] = (addresses + np.uint64(self._bias)) >> np.uint64(self._shift)
        return numbers

    def reaches(self, address: int) -> bool:
        """Whether the index has an entry for this address."""
        return 0 <= address <= MASK and self.number_of(address) < self._count

    def get(self, address: int) -> HeapArena[S] | None:
        """The arena that holds `address`, if the heap has it."""
        number = address + self._signed >> self._shift
        table = self.tables.get(number >> self._l2_bits)
        return None if table is None else table.get(number & self._l2_mask)

    def make(self, number: int, watch: list[AllocatorEvent] | None) -> HeapArena[S]:
        """A new arena: its metadata, and the table that leads to it."""
        l1, l2 = self.port.l1_l2(number)
        if l1 not in self.tables:
            self.space.sys_alloc_os(self.port.l2_bytes)
            self.tables[l1] = {}
            if watch is not None:
                watch.append(TableMade(l1, self.port.l2_entries, self.port.l2_bytes))
        assert l2 not in self.tables[l1], "arena already initialized"
        at = self.space.sys_alloc(self.port.sizeof_heap_arena, SysStat.GC_MISC)
        arena = self.tables[l1][l2] = HeapArena(self.port, number, at)
        self.arenas.append(arena)
        return arena

    def unmake(self, arena: HeapArena[S]) -> None:
        """Forget an arena that was never used."""
        l1, l2 = self.port.l1_l2(arena.number)
        del self.tables[l1][l2]
        self.arenas.remove(arena)
        self.space.sys_free(arena.at, self.port.sizeof_heap_arena, SysStat.GC_MISC)

    def walk(self, address: int, path: Path) -> HeapArena[S] | None:
        """The way of `get`, step by step.

        With a first level of one entry, where it leads is a variable like any other: its index
        is known beforehand, and only the second level is looked up.
        """
        port = self.port
        biased = address
        if port.arena_base_offset:
            biased = address + self._bias & MASK
            path.compute(f"subtract {port.arena_base_offset:#x}", biased, f"{biased:#x}")
        number = path.compute(
            f"divide by the size of an arena, 2^{self._shift}", biased >> self._shift
        )
        l1, l2 = 0, number
        if port.arena_l1_bits:
            l1 = path.compute(f"shift right by {port.arena_l2_bits}", number >> port.arena_l2_bits)
            l2 = path.compute(f"keep the low {port.arena_l2_bits} bits", port.l1_l2(number)[1])
            if not path.check(f"is {l1:,} below {port.l1_entries:,}?", l1 < port.l1_entries):
                return None
            table = path.read(f"arenas[{l1}]", self.tables.get(l1), "a table")
            if not path.check("is there a table?", table is not None):
                return None
        elif not path.check(f"is {l2:,} below {port.l2_entries:,}?", l2 < port.l2_entries):
            return None
        arena = self.tables.get(l1, {}).get(l2)
        shown = "" if arena is None else f"the arena at {arena.base:#x}"
        path.read(f"arenas[{l1}][{l2:,}]", arena, shown)
        return arena if path.check("is there an arena?", arena is not None) else None
