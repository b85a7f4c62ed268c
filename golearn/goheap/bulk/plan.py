"""What a batch of requests needs from the tiers below: refills, and pages for them.

A span in hand serves as many requests of its group as it has slots. How many slots the next
span has is known before it is fetched, so all refills of a batch are known at once. Only where
fresh spans lie is not: that is up to the page heap, in the order of the requests.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from golearn.goheap.bulk.central import Central
from golearn.goheap.bulk.requests import Requests
from golearn.goheap.bulk.spans import NONE
from golearn.goheap.bulk.tables import SLOTS, SPAN_PAGES, Ints, pages_for
from golearn.goheap.sizeclass import NUM_SPAN_CLASSES


class Plan:
    """Refills by group and time, and requests for pages by time.

    `left` is how many slots each group has in hand, shape (groups,).
    """

    def __init__(self, requests: Requests, left: Ints, central: Central) -> None:
        self.requests = requests
        self.order = in_order(requests.group)
        """Requests by group, then time. Those that need no slot come last."""
        groups = np.arange(requests.groups + 1, dtype=requests.group.dtype)
        borders = np.searchsorted(requests.group, groups, sorter=self.order)
        self.first: Ints = borders[:-1]
        """Where the requests of each group begin in `order`."""
        self.count: Ints = borders[1:] - self.first
        """Slots that each group needs."""
        self.left = left
        self._plan_refills(central)
        self._plan_pages()

    def _plan_refills(self, central: Central) -> None:
        group = np.flatnonzero(self.count > self.left)
        position = self.left[group]
        need = self.count[group] - position
        partly = central.refill(group, position, need, self.order, self.first)
        slots = SLOTS[group % NUM_SPAN_CLASSES]
        spans = np.maximum(0, -(-need // slots))
        before = np.cumsum(spans) - spans
        start = np.repeat(self.first[group] + position - before * slots, spans)
        start += np.arange(len(start)) * np.repeat(slots, spans)

        self.group: Ints = np.repeat(group, spans)
        """Of each refill: the group, shape (refills,)."""
        self.start: Ints = start
        """The place in `order` of the first request that it serves."""
        self.row: Ints = np.full(len(start), NONE)
        """The row of its span; NONE for a fresh one."""
        if len(partly[0]):
            self._merge(*partly)
        self.at: Ints = self.order[self.start]
        """The request that caused it."""
        self.by_time = in_order(self.at)
        """The refills in the order of those."""

    def _merge(self, group: Ints, position: Ints, row: Ints) -> None:
        """Add refills from partly used spans to those from fresh ones."""
        start = np.concatenate((self.first[group] + position, self.start))
        by_start = in_order(start)
        self.start = start[by_start]
        self.group = np.concatenate((group, self.group))[by_start]
        self.row = np.concatenate((row, self.row))[by_start]

    def _plan_pages(self) -> None:
        requests = self.requests
        fresh = self.by_time[self.row[self.by_time] == NONE]
        spanclass = self.group[fresh] % NUM_SPAN_CLASSES
        columns = (
            (self.at[fresh], requests.large),
            (fresh, np.full(len(requests.large), NONE)),
            (spanclass, requests.large_class),
            (SPAN_PAGES[spanclass], pages_for(requests.size[requests.large])),
        )
        at, refill, spanclass, npages = (np.concatenate(parts) for parts in columns)
        by_time = in_order(at)
        self.page_at: Ints = at[by_time]
        """The requests that need pages."""
        self.page_refill: Ints = refill[by_time]
        """Which refill needs them; NONE for a large object."""
        self.page_class: Ints = spanclass[by_time]
        self.npages: Ints = npages[by_time]


def in_order(values: NDArray[Any]) -> Ints:
    """As `argsort`; quick for small numbers, and for values that rise over long stretches."""
    return np.argsort(values, kind="stable")
