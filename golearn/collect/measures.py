"""Numbers about a collected heap and about what a program cost on it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from golearn.collect.header import FREE, age_of, refs_of, size_of
from golearn.collect.heap import ObjectHeap
from golearn.collect.program import Run
from golearn.units import WORD


def live_bytes(heap: ObjectHeap) -> int:
    """Bytes of what can be reached from the roots, headers included."""
    return sum(size_of(heap.memory[address]) for address in heap.reachable()) * WORD


def fragmentation(heap: ObjectHeap) -> float:
    """1 − largest free piece / free bytes; 0 if nothing is free.

    Pieces that touch count as one. A nursery's free part is a piece of its own.
    """
    pieces: list[list[int]] = []
    for start, words in heap.free_ranges():
        if pieces and sum(pieces[-1]) == start:
            pieces[-1][1] += words
        else:
            pieces.append([start, words])
    free = [words for _, words in pieces]
    return 1 - max(free) / sum(free) if free else 0.0


def reference_distance(heap: ObjectHeap) -> float:
    """Mean bytes between a reachable object and what it refers to; 0 without references."""
    distances = [
        abs(ref - address) * WORD
        for address in heap.reachable()
        for ref in heap.memory[address + 1 : address + 1 + refs_of(heap.memory[address])]
        if ref
    ]
    return sum(distances) / len(distances) if distances else 0.0


def order_kept(heap: ObjectHeap) -> float:
    """Of neighbouring reachable objects, the share that lies in order of allocation.

    Reads the serial number that the workloads put in the first payload word.
    """
    serials = [heap.payload(address)[0] for address in heap.reachable()]
    pairs = list(pairwise(serials))
    return sum(a < b for a, b in pairs) / len(pairs) if pairs else 1.0


@dataclass(frozen=True)
class Summary:
    """One line of a comparison: a program on a collector. All sizes are in bytes."""

    collector: str
    program: str
    stopped: bool
    allocated: int
    collections: int
    objects_touched: int
    bytes_touched: int
    """By all collections together."""
    longest_pause: int
    """Bytes that the most expensive collection touched."""
    bytes_moved: int
    barriers: int
    barrier_hits: int
    peak_space: int
    """Most bytes that a collection needed: objects and what it kept beside them."""
    fragmentation: float
    """At the end, after a last full collection."""
    reference_distance: float
    order_kept: float

    @property
    def cost(self) -> float:
        """Bytes touched by the collector for each byte allocated."""
        return self.bytes_touched / self.allocated if self.allocated else 0.0


def summarise(run: Run) -> Summary:
    """The measures of a run; collects once more at the end, to see what is left."""
    heap, pauses = run.heap, list(run.pauses)
    heap.collect()
    return Summary(
        collector=heap.name,
        program=run.program,
        stopped=run.stopped is not None,
        allocated=run.allocated,
        collections=len(pauses),
        objects_touched=sum(p.visited for p in pauses),
        bytes_touched=sum(p.touched for p in pauses),
        longest_pause=max((p.touched for p in pauses), default=0),
        bytes_moved=sum(p.moved_bytes for p in pauses),
        barriers=heap.barriers,
        barrier_hits=heap.barrier_hits,
        peak_space=max((p.peak for p in heap.pauses), default=0),
        fragmentation=fragmentation(heap),
        reference_distance=reference_distance(heap),
        order_kept=order_kept(heap),
    )


def colours(heap: ObjectHeap) -> dict[int, str]:
    """Object → its colour at this step of a collection."""
    objects = (a for a, head in heap.blocks() if age_of(head) != FREE)
    return {address: heap.colour(address) for address in objects}


def extent(heap: ObjectHeap) -> int:
    """Bytes from the start of the heap to the end of the highest object that can be reached."""
    ends = (address + size_of(heap.memory[address]) for address in heap.reachable())
    return (max(ends, default=heap.base) - heap.base) * WORD
