"""The history lab without its widgets: one short trace, two allocators, event by event."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from golearn.errors import BadParameter
from golearn.lab import sources_model
from golearn.lab.panel import Panel
from golearn.lab.words import event_at, event_text, size_text
from golearn.plots.instant import Instant, Range, Timeline
from golearn.replay import History, make_allocator, replay
from golearn.trace import Event, Op, Trace
from golearn.trace.text import format_text

ALLOCATORS = ("bump", "first-fit")
"""Who answers, in this order."""

MOST_EVENTS = 40
"""Events of a trace at most: each is a line of the lab's table."""

TRACES = {
    "five requests": "a 0 24\na 1 40\na 2 16\nf 1\na 3 32\n",
    "a hole that is too small": "a 0 24\na 1 16\na 2 40\nf 1\na 3 24\n",
    "a hole filled exactly": "a 0 24\na 1 40\na 2 16\nf 1\na 3 40\n",
    "two holes": "a 0 16\na 1 24\na 2 16\na 3 48\na 4 16\nf 1\nf 3\na 5 40\na 6 8\n",
    "again and again": "".join(f"a {i} 40\nf {i}\n" for i in range(4)),
}
"""Names and texts of the traces to choose from."""


class Line(NamedTuple):
    """An event as a line of the trace and in words, and what each allocator made of it.

    An answer is `None` while the event is still to come.
    """

    text: str
    asks: str
    answers: tuple[str | None, ...]


