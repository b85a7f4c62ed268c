"""The sparse layout: the index, what an arena knows, and where arenas go."""

from __future__ import annotations

import pytest

from golearn.errors import BadParameter
from golearn.goheap import GoAllocator
from golearn.goheap.cycle_events import SpanFreed
from golearn.goheap.events import ArenaReserved
from golearn.layout import SparseLayout
from golearn.layout.events import ArenaMade, HintDropped, HintsUsedUp, Stranded, TableMade
from golearn.layout.foreign import PRESETS, Foreign, put
from golearn.layout.ports import PORTS
from golearn.layout.refusals import NoAddressSpace
from golearn.layout.small_start import START_SIZES
from golearn.layout.spaces import address_space
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.states import State, SysStat
from golearn.units import GIB, MIB, TIB

CHUNK, ARENA = 4 * MIB, 64 * MIB
BASE = 0xC000000000


def grown(*foreign, chunks=1, **options):
    """A layout in an address space with foreign memory, after growing."""
    space = AddressSpace()
    put(space, foreign)
    layout = SparseLayout(space, **options)
    layout.watch = []
    for _ in range(chunks):
        layout.grow(CHUNK, CHUNK)
    space.check()
    return layout


def kinds(layout):
    return [type(event) for event in layout.watch]


def test_nothing_is_there_before_it_is_needed():
    layout = SparseLayout()
    assert list(layout.space.ranges()) == []
    assert layout.entry(BASE) is None
    layout.watch = []
    assert layout.grow(CHUNK, CHUNK).reserved == (BASE, ARENA)
    assert kinds(layout) == [TableMade, ArenaMade]
    assert layout.grow(CHUNK, CHUNK).reserved is None


def test_the_system_is_asked_for_what_go_asks_it_for():
    space = grown(chunks=3).space
    heap = space.parts(BASE, ARENA)
    assert [(part.state, part.size) for part in heap] == [
        (State.PREPARED, 3 * CHUNK),
        (State.RESERVED, ARENA - 3 * CHUNK),
    ]
    # the table of the second level is in no counter; the arena's metadata is in gcMiscSys
    assert space.books.sys[SysStat.GC_MISC] == PORTS["linux/amd64"].sizeof_heap_arena
    table = [r for r in space.ranges() if r.state is State.READY and r.stat is None]
    assert [r.size for r in table] == [32 * MIB]


@pytest.mark.parametrize("name", ["linux/amd64", "linux/386", "windows/amd64", "ios/arm64"])
def test_every_field_is_as_long_as_go_says(name):
    layout = SparseLayout(port=PORTS[name])
    layout.grow(CHUNK, CHUNK)
    arena, port = layout.index.arenas[0], PORTS[name]
    sizes = {
        "bitmap": len(arena.bitmap),
        "noMorePtrs": len(arena.no_more_ptrs),
        "spans": len(arena.spans) * port.ptr_size,
        "pageInUse": len(arena.page_in_use),
        "pageMarks": len(arena.page_marks),
        "pageSpecials": len(arena.page_specials),
        "checkmarks": port.ptr_size,
        "zeroedBase": port.ptr_size,
    }
    assert sizes == {field.name: field.size for field in port.heap_arena_fields}
    assert [row.mapped for row in layout.metadata()[2:]] == list(sizes.values())


# foreign memory → where the first five arenas lie, in units of 64 MiB from the first hint
HINTS = [
    ([], [0, 1, 2, 3, 4]),
    ([Foreign(BASE, 4096)], [16384, 16385, 16386, 16387, 16388]),
    ([Foreign(BASE + ARENA - 4096, 4096)], [16384, 16385, 16386, 16387, 16388]),
    ([Foreign(BASE + ARENA, 4096)], [0, 16384, 16385, 16386, 16387]),
    ([Foreign(BASE + 3 * ARENA + 4096, ARENA)], [0, 1, 2, 16384, 16385]),
    ([Foreign(BASE - 4096, 4096)], [0, 1, 2, 3, 4]),
    ([Foreign(BASE + ARENA, 4096), Foreign(BASE + TIB, GIB)], [0, 32768, 32769, 32770, 32771]),
]


