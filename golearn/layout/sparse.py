"""The sparse layout of Go 1.11 and later: arenas anywhere, found by a two-level index.

Source: `runtime/mheap.go` (`spanOf`, `setSpans`), Go 1.21.13. Addresses and sizes in bytes.

Where arenas come from is told in `sparse_growth`. Not here: user arenas, and huge-page advice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from golearn.errors import BadParameter
from golearn.layout import heap_bits
from golearn.layout.heap_arena import HeapArena, ones
from golearn.layout.layout import S, Span
from golearn.layout.ports import LINUX_AMD64, PAGE_SIZE, Port
from golearn.layout.spaces import address_space
from golearn.layout.sparse_growth import GrowingLayout
from golearn.layout.walk import Path, Walk
from golearn.osmem.address_space import AddressSpace
from golearn.units import MIB, human_bytes


class SparseLayout(GrowingLayout[S]):
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
        space = address_space(port) if space is None else space
        super().__init__(space, port, hints, data_end)
        self._pages = port.pages_per_arena
        self._arena_bytes = port.heap_arena_bytes
        self._placed_in: HeapArena[S] = HeapArena(port, 0)
        """The arena of the last span; most spans follow one another."""
        self.typed = False
        """Whether anybody keeps the pointer bitmap; see `set_type`."""

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
