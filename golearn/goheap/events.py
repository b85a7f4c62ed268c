"""What happens on the way to an address, as events that read as sentences.

Set `allocator.watch = []`, make a request, and `story(allocator.watch)` tells it. Addresses
and sizes are in bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from golearn.allocator import AllocatorEvent
from golearn.goheap.sizeclass import GO_CLASSES, is_noscan, size_class_of
from golearn.units import count, human_bytes


def span_class_name(spanclass: int) -> str:
    """`class 3 scan`, or `large noscan` for class 0."""
    number = size_class_of(spanclass)
    kind = "noscan" if is_noscan(spanclass) else "scan"
    return f"class {number} {kind}" if number else f"large {kind}"


@dataclass(frozen=True)
class ZeroSized(AllocatorEvent):
    """A request for nothing."""

    address: int

    def __str__(self) -> str:
        return f"0 B: every request for nothing gets the same address, {self.address:#x}."


@dataclass(frozen=True)
class Classified(AllocatorEvent):
    """A small request was assigned its span class."""

    size: int
    pointers: bool
    spanclass: int

    def __str__(self) -> str:
        row = GO_CLASSES[size_class_of(self.spanclass)]
        holds = "with pointers" if self.pointers else "without pointers"
        name = span_class_name(self.spanclass)
        return f"{self.size:,} B {holds} → {name}, slots of {row.size:,} B."


@dataclass(frozen=True)
class TinyShared(AllocatorEvent):
    """A tiny object found room in the present tiny block."""

    size: int
    block: int
    offset: int

    def __str__(self) -> str:
        return (
            f"{self.size} B without pointers fits into the tiny block at {self.block:#x}, "
            f"at byte {self.offset}."
        )


@dataclass(frozen=True)
class TinyBlockNeeded(AllocatorEvent):
    """A tiny object found no room."""

    size: int
    used: int

    def __str__(self) -> str:
        why = f"{self.used} of 16 B used, no room" if self.used else "there is none"
        return f"{self.size} B without pointers: tiny block: {why}; take a new one."


@dataclass(frozen=True)
class TinyBlockReplaced(AllocatorEvent):
    """Which of two tiny blocks the P goes on with."""

    block: int
    replaced: bool

    def __str__(self) -> str:
        if self.replaced:
            return f"the new tiny block at {self.block:#x} has more room left: fill it next."
        return "the old tiny block has no less room left: keep filling that one."


@dataclass(frozen=True)
class SlotTaken(AllocatorEvent):
    """A slot of the span in hand was handed out."""

    processor: int
    spanclass: int
    slot: int
    address: int

    def __str__(self) -> str:
        return (
            f"P{self.processor} has a span of {span_class_name(self.spanclass)} in hand: "
            f"slot {self.slot:,}, address {self.address:#x}."
        )


@dataclass(frozen=True)
class SpanFull(AllocatorEvent):
    """The span in hand has no free slot (or there is none yet)."""

    spanclass: int
    base: int
    nelems: int

    def __str__(self) -> str:
        name = span_class_name(self.spanclass)
        if not self.nelems:
            return f"no span of {name} in hand; ask the central list."
        full = f"full ({count(self.nelems, 'slot')})"
        return f"the span of {name} in hand is {full}; ask the central list."


@dataclass(frozen=True)
class RefilledFromCentral(AllocatorEvent):
    """The central list had a span with room."""

    spanclass: int
    base: int
    free: int
    source: str

    def __str__(self) -> str:
        return (
            f"central had a span ({self.source}) of {span_class_name(self.spanclass)} at "
            f"{self.base:#x} with {count(self.free, 'free slot')}."
        )


@dataclass(frozen=True)
class PageCacheRefilled(AllocatorEvent):
    """A P took a block of 64 pages, or what is free of it; nothing if no page is free anywhere."""

    processor: int
    base: int
    free: int

    def __str__(self) -> str:
        empty = f"P{self.processor}'s page cache was empty"
        if not self.free:
            return f"{empty}, and no page is free to fill it (looked up under the heap lock)."
        return (
            f"{empty}: takes the {self.free} free of the 64 pages at {self.base:#x}, "
            "under the heap lock."
        )


def _read(visited: int) -> str:
    return f"{count(visited, 'summary', 'summaries')} read"


@dataclass(frozen=True)
class PagesTaken(AllocatorEvent):
    """Pages for a new span were found."""

    base: int
    npages: int
    source: str
    visited: int
    scavenged: int

    def __str__(self) -> str:
        looked = f", {_read(self.visited)}" if self.visited else ""
        backed = f"; {human_bytes(self.scavenged)} need memory" if self.scavenged else ""
        npages = count(self.npages, "page")
        locked = ", under the heap lock" if self.source == "page heap" else ""
        return f"{npages} from the {self.source} at {self.base:#x}{locked}{looked}{backed}."


@dataclass(frozen=True)
class MspansFetched(AllocatorEvent):
    """A P had pages for a span, but no `mspan` structure to describe it."""

    processor: int
    number: int

    def __str__(self) -> str:
        return (
            f"P{self.processor} has no spare mspan, the runtime's note about a span: "
            f"takes {self.number}, under the heap lock."
        )


@dataclass(frozen=True)
class SpanCreated(AllocatorEvent):
    """Pages became a span."""

    spanclass: int
    base: int
    npages: int
    nelems: int

    def __str__(self) -> str:
        return (
            f"new span of {span_class_name(self.spanclass)} at {self.base:#x}: "
            f"{count(self.npages, 'page')}, {count(self.nelems, 'slot')}."
        )


@dataclass(frozen=True)
class NoRunFound(AllocatorEvent):
    """The search for pages failed."""

    npages: int
    visited: int

    def __str__(self) -> str:
        missing = "page is" if self.npages == 1 else f"{self.npages:,} pages in a row are"
        looked = f" ({_read(self.visited)})" if self.visited else ""
        return f"no {missing} free{looked}: the heap must grow."


@dataclass(frozen=True)
class ArenaReserved(AllocatorEvent):
    """Address space was reserved."""

    base: int
    size: int

    def __str__(self) -> str:
        return f"reserve {human_bytes(self.size)} of address space for arenas at {self.base:#x}."


@dataclass(frozen=True)
class HeapGrew(AllocatorEvent):
    """Chunks joined the page heap: Reserved became Prepared."""

    base: int
    size: int

    def __str__(self) -> str:
        return f"the heap grows by {human_bytes(self.size)}."


@dataclass(frozen=True)
class LargeListed(AllocatorEvent):
    """The span of a large object was put where a sweeper will look for it."""

    spanclass: int

    def __str__(self) -> str:
        kind = "noscan" if is_noscan(self.spanclass) else "scan"
        return (
            f"for a later sweep, the span joins mcentral's full large {kind} spans: a list that "
            "all Ps share."
        )


@dataclass(frozen=True)
class LargeObject(AllocatorEvent):
    """An object over 32 KiB."""

    size: int
    npages: int

    def __str__(self) -> str:
        return f"{self.size:,} B is over 32 KiB: a span of its own, {count(self.npages, 'page')}."


def story(events: Iterable[AllocatorEvent]) -> str:
    """The events as numbered lines."""
    return "\n".join(f"{i}. {event}" for i, event in enumerate(events, start=1))
