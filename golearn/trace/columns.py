"""A column of a trace from whatever it is given as, if nothing is lost on the way."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from golearn.errors import TraceError

COLUMNS: dict[str, tuple[type, str]] = {
    "op": (np.uint8, "a whole number from 0 to 3"),
    "object": (np.int64, "a whole number below 2^63"),
    "size": (np.int64, "a whole number of bytes, at most 2^47"),
    "pointers": (np.bool_, "True or False"),
    "processor": (np.int16, "a whole number below 2^15"),
}
"""Of each column its type, and what one of its values is in words."""


def column(name: str, values: Any, source: str, n: int = 0) -> NDArray[Any]:
    """The column of that name; `n` zeros for None. A column that has its type is not copied.

    Raises TraceError naming the first event whose value is none.
    """
    dtype, expected = COLUMNS[name]
    if values is None:
        return np.zeros(n, dtype)
    try:
        given = np.asarray(values)
    except ValueError as error:  # rows of different lengths
        raise TraceError(f"column {name} is not one number per event ({error})", source) from error
    if given.ndim != 1:
        problem = f"column {name} has shape {given.shape}; expected one value per event"
        raise TraceError(problem, source)
    if given.dtype == dtype:
        return given
    wrong = np.flatnonzero(~_fits(given, dtype))
    if len(wrong):
        value = str(given[wrong[0]])[:40]
        problem = f"event {wrong[0]}: {name} {value} does not fit; expected {expected}"
        raise TraceError(problem, source)
    return given.astype(dtype)


def _fits(given: NDArray[Any], dtype: type) -> NDArray[np.bool_]:
    """Which values are the same as numbers of that type, shape (events,)."""
    if given.dtype.kind == "O":  # Python's own objects: numbers of any length, None, text
        return np.array([_one_fits(value, dtype) for value in given], dtype=bool)
    if given.dtype.kind not in "biuf":
        return np.zeros(len(given), dtype=bool)
    with np.errstate(invalid="ignore"):  # NaN becomes some number; it differs from NaN
        return np.asarray(given.astype(dtype) == given)


def _one_fits(value: Any, dtype: type) -> bool:
    try:
        return bool(np.array([value]).astype(dtype)[0] == value)
    except (TypeError, ValueError, OverflowError):
        return False
