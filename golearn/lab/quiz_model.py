"""Predict, then reveal: questions with choices, a score, and the first wrong step.

A lab hands `Quiz` a function that makes a question. It gets a random generator that depends on
the seed and on the number of the question alone, so a class with one seed and one state of the
lab gets the same questions. A question that was asked before is drawn again; where nothing else
is found, `Quiz` says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from golearn.errors import BadParameter, GolearnError

MOST_CHOICES = 6

TRIES = 100
"""Draws for a question that was not asked yet."""

ENOUGH = 5
"""Draws after which a question may come again if the lab has changed since."""


@dataclass(frozen=True)
class Choice:
    """One answer to choose.

    `wrong` is the first wrong step of whoever chooses it, in a sentence; empty for the right
    one. `place` is the range (address, bytes) that stands for it on a heap map.
    """

    text: str
    wrong: str = ""
    place: tuple[int, int] | None = None


@dataclass(frozen=True)
class Question:
    """What is asked about what happens next. Exactly one of `choices` is right.

    `why` says why that one; `reveal` makes the lab's model show what was hidden. `prepare` makes
    it show what was before; None if the question is about the lab as it stands. Such a question may
    come again, since the lab goes on with each answer.
    """

    text: str
    choices: tuple[Choice, ...]
    why: str
    reveal: Callable[[], object]
    where: str = ""
    """The map on which the places of the choices lie."""
    prepare: Callable[[], object] | None = None
    kind: str = ""
    """What sort of question it is, in a lab that never asks two of a kind running."""

    def __post_init__(self) -> None:
        right = sum(not choice.wrong for choice in self.choices)
        texts = {choice.text for choice in self.choices}
        if right != 1 or len(texts) != len(self.choices) or len(texts) < 2:
            raise BadParameter(
                f"a question with {len(texts)} different choices, {right} of them right; "
                "expected two or more, and exactly one right"
            )

    @property
    def right(self) -> int:
        """The number of the right choice, from 0 on."""
        return next(i for i, choice in enumerate(self.choices) if not choice.wrong)

    @property
    def key(self) -> tuple[str, str]:
        """What makes it another question: its text and the right answer's."""
        return self.text, self.choices[self.right].text

    def at(self, address: int, where: str = "") -> int | None:
        """The choice whose place on the map `where` covers an address; None if none does."""
        if where != self.where:
            return None
        for number, choice in enumerate(self.choices):
            if choice.place and choice.place[0] <= address < sum(choice.place):
                return number
        return None


Ask = Callable[[Random], Question]
"""Makes a question about the lab, which stays as it is.

Raises GolearnError if there is nothing to ask.
"""


class Quiz:
    """Questions one after the other, none twice, and how many were answered right."""

    def __init__(self, ask: Ask, seed: int = 1) -> None:
        self._ask = ask
        self.restart(seed)

    def restart(self, seed: int) -> None:
        """Begin with the first question of another seed, and with no score."""
        self.seed = seed
        self.asked = self.answered = self.right = 0
        self.question: Question | None = None
        self.verdict = ""
        """What came of the last answer; empty while a question is open."""
        self.chosen: int | None = None
        self._known: set[tuple[str, str]] = set()
        """The keys of the questions that were asked, and of the last one."""
        self._last: tuple[str, str] | None = None

    @property
    def open(self) -> bool:
        """Whether a question waits for its answer."""
        return self.question is not None and not self.verdict

    def next(self) -> Question:
        """Ask the next question. What goes wrong leaves the lab as it was, and an open question.

        Raises BadParameter if no new one is found; after that they may come again.
        """
        try:
            question = self._new()
            if question.prepare is not None:
                question.prepare()
        except GolearnError:
            if not self.open:
                self.question = None
            raise
        self.question, self.verdict, self.chosen = question, "", None
        self.asked += 1
        return question

    def _new(self) -> Question:
        name, again = f"{self.seed}/{self.asked}", None
        for number in range(TRIES):
            question = self._ask(Random(f"{name}/{number}" if number else name))
            if question.key not in {*self._known, self._last}:
                return self._note(question)
            if question.prepare is None:
                again = question if question.key != self._last else again
                if number >= ENOUGH:
                    break
        if again is not None:
            return self._note(again)
        if len(self._known) < 2:
            self._last = None  # the only question there is
        self._known.clear()
        if self.open:
            raise BadParameter(
                "no other question is found here; answer this one, or move on, or ask again, and "
                "they come once more"
            )
        raise BadParameter(
            "all the questions found here were asked; choose another trace, script or setting, "
            "or ask again, and they come once more"
        )

    def _note(self, question: Question) -> Question:
        self._known.add(question.key)
        self._last = question.key
        return question

    def moved(self) -> None:
        """The learner has moved the lab: the last question may be the one to ask there too."""
        self._last = None

    def answer(self, number: int) -> bool:
        """Choose, and see: whether it is right. Raises BadParameter if nothing is asked."""
        question = self.question
        if question is None or self.verdict:
            raise BadParameter("no question is open; ask the next one")
        if not 0 <= number < len(question.choices):
            raise BadParameter(f"choice {number + 1}; expected 1 to {len(question.choices)}")
        choice = question.choices[number]
        self.chosen = number
        self.answered += 1
        self.right += not choice.wrong
        self.verdict = f"Right. {question.why}" if not choice.wrong else self._explain(choice)
        question.reveal()
        return not choice.wrong

    def give_up(self) -> None:
        """The learner looked before answering: the question counts, and is not right."""
        if self.question is not None and not self.verdict:
            self.answered += 1
            self.verdict = f"You looked before you answered. {self._solution()}"

    @property
    def score(self) -> str:
        """The score so far."""
        return f"{self.right} of {self.answered} right"

    def _explain(self, choice: Choice) -> str:
        return f"Not that one. {choice.wrong} {self._solution()}"

    def _solution(self) -> str:
        assert self.question is not None
        right = self.question.choices[self.question.right]
        return f"Right is: {right.text.removesuffix('.')}. {self.question.why}"


def choices(right: Choice, *wrong: Choice, draw: Random) -> tuple[Choice, ...]:
    """The right choice among wrong ones, without doubles and in any order.

    Of several with the same text the first stays, so the right one always does.
    """
    found: dict[str, Choice] = {}
    for choice in (right, *wrong):
        found.setdefault(choice.text, choice)
    kept = list(found.values())[:MOST_CHOICES]
    draw.shuffle(kept)
    return tuple(kept)
