"""What goes wrong on the learner's side of the course. All are `GolearnError`."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from golearn.errors import GolearnError


class CourseError(GolearnError):
    """Base of the errors of `golearn.course`."""


class WorkspaceError(CourseError):
    """A folder that cannot hold the course: foreign, in the way, or not writable."""


class OutputError(CourseError):
    """A result that cannot be written where it was asked for."""


class ProgressError(CourseError):
    """The learner's progress cannot be read or written; the text says why."""


class UnknownExercise(CourseError):
    """`check` was called with a name that no exercise has; the text suggests near ones."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: a line, for the mistake is in the call and nowhere deeper."""
        return [f"{type(self).__name__}: {self}"]


class NotRight(CourseError, AssertionError):
    """An answer that is not right, where that must count as a failure (grading, tests)."""


class PublishError(CourseError):
    """A solution that cannot be turned into an exercise, or a notebook that does not run."""


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`"; did you mean 'first-fit'?"` if a choice is near to `word`, else an empty string."""
    near = get_close_matches(word, list(choices), n=2, cutoff=0.6)
    return "; did you mean " + " or ".join(f"'{name}'" for name in near) + "?" if near else ""


def unknown_exercise(name: str, known: Iterable[str]) -> UnknownExercise:
    """The error for a name that is none of `known`; it names near ones."""
    names = list(known)
    near = did_you_mean(str(name), names)
    others = "" if near else f"; none of the {len(names)} names is near to it"
    return UnknownExercise(f"there is no exercise '{name}'{near}{others}")
