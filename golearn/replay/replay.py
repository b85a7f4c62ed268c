"""trace × allocator → history."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from golearn.allocator import Allocator, AllocatorEvent
from golearn.classic.base import ClassicAllocator
from golearn.errors import OutOfMemory
from golearn.replay.bulk import replay_in_bulk
from golearn.replay.history import History
from golearn.trace import Event, Op, Trace

PROGRESS_EVERY = 1024
"""Events between two reports of progress."""


class Step(NamedTuple):
    """One event of a trace, and what the allocator did about it.

    `address` is where the object went (`a`, `r`) or was (`f`); -1 for `gc` and where there was
    no room, which `error` then explains.
    """

    number: int
    event: Event
    address: int
    happened: list[AllocatorEvent]
    error: OutOfMemory | None = None


class Recorder:
    """Plays a trace on an allocator, one event at a time, and writes the table."""

    def __init__(self, trace: Trace, allocator: Allocator) -> None:
        self.trace = trace
        self.allocator = allocator
        self.stopped: OutOfMemory | None = None
        self._row: dict[int, int] = {}
        """Live object → its row."""
        self._pointers: dict[int, bool] = {}
        self._processor = trace.processor.tolist() if trace.processor.any() else None
        columns = ("object", "address", "requested", "block", "born", "died")
        self._rows = {name: array("q") for name in columns}
        self._visited, self._heap, self._tier = array("q"), array("q"), array("b")

    def play(self, number: int, event: Event) -> int:
        """Carry out one event; the address it was about, or -1. Raises OutOfMemory."""
        op, obj, size, pointers = event
        allocator, rows = self.allocator, self._rows
        address, tier, visited = -1, -1, 0
        if self._processor is not None:
            allocator.processor = self._processor[number]
        if op <= Op.REALLOC:
            pointers = self._pointers.setdefault(obj, pointers)
            address = allocator.malloc(size, pointers)
            tier, visited = allocator.tier, allocator.visited
            if op == Op.REALLOC:
                self._end(obj, number)
            self._row[obj] = len(rows["object"])
            block = allocator.block_size(address)
            for name, value in zip(
                rows, (obj, address, size, block, number, len(self.trace)), strict=True
            ):
                rows[name].append(value)
        elif op == Op.FREE:
            address = self._end(obj, number)
        elif allocator.collects:
            allocator.gc([rows["address"][row] for row in self._row.values()])
        self._visited.append(visited)
        self._heap.append(allocator.heap_size)
        self._tier.append(tier)
        return address

    def _end(self, obj: int, number: int) -> int:
        row = self._row.pop(obj)
        address = self._rows["address"][row]
        self.allocator.free(address)
        self._rows["died"][row] = number
        return address

    def history(self) -> History:
        """The table of all events played so far."""
        columns = {name: np.array(column, dtype=np.int64) for name, column in self._rows.items()}
        events = len(self._visited)
        columns["died"] = np.minimum(columns["died"], events)
        return History(
            allocator=self.allocator.name,
            trace=self.trace.name,
            **columns,
            visited=np.array(self._visited, dtype=np.int64),
            heap_size=np.array(self._heap, dtype=np.int64),
            tier=np.array(self._tier, dtype=np.int8),
            tiers=self.allocator.tiers,
            base=self.allocator.base,
            stopped=self.stopped,
        )


def replay(
    trace: Trace, allocator: Allocator, progress: Callable[[int], None] | None = None
) -> History:
    """Run a whole trace on a fresh allocator.

    If the allocator runs out of memory the history ends there and says so in `stopped`.
    `progress` hears now and then how many events are done. Where there is an engine for whole
    traces it does the work; history and allocator are the same as event by event.
    """
    history = _in_bulk(trace, allocator, progress)
    return one_by_one(trace, allocator, progress) if history is None else history


def _in_bulk(
    trace: Trace, allocator: Allocator, progress: Callable[[int], None] | None
) -> History | None:
    """The history from a bulk engine; None if there is none for this trace and allocator."""
    if allocator.name == "go":
        from golearn.replay.go_bulk import replay_go_in_bulk  # Go's tables take a moment

        return replay_go_in_bulk(trace, allocator, progress)
    if isinstance(allocator, ClassicAllocator):
        return replay_in_bulk(trace, allocator, progress)
    return None


def one_by_one(
    trace: Trace, allocator: Allocator, progress: Callable[[int], None] | None = None
) -> History:
    """The same by the readable classes alone, event by event: the reference."""
    recorder = Recorder(trace, allocator)
    play = recorder.play
    try:
        for number, event in enumerate(trace):
            play(number, event)
            if progress is not None and number % PROGRESS_EVERY == 0:
                progress(number)
    except OutOfMemory as error:
        recorder.stopped = error
    if progress is not None:
        progress(len(trace))
    return recorder.history()


def steps(trace: Trace, allocator: Allocator) -> Iterator[Step]:
    """The same, one event at a time, with what the allocator reports of its work.

    Ends with a step that has an `error` if the allocator runs out of memory.
    """
    recorder = Recorder(trace, allocator)
    for number, event in enumerate(trace):
        happened: list[AllocatorEvent] = []
        allocator.watch = happened
        try:
            address = recorder.play(number, event)
        except OutOfMemory as error:
            yield Step(number, event, -1, happened, error)
            return
        finally:
            allocator.watch = None
        yield Step(number, event, address, happened)
