"""What an exercise is: its name, where it belongs, and who judges its answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from golearn.course.verdict import Counterexample

Kind = Literal["predict", "explain", "write", "design"]

Judge = Callable[[Any], Counterexample | None]
"""The smallest case that an answer gets wrong, or None. Raises NotAttempted."""


class NotAttempted(Exception):
    """The answer is still open; the text says what is missing."""


@dataclass(frozen=True)
class Exercise:
    """One exercise. `concepts` are the numbers of the ideas it is about, such as M2.4.

    `praise` is what a right answer hears, if not what is usual for its kind. `uses` are modules
    of golearn that an answer may import; others, which may hold the very thing that is asked for,
    it may not.
    """

    name: str
    chapter: str
    title: str
    concepts: tuple[str, ...]
    kind: Kind
    judge: Judge
    praise: str = ""
    uses: tuple[str, ...] = ()
