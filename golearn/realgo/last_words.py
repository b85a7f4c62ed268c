"""How a Go program ended: its status and its last words, without the dumps that Go prints.

A program that dies states the reason first and then dumps its goroutines, often thousands of
lines. The last lines of what it printed are therefore the least telling.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Iterable

MOST = 12
"""Lines that are kept."""

DUMP = re.compile(r"goroutine \d+ .*\[|runtime stack:")
REGISTER = re.compile(r"[a-z][a-z0-9]+ +0x[0-9a-f]+$")


class Dumps:
    """Tells the lines of Go's dumps from others. A goroutine's ends with an empty line."""

    def __init__(self) -> None:
        self._inside = False

    def has(self, line: str) -> bool:
        """Whether the next line is part of a dump, or empty."""
        if not line.strip():
            self._inside = False
            return True
        self._inside = self._inside or bool(DUMP.match(line))
        return self._inside or bool(REGISTER.match(line))


def last_words(lines: Iterable[str]) -> list[str]:
    """The last lines of what a program printed that belong to no dump."""
    dumps = Dumps()
    return [line for line in lines if not dumps.has(line)][-MOST:]


def ending(name: str, status: int, words: Iterable[str]) -> str:
    """A sentence such as `main ended with status 2: panic: oops`."""
    said = "\n".join(words) or "it printed nothing"
    if status < 0:
        return f"{name} was ended by signal {-status} ({signal.strsignal(-status)}): {said}"
    return f"{name} ended with status {status}: {said}"
