"""What labs share in which one acts: it happens at the end, and the player only looks back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import ipywidgets as widgets

from golearn.lab.player import Player
from golearn.lab.quiz import QuizPanel
from golearn.lab.view import Lab
from golearn.lab.words import where_text


class SceneModel(Protocol):
    """A model that keeps a scene for the beginning and one for each thing done."""

    @property
    def scenes(self) -> Sequence[Any]:
        """What is to be seen; `says` is what was done, in words."""

    def run(self, text: str) -> None:
        """Begin anew with a script."""


class SceneLab(Lab):
    """A lab with a `player` over the scenes of its model. `what` is what lies between two."""

    model: SceneModel
    player: Player
    quiz: QuizPanel
    saves = "script"
    what = "action"

    @property
    def scene(self) -> int:
        """The scene shown, from 0 on: how much was done."""
        return int(self.player.value)

    @scene.setter
    def scene(self, number: int) -> None:
        self.player.value = number

    @abstractmethod
    def _show(self) -> None:
        """Draw the scene."""

    def _says(self) -> str:
        says = self.model.scenes[self.scene].says
        return f"{where_text(self.scene, self.player.last, self.what)}: {says}"

    def _button(
        self, name: str, action: Callable[[], object], primary: bool = False
    ) -> widgets.Button:
        """A button that does something and shows what came of it."""

        def act(_button: Any) -> None:
            with self.careful():
                action()
            self._to_the_end()

        style = "primary" if primary else ""
        button = widgets.Button(description=name, button_style=style, layout={"width": "auto"})
        button.on_click(act)
        return button

    def _run(self, text: str) -> None:
        self.model.run(text)
        self._to_the_end()

    def _to_the_end(self) -> None:
        self.player.last = len(self.model.scenes) - 1
        self.player.value = self.player.last
        self._show()
