"""The tiers lab without its widgets: one request at a time, down the tiers until one serves it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from golearn.allocator import AllocatorEvent
from golearn.errors import BadParameter
from golearn.goheap.allocator import GoAllocator
from golearn.goheap.events import PagesTaken
from golearn.goheap.malloc import TINY
from golearn.goheap.sizeclass import GO_CLASSES, MAX_SMALL_SIZE, TINY_SIZE, TINY_SPAN_CLASS
from golearn.goheap.tier_path import TierPath, entries, path_of
from golearn.lab.script_lines import carry_out
from golearn.lab.settings_model import parse_size
from golearn.lab.tiers_boxes import look
from golearn.lab.words import size_text
from golearn.plots.figures.tier_walk import Walk
from golearn.units import count

MOST_AT_ONCE = 20_000
MOST_PROCESSORS = 16
MOST_LINES = 400
"""Lines of a script at most."""

Facts = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Counters in groups: what is counted, and a name and a number for each kind."""

_HOW = re.compile(r"^(p|x[1-9]\d{0,5})$", re.ASCII)


@dataclass(frozen=True)
class Live:
    """An object that the program still refers to."""

    address: int
    size: int


@dataclass(frozen=True)
class View:
    """What the lab shows at one step: a request at a tier, or what else was done."""

    walk: Walk
    story: tuple[str, ...]
    facts: Facts


