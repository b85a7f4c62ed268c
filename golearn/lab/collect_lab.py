"""The collect lab: step through a collection, and see what collectors cost by occupancy."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from golearn.lab.code import called, code_of
from golearn.lab.collect_model import (
    GRAMMAR,
    HEAP,
    KINDS,
    PERCENT,
    PROGRAMS,
    CollectModel,
    costs_at,
    verdict,
)
from golearn.lab.collect_svg import CSS, collection_svg, costs_table, key
from golearn.lab.drawing import Drawing
from golearn.lab.player import Player
from golearn.lab.questions import collect as questions
from golearn.lab.quiz import QuizPanel
from golearn.lab.script_input import ScriptInput
from golearn.lab.view import Lab, row, wide
from golearn.lab.words import where_text
from golearn.plots.figures.collect_heap import alt_text, collection_step
from golearn.plots.picture import Picture
from golearn.units import human_bytes


class CollectLab(Lab):
    """One collection of a small heap, forwards and back; below it an occupancy to choose.

    `kind` is a collection of `KINDS`, `program` a name of `PROGRAMS` or the text of a program.
    `model` is the lab without widgets, `step` the frame that is shown.
    """

    saves = "program"

    def __init__(
        self,
        kind: str = "copying",
        program: str = "shared and cyclic",
        occupancy: int = 10,
        seed: int = 1,
    ) -> None:
        super().__init__()
        self.model = CollectModel(kind, program)
        self.kind = widgets.Dropdown(
            options=KINDS, value=kind, description="collection", layout={"width": "270px"}
        )
        self.program = ScriptInput(
            PROGRAMS,
            lambda: self.model.text,
            lambda text: self._load(self.kind.value, text),
            self.careful,
            GRAMMAR,
            what="program",
            actions="steps",
            run="Run it and collect",
        )
        self.player = Player(last=len(self.model.frames) - 1, unit="steps")
        self.quiz = QuizPanel(lambda draw: questions.ask(self.model, draw), self._follow, seed)
        self.drawing = Drawing()
        self.occupancy = widgets.IntSlider(
            occupancy,
            *PERCENT,
            description="occupancy (%)",
            layout={"width": "440px"},
            continuous_update=False,
        )
        self.costs = widgets.HTML()
        self.kind.observe(self._choose_kind, names="value")
        self.player.observe(self._go, names="value")
        self.occupancy.observe(self._show_costs, names="value")
        self.children = [
            row(self.kind, self.program.choice, self.program.again),
            self.program,
            self.message,
            self.quiz,
            self.player,
            wide(self.drawing),
            widgets.HTML(CSS + key()),
            row(self.occupancy),
            self.costs,
            self.tools,
        ]
        self._show()
        self._show_costs()

    @property
    def step(self) -> int:
        """The frame that is shown, from 0 on."""
        return int(self.player.value)

    @step.setter
    def step(self, step: int) -> None:
        self.player.value = step

    def picture(self) -> Picture:
        """The heap at this step, as a figure; what the occupancy slider says is in its words."""
        model = self.model
        title = f"{model.kind}, {where_text(model.step, len(model.frames) - 1, 'step')}"
        figure = collection_step(model.frame, title).figure
        says = verdict(self.occupancy.value)
        return Picture(figure, f"Collect lab. {alt_text(model.frame, title)} {says}")

    def code(self) -> str:
        """The cell that makes this lab again."""
        model = self.model
        return code_of(
            self,
            f"lab.step = {self.step}",
            kind=model.kind,
            program=called(model.text, PROGRAMS),
            occupancy=self.occupancy.value,
            seed=self.quiz.seed,
        )

    def saved(self) -> tuple[str, str]:
        """The program."""
        return "collect.program.txt", self.model.text.strip() + "\n"

    def _choose_kind(self, change: Any) -> None:
        with self.careful():
            self._load(change["new"], self.model.text)

    def _load(self, kind: str, text: str) -> None:
        self.model.load(kind, text)
        self.player.value = 0
        self.player.last = len(self.model.frames) - 1
        self._show()

    def _go(self, change: Any) -> None:
        self.model.go_to(change["new"])
        self._show()

    def _follow(self) -> None:
        self.player.value = self.model.step
        self._show()

    def _show(self) -> None:
        self.quiz.looked()
        frame = self.model.frame
        self.drawing.show(lambda room: collection_svg(frame, room))
        self.player.says = self.model.says
        self.player.shown = self.player.value

    def _show_costs(self, _change: Any = None) -> None:
        percent = self.occupancy.value
        heap = human_bytes(HEAP)
        self.costs.value = costs_table(
            f"A program holds {percent} % of {heap} and replaces objects at random. "
            "Bytes that the collector touches for each byte allocated, measured. At some low "
            "occupancy copying and compacting change places: find it.",
            {name: steady.cost for name, steady in costs_at(percent).items()},
            verdict(percent),
        )
