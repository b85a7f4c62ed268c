"""From the table of spans back to spans: the heap as it would be after every single event.

A replay leaves this for later: most want the history and never look at the heap.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np

from golearn.goheap.allocator import GoAllocator
from golearn.goheap.bulk.columns import Columns
from golearn.goheap.bulk.spans import FRESH, NONE
from golearn.goheap.bulk.tables import Ints
from golearn.goheap.bulk.tiers import Tiers
from golearn.goheap.malloc import ZERO_BASE
from golearn.goheap.mspan import MSpan, SpanState
from golearn.goheap.sizeclass import NUM_SPAN_CLASSES, TINY_SIZE, TINY_SPAN_CLASS


def hand_back(go: GoAllocator, tiers: Tiers, columns: Columns, collected: int) -> None:
    """Whenever the allocator is used again, let it first be as its reference would be.

    `collected` is the event of the last collection.
    """

    def restore() -> None:
        _restore_former(tiers)
        spans = _restore_spans(tiers)
        _restore_places(tiers, spans)
        _restore_objects(go, tiers, columns, collected)

    go.restore_later(restore)


def _restore_former(tiers: Tiers) -> None:
    """Spans that went back to the heap: the page tables still name them."""
    for gone in chain.from_iterable(tiers.former):
        span = _span(gone, int(gone["sweepgen"]))
        tiers.heap.layout.place(span)
        tiers.heap.layout.remove(span)
        span.state = SpanState.DEAD


def _restore_spans(tiers: Tiers) -> dict[int, MSpan]:
    """Every span in use, by its row in the table."""
    layout, table = tiers.heap.layout, tiers.spans
    spans = {}
    for number in table.in_use().tolist():
        row = table.rows[number]
        spans[number] = span = _span(row, tiers.heap.sweepgen)
        free_at, free = int(row["free_at"]), int(row["free"])
        if free_at != FRESH:
            span.alloc_bits = (1 << span.nelems) - 1
            for slot in table.free_slot[free_at : free_at + free].tolist():
                span.alloc_bits &= ~(1 << slot)
            layout.note_mark(span)
        if row["full"]:
            span.alloc_count = span.freeindex = span.nelems
            span.alloc_cache = 0
        else:
            span.alloc_count = span.nelems - free
            span.refill_alloc_cache(0)
        layout.place(span)
    return spans


def _span(row: Any, sweepgen: int) -> MSpan:
    """A span with the properties that never change, and how far it was used."""
    span = MSpan(int(row["base"]), int(row["npages"]), int(row["spanclass"]), sweepgen)
    span.limit, span.used = int(row["limit"]), int(row["used"])
    span.needzero = bool(row["needzero"])
    return span


def _restore_places(tiers: Tiers, spans: dict[int, MSpan]) -> None:
    """Spans in hand, and the sets of the central lists."""
    heap = tiers.heap
    for row in np.concatenate((*tiers.full, tiers.central.left())).tolist():
        span = spans[row]
        central = heap.central[span.spanclass]
        (central.partial_swept if span.free_slots() else central.full_swept).append(span)
    for group in np.flatnonzero(tiers.in_hand != NONE).tolist():
        number, spanclass = divmod(group, NUM_SPAN_CLASSES)
        span = spans[int(tiers.in_hand[group])]
        span.sweepgen = heap.sweepgen + 3
        span.alloc_count_before_cache = span.alloc_count
        for _ in range(int(tiers.taken[group])):
            span.next_free_index()
        span.alloc_count += int(tiers.taken[group])
        tiers.procs[number].mcache.alloc[spanclass] = span


def _restore_objects(go: GoAllocator, tiers: Tiers, columns: Columns, collected: int) -> None:
    """What the allocator remembers of objects: the sizes of tiny ones, and which were dropped."""
    rows = columns.rows
    rows.fill(columns.events)
    live = rows.died == columns.events
    live &= rows.requested > 0
    go.objects.tiny.update(_tiny(tiers, columns, np.flatnonzero(live)))
    dropped = (rows.died > collected) & (rows.died < columns.events)
    dropped &= columns.address != ZERO_BASE
    go.objects.dropped.update(columns.address[dropped].tolist())


def _tiny(tiers: Tiers, columns: Columns, rows: Ints) -> dict[int, int]:
    """Address to size of those objects that lie in spans of tiny blocks."""
    requested = columns.rows.requested
    small = rows[requested[rows] <= TINY_SIZE]
    if not len(small):
        return {}
    row, _ = tiers.spans.find(columns.address[small])
    tiny = small[tiers.spans["spanclass"][row] == TINY_SPAN_CLASS]
    pairs = zip(columns.address[tiny].tolist(), requested[tiny].tolist(), strict=True)
    return dict(pairs)
