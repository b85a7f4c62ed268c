"""The platform lab: one of Go's calls on every system, or every call on one system."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets

from golearn.lab.code import code_of
from golearn.lab.questions import platform as questions
from golearn.lab.quiz import QuizPanel
from golearn.lab.view import Lab, row, wide
from golearn.osmem.platforms import GO_CALLS, PLATFORMS, Row, platform_of, table
from golearn.plots.picture import Picture
from golearn.plots.platform_sketch import asks, in_words, memory, platform_sketch
from golearn.plots.sketch import Sketch
from golearn.units import count

ALL_CALLS, ALL_SYSTEMS = "all calls", "all systems"
ASKED = {"all": None, "asks the system": False, "asks for nothing": True}
"""Words in the lab → what `table` calls `no_op`."""

HIDDEN = "The table is back when you have answered."

COLUMNS = ("call", "systems", "asks for", "memory", "cost")

CSS = """<style>
.gl-platforms { border-collapse: collapse; font: 13px/1.45 var(--jp-ui-font-family, sans-serif);
  color: var(--gl-ink); width: 100%; }
.gl-platforms th, .gl-platforms td { text-align: left; vertical-align: top; padding: 4px 14px 4px 0;
  border-bottom: 1px solid var(--gl-line); }
.gl-platforms code { font-size: 12px; }
.gl-platforms .gl-note { color: var(--gl-soft); }
.gl-platformlab .gl-wide { container-type: inline-size; }
@container (max-width: 740px) {
  .gl-platforms tr { display: block; padding: 6px 0; border-bottom: 1px solid var(--gl-line); }
  .gl-platforms tr:first-child { display: none; }
  .gl-platforms td { display: grid; grid-template-columns: 70px 1fr; border: 0; padding: 1px 0; }
  .gl-platforms td::before { content: attr(data-name); color: var(--gl-soft); }
  .gl-platforms code { overflow-wrap: anywhere; }
}
</style>"""


class PlatformLab(Lab):
    """The table of Go's calls and the systems, filtered. `rows` are those shown."""

    def __init__(
        self, call: str = "sysUnused", goos: str = "", asked: str = "all", seed: int = 1
    ) -> None:
        super().__init__()
        rows = table(call or None, goos or None, no_op=ASKED[asked])  # refuses what is unknown
        systems = [(f"{name} ({platform_of(name).name})", name) for name in PLATFORMS]
        self.call = widgets.Dropdown(
            options=[(ALL_CALLS, ""), *((name, name) for name in GO_CALLS)],
            value=call,
            description="call",
            layout={"width": "240px"},
        )
        self.goos = widgets.Dropdown(
            options=[(ALL_SYSTEMS, ""), *systems],
            value=goos,
            description="system",
            layout={"width": "260px"},
        )
        self.asked = widgets.Dropdown(
            options=list(ASKED), value=asked, description="show", layout={"width": "220px"}
        )
        self.quiz = QuizPanel(lambda draw: questions.ask(self._pick, draw), self._show, seed)
        self.said = widgets.HTML()
        self.rows: list[Row] = rows
        for control in (self.call, self.goos, self.asked):
            control.observe(lambda _: self._show(), names="value")
        self.children = [
            row(self.call, self.goos, self.asked),
            self.message,
            self.quiz,
            wide(self.said),
            self.tools,
        ]
        self._show()

    def code(self) -> str:
        """The cell that makes this lab again."""
        call, goos, asked = self.call.value, self.goos.value, self.asked.value
        return code_of(self, call=call, goos=goos, asked=asked, seed=self.quiz.seed)

    def picture(self) -> Picture:
        """The rows as a figure; while a question is open, no more than the lab itself shows."""
        if self.quiz.asking:
            sketch, told = Sketch(1000, 40), f"{self.quiz.text} {HIDDEN}"
            sketch.text(6, 24, told, 13)
            return sketch.picture(f"Platform lab. {told}")
        alt = f"Platform lab. {self._filter()}: {count(len(self.rows), 'row')}."
        return platform_sketch(self.rows).picture(f"{alt} {in_words(self.rows)}".strip())

    def _filter(self) -> str:
        chosen = [self.call.value or ALL_CALLS, self.goos.value or ALL_SYSTEMS]
        return ", ".join([*chosen, *([self.asked.value] if self.asked.value != "all" else [])])

    def _pick(self, call: str, goos: str) -> None:
        """Show one call on one system."""
        self.asked.value, self.call.value, self.goos.value = "all", call, goos

    def _show(self) -> None:
        self.quiz.looked()
        self.rows = table(
            self.call.value or None, self.goos.value or None, no_op=ASKED[self.asked.value]
        )
        if self.quiz.asking:
            self.said.value = f"{CSS}<div>{HIDDEN}</div>"
            return
        lines = "".join(map(_line, self.rows))
        head = "".join(f'<th role="columnheader">{name}</th>' for name in COLUMNS)
        found = f"{self._filter()}: {count(len(self.rows), 'row')}"
        self.said.value = (
            f'{CSS}<div role="status">{escape(found)}</div>'
            f'<table class="gl-platforms" role="table"><tr role="row">{head}</tr>{lines}</table>'
        )


def _line(r: Row) -> str:
    note = f'<div class="gl-note">{escape(r.note)}</div>' if r.note else ""
    what = f"<code>{escape(asks(r))}</code>" if r.calls else asks(r)
    cells = (
        escape(r.call),
        escape(", ".join(r.goos)),
        f"<div>{what}{note}</div>",
        escape(memory(r)),
        escape(r.cost),
    )
    # Where it is narrow each row is a list; the roles keep it a table for a screen reader.
    told = "".join(
        f'<td role="cell" data-name="{name}">{cell}</td>'
        for name, cell in zip(COLUMNS, cells, strict=True)
    )
    return f'<tr role="row">{told}</tr>'
