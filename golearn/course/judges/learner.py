"""Running a learner's code: what it returned or how it crashed, told in their own lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any

import golearn
from golearn.course.exercise import NotAttempted
from golearn.sandbox.guard import MEMORY
from golearn.sandbox.player import Limits, Raised, Stopped, kind_of
from golearn.sandbox.where import Line

OURS = str(Path(golearn.__file__).resolve().parent)

LIMITS = Limits()
"""How long a learner's code may take."""

LONGEST = 300
"""Characters of a value that are shown."""

DEEPEST = 6
"""Lines of a traceback that are shown."""


@dataclass(frozen=True)
class Crash:
    """An exception that left the learner's code, or how the code had to be stopped."""

    error: BaseException
    traceback: tuple[str, ...] = ()
    """The learner's lines that led here, the innermost last."""
    endless: bool = False
    """Whether no more cases are tried: they would cost too much time."""

    @property
    def shows(self) -> str:
        """What happened, in a sentence."""
        if isinstance(self.error, Stopped):
            return f"Your code {self.error}."
        if isinstance(self.error, RecursionError):
            return "Your code calls itself again and again without an end."
        if isinstance(self.error, MemoryError):
            return f"Your code asked for more than {MEMORY >> 30} GiB of memory."
        return f"Your code stopped with {type(self.error).__name__}."

    def __str__(self) -> str:
        if isinstance(self.error, Stopped):
            return f"nothing: it {self.error}"
        message = " ".join(str(self.error).split())
        name = type(self.error).__name__
        return cut(f"{name}: {message}" if message else name)


def run(code: Callable[..., Any], *args: Any) -> Any:
    """What `code(*args)` returns, or a Crash, also if it had to be stopped.

    `code` is a learner's, in the sandbox (`golearn.sandbox.player.Far`), or calls such a one.
    Raises NotAttempted for a stub.
    """
    try:
        return code(*args)
    except Raised as raised:
        crash = Crash(raised.error, told(raised.lines), raised.last)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        crash = Crash(error, own_lines(error.__traceback__))
    if isinstance(crash.error, NotImplementedError):
        where = f" ({crash.traceback[-1]})" if crash.traceback else ""
        raise NotAttempted(f"It still raises NotImplementedError{where}.")
    return crash


def own_lines(traceback: TracebackType | None) -> tuple[str, ...]:
    """The frames of a traceback that are not the course's own code, one line each."""
    frames = [f for f in extract_tb(traceback) if not f.filename.startswith(OURS)]
    return told(Line(f.lineno or 0, f.name, f.line or "") for f in frames)


def told(lines: Iterable[Line]) -> tuple[str, ...]:
    """Lines of code as they are shown; equal ones once, and no more than the last few."""
    texts = [cut(f"line {line.number}, in {line.function}: {line.text}") for line in lines]
    shown = [
        text if len(list(again)) == 1 else f"{text} (again and again)"
        for text, again in groupby(texts)
    ]
    return tuple(shown[-DEEPEST:])


def show(value: object) -> str:
    """A value as Python writes it, on one line, without memory addresses, not too long."""
    try:
        text = repr(value)
    except Exception as error:
        text = f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    return cut(re.sub(r"\s*\n\s*", " ", re.sub(r" at 0x[0-9a-fA-F]+", "", text)))


def cut(text: str) -> str:
    """At most `LONGEST` characters of `text`, and none that cannot be written."""
    text = text[: LONGEST + 1].encode(errors="backslashreplace").decode()
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def a(value: object) -> str:
    """What kind of thing a value is, with its article: `a str`, `an int`."""
    name = kind_of(value) or "?"
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
