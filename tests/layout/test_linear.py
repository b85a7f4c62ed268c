"""The linear layout: the three areas of Go 1.10, where they lie, and what gets in their way."""

from __future__ import annotations

from itertools import pairwise

import pytest

from golearn.errors import BadParameter
from golearn.goheap import GoAllocator
from golearn.layout.foreign import ARENA_1_10, EVERY_HINT, PRESETS, Foreign, put
from golearn.layout.linear import LinearLayout
from golearn.layout.linear_geometry import (
    GO_1_10,
    GO_1_10_32_BIT,
    GO_1_10_WINDOWS,
    LinearGeometry,
)
from golearn.layout.linear_start import Reserving
from golearn.layout.refusals import AddressSpaceConflict, ReservationUsedUp, StartUpFailed
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.states import State, SysStat
from golearn.units import GIB, KIB, MIB

CHUNK = 4 * MIB

# geometry, spans, bitmap, arena
AREAS = [
    (GO_1_10, 512 * MIB, 16 * GIB, 512 * GIB),
    (GO_1_10_WINDOWS, 32 * MIB, GIB, 32 * GIB),
    # Go 1.10 for 386 asks for 0x200000 bytes of spans and 256 MiB of bitmap
    (GO_1_10_32_BIT, 2 * MIB, 256 * MIB, 4 * GIB),
    (LinearGeometry(1 << 24), 16 * KIB, 512 * KIB, 16 * MIB),
]


@pytest.mark.parametrize(("geometry", "spans", "bitmap", "arena"), AREAS)
def test_sizes_of_the_three_areas(geometry, spans, bitmap, arena):
    sizes = (geometry.spans_bytes, geometry.bitmap_bytes, geometry.arena_bytes)
    assert sizes == (spans, bitmap, arena)
    assert geometry.total == spans + bitmap + arena + 8 * KIB


@pytest.mark.parametrize(("arena", "ptr_size"), [(3 << 30, 8), (1 << 20, 8), (1 << 39, 16)])
def test_impossible_geometries(arena, ptr_size):
    with pytest.raises(BadParameter):
        LinearGeometry(arena, ptr_size)


def test_the_first_object_lies_where_programs_of_that_time_print_it():
    # Pointers printed by Go 1.8 to 1.10 on linux/amd64 begin with 0xc42000.
    layout = LinearLayout()
    assert (layout.spans_start, layout.arena_start) == (0xC000000000, 0xC420000000)
    assert layout.grow(CHUNK, CHUNK).fresh == [(0xC420000000, CHUNK)]


