"""The tiers lab: send a request down the tiers, and see which one serves it."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as widgets

from golearn.lab.code import code_of
from golearn.lab.drawing import Drawing
from golearn.lab.player import Player
from golearn.lab.questions import tiers as questions
from golearn.lab.quiz import QuizPanel
from golearn.lab.script_input import ScriptInput
from golearn.lab.settings_model import parse_count, parse_size
from golearn.lab.tiers_model import (
    EMPTY,
    GRAMMAR,
    MOST_AT_ONCE,
    STATES,
    Facts,
    TiersModel,
    in_state,
)
from golearn.lab.view import Lab, row, wide
from golearn.lab.words import where_text
from golearn.plots import colors
from golearn.plots.figures.tier_walk import describe, sketch, tier_walk
from golearn.plots.picture import Picture

LEGEND = (
    '<div class="gl-legend">'
    f'<span><i style="background:{colors.USED}"></i>in use, or full</span>'
    f'<span><i style="background:{colors.NEW}"></i>handed out now, and the way there</span>'
    f'<span><i style="background:{colors.SKY}"></i>spans with room</span>'
    '<span><i style="background:var(--gl-free);border:1px solid #8886"></i>free</span></div>'
)


STEPS = "margin:4px 0;padding-left:24px;line-height:1.45"


class TiersLab(Lab):
    """Allocate on Go's heap, one request at a time. `model` is the lab without widgets.

    `state` is one of the states that the lab can begin with, by name; None begins with an
    empty heap of two Ps. `script` is carried out instead, see `TiersModel.run`. The player
    follows each request from tier to tier; what you do happens to the heap as it is at the end.
    """

    saves = "script"

    def __init__(self, state: str | None = None, script: str = "", seed: int = 1) -> None:
        super().__init__()
        self.model = TiersModel() if state is None else in_state(state)
        if script:
            self.model.run(script)
        self.size = _field("24", "size (B)", "130px")
        self.pointers = widgets.Checkbox(
            True, description="holds pointers", indent=False, layout={"width": "auto"}
        )
        self.times = _field("1", "times", "110px")
        self.allocate = widgets.Button(description="Allocate", button_style="primary")
        self.processor = widgets.Dropdown(description="run on", layout={"width": "auto"})
        self.half = widgets.Button(description="Drop every second")
        self.all = widgets.Button(description="Drop all")
        self.collect = widgets.Button(description="Collect")
        self.script = ScriptInput(
            {EMPTY: "", **STATES}, self._text, self._run, self.careful, GRAMMAR, what="begin with"
        )
        self.state, self.reset = self.script.choice, self.script.again
        self.player = Player(unit="steps")
        self.quiz = QuizPanel(lambda draw: questions.ask(self.model, draw), self._to_the_end, seed)
        self.walk = Drawing()
        self.story = widgets.HTML()
        self.allocate.on_click(self._allocate)
        self.half.on_click(lambda _: self._do(lambda: self.model.drop(keep_every=2)))
        self.all.on_click(lambda _: self._do(self.model.drop))
        self.collect.on_click(lambda _: self._do(self.model.collect))
        self.processor.observe(self._move, names="value")
        self.player.observe(lambda _: self._show(), names="value")
        self.children = [
            row(self.state, self.reset, self.processor),
            self.script,
            row(self.size, self.pointers, self.times, self.allocate),
            row(self.half, self.all, self.collect),
            self.message,
            self.quiz,
            self.player,
            wide(self.walk),
            widgets.HTML(LEGEND),
            self.story,
            self.tools,
        ]
        self._to_the_end()

    @property
    def step(self) -> int:
        """The step shown, from 0 on: each tier that a request went to is one."""
        return int(self.player.value)

    @step.setter
    def step(self, step: int) -> None:
        self.player.value = step

    def picture(self) -> Picture:
        """The tiers as they stand at this step, with the way of the request."""
        view = self.model.views[self.step]
        facts = ". ".join(
            f"{what.capitalize()}: {', '.join(f'{name} {value}' for name, value in facts)}"
            for what, facts in view.facts
        )
        return tier_walk(view.walk, f"Tiers lab. {describe(view.walk)} {facts}.")

    def code(self) -> str:
        """The cell that makes this lab again."""
        text = self._text().strip()
        names = [name for name, script in STATES.items() if script == text]
        how = {"state": names[0]} if names else {"script": self._text()}
        return code_of(self, f"lab.step = {self.step}", **how, seed=self.quiz.seed)

    def saved(self) -> tuple[str, str]:
        """What was done, as a script."""
        return "tiers.script.txt", self._text()

    def _text(self) -> str:
        return "".join(f"{action}\n" for action in self.model.actions)

    def _run(self, script: str) -> None:
        self.model.run(script)
        self._to_the_end()

    def _allocate(self, _button: Any) -> None:
        with self.careful():
            size = parse_size(self.size.value)
            times = parse_count(self.times.value, "times", MOST_AT_ONCE)
            self.model.allocate(size, self.pointers.value, times)
        self._to_the_end()

    def _move(self, change: Any) -> None:
        self._do(lambda: self.model.move_to(change["new"]))

    def _do(self, action: Any) -> None:
        with self.careful():
            action()
        self._to_the_end()

    def _to_the_end(self) -> None:
        model = self.model
        self.processor.unobserve(self._move, names="value")
        self.processor.options = [(f"P{p.id}", p.id) for p in model.go.procs]
        self.processor.value = model.processor
        self.processor.observe(self._move, names="value")
        self.player.last = len(model.views) - 1
        self.player.value = self.player.last
        self._show()

    def _show(self) -> None:
        self.quiz.looked()
        view = self.model.views[self.step]
        self.walk.show(lambda room: sketch(view.walk, room).svg(describe(view.walk)))
        steps = "".join(f"<li>{escape(step)}</li>" for step in view.story)
        self.story.value = (
            f'<ol class="gl-told" style="{STEPS}">{steps}</ol>{facts_html(view.facts)}'
        )
        where = where_text(self.step, self.player.last, "step")
        request, outcome = f"{view.walk.request}.", view.walk.outcome
        same = request.lower() == outcome.lower()  # of what is no request
        self.player.says = f"{where}: {request}" if same else f"{where}: {request} {outcome}"
        self.player.shown = self.player.value


def facts_html(groups: Facts) -> str:
    """Each group of counters in a line of its own."""
    return "".join(
        f'<div class="gl-legend"><span>{what}:</span>'
        + "".join(f"<span>{name} <b>{value}</b></span>" for name, value in facts)
        + "</div>"
        for what, facts in groups
    )


def _field(value: str, name: str, width: str) -> widgets.Text:
    return widgets.Text(value, description=name, layout={"width": width})
