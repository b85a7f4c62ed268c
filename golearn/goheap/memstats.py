"""The counters of the heap, and `MemStats` made from them by Go's definitions.

Source: `runtime/mstats.go`, Go 1.21.13. Sizes in bytes.

Go keeps few counters while it runs and derives the rest when asked. `HeapAlloc` includes dead
objects that were not swept yet. A tiny object counts as an allocation *and* as a free, because
only its block is tracked.

Not here: fields of what the model has not (stacks, the collector's metadata, times).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from golearn.goheap.mspan import CLASS_SIZE
from golearn.goheap.sizeclass import NUM_SIZE_CLASSES

MSPAN_BYTES = 168
"""`unsafe.Sizeof(mspan{})` on linux/amd64."""

MCACHE_BYTES = 1200
"""`unsafe.Sizeof(mcache{})` on linux/amd64."""

BY_SIZE = 61
"""Classes that `MemStats.BySize` shows; kept at 61 for compatibility, so the last are left out."""


class HeapStats:
    """What the heap counts as it goes (`heapStatsDelta`, `gcController`)."""

    def __init__(self) -> None:
        self.in_use = 0
        """Bytes in spans."""
        self.free = 0
        """Bytes not in spans that keep their physical memory."""
        self.released = 0
        """Bytes not in spans that have none: given back, or never touched."""
        self.manual = 0
        """Bytes that the runtime holds for itself: the collector's work buffers."""
        self.mspan_inuse = 0
        self.tiny_alloc_count = 0
        self.large_alloc = 0
        self.large_alloc_count = 0
        self.large_free = 0
        self.large_free_count = 0
        self.small_alloc_count = [0] * NUM_SIZE_CLASSES
        self.small_free_count = [0] * NUM_SIZE_CLASSES
        self.num_gc = 0
        self.next_gc = 0

    def take(self, nbytes: int, scavenged: int) -> None:
        """A span took `nbytes`, of which `scavenged` had no physical memory before."""
        self.in_use += nbytes
        self.free -= nbytes - scavenged
        self.released -= scavenged


@dataclass(frozen=True, slots=True)
class BySize:
    """One row of `MemStats.BySize`."""

    size: int
    mallocs: int
    frees: int


@dataclass(frozen=True)
class MemStats:
    """The fields of `runtime.MemStats` that follow from the allocator. Sizes in bytes."""

    alloc: int
    """Bytes of objects, dead but unswept ones included. The same as `heap_alloc`."""
    total_alloc: int
    """Bytes of all objects ever allocated."""
    mallocs: int
    """Objects ever allocated, tiny ones included."""
    frees: int
    """Objects ever freed; tiny ones are counted here as soon as they are allocated."""
    heap_alloc: int
    heap_sys: int
    """Address space taken over for the heap."""
    heap_idle: int
    """Bytes outside of spans: `heap_sys` less `heap_inuse`."""
    heap_inuse: int
    """Bytes in spans, free slots and tails included."""
    heap_released: int
    """The part of `heap_idle` without physical memory."""
    heap_objects: int
    """`mallocs` less `frees`."""
    mspan_inuse: int
    """Bytes of `mspan` structures, spare ones of the Ps included."""
    mcache_inuse: int
    next_gc: int
    """Heap size that the next collection aims at."""
    num_gc: int
    by_size: tuple[BySize, ...]

    def as_go(self) -> dict[str, int]:
        """The plain counters under Go's names: `HeapAlloc`, `MSpanInuse`, …"""
        return {
            go_name(field.name): getattr(self, field.name)
            for field in fields(self)
            if field.name != "by_size"
        }


def go_name(name: str) -> str:
    """`heap_alloc` → `HeapAlloc`, with Go's own capitals for GC, MSpan and MCache."""
    words = {"gc": "GC", "mspan": "MSpan", "mcache": "MCache"}
    return "".join(words.get(word, word.capitalize()) for word in name.split("_"))


def read_mem_stats(
    stats: HeapStats, pending: Iterable[tuple[int, int]], tiny_pending: int, nprocs: int
) -> MemStats:
    """Derive the fields.

    `pending` are (size class, slots) handed out by caches but not counted yet, `tiny_pending`
    the tiny objects likewise. Go empties all caches to count them; the model only looks.
    """
    allocs = list(stats.small_alloc_count)
    for size_class, slots in pending:
        allocs[size_class] += slots
    frees = stats.small_free_count
    tiny = stats.tiny_alloc_count + tiny_pending
    total_alloc = stats.large_alloc + _weighed(allocs)
    total_free = stats.large_free + _weighed(frees)
    mallocs = stats.large_alloc_count + sum(allocs) + tiny
    freed = stats.large_free_count + sum(frees) + tiny
    idle = stats.free + stats.released
    return MemStats(
        alloc=total_alloc - total_free,
        total_alloc=total_alloc,
        mallocs=mallocs,
        frees=freed,
        heap_alloc=total_alloc - total_free,
        heap_sys=stats.in_use + idle,
        heap_idle=idle,
        heap_inuse=stats.in_use,
        heap_released=stats.released,
        heap_objects=mallocs - freed,
        mspan_inuse=stats.mspan_inuse,
        mcache_inuse=nprocs * MCACHE_BYTES,
        next_gc=stats.next_gc,
        num_gc=stats.num_gc,
        by_size=tuple(BySize(CLASS_SIZE[i], allocs[i], frees[i]) for i in range(BY_SIZE)),
    )


def _weighed(counts: list[int]) -> int:
    return sum(count * size for count, size in zip(counts, CLASS_SIZE, strict=True))
