"""The segregated-fit lab: choose the classes, see which list serves, and what that wastes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from golearn.lab.code import code_of
from golearn.lab.player import Player
from golearn.lab.questions import segregated as questions
from golearn.lab.quiz import QuizPanel
from golearn.lab.segregated_model import (
    CHOICES,
    GEOMETRIC,
    OWN,
    POWERS,
    ListRow,
    SegregatedModel,
    parse_waste,
)
from golearn.lab.settings import Settings
from golearn.lab.trace_input import TraceInput
from golearn.lab.trace_lab import TraceLab
from golearn.lab.view import grid, legend, row, wide
from golearn.plots import colors
from golearn.plots.figures.heap_map import heap_maps
from golearn.plots.live_map import HeapMap
from golearn.plots.picture import Picture
from golearn.replay import Options
from golearn.trace import Trace

DEFAULT_TRACE = "lognormal"

MOST_ROWS = 24
"""Lists shown at once; of more, those that hold blocks come first."""


class SegregatedLab(TraceLab):
    """Play a trace on lists of equal blocks.

    `classes` is "powers of two", "geometric" (with at most the share `waste` of a block
    unused), or a sequence of sizes in bytes. `model` is the lab without widgets.
    """

    model: SegregatedModel

    def __init__(
        self,
        trace: Trace | str | None = DEFAULT_TRACE,
        classes: str | Sequence[int] = POWERS,
        waste: float = 0.125,
        heap: int | None = None,
        align: int = 8,
        header: int = 0,
        seed: int = 1,
    ) -> None:
        super().__init__()
        self.model = SegregatedModel(
            trace or DEFAULT_TRACE, classes, waste, Options(heap, align, header)
        )
        self.player = Player(last=len(self.model.trace) - 1)
        self.trace_input = TraceInput(self.model.trace, self._load, self.careful)
        self.settings = Settings(
            self.model.options, self._set_options, self.careful, coalescing=False
        )
        is_rule = isinstance(classes, str) and classes in (POWERS, GEOMETRIC)
        self.rule = widgets.Dropdown(
            options=CHOICES,
            value=classes if is_rule else OWN,
            description="classes",
            layout={"width": "200px"},
        )
        self.waste = widgets.Text(
            f"{100 * waste:g}",
            description="waste (%)",
            continuous_update=False,
            layout={"width": "140px"},
        )
        self.own = widgets.Text(
            ", ".join(map(str, self.model.classes)),
            description="sizes (B)",
            continuous_update=False,
            layout={"width": "330px"},
        )
        self.map = HeapMap()
        self.quiz = QuizPanel(lambda draw: questions.ask(self.model, draw), self._follow, seed)
        self.table = widgets.HTML()
        self.player.observe(self._go, names="value")
        for control in (self.rule, self.waste, self.own):
            control.observe(self._choose, names="value")
        self.again = self._reset_button(
            self.trace_input.choice, *self.settings.controls, self.own, self.waste, self.rule
        )
        self.children = [
            row(
                self.trace_input.choice,
                self.again,
                self.rule,
                self.waste,
                self.own,
                self.settings.folded(),
            ),
            self.trace_input,
            self.settings,
            self.message,
            self.quiz,
            self.player,
            grid(self.map),
            legend("in use", "placed now", "wasted inside", "free", "freed now"),
            wide(self.table),
            self.tools,
        ]
        self._show()

    def picture(self) -> Picture:
        """The heap at this instant."""
        model = self.model
        facts = ", ".join(" ".join(fact) for fact in model.facts)
        alt = f"Segregated-fit lab. {self._says()}. {facts}. {model.story}"
        size = model.history.peak_heap
        return heap_maps([f"segregated-fit: {facts}"], [model.instant()], size, alt)

    def code(self) -> str:
        """The cell that makes this lab again."""
        model, options = self.model, self.model.options
        return code_of(
            self,
            f"lab.event = {self.event}",
            trace=model.trace,
            classes=model.rule,
            waste=model.waste,
            heap=options.heap,
            align=options.align,
            header=options.header,
            seed=self.quiz.seed,
        )

    def _set_options(self, options: Options) -> None:
        self.model.set_options(options)
        self._show()

    def _choose(self, _change: Any) -> None:
        with self.careful():
            choice = self.own.value if self.rule.value == OWN else self.rule.value
            self.model.set_classes(choice, parse_waste(self.waste.value))
        self._show()

    def _show(self) -> None:
        self.quiz.looked()
        model = self.model
        self.waste.layout.display = "" if self.rule.value == GEOMETRIC else "none"
        self.own.layout.display = "" if self.rule.value == OWN else "none"
        size = model.history.peak_heap
        self.map.present("segregated-fit", model.facts, model.story, model.instant(), size)
        self.table.value = list_table(model.lists())
        self.player.says = self._says()
        self.player.shown = self.player.value


def list_table(rows: Sequence[ListRow]) -> str:
    """The lists as an HTML table; a bar shows payload, waste and free bytes of each."""
    shown = [r for r in rows if r.live or r.free or r.serves]
    shown += [r for r in rows if r not in shown and r.size_class is not None]
    shown = sorted(shown[:MOST_ROWS], key=lambda r: r.size_class or 1 << 60)
    most = max((r.requested + r.waste + r.free * (r.size_class or 0) for r in shown), default=0)
    head = "<tr><th>class (B)</th><th>runs</th><th>live</th><th>free</th><th>wasted (B)</th>"
    left = len(rows) - 1 - sum(r.size_class is not None for r in shown)
    more = f'<div class="gl-legend">and {left} classes without a block</div>' if left else ""
    body = "".join(_table_row(r, max(most, 1)) for r in shown)
    return f'<table class="gl-lists">{head}<td></td></tr>{body}</table>{more}'


def _table_row(row: ListRow, most: int) -> str:
    name = "larger" if row.size_class is None else f"{row.size_class:,}"
    mark = "▸ " if row.serves else ""
    share = row.waste / (row.requested + row.waste) if row.requested + row.waste else 0
    free = "–" if row.size_class is None else f"{row.free:,}"
    runs = "–" if row.size_class is None else f"{row.runs:,}"
    waste = f'{row.waste:,} <span class="gl-quiet">({share:.0%})</span>' if row.live else "–"
    parts = (
        (row.requested, f"background:{colors.USED}"),
        (row.waste, f"background:{colors.WASTED}"),
        (row.free * (row.size_class or 0), "background:var(--gl-free);border:1px solid #8886"),
    )
    bars = "".join(
        f'<span class="gl-bar" style="{style};width:{max(100 * n / most, 0.5):.1f}%;'
        'box-sizing:border-box"></span>'
        for n, style in parts
        if n
    )
    kind = ' class="gl-serves"' if row.serves else ""
    cells = "".join(
        f"<td>{cell}</td>" for cell in (mark + name, runs, f"{row.live:,}", free, waste)
    )
    return f'<tr{kind}>{cells}<td class="gl-bars">{bars}</td></tr>'
