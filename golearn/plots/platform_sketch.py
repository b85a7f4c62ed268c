"""The table of platforms as a drawing: what each of Go's calls is on each system."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from golearn.osmem.platforms import Row
from golearn.osmem.platforms.os_call import Physical
from golearn.plots import colors
from golearn.plots.sketch import Sketch

COLUMNS = {"call": 0.0, "systems": 132.0, "asks the system for": 330.0, "memory": 720.0}
LINE, LETTERS = 17.0, {"systems": 30, "asks the system for": 58, "memory": 42}
NOTHING = "nothing"
"""What a no-op asks for."""

MEMORY = {
    Physical.SAME: "keeps what memory it has",
    Physical.NONE: "has no memory",
    Physical.ON_TOUCH: "gets memory at first touch",
    Physical.AT_ONCE: "gives its memory back at once",
    Physical.LAZILY: "gives its memory back when the system is short of it",
    Physical.KEPT: "keeps all its memory",
}
ACCESS = {True: "; access is allowed", False: "; a touch faults", None: ""}


def asks(row: Row) -> str:
    """The calls of the system, or `NOTHING`."""
    return "; ".join(row.calls) or NOTHING


def memory(row: Row) -> str:
    """What the range does: its physical memory, and the right to touch it."""
    return f"{MEMORY[row.physical]}{ACCESS[row.access]}"


def platform_sketch(rows: Sequence[Row]) -> Sketch:
    """The rows below each other, with their notes."""
    texts = [_cells(row) for row in rows]
    heights = [max(map(len, cells.values())) * LINE + 8 for cells in texts]
    sketch = Sketch(1000, 30 + sum(heights) + 4)
    for name, x in COLUMNS.items():
        sketch.text(x + 6, 18, name, 13, bold=True)
    y = 28.0
    for cells, high in zip(texts, heights, strict=True):
        sketch.line(0, y, 1000, y, colors.FAINT, 0.6)
        for name, lines in cells.items():
            for number, line in enumerate(lines):
                sketch.text(COLUMNS[name] + 6, y + 16 + number * LINE, line, 12)
        y += high
    return sketch


def _cells(row: Row) -> dict[str, list[str]]:
    note = wrap(f"({row.note})", LETTERS["asks the system for"]) if row.note else []
    return {
        "call": [row.call],
        "systems": wrap(", ".join(row.goos), LETTERS["systems"]),
        "asks the system for": wrap(asks(row), LETTERS["asks the system for"]) + note,
        "memory": wrap(memory(row), LETTERS["memory"]),
    }


def in_words(rows: Sequence[Row]) -> str:
    """The table for those who do not see it."""
    return " ".join(f"{row.call} on {', '.join(row.goos)}: {asks(row)}." for row in rows)
