"""The fit lab: one trace, up to four policies side by side, every search in the open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import ipywidgets as widgets

from golearn.classic.free_list import Coalesce
from golearn.lab.code import code_of
from golearn.lab.fit_model import FITS, FitModel
from golearn.lab.player import Player
from golearn.lab.questions import fit as questions
from golearn.lab.quiz import QuizPanel
from golearn.lab.race import race_table
from golearn.lab.settings import Settings
from golearn.lab.trace_input import TraceInput
from golearn.lab.trace_lab import TraceLab, side_by_side
from golearn.lab.view import grid, legend, row, wide
from golearn.plots.live_map import HeapMap
from golearn.plots.picture import Picture
from golearn.replay import Options
from golearn.trace import Trace

LONG = 5_000
"""A trace of more events takes long enough to say so."""


class FitLab(TraceLab):
    """Play a trace on first, next, best and worst fit, forwards and back.

    `model` is the lab without widgets. `event` is the instant shown, from 0 on. `heap`, `align`
    and `header` are in bytes; `heap=None` grows.
    """

    model: FitModel

    def __init__(
        self,
        trace: Trace | str | None = None,
        policies: Sequence[str] = FITS,
        heap: int | None = None,
        align: int = 8,
        header: int = 0,
        coalesce: Coalesce = "immediate",
        seed: int = 1,
    ) -> None:
        super().__init__()
        self.model = FitModel(trace, policies, Options(heap, align, header, coalesce))
        self.model.hear = self._wait
        self.player = Player(last=len(self.model.trace) - 1)
        self.trace_input = TraceInput(self.model.trace, self._load, self.careful)
        self.settings = Settings(self.model.options, self._set_options, self.careful)
        self.policies = {
            name: widgets.Checkbox(
                name in policies, description=name, indent=False, layout={"width": "auto"}
            )
            for name in FITS
        }
        self.maps = {name: HeapMap() for name in FITS}
        self.quiz = QuizPanel(lambda draw: questions.ask(self.model, draw), self._follow, seed)
        for name, heap_map in self.maps.items():
            heap_map.pick = partial(self.quiz.pick, where=name)
        self.quiz.observe(self._close, names="text")
        self._grid = grid()
        self.race = widgets.HTML()
        self.player.observe(self._go, names="value")
        for box in self.policies.values():
            box.observe(self._choose, names="value")
        self.again = self._reset_button(
            self.trace_input.choice, *self.settings.controls, *self.policies.values()
        )
        self.children = [
            row(
                self.trace_input.choice,
                self.again,
                *self.policies.values(),
                self.settings.folded(),
            ),
            self.trace_input,
            self.settings,
            self.message,
            self.quiz,
            self.player,
            self._grid,
            wide(self.race),
            legend(
                "in use",
                "placed now",
                "wasted inside",
                "free",
                "visited (in order 1., 2., …)",
                "block it chose",
                "freed now",
                "where next fit goes on",
            ),
            self.tools,
        ]
        self._show()

    def picture(self) -> Picture:
        """The heaps at this instant, side by side."""
        model = self.model
        return side_by_side(model.panels(), model.size, f"Fit lab. {self._says()}.")

    def code(self) -> str:
        """The cell that makes this lab again."""
        options = self.model.options
        return code_of(
            self,
            f"lab.event = {self.event}",
            trace=self.model.trace,
            policies=tuple(self.model.policies),
            heap=options.heap,
            align=options.align,
            header=options.header,
            coalesce=options.coalesce,
            seed=self.quiz.seed,
        )

    def _set_options(self, options: Options) -> None:
        self.model.set_options(options)
        self._show()

    def _wait(self, policy: str, events: int, done: int) -> None:
        """Say how far a replay is that takes longer than a moment."""
        if events > LONG:
            self.say(f"Replaying {events:,} events with {policy}: {done / events:.0%}")

    def _choose(self, _change: Any) -> None:
        with self.careful():
            self.model.choose([name for name, box in self.policies.items() if box.value])
        self._show()

    def _close(self, change: Any) -> None:
        """The question was put away: its map is no longer the only one."""
        if not change["new"]:
            self._show()

    def _show(self) -> None:
        self.quiz.looked()
        panels = self.model.panels()
        asked, largest = self.quiz.where, self.model.size
        for panel in panels:
            heap_map, peak = self.maps[panel.policy], self.model.peak(panel.policy)
            size = peak if asked else largest
            heap_map.present(panel.policy, panel.facts, panel.story, panel.instant, size, peak)
            heap_map.layout.display = "none" if asked not in ("", panel.policy) else None
        shown = [self.maps[panel.policy] for panel in panels]
        if list(self._grid.children) != shown:
            self._grid.children = shown
        self.race.value = race_table(self.model.standings())
        self.player.says = self._says()
        self.player.shown = self.player.value
