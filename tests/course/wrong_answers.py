"""The bank of plausible wrong answers, each written from the misconception that it stands for.

The modules `wrong_*` of this folder, one per chapter, fill `WRONG`. A test holds every one of
them against its check; none may pass, and each is told what its message must say.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple


class Wrong(NamedTuple):
    exercise: str
    misconception: str
    answer: Any
    says: str = ""
    """A part of the message, by which the learner can tell what went wrong."""


WRONG: list[Wrong] = []


def wrong(exercise: str, misconception: str, says: str = "") -> Callable[[Any], Any]:
    def add(answer: Any) -> Any:
        WRONG.append(Wrong(exercise, misconception, answer, says))
        return answer

    return add


def values(exercise: str, right: dict[str, Any], **changes: tuple[Any, ...]) -> None:
    """`right` with one value changed: misconception = (question, wrong value, what is said)."""
    for misconception, (question, value, *says) in changes.items():
        wrong(exercise, misconception.replace("_", " "), *says)({**right, question: value})


def bank() -> list[Wrong]:
    """All wrong answers, chapter by chapter."""
    for path in sorted(Path(__file__).parent.glob("wrong_*.py")):
        import_module(f"tests.course.{path.stem}")
    return WRONG
