"""Questions of chapter 05 with one right answer each: what a request gets, where waste is."""

from __future__ import annotations

from typing import Any

from golearn.course.judges import Answers, Question
from golearn.goheap.sizeclass import GO_CLASSES

# --- predict: what a request gets -------------------------------------------------------------


def _gets(size: int, because: str, slips: dict[Any, str]) -> Question:
    return Question(lambda: GO_CLASSES.round_up_size(size), because, slips)


_NEXT = "A request gets a slot of the smallest class that holds it."
_POWER = "classes were taken to be powers of two"
_BELOW = "it was rounded down, to a slot that is too small"
_EXACT = "it got as many bytes as it asks for"
_NEXT_BUT_ONE = "a class was skipped"
_EIGHTS = "every multiple of 8 was taken for a class"

ROUNDED = Answers(
    {
        "17 B": _gets(17, _NEXT, {17: _EXACT, 16: _BELOW, 32: _POWER}),
        "24 B": _gets(
            24,
            "A request of exactly a class's size gets that class.",
            {32: "a request that fills a slot was sent to the next class", 16: _BELOW},
        ),
        "25 B": _gets(25, _NEXT, {25: _EXACT, 24: _BELOW}),
        "33 B": _gets(
            33,
            "From 32 on classes are 16 apart: 40 is no class.",
            {33: _EXACT, 32: _BELOW, 40: _EIGHTS, 64: _POWER},
        ),
        "1025 B": _gets(
            1025,
            _NEXT,
            {1025: _EXACT, 1024: _BELOW, 1032: _EIGHTS, 1280: _NEXT_BUT_ONE, 2048: _POWER},
        ),
        "32769 B": _gets(
            32769,
            "Over 32 KiB there is no class: whole pages of 8,192 bytes.",
            {
                32769: _EXACT,
                32768: "it was sent to the last class, which is a byte too small",
                65536: _POWER,
                5: "pages were counted, not bytes",
            },
        ),
    }
)

# --- explain: where the waste of one class comes from -----------------------------------------

OURS = GO_CLASSES[30]
"""Slots of 768 bytes; the class below has 704."""

_NO_TAIL = "the span was made so long that no tail is left; one page will do"

WASTE_SUM = Answers(
    {
        "span": Question(
            OURS.span_bytes,
            "The tail of one page is within the limit of 1/8.",
            {
                1: "pages were counted, not bytes",
                768: "this is one slot",
                7680: "the tail was taken off; it belongs to the span",
                24576: "pages were added until no tail was left; an eighth of the span may be",
            },
        ),
        "objects": Question(
            OURS.objects,
            "As many whole slots as fit in the span.",
            {11: "the last one was counted, though it does not fit as a whole", 32: _NO_TAIL},
        ),
        "tail": Question(
            OURS.tail_waste,
            "What is left of the span behind the last slot.",
            {0: _NO_TAIL, 256: "this is how much the next slot lacks", 1024: "this is the limit"},
        ),
        "slack": Question(
            OURS.slack,
            "The smallest object in this class is one byte more than the class below.",
            {
                64: "an object of 704 bytes came here; the class below serves it",
                767: "an object of one byte came here; a class below serves it",
            },
        ),
        "most wasted": Question(
            OURS.slack * OURS.objects + OURS.tail_waste,
            "Every slot has its slack, and the span has its tail, once.",
            {
                512: "only the tail was counted",
                575: "the slack of one slot was counted, not of all ten",
                630: "the tail was forgotten",
                1152: "each slot was given 64 bytes of slack",
            },
        ),
    }
)

WASTE_CLAIMS = Answers(
    {
        "A": Question(
            False, "The limit is for the tail alone; the slack inside the slots comes on top."
        ),
        "B": Question(True, "One byte in a slot of 8 leaves 7 of 8 unused: 87.5 %."),
        "C": Question(False, "Fewer, wider classes: a request is rounded up further."),
        "D": Question(
            True, "A smaller tail needs longer spans, and a P holds one of every span class."
        ),
        "E": Question(False, "Class 0 has no size. It stands for large objects."),
    },
    choices=(True, False),
)
