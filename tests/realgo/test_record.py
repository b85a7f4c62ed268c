"""What is heard of a program that runs: shell scripts stand in for Go programs."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from golearn.realgo import GoFailed, Recorded, Toolchain, record_go
from golearn.realgo.record import Listener, parse_allocfreetrace
from golearn.trace import Op

ALLOC = "tracealloc(0xc000010000, 0x10, uint8)"
DUMP = "goroutine 1 [running]:\nmain.main()\n\t/x/main.go:7 +0x14a\n"


def record(tmp_path: Path, script: str, **options) -> Recorded:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\nexec >&2\n{script}\n")
    program.chmod(0o755)
    return record_go(str(program), toolchain=Toolchain(Path("go")), **options)


@pytest.mark.parametrize("before", ["", ".", "50 %", "a tracealloc(0xc0 torn "])
def test_an_event_ends_its_line_whatever_stands_before_it(before):
    lines = [f"{before}{ALLOC}", f"{before}tracegc()", f"{before}tracefree(0xc000010000, 0x10)"]
    assert [event.op for event in parse_allocfreetrace(lines)] == [Op.ALLOC, Op.FREE, Op.GC]


TORN = ["tracealloc(0xc0000", "tracefree(.0xc000010000, 0x10)", "tracefree()", f"{ALLOC}."]


@pytest.mark.parametrize("line", TORN)
def test_a_torn_event_is_counted(line):
    listener = Listener()
    listener.hear("tracegc()")
    listener.hear(line)
    assert (listener.unread, listener.allocations) == (1, 0)


def test_a_frame_of_the_runtime_is_no_event():
    listener = Listener()
    listener.hear("runtime.tracealloc(0xc000010000, 0x10, 0x48a0c0)")
    assert (listener.unread, listener.allocations) == (0, 0)


def test_how_it_ended(tmp_path):
    said = f"echo '{ALLOC}\n{DUMP}'; echo mine; echo 'panic: oops\n\n{DUMP}'"
    run = record(tmp_path, f"{said}; exit 2")
    assert run.failure == "program ended with status 2: mine\npanic: oops"
    assert run.trace.allocations == 1
    assert record(tmp_path, said).failure is None
    killed = record(tmp_path, f"echo '{ALLOC}'; kill -9 $$")
    assert killed.failure == "program was ended by signal 9 (Killed): it printed nothing"


def test_a_program_that_prints_no_allocation_says_why_it_ended(tmp_path):
    with pytest.raises(GoFailed, match=r"status 3: no such flag: no allocation was printed"):
        record(tmp_path, "echo no such flag; exit 3")
    with pytest.raises(GoFailed, match=r"^program: no allocation was printed"):
        record(tmp_path, "true")


def test_ctrl_c_ends_the_program_and_keeps_what_was_heard(tmp_path):
    def ctrl_c(allocations: int) -> None:
        if allocations == 2:
            raise KeyboardInterrupt

    start = time.monotonic()
    run = record(tmp_path, f"echo '{ALLOC}'; echo '{ALLOC}'; exec sleep 60", on_allocation=ctrl_c)
    assert time.monotonic() - start < 30
    assert run.stopped and run.failure is None
    assert run.trace.allocations == 2


def test_each_allocation_is_told_of(tmp_path):
    told = []
    record(tmp_path, f"for i in 1 2 3; do echo '{ALLOC}'; done", on_allocation=told.append)
    assert told == [1, 2, 3]


def test_what_cannot_be_run(tmp_path):
    with pytest.raises(GoFailed, match=r"^nosuch.go: there is no such file$"):
        record_go("nosuch.go", toolchain=Toolchain(Path("go")))
    text = tmp_path / "notes"
    text.write_text("no program")
    with pytest.raises(GoFailed, match=r"^cannot run .*notes: Permission denied"):
        record_go(str(text), toolchain=Toolchain(Path("go")))