def test_tables_grow_with_the_heap_and_the_bitmap_downward():
    layout = LinearLayout()
    for chunks in (1, 2):
        layout.grow(CHUNK, CHUNK)
        space, heap = layout.space, chunks * CHUNK
        assert [row.mapped for row in layout.metadata()] == [heap // 1024, heap // 32]
        assert space.state_at(0xC420000000 - heap // 32) is State.READY
        assert space.state_at(0xC420000000 - heap // 32 - 1) is State.NONE
        assert space.books.sys[SysStat.HEAP] == heap
        assert space.books.sys[SysStat.GC_MISC] == heap // 32
        space.check()


def test_only_memory_that_was_used_before_must_be_zeroed():
    go = GoAllocator(layout=LinearLayout(), work_spans=0)
    first = go.malloc(MIB)
    assert not go.span_of(first).needzero
    go.gc([])
    assert go.span_of(go.malloc(MIB)).needzero
    assert not go.span_of(go.malloc(MIB)).needzero


def test_nothing_is_reserved_on_linux():
    layout = LinearLayout()
    assert not layout.reserved
    assert list(layout.space.ranges()) == []
    assert [(event.wanted, event.probed) for event in layout.tried] == [(0xC000000000, 64 * KIB)]


def test_all_of_it_is_reserved_where_the_system_really_reserves():
    layout = LinearLayout(how=Reserving.RESERVE)
    assert layout.reserved
    assert layout.space.bytes_in(State.RESERVED) == GO_1_10.total
    layout.grow(CHUNK, CHUNK)
    layout.space.check()


# foreign memory, what the system does with reservations → where the heap begins
STARTS = [
    ("nothing", Reserving.PROBE, 0xC420000000),
    ("first hint", Reserving.PROBE, 0x1C420000000),
    ("first hint", Reserving.ASSUME, 0xC420000000),
    ("one page ahead", Reserving.PROBE, 0xC420000000),
    ("AddressSanitizer", Reserving.PROBE, 0x10C420000000),
    # 9 MiB, the first MiB that is 256 KiB behind the program; then the two tables
    ("every hint", Reserving.PROBE, 9 * MIB + 512 * MIB + 16 * GIB),
]


@pytest.mark.parametrize(("preset", "how", "begins"), STARTS)
def test_where_the_heap_begins_beside_others(preset, how, begins):
    space = AddressSpace()
    put(space, PRESETS[preset].mappings)
    assert LinearLayout(space, how=how).first == begins


def test_start_up_fails_only_if_every_place_is_taken():
    space = AddressSpace()
    put(space, PRESETS["every hint and behind the program"].mappings)
    before = list(space.ranges())
    with pytest.raises(StartUpFailed, match="cannot reserve arena virtual address space"):
        LinearLayout(space)
    assert list(space.ranges()) == before
    # One free place is enough, the very last one included.
    space.unmap_foreign(EVERY_HINT[-1].start, EVERY_HINT[-1].size)
    assert LinearLayout(space).spans_start == 0x7FC000000000


# foreign memory → megabytes that the heap has when growth fails, and the part that could not grow
CONFLICTS = [
    ([Foreign(ARENA_1_10, 4 * KIB)], 0, "heap"),
    ([Foreign(ARENA_1_10 + 256 * MIB, 4 * KIB)], 256, "heap"),
    ([Foreign(ARENA_1_10 + 257 * MIB, 4 * KIB)], 256, "heap"),
    ([Foreign(ARENA_1_10 - 4 * KIB, 4 * KIB)], 0, "bitmap"),
    ([Foreign(ARENA_1_10 - MIB, 4 * KIB)], 28, "bitmap"),
    ([Foreign(0xC000000000 + 128 * KIB, 4 * KIB)], 128, "spans"),
]


@pytest.mark.parametrize(("foreign", "megabytes", "what"), CONFLICTS)
def test_growth_fails_where_it_meets_others_and_leaves_all_as_it_was(foreign, megabytes, what):
    space = AddressSpace()
    put(space, foreign)
    layout = LinearLayout(space)
    for _ in range(megabytes // 4):
        layout.grow(CHUNK, CHUNK)
    before, tables = list(space.ranges()), layout.metadata()
    for _ in range(2):
        with pytest.raises(AddressSpaceConflict, match=f"of the {what}, .* belong to C") as error:
            layout.grow(CHUNK, CHUNK)
        assert list(space.ranges()) == before and layout.metadata() == tables
    assert error.value.start <= foreign[0].start < error.value.start + error.value.size
    space.check()


def test_a_real_reservation_does_not_fail_so():
    space = AddressSpace()
    layout = LinearLayout(space, how=Reserving.RESERVE)
    with pytest.raises(BadParameter, match="taken"):
        put(space, [Foreign(ARENA_1_10 + 256 * MIB, 4 * KIB)])
    for _ in range(100):
        layout.grow(CHUNK, CHUNK)


def test_the_reservation_is_all_there_is():
    layout = LinearLayout(geometry=LinearGeometry(8 * GIB))
    layout.grow(8 * GIB - CHUNK, CHUNK)
    with pytest.raises(ReservationUsedUp, match="no second arena"):
        layout.grow(2 * CHUNK, CHUNK)
    layout.grow(CHUNK, CHUNK)
    with pytest.raises(ReservationUsedUp):
        layout.grow(CHUNK, CHUNK)


def test_a_64_bit_heap_in_the_fallback_place_grows_by_further_reservations():
    space = AddressSpace()
    put(space, PRESETS["every hint"].mappings)
    layout = LinearLayout(space)
    assert layout.arena_end - layout.arena_start == 512 * MIB + 8 * KIB
    for _ in range(200):
        layout.grow(CHUNK, CHUNK)
    assert layout.arena_end - layout.arena_start == 1024 * MIB + 8 * KIB
    space.check()


def test_a_32_bit_heap_takes_what_it_gets():
    space = AddressSpace(32, end=3 * GIB, huge_page_size=0)
    layout = LinearLayout(space, GO_1_10_32_BIT)
    assert (layout.arena_start, layout.reserved) == (0, True)
    assert layout.spans_start == 9 * MIB
    put(space, [Foreign(layout.arena_end + MIB, MIB)])
    pieces = [layout.grow(64 * MIB, CHUNK).fresh[0] for _ in range(20)]
    starts = [start for start, _ in pieces]
    assert starts[1] == starts[0] + 64 * MIB
    assert any(b != a + 64 * MIB for a, b in pairwise(starts))
    # The tables count from address 0, so a high piece of heap costs bitmap for all below it.
    assert len(layout.bits) == max(start + size for start, size in pieces) // 16
    space.check()
