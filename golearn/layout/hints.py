"""Where Go would like to have its arenas: the hints of each port.

Source: `runtime/malloc.go` (`mallocinit`), Go 1.21.13. Not here: the race detector's hints, and
those of user arenas.
"""

from __future__ import annotations

from dataclasses import dataclass

from golearn.layout.ports import Port

FIRST = 0x00C0 << 32
"""0xc000000000: the middle of the address space, where little else is; and c0 00, c1 00, … are
easily seen in a dump, and no valid UTF-8."""

STEP = 1 << 40
HINTS = 0x40
"""From hint to hint 1 TiB. As many again were kept for user arenas."""


@dataclass
class ArenaHint:
    """Try to grow the heap at `addr`: upward from it, or `down` towards it."""

    addr: int
    down: bool = False


def hint_addresses(port: Port) -> list[int]:
    """The hints of a 64-bit port, the best first. (A 32-bit port looks for room near its code.)"""
    first, numbers = FIRST, range(HINTS)
    if port.arch == "arm64":
        first = 0x0013 << 28 if port.os == "ios" else 0x0040 << 32
    elif port.os == "aix":
        first, numbers = 0xA0 << 52, range(1, HINTS)
    return [i * STEP | first for i in numbers]
