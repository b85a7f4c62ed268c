"""Made-up programs with references, each with a habit that suits one collector.

Each is a function of its parameters and `seed` alone. The first payload word of every object is
its serial number, in order of allocation.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from golearn.collect.program import Program, Step
from golearn.errors import BadParameter


class Writer:
    """Writes down the steps of a made-up program."""

    def __init__(self, seed: int = 0) -> None:
        self.random = np.random.default_rng(seed)
        self.steps: list[Step] = []
        self.objects = 0

    def new(self, root: str, refs: int, words: int = 0) -> None:
        """A new object with its serial number and `words` more payload words."""
        self.steps.append(Step("new", (root, refs, self.objects, *[0] * words)))
        self.objects += 1

    def do(self, op: str, *args: str | int) -> None:
        self.steps.append(Step(op, args))

    def below(self, n: int) -> int:
        """A random number from 0 up to, not including, `n`."""
        return int(self.random.integers(n))

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    def program(self, name: str) -> Program:
        return Program(tuple(self.steps), name)


def _churn(name: str, objects: int, seed: int, keep: float, live: int) -> Program:
    """A table of `live` entries; a new object replaces one of them with probability `keep`."""
    _require(objects, live)
    w = Writer(seed)
    w.new("g0", live)
    filled: set[int] = set()
    while w.objects < objects:
        w.new("g1", 0, w.below(6))
        if not w.chance(keep):
            continue
        w.do("push", "g1")
        w.new("g2", 2, w.below(3))
        w.do("store", "g2", 0, "s0")
        if filled:  # share a leaf with another entry, so that some objects have two owners
            w.do("load", "g1", "g0", sorted(filled)[w.below(len(filled))])
            w.do("load", "g1", "g1", 0)
            w.do("store", "g2", 1, "g1")
        w.do("pop", "g1")
        entry = w.below(live)
        filled.add(entry)
        w.do("store", "g0", entry, "g2")
    return w.program(name)


def many_die_young(objects: int = 2000, seed: int = 1, live: int = 100) -> Program:
    """Most objects are dropped at once; a few replace one of `live` entries."""
    return _churn("many_die_young", objects, seed, 0.05, live)


def few_die_young(objects: int = 2000, seed: int = 1, live: int = 100) -> Program:
    """Almost every object is stored and dies only when its entry is replaced."""
    return _churn("few_die_young", objects, seed, 0.9, live)


def long_lists(objects: int = 2000, seed: int = 1, length: int = 100) -> Program:
    """Linked lists of `length` nodes; the last two are held, older ones dropped as a whole."""
    _require(objects, length)
    w = Writer(seed)
    while w.objects < objects:
        w.do("set", "g0", "nil")
        for _ in range(length):
            w.new("g1", 1, w.below(4))
            w.do("store", "g1", 0, "g0")
            w.do("set", "g0", "g1")
        w.do("set", "g3", "g2")
        w.do("set", "g2", "g0")
    return w.program("long_lists")


def wide_trees(objects: int = 2000, seed: int = 1, width: int = 10) -> Program:
    """Trees of three levels, `width` children to a node; the last one is held."""
    _require(objects, width)
    w = Writer(seed)
    while w.objects < objects:
        w.new("g1", width)
        for i in range(width):
            w.new("g2", width)
            w.do("store", "g1", i, "g2")
            for j in range(width):
                w.new("g3", 0, w.below(4))
                w.do("store", "g2", j, "g3")
        w.do("set", "g0", "g1")
    return w.program("wide_trees")


def cycles(objects: int = 2000, seed: int = 1, length: int = 20, rings: int = 10) -> Program:
    """Rings of `length` nodes; `rings` of them are held, and counting references would leak."""
    _require(objects, length)
    w = Writer(seed)
    w.new("g0", rings)
    while w.objects < objects:
        w.new("g1", 1, w.below(4))
        w.do("set", "g2", "g1")
        for _ in range(length - 1):
            w.new("g3", 1, w.below(4))
            w.do("store", "g3", 0, "g2")
            w.do("set", "g2", "g3")
        w.do("store", "g1", 0, "g2")
        w.do("store", "g0", w.below(rings), "g1")
    return w.program("cycles")


def growing(objects: int = 2000, seed: int = 1) -> Program:
    """A list that is never dropped: in a heap of any size it ends in out of memory."""
    _require(objects, 1)
    w = Writer(seed)
    while w.objects < objects:
        w.new("g1", 1, w.below(4))
        w.do("store", "g1", 0, "g0")
        w.do("set", "g0", "g1")
        if w.chance(0.3):
            w.new("g2", 0, w.below(6))
    return w.program("growing")


WORKLOADS: dict[str, Callable[..., Program]] = {
    "many_die_young": many_die_young,
    "few_die_young": few_die_young,
    "long_lists": long_lists,
    "wide_trees": wide_trees,
    "cycles": cycles,
    "growing": growing,
}


def _require(objects: int, size: int) -> None:
    if objects < 1 or size < 1:
        raise BadParameter(f"{objects} objects in groups of {size}; expected at least 1 of each")
