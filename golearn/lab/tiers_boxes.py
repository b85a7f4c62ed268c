"""What the four tiers of a Go heap hold at this moment, as the boxes that the drawing shows."""

from __future__ import annotations

from golearn.goheap import GoAllocator
from golearn.goheap.events import span_class_name
from golearn.goheap.mcache import EMPTY_SPAN
from golearn.goheap.mspan import WINDOW
from golearn.plots.figures.tier_walk import CentralBox, HeapBox, McacheBox, TinyBox


def look(
    go: GoAllocator, spanclass: int, slot: int | None, address: int
) -> tuple[TinyBox, McacheBox, CentralBox, HeapBox]:
    """The tiers that the current P would go through for an object of `spanclass`.

    `slot` at `address` was handed out last; None if none was.
    """
    p = go.procs[go.processor]
    tiny = p.mcache.tiny
    return (
        TinyBox(p.id, tiny.base, tiny.offset if tiny.base else 0),
        _mcache(go, spanclass, slot, address),
        _central(go, spanclass),
        HeapBox(p.id, p.pcache.cache.bit_count(), len(go.spans()), go.heap.size),
    )


def _mcache(go: GoAllocator, spanclass: int, slot: int | None, address: int) -> McacheBox:
    span = go.procs[go.processor].mcache.alloc[spanclass]
    name = span_class_name(spanclass)
    if span is EMPTY_SPAN:
        return McacheBox(go.processor, name, 0, 0, 0, (), None)
    in_hand = slot is not None and span.base <= address < span.limit
    taken = slot if in_hand else None
    shown = taken if taken is not None else min(span.freeindex, span.nelems - 1)
    first = shown // WINDOW * WINDOW
    cells = tuple(span.is_free(i) for i in range(first, min(first + WINDOW, span.nelems)))
    return McacheBox(go.processor, name, span.nelems, span.free_slots(), first, cells, taken)


def _central(go: GoAllocator, spanclass: int) -> CentralBox:
    central, unswept = go.heap.central[spanclass], go.heap.sweepgen - 2
    return CentralBox(
        span_class_name(spanclass),
        len(central.partial_swept),
        sum(s.sweepgen == unswept for s in central.partial_unswept),
        len(central.full_swept),
        sum(s.sweepgen == unswept for s in central.full_unswept),
    )
