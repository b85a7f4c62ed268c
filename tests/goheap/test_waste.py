"""What a table of classes costs, against sums done one size at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golearn.errors import BadParameter
from golearn.goheap.sizeclass import GO_CLASSES, derive_classes
from golearn.goheap.waste import bytes_in_hand, class_for, rounded, rows_for, waste_share

GO = GO_CLASSES.classes


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=30))
def test_rounding_and_waste_agree_with_the_look_up_tables(sizes):
    got = [GO_CLASSES.round_up_size(size) for size in sizes]
    assert rounded(GO, sizes).tolist() == got
    assert waste_share(GO, sizes) == pytest.approx(1 - sum(sizes) / sum(got))


def test_every_small_size_finds_the_class_that_the_tables_find():
    for size in range(1, 32_769):
        assert class_for(GO, size).number == GO_CLASSES.class_of(size)


@pytest.mark.parametrize("size", [0, -1, 32_769])
def test_no_class_for_what_is_not_small(size):
    with pytest.raises(BadParameter, match="1 to 32,768 bytes"):
        class_for(GO, size)


def test_a_request_for_nothing_has_no_waste():
    assert waste_share(GO, []) == 0.0
    with pytest.raises(BadParameter, match="at least 1 byte, not 0"):
        rounded(GO, [8, 0])


def test_bytes_in_hand():
    assert bytes_in_hand(rows_for([8, 4096, 32_768])) == 2 * (8192 + 8192 + 32_768)
    one_percent = derive_classes(0.01)
    assert bytes_in_hand(one_percent) == 2 * sum(row.npages for row in one_percent) * 8192


def test_rows_of_one_s_own():
    rows = rows_for([row.size for row in derive_classes(0.125)])
    assert [(row.number, row.size, row.previous) for row in rows] == [
        (row.number, row.size, row.previous) for row in GO
    ]
    assert rows_for([1408])[0].npages == 2 and rows_for([1408], 4096)[0].npages == 3


@pytest.mark.parametrize("sizes", [[], [0, 8], [8, 8], [16, 8]])
def test_sizes_that_make_no_table(sizes):
    with pytest.raises(BadParameter, match="each larger than the one before"):
        rows_for(sizes)
