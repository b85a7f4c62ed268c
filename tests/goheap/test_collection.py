"""What comes back: sweeping, the central lists' order, the scavenger, the statistics."""

import pytest

from golearn.goheap import GoAllocator
from golearn.goheap.bits import mask
from golearn.goheap.pagealloc import Chunk
from golearn.goheap.scavenger import find_candidate
from golearn.units import KIB, MIB

BASE = GoAllocator.base


def span_number(address: int) -> int:
    return (address - BASE) // 8192


def test_freed_slots_are_filled_from_the_lowest():
    go = GoAllocator()
    objects = [go.malloc(1024, True) for _ in range(8)]
    go.gc([objects[0], objects[3], objects[7]])
    again = [go.malloc(1024, True) for _ in range(5)]
    assert again == [objects[i] for i in (1, 2, 4, 5, 6)]


def test_partly_used_spans_come_back_in_the_order_they_were_swept():
    go = GoAllocator()
    objects = [go.malloc(4096, True) for _ in range(8)]  # two per span, four spans
    go.gc([objects[0], objects[2], objects[4], objects[6]])
    # The span in hand is swept first, as its P gives it up; then the full ones, oldest first.
    assert [span_number(go.malloc(4096, True)) for _ in range(4)] == [3, 0, 1, 2]


def test_nothing_is_freed_before_a_collection():
    go = GoAllocator()
    first = go.malloc(5000)
    go.free(first)
    assert go.malloc(5000) != first


def test_lazy_sweep_frees_only_what_is_needed():
    go = GoAllocator(lazy_sweep=True)
    for _ in range(6):
        go.malloc(4096, True)
    before = go.mem_stats()
    go.gc([])
    after = go.mem_stats()
    # The P's own span was swept, with its two objects; the others wait.
    assert (before.heap_objects, after.heap_objects) == (6, 4)
    assert not go.heap.sweeper.done
    go.malloc(4096, True)
    assert go.mem_stats().heap_objects < 5
    go.check()


def test_pages_of_dead_spans_join_for_a_larger_one():
    go = GoAllocator(work_spans=0)
    for _ in range(64):
        go.malloc(8192)
    go.gc([])
    assert go.malloc(64 * 8192) == BASE


def test_the_collector_uses_pages_itself_and_gives_them_back():
    go = GoAllocator(gogc=None)
    kept = go.malloc(8192)
    go.gc([kept])
    # Pages 1 to 4 went to the work buffers: out of the page cache, back to the page heap.
    assert span_number(go.malloc(8192)) == 5
    assert go.mem_stats().heap_inuse == 2 * 8192


def test_scavenging_goes_from_the_top_and_stops_at_the_goal():
    go = GoAllocator(work_spans=0)
    objects = [go.malloc(1 * MIB) for _ in range(16)]
    go.gc(objects[:2])
    go.gc(objects[:2])
    assert go.heap.scavenger.goal is not None
    go.watch = []
    released = go.scavenge()
    bases = [event.base for event in go.watch]
    assert bases == sorted(bases, reverse=True)
    stats = go.mem_stats()
    assert 0 < released <= stats.heap_released
    assert go.heap.scavenger.retained <= go.heap.scavenger.goal
    assert stats.heap_idle == stats.heap_sys - stats.heap_inuse
    go.check()


def test_free_os_memory_leaves_nothing_that_is_free():
    go = GoAllocator()
    kept = [go.malloc(50_000) for _ in range(100)][::7]
    go.gc(kept)
    go.free_os_memory()
    stats = go.mem_stats()
    cached = go.procs[0].pcache
    still_backed = cached.cache.bit_count() - cached.scav.bit_count()
    assert stats.heap_idle - stats.heap_released == still_backed * 8192
    go.check()


def test_returned_memory_can_be_used_again():
    go = GoAllocator(work_spans=0)
    go.malloc(3 * MIB)
    go.gc([])
    go.free_os_memory()
    assert go.mem_stats().heap_released == 4 * MIB
    assert go.malloc(3 * MIB) == BASE
    assert go.mem_stats().heap_released == 1 * MIB


# pages in use, pages without memory, page to search from, most pages, pages of a huge page → found
CANDIDATES = [
    ("nothing free", [(0, 512)], [], 511, 8, 0, (0, 0)),
    ("all free", [], [], 511, 512, 0, (0, 512)),
    ("the top of the run", [], [], 511, 8, 0, (504, 8)),
    ("below what is in use", [(500, 12)], [], 511, 8, 0, (492, 8)),
    ("below what has no memory", [], [(500, 12)], 511, 8, 0, (492, 8)),
    ("not above the search address", [], [], 63, 8, 0, (56, 8)),
    ("a run shorter than asked for", [(0, 100), (104, 408)], [], 511, 8, 0, (100, 4)),
    ("a whole huge page rather than a part", [], [], 511, 8, 256, (256, 256)),
    ("exactly a huge page", [(0, 256)], [], 511, 8, 256, (256, 256)),
    ("no whole huge page is free", [(0, 300)], [], 511, 8, 256, (504, 8)),
]


@pytest.mark.parametrize(
    ("what", "used", "gone", "page", "most", "huge", "found"),
    CANDIDATES,
    ids=[c[0] for c in CANDIDATES],
)
def test_scavenge_candidates(what, used, gone, page, most, huge, found):
    chunk = Chunk()
    chunk.scavenged = 0
    for first, count in used:
        chunk.allocated |= mask(count, first)
    for first, count in gone:
        chunk.scavenged |= mask(count, first)
    assert find_candidate(chunk, page, most, huge) == found


def test_statistics_by_gos_definitions():
    go = GoAllocator()
    kept = [go.malloc(100, True), go.malloc(5), go.malloc(5), go.malloc(100_000)]
    go.malloc(100, True)
    stats = go.mem_stats()
    assert stats.mallocs == 5
    assert stats.frees == 1  # the tiny object that shares a block counts as freed at once
    assert stats.heap_objects == 4
    assert stats.heap_alloc == 2 * 112 + 16 + 106_496
    assert stats.heap_inuse == 8192 + 8192 + 106_496
    assert stats.heap_sys == 4 * MIB == stats.heap_inuse + stats.heap_idle
    assert stats.heap_released == stats.heap_idle
    assert (stats.by_size[9].size, stats.by_size[9].mallocs) == (112, 2)
    go.gc(kept)
    after = go.mem_stats()
    assert (after.mallocs, after.frees, after.num_gc) == (5, 2, 1)
    assert after.as_go()["HeapObjects"] == 3
    assert after.as_go()["MCacheInuse"] == 1200


def test_looking_at_the_statistics_changes_nothing():
    a, b = GoAllocator(), GoAllocator()
    for size in (10, 24, 24, 5000, 40 * KIB) * 50:
        a.mem_stats()
        assert a.malloc(size) == b.malloc(size)


def test_a_heap_whose_goal_was_nothing_can_be_collected_again():
    """With GOGC=0 and nothing alive the goal is 0 bytes: there is nothing to scale from it."""
    go = GoAllocator(gogc=0)
    for _ in range(3):
        go.free(go.malloc(8192))
        go.gc()
    assert go.heap.scavenger.goal is None
    assert go.mem_stats().num_gc == 3
