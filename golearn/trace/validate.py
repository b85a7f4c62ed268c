"""What makes a trace legal, checked on whole columns at once."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from golearn.units import ADDRESS_SPACE


class Op(IntEnum):
    """What an event does; the letters of the text form in the same order."""

    ALLOC = 0
    REALLOC = 1
    FREE = 2
    GC = 3


ALLOC, REALLOC, FREE, GC = map(int, Op)
"""The same as plain numbers, for columns: numpy compares bytes with those ten times as fast."""

BLOCK = 1 << 18
"""Events that are looked at together."""

LETTERS = ("a", "r", "f", "gc")


class Fault(NamedTuple):
    """The first event that no program could have produced, and why."""

    event: int
    problem: str


def first_fault(
    op: NDArray[np.uint8], obj: NDArray[np.int64], size: NDArray[np.int64]
) -> Fault | None:
    """The earliest broken rule in the columns, or None if there is none."""
    faults = [
        fault
        for fault in (_bad_op(op), _bad_size(op, size), _bad_life(op, obj))
        if fault is not None
    ]
    return min(faults, key=lambda fault: fault.event, default=None)  # a tie: the more basic rule


def _first(wrong: NDArray[np.bool_]) -> int | None:
    return int(np.argmax(wrong)) if wrong.any() else None


def _bad_op(op: NDArray[np.uint8]) -> Fault | None:
    event = _first(op > GC)
    if event is None:
        return None
    return Fault(event, f"unknown operation number {op[event]}; expected 0 to {GC}")


def _bad_size(op: NDArray[np.uint8], size: NDArray[np.int64]) -> Fault | None:
    # Read without a sign, a negative size is a huge one: one comparison finds both.
    event = _first((size.view(np.uint64) > ADDRESS_SPACE) & (op <= REALLOC))
    if event is None:
        return None
    return Fault(event, size_problem(str(size[event])))


def size_problem(size: str) -> str:
    """What is wrong with a size that no program could ask for, as it was written."""
    if size.startswith("-"):
        return f"size {size} is negative; expected 0 or more bytes"
    return f"size {size} is over 2^47 bytes, the whole address space"


def births(op: NDArray[np.uint8], obj: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """ID → the last event that allocated it, `len(op)` if none did.

    None where IDs are no small numbers, so that a table by ID would be too large.
    """
    n = len(op)
    if not n or obj.min() < 0 or obj.max() > 4 * n:
        return None
    return _last_event(ALLOC, op, obj, int(obj.max()) + 1)


def _lives_are_sound(op: NDArray[np.uint8], obj: NDArray[np.int64]) -> bool:
    """Whether tables by ID show that every life is sound; they are quicker than sorting.

    Memory: two numbers for each ID, so that a trace on disk need not fit into memory.
    """
    born = births(op, obj)
    if born is None:
        return False
    died = _last_event(FREE, op, obj, len(born))
    return (
        all((born[ids] == at).all() for ids, at in _events(ALLOC, op, obj))  # none but the last
        and all(((died[ids] == at) & (born[ids] < at)).all() for ids, at in _events(FREE, op, obj))
        and all(
            ((born[ids] < at) & (at < died[ids])).all() for ids, at in _events(REALLOC, op, obj)
        )
    )


def _last_event(
    kind: int, op: NDArray[np.uint8], obj: NDArray[np.int64], ids: int
) -> NDArray[np.int64]:
    """By ID: the last event of this kind, `len(op)` if there is none."""
    last = np.full(ids, len(op))
    for of, at in _events(kind, op, obj):
        last[of] = at
    return last


def _events(
    kind: int, op: NDArray[np.uint8], obj: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """(IDs, events) of one kind in order, a block of the trace at a time."""
    for start in range(0, len(op), BLOCK):
        found = np.flatnonzero(op[start : start + BLOCK] == kind)
        if len(found):
            yield obj[start : start + BLOCK][found], found + start


def _bad_life(op: NDArray[np.uint8], obj: NDArray[np.int64]) -> Fault | None:
    """Each object is allocated once, then resized any number of times, then freed once."""
    if _lives_are_sound(op, obj):
        return None
    events = np.flatnonzero(op != GC)
    order = events[np.argsort(obj[events], kind="stable")]
    if not len(order):
        return None
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = obj[order[1:]] != obj[order[:-1]]
    after_free = np.zeros(len(order), dtype=bool)
    after_free[1:] = ~starts[1:] & (op[order[:-1]] == FREE)
    is_alloc = op[order] == ALLOC
    wrong = (starts != is_alloc) | after_free
    if not wrong.any():
        return None
    at = np.flatnonzero(wrong)
    k = at[np.argmin(order[at])]
    event = int(order[k])
    who = f"object {obj[event]}"
    if starts[k]:
        return Fault(event, f"{who} is not known; expected an ID that an 'a' line introduced")
    if op[event] == ALLOC:
        return Fault(event, f"{who} was allocated before; expected an ID not used so far")
    if op[event] == FREE:
        return Fault(event, f"{who} is freed twice; expected an object that is still live")
    return Fault(event, f"{who} was freed before; expected an object that is still live")
