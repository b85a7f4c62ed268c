"""The history lab: what a program asks for, and what two allocators make of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import ipywidgets as widgets

from golearn.lab.code import called, code_of
from golearn.lab.history_model import ALLOCATORS, TRACES, HistoryModel, Line
from golearn.lab.player import Player
from golearn.lab.questions import history as questions
from golearn.lab.quiz import QuizPanel
from golearn.lab.script_input import ScriptInput
from golearn.lab.sources_model import GRAMMAR
from golearn.lab.trace_lab import TraceLab, side_by_side
from golearn.lab.view import grid, legend, row, wide
from golearn.plots.live_map import HeapMap
from golearn.plots.picture import Picture

LEFT = ' style="text-align:left"'
IN_WORDS = f'{LEFT} class="gl-inwords"'
"""What is left out where it is narrow: the line of the trace says the same."""


class HistoryLab(TraceLab):
    """A few requests on bump and first fit, forwards and back. `model` is without widgets.

    `trace` is a name of `TRACES` or the text of a trace. `event` is the instant shown.
    """

    model: HistoryModel

    def __init__(self, trace: str = "five requests", seed: int = 1) -> None:
        super().__init__()
        self.model = HistoryModel(trace)
        self.player = Player(last=len(self.model.trace) - 1)
        self.script = ScriptInput(
            TRACES,
            lambda: self.model.text,
            self._load,
            self.careful,
            GRAMMAR,
            what="trace",
            actions="events",
            run="Play this trace",
        )
        self.quiz = QuizPanel(lambda draw: questions.ask(self.model, draw), self._follow, seed)
        self.table = widgets.HTML()
        self.maps = {name: HeapMap() for name in ALLOCATORS}
        for name, heap_map in self.maps.items():
            heap_map.pick = partial(self.quiz.pick, where=name)
        self.player.observe(self._go, names="value")
        self.children = [
            row(self.script.choice, self.script.again),
            self.script,
            self.message,
            self.quiz,
            self.player,
            grid(*self.maps.values()),
            legend("in use", "placed now", "wasted inside", "dead", "free", "freed now", "pointer"),
            wide(self.table),
            self.tools,
        ]
        self._show()

    def picture(self) -> Picture:
        """Both heaps at this instant."""
        model = self.model
        return side_by_side(model.panels(), model.size, f"History lab. {self._says()}.")

    def code(self) -> str:
        """The cell that makes this lab again."""
        trace = called(self.model.text, TRACES)
        return code_of(self, f"lab.event = {self.event}", trace=trace, seed=self.quiz.seed)

    def _show(self) -> None:
        self.quiz.looked()
        self.table.value = history_table(self.model.lines(), self.event)
        for panel in self.model.panels():
            heap_map = self.maps[panel.policy]
            heap_map.present(panel.policy, panel.facts, panel.story, panel.instant, self.model.size)
        self.player.says = self._says()
        self.player.shown = self.player.value


def history_table(lines: Sequence[Line], now: int) -> str:
    """The trace and the histories beside it, as HTML; the event `now` is marked."""
    names = [(LEFT, "event"), (LEFT, "trace"), (IN_WORDS, "it asks")]
    names += [("", name) for name in ALLOCATORS]
    head = "".join(f'<th scope="col"{side}>{name}</th>' for side, name in names)
    rows = "".join(_row(line, number, now) for number, line in enumerate(lines))
    return f'<table class="gl-lists"><tr>{head}</tr>{rows}</table>'


def _row(line: Line, number: int, now: int) -> str:
    mark, kind = ("▸ ", ' class="gl-serves"') if number == now else ("", "")
    answers = "".join(f"<td>{'?' if a is None else a}</td>" for a in line.answers)
    return (
        f"<tr{kind}><td{LEFT}>{mark}{number}</td><td{LEFT}><code>{escape(line.text)}</code></td>"
        f"<td{IN_WORDS}>{escape(line.asks)}</td>{answers}</tr>"
    )
