"""The tiers lab without its widgets: one request at a time, down the tiers until one serves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from golearn.allocator import AllocatorEvent
from golearn.errors import BadParameter
from golearn.goheap.allocator import TINY, GoAllocator
from golearn.goheap.events import span_class_name
from golearn.goheap.mcache import EMPTY_SPAN
from golearn.goheap.mspan import WINDOW, MSpan
from golearn.goheap.sizeclass import TINY_SPAN_CLASS
from golearn.goheap.tier_path import TierPath, path_of
from golearn.lab.words import size_text
from golearn.plots.figures.tier_walk import CentralBox, HeapBox, McacheBox, TinyBox, Walk
from golearn.units import count

MOST_AT_ONCE = 20_000
MOST_PROCESSORS = 16


@dataclass(frozen=True)
class Live:
    """An object that the program still refers to."""

    address: int
    size: int


class TiersModel:
    """A Go heap with some Ps, and the walk of the last request. Sizes in bytes.

    Whatever fails raises a GolearnError and leaves all as it was.
    """

    def __init__(self, processors: int = 2) -> None:
        self.reset(processors)

    def reset(self, processors: int = 2) -> None:
        """Begin again with an empty heap."""
        if not 1 <= processors <= MOST_PROCESSORS:
            raise BadParameter(f"{processors} Ps; expected 1 to {MOST_PROCESSORS}")
        self.go = GoAllocator(processors=processors, gogc=None, lazy_sweep=True)
        self.live: list[Live] = []
        self.counts = [0] * len(GoAllocator.tiers)
        """Requests by the tier that served them."""
        self.request = "no request yet"
        self.events: list[AllocatorEvent] = []
        self.path = TierPath((), None, 0, 0)
        self._spanclass = TINY_SPAN_CLASS
        self._slot: int | None = None
        self._address = 0

    @property
    def processor(self) -> int:
        """The P on which the program's goroutine runs."""
        return self.go.processor

    def move_to(self, processor: int) -> None:
        """The goroutine goes on running on another P. Caches stay where they are."""
        before = self.processor
        self.go.processor = processor
        if before != processor:
            self._tell(f"the goroutine moves from P{before} to P{processor}", [])

    def allocate(self, size: int, pointers: bool = False, times: int = 1) -> int:
        """Make the same request some times; the walk is that of the last. Its address."""
        if not 1 <= times <= MOST_AT_ONCE:
            raise BadParameter(f"{times:,} times; expected 1 to {MOST_AT_ONCE:,}")
        go = self.go
        heap_locks, visits = go.locks.heap_acquired, go.locks.central_visits
        address = 0
        for left in reversed(range(times)):
            heap_locks, visits = go.locks.heap_acquired, go.locks.central_visits
            go.watch = [] if left == 0 else None
            try:
                address = go.malloc(size, pointers)
            finally:
                events, go.watch = go.watch or [], None
            self.counts[go.tier] += 1
            if size:
                self.live.append(Live(address, size))
        kind = "with pointers" if pointers else "without pointers"
        again = f", the last of {times:,}" if times > 1 else ""
        self._tell(f"{size_text(size)} {kind} on P{self.processor}{again}", events)
        self.path = path_of(
            events,
            go.tier,
            go.locks.central_visits - visits,
            go.locks.heap_acquired - heap_locks,
        )
        self._note_place(address, events)
        return address

    def drop(self, keep_every: int = 0) -> None:
        """Drop all references but those to every `keep_every`-th object; 0 drops all."""
        kept = [live for i, live in enumerate(self.live) if keep_every and i % keep_every == 0]
        gone = len(self.live) - len(kept)
        self.live = kept
        self._tell(f"{count(gone, 'object')} dropped, nothing is freed yet", [])

    def collect(self) -> None:
        """Run the collector; spans are swept later, by whoever needs one."""
        self.go.watch = []
        self.go.gc([live.address for live in self.live])
        events, self.go.watch = self.go.watch, None
        self._tell("a collection", events)

    def _tell(self, request: str, events: list[AllocatorEvent]) -> None:
        self.request, self.events = request, events
        self.path = TierPath((), None, 0, 0)
        self._slot, self._address = None, 0

    def _note_place(self, address: int, events: list[AllocatorEvent]) -> None:
        span = self.go.span_of(address)
        self._address = address
        if self.path.served == TINY:
            return
        if span is not None and span.spanclass > 1:
            self._spanclass, self._slot = span.spanclass, span.index_of(address)

    # --- what is shown ---

    @property
    def story(self) -> list[str]:
        """What happened, step by step."""
        return [str(event) for event in self.events]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Requests by tier, and the locks they took."""
        locks = self.go.locks
        alone = sum(self.counts) - locks.central_requests - locks.heap_requests
        tiers = zip(GoAllocator.tiers, self.counts, strict=True)
        return (
            *((name, f"{count:,}") for name, count in tiers),
            ("served by its P alone", f"{alone:,}"),
            ("went to mcentral", f"{locks.central_requests:,}"),
            ("took the heap lock", f"{locks.heap_requests:,}"),
        )

    @property
    def outcome(self) -> str:
        """Where the object is, and what the request touched that others share."""
        if self.path.served is None:
            return self.request[0].upper() + self.request[1:] + "."
        who = "The tiny block" if self.path.served == TINY else GoAllocator.tiers[self.path.served]
        return f"{who} serves it at {self._address:#x}: {self.path.cost}."

    def walk(self) -> Walk:
        """The tiers as they are now, with the way of the last request."""
        go = self.go
        p = go.procs[self.processor]
        tiny = p.mcache.tiny
        span = p.mcache.alloc[self._spanclass]
        central = go.heap.central[self._spanclass]
        unswept = go.heap.sweepgen - 2
        sets = (
            len(central.partial_swept),
            sum(s.sweepgen == unswept for s in central.partial_unswept),
            len(central.full_swept),
            sum(s.sweepgen == unswept for s in central.full_unswept),
        )
        spans = go.spans()
        return Walk(
            request=self.request,
            path=self.path,
            tiny=TinyBox(p.id, tiny.base, tiny.offset if tiny.base else 0),
            mcache=self._mcache_box(p.id, span),
            central=CentralBox(span_class_name(self._spanclass), *sets),
            heap=HeapBox(p.id, p.pcache.cache.bit_count(), len(spans), go.heap.size),
            outcome=self.outcome,
        )

    def _mcache_box(self, processor: int, span: MSpan) -> McacheBox:
        name = span_class_name(self._spanclass)
        if span is EMPTY_SPAN:
            return McacheBox(processor, name, 0, 0, 0, (), None)
        in_hand = self._slot is not None and span.base <= self._address < span.limit
        slot = self._slot if in_hand else None
        shown = slot if slot is not None else min(span.freeindex, span.nelems - 1)
        first = shown // WINDOW * WINDOW
        cells = tuple(span.is_free(i) for i in range(first, min(first + WINDOW, span.nelems)))
        return McacheBox(processor, name, span.nelems, span.free_slots(), first, cells, slot)


# --- telling states ---------------------------------------------------------------------------


def _fresh(model: TiersModel) -> None:
    model.allocate(24, pointers=True)


def _in_hand(model: TiersModel) -> None:
    model.allocate(24, pointers=True, times=18)


def _full(model: TiersModel) -> None:
    model.allocate(24, pointers=True, times=341)
    model.allocate(24, pointers=True)


def _swept(model: TiersModel) -> None:
    model.allocate(24, pointers=True, times=3 * 341)
    model.drop(keep_every=2)
    model.collect()
    model.allocate(24, pointers=True)


def _tiny(model: TiersModel) -> None:
    model.allocate(5)
    model.allocate(4)


def _large(model: TiersModel) -> None:
    model.allocate(24, pointers=True)
    model.allocate(40_000)


def _moved(model: TiersModel) -> None:
    model.allocate(24, pointers=True, times=18)
    model.move_to(1)
    model.allocate(24, pointers=True)


STATES: dict[str, Callable[[TiersModel], None]] = {
    "the first request": _fresh,
    "a span is in hand": _in_hand,
    "the span in hand is full": _full,
    "after a collection": _swept,
    "two tiny objects": _tiny,
    "a large object": _large,
    "moved to another P": _moved,
}
"""What the lab can begin with, by name."""


def in_state(name: str) -> TiersModel:
    """A lab in one of `STATES`. Raises BadParameter naming the choices."""
    if name not in STATES:
        raise BadParameter(f"unknown state '{name}'; expected one of {', '.join(STATES)}")
    model = TiersModel()
    STATES[name](model)
    return model
