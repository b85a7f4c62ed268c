"""Exercises of chapter 05: size classes, where they come from and what they waste."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from golearn.course.exercise import Exercise
from golearn.course.exercises import size_classes_answers as answers
from golearn.course.exercises import size_classes_slips as slips
from golearn.course.judges import Design, Function
from golearn.course.judges.shapes import NUMBER
from golearn.course.verdict import Counterexample
from golearn.goheap.sizeclass import (
    GO_CLASSES,
    MAX_SMALL_SIZE,
    SMALL_SIZE_MAX,
    span_pages,
)
from golearn.goheap.waste import waste_share
from golearn.trace import Op, Trace
from golearn.units import count

CHAPTER = "05-size-classes"

# --- write: pages of a span -------------------------------------------------------------------

SPAN_CALLS = st.tuples(
    st.one_of(
        st.integers(1, 40).map(lambda n: n * 256), st.sampled_from((1408, 6912, 8192, 8448, 32768))
    ),
    st.sampled_from((8192, 4096)),
    st.sampled_from((8, 4, 16)),
)


def pages_for(size: int, page: int, part: int) -> int:
    """Fewest pages whose tail is at most 1/`part` of the span."""
    return span_pages(size, Fraction(1, part), page)


def _why_pages(args: Any, expected: int, got: int) -> str:
    size, page, part = args
    if got < 1:
        return "A span has at least one page."
    if got * page < size:
        return f"{got} × {page} bytes do not even hold one object of {size}."
    tail, limit = got * page % size, got * page / part
    if tail > limit:
        return (
            f"With {count(got, 'page')} the tail is {tail} bytes; "
            f"1/{part} of the span is {limit:g}."
        )
    tail = expected * page % size
    return f"With {count(expected, 'page')} the tail is {tail} bytes, within the limit."


# --- write: the most that a class wastes ------------------------------------------------------

CLASS_CALLS = st.sampled_from(
    [
        (row.size, row.previous, row.span_bytes)
        for row in (*GO_CLASSES.classes[2:], *GO_CLASSES.classes[:2])
    ]
)


def most_wasted(size: int, previous: int, span: int) -> int:
    """Bytes of a full span that nobody asked for, at worst."""
    objects = span // size
    return objects * (size - previous - 1) + span - objects * size


def _why_waste(args: Any, expected: int, got: int) -> str:
    size, previous, span = args
    objects = span // size
    tail, slack = span - objects * size, size - previous - 1
    if got == expected - tail:
        return f"The tail counts too: {span} - {objects} × {size} = {tail} bytes."
    if got == objects * (size - previous) + tail:
        return f"An object of {previous} bytes is served by the class below; {previous + 1} is not."
    if got == slack + tail:
        return f"The span has {objects} slots, and each can leave {slack} bytes unused."
    if got == tail:
        return f"Besides the tail, each of {objects} slots can leave {slack} bytes unused."
    return f"{objects} slots × {slack} bytes of slack + a tail of {tail} = {expected}."


# --- write: the look-up -----------------------------------------------------------------------

_EDGES = [
    size + step for size in (8, 16, 128, 1016, 1024, 1152, 2048, 32640) for step in (-1, 0, 1)
]
LOOK_UPS = st.tuples(
    st.one_of(st.integers(1, MAX_SMALL_SIZE), st.sampled_from([*_EDGES, MAX_SMALL_SIZE]))
)


def _why_class(args: Any, expected: int, got: int) -> str:
    (size,) = args
    last = len(GO_CLASSES) - 1
    edge = ""
    if SMALL_SIZE_MAX - 8 < size <= SMALL_SIZE_MAX + 128:
        edge = f" Both tables have an entry for {SMALL_SIZE_MAX}; the second begins with it."
    if not 1 <= got <= last:
        return f"Classes run from 1 to {last}; class 0 stands for large objects.{edge}"
    if GO_CLASSES[got].size < size:
        return f"Class {got} has {GO_CLASSES[got].size} bytes, too few for {size}: round up.{edge}"
    slot = GO_CLASSES[expected].size
    return f"Class {expected} is smaller, and its {slot} bytes hold {size} too.{edge}"


# --- design: sizes that waste the most --------------------------------------------------------

FEWEST, LEAST = 10, 1025
WANTED = Fraction(157, 1000)


def _wastes_little(trace: Trace) -> Counterexample | None:
    sizes = trace.size[trace.op == Op.ALLOC]

    def fault(expected: str, got: str, shows: str) -> Counterexample:
        return Counterexample("your trace", expected, got, shows)

    if (trace.op == Op.REALLOC).any():
        return fault("only `a`, `f` and `gc`", "an `r`", "Let every object be a new one.")
    if len(sizes) < FEWEST:
        return fault(f"at least {FEWEST} requests", f"{len(sizes)}", "A few more objects, please.")
    odd = sizes[(sizes < LEAST) | (sizes > MAX_SMALL_SIZE)]
    if len(odd):
        wanted = f"sizes from {LEAST:,} to {MAX_SMALL_SIZE:,}"
        return fault(wanted, f"a request of {int(odd[0]):,}", "Stay within the sizes allowed.")
    share = waste_share(GO_CLASSES.classes, sizes)
    if share >= WANTED:
        return None
    wanted = f"at least {float(WANTED):.1%} of the slots' bytes wasted"
    return fault(wanted, f"{share:.2%}", _why_little(_worst_size(sizes)))


def _why_little(worst: int) -> str:
    slot = GO_CLASSES.round_up_size(worst)
    lost = 1 - Fraction(worst, slot)
    said = (
        f"Your best size is {worst:,}, which gets {slot:,}: {float(lost):.2%} of the slot are lost."
    )
    if lost >= WANTED:
        return f"{said} Your other sizes waste less and spoil it."
    if worst == slot:
        return f"{said} A slot that is filled wastes nothing; one byte more needs the next class."
    if worst > GO_CLASSES[GO_CLASSES.class_of(worst)].previous + 1:
        return f"{said} The smallest size of a class wastes most: one byte above the class below."
    return f"{said} Look for a class with a larger step below it, as a share of its size."


def _worst_size(sizes: Any) -> int:
    different: list[int] = np.unique(sizes).tolist()
    return max(different, key=lambda n: 1 - n / GO_CLASSES.round_up_size(n))


EXERCISES = (
    Exercise("rounded", CHAPTER, "What a request gets", ("M3.2",), "predict", answers.ROUNDED),
    Exercise("waste_sum", CHAPTER, "Where the waste is", ("M6.6",), "predict", answers.WASTE_SUM),
    Exercise(
        "waste_claims", CHAPTER, "True or false", ("M3.2", "M6.6"), "explain", answers.WASTE_CLAIMS
    ),
    Exercise(
        "span_pages",
        CHAPTER,
        "Pages of a span",
        ("M3.2", "M6.6"),
        "write",
        Function("span_pages", SPAN_CALLS, NUMBER, pages_for, _why_pages, slips=slips.SPAN_PAGES),
    ),
    Exercise(
        "most_wasted",
        CHAPTER,
        "The worst case of a class",
        ("M3.2", "M6.6"),
        "write",
        Function(
            "most_wasted", CLASS_CALLS, NUMBER, most_wasted, _why_waste, slips=slips.MOST_WASTED
        ),
    ),
    Exercise(
        "class_of",
        CHAPTER,
        "Two tables",
        ("M3.2",),
        "write",
        Function(
            "class_of", LOOK_UPS, NUMBER, GO_CLASSES.class_of, _why_class, slips=slips.CLASS_OF
        ),
    ),
    Exercise(
        "wasteful_sizes",
        CHAPTER,
        "Sizes that waste the most",
        ("M3.2", "M6.6"),
        "design",
        Design(200, _wastes_little),
    ),
)
