"""Pictures of the page heap: alt text with the right numbers, every page drawn once."""

from __future__ import annotations

import random

import pytest
from matplotlib.patches import Rectangle

from golearn import plots
from golearn.errors import BadParameter
from golearn.goheap import GoAllocator
from golearn.goheap.descent import descend
from golearn.goheap.mheap import ARENA_BASE
from golearn.goheap.pagealloc import PageAlloc
from golearn.goheap.pallocsum import CHUNK_BYTES, CHUNK_PAGES
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.plots.figures.page_map import pieces
from golearn.plots.page_runs import count_pages, page_runs, pages_per_row


def heap() -> GoAllocator:
    go = GoAllocator()
    first = [go.malloc(size) for size in (100_000, 24, 500_000)]
    go.free(first[2])
    go.gc()
    return go


def test_page_map_counts_pages():
    picture = plots.page_map(heap(), new=(0, 13))
    assert picture.alt == (
        "Page map, 64 pages a row. the page heap: 14 pages in 2 spans, 46 free, in a page cache, "
        "66 free, with memory, 386 free, without memory. 13 pages from page 0 on are marked as "
        "taken now."
    )
    drawn = [p for p in picture.figure.axes[0].patches if isinstance(p, Rectangle)]
    assert sum(p.get_width() for p in drawn) == 512 + 13
    assert picture.png().startswith(b"\x89PNG")


def test_several_maps_and_earlier_times():
    go = heap()
    before = page_runs(go)
    go.malloc(1_000_000)
    picture = plots.page_map({"before": before, "after": go})
    assert [ax.get_title(loc="left") for ax in picture.figure.axes] == ["before", "after"]
    assert "before: 14 pages in 2 spans" in picture.alt
    assert "after: 137 pages in 3 spans" in picture.alt
    for ax in picture.figure.axes:
        assert ax.get_ylabel()
    assert picture.figure.axes[-1].get_xlabel() == "page of the row (8 KiB each)"


def test_runs_against_the_books_after_a_busy_life():
    pick = random.Random(7)
    go = GoAllocator(processors=2)
    live = []
    for i in range(600):
        go.processor = i % 2
        live.append(go.malloc(pick.choice([24, 600, 9000, 50_000, 300_000]), pick.random() < 0.5))
        if len(live) > 60:
            go.free(live.pop(pick.randrange(60)))
        if i % 150 == 149:
            go.gc()
            go.scavenge(200_000)
        runs = page_runs(go)
        counts, stats = count_pages(runs), go.mem_stats()
        assert counts["span"] * PAGE_SIZE == stats.heap_inuse
        idle = counts["free"] + counts["cached"] + counts["released"]
        assert idle * PAGE_SIZE == stats.heap_idle
        assert sum(run.npages for run in runs) * PAGE_SIZE == go.heap.size


def test_an_empty_heap_is_refused():
    for nothing in (GoAllocator(), {}):
        with pytest.raises(BadParameter):
            plots.page_map(nothing)


def test_pieces_cover_a_run():
    for page, npages in ((0, 1), (60, 10), (63, 200), (128, 64)):
        cut = list(pieces(page, npages, 64))
        covered = [y * 64 + x + i for x, y, n in cut for i in range(n)]
        assert all(x + n <= 64 for x, _, n in cut)
        assert covered == list(range(page, page + npages))


@pytest.mark.parametrize(("pages", "width"), [(512, 64), (2048, 64), (2049, 128), (16384, 512)])
def test_at_most_32_rows(pages, width):
    assert pages_per_row(pages) == width


def deep() -> PageAlloc:
    pages = PageAlloc()
    pages.grow(ARENA_BASE, 20 * CHUNK_BYTES)
    pages.alloc_range(ARENA_BASE, 20 * CHUNK_PAGES)
    pages.free(ARENA_BASE + 5 * PAGE_SIZE, 3)
    pages.free(ARENA_BASE + 13 * CHUNK_BYTES + 100 * PAGE_SIZE, 200)
    return pages


def test_descent_says_what_was_read():
    told = descend(deep(), 150)
    picture = plots.descent(told)
    assert picture.alt.startswith("Search for 150 pages: 12 summaries read.")
    assert "Level 3 (32 MiB each) reads 0/3/0, 0/200/0, down into number 1." in picture.alt
    assert picture.alt.endswith("Found at 0xc0034c8000.")
    boxes = [p for p in picture.figure.axes[0].patches if isinstance(p, Rectangle)]
    assert len(boxes) == sum(len(row.entries) for row in told.rows)
    assert picture.png()


def test_descent_without_a_walk_and_without_success():
    assert "so the tree is not walked" in plots.descent(descend(deep(), 2)).alt
    assert plots.descent(descend(deep(), 201)).alt.endswith(
        "No run is long enough: the heap grows."
    )
