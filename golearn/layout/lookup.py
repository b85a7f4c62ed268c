"""Address to span for a million addresses at once.

The same way as `Layout.walk`, taken for all of them together: one numpy operation per step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple

import numpy as np
from numpy.typing import NDArray

from golearn.errors import BadParameter
from golearn.layout.layout import Layout, S


class Found(NamedTuple, Generic[S]):
    """What a look-up of n addresses gave."""

    spans: list[S]
    """Spans in use, each once."""
    which: NDArray[np.int64]
    """n places in `spans`; -1 where no span in use holds the address."""

    def at(self, i: int) -> S | None:
        """The span of address number `i`."""
        place = int(self.which[i])
        return None if place < 0 else self.spans[place]


def find_spans(layout: Layout[S], addresses: Sequence[int] | NDArray[np.uint64]) -> Found[S]:
    """The span in use that holds each address. Raises BadParameter if one is no address."""
    try:
        wanted = np.asarray(addresses, dtype=np.uint64)
    except (OverflowError, ValueError, TypeError) as error:
        raise BadParameter(f"expected addresses from 0 to 2^64 - 1: {error}") from None
    spans, which = layout.entries(wanted.ravel())
    if not spans:
        return Found([], which)
    alive = np.array([span.in_use for span in spans])
    which = np.where(alive[which], which, -1)
    return Found(spans, which)
