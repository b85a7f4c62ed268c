"""Predict, then reveal: the question, its choices and the score, as a part of any lab."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from golearn.errors import BadParameter, GolearnError
from golearn.lab.quiz_model import Ask, Quiz

_HERE = Path(__file__).parent


class QuizPanel(anywidget.AnyWidget):
    """Asks what happens next in a lab, and shows it once the learner has answered.

    `ask` makes a question from a random generator; `show` makes the lab draw its model again.
    A lab calls `looked` at the start of its own drawing: whoever moves on while a question is
    open has looked, and gets no point. `pick` answers with a place on a heap map.

        self.quiz = QuizPanel(lambda draw: questions.fit.ask(self.model, draw), self._show)
    """

    _esm = _HERE / "quiz.js"
    _css = _HERE / "quiz.css"

    text = traitlets.Unicode().tag(sync=True)
    choices: Any = traitlets.List().tag(sync=True)
    chosen = traitlets.Int(-1).tag(sync=True)
    right = traitlets.Int(-1).tag(sync=True)
    verdict = traitlets.Unicode().tag(sync=True)
    score = traitlets.Unicode().tag(sync=True)
    trouble = traitlets.Unicode().tag(sync=True)
    seed = traitlets.Int(1, min=0, max=999_999).tag(sync=True)

    def __init__(self, ask: Ask, show: Callable[[], object], seed: int = 1) -> None:
        self.model = Quiz(ask, seed)
        self._show, self._busy = show, False
        super().__init__(seed=seed)
        self.observe(self._reseed, names="seed")
        self.on_msg(self._hear)

    @property
    def asking(self) -> bool:
        """Whether a question waits for its answer."""
        return self.model.open

    @property
    def where(self) -> str:
        """The map that the open question is about; empty if there is none."""
        question = self.model.question
        return question.where if question is not None and self.asking else ""

    def ask(self) -> None:
        """Ask the next question. If there is none, the reason is shown, and one that is open."""
        self._do(self.model.next)

    def answer(self, number: int) -> None:
        """Choose an answer, counted from 0."""
        self._do(lambda: self.model.answer(number))

    def pick(self, address: int, where: str = "") -> None:
        """Answer by a place on the map `where`; a place that is no choice is said to be none."""
        question = self.model.question
        if question is None or not self.asking:
            return
        number = question.at(address, where)
        if number is None:
            self._do(lambda: _raise(BadParameter("that is none of the choices; see the list")))
        else:
            self.answer(number)

    def close_question(self) -> None:
        """Put the question away; the score stays."""
        self.model.give_up()
        self.model.question = None
        self.trouble = ""
        self._tell()

    def looked(self) -> None:
        """The lab shows something else. If a question is open, it is over."""
        if self._busy:
            return
        self.model.moved()
        if self.asking:
            self.model.give_up()
            self._tell()

    def _do(self, action: Callable[[], object]) -> None:
        self._busy = True
        try:
            action()
            self.trouble = ""
            self._show()
        except GolearnError as error:
            self.trouble = str(error)
        finally:
            self._busy = False
        self._tell()

    def _tell(self) -> None:
        quiz, question = self.model, self.model.question
        over = bool(quiz.verdict)
        with self.hold_sync():
            self.text = question.text if question else ""
            self.choices = [choice.text for choice in question.choices] if question else []
            self.chosen = -1 if quiz.chosen is None else quiz.chosen
            self.right = question.right if question and over else -1
            self.verdict = quiz.verdict if question else ""
            self.score = quiz.score if quiz.asked else ""

    def _reseed(self, change: Any) -> None:
        self.model.restart(change["new"])
        self.trouble = ""
        self._tell()

    def _hear(self, _widget: Any, message: Any, _buffers: Any) -> None:
        if not isinstance(message, dict):
            return
        if message.get("do") == "ask":
            self.ask()
        elif message.get("do") == "close":
            self.close_question()
        elif isinstance(message.get("answer"), int):
            self.answer(message["answer"])


def _raise(error: GolearnError) -> None:
    raise error
