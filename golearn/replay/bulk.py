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
from golearn.trace import Op, Trace
from golearn.units import ADDRESS_SPACE

BATCH = 1 << 14
"""Events whose columns are Python lists at the same time."""

REALLOC, FREE = int(Op.REALLOC), int(Op.FREE)

Ints = NDArray[np.int64]
Progress = Callable[[int], None]


class Columns:
    """What happened to each event so far, shape (events,); -1 where there is no address."""

    def __init__(self, trace: Trace, allocator: ClassicAllocator) -> None:
        self.trace = trace
        self.allocator = allocator
        self.previous = trace.previous_event()
        need = -(-(trace.size + allocator.header) // allocator.align) * allocator.align
        self.need: Ints = np.maximum(need, allocator.align)
        n = len(trace)
        self.address = array("q", bytes(8 * n))
        self.block: Ints = np.zeros(n, dtype=np.int64)
        self.visited = array("q", bytes(8 * n))
        self.heap_sizes: list[tuple[int, int]] = [(0, allocator.heap_size)]
        """(event, heap size from then on)."""
        self.done = 0

    def placed(self) -> Ints:
        """The events so far that placed an object."""
        return np.flatnonzero(self.trace.op[: self.done] <= Op.REALLOC)

    def ended(self) -> Ints:
        """The events so far that freed a block."""
        op = self.trace.op[: self.done]
        return np.flatnonzero((op == Op.REALLOC) | (op == Op.FREE))

    def history(self, stopped: OutOfMemory | None) -> History:
        """The table of the events that are done."""
        n, trace, allocator = self.done, self.trace, self.allocator
        born, ended = self.placed(), self.ended()
        died = np.full(n, n, dtype=np.int64)
        died[self.previous[ended]] = ended
        tier = np.full(n, -1, dtype=np.int8)
        tier[born] = 0
        starts, sizes = (
            np.array(column, dtype=np.int64) for column in zip(*self.heap_sizes, strict=True)
        )
        lengths = np.diff(np.append(starts, n))
        return History(
            allocator=allocator.name,
            trace=trace.name,
            object=trace.object[born],
            address=_ints(self.address)[born],
            requested=trace.size[born],
            block=self.block[born],
            born=born,
            died=died[born],
            visited=_ints(self.visited)[:n].copy(),
            heap_size=np.repeat(sizes, lengths),
            tier=tier,
            tiers=allocator.tiers,
            base=allocator.base,
            stopped=stopped,
        )


def replay_in_bulk(
    trace: Trace, allocator: ClassicAllocator, progress: Progress | None = None
) -> History | None:
    """The history of a trace on a fresh allocator; None if there is no engine for it.

    Afterwards the allocator is as if it had seen every event. `progress` hears now and then
    how many events are done.
    """
    if allocator.used or allocator.watch is not None:
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
    columns.block = engine.blocks_for(columns.need)
    address, visited = columns.address, columns.visited
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
                    columns.done = number
                    return
                address[number] = at
                visited[number] = engine.visited
                if engine.heap_size != heap_size:
                    heap_size = engine.heap_size
                    columns.heap_sizes.append((number, heap_size))
            if REALLOC <= op <= FREE:
                give(address[before], block[before])
    columns.done = len(columns.trace)


def _batches(columns: Columns) -> Iterator[tuple[int, list[int], list[int], list[int]]]:
    """(first event, op, need, previous event) with lists of up to `BATCH` events each."""
    for first in range(0, len(columns.trace), BATCH):
        part = slice(first, first + BATCH)
        op, need, before = columns.trace.op[part], columns.need[part], columns.previous[part]
        yield first, op.tolist(), need.tolist(), before.tolist()


def _bump(columns: Columns, allocator: BumpAllocator) -> None:
    """One running sum."""
    placed = np.flatnonzero(columns.trace.op <= Op.REALLOC)
    ends = allocator.top + np.cumsum(columns.need[placed])
    limit = ADDRESS_SPACE if allocator.limit is None else allocator.limit
    fit = int(np.searchsorted(ends, limit, side="right"))
    columns.done = int(placed[fit]) if fit < len(placed) else len(columns.trace)
    placed, ends = placed[:fit], ends[:fit]
    need = columns.need[placed]
    columns.block[placed] = need
    _ints(columns.address)[placed] = ends - need
    grown = np.flatnonzero(ends > allocator.heap_size)
    columns.heap_sizes += zip(placed[grown].tolist(), ends[grown].tolist(), strict=True)
    allocator.heap_size = columns.heap_sizes[-1][1]
    if fit:
        allocator.top = int(ends[-1])
    freed = columns.previous[columns.ended()]
    allocator.dead += int(columns.block[freed].sum())


def _settle(columns: Columns) -> None:
    """The allocator's own list of live and freed blocks, and what its last request counted."""
    allocator, address = columns.allocator, _ints(columns.address)
    freed = columns.previous[columns.ended()]
    live = np.zeros(len(address), dtype=bool)
    live[columns.placed()] = True
    live[freed] = False
    used = zip(address[live].tolist(), columns.block[live].tolist(), strict=True)
    allocator.used.update(used)
    allocator._freed.update(np.unique(address[freed]).tolist())
    if len(columns.placed()):
        allocator.visited = columns.visited[int(columns.placed()[-1])]


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
