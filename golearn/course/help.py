"""`hint("name")` and `solution("name")`: help in small steps, and at the end the whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from golearn.course import hints as hint_modules
from golearn.course import workspace
from golearn.course.errors import CourseError, ProgressError, unknown_exercise
from golearn.course.progress import Done, ProgressFile
from golearn.course.stubs import BEGIN, END

_SHOWN: dict[str, int] = {}
"""How many hints were shown, for those who work outside a course folder."""


@dataclass(frozen=True)
class Help:
    """Text for the learner; a notebook shows it as Markdown."""

    text: str
    markdown: str

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.markdown


@cache
def all_hints() -> dict[str, tuple[str, ...]]:
    """The hints of every exercise, by its name."""
    modules = [
        import_module(f"{hint_modules.__name__}.{module.name}")
        for module in iter_modules(hint_modules.__path__)
    ]
    return {name: hints for module in modules for name, hints in module.HINTS.items()}


def hint(name: str) -> Help:
    """The next hint for an exercise, below those that were shown before.

    How many there were is remembered in the learner's folder. Raises UnknownExercise.
    """
    return hint_in(workspace.course_around(Path.cwd()), name)


def hint_in(folder: Path | None, name: str) -> Help:
    """`hint` for a learner's folder, or for none."""
    three = all_hints().get(name)
    if three is None:
        raise unknown_exercise(name, all_hints())
    number = min(max(_done(folder, name).hints, _SHOWN.get(name, 0)) + 1, len(three))
    _SHOWN[name] = number
    note = ""
    if folder is not None:
        try:
            ProgressFile(folder).add_hint(name, number)
        except ProgressError as error:
            note = f"This was not recorded: {error}"
    if number == len(three):
        note = f'{note}\nThat was the last one. solution("{name}") shows the solution.'.strip()
    heads = [f"{name}, hint {i} of {len(three)}" for i in range(1, number + 1)]
    told = list(zip(heads, three, strict=False))
    return Help(
        "\n".join([*(f"{head}: {text}" for head, text in told), *note.splitlines()]),
        "\n\n".join([*(f"**{head}.** {text}" for head, text in told), *note.splitlines()]),
    )


def solution(name: str, anyway: bool = False) -> Help:
    """The solution of an exercise that was right once, or of any with `anyway=True`.

    It comes from the course as it was installed. Raises UnknownExercise.
    """
    return solution_in(workspace.course_around(Path.cwd()), name, anyway, "anyway=True")


def solution_in(folder: Path | None, name: str, anyway: bool, how: str) -> Help:
    """`solution` for a learner's folder, or for none; `how` is what shows it in any case."""
    code = solutions().get(name)
    if code is None:
        raise unknown_exercise(name, solutions())
    if not anyway and not _done(folder, name).passed:
        said = f"{name} was not right yet. A hint may do; with {how} the solution is shown anyway."
        return Help(said, said)
    note = ""
    if folder is not None:
        try:
            ProgressFile(folder).add_solution(name)
        except ProgressError as error:
            note = f"\n\nThis was not recorded: {error}"
    return Help(code + note, f"```python\n{code}\n```{note}")


def solutions() -> dict[str, str]:
    """The code of every solution, by the exercise's name. Raises WorkspaceError."""
    found: dict[str, str] = {}
    for path in sorted((workspace.source() / "solutions").glob("*.ipynb")):
        try:
            cells = json.loads(path.read_bytes())["cells"]
            sources = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
        except (OSError, ValueError, KeyError) as error:
            raise CourseError(f"{path}: is no notebook ({error})") from error
        found |= dict(_answers(sources))
    return found


def _answers(sources: Iterable[str]) -> Iterable[tuple[str, str]]:
    """(exercise, code) for each check among cells: the marked cells above it, without marks."""
    code: list[str] = []
    for source in sources:
        if BEGIN in source:
            lines = [line for line in source.splitlines() if line.strip() not in (BEGIN, END)]
            code.append("\n".join(lines))
        elif source.startswith("check("):
            yield source.split('"')[1], "\n\n".join(code)
            code = []


def _done(folder: Path | None, name: str) -> Done:
    if folder is not None:
        with suppress(ProgressError):
            return ProgressFile(folder).look().get(name, Done())
    return Done()
