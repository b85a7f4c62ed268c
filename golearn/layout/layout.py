"""What the page heap needs of a layout, whichever it is.

A layout knows where the heap may grow, and which span an address belongs to. It takes all its
memory from an `AddressSpace`. Addresses and sizes in bytes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar, Generic, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from golearn.allocator import AllocatorEvent
from golearn.errors import BadParameter
from golearn.layout.walk import Walk
from golearn.osmem.address_space import AddressSpace


class Span(Protocol):
    """What a layout has to know of a span."""

    base: int
    npages: int
    limit: int
    elemsize: int
    spanclass: int
    gcmark_bits: int

    @property
    def in_use(self) -> bool:
        """Whether it holds objects."""


S = TypeVar("S", bound=Span)


class Growth(NamedTuple):
    """How the heap grew. All are (address, bytes)."""

    reserved: tuple[int, int] | None
    """Address space that was reserved for it; None if an earlier reservation had room."""
    fresh: list[tuple[int, int]]
    """Memory that joined the heap, now Prepared. More than one piece if the heap moved on."""


class Metadata(NamedTuple):
    """One of a layout's tables."""

    name: str
    reserved: int
    """Bytes of address space set aside for it."""
    mapped: int
    """Bytes of it that may be used."""


class Layout(ABC, Generic[S]):
    """Where the heap lies. `space` is the address space of the process."""

    name: ClassVar[str]

    def __init__(self, space: AddressSpace) -> None:
        self.space = space
        self.watch: list[AllocatorEvent] | None = None
        """Where events go; None (the default) costs nothing."""

    def _tell(self, event: AllocatorEvent) -> None:
        if self.watch is not None:
            self.watch.append(event)

    # Growing.

    @property
    @abstractmethod
    def first(self) -> int:
        """Where the heap begins, or would begin if it grew now and nothing is in the way."""

    @abstractmethod
    def grow(self, nbytes: int, align: int) -> Growth:
        """Add `nbytes` in a row on a multiple of `align`; they are then Prepared.

        Raises an OutOfMemory that says why; then nothing has changed.
        """

    @abstractmethod
    def metadata(self) -> list[Metadata]:
        """The tables of the layout, and what they cost."""

    # Spans.

    @abstractmethod
    def place(self, span: S) -> bool:
        """Enter a new span; whether its memory was used before and must be zeroed."""

    @abstractmethod
    def remove(self, span: S) -> None:
        """The span is dead. Its entries stay until others overwrite them, as in Go."""

    @abstractmethod
    def needs_zero(self, base: int, npages: int) -> bool:
        """Note that pages are used from now on; whether they were used before."""

    @abstractmethod
    def entry(self, address: int) -> S | None:
        """What the tables say of an address (`spanOf`). It may be a span that died."""

    @abstractmethod
    def walk(self, address: int) -> Walk[S]:
        """The same, every step written down."""

    @abstractmethod
    def entries(self, addresses: NDArray[np.uint64]) -> tuple[list[S], NDArray[np.int64]]:
        """The same for many addresses: spans, and for each address a place in that list or -1."""

    @abstractmethod
    def spans_in_use(self) -> Iterator[S]:
        """Every span that holds objects, by address."""

    def span_of(self, address: int) -> S | None:
        """The span in use that holds `address`, the unused tail behind its slots included."""
        span = self.entry(address)
        return span if span is not None and span.in_use else None

    # Marks.

    @abstractmethod
    def note_mark(self, span: S) -> None:
        """A first object of this span was found alive."""

    @abstractmethod
    def clear_marks(self) -> None:
        """A new cycle begins."""

    def note_specials(self, span: S, some: bool) -> None:
        """Whether objects of the span have finalizers. A layout without a bitmap forgets it."""

    def start_checkmarks(self) -> None:
        """Clear a second set of marks for every object. Raises BadParameter if there is none."""
        raise BadParameter(f"the {self.name} layout has no second set of marks here")

    def set_checkmark(self, address: int) -> bool:
        """Mark the object at `address` in the second set; whether it was marked there before."""
        raise BadParameter(f"the {self.name} layout has no second set of marks here")

    @abstractmethod
    def unmarked(self, address: int, npages: int) -> list[S]:
        """Spans in use that begin in these pages and have no mark, for the reclaimer."""

    # Where the pointers are.

    @abstractmethod
    def set_type(self, address: int, size: int, words: str) -> None:
        """Write down which words of the object at `address` hold pointers.

        `size` is that of its slot; `words` has a letter per word, `p` for a pointer, `-` for
        anything else, and may be shorter than the slot. Raises BadParameter.
        """

    @abstractmethod
    def pointers(self, address: int, size: int) -> list[int]:
        """Addresses of the words in [address, address + size) that hold pointers."""
