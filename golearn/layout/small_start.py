"""How a 32-bit port begins: it takes room early, because there is so little of it.

Source: `runtime/malloc.go` (`mallocinit`, the 32-bit branch), Go 1.21.13. Bytes.
"""

from __future__ import annotations

from contextlib import suppress

from golearn.layout.ports import Port
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.refusals import AddressSpaceFull
from golearn.osmem.reserve_aligned import sys_reserve_aligned
from golearn.units import KIB, MIB, round_up

START_SIZES = (512 * MIB, 256 * MIB, 128 * MIB)
"""Reservations to try, the largest first."""

AWAY = 256 * KIB
"""Distance to keep from the program."""


def reserve_start(space: AddressSpace, port: Port, data_end: int) -> tuple[int, int]:
    """(start, end) of the first reservation, near the program; (0, 0) if there is no room.

    First comes room for the metadata of every arena that there could be.
    """
    with suppress(AddressSpaceFull):  # Go does without, too
        space.sys_reserve(port.l1_entries * port.l2_entries * port.sizeof_heap_arena)
    wanted = round_up(data_end + AWAY, port.heap_arena_bytes)
    for size in START_SIZES:
        try:
            start, got = sys_reserve_aligned(space, size, port.heap_arena_bytes, wanted)
        except AddressSpaceFull:
            continue
        return start, start + got
    return 0, 0
