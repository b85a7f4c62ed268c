"""Exercises of chapter 10: addresses, before real Go says them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from golearn.course.exercise import Exercise
from golearn.course.exercises import predict_cases as cases
from golearn.course.exercises import predict_slips as slips
from golearn.course.exercises.predict_why import why_slot, why_spans, why_tiny
from golearn.course.judges import Answers, Design, Function, Question
from golearn.course.judges.shapes import NUMBER, NUMBERS
from golearn.course.judges.slips import told
from golearn.course.verdict import Counterexample
from golearn.errors import GolearnError
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.realgo import predict
from golearn.realgo.versions import recorded
from golearn.trace import Op, Trace

CHAPTER = "10-predict-real-go"

# --- predict: eight objects -------------------------------------------------------------------

EIGHT = Trace.parse(
    "a 0 40 p\na 1 7\na 2 48 p\na 3 1500 p\na 4 9\na 5 70000\na 6 33 p\na 7 5", "eight objects"
)
_OWN = "each size was given a span of its own"

BECAUSE: dict[int, tuple[str, dict[Any, str]]] = {
    2: (
        "40 and 48 bytes share the class of 48: its second slot.",
        {
            0x28: "it was put right behind 40 bytes; slots are 48 bytes apart",
            0x60: "slots were counted from 1",
            0x2000: _OWN,
            0x4000: _OWN,
        },
    ),
    4: (
        "9 bytes need no alignment and fit behind the 7: the tiny block has 16.",
        {
            0x2008: "it was aligned; 9 is odd, so it may begin anywhere",
            0x2010: "it was thought not to fit; 7 and 9 are 16",
            0x4000: _OWN,
            0x6000: _OWN,
        },
    ),
    5: (
        "Over 32 KiB: a span of its own, on the next free pages, as 9 pages come from the cache.",
        {
            0x4000: "a span was forgotten: objects 0, 1 and 3 have made one each",
            0x5000: "pages were taken to have 4,096 bytes",
            0x8000: "a span was counted that nobody made",
            0x80000: "large objects were put behind the 64 pages of the page cache",
        },
    ),
    6: (
        "33 bytes belong to the class of 48 too: its third slot.",
        {
            0x30: "the second slot was given out twice",
            0x58: "sizes were added up; slots are 48 bytes apart",
            0x18000: "it was given a span of its own; 32 bytes are too few, and 48 is next",
        },
    ),
    7: (
        "The tiny block is full, so the next slot of its span is taken.",
        {
            0x200C: "it was put where the block is full",
            0x2020: "object 4 was given a slot of its own",
            0x18000: "a full tiny block was thought to need a new span",
        },
    ),
}


def _address(number: int) -> Question:
    return Question(lambda: int(predict(EIGHT)[0][number]), *BECAUSE[number])


WHERE_IT_LIES = Answers({f"object {number}": _address(number) for number in BECAUSE})

# --- explain: later versions ------------------------------------------------------------------


def _seen(version: str, fact: str, because: str, taken_for: dict[Any, str]) -> Question:
    def value() -> Any:
        return next(f[fact] for f in recorded() if f["version"].startswith(f"go{version}."))

    return Question(value, because, taken_for)


_ROUNDED_UP = "the rest was counted as one more; no whole object fits there"

LATER_VERSIONS = Answers(
    {
        "48 B with pointers, objects in a span, 1.21": _seen(
            "1.21",
            "scan48_per_page",
            "8,192 / 48 is 170 and a rest; the whole span is slots.",
            {168: "bits were taken off; in 1.21 they lie in the arena's bitmap", 171: _ROUNDED_UP},
        ),
        "48 B with pointers, objects in a span, 1.22": _seen(
            "1.22",
            "scan48_per_page",
            "8,192 / 8 words need as many bits: 128 bytes at the end are no slots any more.",
            {
                170: "nothing changed since 1.21",
                149: "a word was given a byte, not a bit",
                146: "every object was given a header; up to 512 B there is none",
                169: "the rest was rounded up: only 168 objects fit as a whole",
            },
        ),
        "48 B without pointers, objects in a span, 1.22": _seen(
            "1.22",
            "noscan48_per_page",
            "Without pointers there are no pointer bits to keep.",
            {168: "every span was given pointer bits", 171: _ROUNDED_UP},
        ),
        "1,024 B with pointers, bytes of a slot, 1.22": _seen(
            "1.22",
            "scan1024_apart",
            "1,024 + 8 bytes of header need the next class up.",
            {
                1032: "a slot was made longer by the header; slots have the sizes of classes",
                1024: "the header was put outside the slot",
                1040: "there was thought to be a class of 1,040 B",
            },
        ),
        "1,024 B without pointers, bytes of a slot, 1.22": _seen(
            "1.22",
            "noscan1024_apart",
            "Without pointers there is no header.",
            {1152: "every object was given a header", 1032: "every object was given a header"},
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
    if address < 0:
        return Counterexample(
            "your trace",
            f"ends at {GOAL:#x}",
            "its last object has no address",
            _why_nowhere(trace),
        )
    return Counterexample(
        "your trace", f"ends at {GOAL:#x}", f"ends at {address:#x}", _why_elsewhere(address)
    )


def _why_nowhere(trace: Trace) -> str:
    if not trace.size[-1]:
        return "An object of 0 bytes lies outside the heap: Go gives all of them one address."
    return "Its address cannot be told."


def _why_elsewhere(address: int) -> str:
    page, offset = divmod(GOAL, PAGE_SIZE)
    shows = f"{GOAL:#x} is byte {offset} of page {page}."
    if address // PAGE_SIZE == page:
        slots = f"Yours is byte {address % PAGE_SIZE}; slots begin at multiples of their size."
        return f"The page is right. {shows} {slots}"
    if address % PAGE_SIZE == offset and address // PAGE_SIZE == (page + 1) // 2:
        return f"{shows} {told('pages were taken to have 4,096 bytes; Go 1.21 has 8,192')}"
    if address % PAGE_SIZE == offset:
        return f"The byte is right, but the page is {address // PAGE_SIZE}. {shows}"
    if address // PAGE_SIZE == page + 1:
        return f"{shows} Yours is one page further; spans begin at pages, not behind other objects."
    return shows


EXERCISES = (
    Exercise("where_it_lies", CHAPTER, "Where it lies", ("M3.2", "M3.3"), "predict", WHERE_IT_LIES),
    Exercise(
        "later_versions", CHAPTER, "Later versions", ("M4.2", "M6.7"), "explain", LATER_VERSIONS
    ),
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
            slips=slips.TINY,
        ),
    ),
    Exercise(
        "slot_address",
        CHAPTER,
        "The n-th object of a class",
        ("M3.3",),
        "write",
        Function(
            "slot_address",
            cases.slot_calls(),
            NUMBER,
            cases.slot_address,
            why_slot,
            slips=slips.SLOT_ADDRESS,
        ),
    ),
    Exercise(
        "first_spans",
        CHAPTER,
        "Which span",
        ("M3.2", "M3.3"),
        "write",
        Function(
            "first_spans",
            cases.span_calls(),
            NUMBERS,
            cases.first_spans,
            why_spans,
            slips=slips.FIRST_SPANS,
        ),
    ),
    Exercise("lands_there", CHAPTER, "Land at an address", ("M3.3",), "design", Design(50, _lands)),
)
