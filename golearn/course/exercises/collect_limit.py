"""A limit for code that might never end: a loop that a learner forgot to move on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from golearn.course.exercise import Judge
from golearn.course.judges import Function
from golearn.course.verdict import Counterexample

LINES = 20_000
"""Lines of code that one call may run."""


class Endless(Exception):
    """A call ran more lines than it can need."""


def limited(code: Callable[..., Any]) -> Callable[..., Any]:
    """`code`, but a call that runs more than `LINES` lines ends with Endless."""

    def call(*args: Any) -> Any:
        left = LINES
        before = sys.gettrace()

        def trace(_frame: FrameType, event: str, _arg: Any) -> Any:
            nonlocal left
            left -= event == "line"
            if left < 0:
                raise Endless(f"still running after {LINES:,} lines: does every loop move on?")
            return trace

        sys.settrace(trace)
        try:
            return code(*args)
        finally:
            sys.settrace(before)

    return call


def with_limit(judge: Function) -> Judge:
    """The same judge, for answers that might never end."""

    def limited_judge(answer: Any) -> Counterexample | None:
        return judge(limited(answer) if callable(answer) else answer)

    return limited_judge
