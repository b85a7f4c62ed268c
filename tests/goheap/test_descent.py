"""The walk that is shown is the walk that is taken."""

from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.goheap.descent import descend
from golearn.goheap.mheap import ARENA_BASE
from golearn.goheap.pagealloc import PageAlloc
from golearn.goheap.pallocsum import CHUNK_BYTES, CHUNK_PAGES
from golearn.goheap.sizeclass import PAGE_SIZE


def heap(chunks: int) -> PageAlloc:
    pages = PageAlloc()
    pages.grow(ARENA_BASE, chunks * CHUNK_BYTES)
    return pages


STEPS = st.lists(
    st.tuples(st.booleans(), st.integers(1, 40) | st.integers(300, 1300) | st.just(512)),
    min_size=1,
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 20), STEPS, st.integers(1, 1500))
def test_same_answer_and_same_number_of_summaries_as_the_search(chunks, steps, npages):
    pages = heap(chunks)
    live: list[tuple[int, int]] = []
    for free, n in steps:
        if free and live:
            pages.free(*live.pop(n % len(live)))
        else:
            address, _ = pages.alloc(n)
            if address:
                live.append((address, n))
    before = [dict(level) for level in pages.summary]
    told = descend(pages, npages)
    assert [dict(level) for level in pages.summary] == before
    known = pages.search_addr // CHUNK_BYTES < pages.end
    pages.visited = 0
    address, _ = pages.alloc(npages)
    assert told.address == address
    if known:
        assert told.read == pages.visited


def test_a_hole_deep_inside_is_found_level_by_level():
    pages = heap(20)
    pages.alloc_range(ARENA_BASE, 20 * CHUNK_PAGES)
    hole = ARENA_BASE + 13 * CHUNK_BYTES + 100 * PAGE_SIZE
    pages.free(ARENA_BASE, 1)
    pages.free(hole, 7)
    told = descend(pages, 5)
    assert told.address == hole
    assert told.nearby is not None and told.nearby.longest == 1
    assert [row.level for row in told.rows] == [0, 1, 2, 3, 4]
    assert [row.down is not None for row in told.rows] == [True] * 5
    leaf = told.rows[-1]
    assert [e.longest for e in leaf.entries] == [0, 0, 0, 0, 0, 7, 0, 0]
    assert leaf.down == ARENA_BASE // CHUNK_BYTES + 13
    assert [e.read for e in leaf.entries] == [True] * 6 + [False] * 2


def test_a_run_over_a_border_ends_the_walk_early():
    pages = heap(4)
    pages.alloc_range(ARENA_BASE, 4 * CHUNK_PAGES)
    border = ARENA_BASE + 2 * CHUNK_BYTES
    pages.free(border - 3 * PAGE_SIZE, 6)
    told = descend(pages, 6)
    assert told.address == border - 3 * PAGE_SIZE
    leaf = told.rows[-1]
    assert leaf.level == 4 and leaf.down is None
    held = [entry.number for entry in leaf.entries if told.holds(leaf, entry)]
    assert held == [ARENA_BASE // CHUNK_BYTES + 1, ARENA_BASE // CHUNK_BYTES + 2]


def test_nothing_is_long_enough():
    pages = heap(2)
    told = descend(pages, 2 * CHUNK_PAGES + 1)
    assert told.address == 0 and len(told.rows) == 1
