"""What a wrong answer to an exercise of chapter 09 shows, in a sentence."""

from __future__ import annotations

from typing import Any

from golearn.course.exercises.os_memory_cases import REFUSED, STATES
from golearn.osmem.states import CALLS

WORDS = (*STATES, REFUSED)


def why_next_state(args: Any, expected: Any, got: Any) -> str:
    """What the call takes, and where it leads."""
    _state, call = args
    if got not in WORDS:
        return f"The answer is one of {', '.join(map(repr, WORDS))}, written so."
    known = CALLS[call]
    takes = " or ".join(known.before)
    if expected == "refused":
        return f"{call} takes {takes} and nothing else."
    return f"{call} takes {takes} and leads to {known.after}."


def why_books(args: Any, expected: Any, got: Any) -> str:
    """Which of the two counters is off, and what its rule is."""
    if expected[0] != got[0]:
        return (
            "sysMap adds its pages to sysStat, sysFree takes them off; reserving, using and "
            "giving back leave it alone."
        )
    return (
        "mappedReady counts Ready pages: sysUsed adds those that were Prepared before, sysUnused, "
        "sysFault and sysFree take theirs off."
    )


def why_aligned(args: Any, expected: Any, got: Any) -> str:
    """What is wrong with the piece that is kept, or with those that are freed."""
    start, size, align = args
    if got[0] % align:
        return f"{got[0]} is no multiple of {align}."
    if got[0] != expected[0]:
        return f"{expected[0]} is the first multiple of {align} from {start} on."
    if start % align == 0:
        return "The address is aligned by luck: keep all that was given, and free nothing."
    if got[1] != expected[1]:
        return f"{size} bytes were wanted, and the rest is freed."
    end = start + size + align
    return (
        f"{size + align} bytes from {start} on were given, up to {end}. What lies before "
        f"{expected[0]} and from {expected[0] + size} on is freed, in address order."
    )
