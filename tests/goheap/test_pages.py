"""The radix tree against a naive scan of the bitmap; the page cache; summaries."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.errors import HeapCorruption
from golearn.goheap.bits import first_run, longest_run, mask
from golearn.goheap.pagealloc import CHUNK_BYTES, LEVELS, PageAlloc
from golearn.goheap.pagecache import PageCache
from golearn.goheap.pallocsum import ALL_FREE_ROOT, MAX_PACKED, merge, pack, summarize, unpack
from golearn.goheap.sizeclass import PAGE_SIZE

BASE = 0xC000000000


def naive_runs(free: str) -> list[tuple[int, int]]:
    """(start, length) of the runs of '1' in a string that shows page 0 first."""
    runs, start = [], None
    for i, bit in enumerate(free + "0"):
        if bit == "1" and start is None:
            start = i
        elif bit == "0" and start is not None:
            runs.append((start, i - start))
            start = None
    return runs


bitmaps = st.one_of(
    st.integers(0, 2**512 - 1),
    st.lists(st.integers(1, 90), min_size=1, max_size=30).map(
        lambda runs: int("".join("01"[i % 2] * n for i, n in enumerate(runs)), 2) & (2**512 - 1)
    ),
)


@given(bitmaps, st.integers(1, 512))
def test_runs_of_bits(bits, length):
    shown = f"{bits:0512b}"[::-1]
    runs = naive_runs(shown)
    assert longest_run(bits) == max((n for _, n in runs), default=0)
    assert first_run(bits, length) == next((at for at, n in runs if n >= length), -1)


@given(bitmaps)
def test_summary_of_a_chunk(allocated):
    free = "".join("10"[int(bit)] for bit in f"{allocated:0512b}"[::-1])
    start = len(free) - len(free.lstrip("1"))
    end = len(free) - len(free.rstrip("1"))
    longest = max((n for _, n in naive_runs(free)), default=0)
    assert unpack(summarize(allocated)) == (start, longest, end)


@given(st.lists(bitmaps, min_size=8, max_size=8))
def test_merging_equals_summarising_the_whole(chunks):
    free = "".join("".join("10"[int(b)] for b in f"{c:0512b}"[::-1]) for c in chunks)
    longest = max((n for _, n in naive_runs(free)), default=0)
    start, end = len(free) - len(free.lstrip("1")), len(free) - len(free.rstrip("1"))
    assert unpack(merge([summarize(c) for c in chunks], 512)) == (start, longest, end)


def test_the_fullest_summary_has_its_own_encoding():
    assert pack(MAX_PACKED, MAX_PACKED, MAX_PACKED) == ALL_FREE_ROOT
    assert unpack(ALL_FREE_ROOT) == (MAX_PACKED, MAX_PACKED, MAX_PACKED)


class NaivePages:
    """The oracle: one integer for the whole heap, one run search, no hint and no tree."""

    def __init__(self, npages: int) -> None:
        self.free = mask(npages)

    def alloc(self, npages: int) -> int:
        at = first_run(self.free, npages)
        if at < 0:
            return 0
        self.free &= ~mask(npages, at)
        return BASE + at * PAGE_SIZE

    def give_back(self, address: int, npages: int) -> None:
        self.free |= mask(npages, (address - BASE) // PAGE_SIZE)

    def take_block(self) -> tuple[int, int]:
        """What a page cache would get: the lowest block of 64 pages with a free one."""
        if not self.free:
            return 0, 0
        block = (first_run(self.free, 1) // 64) * 64
        cache = self.free >> block & mask(64)
        self.free &= ~(cache << block)
        return BASE + block * PAGE_SIZE, cache


def run_against_naive(seed: int, operations: int, chunks: int) -> None:
    pick = random.Random(seed)
    tree, naive = PageAlloc(), NaivePages(chunks * 512)
    tree.grow(BASE, chunks * CHUNK_BYTES)
    taken: list[tuple[int, int]] = []
    caches: list[PageCache] = []
    limits = [2, 16, 70, 600, 1500]
    for step in range(operations):
        choice = pick.random()
        if choice < 0.5:
            npages = pick.randint(1, pick.choice(limits))
            address, _ = tree.alloc(npages)
            assert address == naive.alloc(npages), f"step {step}: {npages} pages"
            if address:
                taken.append((address, npages))
        elif choice < 0.53:
            cache = PageCache()
            cache.refill(tree)
            assert (cache.base if cache.cache else 0, cache.cache) == naive.take_block()
            caches.append(cache)
        elif choice < 0.56 and caches:
            cache = caches.pop(pick.randrange(len(caches)))
            if cache.cache:
                naive.free |= cache.cache << (cache.base - BASE) // PAGE_SIZE
            cache.flush(tree)
        elif taken:
            i = pick.randrange(len(taken))
            taken[i], taken[-1] = taken[-1], taken[i]
            address, npages = taken.pop()
            tree.free(address, npages)
            naive.give_back(address, npages)
        if step % 500 == 0:
            tree.check()
    tree.check()


@pytest.mark.parametrize("seed", range(5))
def test_the_tree_finds_what_a_scan_finds(seed):
    run_against_naive(seed, operations=4000, chunks=[1, 3, 8, 9, 40][seed])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 20))
def test_the_tree_finds_what_a_scan_finds_anywhere(seed, chunks):
    run_against_naive(seed, operations=150, chunks=chunks)


# before (pages of the first chunk in use), request, page found
FITS = [
    ("an empty heap", [], 1, 0),
    ("first fit, not best fit", [(2, 1), (5, 507)], 2, 0),
    ("the first hole is too small", [(0, 1), (2, 1)], 2, 3),
    ("across a chunk border", [(0, 510)], 4, 510),
    ("more than a chunk", [(0, 1)], 1000, 1),
]


@pytest.mark.parametrize(("what", "used", "npages", "page"), FITS, ids=[f[0] for f in FITS])
def test_first_fit(what, used, npages, page):
    pages = PageAlloc()
    pages.grow(BASE, 4 * CHUNK_BYTES)
    for first, count in used:
        pages.alloc_range(BASE + first * PAGE_SIZE, count)
    assert pages.alloc(npages)[0] == BASE + page * PAGE_SIZE
    pages.check()


def test_freed_neighbours_join():
    pages = PageAlloc()
    pages.grow(BASE, CHUNK_BYTES)
    left, _ = pages.alloc(100)
    right, _ = pages.alloc(100)
    pages.alloc(312)
    assert pages.alloc(1) == (0, 0)
    pages.free(right, 100)
    pages.free(left, 100)
    assert pages.alloc(200)[0] == left


def test_a_heap_of_16_gib_is_one_entry_at_the_root():
    pages = PageAlloc()
    pages.grow(BASE, 16 << 30)
    assert pages.summary[0] == {BASE >> 34: ALL_FREE_ROOT}
    assert pages.alloc(2**21)[0] == BASE
    assert pages.find(1)[0] == 0


@pytest.mark.parametrize("level", range(LEVELS))
def test_check_finds_a_wrong_summary(level):
    pages = PageAlloc()
    pages.grow(BASE, CHUNK_BYTES)
    (entry,) = pages.summary[level]
    pages.summary[level][entry] ^= 1
    with pytest.raises(HeapCorruption):
        pages.check()
