"""The bump lab: allocate, free, see that nothing comes back, reset."""

from __future__ import annotations

from random import Random
from typing import Any

import ipywidgets as widgets

from golearn.errors import BadParameter, OutOfMemory
from golearn.lab.bump_model import GRAMMAR, SCRIPTS, BumpModel
from golearn.lab.code import code_of
from golearn.lab.player import Player
from golearn.lab.questions import bump as questions
from golearn.lab.quiz import QuizPanel
from golearn.lab.quiz_model import Question
from golearn.lab.script_input import ScriptInput
from golearn.lab.settings import Settings
from golearn.lab.settings_model import parse_size
from golearn.lab.view import Lab, grid, legend, row
from golearn.lab.words import where_text
from golearn.plots.figures.heap_map import heap_maps
from golearn.plots.live_map import HeapMap
from golearn.plots.picture import Picture
from golearn.replay import Options


class BumpLab(Lab):
    """An arena with one pointer. `model` is the lab without widgets; sizes are in bytes.

    `script` is a name of `SCRIPTS`, or lines `a ID SIZE`, `f ID` and `reset`. What you do happens
    to the arena as it is at the end; the player only looks back. Other settings repeat what was
    done in another arena.
    """

    saves = "script"

    def __init__(
        self, heap: int = 256, align: int = 8, header: int = 0, script: str = "", seed: int = 1
    ) -> None:
        super().__init__()
        self.model = BumpModel(heap, align, header)
        self.model.run(SCRIPTS.get(script, script))
        self.size = widgets.Text("40", description="size (B)", layout={"width": "130px"})
        self.allocate = widgets.Button(description="Allocate", button_style="primary")
        self.object = widgets.Dropdown(description="object", layout={"width": "130px"})
        self.free = widgets.Button(description="Free")
        self.reset = widgets.Button(description="Reset the arena")
        self.script = ScriptInput(SCRIPTS, self._text, self._run, self.careful, GRAMMAR)
        self.settings = Settings(
            Options(heap, align, header), self._set_up, self.careful, coalescing=False
        )
        self.player = Player(unit="actions")
        self.map = HeapMap()
        self.quiz = QuizPanel(self._ask, self._to_the_end, seed)
        self.allocate.on_click(self._allocate)
        self.free.on_click(self._free)
        self.reset.on_click(self._reset)
        self.player.observe(lambda _: self._show(), names="value")
        self.children = [
            row(self.script.choice, self.script.again),
            self.script,
            row(self.size, self.allocate, self.object, self.free, self.reset),
            self.settings,
            self.message,
            self.quiz,
            self.player,
            grid(self.map),
            legend("in use", "placed now", "wasted inside", "dead", "free", "freed now", "pointer"),
            self.tools,
        ]
        self._to_the_end()

    @property
    def action(self) -> int:
        """How many actions are shown as done."""
        return int(self.player.value)

    @action.setter
    def action(self, done: int) -> None:
        self.player.value = done

    def picture(self) -> Picture:
        """The arena at the action shown."""
        model = self.model.at(self.action)
        facts = ", ".join(" ".join(fact) for fact in model.facts)
        size = model.allocator.heap_size
        return heap_maps(
            [f"bump: {facts}"], [model.instant()], size, f"Bump lab. {facts}. {model.story}"
        )

    def code(self) -> str:
        """The cell that makes this lab again."""
        allocator = self.model.allocator
        return code_of(
            self,
            f"lab.action = {self.action}",
            heap=allocator.heap_size,
            align=allocator.align,
            header=allocator.header,
            script=self._text(),
            seed=self.quiz.seed,
        )

    def saved(self) -> tuple[str, str]:
        """What was done, as a script."""
        return "bump.script.txt", self._text()

    def _ask(self, draw: Random) -> Question:
        last = self.quiz.model.question
        return questions.ask(self.model, draw, last.kind if last else "")

    def _text(self) -> str:
        return "".join(f"{action}\n" for action in self.model.actions)

    def _allocate(self, _button: Any) -> None:
        with self.careful():
            self.model.allocate(parse_size(self.size.value))
        self._to_the_end()

    def _free(self, _button: Any) -> None:
        with self.careful():
            if self.object.value is None:
                raise BadParameter("no object is live; allocate one first")
            self.model.free(self.object.value)
        self._to_the_end()

    def _reset(self, _button: Any) -> None:
        with self.careful():
            self.model.reset()
        self._to_the_end()

    def _run(self, script: str) -> None:
        self.model.run(script)
        self._to_the_end()

    def _set_up(self, options: Options) -> None:
        if options.heap is None:
            raise BadParameter("a bump arena has a fixed size; expected bytes such as 256")
        looking_back = self.action < self.player.last
        shown = self.action
        self.model.set_up(options.heap, options.alignment, options.header)
        self._to_the_end()
        if looking_back:
            self.action = shown
        if self.model.lacks:
            raise OutOfMemory(self.model.lacks)

    def _to_the_end(self) -> None:
        live = list(self.model.objects)
        if list(self.object.options) != live:
            self.object.options = live
            self.object.value = live[0] if live else None
        self.player.last = len(self.model.actions)
        self.player.value = self.player.last
        self._show()

    def _show(self) -> None:
        self.quiz.looked()
        model = self.model.at(self.action)
        size = model.allocator.heap_size
        self.map.present("bump", model.facts, model.story, model.instant(), size)
        self.player.says = f"{where_text(self.action, self.player.last, 'action')}: {model.says}"
        self.player.shown = self.player.value
