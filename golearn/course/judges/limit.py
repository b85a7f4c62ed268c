"""A limit on the time that a learner's code may take, so that an endless loop ends in a verdict."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

AGAIN = 0.1
"""Seconds from one alarm to the next, for code that catches the first and goes on."""


class OutOfTime(BaseException):
    """The time is up. Not an Exception: `except Exception` in a loop must not catch it."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in what is inside once it has lasted `seconds`.

    Python code only: a single long call into C ends first. There is no limit outside the main
    thread, nor where the system has no timer signals. Handler and timer are put back as they were.
    """
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    start = time.monotonic()
    handler = signal.signal(signal.SIGALRM, _ring)
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:  # also when the alarm rang in the line above
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if left:
            left = max(left - (time.monotonic() - start), AGAIN)
            signal.setitimer(signal.ITIMER_REAL, left, interval)


def _ring(_signal: int, _frame: Any) -> None:
    raise OutOfTime
