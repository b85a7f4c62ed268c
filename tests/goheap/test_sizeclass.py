"""The table follows from the rule, and every figure in it is what Go prints."""

from fractions import Fraction

import pytest

from golearn.errors import BadParameter, BadSize
from golearn.goheap import GO_CLASSES, SizeClassTable, derive_classes

# The figures in the head of Go 1.21.13's runtime/sizeclasses.go: class, bytes per object, bytes
# per span, objects, tail waste, max waste, min align.
PUBLISHED = [
    (1, 8, 8192, 1024, 0, "87.50%", 8),
    (2, 16, 8192, 512, 0, "43.75%", 16),
    (3, 24, 8192, 341, 8, "29.24%", 8),
    (4, 32, 8192, 256, 0, "21.88%", 32),
    (5, 48, 8192, 170, 32, "31.52%", 16),
    (6, 64, 8192, 128, 0, "23.44%", 64),
    (7, 80, 8192, 102, 32, "19.07%", 16),
    (8, 96, 8192, 85, 32, "15.95%", 32),
    (9, 112, 8192, 73, 16, "13.56%", 16),
    (10, 128, 8192, 64, 0, "11.72%", 128),
    (11, 144, 8192, 56, 128, "11.82%", 16),
    (12, 160, 8192, 51, 32, "9.73%", 32),
    (13, 176, 8192, 46, 96, "9.59%", 16),
    (14, 192, 8192, 42, 128, "9.25%", 64),
    (15, 208, 8192, 39, 80, "8.12%", 16),
    (16, 224, 8192, 36, 128, "8.15%", 32),
    (17, 240, 8192, 34, 32, "6.62%", 16),
    (18, 256, 8192, 32, 0, "5.86%", 256),
    (19, 288, 8192, 28, 128, "12.16%", 32),
    (20, 320, 8192, 25, 192, "11.80%", 64),
    (21, 352, 8192, 23, 96, "9.88%", 32),
    (22, 384, 8192, 21, 128, "9.51%", 128),
    (23, 416, 8192, 19, 288, "10.71%", 32),
    (24, 448, 8192, 18, 128, "8.37%", 64),
    (25, 480, 8192, 17, 32, "6.82%", 32),
    (26, 512, 8192, 16, 0, "6.05%", 512),
    (27, 576, 8192, 14, 128, "12.33%", 64),
    (28, 640, 8192, 12, 512, "15.48%", 128),
    (29, 704, 8192, 11, 448, "13.93%", 64),
    (30, 768, 8192, 10, 512, "13.94%", 256),
    (31, 896, 8192, 9, 128, "15.52%", 128),
    (32, 1024, 8192, 8, 0, "12.40%", 1024),
    (33, 1152, 8192, 7, 128, "12.41%", 128),
    (34, 1280, 8192, 6, 512, "15.55%", 256),
    (35, 1408, 16384, 11, 896, "14.00%", 128),
    (36, 1536, 8192, 5, 512, "14.00%", 512),
    (37, 1792, 16384, 9, 256, "15.57%", 256),
    (38, 2048, 8192, 4, 0, "12.45%", 2048),
    (39, 2304, 16384, 7, 256, "12.46%", 256),
    (40, 2688, 8192, 3, 128, "15.59%", 128),
    (41, 3072, 24576, 8, 0, "12.47%", 1024),
    (42, 3200, 16384, 5, 384, "6.22%", 128),
    (43, 3456, 24576, 7, 384, "8.83%", 128),
    (44, 4096, 8192, 2, 0, "15.60%", 4096),
    (45, 4864, 24576, 5, 256, "16.65%", 256),
    (46, 5376, 16384, 3, 256, "10.92%", 256),
    (47, 6144, 24576, 4, 0, "12.48%", 2048),
    (48, 6528, 32768, 5, 128, "6.23%", 128),
    (49, 6784, 40960, 6, 256, "4.36%", 128),
    (50, 6912, 49152, 7, 768, "3.37%", 256),
    (51, 8192, 8192, 1, 0, "15.61%", 8192),
    (52, 9472, 57344, 6, 512, "14.28%", 256),
    (53, 9728, 49152, 5, 512, "3.64%", 512),
    (54, 10240, 40960, 4, 0, "4.99%", 2048),
    (55, 10880, 32768, 3, 128, "6.24%", 128),
    (56, 12288, 24576, 2, 0, "11.45%", 4096),
    (57, 13568, 40960, 3, 256, "9.99%", 256),
    (58, 14336, 57344, 4, 0, "5.35%", 2048),
    (59, 16384, 16384, 1, 0, "12.49%", 8192),
    (60, 18432, 73728, 4, 0, "11.11%", 2048),
    (61, 19072, 57344, 3, 128, "3.57%", 128),
    (62, 20480, 40960, 2, 0, "6.87%", 4096),
    (63, 21760, 65536, 3, 256, "6.25%", 256),
    (64, 24576, 24576, 1, 0, "11.45%", 8192),
    (65, 27264, 81920, 3, 128, "10.00%", 128),
    (66, 28672, 57344, 2, 0, "4.91%", 4096),
    (67, 32768, 32768, 1, 0, "12.50%", 8192),
]


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"class {row[0]}")
def test_each_figure_is_gos(row):
    c = GO_CLASSES[row[0]]
    waste = f"{c.max_waste:.2%}"
    assert row == (c.number, c.size, c.span_bytes, c.objects, c.tail_waste, waste, c.min_align)


