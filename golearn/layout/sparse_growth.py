"""Where the sparse layout gets its arenas: where a hint says, at the next hint, or anywhere.

Source: `runtime/malloc.go` (`mallocinit`, `sysAlloc`) and `runtime/mheap.go` (`grow`), Go 1.21.13.
Addresses and sizes in bytes.

Nothing is reserved before it is needed. The heap grows arena by arena where a hint says; when
the hint's place is taken, at the next hint; when all hints have failed, wherever the system
finds room.
"""

from __future__ import annotations

from golearn.layout.arena_index import ArenaIndex
from golearn.layout.events import ArenaMade, HintDropped, HintsUsedUp, Stranded
from golearn.layout.heap_arena import HeapArena
from golearn.layout.hints import ArenaHint, hint_addresses
from golearn.layout.layout import Growth, Layout, Metadata, S
from golearn.layout.ports import Port
from golearn.layout.refusals import NoAddressSpace
from golearn.layout.small_start import reserve_start
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.refusals import AddressSpaceFull
from golearn.osmem.reserve_aligned import sys_reserve_aligned
from golearn.osmem.states import SysStat
from golearn.units import human_bytes, round_up


class GrowingLayout(Layout[S]):
    """The arenas of one port in `space`; what lies in them is the business of `SparseLayout`."""

    def __init__(
        self, space: AddressSpace, port: Port, hints: list[int] | None, data_end: int
    ) -> None:
        super().__init__(space)
        self.port = port
        self.index: ArenaIndex[S] = ArenaIndex(space, port)
        self.cur_start = self.cur_end = 0
        """What is left of the reservation in hand (`curArena`)."""
        self.kept_start = self.kept_end = 0
        """Address space that a 32-bit port reserved at its start (`mheap.arena`)."""
        if hints is None and port.ptr_size == 4:
            self.kept_start, self.kept_end = reserve_start(space, port, data_end)
            hints = [self.kept_end or round_up(data_end, port.heap_arena_bytes)]
        places = hint_addresses(port) if hints is None else hints
        self.hints = [ArenaHint(addr) for addr in places]

    @property
    def first(self) -> int:
        if self.index.arenas:
            return min(arena.base for arena in self.index.arenas)
        return self.kept_start or (self.hints[0].addr if self.hints else 0)

    def grow(self, nbytes: int, align: int) -> Growth:
        reserved = None
        fresh: list[tuple[int, int]] = []
        if self.cur_start + nbytes > self.cur_end:
            start, size = reserved = self._reserve(nbytes)
            if start != self.cur_end:
                if rest := self.cur_end - self.cur_start:
                    self._tell(Stranded(self.cur_start, rest))
                    fresh.append((self.cur_start, rest))
                self.cur_start = start
            self.cur_end = start + size
        fresh.append((self.cur_start, nbytes))
        self.cur_start += nbytes
        for start, size in fresh:
            self.space.sys_map(start, size, SysStat.HEAP)
        return Growth(reserved, fresh)

    def _reserve(self, nbytes: int) -> tuple[int, int]:
        """(address, bytes) of whole arenas, Reserved, with their metadata (`sysAlloc`)."""
        size = round_up(nbytes, self.port.heap_arena_bytes)
        kept = round_up(self.kept_start, self.port.heap_arena_bytes)
        if kept and kept + size <= self.kept_end:
            start, self.kept_start = kept, kept + size
        else:
            start = self._at_a_hint(size)
            if not start:
                start, size = self._anywhere(size)
        self._describe(start, size)
        return start, size

    def _describe(self, start: int, size: int) -> None:
        """Metadata for every arena of a reservation; without it there is no use for it."""
        made: list[HeapArena[S]] = []
        first, last = map(self.index.number_of, (start, start + size - 1))
        try:
            for number in range(first, last + 1):
                made.append(self.index.make(number, self.watch))
        except AddressSpaceFull:
            for arena in made:
                self.index.unmake(arena)
            self.space.sys_free_os(start, size)
            raise self._full(size) from None
        for arena in made:
            self._tell(ArenaMade(arena.number, arena.base, self.port.sizeof_heap_arena))

    def _at_a_hint(self, size: int) -> int:
        """Reserve at the first hint that works, and drop those that do not; 0 if none does."""
        while self.hints:
            hint = self.hints[0]
            start = hint.addr - size if hint.down else hint.addr
            why = "outside of the address space"
            if start >= 0 and self._in_reach(start, size):
                try:
                    got = self.space.sys_reserve(size, start)
                except AddressSpaceFull:
                    raise self._full(size) from None
                if got == start:
                    hint.addr = start if hint.down else start + size
                    return start
                self.space.sys_free_os(got, size)
                why = "it is taken"
            self._tell(HintDropped(hint.addr, size, why))
            self.hints.pop(0)
        return 0

    def _anywhere(self, size: int) -> tuple[int, int]:
        """Whole arenas wherever the system likes; two new hints, one at each end."""
        align = self.port.heap_arena_bytes
        try:
            windows = self.port.os == "windows"
            start, size = sys_reserve_aligned(self.space, size, align, windows=windows)
        except AddressSpaceFull:
            raise self._full(size) from None
        self.hints = [ArenaHint(start + size), ArenaHint(start, down=True)]
        self._tell(HintsUsedUp(start, size))
        return start, size

    def _full(self, size: int) -> NoAddressSpace:
        end = self.space.kernel.end
        return NoAddressSpace(f"no {human_bytes(size)} in a row are free for arenas below {end:#x}")

    def _in_reach(self, start: int, size: int) -> bool:
        end = start + size
        return end <= self.space.size and self.index.reaches(start) and self.index.reaches(end - 1)

    def metadata(self) -> list[Metadata]:
        tables, arenas = len(self.index.tables), len(self.index.arenas)
        port = self.port
        rows = [
            Metadata("first level", port.l1_bytes, port.l1_bytes),
            Metadata("second level", tables * port.l2_bytes, tables * port.l2_bytes),
        ]
        for field in port.heap_arena_fields:
            rows.append(Metadata(field.name, arenas * field.size, arenas * field.size))
        return rows
