"""Sequences of calls on a row of pages, for the chapter, the lab and the recording."""

from __future__ import annotations

ROW = 16
"""Pages of the row that these are made for."""

SEQUENCES: dict[str, str] = {
    "there and back": """\
sysReserve 0 16
sysMap 0 16
sysUsed 0 16
touch 0 16
sysUnused 8 8
sysUnused 0 8
sysUsed 0 16
sysFree 0 16
""",
    "a heap that grows": """\
sysReserve 0 16
sysMap 0 4
sysUsed 0 4
touch 0 3
sysMap 4 8
sysUsed 4 6
touch 4 6
""",
    "the scavenger at work": """\
sysReserve 0 16
sysMap 0 16
sysUsed 0 16
touch 0 12
sysUnused 8 8
sysUnused 2 2
sysUsed 2 2
touch 2 1
""",
    "for the runtime itself": """\
sysAlloc 0 16
touch 0 4
touch 2 4
sysFree 0 16
""",
    "faults on purpose": """\
sysAlloc 0 16
touch 0 16
sysFault 4 8
""",
    "an aligned piece": """\
sysReserve 0 16
sysFreeOS 0 3
sysFreeOS 11 5
sysMap 3 8
sysUsed 3 8
""",
}
"""Name → script, as `row_calls.parse_script` reads it."""

LARGE = 16_384
"""Pages of a large row: 64 MiB of pages of 4 KiB, what Go reserves at a time on linux/amd64."""

ARENA = """\
sysReserve 0 16384
sysMap 0 1024
sysUsed 0 1024
touch 0 256
sysUnused 128 896
sysUsed 128 64
touch 128 1
"""
"""An arena of Go's on linux/amd64: reserved whole, mapped 4 MiB at a time."""

RECORDED = [*((script, ROW) for script in SEQUENCES.values()), (ARENA, LARGE)]

TOUCHES = (
    ("sysReserve 0 16\nsysMap 0 8\n", 16, 12),
    ("sysReserve 0 16\nsysMap 0 8\n", 16, 4),
    ("sysAlloc 0 16\nsysFault 4 8\n", 16, 4),
    ("sysAlloc 0 16\nsysFree 0 16\n", 16, 0),
)
"""(script, pages of the row, page that a process of its own touches)."""
