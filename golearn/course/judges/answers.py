"""Judge named answers: a dict from question to value, where each question has one right value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from numbers import Number
from typing import Any

from golearn.course.errors import did_you_mean
from golearn.course.exercise import NotAttempted
from golearn.course.judges.learner import a, show
from golearn.course.judges.slips import told
from golearn.course.verdict import Counterexample


@dataclass(frozen=True)
class Question:
    """`right` is the value (or a function that works it out); `because` says why, in a sentence.

    `slips` are values that misconceptions give; each completes "It looks as if …".
    """

    right: Any
    because: str
    slips: Mapping[Any, str] = field(default_factory=dict)

    @property
    def value(self) -> Any:
        """The right value."""
        return self.right() if callable(self.right) else self.right


@dataclass(frozen=True)
class Answers:
    """The answer is a dict; `choices` are the words it may use, if they are few."""

    questions: Mapping[str, Question]
    choices: tuple[Any, ...] = ()
    picture: Callable[[Any, Any], str] = lambda right, got: ""
    """Draws a right value and the one that was given instead."""

    def __call__(self, answer: Any) -> Counterexample | None:
        """The first question answered wrongly, or None. Raises NotAttempted while some are open."""
        if not isinstance(answer, Mapping):
            return Counterexample(
                "the answer", "a dict", show(answer), f"Keep the dict; this is {a(answer)}."
            )
        for key in answer:
            if key not in self.questions:
                near = did_you_mean(str(key), self.questions)
                asked = ", ".join(map(repr, self.questions))
                return Counterexample(
                    show(key), asked, show(key), f"There is no such question{near or '.'}"
                )
        still_open = [key for key in self.questions if answer.get(key, ...) in (None, ...)]
        for key, question in self.questions.items():
            if key not in still_open and not _same(answer[key], question.value):
                return self._wrong(key, question, answer[key])
        if still_open:
            told = ", ".join(map(repr, still_open))
            done = "" if len(still_open) == len(self.questions) else "Right so far. "
            raise NotAttempted(f"{done}Still open: {told}.")
        return None

    def _wrong(self, key: str, question: Question, got: Any) -> Counterexample:
        shows = question.because
        if self.choices and not any(_same(got, choice) for choice in self.choices):
            shows = f"The answer must be one of {', '.join(map(repr, self.choices))}."
            if isinstance(got, str) and got.strip() in map(repr, self.choices):
                shows += f" Write {got.strip()} without quotes."
        elif _is_number(question.value) and not _is_number(got):
            kind = "text" if isinstance(got, str) else a(got)
            shows = f"A number is expected here, not {kind}."
        else:
            looks = [looks for value, looks in question.slips.items() if _same(got, value)]
            shows = " ".join([shows, *map(told, looks)])
        return Counterexample(
            repr(key), show(question.value), show(got), shows, self.picture(question.value, got)
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, Number) and not isinstance(value, bool)


def _same(got: Any, right: Any) -> bool:
    """Words may differ in case and in blanks around them; True is not 1."""
    if isinstance(right, str):
        return isinstance(got, str) and got.strip().casefold() == right.casefold()
    if isinstance(got, bool) != isinstance(right, bool) or not isinstance(got, Number):
        return False
    return bool(got == right)
