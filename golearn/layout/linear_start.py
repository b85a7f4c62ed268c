"""How a program of Go 1.10 finds a place for its heap, and what makes that fail.

Source: `runtime/malloc.go` (`mallocinit`) and `runtime/mem_linux.go` (`sysReserve`, `sysMap`),
Go 1.10. Addresses and sizes in bytes.

528 GiB in one piece are a lot to ask for: programs run under limits of address space. So Go on
Linux reserved none of it. It mapped the first 64 KiB of the place, unmapped them at once, and
took the rest for granted. Whether the rest was free it learnt page by page, as the heap grew.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from golearn.allocator import AllocatorEvent
from golearn.layout.events import PlaceTried
from golearn.layout.hints import FIRST, STEP
from golearn.layout.linear_geometry import LinearGeometry
from golearn.layout.refusals import AddressSpaceConflict, StartUpFailed
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.refusals import AddressSpaceFull
from golearn.osmem.states import State, SysStat
from golearn.units import GIB, KIB, MIB, round_up

PROBE = 64 * KIB
LARGE = 4 * GIB
"""Above this size a reservation is not made, only looked at."""

PLACES = 0x80
"""0x00c0…, 0x01c0…, up to 0x7fc0…: 1 TiB from one to the next."""

SMALL_SIZES = (512 * MIB, 256 * MIB, 128 * MIB, 0)
"""First arenas of the 32-bit way, which 64-bit systems fall back to."""


class Reserving(StrEnum):
    """What a system does with a reservation of more than 4 GiB."""

    PROBE = "probe"
    """Linux: try 64 KiB at its start."""
    ASSUME = "assume"
    """Darwin and the BSDs: ask nothing."""
    RESERVE = "reserve"
    """Windows: reserve all of it, elsewhere if need be."""


class Place(NamedTuple):
    """What start-up found. `size` bytes at `start`; `reserved`: they are really Go's."""

    start: int
    size: int
    reserved: bool


def find_place(
    space: AddressSpace,
    geometry: LinearGeometry,
    how: Reserving,
    data_end: int,
    watch: list[AllocatorEvent] | None,
) -> Place:
    """Room for all three areas. Raises StartUpFailed.

    `data_end` is where the program and C's first memory end.
    """
    if geometry.ptr_size == 8:
        for i in range(PLACES):
            place = reserve(space, i * STEP | FIRST, geometry.total, how, watch)
            if place is not None:
                return place
    tables = geometry.total - geometry.arena_bytes
    wanted = round_up(data_end + 256 * KIB, MIB)
    for arena in SMALL_SIZES:
        place = reserve(space, wanted, tables + arena, how, watch)
        if place is not None:
            return place
    others = f"all {PLACES} places that Go 1.10 tries are taken, and so is"
    raise StartUpFailed(
        "runtime: cannot reserve arena virtual address space: "
        f"{others if geometry.ptr_size == 8 else 'no room at'} {wanted:#x}, behind the program"
    )


def reserve(
    space: AddressSpace,
    wanted: int,
    size: int,
    how: Reserving,
    watch: list[AllocatorEvent] | None,
) -> Place | None:
    """Go 1.10's `sysReserve`; None if the system says no."""
    looks_only = size > LARGE and how is not Reserving.RESERVE
    asked = size if not looks_only else PROBE if how is Reserving.PROBE else 0
    got = wanted
    if asked:
        try:
            got = space.sys_reserve(asked, wanted)
        except AddressSpaceFull:
            got = 0
    if looks_only and asked and got:
        space.sys_free_os(got, asked)
        got = got if got == wanted else 0
    if watch is not None:
        watch.append(PlaceTried(wanted, size, got, asked))
    return Place(got, size, not looks_only) if got else None


def require_room(space: AddressSpace, start: int, size: int, what: str) -> None:
    """Raise AddressSpaceConflict if something lies where the heap is about to grow."""
    if start + size > space.kernel.end:
        raise AddressSpaceConflict(start, size, what, "nobody: a process may not have them")
    for part in space.parts(start, size):
        if part.state not in (State.NONE, State.RESERVED):
            owner = part.owner or "another part of the runtime"
            raise AddressSpaceConflict(start, size, what, owner)


def map_piece(space: AddressSpace, start: int, size: int, stat: SysStat) -> None:
    """Go 1.10's `sysMap`: what was only looked at is first taken, in one and the same call."""
    for part in space.parts(start, size):
        if part.state is State.NONE:
            space.sys_reserve(part.size, part.start)
    space.sys_map(start, size, stat)
