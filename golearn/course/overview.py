"""`Progress()`: chapters × exercises at a glance, and what to do next; as a grid and as text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

from golearn.course import workspace
from golearn.course.exercise import Exercise
from golearn.course.progress import Done, ProgressFile, Table
from golearn.course.verdict import COLOURS, SIGNS, Word
from golearn.units import count

OPEN = "·"
"""The sign of an exercise that was never tried."""


@dataclass(frozen=True)
class Cell:
    """One exercise in the grid."""

    exercise: Exercise
    done: Done

    @property
    def word(self) -> Word:
        """*right* once it was, else the last verdict."""
        return "right" if self.done.passed else self.done.word

    @property
    def sign(self) -> str:
        """One character for `word`."""
        return SIGNS[self.word] if self.done.tries else OPEN

    @property
    def told(self) -> str:
        """All that is known, in words."""
        said: list[str] = [self.word if self.done.tries else "open"]
        if self.done.tries > 1:
            said.append(f"{self.done.tries} tries")
        if self.done.hints:
            said.append(count(self.done.hints, "hint"))
        if self.done.solution_at and self.done.solution_at < (self.done.right_at or "9999"):
            said.append("after the solution" if self.done.passed else "solution seen")
        return ", ".join(said)


class Progress:
    """What was done in the course folder around the notebook, or in `folder`.

    It shows what was recorded when it was made; run the cell again for later checks.
    """

    def __init__(self, folder: Path | str | None = None) -> None:
        found = workspace.course_around(Path.cwd()) if folder is None else Path(folder)
        file = None if found is None else ProgressFile(found)
        table = {} if file is None else file.look()
        self.notes = ["Nothing is recorded here: this is no course folder."] if file is None else []
        self.notes += file.notes if file is not None else []
        self.rows = grid(table)

    @property
    def next(self) -> Exercise | None:
        """What was never right: the first such exercise of a chapter that was begun, or of any."""
        begun = [row for _, row in self.rows if any(cell.done.tries for cell in row)]
        rows = [*begun, *(row for _, row in self.rows)]
        return next((cell.exercise for row in rows for cell in row if not cell.done.passed), None)

    def __str__(self) -> str:
        lines = [
            f"{chapter:<20} {''.join(cell.sign for cell in row):<12} {_right(row)}"
            for chapter, row in self.rows
        ]
        return "\n".join([*lines, "", *self._words()])

    __repr__ = __str__

    def listed(self) -> str:
        """Every exercise on a line of its own, in words."""
        lines = []
        for chapter, row in self.rows:
            lines += [f"{chapter}: {_right(row)}"]
            lines += [f"  {c.sign} {c.exercise.name:<20} {c.told}" for c in row]
        return "\n".join([*lines, "", *self._words()])

    def _words(self) -> list[str]:
        todo = self.next
        said = "Every exercise was right. Well done."
        if todo is not None:
            said = f"Next: {todo.name}, “{todo.title}”, in exercises/{todo.chapter}.ipynb"
        signs = [f"{SIGNS[word]} {word}" for word in ("right", "wrong", "crashed", "too slow")]
        return [said, f"{'  '.join(signs)}  {OPEN} open", *self.notes]

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row" style="text-align:left;font-weight:normal">'
            f'<a href="../exercises/{chapter}.ipynb">{escape(chapter)}</a></th>'
            f'<td style="text-align:left">{"".join(map(_square, row))}</td>'
            f'<td style="text-align:left">{_right(row)}</td></tr>'
            for chapter, row in self.rows
        )
        words = "".join(f"<div>{escape(line)}</div>" for line in self._words())
        return (
            '<table aria-label="Progress: chapters and their exercises" '
            f'style="border-collapse:collapse">{rows}</table>{words}'
        )


def grid(table: Table) -> list[tuple[str, list[Cell]]]:
    """(chapter, its exercises with what was done), in the order of the course."""
    from golearn.course.exercises import exercises

    cells = [Cell(e, table.get(name, Done())) for name, e in exercises().items()]
    return [(chapter, list(row)) for chapter, row in groupby(cells, lambda c: c.exercise.chapter)]


def _right(row: Iterable[Cell]) -> str:
    cells = list(row)
    return f"{sum(cell.done.passed for cell in cells)} of {len(cells)} right"


def _square(cell: Cell) -> str:
    """A small box with the sign; filled where it is right, so that it needs no colour."""
    right = cell.done.passed
    colour = COLOURS[cell.word] if cell.done.tries else "#767676"
    look = f"background:{colour};color:#fff" if right else "background:none;color:inherit"
    said = escape(f"{cell.exercise.title}: {cell.told}")
    return (
        f'<span role="img" title="{said}" aria-label="{said}" style="display:inline-block;'
        f"width:1.5em;line-height:1.5em;margin:1px;text-align:center;border:2px solid {colour};"
        f'border-radius:3px;font-weight:bold;{look}">{cell.sign}</span>'
    )
