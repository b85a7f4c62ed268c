"""The layout lab: drop memory of C's in the way of two heaps, and see which of them goes on."""

from __future__ import annotations

import ipywidgets as widgets

from golearn.lab.code import called, code_of
from golearn.lab.drawing import Drawing
from golearn.lab.layout_model import GRAMMAR, SCRIPTS, LayoutModel
from golearn.lab.layout_sketch import heading, in_words, layout_sketch, legend_html
from golearn.lab.page_map_svg import CSS, story_html
from golearn.lab.player import Player
from golearn.lab.questions import layout as questions
from golearn.lab.quiz import QuizPanel
from golearn.lab.scene_lab import SceneLab
from golearn.lab.script_input import ScriptInput
from golearn.lab.settings_model import parse_size
from golearn.lab.view import grid, row, wide
from golearn.plots.picture import Picture


class LayoutLab(SceneLab):
    """One program on two layouts. `model` is the lab without widgets; `scene` the one shown.

    What you do happens at the end of the script; the player only looks back.
    """

    model: LayoutModel

    def __init__(self, script: str = "one page ahead", seed: int = 1) -> None:
        super().__init__()
        self.model = LayoutModel(script)
        self.player = Player(last=len(self.model.scenes) - 1, unit="actions")
        self.script = ScriptInput(
            SCRIPTS, lambda: self.model.text, self._run, self.careful, GRAMMAR
        )
        self.quiz = QuizPanel(lambda draw: questions.ask(self.model, draw), self._to_the_end, seed)
        self.address = widgets.Text("0xc42c000000", description="address", layout=_wide(190))
        self.size = widgets.Text("64 KiB", description="size (B)", layout=_wide(160))
        self.more = widgets.Text("128 MiB", description="heap (B)", layout=_wide(170))
        self.seed = widgets.BoundedIntText(1, 0, 999_999, description="seed", layout=_wide(130))
        self.buttons = {
            name: self._button(name, action, primary=name in ("C takes it", "Grow"))
            for name, action in (
                ("C takes it", self._place),
                ("Random memory of C's", self._random),
                ("Start the program", lambda: self.model.add("start")),
                ("Grow", self._grow),
                ("Empty processes", lambda: self.model.run("")),
            )
        }
        self.drawing = Drawing()
        self.linear, self.sparse = widgets.HTML(), widgets.HTML()
        self.player.observe(lambda _: self._show(), names="value")
        b = self.buttons
        self.children = [
            row(self.script.choice, self.script.again, b["Empty processes"]),
            self.script,
            row(self.address, self.size, b["C takes it"]),
            row(self.seed, b["Random memory of C's"]),
            row(b["Start the program"], self.more, b["Grow"]),
            self.message,
            self.quiz,
            self.player,
            wide(self.drawing),
            widgets.HTML(CSS + legend_html()),
            grid(self.linear, self.sparse),
            self.tools,
        ]
        self._to_the_end()

    def picture(self) -> Picture:
        """The scene as a figure."""
        scene = self.model.scenes[self.scene]
        told = " ".join(f"{side.name}: {' '.join(side.story)}" for side in scene.sides)
        alt = f"Layout lab. {self._says()}. {in_words(scene)} {told}"
        return layout_sketch(scene).picture(alt)

    def code(self) -> str:
        """The cell that makes this lab again."""
        script = called(self.model.text, SCRIPTS)
        return code_of(self, f"lab.scene = {self.scene}", script=script, seed=self.quiz.seed)

    def saved(self) -> tuple[str, str]:
        """What was done, as a script."""
        return "layout.script.txt", self.model.text

    def _place(self) -> None:
        self.model.add(f"c {self.address.value.strip()} {parse_size(self.size.value)} B")

    def _random(self) -> None:
        self.model.add(f"random {self.seed.value} 12")

    def _grow(self) -> None:
        self.model.add(f"grow {parse_size(self.more.value)} B")

    def _show(self) -> None:
        self.quiz.looked()
        scene = self.model.scenes[self.scene]
        self.drawing.show(lambda room: layout_sketch(scene, room).svg(in_words(scene)))
        for box, side in zip((self.linear, self.sparse), scene.sides, strict=True):
            box.value = f'<b class="gl-books">{heading(side)}</b>{story_html(side.story)}'
        self.player.says = self._says()
        self.player.shown = self.player.value


def _wide(pixels: int) -> dict[str, str]:
    return {"width": f"{pixels}px"}
