"""The OS memory lab without its widgets: a row of pages, the seven calls, and the kernel's view."""

from __future__ import annotations

import re

from golearn.errors import BadParameter, GolearnError
from golearn.osmem.libc import PAGE
from golearn.osmem.recorded import recorded_touch
from golearn.osmem.row_calls import NAMES, RowCall, parse_script, require_inside
from golearn.osmem.sequences import ROW, SEQUENCES
from golearn.osmem.session import Moment, Session
from golearn.osmem.touch_child import Report, touch_in_child
from golearn.units import count

_PAGES = re.compile(r"^(\d{1,6})(?:\s*(?:-|–|to)\s*(\d{1,6}))?$", re.ASCII)


def parse_pages(text: str) -> tuple[int, int]:
    """(first, pages) from `3`, `3-7` or `3 to 7`. Raises BadParameter."""
    match = _PAGES.match(text.strip())
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if last < first:
        raise BadParameter(f"pages '{text.strip()[:40]}'; expected such as 3 or 3-7")
    return first, last - first + 1


def pages_and_bytes(pages: int) -> str:
    """`4 pages, 16,384 B`: the row counts pages, and Go's counters bytes."""
    return f"{count(pages, 'page')}, {pages * PAGE:,} B"


class OsMemoryModel:
    """A row of pages that starts empty, and what was done to it.

    On Linux it is real memory of this process. `moments` has one entry per call, the first for
    the empty row. What is refused raises a GolearnError and changes nothing.
    """

    def __init__(self, sequence: str = "there and back", live: bool | None = None) -> None:
        self._live = live
        self.session = Session(ROW, live)
        self.play(sequence)

    @property
    def moments(self) -> list[Moment]:
        """The row after each call."""
        return self.session.moments

    @property
    def script(self) -> str:
        """What was done, as the script that does it again."""
        return "".join(f"{c.name} {c.first} {c.pages}\n" for c in self.session.calls)

    def play(self, sequence: str) -> None:
        """Start from an empty row, and do what a sequence says, by its name or as a script.

        If a call is refused, the row is left as it was; the error names the line.
        """
        calls = parse_script(SEQUENCES.get(sequence, sequence), ROW)
        session = Session(ROW, self._live)
        for number, call in enumerate(calls, 1):
            try:
                session.do(call)
            except GolearnError as error:
                session.close()
                raise BadParameter(f"call {number}, {call}: {error}") from error
        self.session.close()
        self.session = session

    def empty(self) -> None:
        """Give everything back."""
        self.play("")

    def act(self, name: str, first: int, pages: int) -> Moment:
        """Make one call, or touch."""
        return self.session.do(self._call(name, first, pages))

    def why_not(self, name: str, first: int, pages: int) -> str:
        """Why a call would be refused now; empty if it is legal."""
        try:
            return self.session.model.why_not(self._call(name, first, pages))
        except BadParameter as error:
            return str(error)

    def touch_apart(self, page: int) -> str:
        """Let a process of its own make the same calls and touch a page; what became of it."""
        require_inside(RowCall("touch", page, 1), ROW)
        calls = self.session.calls
        if self.session.live:
            return told(touch_in_child(calls, ROW, page), page)
        signal = recorded_touch(calls, ROW, page)
        return told(Report(signal, 0), page) + " This was recorded on Linux."

    def _call(self, name: str, first: int, pages: int) -> RowCall:
        if name not in NAMES:
            raise BadParameter(f"unknown call '{name}'; expected one of {', '.join(NAMES)}")
        return require_inside(RowCall(name, first, pages), ROW)


def told(report: Report, page: int) -> str:
    """What became of the process, in a sentence."""
    at = f" at {report.address:#x}" if report.address else ""
    if report.signal:
        return f"A process of its own wrote to page {page} and was ended: {report.signal}{at}."
    return f"A process of its own wrote to page {page}{at}, and lived."
