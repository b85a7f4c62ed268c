"""Exercises of chapter 04: mark, slide, copy, remember, and what it costs."""

from __future__ import annotations

from numbers import Real
from typing import Any

from golearn.course.exercise import Exercise, Judge, NotAttempted
from golearn.course.exercises import collect_cases as cases
from golearn.course.exercises import collect_slips as slips
from golearn.course.exercises.collect_cost_slips import COSTS
from golearn.course.exercises.collect_why import why_cheney, why_costs, why_mark, why_slide
from golearn.course.judges import Answers, Function, Question
from golearn.course.judges.learner import a, show
from golearn.course.judges.shapes import NUMBERS, BadShape, Shape
from golearn.course.verdict import Counterexample
from golearn.errors import GolearnError

CHAPTER = "04-collect"


def _numbers_or_none(value: object) -> list[int | None]:
    if not isinstance(value, (list, tuple)):
        raise BadShape
    return [None if item is None else NUMBERS.read([item])[0] for item in value]


def _copied(value: object) -> tuple[list[int | None], list[list[int | None]]]:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise BadShape
    if not isinstance(value[1], (list, tuple)):
        raise BadShape
    return _numbers_or_none(value[0]), [_numbers_or_none(copy) for copy in value[1]]


def _pair(value: object) -> tuple[float, float]:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise BadShape
    if not all(isinstance(number, Real) for number in value):
        raise BadShape
    return round(float(value[0]), 6), round(float(value[1]), 6)


PLACES = Shape("a list of addresses, None for the dead", _numbers_or_none)
COPIED = Shape("a list of roots and a list of copies, which are lists", _copied)
PAIR = Shape("two numbers", _pair)

# --- predict: who lives, which colour ---------------------------------------------------------

GRAPH = {"A": "B", "B": "C", "C": "B", "D": "", "E": "F", "F": "EA"}
ROOTS = "AD"
_NAMES = list(GRAPH)


def _live() -> str:
    refs: cases.Refs = [[_NAMES.index(ref) for ref in refs] for refs in GRAPH.values()]
    roots: list[int | None] = [_NAMES.index(root) for root in ROOTS]
    return "".join(_NAMES[obj] for obj in cases.mark(roots, refs))


def _fate(name: str, because: str) -> Question:
    return Question(lambda: "lives" if name in _live() else "dies", because)


WHO_LIVES = Answers(
    {
        "A": _fate("A", "A root refers to it."),
        "B": _fate("B", "A lives and refers to it."),
        "C": _fate("C", "B lives and refers to it."),
        "D": _fate("D", "A root refers to it; it needs no references of its own."),
        "E": _fate("E", "Only F refers to it, and no way from a root leads to F."),
        "F": _fate("F", "It refers to a living object, but none refers to it. That is no help."),
    },
    choices=("lives", "dies"),
)

_FOUND = "what is found is black at once; black is what was scanned"
_DEAD = "white was taken for a colour of the living"
_CYCLE = "objects that refer to each other keep themselves alive"
_WHITE = "Nothing that was scanned so far refers to it."
COLOURS = Answers(
    {
        "A": Question(
            "black",
            "It was found, and its one reference was looked at.",
            {"grey": "a scan changed nothing: it turns grey into black", "white": _DEAD},
        ),
        "B": Question(
            "grey",
            "The scan of A found it; its own references wait.",
            {"black": _FOUND, "white": "a scan shaded nothing: it shades what it finds"},
        ),
        "C": Question(
            "white",
            "Only B refers to it, and B was not scanned yet.",
            {"grey": "all that lives was found at once", "black": "all that lives is black"},
        ),
        "D": Question(
            "grey",
            "A root refers to it. It has no references, but nobody looked yet.",
            {"black": "an object without references needed no scan", "white": _DEAD},
        ),
        "E": Question("white", _WHITE, {"grey": _CYCLE, "black": _CYCLE}),
        "F": Question("white", _WHITE, {"grey": _CYCLE, "black": _CYCLE}),
    },
    choices=("white", "grey", "black"),
)

# --- explain: where a barrier is missing ------------------------------------------------------

BARRIERS = Answers(
    {
        "old.next = young": Question(
            "barrier", "The minor collection does not look at old objects, so it must be told."
        ),
        "stack[3] = young": Question(
            "none", "The stack is a root, and every minor collection looks at all roots."
        ),
        "young.next = old": Question(
            "none", "A minor collection does not move old objects, so nothing must be updated."
        ),
        "copy the references of an array into old": Question(
            "barrier",
            "Many stores at once are stores: some may be young. This one is often missed.",
        ),
        "old.next = nil": Question(
            "none", "The reference goes away; no young object is found through it."
        ),
        "old.count = 7": Question("none", "A number refers to nothing."),
    },
    choices=("barrier", "none"),
)

# --- design: lose an object -------------------------------------------------------------------

LONGEST = 60


def _lose(answer: Any) -> Counterexample | None:
    """The answer is a program that loses an object without a barrier, and not with Go's."""
    if not isinstance(answer, str):
        return Counterexample(
            "the answer", "the text of a program", show(answer), f"This is {a(answer)}, no text."
        )
    lines = [line for line in answer.splitlines() if line.split("#")[0].strip()]
    if not lines:
        raise NotAttempted("The program has no steps yet.")
    expected = "a reachable object is lost without a barrier"
    if len(lines) > LONGEST:
        return Counterexample(
            "your program", f"at most {LONGEST} steps", f"{len(lines)} steps", "Fewer will do."
        )
    try:
        lost = cases.count_losses(answer, "none")
        if cases.count_losses(answer, "hybrid"):
            raise AssertionError("the hybrid barrier lost an object")
    except GolearnError as error:
        return Counterexample(
            "your program", "a program that runs", str(error), "A step cannot be done."
        )
    if lost is None:
        return Counterexample(
            "your program", expected, "no finish", "A cycle begins with start and ends with finish."
        )
    if lost:
        return None
    return Counterexample(
        "your program", expected, "nothing is lost", cases.why_nothing_lost(lines)
    )


def _write(name: str, title: str, judge: Function) -> Exercise:
    return Exercise(name, CHAPTER, title, ("M2.2",), "write", judge)


def _other(name: str, title: str, kind: Any, judge: Judge) -> Exercise:
    return Exercise(name, CHAPTER, title, ("M2.2",), kind, judge)


EXERCISES = (
    _other("who_lives", "Who lives", "predict", WHO_LIVES),
    _other("colours", "Three colours", "predict", COLOURS),
    _other("needs_barrier", "The missing write barrier", "explain", BARRIERS),
    _write(
        "mark",
        "Mark",
        Function("mark", cases.graphs(), NUMBERS, cases.mark, why_mark, slips=slips.MARK),
    ),
    _write(
        "slide",
        "Slide",
        Function("slide", cases.marked_blocks(), PLACES, cases.slide, why_slide, slips=slips.SLIDE),
    ),
    _write(
        "cheney",
        "Cheney's loop",
        Function("cheney", cases.graphs(), COPIED, cases.cheney, why_cheney, slips=slips.CHENEY),
    ),
    _write(
        "collector_costs",
        "Copying against marking",
        Function("collector_costs", cases.cost_calls(), PAIR, cases.costs, why_costs, slips=COSTS),
    ),
    Exercise(
        "lose_an_object",
        CHAPTER,
        "Lose an object",
        ("M2.2",),
        "design",
        _lose,
        praise="It is lost, and a root still refers to it. With Go's barrier it stays.",
    ),
)