class HistoryModel:
    """A trace and its history with each of `ALLOCATORS`; `event` is the instant.

    `trace` is a name of `TRACES` or the text of a trace.
    """

    def __init__(self, trace: str = "five requests") -> None:
        self.load(TRACES.get(trace, trace))

    def load(self, text: str) -> None:
        """Play another trace, from its start. Raises GolearnError and leaves all as it was."""
        trace = sources_model.from_text(text)
        if len(trace) > MOST_EVENTS:
            raise BadParameter(
                f"a trace of {len(trace):,} events; expected at most {MOST_EVENTS}, since this "
                "lab shows each of them"
            )
        histories = {name: replay(trace, make_allocator(name)) for name in ALLOCATORS}
        for history in histories.values():
            if history.stopped is not None:
                raise BadParameter(f"event {len(history)}: {history.stopped}")
        lines = "".join(f"{line}\n" for line in format_text(trace) if line[0] != "#")
        names = [name for name, known in TRACES.items() if known == lines]
        self.text = lines
        """The trace, a line for each event."""
        self.trace = Trace.parse(lines, names[0] if names else trace.name)
        self.histories, self.event = histories, 0
        self.timelines = {name: Timeline(history) for name, history in histories.items()}

    def go_to(self, event: int) -> None:
        """Go to the instant right after `event`. Raises BadParameter if there is none."""
        if not 0 <= event < len(self.trace):
            raise BadParameter(f"event {event}; expected 0 to {len(self.trace) - 1}")
        self.event = event

    @property
    def now(self) -> Event:
        """What the program asks for at this instant."""
        return event_at(self.trace, self.event)

    @property
    def size(self) -> int:
        """Bytes of the larger heap at its largest, so that both are drawn on one scale."""
        return max(history.peak_heap for history in self.histories.values())

    def lines(self) -> list[Line]:
        """The trace, and both histories up to this instant."""
        events = [event_at(self.trace, number) for number in range(len(self.trace))]
        return [
            Line(text, event_text(event), tuple(self._answer(n, i) for n in ALLOCATORS))
            for i, (text, event) in enumerate(zip(self.text.splitlines(), events, strict=True))
        ]

    def panels(self) -> list[Panel]:
        """What each allocator shows at this instant."""
        return [self._panel(name) for name in ALLOCATORS]

    def instant(self, name: str, event: int) -> Instant:
        """An allocator's heap right after `event`; -1 is before the first."""
        if event >= 0:
            return self.timelines[name].at(event)
        none = np.zeros(0, dtype=np.int64)
        return Instant(none, none, none, none, base=0, end=0)

    def story(self, name: str, event: int) -> str:
        """What an allocator did in one event, and why there."""
        instant, op = self.instant(name, event), event_at(self.trace, event).op
        placed = self._placed(name, event, instant.new) if instant.new else ""
        freed = self._freed(name, event, instant.freed) if instant.freed else ""
        told = f"{placed} {freed}".strip()
        return told or ("Nothing happens." if op != Op.GC else "A manual allocator ignores it.")

    def _answer(self, name: str, event: int) -> str | None:
        if event > self.event:
            return None
        instant = self.instant(name, event)
        if instant.new:
            return f"at {instant.new[0]:,}"
        return f"{size_text(instant.freed[1])} {_given_back(name)}" if instant.freed else "–"

    def _panel(self, name: str) -> Panel:
        instant = self.instant(name, self.event)
        gone = instant.dead_bytes if name == "bump" else instant.free_bytes
        facts = (
            ("heap", size_text(instant.end - instant.base)),
            ("live", size_text(instant.live_bytes)),
            (_given_back(name), size_text(gone)),
        )
        return Panel(name, instant, facts, self.story(name, self.event))

    def _placed(self, name: str, event: int, new: Range) -> str:
        before, history = self.instant(name, event - 1), self.histories[name]
        address, block = new
        asked = event_at(self.trace, event).size
        goes = f"Object {event_at(self.trace, event).object} goes to {address:,}"
        rounded = f" {size_text(asked)} take {size_text(block)}: blocks are multiples of 8."
        ends = rounded if block != asked else ""
        starts, sizes = before.gaps()
        if not before.end:
            return f"{goes}: the heap is empty.{ends}"
        if name == "bump":
            dead = f" It does not look at the {size_text(before.dead_bytes)} that are dead."
            looks = dead if before.dead_bytes else ""
            moves = f"where the pointer stood; that moves on to {address + block:,}"
            return f"{goes}, {moves}.{looks}{ends}"
        if address == before.end:
            why = f"no hole holds {size_text(block)}" if len(starts) else "there is no hole"
            return f"{goes}, behind everything else: {why}.{ends}"
        hole = (address, int(sizes[starts.tolist().index(address)]))
        owner = _left_by(history, event, hole)
        if hole[1] < block:
            more = size_text(block - hole[1])
            return f"{goes}: {owner} is the last in the heap, which grows by {more} for it.{ends}"
        first = "is the first that is large enough" if len(starts) > 1 else "is large enough"
        rest = (
            f"{size_text(hole[1] - block)} of it stay free" if hole[1] > block else "filled exactly"
        )
        return f"{goes}: {owner} {first}, and {rest}.{ends}"

    def _freed(self, name: str, event: int, freed: Range) -> str:
        address, block = freed
        obj, op = event_at(self.trace, event).object, event_at(self.trace, event).op
        whose = f"Object {obj} is freed: its" if op == Op.FREE else "Its old block's"
        told = f"{whose} {size_text(block)} at {address:,} are"
        if name == "bump":
            return f"{told} dead, for the pointer does not move back."
        _, size, _ = self.instant(name, event).at(address)
        if size == block:
            return f"{told} a hole that can be used again."
        return f"{told} free, and with what was free beside them a hole of {size_text(size)}."


def _given_back(name: str) -> str:
    """What an allocator calls the bytes that were freed."""
    return "dead" if name == "bump" else "free"


def _left_by(history: History, event: int, hole: Range) -> str:
    """A hole by the object that left it, if it was one and all of it."""
    address, size = hole
    ended = np.flatnonzero(
        (history.died < event)
        & (history.address < address + size)
        & (history.address + history.block > address)
    )
    last = ended[np.argmax(history.died[ended])]
    if (history.address[last], history.block[last]) == hole:
        return f"the hole that object {history.object[last]} left"
    return f"the hole of {size_text(size)} there"
