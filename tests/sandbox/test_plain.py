"""What passes between two processes: plain values as they were, others as a name."""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golearn.sandbox.plain import Garbled, Thing, described, pack, unpack
from golearn.sandbox.talk import LONGEST

NUMBERS = st.integers(-(2**511), 2**511) | st.floats(allow_nan=False)
LEAVES = st.none() | st.booleans() | NUMBERS | st.text() | st.binary() | st.just(...)
KEYS = st.text() | st.integers() | st.tuples(st.integers(), st.text())
PLAIN = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(KEYS, inner)
        | st.frozensets(KEYS)
        | st.sets(KEYS)
    ),
    max_leaves=20,
)


def stays(value: object) -> Thing:
    raise AssertionError(f"{value!r} should have passed")


def same(value: object) -> object:
    return unpack(pack(value, stays), lambda thing: thing)


@given(PLAIN)
def test_plain_values_arrive_as_they_were(value):
    assert same(value) == value
    assert type(same(value)) is type(value)


class Loud(int):
    def __eq__(self, other):
        raise AssertionError("nothing of the answer's own may be called")

    __hash__ = None  # type: ignore[assignment]

    def __index__(self):
        raise AssertionError("nothing of the answer's own may be called")


class LoudText(str):
    def __str__(self):
        raise AssertionError("nothing of the answer's own may be called")


class LoudList(list):
    def __iter__(self):
        raise AssertionError("nothing of the answer's own may be called")

    def __len__(self):
        return 7


class LoudDict(dict):
    def items(self):
        raise AssertionError("nothing of the answer's own may be called")


class Colour(IntEnum):
    RED = 1


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (Loud(7), 7),
        (LoudText("a"), "a"),
        (LoudList([1, [2]]), [1, [2]]),
        (LoudDict(a=1), {"a": 1}),
        (Colour.RED, 1),
        (np.int64(-3), -3),
        (np.float32(0.5), 0.5),
        (np.bool_(True), True),
    ],
)
def test_subclasses_lose_what_they_add(value, arrives):
    assert same(value) == arrives
    assert type(same(value)) is type(arrives)


def endless():
    while True:
        yield 1


class NoRepr:
    def __repr__(self):
        raise ValueError


HOLDS_ITSELF: list = []
HOLDS_ITSELF.append(HOLDS_ITSELF)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (endless(), "generator", "<generator object endless"),
        (NoRepr(), "NoRepr", "<NoRepr whose repr raises ValueError>"),
        (2**5000, "int of 5,001 bits", "1412467"),
        (HOLDS_ITSELF, "list", "[[...]]"),
        (object, "type", "<class 'object'>"),
    ],
    ids=["generator", "no repr", "long number", "circle", "class"],
)
def test_other_values_stay_and_a_name_passes(value, kind, text):
    thing = unpack(pack(value, described), lambda thing: thing)
    assert isinstance(thing, Thing)
    assert thing.kind == kind
    assert thing.text.startswith(text)
    assert thing.is_class == isinstance(value, type)
    assert repr(thing) == thing.text


def test_without_its_repr_nothing_is_called():
    assert described(NoRepr(), with_repr=False).text == "<NoRepr>"


FORGED = [
    {},
    {"int": 1},
    {"list": 7},
    {"list": [1], "tuple": [1]},
    {"bytes": "zz"},
    {"bytes": 7},
    {"dict": [[1]]},
    {"dict": [[{"list": []}, 1]]},
    {"set": [{"dict": []}]},
    {"thing": []},
    {"thing": ["x", "int", "0", False]},
    {"thing": [math.inf, "int", "0", False]},
    [1],
]


@pytest.mark.parametrize("packed", FORGED, ids=str)
def test_what_pack_does_not_make_is_refused(packed):
    with pytest.raises(Garbled):
        unpack(packed, lambda thing: thing)


def test_a_deep_nest_is_refused():
    packed: object = 1
    for _ in range(100_000):
        packed = {"list": [packed]}
    with pytest.raises(Garbled):
        unpack(packed, lambda thing: thing)
    while isinstance(packed, dict):  # take it apart by hand: the interpreter would recurse
        packed = packed["list"].pop()


def test_a_frame_is_long_enough_for_any_answer():
    assert LONGEST >= 1 << 20
