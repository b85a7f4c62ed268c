"""One collection of a heap in which 100,000 objects live, by each collector."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.results import Effort, Other, Row
from golearn.collect import COLLECTORS, Generational
from golearn.collect.heap import ObjectHeap
from golearn.units import MIB

TOPIC = "Collecting 100,000 living objects"
NOTE = "Processor time of one full collection. The objects form a list with links further back."
OBJECTS = 100_000
MAKERS: dict[str, Callable[[], ObjectHeap]] = {
    name: partial(Generational, 32 * MIB, nursery=8 * MIB)
    if make is Generational
    else partial(make, 32 * MIB)
    for name, make in COLLECTORS.items()
}


def rows(effort: Effort) -> Iterator[Row]:
    """A row per collector, beside the one that moves nothing."""
    runs = min(effort.runs, 3)
    spent = {name: statistics.median(_collect(name) for _ in range(runs)) for name in MAKERS}
    plain = Other("mark-sweep", spent["mark-sweep"])
    for name, seconds in spent.items():
        others = () if name == plain.name else (Other(plain.name, plain.value * 1000),)
        yield Row(TOPIC, name, seconds * 1000, "ms", 1000, others)


def _collect(name: str) -> float:
    heap = MAKERS[name]()
    heap.set_root(1, heap.new(2))
    for number in range(1, OBJECTS):
        node = heap.new(2, (number,))
        before = heap.memory[1]
        heap.write(node, 0, before)
        heap.write(node, 1, heap.read(before, 0))
        heap.set_root(1, node)
    start = time.process_time()
    heap.collect()
    return time.process_time() - start
