"""The address space of a real process: its mappings, and what lies where.

On Linux `/proc/self/maps` lists them, one a line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from golearn.errors import GolearnError

LIVE = Path("/proc/self/maps")

LINE = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) ([r-][w-][x-][ps]) [0-9a-f]+ \S+ \d+ *(.*)$")


class MapsError(GolearnError):
    """A line that `/proc/self/maps` would not print."""


class Mapping(NamedTuple):
    """A range of addresses, `end` not included, with its rights (such as `rw-p`) and its name.

    The name is a file, a label such as `[heap]` or `[stack]`, or empty for memory that
    belongs to no file.
    """

    start: int
    end: int
    rights: str
    name: str

    @property
    def size(self) -> int:
        """Bytes."""
        return self.end - self.start

    @property
    def kind(self) -> str:
        """What it serves: heap, stack, program, library, anonymous or kernel."""
        if self.name in ("[heap]", "[stack]"):
            return self.name[1:-1]
        if self.name == "" or self.name.startswith("[anon"):
            return "anonymous"
        if self.name.startswith("["):
            return "kernel"
        return "library" if ".so" in Path(self.name).name else "file"


def parse_maps(lines: Iterable[str]) -> list[Mapping]:
    """The mappings in text of the form of `/proc/PID/maps`, in address order.

    Raises MapsError naming the line.
    """
    mappings = []
    for number, line in enumerate(lines, 1):
        match = LINE.match(line.rstrip("\n"))
        if match is None:
            problem = "expected 'start-end rights offset device inode name'"
            raise MapsError(f"line {number} of the map: {line.strip()!r}; {problem}")
        start, end, rights, name = match.groups()
        mappings.append(Mapping(int(start, 16), int(end, 16), rights, name))
    return sorted(mappings)


def is_live() -> bool:
    """Whether this system shows a process its own map."""
    return LIVE.exists()


def read_maps() -> list[Mapping]:
    """The mappings of this very process. Raises MapsError where the system shows none."""
    if not is_live():
        raise MapsError(f"this system has no {LIVE}; only Linux shows a process its own map")
    return parse_maps(LIVE.read_text().splitlines())


def find_mapping(mappings: Sequence[Mapping], address: int) -> Mapping | None:
    """The mapping that holds `address`; None if it lies in no mapping."""
    i = bisect_right(mappings, address, key=lambda mapping: mapping.start) - 1
    return mappings[i] if i >= 0 and address < mappings[i].end else None
