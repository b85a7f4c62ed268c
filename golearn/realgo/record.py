"""Record the allocations of a real Go program as a trace.

In Go 1.21 `GODEBUG=allocfreetrace=1` prints every allocation, every collection and every object
that a sweep frees. Three things to know of what it prints:

- Sizes are already rounded up to a size class.
- A tiny object that found room in a block that was there already is not printed.
- It names the type, not whether it holds pointers. Numbers do not; all else is taken to.

An object is freed some time after a collection found it dead. In the trace it is dropped
just before that collection.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from golearn.realgo.last_words import MOST, Dumps, ending
from golearn.realgo.toolchain import GoFailed, Toolchain, environment, find_toolchain
from golearn.trace import Op, Trace

PROGRAMS = Path(__file__).parent / "programs"
EVENT = re.compile(
    r"(?<!runtime\.)trace(?:gc\(\)|(alloc|free)\(0x([0-9a-f]+), 0x([0-9a-f]+)(?:, (.*))?\))$"
)
"""Ends its line. Before it stands what the program wrote to stderr without a newline.

`runtime.tracealloc(...)` is a frame in a dump.
"""
TORN = re.compile(r"(?<!runtime\.)trace(alloc|free)\(")
PLAIN = re.compile(
    r"^(\[\d+\])*(u?int(8|16|32|64|ptr)?|float(32|64)|complex(64|128)|bool|byte|rune)$"
)

Row = tuple[Op, int, int, bool]
"""An event of the trace: operation, object, size, whether it holds pointers."""


def programs() -> dict[str, Path]:
    """Traces of real Go programs that ship with the package: name to file.

    `gofmt`: go1.21.13's `gofmt -l` on the standard library's `fmt/print.go`.
    """
    return {path.name.split(".")[0]: path for path in sorted(PROGRAMS.glob("*.trace.gz"))}


@dataclass(frozen=True)
class Recorded:
    """The trace of a run, and how the run ended.

    `failure` is a sentence if the program crashed or ended with a status other than 0.
    `stopped`: Ctrl-C ended the run. `unread` counts allocations and frees that are missing
    because the program wrote to stderr in the middle of what the runtime printed.
    """

    trace: Trace
    failure: str | None = None
    stopped: bool = False
    unread: int = 0


def record_go(
    target: str,
    args: Sequence[str] = (),
    toolchain: Toolchain | None = None,
    on_allocation: Callable[[int], None] | None = None,
) -> Recorded:
    """Build and run a Go package, file or finished program; its allocations as a trace.

    What the program itself prints is not shown. Ctrl-C ends the program, and what was heard
    until then is returned. `on_allocation` hears how many allocations there were so far.
    Raises NoToolchain or GoFailed.
    """
    toolchain = toolchain or find_toolchain()
    path = Path(target)
    with tempfile.TemporaryDirectory(prefix="golearn-") as folder:
        program = path
        if path.is_dir() or path.suffix == ".go" or not path.is_file():
            program = Path(folder) / "program"
            _build(target, program, toolchain)
        name = path.resolve().stem or "program"
        return _run(program, name, args, on_allocation or (lambda _: None))


def _build(target: str, program: Path, toolchain: Toolchain) -> None:
    path = Path(target)
    build = ["build", "-o", str(program)]
    if path.is_dir():
        toolchain.run(*build, ".", cwd=path)
    elif path.suffix == ".go" and not path.exists():
        raise GoFailed(f"{target}: there is no such file")
    else:
        toolchain.run(*build, target)
    # Of any other package `go build` makes an archive, which nobody can run.
    if not os.access(program, os.X_OK):
        raise GoFailed(f"{target} is no package main; only that can be run")


def _run(
    program: Path, name: str, args: Sequence[str], on_allocation: Callable[[int], None]
) -> Recorded:
    listener = Listener()
    stopped = False
    try:
        process = subprocess.Popen(
            [str(program.resolve()), *args],
            env=environment(GODEBUG="allocfreetrace=1"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise GoFailed(f"cannot run {program}: {error.strerror}") from error
    with process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                listener.hear(line)
                on_allocation(listener.allocations)
            process.wait()
        except KeyboardInterrupt:
            stopped = True
        finally:
            process.kill()  # does nothing to a program that has ended
    failed = process.returncode != 0 and not stopped
    failure = ending(name, process.returncode, listener.said) if failed else None
    trace = listener.trace(name)
    if not len(trace):
        raise GoFailed(
            f"{failure or name}: no allocation was printed. Versions up to Go 1.22 do, with "
            "GODEBUG=allocfreetrace=1."
        )
    return Recorded(trace, failure, stopped, listener.unread)


def parse_allocfreetrace(lines: Iterable[str], name: str = "go") -> Trace:
    """The trace in what a program printed with `GODEBUG=allocfreetrace=1`."""
    listener = Listener()
    for line in lines:
        listener.hear(line)
    return listener.trace(name)


class Listener:
    """Hears line by line what a program prints with `GODEBUG=allocfreetrace=1`.

    `said` are the last lines that are the program's own, `unread` counts those in which an
    allocation or a free is torn.
    """

    def __init__(self) -> None:
        self.allocations = 0
        self.unread = 0
        self.said: deque[str] = deque(maxlen=MOST)
        self._dumps = Dumps()
        self._live: dict[int, int] = {}
        self._phases: list[tuple[list[Row], list[Row]]] = [([], [])]
        """For each collection what was dropped before it and placed after it."""

    def hear(self, line: str) -> None:
        """The next line."""
        line = line.rstrip()
        event = EVENT.search(line)
        if event is not None:
            self._event(*event.groups())
        elif TORN.search(line):
            self.unread += 1
        elif not self._dumps.has(line) and line != "end tracegc":
            self.said.append(line)

    def _event(self, what: str | None, address: str, size: str, kind: str | None) -> None:
        if what is None:
            self._phases.append(([], []))
            return
        dropped, placed = self._phases[-1]
        old = self._live.pop(int(address, 16), None)
        if old is not None:
            dropped.append((Op.FREE, old, 0, False))
        if what == "alloc":
            pointers = kind is not None and not PLAIN.match(kind)
            placed.append((Op.ALLOC, self.allocations, int(size, 16), pointers))
            self._live[int(address, 16)] = self.allocations
            self.allocations += 1

    def trace(self, name: str) -> Trace:
        """What was heard so far."""
        (_, first), *collections = self._phases
        events = list(first)
        for dropped, placed in collections:
            events += [*dropped, (Op.GC, 0, 0, False), *placed]
        return Trace.build(events, name)
