"""One heap, either layout: the same addresses but for where it begins, and books that agree."""

from __future__ import annotations

import random

import pytest

from golearn.errors import HeapCorruption
from golearn.goheap import GoAllocator
from golearn.goheap.malloc import ZERO_BASE
from golearn.layout import LinearLayout, SparseLayout
from golearn.layout.foreign import PRESETS, Foreign, put
from golearn.layout.refusals import AddressSpaceConflict, StartUpFailed
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.states import State, SysStat
from golearn.units import MIB, TIB

SIZES = [0, 1, 8, 16, 24, 100, 1000, 5000, 32768, 40_000, 300_000, 3 * MIB]
BASE = 0xC000000000


def use(go, seed, events=1200, check_every=150):
    """Random use; addresses counted from the heap's start."""
    draw, live, placed = random.Random(seed), [], []
    for event in range(events):
        choice = draw.random()
        if choice < 0.6 or not live:
            address = go.malloc(draw.choice(SIZES), draw.random() < 0.5)
            if address != ZERO_BASE:
                live.append(address)
                placed.append(address - go.base)
        elif choice < 0.98:
            go.free(live.pop(draw.randrange(len(live))))
        else:
            go.gc(live if draw.random() < 0.5 else None)
            go.scavenge()
            if draw.random() < 0.2:
                go.free_os_memory()
        if event % check_every == 0:
            go.check()
    go.check()
    return placed


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("lazy", [False, True])
def test_all_layouts_give_the_same_heap(seed, lazy):
    heaps = [
        GoAllocator(lazy_sweep=lazy, layout=layout)
        for layout in (None, SparseLayout(), LinearLayout())
    ]
    placed = [use(go, seed) for go in heaps]
    assert placed[0] == placed[1] == placed[2]
    assert heaps[0].mem_stats() == heaps[1].mem_stats() == heaps[2].mem_stats()
    assert [go.base for go in heaps] == [BASE, BASE, 0xC420000000]


@pytest.mark.parametrize("layout", [LinearLayout, SparseLayout])
def test_the_books_of_the_heap_and_of_its_address_space_agree(layout):
    go = GoAllocator(layout=layout())
    space = go.heap.layout.space
    for seed in range(4):
        use(go, seed, 300)
        stats = go.mem_stats()
        assert space.heap_released == stats.heap_released
        assert space.bytes_in(State.READY, SysStat.HEAP) == go.heap.scavenger.retained + (
            go.heap.stats.manual
        )
        assert space.books.sys[SysStat.HEAP] == stats.heap_sys + go.heap.stats.manual
    go.gc([])
    go.free_os_memory()
    assert space.heap_released == go.mem_stats().heap_released > 0


def test_check_sees_books_that_do_not_agree():
    go = GoAllocator(layout=SparseLayout())
    go.malloc(100)
    go.heap.layout.space.sys_unused(BASE, 8192)
    with pytest.raises(HeapCorruption, match="HeapReleased"):
        go.check()


def test_check_sees_a_lost_mark_and_a_lost_span():
    go = GoAllocator(layout=SparseLayout(), lazy_sweep=True)
    kept, _ = go.malloc(8192), go.malloc(8192)
    go.gc([kept])
    arena = go.heap.layout.index.arenas[0]
    go.check()
    arena.page_marks[0] = 0
    with pytest.raises(HeapCorruption, match="reclaimer"):
        go.check()
    arena.page_marks[0] = 1
    arena.spans[0] = None
    with pytest.raises((HeapCorruption, AssertionError)):
        go.check()


def script(layout, foreign):
    """The same program in the same surroundings: 320 MiB of objects."""
    space = AddressSpace()
    put(space, foreign)
    go = GoAllocator(layout=layout(space))
    for _ in range(80):
        go.malloc(4 * MIB)
    go.check()
    return go


FAILING = {
    "one page ahead": AddressSpaceConflict,
    "below the arena": AddressSpaceConflict,
    "every hint and behind the program": StartUpFailed,
}


@pytest.mark.parametrize("preset", PRESETS)
def test_the_same_script_on_both_layouts(preset):
    assert script(SparseLayout, PRESETS[preset].mappings).heap.size == 320 * MIB
    if preset in FAILING:
        with pytest.raises(FAILING[preset]):
            script(LinearLayout, PRESETS[preset].mappings)
    else:
        assert script(LinearLayout, PRESETS[preset].mappings).heap.size == 320 * MIB


def test_a_conflict_leaves_the_heap_usable():
    space = AddressSpace()
    put(space, PRESETS["one page ahead"].mappings)
    go = GoAllocator(layout=LinearLayout(space), work_spans=0)
    kept = [go.malloc(4 * MIB) for _ in range(64)]
    before = go.mem_stats()
    with pytest.raises(AddressSpaceConflict):
        go.malloc(4 * MIB)
    assert go.mem_stats() == before
    go.gc(kept[1:])
    assert go.malloc(4 * MIB) == kept[0]
    go.check()


@pytest.mark.parametrize("seed", range(3))
def test_a_heap_in_pieces_keeps_every_invariant(seed):
    space = AddressSpace()
    put(space, [Foreign(BASE + 64 * MIB, 4096), Foreign(BASE + TIB + 64 * MIB, 4096)])
    go = GoAllocator(layout=SparseLayout(space))
    kept = [go.malloc(60 * MIB) for _ in range(3)]
    assert len(go.heap.pages.in_use.starts) == 3
    go.gc(kept[seed : seed + 1])
    use(go, seed, 600)


def test_first_fit_goes_by_address_across_the_gap():
    space = AddressSpace()
    put(space, [Foreign(BASE + 64 * MIB, 4096)])
    go = GoAllocator(layout=SparseLayout(space), work_spans=0)
    low, high = go.malloc(60 * MIB), go.malloc(60 * MIB)
    assert (low, high) == (BASE, BASE + (1 << 40))
    assert go.heap.pages.in_use.starts == [low, high]
    go.gc([high])
    assert go.malloc(1 * MIB) == low
    go.gc([])
    go.free_os_memory()
    assert go.mem_stats().heap_released == go.heap.size
    go.check()


def test_the_reclaimer_goes_through_every_piece():
    space = AddressSpace()
    put(space, [Foreign(BASE + 64 * MIB, 4096)])
    go = GoAllocator(layout=SparseLayout(space), lazy_sweep=True, work_spans=0)
    objects = [go.malloc(30 * MIB) for _ in range(4)]
    assert objects[2] > objects[1] + (1 << 39)
    size = go.heap.size
    go.gc([])
    again = [go.malloc(30 * MIB) for _ in range(4)]
    assert (again, go.heap.size) == (objects, size)
