"""Exercises of chapter 09: states, books, resident memory, platforms."""

from __future__ import annotations

from golearn.course.exercise import Exercise
from golearn.course.exercises import os_memory_cases as cases
from golearn.course.exercises import os_memory_slips as slips
from golearn.course.exercises.os_memory_answers import (
    OS_CLAIMS,
    PAGE_STATES,
    PLATFORM_CALLS,
    ROW_COST,
)
from golearn.course.exercises.os_memory_script import Script
from golearn.course.exercises.os_memory_why import why_aligned, why_books, why_next_state
from golearn.course.judges import Function
from golearn.course.judges.shapes import BLOCKS, NUMBER, NUMBERS, BadShape, Shape
from golearn.osmem.model_row import ModelRow

CHAPTER = "09-os-memory"


def _two(value: object) -> tuple[int, ...]:
    numbers = NUMBERS.read(value)
    if len(numbers) != 2:
        raise BadShape
    return tuple(numbers)


def _kept(value: object) -> cases.Aligned:
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        raise BadShape
    return NUMBER.read(value[0]), NUMBER.read(value[1]), BLOCKS.read(value[2])


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise BadShape
    return value


WORD = Shape("a word in quotes (str): a state, such as 'None', or 'refused'", _word)
TWO_COUNTERS = Shape("(sysStat, mappedReady): two whole numbers", _two)
KEPT = Shape("(address, bytes, freed): two whole numbers and a list of (address, size)", _kept)

# --- design -----------------------------------------------------------------------------------

PRAISE = "Your calls get there."


def _row_text(row: ModelRow) -> str:
    """Such as `8 Ready, 8 Prepared; 8 pages have memory`."""
    runs: list[list[object]] = []
    for state in row.states:
        if runs and runs[-1][1] == state:
            runs[-1][0] = int(str(runs[-1][0])) + 1
        else:
            runs.append([1, state])
    told = ", ".join(f"{n} {state}" for n, state in runs)
    return f"{told}; {cases.resident(row)} have memory"


REPAIRED = "8 Ready, 8 Prepared; 8 have memory"


def _repaired(rows: list[ModelRow]) -> tuple[str, str, str] | None:
    got = _row_text(rows[-1])
    if got == REPAIRED:
        return None
    return REPAIRED, got, "All calls are legal, but the row is not as it should be."


FULL = 16


def _gap(rows: list[ModelRow]) -> tuple[str, str, str] | None:
    last = rows[-1]
    expected = "mappedReady 16, 4 pages with memory, and at some time before all 16 with memory"
    got = f"mappedReady {last.mapped_ready}, {cases.resident(last)} pages with memory"
    if not any(cases.resident(row) == FULL for row in rows):
        most = max(cases.resident(row) for row in rows)
        got += f", at most {most} at any time"
        return expected, got, "At some time all 16 pages must have memory: touch them."
    if cases.resident(last) < 4:
        return expected, got, "Memory comes with a touch, not with sysUsed."
    if cases.resident(last) > 4:
        return expected, got, "Only sysUnused, sysFault and sysFree take memory away from pages."
    if last.mapped_ready != FULL:
        return expected, got, "mappedReady counts Ready pages; what has no memory can be Ready."
    return None


# --- all of them ------------------------------------------------------------------------------

EXERCISES = (
    Exercise(
        "page_states", CHAPTER, "Where is each page?", ("M5.1", "M5.2"), "predict", PAGE_STATES
    ),
    Exercise("row_cost", CHAPTER, "What does it cost?", ("M5.1", "M5.2"), "predict", ROW_COST),
    Exercise(
        "platform_calls", CHAPTER, "Who asks the system?", ("M5.3",), "explain", PLATFORM_CALLS
    ),
    Exercise("os_claims", CHAPTER, "True or false", ("M5.1", "M5.2", "M5.3"), "explain", OS_CLAIMS),
    Exercise(
        "next_state",
        CHAPTER,
        "The state machine",
        ("M5.1", "M5.2"),
        "write",
        Function(
            "next_state",
            cases.state_calls(),
            WORD,
            cases.next_state,
            why_next_state,
            slips=slips.NEXT_STATE,
        ),
    ),
    Exercise(
        "keep_books",
        CHAPTER,
        "Keep the books",
        ("M5.2",),
        "write",
        Function(
            "keep_books",
            cases.sequences(),
            TWO_COUNTERS,
            cases.keep_books,
            why_books,
            slips=slips.BOOKS,
        ),
    ),
    Exercise(
        "sys_reserve_aligned",
        CHAPTER,
        "An aligned reservation",
        ("M5.2",),
        "write",
        Function(
            "sys_reserve_aligned",
            cases.reservations(),
            KEPT,
            cases.sys_reserve_aligned,
            why_aligned,
            slips=slips.ALIGNED,
        ),
    ),
    Exercise(
        "repaired_calls",
        CHAPTER,
        "Repair a sequence",
        ("M5.1", "M5.2"),
        "design",
        Script(16, 6, _repaired),
        PRAISE,
    ),
    Exercise(
        "ready_but_empty",
        CHAPTER,
        "Ready, but empty",
        ("M5.1", "M5.2"),
        "design",
        Script(16, 8, _gap),
        PRAISE,
    ),
)
