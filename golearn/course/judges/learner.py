"""Running a learner's code: what it returned or how it crashed, told in their own lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any

import golearn
from golearn.course.exercise import NotAttempted
from golearn.course.judges.limit import OutOfTime, limited

OURS = str(Path(golearn.__file__).resolve().parent)
SECONDS = 5
"""How long one call of a learner's code may last."""

LONGEST = 300
"""Characters of a value that are shown."""

DEEPEST = 6
"""Lines of a traceback that are shown."""


@dataclass(frozen=True)
class Crash:
    """An exception that left the learner's code."""

    error: BaseException

    @property
    def endless(self) -> bool:
        """Whether the code was stopped because it took too long."""
        return isinstance(self.error, OutOfTime)

    @property
    def shows(self) -> str:
        """What happened, in a sentence."""
        if self.endless:
            return f"Your code did not finish within {SECONDS} seconds."
        if isinstance(self.error, RecursionError):
            return "Your code calls itself again and again without an end."
        return f"Your code stopped with {type(self.error).__name__}."

    def __str__(self) -> str:
        if self.endless:
            return f"nothing within {SECONDS} seconds"
        message = " ".join(str(self.error).split())
        name = type(self.error).__name__
        return cut(f"{name}: {message}" if message else name)

    @property
    def traceback(self) -> tuple[str, ...]:
        """The learner's lines that led here, the innermost last."""
        return own_lines(self.error.__traceback__)


def run(code: Callable[..., Any], *args: Any) -> Any:
    """What `code(*args)` returns, or a Crash, also if it takes too long.

    Raises NotAttempted for a stub.
    """
    try:
        with limited(SECONDS):
            return code(*args)
    except NotImplementedError as error:
        line = own_lines(error.__traceback__)[-1:]
        where = f" ({line[0]})" if line else ""
        raise NotAttempted(f"It still raises NotImplementedError{where}.") from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Crash(error)


def own_lines(traceback: TracebackType | None) -> tuple[str, ...]:
    """The frames of a traceback that are not the course's own code, one line each."""
    frames = [f for f in extract_tb(traceback) if not f.filename.startswith(OURS)]
    lines = [f"line {f.lineno}, in {f.name}: {f.line}" for f in frames]
    told: list[str] = []
    for line, again in groupby(lines):
        told.append(line if len(list(again)) == 1 else f"{line} (again and again)")
    return tuple(told[-DEEPEST:])


def show(value: object) -> str:
    """A value as Python writes it, on one line, without memory addresses, not too long."""
    try:
        text = repr(value)
    except Exception as error:
        text = f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    return cut(re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(text.split())))


def cut(text: str) -> str:
    """At most `LONGEST` characters of `text`."""
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def a(value: object) -> str:
    """What kind of thing a value is, with its article: `a str`, `an int`."""
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
