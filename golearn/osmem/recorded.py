"""What a Linux kernel said of the sequences of calls, for systems that are no Linux.

    python -m golearn.osmem.recorded        record anew, on Linux

The recording has the kernel's view after each call, a character a page (`kernel_view.SYMBOLS`),
and what became of a process that touched a page.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any

from golearn.osmem.kernel_view import SYMBOLS, PageView, drawn
from golearn.osmem.live import LiveError, Touched
from golearn.osmem.live_row import LiveRow
from golearn.osmem.row_calls import RowCall, parse_script
from golearn.osmem.sequences import RECORDED, TOUCHES
from golearn.osmem.touch_child import touch_in_child

FILE = "live.json"
_VIEWS = {symbol: view for view, symbol in SYMBOLS.items()}


@cache
def recording() -> dict[str, Any]:
    """The whole recording; `system` names the one that was recorded."""
    data = resources.files("golearn.osmem") / "data" / FILE
    found: dict[str, Any] = json.loads(data.read_text())
    return found


class RecordedRow:
    """Answers like a `LiveRow`, as long as the calls are the beginning of a recorded sequence."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        self._calls: list[RowCall] = []
        self._views: list[str] = [_pack("." * pages)]

    def do(self, call: RowCall) -> Touched | None:
        """As the kernel did. Raises LiveError for a sequence that was not recorded."""
        calls = [*self._calls, call]
        for pages, script, views, faults in recording()["sequences"]:
            known = parse_script(script, pages)
            if pages == self.pages and known[: len(calls)] == calls:
                self._calls, self._views = calls, views
                return Touched(call.pages, faults[len(calls)]) if call.name == "touch" else None
        raise LiveError(
            f"this system is no Linux, so a recording answers, and it knows no {call} here; "
            "play one of the sequences"
        )

    def view(self) -> list[PageView]:
        """The kernel's view of every page of the row."""
        return [_VIEWS[symbol] for symbol in _unpack(self._views[len(self._calls)])]

    def close(self) -> None:
        """There is nothing to give back."""


def recorded_touch(calls: Sequence[RowCall], pages: int, page: int) -> str:
    """The signal that a process got for touching a page. Raises LiveError if not recorded."""
    for script, known_pages, known_page, signal in recording()["touches"]:
        if (known_pages, known_page) == (pages, page) and parse_script(script, pages) == calls:
            return str(signal)
    raise LiveError(f"this system is no Linux, and a touch of page {page} was not recorded here")


def _pack(row: str) -> str:
    """`----##` as `4- 2#`."""
    return " ".join(f"{len(list(run))}{symbol}" for symbol, run in groupby(row))


def _unpack(packed: str) -> str:
    return "".join(int(run[:-1]) * run[-1] for run in packed.split())


def _record(script: str, pages: int) -> tuple[int, str, list[str], list[int]]:
    with LiveRow(pages) as row:
        views, faults = [_pack(drawn(row.view()))], [0]
        for call in parse_script(script, pages):
            touched = row.do(call)
            views.append(_pack(drawn(row.view())))
            faults.append(touched.faults if touched else 0)
    return pages, script, views, faults


def _touch(script: str, pages: int, page: int) -> tuple[str, int, int, str]:
    report = touch_in_child(parse_script(script, pages), pages, page)
    return script, pages, page, report.signal


def _main() -> None:
    from golearn.osmem.huge_touch import touch_one_byte

    huge = touch_one_byte()
    data = {
        "system": f"Linux {platform.release().split('-')[0]}, {platform.machine()}",
        "sequences": [_record(script, pages) for script, pages in RECORDED],
        "touches": [_touch(*touch) for touch in TOUCHES],
        "huge": [huge.size, huge.without, huge.wanted],
    }
    path = Path(__file__).parent / "data" / FILE
    path.write_text(json.dumps(data, indent=1) + "\n")
    print(f"wrote {path.name}")


if __name__ == "__main__":
    _main()
