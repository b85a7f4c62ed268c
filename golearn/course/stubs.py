"""From a solution to an exercise: what stands between the marks is taken out.

    def first_fit(free, need):
        # BEGIN SOLUTION                            # Write your code here
        ...                            becomes      raise NotImplementedError
        # END SOLUTION

At the left margin, where answers are values, only the comment remains: the cell above the marks
holds the open answer (`...`), and the exercise runs from top to bottom without an error.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from golearn.course.errors import PublishError

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
IN_CODE = ("# Write your code here, in place of the next line.", "raise NotImplementedError")
IN_VALUE = ("# Write your answer above, in place of the dots.",)


def exercise_from(solution: Any) -> Any:
    """The exercise notebook for a solution notebook: stubs, no outputs, never run.

    Raises PublishError if the marks do not match.
    """
    exercise = deepcopy(solution)
    for cell in exercise.cells:
        if cell.cell_type == "code":
            cell.source = stub(cell.source)
            cell.outputs = []
            cell.execution_count = None
    return exercise


def stub(source: str) -> str:
    """The source of a cell with each marked region replaced. Raises PublishError."""
    lines: list[str] = []
    begun = False
    for line in source.splitlines():
        mark = line.strip()
        if mark in (BEGIN, END):
            if begun == (mark == BEGIN):
                raise PublishError(f"'{mark}' without its partner in:\n{source}")
            begun = not begun
            if begun:
                indent = line[: len(line) - len(line.lstrip())]
                lines += [indent + text for text in (IN_CODE if indent else IN_VALUE)]
        elif not begun:
            lines.append(line)
    if begun:
        raise PublishError(f"'{BEGIN}' without its partner in:\n{source}")
    return "\n".join(lines)
