"""Numbers from a history, each with its definition. Sizes are in bytes, shares from 0 to 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from golearn.replay.history import History

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def utilisation(history: History) -> float:
    """Peak payload / heap size: the most bytes ever live, over the largest heap."""
    return _share(int(history.live_bytes.max(initial=0)), history.peak_heap)


def internal_fragmentation(history: History) -> Floats:
    """Share of the bytes in live blocks that nobody asked for, after each event, (events,).

    1 − live bytes / block bytes: rounding, headers, the unused end of a size class.
    """
    return 1 - _shares(history.live_bytes, history.block_bytes, empty=1.0)


def free_share(history: History) -> Floats:
    """Share of the heap that lies in no live block, after each event, (events,)."""
    return 1 - _shares(history.block_bytes, history.heap_size, empty=1.0)


def external_fragmentation(history: History, events: Ints) -> Floats:
    """1 − largest free range / free bytes, right after each of `events`, (len(events),).

    0 if all that is free lies in one piece (or nothing is free); near 1 if it is in crumbs.
    Neighbouring free blocks count as one range, whether the allocator has merged them or not.
    """
    result = np.zeros(len(events))
    order = np.argsort(events)
    for i, (start, end) in zip(order.tolist(), _live_blocks(history, events[order]), strict=True):
        heap_end = history.base + history.heap_size[events[i]]
        gaps = np.append(start, heap_end) - np.append(history.base, end)
        np.maximum(gaps, 0, out=gaps)
        free = gaps.sum()
        result[i] = 1 - gaps.max() / free if free else 0.0
    return result


def _live_blocks(history: History, events: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Where the blocks start and end that are live right after each of `events`, by address.

    The `events` ascend: each takes over the blocks of the one before it and adds those that
    were born since, so what has long been dead costs nothing.
    """
    borders = np.searchsorted(history.born, events, side="right").tolist()
    start = end = died = np.arange(0)
    seen = 0
    for event, border in zip(events.tolist(), borders, strict=True):
        new = slice(seen, border)
        seen = border
        start = np.append(start, history.address[new])
        end = np.append(end, history.address[new] + history.block[new])
        died = np.append(died, history.died[new])
        live = np.flatnonzero((died > event) & (end > start))  # what has no size is in no heap
        live = live[np.argsort(start[live], kind="stable")]
        start, end, died = start[live], end[live], died[live]
        yield start, end


def sample_events(history: History, at_most: int = 200) -> Ints:
    """Event numbers spread evenly over the history, the last one included."""
    n = len(history)
    return np.unique(np.linspace(0, n - 1, min(n, at_most)).astype(np.int64)) if n else np.arange(0)


def visited_per_request(history: History) -> Ints:
    """Free blocks looked at by each request that was served, shape (requests,)."""
    return history.visited.compress(history.requests)  # quicker than a mask in brackets


@dataclass(frozen=True)
class Summary:
    """One line of a comparison. `*_at_peak` is taken at the event with the most live bytes."""

    allocator: str
    events: int
    placements: int
    peak_live: int
    peak_heap: int
    utilisation: float
    internal_at_peak: float
    external_mean: float
    visited_mean: float
    visited_max: int
    stopped: str | None


def summarise(history: History) -> Summary:
    """The measures of one history; `external_mean` is the mean over `sample_events`."""
    live = history.live_bytes
    peak = int(live.argmax()) if len(live) else 0
    visited = visited_per_request(history)
    external = external_fragmentation(history, sample_events(history))
    return Summary(
        allocator=history.allocator,
        events=len(history),
        placements=len(history.object),
        peak_live=int(live.max(initial=0)),
        peak_heap=history.peak_heap,
        utilisation=utilisation(history),
        internal_at_peak=_internal_at(history, peak),
        external_mean=float(external.mean()) if len(external) else 0.0,
        visited_mean=float(visited.mean()) if len(visited) else 0.0,
        visited_max=int(visited.max(initial=0)),
        stopped=str(history.stopped) if history.stopped else None,
    )


def _internal_at(history: History, event: int) -> float:
    live = history.live_at(event)
    blocks = int(history.block[live].sum())
    return 1 - int(history.requested[live].sum()) / blocks if blocks else 0.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _shares(part: Ints, whole: Ints, empty: float) -> Floats:
    shares = np.full(len(part), empty)
    np.divide(part, whole, out=shares, where=whole != 0)
    return shares
