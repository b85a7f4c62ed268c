"""Play a whole trace, hear every allocator event, and keep the history."""

from __future__ import annotations

from collections.abc import Callable

from golearn.allocator import Allocator, AllocatorEvent
from golearn.errors import OutOfMemory
from golearn.replay import History
from golearn.replay.replay import PROGRESS_EVERY, Recorder
from golearn.trace import Trace

Listener = Callable[[int, list[AllocatorEvent]], None]
"""Called after each event of the trace with its number and what the allocator did."""


def play_watched(
    trace: Trace,
    allocator: Allocator,
    hear: Listener,
    progress: Callable[[int], None] | None = None,
) -> History:
    """Like `replay`, with a listener; slower, since the allocator reports all it does."""
    recorder = Recorder(trace, allocator)
    try:
        for number, event in enumerate(trace):
            allocator.watch = []
            recorder.play(number, event)
            hear(number, allocator.watch)
            if progress is not None and number % PROGRESS_EVERY == 0:
                progress(number)
    except OutOfMemory as error:
        recorder.stopped = error
    finally:
        allocator.watch = None
    return recorder.history()
