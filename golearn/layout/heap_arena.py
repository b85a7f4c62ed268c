"""heapArena: all that Go keeps about one arena of the heap.

Source: `runtime/mheap.go` (`heapArena`), `runtime/mcheckmark.go`, Go 1.21.13.

Every field is as long as Go's. `bitmap`, by far the longest, costs no memory here until somebody
looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic

import numpy as np
from numpy.typing import NDArray

from golearn.layout.layout import S
from golearn.layout.ports import PAGE_SIZE, Port


class HeapArena(Generic[S]):
    """The metadata of arena `number` of a port."""

    __slots__ = (
        "_bitmap",
        "at",
        "base",
        "checkmarks",
        "no_more_ptrs",
        "number",
        "page_in_use",
        "page_marks",
        "page_specials",
        "port",
        "spans",
        "zeroed_base",
    )

    def __init__(self, port: Port, number: int, at: int = 0) -> None:
        pages, words = port.pages_per_arena, port.heap_arena_bitmap_words
        self.port = port
        self.number = number
        self.base = port.arena_base(number)
        self.at = at
        """Where this metadata lies itself."""
        self._bitmap: NDArray[np.uint8] | None = None
        self.no_more_ptrs = bytearray(words // 8)
        """A bit per word of `bitmap`: no pointer follows in the same object."""
        self.spans: list[S | None] = [None] * pages
        """Page to span. Entries of dead spans stay until the pages are used again."""
        self.page_in_use = bytearray(pages // 8)
        """A bit per page: a span in use begins here."""
        self.page_marks = bytearray(pages // 8)
        """A bit per page: the span that begins here has a live object."""
        self.page_specials = bytearray(pages // 8)
        """A bit per page: the span that begins here has a finalizer or another special."""
        self.checkmarks: NDArray[np.uint8] | None = None
        """A second set of marks, a bit per word; only for debugging the collector."""
        self.zeroed_base = 0
        """Bytes from the arena's start: from here on nothing was ever used. It only grows."""

    def __repr__(self) -> str:
        used = int.from_bytes(self.page_in_use, "little").bit_count()
        return f"<HeapArena {self.number} at {self.base:#x}: {used} spans in use>"

    @property
    def bitmap(self) -> NDArray[np.uint8]:
        """A bit per word of the arena: does it hold a pointer? See `heap_bits`."""
        if self._bitmap is None:
            words = self.port.heap_arena_bitmap_words
            self._bitmap = np.zeros(words * self.port.ptr_size, np.uint8)
        return self._bitmap

    def needs_zero(self, first: int, end: int) -> bool:
        """Note that pages `first` to `end - 1` are used from now on; whether any was before."""
        zeroed_base = self.zeroed_base
        if end * PAGE_SIZE > zeroed_base:
            self.zeroed_base = end * PAGE_SIZE
        return first * PAGE_SIZE < zeroed_base

    def start_checkmarks(self) -> None:
        """Clear the second set of marks; the first time, allocate it."""
        size = self.port.heap_arena_bytes // self.port.ptr_size // 8
        self.checkmarks = np.zeros(size, np.uint8)

    def set_checkmark(self, address: int) -> bool:
        """Mark the object that begins at `address` in the second set; whether it was before.

        (Go 1.21 divides by the size of an arena where it means that of a word, so that all objects
        of an arena share one bit; Go 1.25 put it right. Here each has its own.)"""
        assert self.checkmarks is not None, "start_checkmarks() comes first"
        byte, bit = divmod((address - self.base) // self.port.ptr_size, 8)
        before = bool(self.checkmarks[byte] >> bit & 1)
        self.checkmarks[byte] |= 1 << bit
        return before


def ones(bits: int) -> Iterator[int]:
    """Numbers of the one-bits, ascending."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
