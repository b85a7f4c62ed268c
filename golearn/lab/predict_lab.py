"""The predict lab: say where real Go will put the next object, then see it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets

from golearn.lab.code import code_of, trace_file
from golearn.lab.drawing import Drawing
from golearn.lab.predict_model import DRAWN, POINTS, Line, PredictModel
from golearn.lab.predict_sketch import Placed, legend_html, predict_sketch
from golearn.lab.predict_slips import at
from golearn.lab.view import Lab, row, wide
from golearn.lab.words import event_text
from golearn.plots.figures.placements import in_words, placements
from golearn.plots.picture import Picture
from golearn.trace import Op

CSS = """<style>
.gl-quiz { color: var(--gl-ink); line-height: 1.5; }
.gl-quiz td, .gl-quiz th { padding: 1px 14px 1px 0; text-align: left; font-weight: normal;
  font-variant-numeric: tabular-nums; }
.gl-quiz th { color: var(--gl-soft); }
.gl-quiz .gl-asked { font-weight: 600; }
.gl-quiz .gl-right { border-left: 4px solid #009e73; padding-left: 10px; }
.gl-quiz .gl-wrong { border-left: 4px solid #d55e00; padding-left: 10px; }
</style>"""


CLEAN_START = (
    "The clean start is where the heap goes on when all its spans are full and no page is free."
)


class PredictLab(Lab):
    """A quiz with real Go's answers. `model` is the lab without widgets.

    `seed` chooses the rounds that are drawn from recordings.
    """

    saves = "trace"

    def __init__(self, puzzle: str | None = None, seed: int = 1) -> None:
        super().__init__()
        self.model = PredictModel(puzzle, seed)
        self.choice = widgets.Dropdown(
            options=[*self.model.names, DRAWN],
            value=self.model.round.name,
            description="round",
            layout={"width": "300px"},
        )
        self.guess = widgets.Text(
            placeholder="0x30", description="your answer (B)", layout={"width": "230px"}
        )
        self.buttons = {
            name: self._button(name, action)
            for name, action in (
                ("Answer", lambda: self.model.answer(self.guess.value)),
                ("Hint", self.model.hint),
                ("Next", self._next),
            )
        }
        self.seed = widgets.BoundedIntText(
            seed, 0, 999_999, description="seed", layout={"width": "140px"}
        )
        self.sheet, self.drawing = widgets.HTML(), Drawing()
        self.seed.observe(self._begin, names="value")
        self.choice.observe(self._choose, names="value")
        self.children = [
            row(self.choice, self.guess, *self.buttons.values(), self.seed),
            self.message,
            self.sheet,
            wide(self.drawing),
            widgets.HTML(legend_html()),
            self.tools,
        ]
        self._show()

    def picture(self) -> Picture:
        """The objects so far, and the question; the answer only once it was given."""
        model = self.model
        placed, dropped = self._bare()
        picture = placements(placed, self._asked(), self._answer(), model.round.name, dropped)
        verdict = f" {model.verdict.text}" if model.verdict else ""
        alt = f"Predict lab, {model.score}. {model.question}{verdict} {picture.alt}"
        return Picture(picture.figure, alt)

    def code(self) -> str:
        """The cell that makes this round again, with its hints and its answer."""
        model = self.model
        is_drawn = model.round.name == DRAWN
        after = [f"for _ in range({model.drawn - 1}):", '    lab.buttons["Next"].click()']
        lines = after if is_drawn and model.drawn > 1 else []
        lines += ['lab.buttons["Hint"].click()'] * len(model.hints)
        if model.verdict is not None:
            lines += [f"lab.guess.value = {model.given!r}", 'lab.buttons["Answer"].click()']
        return code_of(self, *lines, puzzle=model.round.name, seed=model.seed)

    def saved(self) -> tuple[str, str]:
        """The round's requests; the last one is the question."""
        return trace_file(self.model.round.trace)

    def _placed(self) -> list[Placed]:
        return [
            Placed(line.address, line.event.size, line.event.pointers, line.dropped)
            for line in self.model.round.past
            if line.address is not None
        ]

    def _bare(self) -> tuple[list[tuple[int, int, bool]], set[int]]:
        """The objects without their fate, and the numbers of those that were dropped."""
        placed = self._placed()
        return [p[:3] for p in placed], {i for i, p in enumerate(placed) if p.dropped}

    def _asked(self) -> tuple[int, bool]:
        return self.model.round.asked.size, self.model.round.asked.pointers

    def _answer(self) -> int | None:
        """Where the object lies, once the round is over."""
        return None if self.model.verdict is None else self.model.round.answer

    def _begin(self, change: Any) -> None:
        """Another seed: begin anew, with no score."""
        self.model = PredictModel(self.model.round.name, change["new"])
        self.guess.value = ""
        self.say("")
        self._show()

    def _button(self, name: str, action: Callable[[], object]) -> widgets.Button:
        def act(_button: Any) -> None:
            with self.careful():
                action()
            self._show()

        style = "primary" if name == "Answer" else ""
        button = widgets.Button(description=name, button_style=style, layout={"width": "auto"})
        button.on_click(act)
        return button

    def _next(self) -> None:
        self.model.next()
        self.guess.value = ""
        self.choice.unobserve(self._choose, names="value")
        self.choice.value = self.model.round.name
        self.choice.observe(self._choose, names="value")

    def _choose(self, change: Any) -> None:
        with self.careful():
            self.model.choose(change["new"])
        self.guess.value = ""
        self._show()

    def _show(self) -> None:
        model = self.model
        lines = "".join(_row(line) for line in model.round.past)
        asked = Line(model.round.asked, model.round.answer if model.verdict else None)
        table = (
            "<table><tr><th>event</th><th>bytes from the clean start</th></tr>"
            f"{lines}{_row(asked, asked=True)}</table>"
        )
        hints = "".join(f"<li>{escape(hint)}</li>" for hint in model.hints)
        result = ""
        if model.verdict is not None:
            kind = "right" if model.verdict.right else "wrong"
            sign = "✓" if model.verdict.right else "✗"
            why = "".join(f"<br>{escape(line)}" for line in model.why.splitlines())
            result = (
                f'<p class="gl-{kind}" role="status">{sign} {escape(model.verdict.text)} '
                f"{model.verdict.points} of {POINTS} points. The model's reasons:{why}</p>"
            )
        self.sheet.value = (
            f'{CSS}<div class="gl-quiz"><div>Score: <b>{model.score}</b></div>'
            f"<p><b>{escape(model.question)}</b> ({CLEAN_START})</p>{result}"
            f"{f'<ul>{hints}</ul>' if hints else ''}{table}</div>"
        )
        placed, answer = self._placed(), self._answer()
        drawn = None if answer is None else Placed(answer, *self._asked())
        bare, dropped = self._bare()
        words = in_words(bare, self._asked(), answer, model.round.name, dropped)
        self.drawing.show(lambda room: predict_sketch(placed, drawn, room).svg(words))


def _row(line: Line, asked: bool = False) -> str:
    event = line.event
    kind = " with pointers" if event.op == Op.ALLOC and event.pointers else ""
    what = "collect" if event.op == Op.GC else event_text(event) + kind
    if event.op == Op.FREE:
        what = f"drop object {event.object}"
    if event.op <= Op.REALLOC:
        where = "?" if line.address is None else "no size" if line.address < 0 else at(line.address)
    else:
        where = ""
    mark = ' class="gl-asked"' if asked else ""
    return f"<tr{mark}><td>{escape(what)}</td><td>{where}</td></tr>"
