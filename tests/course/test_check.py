"""What `check` tells a learner: each kind of answer, its verdict and the words for it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from IPython.core.interactiveshell import InteractiveShell

from golearn.course import check
from golearn.course.check import GRADERS
from golearn.course.errors import NotRight, UnknownExercise
from golearn.course.exercises import CHAPTERS, exercises
from golearn.course.handing_in import handed_in
from golearn.course.judges import shrink
from golearn.course.judging import judge
from golearn.course.picture import Row, draw
from golearn.course.verdict import Counterexample, Verdict
from golearn.errors import OutOfMemory


def crashes(free, need):
    def inner():
        return free[99]

    return inner()


def endless(free, need):
    return endless(free, need)


def chatty(free, need):
    print("looking", free)
    return next((i for i, b in enumerate(free) if b[1] >= need), None)


def leaves(free, need):
    raise SystemExit(0)


def moody(free, need, seen=[]):  # noqa: B006
    seen.append(free)
    return None if len(seen) % 3 else 0


class Bad:
    def __repr__(self):
        raise RuntimeError


NOT_ATTEMPTED = [None, ..., "", "  ", {}, []]


@pytest.mark.parametrize("answer", NOT_ATTEMPTED, ids=repr)
@pytest.mark.parametrize("name", ["first_fit", "which_block", "bump_loses", "Bump"])
def test_a_blank_answer_is_not_attempted(name, answer):
    assert check(name, answer).word == "not attempted"


def test_a_stub_is_not_attempted_and_says_where():
    def first_fit(free, need):
        raise NotImplementedError

    assert re.fullmatch(
        r"first_fit: not attempted\. It still raises NotImplementedError \(line \d+, in first_fit: "
        r"raise NotImplementedError\)\.",
        str(check("first_fit", first_fit)),
    )


def test_answers_that_are_still_open():
    some = {"first": 1, "next": ..., "best": None}
    assert (
        check("which_block", some).sentence == "Right so far. Still open: 'next', 'best', 'worst'."
    )
    none = dict.fromkeys(("first", "next", "best", "worst"), ...)
    assert check("which_block", none).sentence.startswith("Still open: 'first'")


class Careless:
    """A Bump whose malloc moves the pointer before it looks."""

    def __init__(self, size, align=8):
        self.size, self.align, self.top = size, align, 0

    def malloc(self, n):
        address = self.top
        self.top += max(self.align, -(-n // self.align) * self.align)
        if self.top > self.size:
            raise OutOfMemory
        return address

    def reset(self):
        self.top = 0


def test_a_malloc_that_raised_and_moved_is_what_went_wrong():
    verdict = check("Bump", Careless)
    assert verdict.sentence == "A malloc that raises must leave the pointer where it was."
    assert verdict.example is not None
    assert verdict.example.case.count("malloc") == 2


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("144", "A number is expected here, not text."),
        ([144], "A number is expected here, not a list."),
        (96, "The pointer moves up with every request and never down. It looks as if "),
    ],
)
def test_a_value_of_another_kind_is_not_a_misconception(value, said):
    sentence = check("after_frees", {"top": value, "live": 96, "dead": 48}).sentence
    assert sentence.startswith(said)
    assert ("It looks as if" in sentence) == isinstance(value, int)


CRASHED = {
    "a crash names the exception": (crashes, "Your code stopped with IndexError."),
    "runaway recursion": (endless, "Your code calls itself again and again without an end."),
    "an exit": (leaves, "Your code stopped with SystemExit."),
    "too few parameters": (lambda free: 0, "Your code stopped with TypeError."),
}


@pytest.mark.parametrize("case", CRASHED)
def test_crashed_in_words(case):
    answer, sentence = CRASHED[case]
    verdict = check("first_fit", answer)
    assert verdict.word == "crashed"
    assert verdict.sentence == sentence


WRONG = {
    "not a function": (7, "first_fit must be a function."),
    "another type": (
        lambda free, need: "1",
        "first_fit must return an index (int) or None, not a str.",
    ),
    "True is not 1": (
        lambda free, need: False,
        "first_fit must return an index (int) or None, not a bool.",
    ),
    "a value that cannot be shown": (
        lambda free, need: Bad(),
        "first_fit must return an index (int) or None, not a Bad.",
    ),
    "a changed argument": (
        lambda free, need: free.clear(),
        "first_fit changed its argument; the caller still needs it as it was.",
    ),
    "moods": (moody, None),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_in_words(case):
    answer, sentence = WRONG[case]
    verdict = check("first_fit", answer)
    assert verdict.word == "wrong"
    if sentence:
        assert verdict.sentence == sentence


def test_an_answer_that_is_wrong_once_and_then_right_is_not_right(monkeypatch):
    monkeypatch.setattr(shrink, "find", lambda cases, is_wrong, settings: ([], 8))
    verdict = judge(exercises()["first_fit"], handed_in(chatty))
    assert verdict.word == "wrong"
    assert verdict.sentence.startswith("The result must depend on the arguments alone")


def test_a_crash_shows_only_the_learners_lines_innermost_last():
    verdict = check("first_fit", crashes)
    assert verdict.example is not None
    assert len(verdict.example.traceback) == 2
    text = str(verdict)
    *_, outer, inner = text.splitlines()
    assert re.fullmatch(r"  line \d+, in crashes: return inner\(\)", outer)
    assert re.fullmatch(r"  line \d+, in inner: return free\[99\]", inner)
    assert "IndexError: list index out of range" in text
    assert ".py" not in text


def test_what_the_answer_prints_is_not_shown(capsys):
    assert check("first_fit", chatty).right
    assert capsys.readouterr().out == ""


def test_numpy_numbers_are_numbers():
    np = pytest.importorskip("numpy")
    assert check("align_up", lambda n, a: np.int64(-(-n // a) * a)).right


def test_the_text_of_a_verdict():
    example = Counterexample("f([(0, 16)], 8)", "0", "None", "Enough for 8.", "<svg/>", ("line 2",))
    wrong = Verdict("f", "wrong", "Enough for 8.", example, "A note.")
    assert (
        str(wrong)
        == repr(wrong)
        == (
            "f: wrong. Enough for 8.\n"
            "  case:     f([(0, 16)], 8)\n"
            "  expected: 0\n"
            "  got:      None\n"
            "  line 2\n"
            "  A note."
        )
    )


def test_the_page_of_a_verdict_is_well_formed_and_escaped():
    example = Counterexample(
        "a < b", "<x>", "&", "s", draw([Row("r", [(0, 8)])], "a & b"), ("<m>",)
    )
    html = Verdict("e", "wrong", "1 < 2", example)._repr_html_()
    ET.fromstring(html)
    assert "1 &lt; 2" in html
    assert 'aria-label="a &amp; b"' in html


def test_the_picture_marks_both_choices():
    verdict = check("best_fit", lambda free, need: next(iter(range(len(free))), None))
    assert verdict.example is not None
    verdict = check(
        "first_fit", lambda f, n: max((i for i, b in enumerate(f) if b[1] >= n), default=None)
    )
    assert verdict.example is not None
    assert "✓ right" in verdict.example.picture
    assert "✗ yours" in verdict.example.picture


def test_unknown_exercises_suggest_near_ones():
    with pytest.raises(UnknownExercise, match="did you mean 'first_fit'") as caught:
        check("frist_fit", None)
    assert "stack_or_heap" not in str(caught.value)
    with pytest.raises(UnknownExercise, match=r"none of the \d+ names is near"):
        check("quicksort", None)


def test_an_unknown_exercise_is_one_line_in_a_notebook():
    shell = InteractiveShell()
    shell.run_cell("from golearn.course import check", silent=True)
    shown = []
    shell._showtraceback = lambda kind, error, lines: shown.append(lines)
    shell.run_cell("check('frist_fit', None)", silent=True)
    ((line,),) = shown
    assert line.startswith("UnknownExercise: there is no exercise 'frist_fit'; did you mean")


@pytest.mark.parametrize("variable", GRADERS)
def test_grading_fails_by_an_exception(monkeypatch, variable):
    monkeypatch.setenv(variable, "autograde")
    with pytest.raises(NotRight, match="not attempted"):
        check("first_fit", None)
    with pytest.raises(AssertionError, match="wrong"):
        check("first_fit", lambda free, need: None)
    assert check("first_fit", chatty).right


def test_every_exercise_says_what_it_is_about():
    kinds = ["predict", "explain", "write", "design"]
    for exercise in exercises().values():
        assert exercise.concepts
        assert all(re.fullmatch(r"M\d\.\d", number) for number in exercise.concepts)
        assert exercise.kind in kinds
    chapters = {exercise.chapter for exercise in exercises().values()}
    assert len(chapters) == len(CHAPTERS)
    for chapter in chapters:
        inside = [e for e in exercises().values() if e.chapter == chapter]
        assert len(inside) >= 5
        order = [kinds.index(e.kind) for e in inside]
        assert order == sorted(order), "from predicting to designing"
        assert set(order) == {0, 1, 2, 3}


def test_blanks_in_a_text_are_shown_as_they_are():
    found = check("parse_map_line", lambda line: (0, 4096, "r--p", "a  b"))
    assert "'a  b'" in found.example.got
