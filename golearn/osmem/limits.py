"""How much memory a lesson may ask for, so that no one takes the machine down."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from golearn.units import MIB

MOST_PER_CALL = 64 * MIB
MOST_IN_ALL = 256 * MIB
"""Bytes of address space. Only what is written to becomes memory."""

SHARE = 4
"""A lesson takes at most one part in so many of what the process may still have."""

CGROUP = Path("/sys/fs/cgroup")
OWN_CGROUP = Path("/proc/self/cgroup")
MEMINFO = Path("/proc/meminfo")
STATUS = Path("/proc/self/status")


def budget() -> int:
    """Bytes that all live memory together may take: 256 MiB, or a quarter of what is left.

    What is left is the least of the machine's free memory, the limits of the control groups that
    the process is in (`docker run -m` sets one), and its own limits (`ulimit -v`, `ulimit -d`).
    """
    return min(MOST_IN_ALL, min(_left(), default=MOST_IN_ALL) // SHARE)


def _left() -> Iterator[int]:
    yield from _free_on_machine()
    yield from _free_in_cgroups()
    yield from _free_by_rlimits()


def _free_on_machine() -> Iterator[int]:
    yield from _kib_field(MEMINFO, "MemAvailable")


def _free_in_cgroups() -> Iterator[int]:
    for line in _text(OWN_CGROUP).splitlines():
        _number, controllers, path = line.split(":", 2)
        if controllers == "":  # version 2, one tree
            yield from _group(CGROUP, path, "memory.max", "memory.current")
        elif "memory" in controllers.split(","):
            files = "memory.limit_in_bytes", "memory.usage_in_bytes"
            yield from _group(CGROUP / "memory", path, *files)


def _group(root: Path, path: str, limit: str, usage: str) -> Iterator[int]:
    """What the group and those above it leave; in a container its own group is the root."""
    folder = root / path.strip("/")
    while True:
        most, used = _text(folder / limit).strip(), _text(folder / usage).strip()
        if most.isdecimal() and used.isdecimal():
            yield max(int(most) - int(used), 0)
        if folder == root:
            return
        folder = folder.parent


def _free_by_rlimits() -> Iterator[int]:
    if sys.platform == "win32":
        return
    import resource

    for limit, field in ((resource.RLIMIT_AS, "VmSize"), (resource.RLIMIT_DATA, "VmData")):
        most, _hard = resource.getrlimit(limit)
        if most != resource.RLIM_INFINITY:
            yield from (max(most - used, 0) for used in _kib_field(STATUS, field))


def _kib_field(path: Path, name: str) -> Iterator[int]:
    """`Name:   12 kB` as bytes, if the file has it."""
    for line in _text(path).splitlines():
        if line.startswith(f"{name}:"):
            yield int(line.split()[1]) * 1024


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
