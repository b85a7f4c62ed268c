"""Calls on a row of pages, with the model's view and the kernel's view after each of them."""

from __future__ import annotations

import sys
from copy import deepcopy
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from golearn.osmem.kernel_view import PageView
from golearn.osmem.libc import PAGE
from golearn.osmem.limits import MOST_PER_CALL, budget
from golearn.osmem.live import Touched
from golearn.osmem.live_row import LiveRow
from golearn.osmem.model_row import ModelRow
from golearn.osmem.recorded import RecordedRow, recorded_touch
from golearn.osmem.row_calls import RowCall, parse_script
from golearn.osmem.sequences import ROW
from golearn.osmem.states import State
from golearn.osmem.touch_child import touch_in_child


@dataclass(frozen=True)
class Moment:
    """The row after one call; the first moment is before any. Counts in pages."""

    call: RowCall | None
    story: tuple[str, ...]
    """What the model says happened."""
    states: tuple[State, ...]
    sys_stat: int
    mapped_ready: int
    expected: tuple[PageView, ...]
    """What the kernel should say, by the model."""
    kernel: tuple[PageView, ...]
    """What the kernel says."""
    faults: int = 0
    """Page faults of a touch; a few may be Python's own."""

    @property
    def resident(self) -> int:
        """Pages that have memory, by the kernel."""
        return sum(page.resident for page in self.kernel)

    @property
    def agree(self) -> bool:
        """Whether the kernel says what the model expects, page by page."""
        return self.expected == self.kernel


class KernelRow(Protocol):
    """A row of pages that the kernel speaks about: real, or recorded."""

    def do(self, call: RowCall) -> Touched | None:
        """Make a call."""

    def view(self) -> list[PageView]:
        """What the kernel says of each page."""

    def close(self) -> None:
        """Give everything back."""


def can_be_live(pages: int) -> bool:
    """Whether a row of real pages can be had here: on Linux, if no limit is in the way."""
    return sys.platform == "linux" and pages * PAGE <= min(MOST_PER_CALL, budget())


class Session:
    """A row of `pages` pages, of the model and of the system at once.

    On Linux the calls are made on real memory of this process (`live`); elsewhere a recording
    answers, for the sequences that were recorded. Use it in a `with`, or `close` it.
    """

    def __init__(self, pages: int = ROW, live: bool | None = None) -> None:
        self.live = can_be_live(pages) if live is None else live
        self.pages = pages
        self.model = ModelRow(pages)
        self.kernel: KernelRow = LiveRow(pages) if self.live else RecordedRow(pages)
        self.moments = [self._moment(None, ())]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Unmap everything; the moments stay."""
        self.kernel.close()

    @property
    def calls(self) -> list[RowCall]:
        """The calls so far."""
        return [moment.call for moment in self.moments if moment.call is not None]

    def do(self, call: RowCall) -> Moment:
        """Make a call. Raises GolearnError if it is refused; then nothing was done."""
        model = deepcopy(self.model)
        story = tuple(str(event) for event in model.do(call))
        touched = self.kernel.do(call)
        self.model = model
        self.moments.append(self._moment(call, story, touched.faults if touched else 0))
        return self.moments[-1]

    def _moment(self, call: RowCall | None, story: tuple[str, ...], faults: int = 0) -> Moment:
        model = self.model
        return Moment(
            call,
            story,
            model.states,
            model.sys_stat,
            model.mapped_ready,
            tuple(model.expected()),
            tuple(self.kernel.view()),
            faults,
        )


def play(script: str, pages: int = ROW, live: bool | None = None) -> Session:
    """Run a script from an empty row; the session is closed, its moments are there to read.

    Raises GolearnError for a call that is refused.
    """
    with Session(pages, live) as session:
        for call in parse_script(script, pages):
            session.do(call)
        return session


def signal_of_touch(script: str, page: int, pages: int = ROW) -> str:
    """The signal that a process gets which makes these calls and then writes to a page.

    Empty if it gets none. On Linux it is tried, in a process of its own; elsewhere it was.
    """
    calls = parse_script(script, pages)
    if can_be_live(pages):
        return touch_in_child(calls, pages, page).signal
    return recorded_touch(calls, pages, page)
