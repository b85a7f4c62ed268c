"""A process looked at once: its map and the addresses of a few things in it.

Live on Linux; elsewhere a recording, so that the chapter that shows it reads the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources

from golearn.osmem import probes
from golearn.osmem.process_map import Mapping, find_mapping, is_live, parse_maps, read_maps

LARGE = 64 << 20
"""Bytes. C's malloc asks the system for a mapping of its own for a block this large. glibc
raises its limit as blocks come and go, but never over 32 MiB."""


@dataclass(frozen=True)
class Snapshot:
    """What the map of a process says, and where some of its things lie.

    `addresses` is name → address. `frames` holds the address of one local variable in each of
    a few nested calls, the caller first.
    """

    live: bool
    mappings: list[Mapping]
    addresses: dict[str, int]
    frames: list[int]

    def home_of(self, thing: str) -> Mapping | None:
        """The mapping that holds one of `addresses`."""
        return find_mapping(self.mappings, self.addresses[thing])


def take_snapshot() -> Snapshot:
    """This very process on Linux; else the recording of one on Linux."""
    if not is_live():
        return recorded_snapshot()
    a_list = list(range(10))
    with probes.c_block(100) as small, probes.c_block(LARGE) as large:
        addresses = {
            "a local variable of a C function": probes.stack_addresses()[0],
            "100 bytes from malloc": small,
            "64 MiB from malloc": large,
            "a Python list": id(a_list),
            "the code of printf": probes.code_address(),
        }
        return Snapshot(True, read_maps(), addresses, probes.stack_addresses(depth=5))


def recorded_snapshot() -> Snapshot:
    """A Python 3.11 process on Debian 12 (x86-64), recorded."""
    data = resources.files("golearn.osmem") / "data"
    mappings = parse_maps((data / "python.maps").read_text().splitlines())
    recorded = json.loads((data / "python.json").read_text())
    return Snapshot(False, mappings, recorded["addresses"], recorded["frames"])
