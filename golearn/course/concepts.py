"""What the course teaches, idea by idea. Each exercise names the ideas that it is about.

    python -m golearn.course.concepts

writes the table of ideas and exercises into the README.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from golearn.course.exercise import Exercise

CONCEPTS: dict[str, str] = {
    "M1.1": "A program's data lies in its virtual memory, mostly on the stack and in the heap",
    "M1.2": "Languages differ in who looks after the heap",
    "M1.3": "Mutator, allocator and collector share the work",
    "M2.1": "Bump allocation: one pointer, fast, no block is used again",
    "M2.2": "Collectors that move objects: mark-compact, copying, generational",
    "M2.3": "Free lists: search, split, merge; the search costs",
    "M2.4": "First, next, best and worst fit",
    "M2.5": "Segregated fit: a list per size",
    "M3.1": "Thread caching: size classes, tiers, no lock for most requests",
    "M3.2": "Tiny, small and large objects",
    "M3.3": "mcache, mcentral, mheap: who supplies whom",
    "M4.1": "The linear heap to Go 1.10: spans, bitmap, arena",
    "M4.2": "What the linear bitmap and the table of spans say",
    "M4.3": "From an address to its span",
    "M4.4": "What C's memory does to a linear heap",
    "M4.5": "The sparse heap from Go 1.11: arenas that lie anywhere",
    "M4.6": "What a heapArena records of its pages",
    "M4.7": "The index of arenas, port by port",
    "M4.8": "What the sparse heap costs",
    "M5.1": "None, Reserved, Prepared, Ready: the states of address space",
    "M5.2": "The seven calls and their books",
    "M5.3": "One interface, and a file for each system behind it",
    "M6.1": "Spans' own records lie beside the heap, not in it",
    "M6.2": "Central lists have a swept and an unswept side, which trade places",
    "M6.3": "Slots are found by shifting allocCache",
    "M6.4": "An mcache belongs to the P, not to the goroutine",
    "M6.5": "The way back: sweep, page heap, scavenger, system",
    "M6.6": "Where the table of size classes and its waste come from",
    "M6.7": "What later versions of Go changed",
}
"""The number of each idea, and what it is about. M6 is what readers ask beyond the rest."""

BEGIN = "<!-- concepts: python -m golearn.course.concepts -->"
END = "<!-- end of concepts -->"


def exercised(exercises: Mapping[str, Exercise]) -> dict[str, list[Exercise]]:
    """Each idea's number and the exercises about it, in the order of the course."""
    return {
        number: [exercise for exercise in exercises.values() if number in exercise.concepts]
        for number in CONCEPTS
    }


def table(exercises: Mapping[str, Exercise]) -> str:
    """Ideas and the exercises about them, as a Markdown table."""
    lines = ["| | idea | exercises |", "|---|---|---|"]
    for number, about in exercised(exercises).items():
        names = " ".join(f"[`{e.name}`](exercises/{e.chapter}.ipynb)" for e in about)
        lines.append(f"| {number} | {CONCEPTS[number]} | {names} |")
    return "\n".join(lines)


def renewed(readme: str, exercises: Mapping[str, Exercise]) -> str:
    """The text of a README with the table between its two marks made anew."""
    between = f"{BEGIN}\n{table(exercises)}\n{END}"
    text, count = re.subn(
        f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: between, readme, flags=re.DOTALL
    )
    if count != 1:
        raise ValueError(f"the README needs one '{BEGIN}' and one '{END}' behind it")
    return text


def main() -> int:
    """Renew the table in the README of the checkout; the exit code."""
    from golearn.course.exercises import exercises
    from golearn.course.workspace import checkout

    root = checkout()
    if root is None:
        print("concepts: only in a checkout is there a README to renew", file=sys.stderr)
        return 1
    path: Path = root / "README.md"
    path.write_text(renewed(path.read_text(encoding="utf-8"), exercises()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
