"""The page heap lab: allocate, drop, collect, scavenge, and see every page."""

from __future__ import annotations

import ipywidgets as widgets

from golearn.errors import BadParameter
from golearn.lab.code import called, code_of
from golearn.lab.drawing import Drawing
from golearn.lab.page_heap_model import GRAMMAR, SCRIPTS, PageHeapModel
from golearn.lab.page_map_svg import (
    CSS,
    facts_html,
    legend_svg,
    page_map_svg,
    story_html,
    tree_html,
)
from golearn.lab.player import Player
from golearn.lab.questions import page_heap as questions
from golearn.lab.quiz import QuizPanel
from golearn.lab.scene_lab import SceneLab
from golearn.lab.script_input import ScriptInput
from golearn.lab.settings_model import parse_size
from golearn.lab.view import row, wide
from golearn.plots.figures.page_map import page_map
from golearn.plots.figures.setting import new_figure
from golearn.plots.picture import Picture


class PageHeapLab(SceneLab):
    """Go's heap as a map of pages. `model` is the lab without widgets; `scene` the one shown.

    What you do happens to the heap as it is at the end; the player only looks back.
    """

    model: PageHeapModel

    def __init__(self, script: str = "a span's life", seed: int = 1) -> None:
        super().__init__()
        self.model = PageHeapModel(script)
        self.player = Player(last=len(self.model.scenes) - 1, unit="actions")
        self.script = ScriptInput(
            SCRIPTS, lambda: self.model.text, self._run, self.careful, GRAMMAR
        )
        self.quiz = QuizPanel(lambda draw: questions.ask(self.model, draw), self._to_the_end, seed)
        self.size = widgets.Text("100 KiB", description="size (B)", layout={"width": "150px"})
        self.pointers = widgets.Checkbox(
            False, description="with pointers", indent=False, layout={"width": "auto"}
        )
        self.object = widgets.Dropdown(description="object", layout={"width": "130px"})
        self.buttons = {
            name: self._button(name, action, primary=name == "Allocate")
            for name, action in (
                ("Allocate", self._allocate),
                ("Drop", self._drop),
                ("Collect", lambda: self.model.collect()),
                ("Scavenge", lambda: self.model.scavenge()),
                ("Return all", lambda: self.model.return_all()),
                ("Empty heap", lambda: self.model.reset()),
            )
        }
        self.map = Drawing()
        self.facts, self.tree, self.story = (widgets.HTML() for _ in range(3))
        self.player.observe(lambda _: self._show(), names="value")
        b = self.buttons
        self.children = [
            row(self.script.choice, self.script.again, b["Empty heap"]),
            self.script,
            row(self.size, self.pointers, b["Allocate"], self.object, b["Drop"]),
            row(b["Collect"], b["Scavenge"], b["Return all"]),
            self.message,
            self.quiz,
            self.player,
            wide(self.map),
            widgets.HTML(CSS + legend_svg()),
            self.facts,
            wide(self.tree),
            self.story,
            self.tools,
        ]
        self._to_the_end()

    def picture(self) -> Picture:
        """The scene as a figure."""
        scene = self.model.scenes[self.scene]
        facts = ", ".join(f"{name} {value}" for name, value in scene.facts)
        alt = f"Page heap lab. {self._says()}. {facts}. {' '.join(scene.story)}"
        if not scene.runs:
            figure, ax = new_figure(height=0.8)
            ax.axis("off")
            ax.text(0, 0.5, "the heap has no page yet")
            return Picture(figure, alt)
        return Picture(page_map({scene.says: scene.runs}, scene.taken).figure, alt)

    def code(self) -> str:
        """The cell that makes this lab again."""
        script = called(self.model.text, SCRIPTS)
        return code_of(self, f"lab.scene = {self.scene}", script=script, seed=self.quiz.seed)

    def saved(self) -> tuple[str, str]:
        """What was done, as a script."""
        return "page-heap.script.txt", self.model.text

    def _allocate(self) -> None:
        self.model.allocate(parse_size(self.size.value), self.pointers.value)

    def _drop(self) -> None:
        if self.object.value is None:
            raise BadParameter("no object is live; allocate one first")
        self.model.drop(self.object.value)

    def _to_the_end(self) -> None:
        live = list(self.model.objects)
        if list(self.object.options) != live:
            self.object.options = live
            self.object.value = live[-1] if live else None
        super()._to_the_end()

    def _show(self) -> None:
        self.quiz.looked()
        scene = self.model.scenes[self.scene]
        self.map.show(lambda room: page_map_svg(scene.runs, scene.taken, room))
        self.facts.value = facts_html(scene.facts)
        self.tree.value = tree_html(scene.search)
        self.story.value = story_html(scene.story)
        self.player.says = self._says()
        self.player.shown = self.player.value
