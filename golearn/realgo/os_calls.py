"""What a real Go program asks its operating system for, recorded with `strace`.

    python -m golearn.realgo.os_calls       record anew: needs Linux, Go 1.21.13 and strace

The program (`recordings/os_calls/main.go`) allocates, writes, drops, gives back and allocates
again, and after each step prints what its runtime counts and what the kernel counts. `strace`
logs those lines among the system calls, so that it is known which call belongs to which step.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from golearn.errors import GolearnError
from golearn.realgo.toolchain import Toolchain, find_toolchain, run

FOLDER = Path(__file__).parent / "recordings" / "os_calls"
LOG = FOLDER / "strace.txt"

_CALL = re.compile(r"^(?:\d+ +)?(mmap|munmap|madvise|write)\((.*)\) += (\S+)")
_SAID = re.compile(r'1, "(.*): (HeapSys .*)\\n", \d+$')


class OsCallsError(GolearnError):
    """A line that `strace` would not print of a Go program."""


class OsCall(NamedTuple):
    """A system call, under the name of the call of Go's that makes it. Bytes."""

    name: str
    address: int
    size: int


@dataclass(frozen=True)
class Step:
    """A step of the program: the calls that it led to, and the counters after it, in bytes.

    `stats` has HeapSys, HeapInuse, HeapIdle, HeapReleased by `MemStats`, and `resident` by the
    kernel, for the whole process.
    """

    what: str
    calls: tuple[OsCall, ...]
    stats: dict[str, int]

    def asked(self) -> dict[str, int]:
        """Call → bytes in this step."""
        total: Counter[str] = Counter()
        for call in self.calls:
            total[call.name] += call.size
        return dict(total)


def parse_log(text: str) -> list[Step]:
    """The steps in a log. Lines of other kinds (signals, exits) are skipped.

    Raises OsCallsError naming the line.
    """
    steps: list[Step] = []
    calls: list[OsCall] = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _CALL.match(line)
        if match is None:
            continue
        name, arguments, result = match.groups()
        if name != "write":
            calls.append(_os_call(name, arguments.split(", "), result, number))
        elif said := _SAID.match(arguments):
            words = said[2].split()
            stats = {key: int(value) for key, value in zip(words[::2], words[1::2], strict=True)}
            steps.append(Step(said[1], tuple(calls), stats))
            calls = []
    return steps


def _os_call(name: str, arguments: list[str], result: str, number: int) -> OsCall:
    """Which of Go's calls on Linux makes this system call (`runtime/mem_linux.go`, Go 1.21.13)."""
    address, size = int(arguments[0].replace("NULL", "0x0"), 16), int(arguments[1])
    if name == "munmap":
        return OsCall("sysFree", address, size)
    if name == "mmap":
        fixed, rights = "MAP_FIXED" in arguments[3], arguments[2] != "PROT_NONE"
        kind = {
            (False, False): "sysReserve",
            (False, True): "sysAlloc",
            (True, True): "sysMap",
            (True, False): "sysFault",
        }[fixed, rights]
        return OsCall(kind, int(result, 16), size)
    advice = {
        "MADV_DONTNEED": "sysUnused",
        "MADV_HUGEPAGE": "sysHugePage",
        "MADV_NOHUGEPAGE": "sysNoHugePage",
        "MADV_COLLAPSE": "sysHugePageCollapse",
    }
    if arguments[2] not in advice:
        raise OsCallsError(f"line {number}: advice {arguments[2]}, which Go does not give")
    return OsCall(advice[arguments[2]], address, size)


def recording() -> list[Step]:
    """The recorded steps, of Go 1.21.13 on linux/amd64."""
    return parse_log(LOG.read_text())


def source() -> str:
    """The Go program that was recorded."""
    return (FOLDER / "main.go").read_text()


def record(toolchain: Toolchain) -> str:
    """Run the program under `strace`; its log. Raises GoFailed."""
    with tempfile.TemporaryDirectory() as folder:
        program, log = Path(folder) / "program", Path(folder) / "log"
        toolchain.run("build", "-o", str(program), str(FOLDER / "main.go"))
        trace = ["strace", "-f", "-s", "300", "-e", "trace=mmap,munmap,madvise,write"]
        run([*trace, "-o", str(log), str(program)], GOMAXPROCS="1")
        lines = log.read_text().splitlines()
    return "".join(re.sub(r"^\d+ +", "", line) + "\n" for line in lines if _CALL.match(line))


if __name__ == "__main__":
    LOG.write_text(record(find_toolchain()))
    print(f"wrote {LOG.name}")
