"""Collectors that make a bump allocator practical, over a heap of objects that refer to each other.

Mark-sweep does not move; mark-compact, copying and generational do.
"""

from golearn.collect.copying import Copying
from golearn.collect.generational import Generational
from golearn.collect.heap import CollectionUnderWay, ObjectHeap
from golearn.collect.incremental import IncrementalMarkSweep
from golearn.collect.mark_compact import MarkCompact
from golearn.collect.mark_sweep import MarkSweep
from golearn.collect.pause import Pause
from golearn.collect.program import Mutator, Program, Run, Step, run
from golearn.collect.threaded_compact import ThreadedCompact

COLLECTORS: dict[str, type[ObjectHeap]] = {
    kind.name: kind for kind in (MarkSweep, MarkCompact, ThreadedCompact, Copying, Generational)
}
"""The collectors by name, each made with the bytes of its heap: `COLLECTORS["copying"](4096)`."""

__all__ = [
    "COLLECTORS",
    "CollectionUnderWay",
    "Copying",
    "Generational",
    "IncrementalMarkSweep",
    "MarkCompact",
    "MarkSweep",
    "Mutator",
    "ObjectHeap",
    "Pause",
    "Program",
    "Run",
    "Step",
    "ThreadedCompact",
    "run",
]
