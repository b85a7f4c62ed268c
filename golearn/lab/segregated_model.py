"""The segregated-fit lab without its widgets: choose classes, see lists and waste."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from golearn.classic import SegregatedFitAllocator, geometric, powers_of_two
from golearn.errors import BadParameter
from golearn.lab.run_table import RunTable
from golearn.lab.sources_model import as_trace
from golearn.lab.watched import play_watched
from golearn.lab.words import event_at, size_text
from golearn.plots.instant import Instant, Timeline
from golearn.replay import Options
from golearn.trace import Event, Op, Trace
from golearn.units import count, round_up

POWERS, GEOMETRIC, OWN = "powers of two", "geometric", "own list"
CHOICES = (POWERS, GEOMETRIC, OWN)

LARGEST = 2048
"""Bytes of the largest class that the two rules make."""

LARGEST_OWN = 65_536
"""Bytes of the largest class in an own list."""


def parse_classes(text: str) -> tuple[int, ...]:
    """Sizes from `16, 48, 96`. Raises BadParameter."""
    words = re.split(r"[\s,;]+", text.strip(" ,;"))
    if not all(word.isascii() and word.isdigit() and len(word) < 10 for word in words):
        raise BadParameter(f"classes '{text.strip()[:40]}'; expected sizes such as 16, 48, 96")
    return tuple(map(int, words))


def make_classes(choice: str | Sequence[int], waste: float = 0.125) -> tuple[int, ...]:
    """The class sizes for "powers of two", "geometric" with at most `waste`, or a list."""
    if choice == POWERS:
        return powers_of_two(8, LARGEST)
    if choice == GEOMETRIC:
        return geometric(waste, 8, LARGEST)
    sizes = parse_classes(choice) if isinstance(choice, str) else tuple(choice)
    if max(sizes, default=0) > LARGEST_OWN:
        raise BadParameter(
            f"a class of {max(sizes):,} bytes; expected at most {LARGEST_OWN:,}, "
            "as every class takes runs of its own"
        )
    return sizes


def parse_waste(text: str) -> float:
    """The share from per cent such as `12.5`. Raises BadParameter."""
    try:
        percent = float(text.strip(" %"))
    except ValueError:
        percent = -1.0
    if not 0 <= percent < 100:
        raise BadParameter(
            f"a waste of '{text.strip()[:40]}'; expected per cent such as 12.5, "
            "from 0 to less than 100"
        )
    return percent / 100


@dataclass(frozen=True)
class ListRow:
    """One class's list at an instant. `waste` is in bytes, over its live blocks.

    `size_class` is None for what is larger than every class and has no list.
    """

    size_class: int | None
    runs: int
    live: int
    free: int
    requested: int
    waste: int
    serves: bool


class SegregatedModel:
    """One trace played with a choice of classes. What fails leaves all as it was.

    `rule` is POWERS, GEOMETRIC (with at most the share `waste`), or the sizes in bytes.
    """

    def __init__(
        self,
        trace: Trace | str | None = None,
        classes: str | Sequence[int] = POWERS,
        waste: float = 0.125,
        options: Options | None = None,
    ) -> None:
        self.event = 0
        self.rule: str | tuple[int, ...] = POWERS
        self.waste = waste
        self._play(as_trace(trace), make_classes(classes, waste), options or Options(align=8))
        self._note_rule(classes, waste)

    def load(self, trace: Trace | str) -> None:
        """Play another trace, from its start."""
        self._play(as_trace(trace), self.classes, self.options)
        self.event = 0

    def set_classes(self, classes: str | Sequence[int], waste: float = 0.125) -> None:
        """Play the same trace with other classes."""
        self._play(self.trace, make_classes(classes, waste), self.options)
        self._note_rule(classes, waste)

    def set_options(self, options: Options) -> None:
        """Play the same trace with other settings."""
        self._play(self.trace, self._asked_classes, options)

    def _note_rule(self, classes: str | Sequence[int], waste: float) -> None:
        named = isinstance(classes, str) and classes in (POWERS, GEOMETRIC)
        self.rule = str(classes) if named else self._asked_classes
        self.waste = waste

    def go_to(self, event: int) -> None:
        """Go to the instant right after `event`. Raises BadParameter if there is none."""
        if not 0 <= event < len(self.trace):
            raise BadParameter(f"event {event}; expected 0 to {len(self.trace) - 1}")
        self.event = event

    def _play(self, trace: Trace, classes: Sequence[int], options: Options) -> None:
        allocator = SegregatedFitAllocator(
            classes,
            options.heap,
            options.align,
            options.header,
            page=max(4096, max(classes, default=0)),
        )
        table = RunTable()
        history = play_watched(trace, allocator, table.hear)
        self.trace, self.history, self.options = trace, history, options
        self.classes = tuple(allocator.classes)
        self.align = allocator.align
        self._asked_classes = tuple(classes)
        self._table = table
        self._timeline = Timeline(history)

    @property
    def now(self) -> Event:
        """What the program asks for at this instant."""
        return event_at(self.trace, self.event)

    def event_at(self, event: int) -> Event:
        """What the program asks for in another event."""
        return event_at(self.trace, event)

    def need(self, size: int) -> int:
        """Bytes that a request takes before a class is chosen: header and rounding."""
        return max(self.align, round_up(size + self.options.header, self.align))

    def class_of(self, size: int) -> int | None:
        """The class that serves a request of `size` bytes; None if it is too large for all."""
        i = bisect_left(self.classes, self.need(size))
        return self.classes[i] if i < len(self.classes) else None

    @property
    def cuts(self) -> list[int]:
        """The events in which a new run was cut, in order."""
        return self._table.cuts

    def blocks_before(self, event: int, size_class: int) -> tuple[int, int]:
        """A class's blocks right before `event` (from 1 on): in use, and free."""
        used = int((self._timeline.at(event - 1).block == size_class).sum())
        runs = self._table.at(event - 1)
        return used, int(runs.blocks[runs.size_class == size_class].sum()) - used

    def instant(self) -> Instant:
        """The heap at this instant."""
        last = len(self.history) - 1
        if last < 0:
            none = np.zeros(0, dtype=np.int64)
            return Instant(none, none, none, none, base=0, end=self.options.heap or 0)
        return self._timeline.at(min(self.event, last))

    def lists(self) -> list[ListRow]:
        """Every class's list at this instant, and a last row for what is too large."""
        instant = self.instant()
        runs = self._table.at(min(self.event, len(self.history) - 1))
        serving = self._serving()
        rows = []
        for size_class in (*self.classes, None):
            if size_class is None:
                mine = instant.block > self.classes[-1]
                slots = int(mine.sum())
                count = 0
            else:
                mine = instant.block == size_class
                of_class = runs.size_class == size_class
                count, slots = int(of_class.sum()), int(runs.blocks[of_class].sum())
            live = int(mine.sum())
            asked = int(instant.requested[mine].sum())
            waste = int(instant.block[mine].sum()) - asked
            serves = serving is not None and serving[0] == size_class
            rows.append(ListRow(size_class, count, live, slots - live, asked, waste, serves))
        return rows

    def _serving(self) -> tuple[int | None] | None:
        """The class this event is about, in a tuple; None if it is about none."""
        if self.event >= len(self.history):
            return None
        instant = self.instant()
        mark = instant.new or instant.freed
        if mark is None:
            return None
        return (mark[1],) if mark[1] <= self.classes[-1] else (None,)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The counters of the lab."""
        instant = self.instant()
        heap, block = instant.end - instant.base, instant.block_bytes
        waste = f"{1 - instant.live_bytes / block:.0%} of blocks" if block else "–"
        return (
            ("heap", size_text(heap)),
            ("live", size_text(instant.live_bytes)),
            ("wasted inside", waste),
            ("free", size_text(instant.free_bytes)),
        )

    @property
    def story(self) -> str:
        """Which list served the request of this event, and at what cost."""
        if self.event >= len(self.history):
            return f"Out of memory since event {len(self.history):,}: the replay ended there."
        instant, now = self.instant(), self.now
        if now.op <= Op.REALLOC and instant.new is not None:
            return self._placed(now.size, *instant.new)
        if instant.freed is not None:
            address, block = instant.freed
            if block > self.classes[-1]:
                where = "to the free list of large blocks"
                return f"{size_text(block)} at {address:,} go back {where}."
            return f"The block at {address:,} goes back to the list of {size_text(block)} blocks."
        return "Nothing happens: manual allocators ignore a collection."

    def _placed(self, size: int, address: int, block: int) -> str:
        wasted = block - size
        cost = f"{size_text(wasted)} of it are wasted ({wasted / block:.0%})"
        if block > self.classes[-1]:
            return (
                f"{size_text(size)} are more than every class holds: a block of "
                f"{size_text(block)} at {address:,} comes from the free list of large blocks."
            )
        runs = count(int((self._table.at(self.event).size_class == block).sum()), "run")
        new_run = self.event in self.cuts
        source = "its list was empty, so a new run was cut into blocks" if new_run else "no search"
        return (
            f"{size_text(size)} go to the list of {size_text(block)} blocks, the smallest class "
            f"that holds them: {source}. The block is at {address:,}; {cost}. "
            f"The class has {runs}."
        )