@pytest.mark.parametrize(("foreign", "places"), HINTS)
def test_arenas_lie_at_the_first_hint_that_works(foreign, places):
    layout = grown(*foreign, chunks=5 * 16)
    assert [(arena.base - BASE) // ARENA for arena in layout.index.arenas] == places
    dropped = sum(kind is HintDropped for kind in kinds(layout))
    assert dropped == places[-1] // 16384


def test_without_hints_any_aligned_place_will_do_and_gives_two_new_hints():
    layout = grown(chunks=16, hints=[])
    first = layout.index.arenas[0]
    assert first.base % ARENA == 0 and kinds(layout)[0] is HintsUsedUp
    assert [(hint.addr, hint.down) for hint in layout.hints] == [
        (first.base + ARENA, False),
        (first.base, True),
    ]
    # Above lie the tables, which the system placed there: the heap now grows downward.
    for _ in range(32):
        layout.grow(CHUNK, CHUNK)
    bases = [arena.base for arena in layout.index.arenas]
    assert bases == [first.base - i * ARENA for i in range(3)]
    assert kinds(layout).count(HintDropped) == 1


def test_the_rest_of_an_arena_joins_the_heap_when_it_moves_on():
    layout = grown(Foreign(BASE + ARENA, 4096), chunks=15)
    growth = layout.grow(9 * CHUNK, CHUNK)
    assert growth.fresh == [(BASE + 15 * CHUNK, CHUNK), (BASE + TIB, 9 * CHUNK)]
    assert Stranded in kinds(layout)


def test_what_is_left_of_an_arena_is_used_when_the_next_one_follows():
    layout = grown(chunks=15)
    growth = layout.grow(9 * CHUNK, CHUNK)
    assert growth.reserved == (BASE + ARENA, ARENA)
    assert growth.fresh == [(BASE + 15 * CHUNK, 9 * CHUNK)]
    assert Stranded not in kinds(layout)


def test_growth_over_several_arenas_at_once():
    layout = SparseLayout()
    growth = layout.grow(200 * MIB, CHUNK)
    assert growth.reserved == (BASE, 4 * ARENA)
    assert [arena.base for arena in layout.index.arenas] == [BASE + i * ARENA for i in range(4)]


@pytest.mark.parametrize("preset", PRESETS)
def test_whatever_stops_the_linear_layout_does_not_stop_this_one(preset):
    layout = grown(*PRESETS[preset].mappings, chunks=100)
    assert sum(r.size for r in layout.space.ranges() if r.stat is SysStat.HEAP) == 100 * CHUNK


def test_no_address_space_at_all():
    space = AddressSpace(32, end=GIB)
    layout = SparseLayout(space, hints=[])
    layout.grow(800 * MIB, CHUNK)
    before = list(space.ranges()), len(layout.index.arenas)
    for _ in range(2):
        with pytest.raises(NoAddressSpace):
            layout.grow(300 * MIB, CHUNK)
        assert (list(space.ranges()), len(layout.index.arenas)) == before
    layout.grow(CHUNK, CHUNK)
    space.check()


def test_an_arena_without_room_for_its_metadata_is_given_up():
    # 33 MiB behind the arena are room for the second level, but not for the heapArena too.
    space = AddressSpace(32, end=GIB, huge_page_size=0)
    layout = SparseLayout(space, hints=[256 * MIB])
    put(space, [Foreign(64 * 1024, 256 * MIB - 64 * 1024)])
    put(space, [Foreign(320 * MIB, GIB - 320 * MIB - 33 * MIB)])
    before = space.bytes_in(State.RESERVED)
    with pytest.raises(NoAddressSpace):
        layout.grow(CHUNK, CHUNK)
    assert space.bytes_in(State.RESERVED) == before == 0
    assert layout.index.arenas == []
    space.check()


def test_a_32_bit_port_reserves_early_as_a_program_of_it_shows():
    # pmap of a linux/arm program of Go 1.13.4 in golang.org/issue/35677: 4,096 K of heap and
    # 524,288 K reserved behind it, and 264,060 K for the metadata of all arenas.
    port = PORTS["linux/arm"]
    layout = SparseLayout(port=port)
    reserved = sorted(r.size for r in layout.space.ranges() if r.state is State.RESERVED)
    assert reserved[1] == (4096 + 524288) * 1024
    assert layout.kept_start % port.heap_arena_bytes == 0
    layout.grow(CHUNK, CHUNK)
    assert layout.first == layout.index.arenas[0].base
    taken = layout.space.parts(layout.first, CHUNK)
    assert [part.state for part in taken] == [State.PREPARED]


def test_a_32_bit_port_is_content_with_less():
    port = PORTS["linux/386"]
    space = address_space(port)
    put(space, [Foreign(16 * MIB + i * 300 * MIB, 4096) for i in range(10)])
    layout = SparseLayout(space, port)
    assert layout.kept_end - layout.kept_start in (START_SIZES[1], START_SIZES[1] + CHUNK)
    for _ in range(100):
        layout.grow(CHUNK, CHUNK)
    space.check()


# What an arena knows, seen through the allocator.


def first_arena(go):
    return go.heap.layout.index.arenas[0]


def bits(field):
    return [i for i in range(8 * len(field)) if field[i // 8] >> i % 8 & 1]


def test_spans_in_use_and_marks_follow_allocate_mark_and_sweep():
    go = GoAllocator(layout=SparseLayout(), lazy_sweep=True, work_spans=0)
    first, _ = go.malloc(8192), go.malloc(8192)  # pages 0 and 1; the span of 1 is in hand
    large = go.malloc(16 * 8192)  # pages 64 to 79, behind the page cache
    arena = first_arena(go)
    assert bits(arena.page_in_use) == [0, 1, 64]
    assert [i for i, span in enumerate(arena.spans) if span] == [0, 1, *range(64, 80)]
    assert bits(arena.page_marks) == []
    go.gc([large])
    assert bits(arena.page_marks) == [64]
    assert bits(arena.page_in_use) == [0, 64]  # only what was in hand is swept yet
    go.watch = []
    go.malloc(1000)  # page 2; before that, the reclaimer frees the span that has no mark
    assert [event.base for event in go.watch if isinstance(event, SpanFreed)] == [first]
    assert bits(arena.page_in_use) == [2, 64]
    assert arena.spans[0].base == first, "the entry of a dead span stays"
    assert go.span_of(first) is None
    go.gc([])
    go.heap.sweeper.finish(go.procs[0])
    assert bits(arena.page_marks) == [] and bits(arena.page_in_use) == []


def test_only_memory_that_was_used_before_must_be_zeroed():
    go = GoAllocator(layout=SparseLayout(), work_spans=0)
    a = go.malloc(8192)
    assert first_arena(go).zeroed_base == 8192
    assert not go.span_of(a).needzero
    go.malloc(3 * MIB)
    top = first_arena(go).zeroed_base
    assert top == 8192 + 3 * MIB
    go.gc([])
    assert first_arena(go).zeroed_base == top
    assert go.span_of(go.malloc(16 * 8192)).needzero
    fresh = go.malloc(3 * MIB + 8192)
    assert go.span_of(fresh).needzero == (fresh < BASE + top)


def test_the_collectors_own_pages_count_as_used():
    go = GoAllocator(layout=SparseLayout())
    go.gc([go.malloc(8192)])
    assert first_arena(go).zeroed_base == (1 + 4) * 8192


def test_a_span_over_two_arenas():
    go = GoAllocator(layout=SparseLayout())
    go.malloc(60 * MIB)
    big = go.malloc(100 * MIB)
    span = go.span_of(big)
    assert span is go.span_of(big + 100 * MIB - 1) is go.span_of(BASE + ARENA)
    assert go.span_of(BASE + 2 * ARENA) is span
    assert [len(bits(a.page_in_use)) for a in go.heap.layout.index.arenas] == [2, 0, 0]
    go.check()


def test_checkmarks_are_a_second_set_of_marks():
    go = GoAllocator(layout=SparseLayout())
    arena, address = first_arena_of(go, 64)
    assert arena.checkmarks is None
    arena.start_checkmarks()
    assert len(arena.checkmarks) == MIB
    assert not arena.set_checkmark(address) and arena.set_checkmark(address)
    assert not arena.set_checkmark(address + 64)


def first_arena_of(go, size):
    address = go.malloc(size)
    return go.heap.layout.arena_of(address), address


def test_the_heap_tells_of_reservations():
    go = GoAllocator()
    go.watch = []
    go.malloc(100)
    assert [(e.base, e.size) for e in go.watch if isinstance(e, ArenaReserved)] == [(BASE, ARENA)]


def test_an_address_in_no_arena():
    with pytest.raises(BadParameter, match="lies in no arena"):
        SparseLayout().set_type(BASE, 8, "p")
