"""The pictures of size classes say the numbers of the rule, and label their axes."""

from __future__ import annotations

import pytest

from golearn import plots
from golearn.errors import BadParameter
from golearn.goheap.sizeclass import GO_CLASSES, derive_classes
from golearn.plots.figures.class_waste import teeth
from golearn.plots.figures.size_class_lab import size_class_lab

GO = GO_CLASSES.classes


def pictures():
    yield plots.class_waste(GO, marked=45)
    yield plots.class_waste(derive_classes(0.3, 4096, 2048))
    yield plots.tail_by_pages((1408, 8448))
    yield plots.waste_limit()


def test_axes_are_labelled_and_the_figures_can_be_saved():
    for picture in pictures():
        assert picture.png().startswith(b"\x89PNG")
        assert any(ax.get_ylabel() for ax in picture.figure.axes)
        assert all(ax.get_xlabel() for ax in picture.figure.axes), picture.alt


def test_teeth_begin_at_the_worst_size_and_end_at_no_waste():
    sizes, shares = teeth(GO)
    assert (sizes[:4], shares[:4]) == ([1, 8, 9, 16], [87.5, 0.0, 43.75, 0.0])
    for size, share in zip(sizes, shares, strict=True):
        slot = GO_CLASSES.round_up_size(size)
        assert share == pytest.approx(100 * (1 - size / slot))


def test_class_waste_names_the_worst():
    alt = plots.class_waste(GO).alt
    assert "67 classes from 8 to 32,768 bytes. Worst: 87.50% in class 1" in alt
    assert "above 128 bytes 16.65% in class 45" in alt


@pytest.mark.parametrize("number", [1, 5, 45, 67])
def test_a_span_at_its_worst_adds_up(number):
    row = GO[number - 1]
    picture = plots.span_waste(row)
    assert picture.alt == (
        f"One span of class {number}: {row.objects:,} slots of {row.size:,} bytes, each holding "
        f"{row.previous + 1:,}. {row.objects:,} × {row.slack:,} bytes of slack and a tail of "
        f"{row.tail_waste:,} are wasted: {row.max_waste:.2%} of {row.span_bytes:,} bytes."
    )
    drawn = sum(
        path.vertices[:, 0].max() - path.vertices[:, 0].min()
        for bars in picture.figure.axes[0].collections
        for path in bars.get_paths()
    )
    assert drawn == pytest.approx(row.span_bytes)


def test_tails_by_pages_end_at_the_first_within_the_limit():
    picture = plots.tail_by_pages((1408, 6912, 8448))
    assert "1,408 bytes, from 1 page on: 14.1 %, 5.5 %;" in picture.alt
    assert "8,448 bytes, from 2 pages on: 48.4 %, 31.2 %, 22.7 %, 17.5 %, 14.1 %, 11.6 %" in (
        picture.alt
    )
    assert (
        "limit 50.0%. 1,408 bytes, from 1 page on: 14.1 %." in plots.tail_by_pages((1408,), 0.5).alt
    )


def test_waste_limit_says_both_sides_of_the_trade():
    alt = plots.waste_limit((0.01, 0.5)).alt
    assert "1.0%: 158 classes, 0.8 % wasted, 35.0 MiB" in alt
    assert "12.5%: 67 classes, 5.1 % wasted, 2.6 MiB" in alt
    assert "50.0%: 42 classes, 17.1 % wasted, 0.8 MiB" in alt


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plots.class_waste(()),
        lambda: size_class_lab((), GO[0], "", ""),
        lambda: plots.tail_by_pages(()),
        lambda: plots.tail_by_pages((0,)),
        lambda: plots.tail_by_pages((32_513,), 0.0001),
        lambda: plots.waste_limit((0.1,)),
        lambda: plots.waste_limit((0, 0.1)),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw):
    with pytest.raises(BadParameter):
        draw()
