"""Go's allocator for long traces: the same addresses, tiers and counters, much sooner.

The readable classes of `golearn.goheap` are the reference. Between two collections each span
class hands out slots in a sequence that is known in advance, so numpy places a batch of
requests at once; only refills meet the page heap, in the order of the requests. Read in this
order: `tables`, `tiny`, `requests`, `spans`, `central`, `plan`, `taken`, `frontier`, `pages`,
`place`, `tiers`, `cycle`, then `lives`, `rows`, `columns`, `engine` and `hand_back`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from golearn.goheap.allocator import GoAllocator
from golearn.goheap.bulk.columns import Columns
from golearn.goheap.bulk.engine import Engine
from golearn.trace import Op, Trace

__all__ = ["Columns", "can_replay", "replay_columns"]


def can_replay(trace: Trace, go: object) -> bool:
    """Whether this engine can stand in for the reference.

    The allocator must be exactly Go's, unused and unwatched, in an address space of its own.
    Sweeps that wait for requests (`lazy_sweep`) and marks that are checked (`gccheckmark`) go
    event by event, and so does a trace with a processor that is not there.
    """
    if type(go) is not GoAllocator or not go.unused or go.watch is not None or go.heap.backed:
        return False
    if (go.lazy_sweep or go.collector.gccheckmark) and bool((trace.op == Op.GC).any()):
        return False
    return int(trace.processor.view(np.uint16).max(initial=0)) < len(go.procs)  # -1 is large


def replay_columns(
    trace: Trace, go: GoAllocator, progress: Callable[[int], None] | None = None
) -> Columns:
    """Replay as much of a trace as there is memory for; `can_replay` must hold.

    Afterwards the allocator is as if it had seen every event; if it was interrupted, it refuses
    to be used. `progress` hears now and then how many events are done.
    """
    try:
        return Engine(trace, go).run(progress)
    except BaseException:  # Ctrl-C, say
        go.spoil()
        raise
