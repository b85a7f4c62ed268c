"""Questions, choices and the score."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from golearn.errors import BadParameter
from golearn.lab.quiz import QuizPanel
from golearn.lab.quiz_model import Choice, Question, Quiz, choices


class Doubling:
    """A toy lab: `shown` is the number that it shows."""

    def __init__(self) -> None:
        self.shown = 0
        self.drawn = 0

    def ask(self, draw: Random) -> Question:
        n = draw.randrange(100)
        right = Choice(f"{2 * n}", place=(2 * n, 1))
        wrong = Choice(f"{n * n + 1}", "That is the square.", place=(n * n + 1000, 5))
        listed = choices(right, wrong, draw=draw)
        return Question(f"Twice {n}?", listed, "Doubled.", lambda: setattr(self, "shown", 2 * n))

    def draw(self) -> None:
        self.drawn += 1


def wrong_of(question: Question) -> int:
    return next(i for i, choice in enumerate(question.choices) if choice.wrong)


def texts(seed: int, n: int = 8) -> list[str]:
    quiz = Quiz(Doubling().ask, seed)
    return [quiz.next().text for _ in range(n)]


def test_a_seed_gives_the_same_questions_to_all():
    assert texts(1) == texts(1)
    assert texts(1) != texts(2)
    assert len(set(texts(1))) > 4


def test_right_and_wrong_are_counted_and_explained():
    lab = Doubling()
    quiz = Quiz(lab.ask)
    question = quiz.next()
    assert lab.shown == 0
    assert quiz.answer(question.right)
    assert lab.shown == int(question.choices[question.right].text)
    assert quiz.verdict == "Right. Doubled."
    question = quiz.next()
    assert not quiz.answer(wrong_of(question))
    assert quiz.verdict == (
        "Not that one. That is the square. "
        f"Right is: {question.choices[question.right].text}. Doubled."
    )
    assert quiz.score == "1 of 2 right"


def test_a_question_is_answered_once():
    quiz = Quiz(Doubling().ask)
    with pytest.raises(BadParameter, match="no question is open"):
        quiz.answer(0)
    quiz.next()
    with pytest.raises(BadParameter, match="choice 7; expected 1 to 2"):
        quiz.answer(6)
    quiz.answer(0)
    with pytest.raises(BadParameter, match="no question is open"):
        quiz.answer(0)


def test_a_question_has_one_right_answer():
    both = (Choice("a"), Choice("b"))
    with pytest.raises(BadParameter, match="2 of them right"):
        Question("?", both, "", lambda: None)
    with pytest.raises(BadParameter, match="1 different"):
        Question("?", (Choice("a"), Choice("a", "no")), "", lambda: None)


def test_choices_keep_the_right_one_and_no_doubles():
    many = [Choice(f"{i % 9}", "no") for i in range(20)]
    for seed in range(20):
        listed = choices(Choice("3"), *many, draw=Random(seed))
        assert len(listed) == len({c.text for c in listed}) == 6
        assert [c.text for c in listed if not c.wrong] == ["3"]


def test_the_panel_shows_what_the_model_says_and_nothing_early():
    lab = Doubling()
    panel = QuizPanel(lab.ask, lab.draw)
    panel.ask()
    assert panel.text and len(panel.choices) == 2
    assert (panel.right, panel.verdict) == (-1, "")
    panel.pick(-1)
    assert "none of the choices" in panel.trouble and panel.asking
    question = panel.model.question
    assert question is not None
    panel.pick(question.choices[question.right].place[0])
    assert panel.right == panel.chosen == question.right
    assert panel.verdict.startswith("Right.") and not panel.trouble
    assert lab.drawn == 2


def test_where_nothing_more_can_be_asked_only_the_reason_is_left():
    lab, left = Doubling(), [1]

    def ask(draw: Random) -> Question:
        if not left:
            raise BadParameter("all was asked; begin again")
        left.pop()
        return lab.ask(draw)

    panel = QuizPanel(ask, lab.draw)
    panel.ask()
    panel.answer(0)
    panel.ask()
    assert (panel.text, panel.choices, panel.verdict) == ("", [], "")
    assert panel.trouble == "all was asked; begin again"
    assert not panel.asking and panel.score.endswith("of 1 right")
    panel.close_question()
    assert (panel.trouble, panel.text) == ("", "")


def test_an_open_question_can_still_be_answered_where_there_is_no_other():
    panel = QuizPanel(Few(1).ask, lambda: None)
    panel.ask()
    text, listed = panel.text, panel.choices
    panel.ask()
    assert (panel.text, panel.choices) == (text, listed) and panel.asking
    assert panel.trouble.startswith("no other question is found here; answer this one")
    panel.answer(0)
    assert panel.verdict.startswith("Right.") and panel.trouble == ""


def test_looking_ahead_ends_the_question():
    lab = Doubling()
    panel = QuizPanel(lab.ask, lab.draw)
    panel.looked()
    panel.ask()
    panel.looked()
    assert panel.verdict.startswith("You looked before you answered. Right is: ")
    assert panel.score == "0 of 1 right"
    panel.answer(0)
    assert "no question is open" in panel.trouble
    panel.close_question()
    assert panel.text == "" and panel.score == "0 of 1 right"


def test_a_new_seed_begins_anew():
    panel = QuizPanel(Doubling().ask, lambda: None, seed=4)
    panel.ask()
    panel.answer(0)
    first = panel.model.question
    panel.seed = 5
    assert panel.text == panel.score == ""
    panel.seed = 4
    panel.ask()
    assert first is not None and panel.text == first.text


class Few:
    """A lab that has `n` questions; `at` is where it stands, `prepared` whether they say so."""

    def __init__(self, n: int, prepared: bool = True) -> None:
        self.n, self.prepared, self.at = n, prepared, -1

    def ask(self, draw: Random) -> Question:
        n = draw.randrange(self.n)
        listed = (Choice("yes"), Choice("no", "Yes."))
        prepare = (lambda: setattr(self, "at", n)) if self.prepared else None
        return Question(f"Is it {n}?", listed, "It is.", lambda: None, prepare=prepare)


def test_a_run_asks_each_question_once_then_says_so_and_begins_again():
    lab = Few(4)
    quiz = Quiz(lab.ask)
    runs = []
    for _ in range(5):
        runs.append([quiz.next().text for _ in range(4)])
        assert sorted(runs[-1]) == [f"Is it {n}?" for n in range(4)]
        stood = lab.at
        with pytest.raises(BadParameter, match="no other question is found here; answer this one"):
            quiz.next()
        assert lab.at == stood and quiz.open
    pairs = [(a[-1], b[0]) for a, b in pairwise(runs)]
    assert all(last != first for last, first in pairs)
    again = Quiz(Few(4).ask)
    assert [again.next().text for _ in range(4)] == runs[0]
    again.restart(1)
    assert [again.next().text for _ in range(4)] == runs[0]


def test_the_only_question_comes_again_when_that_was_said():
    quiz = Quiz(Few(1).ask)
    for _ in range(3):
        assert quiz.next().text == "Is it 0?"
        quiz.answer(0)
        with pytest.raises(BadParameter, match="all the questions"):
            quiz.next()
        assert quiz.question is None


def test_a_lab_that_goes_on_may_ask_the_same_again_but_not_twice_in_a_row():
    quiz = Quiz(Few(2, prepared=False).ask)
    texts = [quiz.next().text for _ in range(9)]
    assert texts == [texts[0], texts[1]] * 4 + [texts[0]] and texts[0] != texts[1]


def test_messages_from_the_browser_that_make_no_sense_are_ignored():
    panel = QuizPanel(Doubling().ask, lambda: None)
    for message in (None, {"do": 3}, {"answer": "x"}, {}):
        panel._hear(panel, message, [])
    assert panel.text == ""
    panel._hear(panel, {"do": "ask"}, [])
    assert panel.text
