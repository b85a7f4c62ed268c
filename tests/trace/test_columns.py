"""Columns in other types than their own: taken if they hold the same numbers, else refused."""

from __future__ import annotations

import numpy as np
import pytest

from golearn.errors import TraceError
from golearn.trace import Op, Trace

NAMES = ("op", "object", "size", "pointers", "processor")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (([0, 256], [0, 1], [5, 5]), "event 1: op 256 does not fit; expected a whole number from"),
        (([-1], [0], [5]), "event 0: op -1 does not fit"),
        ((["a"], [0], [5]), "event 0: op a does not fit"),
        (([0], [2**63], [5]), "object 9223372036854775808 does not fit"),
        (([0], [2**80], [5]), "object 1208925819614629174706176 does not fit"),
        (([0], [None], [5]), "object None does not fit"),
        (([0], [0.5], [5]), "object 0.5 does not fit"),
        (([0], [0], [24.7]), "size 24.7 does not fit; expected a whole number of bytes"),
        (([0], [0], [float("nan")]), "size nan does not fit"),
        (([0], [0], [1e30]), "size 1e\\+30 does not fit"),
        (([0], [0], [1 + 1j]), "size \\(1\\+1j\\) does not fit"),
        (([0], [0], [5], [2]), "pointers 2 does not fit; expected True or False"),
        (([0], [0], [5], None, [70_000]), "processor 70000 does not fit; expected .* below 2\\^15"),
        (([[0]], [[0]], [[5]]), "column op has shape \\(1, 1\\); expected one value per event"),
        ((0, 0, 5), "column op has shape \\(\\)"),
        (([0, 0], [0, [1, 2]], [5, 5]), "column object is not one number per event"),
    ],
)
def test_refused(columns, words):
    with pytest.raises(TraceError, match=words):
        Trace(*columns)


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, ">i4", np.float64, object])
def test_equal_numbers_of_other_types_are_taken(dtype):
    expected = Trace.parse("a 3 24 p\na 5 0\nf 3")
    given = [np.array(getattr(expected, name), dtype=dtype) for name in NAMES]
    made = Trace(*given)
    assert made == expected
    assert [getattr(made, name).dtype for name in NAMES] == ["u1", "i8", "i8", "?", "i2"]


def test_columns_of_their_own_types_are_not_copied():
    expected = Trace.parse("a 3 24 p\na 5 0\nr 5 8\ngc\nf 3")
    made = Trace(*(getattr(expected, name) for name in NAMES))
    assert all(getattr(made, name) is getattr(expected, name) for name in NAMES)


def test_what_an_operation_has_no_use_for_becomes_0():
    sizes = np.array([24, 40, 7, 9])
    given = Trace([Op.ALLOC, Op.REALLOC, Op.GC, Op.FREE], [1, 1, 5, 1], sizes, [1, 1, 1, 1])
    assert given == Trace.parse("a 1 24 p\nr 1 40\ngc\nf 1")
    assert sizes.tolist() == [24, 40, 7, 9], "the caller's column is not touched"
