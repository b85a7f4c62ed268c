"""Long traces on Go's allocator: the history from `golearn.goheap.bulk`."""

from __future__ import annotations

from collections.abc import Callable

from golearn.allocator import Allocator
from golearn.goheap.allocator import GoAllocator
from golearn.goheap.bulk import can_replay, replay_columns
from golearn.replay.history import History
from golearn.trace import Trace


def replay_go_in_bulk(
    trace: Trace, allocator: Allocator, progress: Callable[[int], None] | None = None
) -> History | None:
    """The history of a trace on a fresh GoAllocator; None if it has to go event by event.

    Afterwards the allocator is as if it had seen every event. `progress` hears now and then
    how many events are done.
    """
    if not isinstance(allocator, GoAllocator) or not can_replay(trace, allocator):
        return None
    columns = replay_columns(trace, allocator, progress)
    if progress is not None:
        progress(len(trace))
    return History.with_later(
        columns.later,
        allocator=allocator.name,
        trace=trace.name,
        address=columns.address,
        tier=columns.tier,
        tiers=allocator.tiers,
        base=allocator.base,
        stopped=columns.stopped,
    )