def test_there_are_68_classes():
    assert len(GO_CLASSES) == 68


@pytest.mark.parametrize("row", GO_CLASSES.classes, ids=lambda row: row.size)
def test_multiplication_divides(row):
    for offset in range(row.span_bytes + 1):
        assert row.index_of(offset) == offset // row.size


def test_look_up_finds_the_smallest_class_that_fits():
    for size in range(1, 32769):
        naive = next(row for row in GO_CLASSES.classes if row.size >= size)
        assert GO_CLASSES.class_of(size) == naive.number


@pytest.mark.parametrize(
    ("size", "rounded"),
    [
        (0, 0),
        (1, 8),
        (16, 16),
        (17, 24),
        (1016, 1024),
        (1025, 1152),
        (32768, 32768),
        (32769, 40960),
        (40960, 40960),
        (40961, 49152),
        (1 << 20, 1 << 20),
    ],
)
def test_round_up_size(size, rounded):
    assert GO_CLASSES.round_up_size(size) == rounded


@pytest.mark.parametrize("size", [-1, (1 << 47) + 1])
def test_impossible_sizes(size):
    with pytest.raises(BadSize):
        GO_CLASSES.round_up_size(size)


def test_arithmetic_shows_where_a_figure_comes_from():
    shown = GO_CLASSES[3].arithmetic()
    assert shown["tail_waste"] == "8192 - 341 × 24 = 8"
    assert shown["max_waste"] == "((24 - 16 - 1) × 341 + 8) / 8192 = 29.24%"


@pytest.mark.parametrize("limit", [Fraction(0), 0.05, 0.125, 0.25, 0.5])
@pytest.mark.parametrize("page_size", [4096, 8192, 16384])
def test_another_rule_keeps_its_own_limit(limit, page_size):
    table = SizeClassTable(limit, page_size)
    for row in table.classes:
        assert row.tail_waste <= row.span_bytes * limit
    for size in range(1, 32769, 7):
        assert table.round_up_size(size) >= size


def test_a_looser_limit_needs_fewer_classes():
    counts = [len(derive_classes(limit)) for limit in (0.05, 0.125, 0.25, 0.5)]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("bad", [{"waste_limit": 1}, {"page_size": 5000}, {"max_small_size": 100}])
def test_senseless_rules(bad):
    with pytest.raises(BadParameter):
        derive_classes(**bad)
