"""Go's size classes as arrays, to look up a whole column at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from golearn.goheap.mspan import CLASS_SIZE, DIV_MAGIC
from golearn.goheap.sizeclass import (
    GO_CLASSES,
    MAX_SMALL_SIZE,
    NUM_SPAN_CLASSES,
    PAGE_SIZE,
    make_span_class,
)

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

BEYOND = MAX_SMALL_SIZE + 1
"""All larger sizes are looked up here: `take(..., mode="clip")`."""

_CLASS_OF = np.array([*(GO_CLASSES.class_of(size) for size in range(BEYOND)), 0], dtype=np.uint8)

SCAN_CLASS: NDArray[np.uint8] = _CLASS_OF * np.uint8(2)
"""Span class by size, for objects with pointers; 0 where no size class serves. Noscan is next."""

BLOCK: Ints = np.array(CLASS_SIZE)[_CLASS_OF]
"""Bytes of a slot by size."""

_SIZE_CLASS = np.arange(NUM_SPAN_CLASSES) >> 1
_PAGES = np.array([0, *(row.npages for row in GO_CLASSES.classes)])

SLOT: Ints = np.array(CLASS_SIZE)[_SIZE_CLASS]
"""Bytes of a slot by span class; 0 for large objects."""

SLOTS: Ints = np.array([1, *(row.objects for row in GO_CLASSES.classes)])[_SIZE_CLASS]
"""Slots of a span by span class."""

SPAN_PAGES: Ints = _PAGES[_SIZE_CLASS]
"""Pages of a span by span class; 0 for large objects."""

MAGIC: Ints = np.array(DIV_MAGIC)[_SIZE_CLASS]
"""By span class: multiply an offset by it and shift by 32 to get its slot."""

LARGE = tuple(make_span_class(0, noscan) for noscan in (False, True))


def pages_for(sizes: Ints) -> Ints:
    """Pages that hold objects of these sizes, one each."""
    return -(-sizes // PAGE_SIZE)


def borders(values: Ints) -> Ints:
    """Where runs of equal values begin, and the end of the last."""
    if not len(values):
        return np.zeros(1, dtype=np.int64)
    changes = np.flatnonzero(values[1:] != values[:-1]) + 1
    return np.concatenate(([0], changes, [len(values)]))


def lengths(starts: Ints, end: int) -> Ints:
    """How long runs are that begin at these places; the last one goes up to `end`."""
    found = np.empty_like(starts)
    np.subtract(starts[1:], starts[:-1], out=found[:-1])
    found[-1:] = end - starts[-1:]
    return found


def ranges(starts: Ints, lengths: Ints) -> Ints:
    """`start, start + 1, …` for every pair, one behind the other, shape (sum of lengths,)."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
