"""Columns that are made when somebody looks at them."""

import copy
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import numpy as np
import pytest

from golearn.replay import History

KNOWN = {
    "allocator": "some",
    "trace": "two events",
    "address": np.array([4096]),
    "visited": np.array([0, 0]),
    "tier": np.array([0, -1], np.int8),
}
LATER = {
    "object": np.array([7]),
    "requested": np.array([5]),
    "block": np.array([8]),
    "born": np.array([0]),
    "died": np.array([1]),
    "heap_size": np.array([4096, 4096]),
}


def history() -> tuple[History, list[str]]:
    """A history, and a list that grows when the rest of its columns is made."""
    made: list[str] = []
    return History.with_later(lambda: made.append("made") or LATER, **KNOWN), made


def test_what_is_known_needs_nothing_else():
    some, made = history()
    assert (len(some), some.address[0], some.requests.tolist()) == (2, 4096, [True, False])
    assert (some.tiers, some.base, some.stopped) == (("heap",), 0, None)
    assert not made


def test_all_that_is_left_is_made_at_once():
    some, made = history()
    assert some.block_bytes.tolist() == [8, 0]
    assert all(getattr(some, name) is column for name, column in LATER.items())
    assert made == ["made"]
    with pytest.raises(AttributeError, match="no attribute 'blocks'"):
        _ = some.blocks


def test_threads_that_look_at_once_see_the_same_columns():
    made = []

    def later():
        made.append("made")
        time.sleep(0.05)
        return LATER

    some = History.with_later(later, **KNOWN)
    names = [*LATER, *LATER]
    with ThreadPoolExecutor(len(names)) as pool:
        seen = list(pool.map(lambda name: getattr(some, name), names))
        copies = list(pool.map(lambda _: pickle.loads(pickle.dumps(some)), range(4)))
    assert all(column is LATER[name] for name, column in zip(names, seen, strict=True))
    assert all(np.array_equal(c.heap_size, some.heap_size) for c in copies)
    assert made == ["made"]


def test_columns_that_could_not_be_made_are_tried_again():
    answers = iter([MemoryError(), LATER])

    def later():
        answer = next(answers)
        if isinstance(answer, MemoryError):
            raise answer
        return answer

    some = History.with_later(later, **KNOWN)
    with pytest.raises(MemoryError):
        _ = some.block
    assert some.block is LATER["block"]


@pytest.mark.parametrize("moved", [lambda h: pickle.loads(pickle.dumps(h)), copy.copy, replace])
def test_a_copy_has_everything(moved):
    some, _ = history()
    there = moved(some)
    for field in fields(History):
        assert np.array_equal(getattr(there, field.name), getattr(some, field.name)), field.name
