"""Tiny objects in bulk: the block that a P fills is an automaton with 17 states.

Its state is the first unused byte, 1 to 16, or 0 when there is no block. Sizes alone drive it,
so it runs before anybody knows an address. Source: as `golearn.goheap.tiny`.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from golearn.goheap.bulk.tables import Bools, Ints
from golearn.goheap.sizeclass import TINY_SIZE
from golearn.goheap.tiny import TinyBlock

NO_ROOM = 255
STATES = TINY_SIZE + 1
PAIRS = TINY_SIZE * TINY_SIZE
"""Pairs of sizes."""

STEPS = 24
"""Pairs of sizes that a lane has."""

TURNS = 4
"""How often lanes are tried."""

FEW = 16
"""Up to so many lanes are as soon walked one after the other."""

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


def _by_pairs() -> Ints:
    """The automaton by two sizes at a time: the place of a state is `PAIRS * state`, and what
    stands behind it at `16 * first + second` is the place of the next. A size of 0 changes
    nothing."""
    still = np.arange(STATES, dtype=np.uint8)[:, None]
    one = np.concatenate((still, AFTER[:, 1:]), axis=1)
    return one[one].ravel() * np.int64(PAIRS)


_NEXT = _by_pairs()
_NEXT_LIST = _NEXT.tolist()


def _walk(sizes: Ints, state: int) -> Bytes:
    """The state before each object and after the last, shape (objects + 1,)."""
    lanes = -(-len(sizes) // (2 * STEPS))
    padded = np.zeros((lanes, STEPS, 2), dtype=np.int64)
    padded.reshape(-1)[: len(sizes)] = sizes
    first, second = padded[..., 0], padded[..., 1]
    places = _walk_lanes((first * TINY_SIZE + second).T.copy(), state * PAIRS)
    states = np.empty((lanes * STEPS + 1, 2), dtype=np.uint8)
    states[:-1, 0] = places[:-1].T.reshape(-1) // PAIRS
    states[-1] = places[-1, -1] // PAIRS
    states[:-1, 1] = _look_up(AFTER, states[:-1, 0], first.reshape(-1))
    return states.reshape(-1)[: len(sizes) + 1]


def _walk_lanes(pairs: Ints, place: int) -> Ints:
    """The place before each pair of sizes, and behind the last of each lane.

    `pairs` has shape (steps, lanes); each lane goes on where the one before it ends. All lanes
    walk at once, at first from a guess, then from where the lanes before them ended. States
    soon meet whatever they began with, so a few turns settle it, but for rare mixes of sizes,
    which are walked one after the other as a few lanes are.
    """
    steps, lanes = pairs.shape
    places = np.full((steps + 1, lanes), place)
    for _ in range(TURNS if lanes > FEW else 0):
        for step in range(steps):
            _NEXT.take(places[step] + pairs[step], mode="clip", out=places[step + 1])
        if np.array_equal(places[0, 1:], places[-1, :-1]):
            return places
        places[0, 1:] = places[-1, :-1]
    in_order = pairs.T.ravel().tolist()
    walk = accumulate(in_order, lambda at, pair: _NEXT_LIST[at + pair], initial=place)
    one_by_one = np.fromiter(walk, dtype=np.int64, count=pairs.size + 1)
    places[:-1] = one_by_one[:-1].reshape(lanes, steps).T
    places[-1] = one_by_one[steps::steps]
    return places


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
