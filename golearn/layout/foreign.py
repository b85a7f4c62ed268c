"""Memory of others in the process: C's mappings, placed by hand, by preset or at random.

A mapping is written `ADDRESS SIZE [OWNER]`, one a line: `0xc000000000 64 KiB libfoo`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from golearn.errors import BadParameter, GolearnError
from golearn.layout.hints import FIRST, STEP
from golearn.layout.linear_start import PLACES
from golearn.osmem.address_space import AddressSpace
from golearn.units import GIB, KIB, MIB, TIB, round_up

UNITS = {"B": 1, "KIB": KIB, "MIB": MIB, "GIB": GIB, "TIB": TIB, "": 1}
_LINE = re.compile(r"(0x[0-9a-f]+)\s+([\d,]+)\s*([a-z]*)(?:\s+(.*))?", re.IGNORECASE)


class Foreign(NamedTuple):
    """`size` bytes at `start` that belong to `owner`."""

    start: int
    size: int
    owner: str = "C"


class Preset(NamedTuple):
    """Foreign memory with a story: `tells` says why it is there."""

    mappings: tuple[Foreign, ...]
    tells: str


SMALL = 64 * KIB
ARENA_1_10 = FIRST + 512 * MIB + 16 * GIB
"""Where the first object of a program of Go 1.10 lies: 0xc420000000."""

EVERY_HINT = tuple(Foreign(i * STEP | FIRST, SMALL, "libgrab") for i in range(PLACES))

PRESETS: Mapping[str, Preset] = {
    "nothing": Preset((), "Go is alone in its process."),
    "first hint": Preset(
        (Foreign(FIRST, SMALL, "libfoo"),), "64 KiB just where Go would like to begin."
    ),
    "one page ahead": Preset(
        (Foreign(ARENA_1_10 + 256 * MIB, 4 * KIB, "libfoo"),),
        "One page, 256 MiB into what Go 1.10 takes for its arena. Start-up does not see it.",
    ),
    "below the arena": Preset(
        (Foreign(ARENA_1_10 - 4 * KIB, 4 * KIB, "libfoo"),),
        "One page at the end of Go 1.10's bitmap, which grows down from the arena.",
    ),
    "AddressSanitizer": Preset(
        (
            Foreign(0x7FFF8000, 0x02008FFF7000 - 0x7FFF8000, "AddressSanitizer"),
            Foreign(0x02008FFF7000, 0x10007FFF8000 - 0x02008FFF7000, "AddressSanitizer"),
        ),
        "The shadow memory of C's AddressSanitizer on linux/amd64: some 16 TiB, hints and all.",
    ),
    "every hint": Preset(
        EVERY_HINT, "A library that takes 64 KiB at every place that Go 1.10 tries."
    ),
    "every hint and behind the program": Preset(
        (*EVERY_HINT, Foreign(9 * MIB, SMALL, "libgrab")),
        "The same, and also where Go 1.10 looks last: behind the program itself.",
    ),
}
"""Foreign memory by name, for a program whose own data end at 8 MiB."""


def parse_foreign(text: str) -> list[Foreign]:
    """Mappings from lines `ADDRESS SIZE [OWNER]`; `#` begins a comment. Raises BadParameter."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.partition("#")[0].strip()
        if not line:
            continue
        match = _LINE.fullmatch(line)
        unit = match[3].upper() if match else ""
        owner = (match[4] or "") if match else ""
        if match and unit not in UNITS:
            unit, owner = "", f"{match[3]} {owner}"
        if match is None:
            raise BadParameter(
                f"line {number} '{line[:40]}': expected an address, a size and perhaps an owner, "
                "such as 0xc000000000 64 KiB libfoo"
            )
        size = int(match[2].replace(",", "")) * UNITS[unit]
        found.append(Foreign(int(match[1], 16), size, owner.strip() or "C"))
    return found


def random_foreign(
    seed: int, count: int, low: int = FIRST, high: int = FIRST + 2 * TIB, largest: int = GIB
) -> list[Foreign]:
    """`count` mappings that do not overlap, from `low` up to `high`; the same for a seed."""
    if count < 0 or not 0 < low < high or largest < 4 * KIB:
        raise BadParameter(
            f"expected a count from 0, addresses with low < high, and sizes of 4 KiB or more; got "
            f"{count}, {low:#x} to {high:#x}, {largest:,} B"
        )
    draw = random.Random(seed)
    taken: list[Foreign] = []
    for _ in range(100 * count):
        if len(taken) == count:
            break
        size = round_up(int(2 ** draw.uniform(12, largest.bit_length() - 1)), 4 * KIB)
        start = draw.randrange(low, high) // (4 * KIB) * (4 * KIB)
        end = start + size
        if end <= high and all(end <= t.start or t.start + t.size <= start for t in taken):
            taken.append(Foreign(start, size))
    return sorted(taken)


def put(space: AddressSpace, mappings: Iterable[Foreign]) -> None:
    """Map them all, or none. Raises BadParameter if one cannot lie where it should."""
    done: list[Foreign] = []
    for mapping in mappings:
        try:
            space.map_foreign(mapping.size, mapping.start, mapping.owner)
        except GolearnError as error:
            for earlier in done:
                space.unmap_foreign(earlier.start, round_up(earlier.size, space.page_size))
            raise BadParameter(str(error)) from None
        done.append(mapping)
