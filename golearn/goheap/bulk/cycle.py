"""A collection in bulk: marks for all objects at once, and the sweep of all spans.

The counterpart of `Collector.collect` with an eager sweep. The sweep's order decides in which
order spans are used again, so it is kept: first what the Ps had in hand, then class by class
the full spans, then the partly used ones.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from golearn.goheap.bulk.spans import FRESH, NONE
from golearn.goheap.bulk.tables import LARGE, Ints
from golearn.goheap.bulk.tiers import Tiers
from golearn.goheap.collector import Collector
from golearn.goheap.p import P
from golearn.goheap.sizeclass import NUM_SPAN_CLASSES, PAGE_SIZE, size_class_of


class Marks(NamedTuple):
    """What the collector found, per row of the table, shape (rows,)."""

    live: Ints
    """Marked slots."""
    free_at: Ints
    """Where the slots without a mark begin in `free_slot`."""
    free_slot: NDArray[np.uint16]


def collect(tiers: Tiers, collector: Collector, address: Ints, running: P) -> None:
    """One cycle; the living objects are at these addresses."""
    heap, spans = tiers.heap, tiers.spans
    collector.take_work_spans(running)
    blocks = [p.mcache.tiny.base for p in tiers.procs if p.mcache.tiny.base]
    marks = _mark(tiers, np.concatenate((address, np.array(blocks, dtype=np.int64))))
    rows = np.arange(spans.end)
    marked = int((marks.live * spans.slot_bytes(rows)).sum())
    collector.start_sweep(marked, int(marks.live.sum()))

    _count_freed(tiers, marks)
    swept = []
    for p in (*(p for p in tiers.procs if p is not running), running):
        held = _release(tiers, p)
        swept.append(held)
        _free_spans(tiers, p, held[marks.live[held] == 0])
        p.mcache.prepare_for_sweep()
        if p is not running:
            p.pcache.flush(heap.pages)
    waiting = _waiting(tiers)
    swept.append(waiting)
    dead = waiting[marks.live[waiting] == 0]
    heap.sweeper.reclaim_credit += int(spans["npages"][dead].sum())
    _free_spans(tiers, running, dead)
    heap.sweeper.central_index = 2 * NUM_SPAN_CLASSES  # all is swept; the real sets hold nothing
    heap.sweeper.finish(running)
    _fill_sets(tiers, np.concatenate(swept), marks)


def _mark(tiers: Tiers, address: Ints) -> Marks:
    spans = tiers.spans
    slots = spans["slots"].astype(np.int64)
    start = np.cumsum(slots) - slots
    unmarked = np.ones(int(slots.sum()), dtype=bool)
    row, slot = spans.find(address)
    unmarked[start[row] + slot] = False
    places = np.flatnonzero(unmarked)
    borders = np.searchsorted(places, np.append(start, len(unmarked)))
    free = np.diff(borders)
    return Marks(slots - free, borders[:-1], (places - np.repeat(start, free)).astype(np.uint16))


def _count_freed(tiers: Tiers, marks: Marks) -> None:
    """Count the objects found dead, and how far each span was used."""
    spans, stats = tiers.spans, tiers.heap.stats
    slots, used, full = spans["slots"], spans["used"], spans["full"]
    held = np.flatnonzero(tiers.in_hand != NONE)
    row, taken = tiers.in_hand[held], tiers.taken[held]
    objects = np.where(full, slots, slots - spans["free"])
    objects[row] += taken
    np.maximum(used, slots, out=used, where=full)
    used[row] = np.maximum(used[row], _after_last(tiers, row, taken))

    freed = objects - marks.live
    large = np.flatnonzero((freed > 0) & (spans["spanclass"] <= LARGE[-1]))
    stats.large_free_count += len(large)
    stats.large_free += int(spans.slot_bytes(large).sum())
    by_class = np.bincount(spans["spanclass"] >> 1, weights=freed)
    for number in np.flatnonzero(by_class[1:]) + 1:
        stats.small_free_count[number] += int(by_class[number])


def _after_last(tiers: Tiers, row: Ints, taken: Ints) -> Ints:
    """The slot behind the last one taken from spans in hand; 0 if none was."""
    after = taken.copy()
    swept = (taken > 0) & (tiers.spans["free_at"][row] != FRESH)
    last = tiers.spans["free_at"][row[swept]] + taken[swept] - 1
    after[swept] = tiers.spans.free_slot[last].astype(np.int64) + 1
    return after


def _release(tiers: Tiers, p: P) -> Ints:
    """Rows of the spans that a P had in hand, which it gives up."""
    mine = slice(p.id * NUM_SPAN_CLASSES, (p.id + 1) * NUM_SPAN_CLASSES)
    for group in np.flatnonzero(tiers.taken[mine]).tolist():
        taken = int(tiers.taken[mine][group])
        tiers.heap.stats.small_alloc_count[size_class_of(group)] += taken
    rows = tiers.in_hand[mine].copy()
    tiers.in_hand[mine] = NONE
    tiers.taken[mine] = 0
    held: Ints = rows[rows != NONE]
    return held


def _waiting(tiers: Tiers) -> Ints:
    """Rows of the spans in the central sets, in the order of their sweep."""
    rows = np.concatenate((*tiers.full, tiers.central.left()))
    order = np.argsort(tiers.spans["spanclass"][rows], kind="stable")
    in_order: Ints = rows[order]
    return in_order


def _free_spans(tiers: Tiers, p: P, rows: Ints) -> None:
    """Spans without a live object go back to the page heap."""
    heap, spans = tiers.heap, tiers.spans
    base, npages = spans["base"][rows], spans["npages"][rows]
    nbytes = int(npages.sum()) * PAGE_SIZE
    heap.locks.heap_acquired += len(rows)
    heap.stats.free += nbytes
    heap.stats.in_use -= nbytes
    heap.pages.free_all(zip(base.tolist(), npages.tolist(), strict=True))
    heap.free_mspans(p, len(rows))
    spans.rows["sweepgen"][rows] = heap.sweepgen
    tiers.note_former(spans.rows[rows])
    spans.drop(rows)


def _fill_sets(tiers: Tiers, swept: Ints, marks: Marks) -> None:
    """What was swept and is still there: full spans, and those with free slots."""
    spans = tiers.spans
    slots = spans["slots"][swept]
    free = slots - marks.live[swept]
    tiers.full = [swept[(slots > 0) & (free == 0)]]
    partly = (slots > 0) & (free > 0)
    tiers.central.fill(swept[partly], spans["spanclass"][swept[partly]], free[partly])
    spans.rows["full"][swept] = False
    spans.rows["free"][swept] = free
    spans.rows["free_at"][swept] = marks.free_at[swept]
    spans.free_slot = marks.free_slot
