"""The fit lab without its widgets: one trace, up to four policies, any instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial

import numpy as np

from golearn.classic import FreeListAllocator
from golearn.classic.policies import POLICIES, Block
from golearn.errors import BadParameter
from golearn.lab.free_table import FreeTable
from golearn.lab.panel import Panel
from golearn.lab.race import Standing
from golearn.lab.search import Search, search_again
from golearn.lab.sources_model import as_trace
from golearn.lab.watched import play_watched
from golearn.lab.words import event_at, size_text
from golearn.plots.instant import Instant, Timeline
from golearn.replay import History, Options
from golearn.replay import replay as replay_trace
from golearn.trace import Event, Op, Trace

FITS = tuple(f"{policy}-fit" for policy in POLICIES)
"""The policies of the lab, by the names that all of golearn uses."""


class Run:
    """One policy's history of the trace, and its free list at any instant."""

    def __init__(
        self,
        policy: str,
        trace: Trace,
        options: Options,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.policy, self.options = policy, options
        align, coalesce = options.alignment, options.coalesce
        name = policy.removesuffix("-fit")
        allocator = FreeListAllocator(name, options.heap, align, options.header, coalesce)
        self.table: FreeTable | None = None
        if coalesce == "immediate":
            # Free blocks never touch, so the gaps of the history are the free list.
            self.history = replay_trace(trace, allocator, progress)
        else:
            self.table = FreeTable(options.heap)
            self.history = play_watched(trace, allocator, self.table.hear, progress)

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline(self.history)

    @cached_property
    def looked_at(self) -> list[int]:
        """Free blocks visited up to each event."""
        total: list[int] = np.cumsum(self.history.visited).tolist()
        return total

    @cached_property
    def peaks(self) -> list[int]:
        """The largest heap up to each event, in bytes."""
        largest: list[int] = np.maximum.accumulate(self.history.heap_size).tolist()
        return largest

    def standing(self, event: int) -> Standing:
        """How the policy stands in the race right after `event`."""
        last = len(self.history) - 1
        failed = last + 1 if event > last else None
        if last < 0:
            return Standing(self.policy, 0, 0, failed)
        at = min(event, last)
        return Standing(self.policy, self.peaks[at], self.looked_at[at], failed)

    def instant(self, event: int) -> Instant:
        """The heap right after `event`; the empty heap if nothing has happened yet."""
        if event >= 0 and len(self.history):
            return self.timeline.at(min(event, len(self.history) - 1))
        none = np.zeros(0, dtype=np.int64)
        return Instant(none, none, none, none, base=0, end=self.options.heap or 0)

    def free_list(self, event: int) -> list[Block]:
        """The free blocks right after `event` (-1: before the first), in address order."""
        if self.table is not None:
            return self.table.at(event)
        start, size = self.instant(event).gaps()
        return [*map(Block, start.tolist(), size.tolist())]

    def rover(self, event: int) -> int:
        """The end of the block placed last, right after `event`: where next fit goes on."""
        history = self.history
        last = int(np.searchsorted(history.born, event, side="right")) - 1
        return int(history.address[last] + history.block[last]) if last >= 0 else 0

    def search(self, event: int, size: int) -> Search:
        """The search that the request at `event` made."""
        history = self.history
        heap = int(history.heap_size[event - 1]) if event else self.options.heap or 0
        free = self.free_list(event - 1)
        return search_again(self.policy, free, heap, self.rover(event - 1), size, self.options)


class FitModel:
    """One `trace` played by each of `policies` with the same `options`; `event` is the instant.

    `hear` is told how far a replay is: the policy, the events in all, and those done. Whatever
    fails raises a GolearnError and leaves all as it was.
    """

    hear: Callable[[str, int, int], None] = staticmethod(lambda *_: None)

    def __init__(
        self,
        trace: Trace | str | None = None,
        policies: Sequence[str] = FITS,
        options: Options | None = None,
    ) -> None:
        self.event = 0
        self._runs: dict[str, Run] = {}
        self.trace: Trace
        self.options: Options
        self._play(as_trace(trace), policies, options or Options())

    def load(self, trace: Trace | str) -> None:
        """Play another trace, from its start."""
        self._play(as_trace(trace), self.policies, self.options)
        self.event = 0

    def set_options(self, options: Options) -> None:
        """Play the same trace with other settings; the instant stays."""
        self._play(self.trace, self.policies, options)

    def choose(self, policies: Sequence[str]) -> None:
        """Compare other policies, one to four of them."""
        self._play(self.trace, policies, self.options)

    def go_to(self, event: int) -> None:
        """Go to the instant right after `event`. Raises BadParameter if there is none."""
        if not 0 <= event < len(self.trace):
            raise BadParameter(f"event {event}; expected 0 to {len(self.trace) - 1}")
        self.event = event

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies that are compared, in their order."""
        return tuple(self._runs)

    @property
    def histories(self) -> dict[str, History]:
        """Policy → its history."""
        return {policy: run.history for policy, run in self._runs.items()}

    @property
    def size(self) -> int:
        """Bytes of the largest heap of all, so that all are drawn on one scale."""
        return max(history.peak_heap for history in self.histories.values())

    def peak(self, policy: str) -> int:
        """Bytes of a policy's largest heap."""
        return self._runs[policy].history.peak_heap

    @property
    def now(self) -> Event:
        """What the program asks for at this instant."""
        return event_at(self.trace, self.event)

    def event_at(self, event: int) -> Event:
        """What the program asks for in another event."""
        return event_at(self.trace, event)

    def run(self, policy: str) -> Run:
        """The run of a policy that was chosen."""
        return self._runs[policy]

    def standings(self) -> list[Standing]:
        """The race of the policies up to this instant."""
        return [run.standing(self.event) for run in self._runs.values()]

    def panels(self) -> list[Panel]:
        """What each policy shows at this instant."""
        return [self._panel(run) for run in self._runs.values()]

    def _play(self, trace: Trace, policies: Sequence[str], options: Options) -> None:
        for policy in policies:
            if policy not in FITS:
                raise BadParameter(f"unknown policy '{policy}'; expected one of {', '.join(FITS)}")
        if not 1 <= len(set(policies)) <= len(FITS):
            raise BadParameter("no policy is chosen; expected one to four")
        same = self._runs and trace is self.trace and options == self.options
        kept = self._runs if same else {}
        runs = {
            policy: kept.get(policy)
            or Run(policy, trace, options, partial(self.hear, policy, len(trace)))
            for policy in policies
        }
        self._runs, self.trace, self.options = runs, trace, options

    def _panel(self, run: Run) -> Panel:
        event, history = self.event, run.history
        instant = run.instant(event)
        search = None
        if self.now.op <= Op.REALLOC and event <= len(history):
            search = run.search(event, self.now.size)
            instant = replace(
                instant,
                visited_start=np.array([b.address for b in search.visited], dtype=np.int64),
                visited_size=np.array([b.size for b in search.visited], dtype=np.int64),
                chosen=(search.chosen.address, search.chosen.size) if search.chosen else None,
            )
        if event >= len(history):
            instant = replace(instant, new=None, freed=None)
        if run.policy == "next-fit":
            instant = replace(instant, rover=run.rover(event))
        facts, story = self._facts(run, instant), self._story(run, search)
        return Panel(run.policy, instant, facts, story, search)

    def _facts(self, run: Run, instant: Instant) -> tuple[tuple[str, str], ...]:
        heap = instant.end - instant.base
        share = f"{instant.live_bytes / heap:.0%}" if heap else "–"
        seen = run.looked_at[min(self.event, len(run.looked_at) - 1)] if run.looked_at else 0
        facts = (("heap", size_text(heap)), ("in use", share), ("visited so far", f"{seen:,}"))
        rover = instant.rover
        return facts if rover is None else (*facts, ("goes on at", f"{rover:,}"))

    def _story(self, run: Run, search: Search | None) -> str:
        event, history = self.event, run.history
        if event > len(history):
            return f"Out of memory since event {len(history):,}: the replay ended there."
        if event == len(history) and search is None:
            return "Out of memory: the replay ended here."
        if search is not None:
            freed = self._freed(run) if self.now.op == Op.REALLOC and not search.failed else ""
            return " ".join(filter(None, (search.story, freed)))
        return self._freed(run) or "Nothing happens: manual allocators ignore a collection."

    def _freed(self, run: Run) -> str:
        """What became of the block that this event gives back."""
        freed = run.timeline.at(self.event).freed
        if freed is None:
            return ""
        address, size = freed
        text = f"Object {self.now.object} gives back {size_text(size)} at {address:,}"
        around = [b for b in run.free_list(self.event) if b.address <= address < sum(b)]
        if around and around[0].size > size:
            block = around[0]
            where = f"one free block of {size_text(block.size)} at {block.address:,}"
            return f"{text}; with its free neighbours that makes {where}."
        return f"{text}."
