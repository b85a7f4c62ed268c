"""Tiny objects in bulk: the block that a P fills is an automaton with 17 states.

Its state is the first unused byte, 1 to 16, or 0 when there is no block. Sizes alone drive it,
so it runs before anybody knows an address. Source: as `golearn.goheap.tiny`.
"""

from __future__ import annotations

from itertools import accumulate
from operator import getitem, itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from golearn.goheap.bulk.tables import Bools, Ints
from golearn.goheap.sizeclass import TINY_SIZE
from golearn.goheap.tiny import TinyBlock

NO_ROOM = 255
STATES = TINY_SIZE + 1

Bytes = NDArray[np.uint8]


class Packing(NamedTuple):
    """What becomes of some tiny objects of one P, shape (objects,) each."""

    fits: Bools
    """Whether the object shares the present block."""
    offset: Bytes
    """Where in that block it goes; `NO_ROOM` if it needs a new one."""
    opens: Bools
    """Whether the object's new block becomes the present one."""
    state: Bytes
    """First unused byte of the present block after each object."""


def _tables() -> tuple[Bytes, Bytes]:
    """(where an object goes, the state after it), shape (states, sizes), by asking a block."""
    place = np.full((STATES, TINY_SIZE), NO_ROOM, dtype=np.uint8)
    after = np.zeros((STATES, TINY_SIZE), dtype=np.uint8)
    for state in range(STATES):
        for size in range(1, TINY_SIZE):
            block = TinyBlock()
            block.base = TINY_SIZE if state else 0
            block.offset = state
            address = block.fit(size)
            if address:
                place[state, size] = address - block.base
            else:
                block.consider(2 * TINY_SIZE, size)
            after[state, size] = block.offset
    return place, after


PLACE, AFTER = _tables()


def _linked(after: Bytes) -> list[list[Any]]:
    """The automaton as lists that hold each other: `state[two sizes]` is the state after them.

    Two sizes are one number, 16 to the base; a size of 0 changes nothing. The last entry of a
    list is the state's own number.
    """
    still = np.arange(STATES, dtype=np.uint8)[:, None]
    one = np.concatenate((still, after[:, 1:]), axis=1)
    two = one[one].reshape(STATES, -1)
    states: list[list[Any]] = [[] for _ in range(STATES)]
    for number, row in enumerate(two.tolist()):
        states[number] += [states[next] for next in row]
        states[number].append(number)
    return states


_STATES = _linked(AFTER)


def _walk(sizes: Ints, state: int) -> Bytes:
    """The state before each object and after the last, shape (objects + 1,)."""
    count = len(sizes)
    pairs = np.zeros((count + 1) // 2 * 2, dtype=np.int64)
    pairs[:count] = sizes
    first, second = pairs[::2], pairs[1::2]
    walk = accumulate((first * TINY_SIZE + second).tolist(), getitem, initial=_STATES[state])
    states = np.empty((len(first) + 1, 2), dtype=np.uint8)
    states[:, 0] = np.fromiter(map(itemgetter(-1), walk), dtype=np.uint8, count=len(states))
    states[:-1, 1] = _look_up(AFTER, states[:-1, 0], first)
    return states.ravel()[: count + 1]


def _look_up(table: Bytes, states: Bytes, sizes: Ints) -> Bytes:
    return table.ravel().take(states * np.intp(TINY_SIZE) + sizes)


def pack(sizes: Ints, state: int) -> Packing:
    """Pack objects of 1 to 15 bytes, in order, into the block that has this state."""
    states = _walk(sizes, state)
    before, after = states[:-1], states[1:]
    offset = _look_up(PLACE, before, sizes)
    # An object alone in its block leaves less room than the present block has, or more.
    fits = offset != NO_ROOM
    opens = ~fits & ((before == 0) | (sizes < before))
    return Packing(fits, offset, opens, after)
