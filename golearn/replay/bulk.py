"""Long traces on the classic allocators: the same history as event by event, much sooner.

What needs no allocator is done on whole columns: rounding, lives, rows. The rest is a loop
over `take` and `give` of an engine from `golearn.classic.bulk`. A bump allocator needs no loop.
Memory: 48 bytes per event while it runs, beside the history itself.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from golearn.classic import BumpAllocator
from golearn.classic.base import ClassicAllocator
from golearn.classic.bulk import FULL, Engine, engine_for
from golearn.errors import OutOfMemory
from golearn.replay.history import History
from golearn.trace import Trace
from golearn.trace.validate import FREE, REALLOC
from golearn.units import ADDRESS_SPACE

BATCH = 1 << 14
"""Events whose columns are Python lists at the same time."""

Ints = NDArray[np.int64]
Progress = Callable[[int], None]


class Columns:
    """What happened to each event so far, shape (events,); -1 where there is no address."""

    def __init__(self, trace: Trace, allocator: ClassicAllocator) -> None:
        self.trace = trace
        self.allocator = allocator
        self.previous = trace.previous_event()
        self.need = _rounded(trace.size, allocator)
        self.block: Ints = self.need
        self.address: Ints = np.zeros(len(trace), dtype=np.int64)
        self.visited: Ints = np.zeros(len(trace), dtype=np.int64)
        self.resized, self.heap_sizes = array("q", [0]), array("q", [allocator.heap_size])
        """Events, and the heap size from each of them on."""

    def close(self, done: int) -> None:
        """So many events are done: find those that placed an object or freed one."""
        self.done = done
        op = self.trace.op[:done]
        self.born = np.flatnonzero(op <= REALLOC)
        self.ended = np.flatnonzero((op == REALLOC) | (op == FREE))
        self.freed = self.previous[self.ended]
        """The events that placed what was freed."""

    def history(self, stopped: OutOfMemory | None) -> History:
        """The table of the events that are done."""
        n, trace, allocator, born = self.done, self.trace, self.allocator, self.born
        died = np.full(n, n, dtype=np.int64)
        died[self.freed] = self.ended
        tier = np.full(n, -1, dtype=np.int8)
        tier[born] = 0
        lengths = np.diff(_ints(self.resized), append=n)
        return History(
            allocator=allocator.name,
            trace=trace.name,
            object=trace.object[born],
            address=self.address[born],
            requested=trace.size[born],
            block=self.block[born],
            born=born,
            died=died[born],
            visited=self.visited[:n],
            heap_size=np.repeat(_ints(self.heap_sizes), lengths),
            tier=tier,
            tiers=allocator.tiers,
            base=allocator.base,
            stopped=stopped,
        )


def _rounded(size: Ints, allocator: ClassicAllocator) -> Ints:
    """Bytes that requests of `size` bytes need, as `ClassicAllocator.malloc` rounds them."""
    need = size + (allocator.header + allocator.align - 1)
    need &= -allocator.align
    return np.maximum(need, allocator.align, out=need)


def replay_in_bulk(
    trace: Trace, allocator: ClassicAllocator, progress: Progress | None = None
) -> History | None:
    """The history of a trace on a fresh allocator; None if there is no engine for it.

    Afterwards the allocator is as if it had seen every event. `progress` hears now and then
    how many events are done.
    """
    if not allocator.unused or allocator.watch is not None:
        return None
    columns = Columns(trace, allocator)
    if type(allocator) is BumpAllocator:
        _bump(columns, allocator)
    else:
        engine = engine_for(allocator)
        if engine is None:
            return None
        _play(columns, engine, progress)
        engine.hand_back()
    _settle(columns)
    if progress is not None:
        progress(len(trace))
    return columns.history(_why_it_stopped(columns))


def _play(columns: Columns, engine: Engine, progress: Progress | None) -> None:
    """Every event by the engine, until there is no more room."""
    columns.block = engine.blocks_for(columns.need)
    events = len(columns.trace)
    address, visited = array("q", [0]) * events, array("q", [0]) * events
    columns.address, columns.visited = _ints(address), _ints(visited)
    columns.close(_loop(columns, engine, address, visited, progress))


def _loop(
    columns: Columns,
    engine: Engine,
    address: array[int],
    visited: array[int],
    progress: Progress | None,
) -> int:
    """Fill `address` and `visited`; how many events were done."""
    block = columns.block.data
    take, give = engine.take, engine.give
    heap_size = engine.heap_size
    for first, *batch in _batches(columns):
        if progress is not None:
            progress(first)
        for number, (op, need, before) in enumerate(zip(*batch, strict=True), first):
            if op <= REALLOC:
                at = take(need)
                if at == FULL:
                    return number
                address[number] = at
                visited[number] = engine.visited
                if engine.heap_size != heap_size:
                    heap_size = engine.heap_size
                    columns.resized.append(number)
                    columns.heap_sizes.append(heap_size)
            if REALLOC <= op <= FREE:
                give(address[before], block[before])
    return len(columns.trace)


def _batches(columns: Columns) -> Iterator[tuple[int, list[int], list[int], list[int]]]:
    """(first event, op, need, previous event) with lists of up to `BATCH` events each."""
    for first in range(0, len(columns.trace), BATCH):
        part = slice(first, first + BATCH)
        op, need, before = columns.trace.op[part], columns.need[part], columns.previous[part]
        yield first, op.tolist(), need.tolist(), before.tolist()


def _bump(columns: Columns, allocator: BumpAllocator) -> None:
    """One running sum."""
    placed = np.flatnonzero(columns.trace.op <= REALLOC)
    need = columns.need[placed]
    ends = np.cumsum(need)
    limit = ADDRESS_SPACE if allocator.limit is None else allocator.limit
    over = ends > limit
    fit = int(over.argmax()) if over.any() else len(placed)
    columns.close(int(placed[fit]) if fit < len(placed) else len(columns.trace))
    columns.address[columns.born] = (ends - need)[:fit]
    grown = np.flatnonzero(ends[:fit] > allocator.heap_size)
    columns.resized.frombytes(placed[grown].tobytes())
    columns.heap_sizes.frombytes(ends[grown].tobytes())
    allocator.heap_size = columns.heap_sizes[-1]
    allocator.top = int(ends[fit - 1]) if fit else 0
    allocator.dead = int(columns.block[columns.freed].sum())


def _settle(columns: Columns) -> None:
    """The allocator's own list of live and freed blocks, and what its last request counted."""
    allocator, address = columns.allocator, columns.address
    live = np.zeros(len(address), dtype=bool)
    live[columns.born] = True
    live[columns.freed] = False
    used = zip(address[live].tolist(), columns.block[live].tolist(), strict=True)
    allocator.used.update(used)
    allocator._freed_in_bulk = address[columns.freed]
    processor = columns.trace.processor
    if processor.any():
        allocator.processor = int(processor[min(columns.done, len(processor) - 1)])
    if len(columns.born):
        allocator.visited = int(columns.visited[columns.born[-1]])


def _why_it_stopped(columns: Columns) -> OutOfMemory | None:
    """The allocator's own words when it is asked for what did not fit."""
    if columns.done == len(columns.trace):
        return None
    try:
        columns.allocator.malloc(int(columns.trace.size[columns.done]))
    except OutOfMemory as error:
        return error
    raise AssertionError("the bulk engine found no room where its reference does")


def _ints(column: array[int]) -> Ints:
    return np.frombuffer(column, dtype=np.int64)
