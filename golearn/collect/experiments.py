"""Two experiments that measure what a collector costs, and the formulas that predict it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from golearn.collect.heap import ObjectHeap
from golearn.collect.pause import Pause
from golearn.errors import BadParameter
from golearn.units import WORD

Make = Callable[[int], ObjectHeap]
"""From the bytes of a heap to an empty heap, such as the class `Copying`."""

TABLE_ENTRY = 7
"""Words that one object of `steady_state` takes on average, its entry in the table included."""


def collect_full(make: Make, heap: int, live: float, seed: int = 1) -> Pause:
    """One collection of a heap that is full, of which about the share `live` can be reached.

    Objects of 3 to 9 words, each kept with that probability, as a list. Raises BadParameter
    for a share outside 0 to 1.
    """
    if not 0 <= live <= 1:
        raise BadParameter(f"a live share of {live}; expected 0 to 1")
    random = np.random.default_rng(seed)
    objects = make(heap)
    room = objects.capacity // WORD
    while True:
        words = int(random.integers(3, 10))
        room -= words
        if room < 0:
            return objects.collect()
        address = objects.new(1, [0] * (words - 2))
        if random.random() < live:
            objects.write(address, 0, objects.memory[1])
            objects.set_root(1, address)


@dataclass(frozen=True)
class Steady:
    """What a collector cost a program that holds `live` of `heap` bytes all the time."""

    collector: str
    heap: int
    live: int
    allocated: int
    touched: int
    collections: int

    @property
    def residency(self) -> float:
        """Live bytes / heap bytes."""
        return self.live / self.heap

    @property
    def cost(self) -> float:
        """Bytes that the collector touched for each byte allocated."""
        return self.touched / self.allocated


def steady_state(
    make: Make, heap: int, residency: float, collections: int = 12, seed: int = 1
) -> Steady:
    """A program that holds the share `residency` of the heap, and replaces objects at random.

    Counted are the `collections` after the first three. Raises OutOfMemory if it does not fit,
    BadParameter if the heap is too small to hold one object at that residency.
    """
    random = np.random.default_rng(seed)
    objects = make(heap)
    entries = int(residency * heap) // (TABLE_ENTRY * WORD)
    if entries < 1:
        raise BadParameter(f"a residency of {residency} in {heap} bytes holds no object")
    objects.set_root(1, objects.new(entries))
    sizes = np.zeros(entries, dtype=np.int64)
    allocated = counted_from = first = turn = 0
    while len(objects.pauses) < first + collections or not first:
        entry = turn if turn < entries else int(random.integers(entries))
        turn += 1
        sizes[entry] = words = int(random.integers(3, 10))
        address = objects.new(0, [0] * (words - 1))
        objects.write(objects.memory[1], entry, address)
        allocated += words * WORD
        if not first and turn >= entries and len(objects.pauses) >= 3:
            first, counted_from = len(objects.pauses), allocated
    return Steady(
        objects.name,
        heap,
        int(sizes.sum() + entries + 1) * WORD,
        allocated - counted_from,
        sum(pause.touched for pause in objects.pauses[first:]),
        len(objects.pauses) - first,
    )


def copying_cost(residency: float, per_live: float) -> float:
    """Bytes touched per byte allocated by two halves: c·r / (1/2 − r), for r below 1/2.

    A collection touches `per_live` bytes for each live byte, and gives back what is left of one
    half of the heap (Appel 1987; Jones and Lins 1996).
    """
    return per_live * residency / (0.5 - residency)


def marking_cost(residency: float, per_live: float, per_heap: float) -> float:
    """The same for a collector without a second half: (a·r + b) / (1 − r), for r below 1.

    A collection touches `per_live` bytes for each live byte and `per_heap` for each byte of the
    heap, and gives back all that is not live.
    """
    return (per_live * residency + per_heap) / (1 - residency)
