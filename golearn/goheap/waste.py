"""What a table of size classes costs: bytes lost by rounding up, and bytes that lie ready.

Sizes in bytes. The classes are rows of `golearn.goheap.sizeclass`, Go's own or any other that
the rule gives. A request over the largest class gets whole pages, as in `runtime/msize.go`
(`roundupsize`), Go 1.21.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from golearn.errors import BadParameter
from golearn.goheap.sizeclass import PAGE_SIZE, WASTE_LIMIT, SizeClass, span_pages

KINDS = 2
"""Each size class is there twice: for objects with pointers and without."""


def class_for(classes: Sequence[SizeClass], size: int) -> SizeClass:
    """The smallest class that holds `size` bytes. Raises BadParameter if none does."""
    largest = classes[-1].size
    if not 1 <= size <= largest:
        raise BadParameter(f"a small object here has 1 to {largest:,} bytes, not {size:,}")
    return next(row for row in classes if row.size >= size)


def rounded(classes: Sequence[SizeClass], sizes: ArrayLike) -> NDArray[np.int64]:
    """Bytes that requests of these sizes get: a slot each, or whole pages."""
    asked = np.asarray(sizes, dtype=np.int64)
    if asked.size and asked.min() < 1:
        raise BadParameter(f"a request has at least 1 byte, not {asked.min()}")
    slots = np.array([row.size for row in classes], dtype=np.int64)
    page = classes[0].page_size
    index = np.searchsorted(slots, asked)
    small = slots[np.minimum(index, len(slots) - 1)]
    return np.where(index < len(slots), small, -(-asked // page) * page)


def waste_share(classes: Sequence[SizeClass], sizes: ArrayLike) -> float:
    """Share of the bytes handed out that nobody asked for, 0 to 1."""
    asked: Any = np.asarray(sizes, dtype=np.int64)
    got = rounded(classes, asked)
    return float(1 - asked.sum() / got.sum()) if asked.size else 0.0


def bytes_in_hand(classes: Sequence[SizeClass]) -> int:
    """Bytes of the spans that one P holds when it has one of every span class."""
    return KINDS * sum(row.span_bytes for row in classes)


def rows_for(sizes: Sequence[int], page_size: int = PAGE_SIZE) -> tuple[SizeClass, ...]:
    """Class sizes of one's own, rising, as rows of a table; spans are as long as in Go's rule."""
    if not sizes or sizes[0] < 1 or any(a >= b for a, b in pairwise(sizes)):
        raise BadParameter("expected class sizes from 1 byte on, each larger than the one before")
    before = (0, *sizes)
    return tuple(
        SizeClass(n, size, span_pages(size, WASTE_LIMIT, page_size), before[n - 1], page_size)
        for n, size in enumerate(sizes, start=1)
    )
