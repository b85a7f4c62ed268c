"""The walk lab: from an address to its span, a step at a time, on both layouts."""

from __future__ import annotations

from functools import partial
from typing import Any

import ipywidgets as widgets

from golearn.lab.code import Address, code_of
from golearn.lab.drawing import Drawing
from golearn.lab.player import Player
from golearn.lab.questions import walk as questions
from golearn.lab.quiz import QuizPanel
from golearn.lab.view import Lab, grid, legend, row, wide
from golearn.lab.walk_map import pieces
from golearn.lab.walk_model import LAYOUTS, WalkModel, parse_address
from golearn.lab.words import where_text
from golearn.plots.figures.span_walk import in_words, span_walk_sketch
from golearn.plots.live_map import HeapMap
from golearn.plots.picture import Picture

TYPED = "an address of your own"
CLICK = "Click on a map, or press Enter on a block, and the walk begins there."


class WalkLab(Lab):
    """The same objects on two heaps, and the way to their spans. `model` is without widgets.

    `step` is how many steps of each walk are shown. Addresses are numbers, or None for the
    place's own.
    """

    def __init__(
        self,
        place: str = "in the second arena",
        linear: int | None = None,
        sparse: int | None = None,
        seed: int = 1,
    ) -> None:
        super().__init__()
        self.model = WalkModel(place)
        for name, address in zip(LAYOUTS, (linear, sparse), strict=True):
            if address is not None:
                self.model.ask(name, address)
        self.place = widgets.Dropdown(
            options=[*self.model.places, TYPED],
            value=self.model.place or TYPED,
            description="place",
            layout={"width": "310px"},
        )
        self.boxes = {
            name: widgets.Text(description=name, layout={"width": "240px"}) for name in LAYOUTS
        }
        self.walk = widgets.Button(
            description="Walk", button_style="primary", layout={"width": "auto"}
        )
        self.player = Player(last=self.model.last, unit="steps")
        self.quiz = QuizPanel(lambda draw: questions.ask(self.model, draw), self._follow, seed)
        self.drawing = Drawing()
        self.maps = [HeapMap() for _ in pieces(self.model)]
        for heap_map, piece in zip(self.maps, pieces(self.model), strict=True):
            heap_map.pick = partial(self._pick, piece.layout)
        self.place.observe(self._choose, names="value")
        self.walk.on_click(self._ask)
        self.player.observe(lambda _: self._show(), names="value")
        self.children = [
            row(self.place),
            row(*self.boxes.values(), self.walk),
            self.message,
            self.quiz,
            self.player,
            wide(self.drawing),
            widgets.HTML(CLICK),
            grid(*self.maps),
            legend("in use", "free", "page asked for"),
            self.tools,
        ]
        self._follow()

    @property
    def step(self) -> int:
        """How many steps are shown."""
        return int(self.player.value)

    @step.setter
    def step(self, number: int) -> None:
        self.player.value = number

    def picture(self) -> Picture:
        """The walks as far as they are shown."""
        words = in_words(self.model.walks, self.step)
        sketch = span_walk_sketch(self.model.walks, self.step)
        return sketch.picture(f"Walk lab. {self._says()}. {words}")

    def code(self) -> str:
        """The cell that makes this lab again."""
        model, after = self.model, f"lab.step = {self.step}"
        if model.place:
            return code_of(self, after, place=model.place, seed=self.quiz.seed)
        places = {name: Address(address) for name, address in model.addresses.items()}
        return code_of(self, after, **places, seed=self.quiz.seed)

    def _says(self) -> str:
        where = where_text(self.step, self.player.last, "step")
        return f"{where}: {self.model.place or TYPED}"

    def _choose(self, change: Any) -> None:
        if change["new"] != TYPED:
            with self.careful():
                self.model.choose(change["new"])
            self._follow()
            self.step = 0

    def _ask(self, _button: Any) -> None:
        with self.careful():
            addresses = {name: parse_address(box.value) for name, box in self.boxes.items()}
            for name, address in addresses.items():
                self.model.ask(name, address)
            self._follow()
            self.step = 0

    def _pick(self, layout: str, address: int) -> None:
        """Walk from where a map was clicked, and on the other heap from the same byte."""
        with self.careful():
            self.model.ask_alike(layout, address)
            self._follow()
            self.step = 0

    def _follow(self) -> None:
        """The model has other walks: show them to their ends."""
        self.place.unobserve(self._choose, names="value")
        self.place.value = self.model.place or TYPED
        self.place.observe(self._choose, names="value")
        for name, box in self.boxes.items():
            box.value = f"{self.model.addresses[name]:#x}"
        for heap_map, piece in zip(self.maps, pieces(self.model), strict=True):
            with heap_map.hold_sync():
                heap_map.title, heap_map.facts = piece.title, [list(name) for name in piece.names]
                heap_map.draw(piece.instant, piece.size)
        self.player.last = self.model.last
        self.player.value = self.player.last
        self._show()

    def _show(self) -> None:
        self.quiz.looked()
        walks, step = self.model.walks, self.step
        words = in_words(walks, step)
        self.drawing.show(lambda room: span_walk_sketch(walks, step, room).svg(words))
        self.player.says = self._says()
        self.player.shown = self.player.value
