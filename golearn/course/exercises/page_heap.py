"""Exercises of chapter 07: runs of pages, summaries, the page cache, and the way back."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from golearn.course.exercise import Exercise
from golearn.course.exercises import page_cache_slips, page_heap_slips
from golearn.course.exercises import page_heap_cases as cases
from golearn.course.exercises.page_heap_why import (
    why_cache,
    why_first_fit,
    why_merge,
    why_scavenge,
    why_summary,
)
from golearn.course.judges import Answers, Design, Function, Question
from golearn.course.judges.shapes import INDEX, NUMBERS, BadShape, Shape
from golearn.course.verdict import Counterexample
from golearn.errors import AllocatorError
from golearn.goheap import GoAllocator
from golearn.goheap.events import HeapGrew, LargeObject, SpanCreated
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.lab.watched import play_watched
from golearn.trace import Op, Trace
from golearn.units import count

CHAPTER = "07-page-heap"


def _summary(value: object) -> tuple[int, ...]:
    numbers = NUMBERS.read(value)
    if len(numbers) != 3:
        raise BadShape
    return tuple(numbers)


def _row(value: object) -> str:
    if not isinstance(value, str):
        raise BadShape
    return value


SUMMARY = Shape("(start, max, end): three whole numbers", _summary)
ROW = Shape("a string, one character a page", _row)

# --- predict: which pages ---------------------------------------------------------------------

PAGES = "#....#..##...#####......#......."
_BEST = "the tightest run was taken: that is best fit"
_FROM_1 = "pages were counted from 1"
_LONGEST = "the longest run was taken"
_LOST = "the rest of a run was lost once a part of it was taken"

REQUESTS: dict[str, tuple[int, str, dict[Any, str]]] = {
    "2 pages": (
        2,
        "Pages 1 to 4 are the lowest free run, and two fit. Pages count from 0.",
        {2: _FROM_1, 3: "the high end of the run was taken", 6: _BEST, 25: _LONGEST},
    ),
    "3 pages": (
        3,
        "Of the first run two pages are left, and 6 and 7 are two; 10 to 12 are three.",
        {
            1: "the pages of the first request were thought free again",
            3: "two holes were joined across a page in use",
            11: _FROM_1,
            18: _LOST,
            25: _LONGEST,
        },
    ),
    "2 more pages": (
        2,
        "The rest of the first run, pages 3 and 4, is still free.",
        {
            4: _FROM_1,
            6: _LOST,
            13: "the search went on where the last one ended: that is next fit",
            18: "the search went on where the last one ended: that is next fit",
        },
    ),
    "4 pages": (
        4,
        "Pages 18 to 23 are the lowest run of four or more; a longer one is no better.",
        {19: _FROM_1, 20: "the high end of the run was taken", 25: _LONGEST},
    ),
    "3 more pages": (
        3,
        "Only 22 and 23 are left of that run; the next one begins at 25.",
        {22: "two holes were joined across a page in use", 26: _FROM_1},
    ),
}


def _first_page(number: int, because: str, taken_for: dict[Any, str]) -> Question:
    needs = [need for need, *_ in REQUESTS.values()]
    return Question(lambda: cases.place(PAGES, needs)[number], because, taken_for)


WHICH_PAGES = Answers(
    {name: _first_page(i, *told) for i, (name, (_, *told)) in enumerate(REQUESTS.items())}  # type: ignore[arg-type]
)

# --- explain: a span's way back ---------------------------------------------------------------

PLACES = ("in use", "idle with memory", "idle and released")

PAGE_LIFE = Answers(
    {
        "nothing refers to its last object any more": Question(
            "in use",
            "Nobody has noticed yet: it takes a collection to find out.",
            {
                "idle with memory": "garbage was thought free at once",
                "idle and released": "garbage was thought to go back to the system at once",
            },
        ),
        "a collection has marked, but did not sweep": Question(
            "in use",
            "Marking only finds what lives. Spans are given back by the sweep.",
            {
                "idle with memory": "marking was thought to free",
                "idle and released": "marking was thought to free",
            },
        ),
        "the sweep has found no mark in it": Question(
            "idle with memory",
            "An empty span's pages go back to the page heap; the OS is not told of it.",
            {
                "in use": "a span was thought to keep its pages for ever",
                "idle and released": "the sweep was thought to give memory to the system",
            },
        ),
        "the scavenger has taken its pages": Question(
            "idle and released",
            "The pages stay in the heap's address space, so they are idle; their memory is gone.",
            {
                "idle with memory": "the scavenger was taken for a second sweep",
                "in use": "the scavenger was thought to take pages for itself",
            },
        ),
        "a new span was made of these pages": Question(
            "in use",
            "The page heap hands out released pages like any other free page.",
            {
                "idle and released": "released pages were thought gone for good",
                "idle with memory": "a span was thought to come only with its first object",
            },
        ),
    },
    PLACES,
)

# --- design: grow although enough is free -----------------------------------------------------


def _grows_anyway(trace: Trace) -> Counterexample | None:
    go = GoAllocator(gogc=None)
    best: tuple[int, int] | None = None
    idle = most = 0

    def hear(_event: int, happened: list[Any]) -> None:
        nonlocal best, idle, most
        if idle and any(isinstance(event, HeapGrew) for event in happened):
            pages = [e.npages for e in happened if isinstance(e, (SpanCreated, LargeObject))]
            if pages and (best is None or idle - pages[-1] > best[0] - best[1]):
                best = idle, pages[-1]
        idle = go.mem_stats().heap_idle // PAGE_SIZE
        most = max(most, idle)

    expected = "the heap grows for a span although at least as many pages are idle"
    try:
        history = play_watched(trace, go, hear)
    except AllocatorError as error:
        return Counterexample("your trace", expected, str(error), "It cannot be played.")
    if history.stopped is not None:
        return Counterexample("your trace", expected, str(history.stopped), "It needs too much.")
    if best is None:
        got = "the heap never grew while pages were idle"
    elif best[0] < best[1]:
        got = f"it grew for {best[1]} pages while {best[0]} were idle"
    else:
        return None
    return Counterexample("your trace", expected, got, _why_no_growth(trace, best is None, most))


def _why_no_growth(trace: Trace, never: bool, most: int) -> str:
    """`most` is how many pages were idle at the best of times."""
    drops = ((trace.op == Op.FREE) | (trace.op == Op.REALLOC)).any()
    if never and not most:
        return "No page was ever idle: the heap grows because it is full."
    if never and not drops:
        return (
            f"Up to {count(most, 'page')} were idle, and each request found a run that was long "
            "enough. Ask for more than the longest run, though not for more than are idle in all."
        )
    if drops and not (trace.op == Op.GC).any():
        return "Dropping a reference frees nothing: pages are idle only after a collection, `gc`."
    if never:
        return (
            "One run was long enough each time; free neighbours are one run. Keep a living object "
            "between the runs, and ask for more than either has."
        )
    return "That is not enough yet: make more pages idle, but keep them apart."


def _write(name: str, title: str, judge: Function) -> Exercise:
    return Exercise(name, CHAPTER, title, ("M3.3",), "write", judge)


EXERCISES = (
    Exercise("which_pages", CHAPTER, "Which pages", ("M3.3",), "predict", WHICH_PAGES),
    Exercise("page_life", CHAPTER, "The way back", ("M5.1", "M6.5"), "explain", PAGE_LIFE),
    _write(
        "first_fit_pages",
        "First fit over pages",
        Function(
            "first_fit_pages",
            st.tuples(cases.rows(), st.integers(1, 6)),
            INDEX,
            cases.first_fit_pages,
            why_first_fit,
            slips=page_heap_slips.FIRST_FIT,
        ),
    ),
    _write(
        "summarise_chunk",
        "Summarise a chunk",
        Function(
            "summarise_chunk",
            st.tuples(cases.rows()),
            SUMMARY,
            cases.summarise,
            why_summary,
            slips=page_heap_slips.SUMMARY,
        ),
    ),
    _write(
        "merge_summaries",
        "Merge two summaries",
        Function(
            "merge_summaries",
            cases.neighbours(),
            SUMMARY,
            cases.merge,
            why_merge,
            slips=page_heap_slips.MERGE,
        ),
    ),
    _write(
        "fill_page_cache",
        "Fill a page cache",
        Function(
            "fill_page_cache",
            cases.cache_calls(),
            NUMBERS,
            cases.fill_cache,
            why_cache,
            slips=page_cache_slips.CACHE,
        ),
    ),
    Exercise(
        "scavenge_pages",
        CHAPTER,
        "Give pages back",
        ("M5.2", "M6.5"),
        "write",
        Function(
            "scavenge_pages",
            cases.scavenge_calls(),
            ROW,
            cases.scavenge,
            why_scavenge,
            slips=page_cache_slips.SCAVENGE,
        ),
    ),
    Exercise(
        "grows_anyway",
        CHAPTER,
        "Growth with enough free",
        ("M3.3", "M6.5"),
        "design",
        Design(200, _grows_anyway),
    ),
)
