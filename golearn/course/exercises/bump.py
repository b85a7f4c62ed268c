"""Exercises of chapter 02: bump allocation, what it is good at and what it cannot do."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import strategies as st

from golearn.classic import BumpAllocator, FreeListAllocator
from golearn.course.exercise import Exercise
from golearn.course.exercises import bump_slips as slips
from golearn.course.exercises.bump_class import judge_bump
from golearn.course.judges import Answers, Design, Function, Question
from golearn.course.judges.shapes import NUMBER
from golearn.course.verdict import Counterexample
from golearn.replay import replay
from golearn.trace import Op, Trace
from golearn.units import KIB

CHAPTER = "02-bump"

# --- predict: addresses -----------------------------------------------------------------------

SIZES = {"a": 24, "b": 5, "c": 16, "d": 1}
"""Requests in bytes, in this order, to an arena that starts at 0 and aligns to 8."""


def address_of(name: str) -> int:
    """Where a bump allocator puts the object `name` of `SIZES`."""
    arena = BumpAllocator(align=8)
    return {n: arena.malloc(size) for n, size in SIZES.items()}[name]


_ENDS = "the address is that of the object's end, not of its start"
_NOT_ROUNDED = "sizes were added up without rounding them to multiples of 8"
_DOWN = "a size was rounded down"
_ALL_AT_0 = "every object was put at the start of the arena"
_NEXT = "An object starts where the one before ended, rounded up to a multiple of 8."

BUMP_ADDRESSES = Answers(
    {
        "a": Question(
            lambda: address_of("a"),
            "The first object starts where the arena does.",
            {8: "address 0 was left out", 24: _ENDS},
        ),
        "b": Question(lambda: address_of("b"), _NEXT, {0: _ALL_AT_0, 29: _ENDS, 32: _ENDS}),
        "c": Question(lambda: address_of("c"), _NEXT, {29: _NOT_ROUNDED, 24: _DOWN, 48: _ENDS}),
        "d": Question(
            lambda: address_of("d"), _NEXT, {45: _NOT_ROUNDED, 40: _DOWN, 49: _ENDS, 56: _ENDS}
        ),
    }
)

# --- predict: after frees ---------------------------------------------------------------------

FREES = "a 1 32\na 2 64\nf 1\na 3 16\nf 3\na 4 32"
"""A trace; how does a bump allocator stand after it?"""


def after_frees() -> BumpAllocator:
    """A bump allocator that has seen `FREES`."""
    arena = BumpAllocator(align=8)
    replay(Trace.parse(FREES), arena)
    return arena


AFTER_FREES = Answers(
    {
        "top": Question(
            lambda: after_frees().top,
            "The pointer moves up with every request and never down.",
            {
                96: "a free moved the pointer back, or a freed block was used again",
                128: "the freed block of 16 bytes was used again",
                112: "the freed block of 32 bytes was used again",
            },
        ),
        "live": Question(
            lambda: sum(after_frees().used.values()),
            "Live are the objects that were not freed.",
            {144: "freed objects were counted too", 64: "the last object was left out"},
        ),
        "dead": Question(
            lambda: after_frees().dead,
            "Every freed block is lost until the arena is reset.",
            {
                0: "freed blocks were taken to be used again",
                16: "only the last free was counted: object 4 cannot use the block of object 1",
                32: "only the first free was counted",
                2: "blocks were counted, not their bytes",
            },
        ),
    }
)

# --- explain: claims --------------------------------------------------------------------------

BUMP_CLAIMS = Answers(
    {
        "A": Question(True, "One comparison and one addition, whatever the heap holds."),
        "B": Question(False, "It keeps no record of free blocks, so it cannot use one again."),
        "C": Question(
            False, "Holes between the living are useless to it: it only takes from the top."
        ),
        "D": Question(
            True, "With the living moved together, all that is free is one piece at the top."
        ),
        "E": Question(
            True, "The living are copied out; then the whole old half is free, in one piece."
        ),
    },
    choices=(True, False),
)

# --- write: align_up --------------------------------------------------------------------------

# n shrinks to 5, for which up, down and nearest differ, and to a multiple only if that goes wrong.
# Thousands show whoever adds a fraction a little below 1.
ALIGN_CALLS = st.tuples(
    st.one_of(st.sampled_from((5, 4, 13, 16, 0, 64, 65)), st.integers(0, 200)),
    st.sampled_from((8, 1, 2, 4, 16, 64, 512, 8 * KIB, 64 * KIB)),
)


def next_multiple(n: int, align: int) -> int:
    """The smallest multiple of `align` that is not below `n`, by trying one after the other."""
    return next(m for m in count(0, align) if m >= n)


def _why_align(args: Any, expected: int, got: int) -> str:
    n, align = args
    if got % align:
        return f"{got} is not a multiple of {align}."
    if got < n:
        return f"{got} is below {n}: the object would not fit."
    return f"{expected} is a multiple of {align}, not below {n}, and smaller."


# --- design: a trace on which bump loses ------------------------------------------------------


ALWAYS, SETTLED = 2, 2
"""Objects that live at every moment, from this event on (counted from 0)."""


def _bump_is_fine(trace: Trace) -> Counterexample | None:
    for event, living in enumerate(objects_alive(trace)):
        if event >= SETTLED and living < ALWAYS:
            return Counterexample(
                f"your trace, after event {event} (counted from 0)",
                f"at least {ALWAYS} objects live",
                f"{living} live",
                "From the third event on the heap must never be nearly empty.",
            )
    bump = replay(trace, BumpAllocator()).peak_heap
    first = replay(trace, FreeListAllocator("first")).peak_heap
    if first and bump >= 10 * first:
        return None
    return Counterexample(
        "your trace",
        f"heap of bump >= 10 × heap of first fit ({10 * first} bytes)",
        f"heap of bump: {bump} bytes, heap of first fit: {first} bytes",
        _why_not_ten(trace, bump, first),
    )


def _why_not_ten(trace: Trace, bump: int, first: int) -> str:
    if not ((trace.op == Op.FREE) | (trace.op == Op.REALLOC)).any():
        return "Nothing is freed, so a free list has nothing to use again either."
    if bump == first:
        return "First fit never used a hole again: no freed block is large enough for what follows."
    return (
        f"Bump needs {bump / first:.1f} times as much. It needs room for all that was ever asked "
        "for, a free list only for what lives at once."
    )


def objects_alive(trace: Trace) -> list[int]:
    """How many objects live after each event."""
    change = (trace.op == Op.ALLOC).astype(int) - (trace.op == Op.FREE).astype(int)
    return [int(n) for n in change.cumsum()]


EXERCISES = (
    Exercise("bump_addresses", CHAPTER, "Predict addresses", ("M2.1",), "predict", BUMP_ADDRESSES),
    Exercise("after_frees", CHAPTER, "What frees change", ("M2.1",), "predict", AFTER_FREES),
    Exercise("bump_claims", CHAPTER, "True or false", ("M2.1", "M2.2"), "explain", BUMP_CLAIMS),
    Exercise(
        "align_up",
        CHAPTER,
        "Round up",
        ("M2.1",),
        "write",
        Function("align_up", ALIGN_CALLS, NUMBER, next_multiple, _why_align, slips=slips.ALIGN),
    ),
    Exercise("Bump", CHAPTER, "A bump allocator", ("M2.1",), "write", judge_bump),
    Exercise(
        "bump_loses",
        CHAPTER,
        "A trace that bump cannot stand",
        ("M2.1", "M2.3"),
        "design",
        Design(100, _bump_is_fine),
    ),
)
