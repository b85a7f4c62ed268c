"""The memory lab: a program's stack, and its heap looked after in three ways."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets

from golearn.lab.code import called, code_of
from golearn.lab.drawing import Drawing
from golearn.lab.memory_model import OPENS, SCRIPTS, WAYS, MemoryModel
from golearn.lab.memory_program import GRAMMAR
from golearn.lab.memory_sketch import in_words, memory_sketch
from golearn.lab.player import Player
from golearn.lab.questions import memory as questions
from golearn.lab.quiz import QuizPanel
from golearn.lab.scene_lab import SceneLab
from golearn.lab.script_input import ScriptInput
from golearn.lab.view import grid, legend, row, wide
from golearn.lab.words import where_text
from golearn.plots.picture import Picture

LIST = "margin:0;padding-left:20px;line-height:1.45"


class MemoryLab(SceneLab):
    """One program, line by line. `model` is the lab without widgets; `scene` the one shown.

    `program` is a name of `SCRIPTS` or the text of a program. A new line comes at its end; the
    player looks back, and a question asks about the line after the one shown.
    """

    model: MemoryModel
    saves = "program"

    def __init__(self, program: str = "a ring", seed: int = 1) -> None:
        super().__init__()
        self.model = MemoryModel(program)
        self.player = Player(last=len(self.model.scenes) - 1, unit="lines")
        self.script = ScriptInput(
            SCRIPTS,
            lambda: self.model.text,
            self._run,
            self.careful,
            GRAMMAR,
            what="program",
            actions="lines",
            run="Run this program",
        )
        self.quiz = QuizPanel(
            lambda draw: questions.ask(self.model, self.scene, draw), self._follow, seed
        )
        self.line = widgets.Text("x = new 24", description="add a line", layout={"width": "260px"})
        self.do = self._button("Do it", lambda: self.model.add(self.line.value), primary=True)
        self.leave = self._button("return", lambda: self.model.add("return"))
        self.collect = self._button("gc", lambda: self.model.add("gc"))
        self.drawing = Drawing()
        self.stories = {way: widgets.HTML() for way in WAYS}
        self.player.observe(lambda _: self._show(), names="value")
        self.children = [
            row(self.script.choice, self.script.again),
            self.script,
            row(self.line, self.do, self.leave, self.collect),
            self.message,
            self.quiz,
            self.player,
            wide(self.drawing),
            legend("in use", "placed now", "dead", "damaged", "free", "freed now"),
            grid(*self.stories.values()),
            self.tools,
        ]
        self._open()

    def picture(self) -> Picture:
        """The scene as a figure."""
        scene = self.model.scenes[self.scene]
        told = " ".join(
            f"{side.way}: {'; '.join(side.story)}." for side in scene.sides if side.story
        )
        alt = f"Memory lab. {self._says()} {in_words(scene)} {told}".strip()
        return memory_sketch(scene, self._room()).picture(alt)

    def code(self) -> str:
        """The cell that makes this lab again."""
        program = called(self.model.text, SCRIPTS)
        return code_of(self, f"lab.scene = {self.scene}", program=program, seed=self.quiz.seed)

    def saved(self) -> tuple[str, str]:
        """The program."""
        return "memory.program.txt", self.model.text

    def _run(self, text: str) -> None:
        self.model.run(text)
        self._open()

    def _open(self) -> None:
        """Show a program where it gets interesting, and one of the learner's own at its end."""
        self._to_the_end()
        self.scene = OPENS.get(called(self.model.text, SCRIPTS), self.player.last)

    def _follow(self) -> None:
        """A question leaves the line that is shown; its answer goes one on."""
        self.player.last = len(self.model.scenes) - 1
        if self.quiz.asking:
            self._show()
        else:
            self.scene += 1

    def _room(self) -> int:
        """Bytes of the largest heap of all scenes, so that the scale stays."""
        return max(side.heap for scene in self.model.scenes for side in scene.sides)

    def _says(self) -> str:
        scene = self.model.scenes[self.scene]
        where = where_text(self.scene, self.player.last, "line")
        return f"{where}: {scene.line}. {scene.says}" if scene.line else f"{where}: {scene.says}"

    def _show(self) -> None:
        self.quiz.looked()
        scene = self.model.scenes[self.scene]
        most = self._room()
        self.drawing.show(lambda room: memory_sketch(scene, most, room).svg(in_words(scene)))
        for box, side in zip(self.stories.values(), scene.sides, strict=True):
            lines = "".join(f"<li>{escape(line)}</li>" for line in side.story)
            told = f'<ul style="{LIST}">{lines}</ul>' if lines else "<div>nothing happens</div>"
            box.value = f"<div><b>{side.way}</b>{told}</div>"
        self.player.says = self._says()
        self.player.shown = self.player.value
