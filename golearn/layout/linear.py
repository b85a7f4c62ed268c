"""The linear layout of Go 1.10 and earlier: spans, bitmap and arena, one behind the other.

Source: `runtime/malloc.go` (`mallocinit`, `sysAlloc`) and `runtime/mheap.go` (`setArenaUsed`,
`mapBits`, `mapSpans`), Go 1.10. Addresses and sizes in bytes.

Where the three lie is settled once, at the start. From then on the heap grows at its end, and its
tables with it. Everything rests on one assumption: what follows the heap is the heap's.

Two things are Go 1.21's, as the page heap above is: the heap grows by whole chunks, and is
Prepared at first. (Go 1.10 made it Ready at once.)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from golearn.allocator import AllocatorEvent
from golearn.layout.events import MetadataGrew
from golearn.layout.layout import Growth, Layout, Metadata, S
from golearn.layout.linear_geometry import GO_1_10, LinearGeometry
from golearn.layout.linear_start import Reserving, find_place, map_piece, require_room, reserve
from golearn.layout.pair_bits import PairBits
from golearn.layout.ports import PAGE_SIZE
from golearn.layout.refusals import ReservationUsedUp
from golearn.layout.walk import Path, Walk
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.refusals import AddressSpaceFull
from golearn.osmem.states import SysStat
from golearn.units import MIB, human_bytes, round_up

BITMAP_CHUNK = 8192
"""The bitmap grows by multiples of this."""

MORE = 256 * MIB
"""A reservation that is used up is extended by multiples of this, if there are addresses left."""

STRAND = 16 * MIB
"""Bytes of a reservation that Go may leave unused to move on to another."""


class LinearLayout(Layout[S]):
    """The heap of one program of Go 1.10. Raises StartUpFailed if it finds no place.

    `how` is what the system does with large reservations; `data_end` where the program and C's
    first memory end.
    """

    name: ClassVar[str] = "linear"

    def __init__(
        self,
        space: AddressSpace | None = None,
        geometry: LinearGeometry = GO_1_10,
        how: Reserving = Reserving.PROBE,
        data_end: int = 8 * MIB,
    ) -> None:
        super().__init__(AddressSpace() if space is None else space)
        self.geometry = geometry
        self.how = how
        self.tried: list[AllocatorEvent] = []
        """Where start-up looked, in order."""
        place = find_place(self.space, geometry, how, data_end, self.tried)
        self.reserved = place.reserved
        """Whether the addresses are really Go's; else they only seemed to be free at the start."""
        self.spans_start = round_up(place.start, PAGE_SIZE)
        self.bitmap_start = self.spans_start + geometry.spans_bytes
        self.bitmap_end = self.bitmap_start + geometry.bitmap_bytes
        self.arena_start = self.bitmap_end if geometry.ptr_size == 8 else 0
        """What entry 0 of the tables stands for: 0 on 32 bits, where the heap may lie anywhere."""
        self.arena_alloc = self.bitmap_end
        """Where the heap grows next."""
        self.arena_end = place.start + place.size
        self.spans: list[S | None] = []
        """Page of the arena to span, as far as it is mapped."""
        self.bits = PairBits(self.arena_start, self.bitmap_end, geometry.ptr_size)
        self.used_before = 0
        """All pages below this address have been used at least once."""
        self._map(self._tables_for(self.bitmap_end))

    # Growing.

    @property
    def first(self) -> int:
        return self.bitmap_end

    def grow(self, nbytes: int, align: int) -> Growth:
        reserved = None
        start = round_up(self.arena_alloc, align)
        if start + nbytes > self.arena_end:
            reserved = self._extend(nbytes + align)
            start = round_up(self.arena_alloc, align)
        if start + nbytes > self.arena_end:
            start = self._anywhere(nbytes, align)
            reserved = start, nbytes
        heap = ("heap", start, nbytes, SysStat.HEAP)
        self._map([heap, *self._tables_for(start + nbytes)])
        if start + nbytes <= self.arena_end:
            self.arena_alloc = start + nbytes
        return Growth(reserved, [(start, nbytes)])

    def _extend(self, nbytes: int) -> tuple[int, int] | None:
        """Reserve more behind the reservation: what was added, None if there are no addresses."""
        size = round_up(nbytes + PAGE_SIZE, MORE)
        if self.arena_end + size - self.arena_start > self.geometry.arena_bytes:
            return None
        place = reserve(self.space, self.arena_end, size, self.how, self.watch)
        if place is None:
            return None
        end = place.start + size
        inside = place.start >= self.arena_start
        inside &= end - self.arena_start <= self.geometry.arena_bytes
        if place.start == self.arena_end:
            self.arena_end = end
        elif inside and self.arena_end - self.arena_alloc < STRAND:
            self.arena_alloc, self.arena_end = round_up(place.start, PAGE_SIZE), end
        else:
            self.space.sys_free_os(place.start, size)
            return None
        self.reserved = place.reserved
        return place.start, size

    def _anywhere(self, nbytes: int, align: int) -> int:
        """A 32-bit heap whose reservation is used up: any place. On 64 bits this is the end."""
        left = human_bytes(self.arena_end - self.arena_alloc)
        if self.geometry.ptr_size == 8:
            whole = human_bytes(self.arena_end - self.bitmap_end)
            raise ReservationUsedUp(
                f"the heap needs {human_bytes(nbytes)} more, and {left} of its {whole} are left; "
                "Go 1.10 has no second arena"
            )
        try:
            return round_up(self.space.sys_reserve(nbytes + align), align)
        except AddressSpaceFull as full:
            raise ReservationUsedUp(f"{left} of the reservation are left, and {full}") from None

    def _tables_for(self, used: int) -> list[tuple[str, int, int, SysStat]]:
        """What more of bitmap and spans a heap up to `used` needs (`mapBits`, `mapSpans`)."""
        heap, page = used - self.arena_start, self.space.page_size
        bits = round_up(heap // self.geometry.heap_per_bitmap_byte, max(BITMAP_CHUNK, page))
        had = len(self.bits)
        entries = round_up(heap // PAGE_SIZE * self.geometry.ptr_size, page)
        has = len(self.spans) * self.geometry.ptr_size
        tables = []
        if bits > had:
            tables.append(("bitmap", self.bitmap_end - bits, bits - had, SysStat.GC_MISC))
        if entries > has:
            tables.append(("spans", self.spans_start + has, entries - has, SysStat.OTHER))
        return tables

    def _map(self, pieces: list[tuple[str, int, int, SysStat]]) -> None:
        """Map all or, if something is in the way of any, nothing."""
        for what, start, size, _ in pieces:
            require_room(self.space, start, size, what)
        for what, start, size, stat in pieces:
            map_piece(self.space, start, size, stat)
            if what == "heap":
                continue
            self.space.sys_used(start, size, size)
            self._tell(MetadataGrew(what, start, size))
            if what == "bitmap":
                self.bits.grow(self.bitmap_end - start)
            else:
                self.spans += [None] * (size // self.geometry.ptr_size)

    def metadata(self) -> list[Metadata]:
        geometry = self.geometry
        spans = len(self.spans) * geometry.ptr_size
        return [
            Metadata("spans", geometry.spans_bytes, spans),
            Metadata("bitmap", geometry.bitmap_bytes, len(self.bits)),
        ]

    # Spans.

    def _page(self, address: int) -> int:
        return (address - self.arena_start) // PAGE_SIZE

    def place(self, span: S) -> bool:
        first = (span.base - self.arena_start) // PAGE_SIZE
        self.spans[first : first + span.npages] = [span] * span.npages
        self.bits.clear(span.base, span.npages * PAGE_SIZE)
        return self.needs_zero(span.base, span.npages)

    def remove(self, span: S) -> None:
        """Nothing to do: what the entries lead to is dead."""

    def needs_zero(self, base: int, npages: int) -> bool:
        before = base < self.used_before
        self.used_before = max(self.used_before, base + npages * PAGE_SIZE)
        return before

    def entry(self, address: int) -> S | None:
        page = (address - self.arena_start) // PAGE_SIZE
        return self.spans[page] if 0 <= page < len(self.spans) else None

    def walk(self, address: int) -> Walk[S]:
        path = Path(address)
        used = self.arena_start + len(self.spans) * PAGE_SIZE
        start = self.arena_start
        if not path.check(f"not below the arena, {start:#x}?", address >= start):
            return path.end()
        if not path.check(f"below its used end, {used:#x}?", address < used):
            return path.end()
        offset = path.compute(f"subtract {start:#x}", address - start)
        page = path.compute(f"divide by a page, {human_bytes(PAGE_SIZE)}", offset // PAGE_SIZE)
        span = self.spans[page]
        shown = "nil" if span is None else f"the span at {span.base:#x}"
        return path.end(path.read(f"spans[{page:,}]", span, shown))

    def entries(self, addresses: NDArray[np.uint64]) -> tuple[list[S], NDArray[np.int64]]:
        spans = [span for span in dict.fromkeys(self.spans) if span is not None]
        places = {id(span): i for i, span in enumerate(spans)}
        table = np.array([-1 if s is None else places[id(s)] for s in self.spans] + [-1], np.int64)
        page = (addresses - np.uint64(self.arena_start)) // np.uint64(PAGE_SIZE)
        inside = (addresses >= self.arena_start) & (page < len(self.spans))
        return spans, table[np.where(inside, page, len(self.spans)).astype(np.int64)]

    def spans_in_use(self) -> Iterator[S]:
        for span in dict.fromkeys(self.spans):
            if span is not None and span.in_use:
                yield span

    # Marks.

    def note_mark(self, span: S) -> None:
        """Nothing to do: Go 1.10 had no marks per page."""

    def clear_marks(self) -> None:
        """Nothing to do."""

    def unmarked(self, address: int, npages: int) -> list[S]:
        first = self._page(address)
        found = []
        for page in range(first, first + npages):
            span = self.spans[page] if page < len(self.spans) else None
            if span is None or not span.in_use or span.gcmark_bits:
                continue
            if self._page(span.base) == page:
                found.append(span)
        return found

    # Where the pointers are.

    def set_type(self, address: int, size: int, words: str) -> None:
        self.bits.set_type(address, size, words)

    def pointers(self, address: int, size: int) -> list[int]:
        return self.bits.pointers(address, size)
