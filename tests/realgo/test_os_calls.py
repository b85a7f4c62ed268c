"""What a real Go program asked its system for: the log is read right, and the model allows it."""

from __future__ import annotations

import shutil

import pytest

from golearn.osmem.address_space import AddressSpace
from golearn.osmem.states import State, SysStat
from golearn.realgo.os_calls import LOG, OsCall, OsCallsError, parse_log, record, recording, source
from golearn.units import MIB

ARENA = 0xC0 << 32
STEPS = [
    "start",
    "48 MiB allocated",
    "written to",
    "dropped and collected",
    "FreeOSMemory",
    "16 MiB allocated",
    "written to again",
]


@pytest.mark.parametrize(
    ("line", "call"),
    [
        (
            "mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7000",
            OsCall("sysReserve", 0x7000, 4096),
        ),
        (
            "77 mmap(0xc000, 8192, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0xd000",
            OsCall("sysReserve", 0xD000, 8192),
        ),
        (
            "mmap(NULL, 9, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x1000",
            OsCall("sysAlloc", 0x1000, 9),
        ),
        (
            "mmap(0xc000, 9, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS, -1, 0)"
            " = 0xc000",
            OsCall("sysMap", 0xC000, 9),
        ),
        (
            "mmap(0xc000, 9, PROT_NONE, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS, -1, 0) = 0xc000",
            OsCall("sysFault", 0xC000, 9),
        ),
        ("madvise(0xc000, 8, MADV_DONTNEED) = 0", OsCall("sysUnused", 0xC000, 8)),
        ("madvise(0xc000, 8, MADV_NOHUGEPAGE) = 0", OsCall("sysNoHugePage", 0xC000, 8)),
        ("munmap(0xc000, 8)            = 0", OsCall("sysFree", 0xC000, 8)),
    ],
)
def test_system_calls_under_gos_names(line, call):
    said = 'write(1, "x: HeapSys 1 resident 2\\n", 24) = 24'
    (step,) = parse_log(f"{line}\n--- SIGURG {{}} ---\n{said}\n")
    assert step.calls == (call,)
    assert (step.what, step.stats) == ("x", {"HeapSys": 1, "resident": 2})


def test_an_advice_that_go_does_not_give():
    with pytest.raises(OsCallsError, match="line 2: advice MADV_RANDOM"):
        parse_log("\nmadvise(0xc000, 8, MADV_RANDOM) = 0")


def test_the_recording():
    steps = {step.what: step for step in recording()}
    assert list(steps) == STEPS
    for step in steps.values():
        stats = step.stats
        assert stats["HeapSys"] == stats["HeapInuse"] + stats["HeapIdle"]
        assert stats["HeapReleased"] <= stats["HeapIdle"]
        # What the heap keeps and the process has beside it: within 4 MiB here.
        if step.what != "48 MiB allocated":
            kept = stats["HeapSys"] - stats["HeapReleased"]
            assert 0 < stats["resident"] - kept < 4 * MIB
    assert steps["48 MiB allocated"].asked() == {"sysMap": 48 * MIB}
    assert steps["48 MiB allocated"].stats["resident"] < 4 * MIB  # nobody has touched it
    assert steps["written to"].asked() == {}
    assert steps["written to"].stats["resident"] > 48 * MIB
    before, after = (steps[name].stats for name in STEPS[3:5])
    given = steps["FreeOSMemory"].asked()["sysUnused"]
    assert given == pytest.approx(after["HeapReleased"] - before["HeapReleased"], rel=0.01)
    assert given == pytest.approx(before["resident"] - after["resident"], rel=0.01)
    assert steps["16 MiB allocated"].asked() == {}  # sysUsed asks Linux for nothing
    assert "FreeOSMemory" in source()


def test_the_model_allows_what_go_did():
    """Reserved, mapped, unused: each call finds the states that it takes."""
    space = AddressSpace()
    for step in recording():
        for name, address, size in step.calls:
            if name == "sysReserve":
                assert space.sys_reserve(size, address) == address
            elif name == "sysMap":
                space.sys_map(address, size, SysStat.HEAP)
            elif name == "sysUnused":
                parts = space.parts(address, size)
                prepared = sum(p.size for p in parts if p.state is State.PREPARED)
                space.sys_used(address, size, prepared)  # leaves no trace in the log
                space.sys_unused(address, size)
        space.check()
        heap = sum(p.size for p in space.parts(ARENA, 64 * MIB) if p.stat is SysStat.HEAP)
        # Goroutine stacks are cut from the heap's pages, and HeapSys leaves them out.
        assert 0 < heap - step.stats["HeapSys"] < MIB


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_the_program_today(go):
    now = parse_log(record(go))
    assert [step.what for step in now] == STEPS
    for step, was in zip(now, recording(), strict=True):
        for call in ("sysReserve", "sysMap"):
            assert step.asked().get(call, 0) == pytest.approx(was.asked().get(call, 0), rel=0.02)
    assert now[4].asked()["sysUnused"] > 47 * MIB


def test_the_log_tells_nothing_of_a_machine():
    assert "/" not in LOG.read_text()
