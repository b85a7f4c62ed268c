"""A progress bar on stderr, for work that lasts, when somebody looks at a terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 0.5
"""Seconds of work before a bar appears."""


class LongWork:
    """`task` names what is done now, `at` says how far it is; the bar goes when it ends."""

    def __init__(self) -> None:
        self._wanted = sys.stderr.isatty()
        self._start = time.monotonic()
        self._bar: Progress | None = None
        self._task: tuple[str, int | None] = ("", None)

    def __enter__(self) -> LongWork:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def task(self, name: str, total: int | None) -> None:
        """Begin a piece of work of `total` units (bytes, events); None if nobody knows."""
        self._task = (name, total)
        if self._bar is not None:
            for old in self._bar.task_ids:
                self._bar.remove_task(old)
            self._bar.add_task(name, total=total)

    def at(self, done: int) -> None:
        """`done` units of the piece are done."""
        if not self._wanted:
            return
        if self._bar is None and time.monotonic() - self._start > PATIENCE:
            self._show()
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[-1], completed=done)

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self._bar = Progress(console=Console(stderr=True), transient=True)
        self._bar.start()
        self.task(*self._task)
