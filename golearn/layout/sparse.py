"""The sparse layout of Go 1.11 and later: arenas anywhere, found by a two-level index.

Source: `runtime/malloc.go` (`mallocinit`, `sysAlloc`) and `runtime/mheap.go` (`grow`, `spanOf`),
Go 1.21.13. Addresses and sizes in bytes.

Nothing is reserved before it is needed. The heap grows arena by arena where a hint says; when
the hint's place is taken, at the next hint; when all hints have failed, wherever the system
finds room. Not here: user arenas, and huge-page advice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from golearn.errors import BadParameter
from golearn.layout import heap_bits
from golearn.layout.arena_index import ArenaIndex
from golearn.layout.events import ArenaMade, HintDropped, HintsUsedUp, Stranded
from golearn.layout.heap_arena import HeapArena, ones
from golearn.layout.hints import ArenaHint, hint_addresses
from golearn.layout.layout import Growth, Layout, Metadata, S, Span
from golearn.layout.ports import LINUX_AMD64, PAGE_SIZE, Port
from golearn.layout.refusals import NoAddressSpace
from golearn.layout.small_start import reserve_start
from golearn.layout.spaces import address_space
from golearn.layout.walk import Path, Walk
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.refusals import AddressSpaceFull
from golearn.osmem.reserve_aligned import sys_reserve_aligned
from golearn.osmem.states import SysStat
from golearn.units import MIB, human_bytes, round_up


class SparseLayout(Layout[S]):
    """Arenas of one port in the address space of one process.

    `hints` are the places to try, by default Go's own; `data_end` is where the program and its C
    libraries' first memory end, which only 32-bit ports look at.
    """

    name: ClassVar[str] = "sparse"

    def __init__(
        self,
        space: AddressSpace | None = None,
        port: Port = LINUX_AMD64,
        hints: list[int] | None = None,
        data_end: int = 8 * MIB,
    ) -> None:
        super().__init__(address_space(port) if space is None else space)
        self.port = port
        self.index: ArenaIndex[S] = ArenaIndex(self.space, port)
        self._pages = port.pages_per_arena
        self._arena_bytes = port.heap_arena_bytes
        self._placed_in: HeapArena[S] = HeapArena(port, 0)
        """The arena of the last span; most spans follow one another."""
        self.typed = False
        """Whether anybody keeps the pointer bitmap; see `set_type`."""
        self.cur_start = self.cur_end = 0
        """What is left of the reservation in hand (`curArena`)."""
        self.kept_start = self.kept_end = 0
        """Address space that a 32-bit port reserved at its start (`mheap.arena`)."""
        if hints is None and port.ptr_size == 4:
            self.kept_start, self.kept_end = reserve_start(self.space, port, data_end)
            hints = [self.kept_end or round_up(data_end, port.heap_arena_bytes)]
        places = hint_addresses(port) if hints is None else hints
        self.hints = [ArenaHint(addr) for addr in places]

    # Growing.

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
        try:
            for number in range(self.number_of(start), self.number_of(start + size - 1) + 1):
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

    # Spans.

    def number_of(self, address: int) -> int:
        """Number of the arena that an address lies in."""
        return self.index.number_of(address)

    def arena_of(self, address: int) -> HeapArena[S] | None:
        """The arena that holds `address`, if the heap has it."""
        return self.index.get(address)

    def _arena(self, address: int) -> HeapArena[S]:
        arena = self.index.get(address)
        if arena is None:
            raise BadParameter(f"{address:#x} lies in no arena of this heap")
        return arena

    def _pieces(self, base: int, npages: int) -> list[tuple[HeapArena[S], int, int]]:
        """(arena, page, page behind the last) of a run, cut at the borders of arenas."""
        pieces = []
        while npages:
            arena = self._arena(base)
            first = (base - arena.base) // PAGE_SIZE
            end = min(first + npages, self._pages)
            pieces.append((arena, first, end))
            base, npages = base + (end - first) * PAGE_SIZE, npages - (end - first)
        return pieces

    def place(self, span: S) -> bool:
        arena = self._placed_in
        offset = span.base - arena.base
        if not 0 <= offset < self._arena_bytes:
            arena = self._placed_in = self._arena(span.base)
            offset = span.base - arena.base
        first = offset // PAGE_SIZE
        end = first + span.npages
        arena.page_in_use[first >> 3] |= 1 << (first & 7)
        if self.typed:
            self._init_bits(span)
        if end > self._pages:
            return self._place_across(span)
        arena.spans[first:end] = [span] * span.npages
        return arena.needs_zero(first, end)

    def _place_across(self, span: S) -> bool:
        """A span that crosses from arena to arena."""
        for arena, first, end in self._pieces(span.base, span.npages):
            arena.spans[first:end] = [span] * (end - first)
        return self.needs_zero(span.base, span.npages)

    def remove(self, span: S) -> None:
        arena = self._arena(span.base)
        first = (span.base - arena.base) // PAGE_SIZE
        arena.page_in_use[first >> 3] &= ~(1 << (first & 7)) & 0xFF

    def needs_zero(self, base: int, npages: int) -> bool:
        arena = self._arena(base)
        page = (base - arena.base) // PAGE_SIZE
        if page + npages <= self._pages:
            return arena.needs_zero(page, page + npages)
        used = [a.needs_zero(first, end) for a, first, end in self._pieces(base, npages)]
        return any(used)

    def entry(self, address: int) -> S | None:
        arena = self.index.get(address)
        return None if arena is None else arena.spans[(address - arena.base) // PAGE_SIZE]

    def walk(self, address: int) -> Walk[S]:
        path = Path(address)
        arena = self.index.walk(address, path)
        if arena is None:
            return path.end()
        pages = self.port.pages_per_arena
        page = path.compute(f"divide by a page, {human_bytes(PAGE_SIZE)}", address // PAGE_SIZE)
        page = path.compute(f"the rest of dividing by {pages:,}", page % pages)
        span = arena.spans[page]
        shown = "nil" if span is None else f"the span at {span.base:#x}"
        return path.end(path.read(f"spans[{page:,}] of that arena", span, shown))

    def entries(self, addresses: NDArray[np.uint64]) -> tuple[list[S], NDArray[np.int64]]:
        arenas = sorted(self.index.arenas, key=lambda arena: arena.number)
        if not arenas:
            return [], np.full(len(addresses), -1)
        spans: list[S] = []
        places: dict[int, int] = {}
        table = np.full((len(arenas), self.port.pages_per_arena), -1)
        for row, arena in zip(table, arenas, strict=True):
            for span in dict.fromkeys(arena.spans):
                if span is not None and id(span) not in places:
                    places[id(span)] = len(spans)
                    spans.append(span)
            row[:] = [-1 if span is None else places[id(span)] for span in arena.spans]
        numbers = np.array([arena.number for arena in arenas], np.uint64)
        wanted = self.index.numbers_of(addresses)
        at = np.searchsorted(numbers, wanted).clip(0, len(numbers) - 1)
        page = addresses // np.uint64(PAGE_SIZE) % np.uint64(self.port.pages_per_arena)
        found = table[at, page.astype(np.int64)]
        return spans, np.where(numbers[at] == wanted, found, -1)

    def spans_in_use(self) -> Iterator[S]:
        for arena in sorted(self.index.arenas, key=lambda arena: arena.base):
            for page in ones(int.from_bytes(arena.page_in_use, "little")):
                span = arena.spans[page]
                assert span is not None
                yield span

    # Marks.

    def note_mark(self, span: S) -> None:
        arena = self._arena(span.base)
        page = (span.base - arena.base) // PAGE_SIZE
        arena.page_marks[page >> 3] |= 1 << (page & 7)

    def note_specials(self, span: S, some: bool) -> None:
        arena = self._arena(span.base)
        page = (span.base - arena.base) // PAGE_SIZE
        arena.page_specials[page >> 3] &= ~(1 << (page & 7)) & 0xFF
        arena.page_specials[page >> 3] |= some << (page & 7)

    def start_checkmarks(self) -> None:
        for arena in self.index.arenas:
            arena.start_checkmarks()

    def set_checkmark(self, address: int) -> bool:
        return self._arena(address).set_checkmark(address)

    def clear_marks(self) -> None:
        for arena in self.index.arenas:
            arena.page_marks = bytearray(len(arena.page_marks))

    def unmarked(self, address: int, npages: int) -> list[S]:
        found: list[S] = []
        for arena, first, end in self._pieces(address, npages):
            in_use = int.from_bytes(arena.page_in_use, "little") & (1 << end) - (1 << first)
            marked = int.from_bytes(arena.page_marks, "little")
            for page in ones(in_use & ~marked):
                span = arena.spans[page]
                assert span is not None
                found.append(span)
        return found

    # Where the pointers are.

    def set_type(self, address: int, size: int, words: str) -> None:
        if not self.typed:
            self.typed = True
            for span in self.spans_in_use():
                self._init_bits(span)
        heap_bits.set_type(self._arena, address, size, words, self.port.ptr_size)

    def pointers(self, address: int, size: int) -> list[int]:
        return heap_bits.pointers(self._arena, address, size, self.port.ptr_size)

    def _init_bits(self, span: Span) -> None:
        """A new span: no pointers, or, if its slots are one word and scanned, only pointers."""
        ptr_size = self.port.ptr_size
        ones = ptr_size == 8 and span.elemsize == ptr_size and not span.spanclass & 1
        heap_bits.fill(self._arena, span.base, span.npages * PAGE_SIZE, ptr_size, ones)
