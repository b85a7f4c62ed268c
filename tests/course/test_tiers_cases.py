"""What chapter 06 calls right is what Go's allocator does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golearn.course import check
from golearn.course.exercises import tiers_cases as cases
from golearn.goheap import GoAllocator, MSpan
from tests.course.wrong_tiers import run

SIZE_WITH = {1: 32_768, 2: 4096, 3: 2688, 4: 2048, 5: 4864}
"""Slots of a span → an object size with such spans."""


@given(st.lists(st.integers(1, 15), min_size=1, max_size=40))
def test_tiny_objects_lie_where_go_puts_them(sizes):
    go = GoAllocator(gogc=None)
    addresses = [go.malloc(size) - GoAllocator.base for size in sizes]
    assert cases.tiny_blocks(sizes) == [divmod(address, 16) for address in addresses]


@given(st.integers(1, 5), st.lists(st.integers(0, 3), max_size=60))
def test_visits_are_those_that_go_makes(slots, processors):
    go = GoAllocator(processors=4, gogc=None)
    for p in processors:
        go.processor = p
        go.malloc(SIZE_WITH[slots], pointers=True)
    assert cases.central_visits(slots, processors) == go.locks.central_visits


@given(cases.windows())
def test_the_slot_is_the_one_of_the_fast_path(case):
    freeindex, window = case
    span = MSpan(cases.BASE, 1, 2, 0)
    span.freeindex, span.alloc_cache = freeindex, window
    address = span.next_free_fast()
    taken = cases.take_slot(freeindex, window)
    if address:
        assert taken == ((address - cases.BASE) // 8, span.freeindex, span.alloc_cache)
    else:
        assert taken is None


@pytest.mark.parametrize("used, size, offset", [(5, 4, 8), (13, 4, None), (9, 7, 9), (1, 12, 4)])
def test_places(used, size, offset):
    assert cases.tiny_place(used, size) == offset


def test_the_base_of_the_wrong_tiny_allocators_is_right():
    assert check("tiny_blocks", lambda sizes: run(sizes, lambda used, size: size < used)).right


@pytest.mark.parametrize(
    "trace",
    [
        "\n".join(f"a {i} 4096 p\ngc" for i in range(20)),
        "\n".join(f"a {i} 32768" for i in range(20)),
        "\n".join(
            f"a {i} {size} p\na {i + 50} {size}"
            for i, size in enumerate((16, 24, 32, 48, 64, 80, 96, 112, 128, 144))
        ),
    ],
)
def test_more_than_one_program_is_always_slow(trace):
    assert check("always_slow", trace).right
