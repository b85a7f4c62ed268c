"""Which objects a program holds: what Go knows only after a collection, and a model at any time.

Sizes in bytes. A program that frees an object only drops its last reference, so `dropped` is what
the next collection will find dead. Pointers that were never handed out are told apart from those
that are gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from golearn.errors import DoubleFree, ForeignPointer, InteriorPointer
from golearn.goheap.mheap import MHeap
from golearn.goheap.mspan import MSpan
from golearn.goheap.sizeclass import TINY_SPAN_CLASS


class Objects:
    """The objects of one heap."""

    def __init__(self, heap: MHeap) -> None:
        self.heap = heap
        self.dropped: set[int] = set()
        """Objects to which nothing refers, and which no collection has seen yet."""
        self.tiny: dict[int, int] = {}
        """Sizes of the live objects in tiny blocks, and of 16-byte objects beside them."""

    def find(self, address: int) -> tuple[MSpan, int]:
        """(span, slot) of the live object at `address`.

        Raises DoubleFree, ForeignPointer or InteriorPointer if there is none.
        """
        if address in self.dropped:
            raise DoubleFree(f"the last reference to {address:#x} was dropped before")
        span = self.heap.span_of(address)
        if span is None:
            former = self.heap.former_span_of(address)
            if former is not None and _handed_out(former, address):
                raise DoubleFree(f"{address:#x} was freed before, and its span is gone since")
            raise ForeignPointer(f"{address:#x} is no address that this allocator handed out")
        slot = span.index_of(address)
        if slot >= span.nelems:
            raise ForeignPointer(f"{address:#x} lies in the unused tail of a span")
        if span.spanclass == TINY_SPAN_CLASS and address in self.tiny:
            return span, slot
        start = span.address_of(slot)
        if not self.is_live(span, slot):
            if address == start and slot < max(span.used, span.freeindex):
                raise DoubleFree(f"the object at {address:#x} was freed before")
            raise ForeignPointer(f"slot {slot} of the span at {span.base:#x} holds no object")
        if address != start or span.spanclass == TINY_SPAN_CLASS:
            raise InteriorPointer(f"{address:#x} lies inside the object or block at {start:#x}")
        return span, slot

    def size(self, address: int) -> int:
        """Bytes of the slot at `address`; for a tiny object its own size, as it shares a slot."""
        span, _ = self.find(address)
        return self.tiny[address] if span.spanclass == TINY_SPAN_CLASS else span.elemsize

    def is_live(self, span: MSpan, slot: int) -> bool:
        """Whether the slot is taken and the last collection did not find it dead."""
        if span.is_free(slot):
            return False
        unswept = span.sweepgen in (self.heap.sweepgen - 2, self.heap.sweepgen + 1)
        return not unswept or span.gcmark_bits >> slot & 1 == 1

    def drop(self, address: int) -> None:
        """The last reference to the object is gone. Raises as `find` does."""
        self.find(address)
        self.dropped.add(address)
        self.tiny.pop(address, None)

    def reached(self, live: Iterable[int] | None) -> list[tuple[MSpan, int]]:
        """What a collection finds: the `live` addresses, or all that was not dropped if None."""
        if live is None:
            found = list(self._all_live())
        else:
            addresses = set(live)
            found = [self.find(address) for address in addresses]
            for address in [a for a in self.tiny if a not in addresses]:
                del self.tiny[address]
        self.dropped.clear()
        return found

    def _all_live(self) -> Iterator[tuple[MSpan, int]]:
        for address in self.tiny:
            yield self.find(address)
        for span in self.heap.layout.spans_in_use():
            if span.spanclass != TINY_SPAN_CLASS:
                for slot in range(span.nelems):
                    if self.is_live(span, slot) and span.address_of(slot) not in self.dropped:
                        yield span, slot

    def finalized(self) -> list[int]:
        """The addresses whose finalizers run now; from here on nothing refers to them."""
        due = self.heap.specials.take_queue()
        for address in due:
            span = self.heap.span_of(address)
            if span is not None and span.spanclass != TINY_SPAN_CLASS:
                self.dropped.add(address)
        return due


def _handed_out(span: MSpan, address: int) -> bool:
    offset = address - span.base
    tiny = span.spanclass == TINY_SPAN_CLASS
    return offset // span.elemsize < span.used and (tiny or offset % span.elemsize == 0)
