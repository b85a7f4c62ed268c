"""Calls on a row of pages, as lines of a script: `sysMap 0 16`, `touch 0 4`."""

from __future__ import annotations

from typing import NamedTuple

from golearn.errors import BadParameter
from golearn.osmem.states import CALLS
from golearn.units import count

TOUCH = "touch"
"""Not a call of the runtime: the program writes to each page."""

NAMES = (*CALLS, "sysFreeOS", TOUCH)
"""`sysFreeOS` is `sysFree` without books, for what is in no counter yet."""

GRAMMAR = f"NAME FIRST PAGES, such as sysMap 0 16; NAME is one of {', '.join(NAMES)}"
"""What a line of a script is."""

MOST_CALLS = 200


class RowCall(NamedTuple):
    """One of `NAMES` on `pages` pages from page number `first` on."""

    name: str
    first: int
    pages: int

    @property
    def end(self) -> int:
        """The number of the page behind the last."""
        return self.first + self.pages

    def __str__(self) -> str:
        if self.pages == 1:
            return f"{self.name} page {self.first}"
        return f"{self.name} pages {self.first} to {self.end - 1}"


def parse_script(text: str, row: int) -> list[RowCall]:
    """The calls of a script on a row of `row` pages, one `NAME FIRST PAGES` a line.

    `#` begins a comment. Raises BadParameter naming the line.
    """
    calls = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#")[0].split()
        if words:
            calls.append(_call(words, f"line {number}", row))
    if len(calls) > MOST_CALLS:
        raise BadParameter(f"{count(len(calls), 'call')}; expected at most {MOST_CALLS}")
    return calls


def _call(words: list[str], where: str, row: int) -> RowCall:
    names = {name.lower(): name for name in NAMES}
    match words:
        case [name, first, pages] if name.lower() in names:
            if first.isdecimal() and pages.isdecimal() and first.isascii() and pages.isascii():
                call = RowCall(names[name.lower()], int(first[:9]), int(pages[:9]))
                return require_inside(call, row, f"{where}: ")
    raise BadParameter(f"{where} '{' '.join(words)[:40]}'; expected {GRAMMAR}")


def require_inside(call: RowCall, row: int, where: str = "") -> RowCall:
    """The call itself if it lies within a row of `row` pages. Raises BadParameter."""
    if call.first < 0 or call.pages < 1 or call.end > row:
        raise BadParameter(
            f"{where}{count(call.pages, 'page')} from page {call.first} on do not lie in the "
            f"row; it has the pages 0 to {row - 1}"
        )
    return call
