"""Exercises of chapter 10: addresses, before real Go says them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from golearn.course.exercise import Exercise
from golearn.course.exercises import predict_cases as cases
from golearn.course.exercises.predict_why import why_slot, why_spans, why_tiny
from golearn.course.judges import Answers, Design, Function, Question
from golearn.course.judges.shapes import NUMBER, NUMBERS
from golearn.course.verdict import Counterexample
from golearn.errors import GolearnError
from golearn.realgo import predict
from golearn.realgo.versions import recorded
from golearn.trace import Op, Trace

CHAPTER = "10-predict-real-go"

# --- predict: eight objects -------------------------------------------------------------------

EIGHT = Trace.parse(
    "a 0 40 p\na 1 7\na 2 48 p\na 3 1500 p\na 4 9\na 5 70000\na 6 33 p\na 7 5", "eight objects"
)
BECAUSE = {
    2: "40 and 48 bytes share the class of 48: its second slot.",
    4: "9 bytes need no alignment and fit behind the 7: the tiny block has 16.",
    5: "Over 32 KiB: a span of its own, on the next free pages, as 9 pages come from the cache.",
    6: "33 bytes belong to the class of 48 too: its third slot.",
    7: "The tiny block is full, so the next slot of its span is taken.",
}


def _address(number: int) -> Question:
    return Question(lambda: int(predict(EIGHT)[0][number]), BECAUSE[number])


WHERE_IT_LIES = Answers({f"object {number}": _address(number) for number in BECAUSE})

# --- explain: later versions ------------------------------------------------------------------


def _seen(version: str, fact: str, because: str) -> Question:
    def value() -> Any:
        return next(f[fact] for f in recorded() if f["version"].startswith(f"go{version}."))

    return Question(value, because)


LATER_VERSIONS = Answers(
    {
        "48 B with pointers, objects in a span, 1.21": _seen(
            "1.21", "scan48_per_page", "8,192 / 48 is 170 and a rest; the whole span is slots."
        ),
        "48 B with pointers, objects in a span, 1.22": _seen(
            "1.22",
            "scan48_per_page",
            "8,192 / 8 words need as many bits: 128 bytes at the end are no slots any more.",
        ),
        "48 B without pointers, objects in a span, 1.22": _seen(
            "1.22", "noscan48_per_page", "Without pointers there are no pointer bits to keep."
        ),
        "1,024 B with pointers, bytes of a slot, 1.22": _seen(
            "1.22",
            "scan1024_apart",
            "1,024 + 8 bytes of header need the next class up.",
        ),
        "1,024 B without pointers, bytes of a slot, 1.22": _seen(
            "1.22", "noscan1024_apart", "Without pointers there is no header."
        ),
    }
)

# --- design: a trace that ends at an address --------------------------------------------------

GOAL = 0x16018


def _lands(trace: Trace) -> Counterexample | None:
    if trace.op[-1] > Op.REALLOC:
        return Counterexample(
            "your trace", f"ends at {GOAL:#x}", "its last event places nothing", "End with an a."
        )
    try:
        address = int(predict(trace)[0][-1])
    except GolearnError as error:
        return Counterexample(
            "your trace", f"ends at {GOAL:#x}", str(error), "It cannot be played."
        )
    if address == GOAL:
        return None
    page, offset = divmod(GOAL, 8192)
    shows = f"{GOAL:#x} is byte {offset} of page {page}."
    if address >= 0 and address // 8192 == page:
        shows = f"The page is right. {shows}"
    return Counterexample("your trace", f"ends at {GOAL:#x}", f"ends at {address:#x}", shows)


EXERCISES = (
    Exercise("where_it_lies", CHAPTER, "Where it lies", ("M3.2", "M3.3"), "predict", WHERE_IT_LIES),
    Exercise("later_versions", CHAPTER, "Later versions", ("M4.2",), "explain", LATER_VERSIONS),
    Exercise(
        "tiny_addresses",
        CHAPTER,
        "Tiny addresses",
        ("M3.2",),
        "write",
        Function(
            "tiny_addresses",
            st.tuples(st.lists(cases.TINY_SIZES, max_size=7)),
            NUMBERS,
            cases.tiny_addresses,
            why_tiny,
        ),
    ),
    Exercise(
        "slot_address",
        CHAPTER,
        "The n-th object of a class",
        ("M3.3",),
        "write",
        Function("slot_address", cases.slot_calls(), NUMBER, cases.slot_address, why_slot),
    ),
    Exercise(
        "first_spans",
        CHAPTER,
        "Which span",
        ("M3.2", "M3.3"),
        "write",
        Function("first_spans", cases.span_calls(), NUMBERS, cases.first_spans, why_spans),
    ),
    Exercise("lands_there", CHAPTER, "Land at an address", ("M3.3",), "design", Design(50, _lands)),
)
