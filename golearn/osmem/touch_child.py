"""Touch memory in a process of its own, so that a fault ends that one and not the notebook.

`touch_in_child` starts `python -m golearn.osmem.touch_child`, which makes the same calls on a row
of its own, writes to one byte of it, and says what the kernel said.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from golearn.osmem import libc
from golearn.osmem.libc import PAGE
from golearn.osmem.live import LiveError
from golearn.osmem.live_row import HINTS, LiveRow
from golearn.osmem.row_calls import RowCall

SECONDS = 30
SA_SIGINFO = 4
SI_ADDR = 16
"""Where the address lies in a `siginfo_t` of a 64-bit system."""


@dataclass(frozen=True)
class Report:
    """What became of a process that touched a page: `address` is where."""

    signal: str
    """`SIGSEGV`, or empty if the process lived on."""
    address: int

    def __str__(self) -> str:
        if not self.signal:
            return f"wrote to {self.address:#x}: no fault"
        return f"{self.signal} at {self.address:#x}"


def touch_in_child(calls: Sequence[RowCall], pages: int, page: int) -> Report:
    """Make `calls` on a row of `pages` pages in a new process, then write to page `page` there.

    Raises LiveError if the process could not get that far.
    """
    task = json.dumps({"calls": calls, "pages": pages, "page": page})
    command = [sys.executable, "-m", "golearn.osmem.touch_child", task]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LiveError(f"the process that was to touch the page failed: {error}") from error
    if not run.stdout:
        last = (run.stderr.strip().splitlines() or [f"exit code {run.returncode}"])[-1]
        raise LiveError(f"the process that was to touch the page failed: {last}")
    return Report(**json.loads(run.stdout))


class _Action(ctypes.Structure):
    """`struct sigaction` of Linux."""

    _fields_ = (
        ("handler", ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)),
        ("mask", ctypes.c_ubyte * 128),
        ("flags", ctypes.c_int),
        ("restorer", ctypes.c_void_p),
    )


def _report_fault() -> _Action:
    """From now on a SIGSEGV is reported, and ends the process. Keep what is returned."""

    def handler(_number: int, info: int, _context: int) -> None:
        address = ctypes.c_void_p.from_address(info + SI_ADDR).value or 0
        os.write(1, json.dumps(asdict(Report("SIGSEGV", address))).encode())
        os._exit(0)

    action = _Action()
    action.handler = type(action.handler)(handler)
    action.flags = SA_SIGINFO
    ctypes.CDLL(None).sigaction(int(signal.SIGSEGV), ctypes.byref(action), None)
    return action


def _main() -> None:
    task = json.loads(sys.argv[1])
    with LiveRow(task["pages"]) as row:
        for call in task["calls"]:
            row.do(RowCall(*call))
        address = (row.base or HINTS[0]) + task["page"] * PAGE
        kept = _report_fault()
        libc.write(address, 1)
        del kept
        print(json.dumps(asdict(Report("", address))))


if __name__ == "__main__":
    _main()