class TiersModel:
    """A Go heap with some Ps, and the walk of the last request. Sizes in bytes.

    `views` has an entry for each tier that a request went to, so that one can follow it; the
    first is the empty heap. `actions` has a line for each action, as in a script. Whatever
    fails raises a GolearnError and leaves all as it was.
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
        self.actions: list[str] = []
        self.views: list[View] = []
        self._look()

    def run(self, script: str) -> None:
        """Begin with an empty heap and carry out a script, one action a line.

        `malloc SIZE [p] [xTIMES]` (p: with pointers), `drop`, `keep every N`, `gc`, `run on P`.
        The heap stays as it was if a line is wrong.
        """
        trial = TiersModel(len(self.go.procs))
        carry_out(script, MOST_LINES, lambda line: trial._line(line.split()))
        self.__dict__ = trial.__dict__

    def _line(self, words: list[str]) -> None:
        match words:
            case ["malloc", size, *how] if all(_HOW.match(word) for word in how):
                times = [int(word[1:]) for word in how if word[0] == "x"] or [1]
                self.allocate(parse_size(size), "p" in how, times[0])
            case ["drop"]:
                self.drop()
            case ["keep", "every", n] if n.isdecimal() and n != "0":
                self.drop(int(n))
            case ["gc"]:
                self.collect()
            case ["run", "on", p] if p.isdecimal():
                self.move_to(int(p))
            case _:
                raise BadParameter(f"'{' '.join(words)[:40]}'; expected {GRAMMAR}")

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
            self._done(f"run on {processor}")

    def allocate(self, size: int, pointers: bool = False, times: int = 1) -> int:
        """Make the same request some times; the walk is that of the last. Its address."""
        if not 1 <= times <= MOST_AT_ONCE:
            raise BadParameter(f"{times:,} times; expected 1 to {MOST_AT_ONCE:,}")
        go = self.go
        heap_locks, visits = go.locks.heap_acquired, go.locks.central_visits
        address, before, facts = 0, self.walk(), self.facts
        for left in reversed(range(times)):
            if left == 0:
                before, facts = self._walk_before(size, pointers), self.facts
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
        self._follow(before, facts)
        again = f" x{times}" if times > 1 else ""
        self._done(f"malloc {size}{' p' if pointers else ''}{again}")
        return address

    def _walk_before(self, size: int, pointers: bool) -> Walk:
        """The tiers that a request will meet."""
        spanclass = self._spanclass
        if size < TINY_SIZE and not pointers:
            spanclass = TINY_SPAN_CLASS
        elif 0 <= size <= MAX_SMALL_SIZE:
            spanclass = GO_CLASSES.class_of(size) << 1 | (not pointers)
        return self._walk(spanclass, None)

    def _follow(self, before: Walk, facts: Facts) -> None:
        """A view for each tier that had to pass the request on."""
        starts = list(entries(self.events).values())
        for passed in range(1, len(self.path.tiers)):
            tiers = self.path.tiers[:passed]
            name = GoAllocator.tiers[tiers[-1]]
            walk = replace(
                before,
                request=self.request,
                path=TierPath(tiers, None, 0, 0),
                outcome=f"{name} cannot serve it; {GoAllocator.tiers[self.path.tiers[passed]]} is "
                "asked next.",
            )
            story = tuple(self.story[: starts[passed]])
            self.views.append(View(walk, story, facts))

    def _done(self, action: str) -> None:
        self.actions.append(action)
        self._look()

    def _look(self) -> None:
        self.views.append(View(self.walk(), tuple(self.story), self.facts))

    def drop(self, keep_every: int = 0) -> None:
        """Drop all references but those to every `keep_every`-th object; 0 drops all."""
        kept = [live for i, live in enumerate(self.live) if keep_every and i % keep_every == 0]
        gone = len(self.live) - len(kept)
        self.live = kept
        self._tell(f"{count(gone, 'object')} dropped, nothing is freed yet", [])
        self._done(f"keep every {keep_every}" if keep_every else "drop")

    def collect(self) -> None:
        """Run the collector; spans are swept later, by whoever needs one."""
        self.go.watch = []
        self.go.gc([live.address for live in self.live])
        events, self.go.watch = self.go.watch, None
        self._tell("a collection", events)
        self._done("gc")

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
    def facts(self) -> Facts:
        """Requests by the tier that served them, and by what they touched on the way."""
        locks = self.go.locks
        alone = sum(self.counts) - locks.central_requests - locks.heap_requests
        tiers = zip(GoAllocator.tiers, self.counts, strict=True)
        touched = (
            ("nothing shared", alone),
            ("a shared list, no lock", locks.central_requests),
            ("the heap lock, once or more", locks.heap_requests),
        )
        return (
            ("requests served by", tuple((name, f"{n:,}") for name, n in tiers)),
            ("requests that touched", tuple((name, f"{n:,}") for name, n in touched)),
        )

    @property
    def outcome(self) -> str:
        """Where the object is, and what the request touched that others share."""
        if self.path.served is None:
            return self.request[0].upper() + self.request[1:] + "."
        who = "The tiny block" if self.path.served == TINY else GoAllocator.tiers[self.path.served]
        cached = any(isinstance(e, PagesTaken) and e.source == "page cache" for e in self.events)
        where = f", from P{self.processor}'s page cache" if cached else ""
        return f"{who} serves it at {self._address:#x}{where}: {self.path.cost}."

    def walk(self) -> Walk:
        """The tiers as they are now, with the way of the last request."""
        return self._walk(self._spanclass, self._slot)

    def _walk(self, spanclass: int, slot: int | None) -> Walk:
        boxes = look(self.go, spanclass, slot, self._address)
        return Walk(self.request, self.path, *boxes, self.outcome)


# --- telling states ---------------------------------------------------------------------------

GRAMMAR = "malloc SIZE [p] [xTIMES], drop, keep every N, gc or run on P"
"""What a line of a script is; p: with pointers."""

STATES = {
    "the first request": "malloc 24 p",
    "a span is in hand": "malloc 24 p x18",
    "the span in hand is full": "malloc 24 p x341\nmalloc 24 p",
    "after a collection": "malloc 24 p x1023\nkeep every 2\ngc\nmalloc 24 p",
    "two tiny objects": "malloc 5\nmalloc 4",
    "a large object": "malloc 24 p\nmalloc 40000",
    "moved to another P": "malloc 24 p x18\nrun on 1\nmalloc 24 p",
}
"""What the lab can begin with: names and scripts."""


EMPTY = "an empty heap"
"""The name of the state without a script."""


def in_state(name: str) -> TiersModel:
    """A lab in one of `STATES`. Raises BadParameter naming the choices."""
    states = {EMPTY: "", **STATES}
    if name not in states:
        raise BadParameter(f"unknown state '{name}'; expected one of {', '.join(states)}")
    model = TiersModel()
    model.run(states[name])
    return model
