"""The collect lab: step through a collection, and see what collectors cost by occupancy."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from golearn.lab.collect_model import (
    HEAP,
    KINDS,
    PERCENT,
    PROGRAMS,
    CollectModel,
    costs_at,
    verdict,
)
from golearn.lab.collect_svg import CSS, collection_svg, costs_table, key
from golearn.lab.player import Player
from golearn.lab.view import Lab, row
from golearn.plots.figures.collect_heap import alt_text, collection_step
from golearn.plots.picture import Picture
from golearn.units import human_bytes

OWN = "your own …"
"""The entry of the list that opens the text field."""


class CollectLab(Lab):
    """One collection of a small heap, forwards and back; below it an occupancy to choose.

    `kind` is a collection of `KINDS`, `program` a name of `PROGRAMS` or the text of a program.
    `model` is the lab without widgets, `step` the frame that is shown.
    """

    def __init__(self, kind: str = "copying", program: str = "shared and cyclic") -> None:
        super().__init__()
        self.model = CollectModel(kind, program)
        known = program in PROGRAMS
        self.kind = widgets.Dropdown(
            options=KINDS, value=kind, description="collection", layout={"width": "270px"}
        )
        self.choice = widgets.Dropdown(
            options=[*PROGRAMS, OWN],
            value=program if known else OWN,
            description="program",
            layout={"width": "330px"},
        )
        self.text = widgets.Textarea(
            self.model.text.strip(), description="steps", rows=9, layout={"width": "440px"}
        )
        self.run = widgets.Button(description="Run it and collect", layout={"width": "auto"})
        self.own = row(self.text, self.run)
        self.own.layout.display = "none" if known else "flex"
        self.player = Player(last=len(self.model.frames) - 1)
        self.drawing = widgets.HTML()
        self.occupancy = widgets.IntSlider(
            10,
            *PERCENT,
            description="occupancy (%)",
            layout={"width": "440px"},
            continuous_update=False,
        )
        self.costs = widgets.HTML()
        self.kind.observe(self._choose_kind, names="value")
        self.choice.observe(self._choose_program, names="value")
        self.run.on_click(self._type)
        self.player.observe(self._go, names="value")
        self.occupancy.observe(self._show_costs, names="value")
        self.children = [
            row(self.kind, self.choice),
            self.own,
            self.message,
            self.player,
            self.drawing,
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
        title = f"{model.kind}, step {model.step} of {len(model.frames) - 1}"
        figure = collection_step(model.frame, title).figure
        says = verdict(self.occupancy.value)
        return Picture(figure, f"Collect lab. {alt_text(model.frame, title)} {says}")

    def _choose_kind(self, change: Any) -> None:
        self._load(change["new"], self.model.text)

    def _choose_program(self, change: Any) -> None:
        name = change["new"]
        self.own.layout.display = "flex" if name == OWN else "none"
        if name != OWN:
            self._load(self.kind.value, PROGRAMS[name])

    def _type(self, _button: Any) -> None:
        self._load(self.kind.value, self.text.value)

    def _load(self, kind: str, text: str) -> None:
        with self.careful():
            self.model.load(kind, text)
            self.player.value = 0
            self.player.last = len(self.model.frames) - 1
        self._show()

    def _go(self, change: Any) -> None:
        self.model.go_to(change["new"])
        self._show()

    def _show(self) -> None:
        self.drawing.value = collection_svg(self.model.frame)
        self.player.says = self.model.says
        self.player.shown = self.player.value

    def _show_costs(self, _change: Any = None) -> None:
        percent = self.occupancy.value
        heap = human_bytes(HEAP)
        self.costs.value = costs_table(
            f"A program holds {percent} % of {heap} and replaces objects at random. "
            "Bytes that the collector touches for each byte allocated, measured:",
            {name: steady.cost for name, steady in costs_at(percent).items()},
            verdict(percent),
        )
