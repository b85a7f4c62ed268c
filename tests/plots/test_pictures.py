"""Every picture carries alt text with the right numbers, and labelled axes."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64decode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golearn import plots
from golearn.errors import BadParameter
from golearn.plots import colors
from golearn.plots.figures.address_time import coverage
from golearn.plots.figures.heap_map import spans
from golearn.plots.raster import Grid
from golearn.replay import MAKERS, Options, make_allocator, replay
from golearn.replay.measures import utilisation
from golearn.trace import Trace
from golearn.trace.workloads import lognormal

TRACE = Trace.parse(
    "a 0 40\na 1 16\na 2 100\na 3 24\nf 0\nf 2\na 4 50\na 5 20\na 6 12", "eight blocks"
)
FITS = ("first-fit", "next-fit", "best-fit", "worst-fit")


@pytest.fixture(scope="module")
def small():
    return [replay(TRACE, make_allocator(name)) for name in FITS]


@pytest.fixture(scope="module")
def large():
    trace = lognormal(6_000)
    return [replay(trace, make_allocator(name)) for name in MAKERS]


def test_heap_map_says_what_it_shows(small):
    alt = plots.heap_map(small[0]).alt
    assert "first-fit on eight blocks after event 8 (last: 8)" in alt
    assert "heap of 184 bytes; 5 live blocks hold 122 requested bytes and waste 14 inside" in alt
    assert "48 bytes are free in 1 ranges, the largest of 48" in alt


def test_heap_map_of_an_earlier_event_and_width(small):
    alt = plots.heap_map(small[0], 3, width=50).alt
    assert "after event 3" in alt and "4 live blocks" in alt and "Each row shows 50 bytes" in alt


def test_heap_map_writes_round_addresses(large):
    history = next(h for h in large if h.allocator == "first-fit")
    picture = plots.heap_map(history)
    texts = [tick.get_text() for tick in picture.figure.axes[0].get_yticklabels()]
    steps = {int(text.replace(",", "")) // k for k, text in enumerate(texts) if k}
    assert 4 <= len(texts) <= 8 and texts[0] == "0"
    assert len(steps) == 1 and steps.pop().bit_count() == 1


@pytest.mark.parametrize("name", MAKERS)
def test_every_picture_of_every_allocator_can_be_drawn(name, large):
    history = next(h for h in large if h.allocator == name)
    for picture in (plots.heap_map(history), plots.address_time(history)):
        assert picture.png().startswith(b"\x89PNG")
        assert name in picture.alt
    assert f"heap of {history.peak_heap:,} bytes" in plots.address_time(history).alt


@pytest.mark.parametrize("kind", ["address_time", "heap"])
def test_comparison_names_heap_and_utilisation(kind, large):
    picture = plots.compare(large, kind)
    for history in large:
        expected = (
            f"{history.allocator}: heap {history.peak_heap:,} bytes, "
            f"utilisation {utilisation(history):.1%}"
        )
        assert expected in picture.alt
    assert picture.png()


def test_comparison_says_who_ran_out_of_memory():
    history = replay(TRACE, make_allocator("bump", Options(heap=200)))
    assert "bump: heap 200 bytes" in plots.compare(history).alt
    assert "out of memory" in plots.compare(history).alt


def test_search_cost_names_mean_and_most(large):
    alt = plots.search_cost(large).alt
    for history in large:
        visited = history.visited[history.tier >= 0]
        expected = f"{history.allocator}: mean {visited.mean():.3g}, most {visited.max():,}"
        assert expected in alt


def test_fragmentation_is_in_per_cent(small):
    picture = plots.fragmentation(small[0])
    # After each event: 0, 0, 4/160, 4/184 (twice), 0, then 6 of 96, 10 of 120, 14 of 136.
    internal = 100 * np.mean([0, 0, 4 / 160, 4 / 184, 4 / 144, 0, 6 / 96, 10 / 120, 14 / 136])
    assert f"internal {internal:.1f} %" in picture.alt


def test_heap_over_time_names_both_sides(small):
    alt = plots.heap_over_time(small).alt
    assert "At most 180 bytes are live" in alt and "first-fit: 184 bytes" in alt


def test_histogram_of_few_and_of_many_sizes():
    assert "7 requests in eight blocks: 7 different, median 24 bytes" in (
        plots.size_histogram(TRACE).alt
    )
    trace = lognormal(6_000)
    picture = plots.size_histogram(trace)
    bars = [bar.get_height() for bar in picture.figure.axes[0].patches]
    assert sum(bars) == trace.allocations
    names = [text.get_text() for text in picture.figure.axes[0].get_xticklabels()]
    sizes = trace.size[trace.op <= 1]
    assert bars[names.index("≤ 64 B")] == ((sizes > 32) & (sizes <= 64)).sum()
    assert f"{trace.allocations:,} requests" in picture.alt


def pictures(histories):
    yield plots.heap_map(histories[0])
    yield plots.address_time(histories[0])
    yield plots.search_cost(histories)
    yield plots.fragmentation(histories)
    yield plots.heap_over_time(histories)
    yield plots.size_histogram(TRACE)


def test_axes_are_labelled(small):
    for picture in pictures(small):
        for ax in picture.figure.axes:
            assert ax.get_xlabel() and ax.get_ylabel(), picture.alt


def test_a_notebook_keeps_png_and_alt_text(small, tmp_path):
    picture = plots.heap_map(small[0])
    data, metadata = picture._repr_mimebundle_()
    assert b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"] == metadata["image/png"]["alt"] == picture.alt == repr(picture)
    picture.save(tmp_path / "p.png")
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_drawn_is_refused(small):
    empty = replay(Trace.parse("", "empty"), make_allocator("bump"))
    for draw in (plots.heap_map, plots.address_time, plots.compare, plots.search_cost):
        with pytest.raises(BadParameter):
            draw(empty)
    with pytest.raises(BadParameter, match="expected at least one history"):
        plots.compare([])
    with pytest.raises(BadParameter, match="unknown kind"):
        plots.compare(small, "pie")
    with pytest.raises(BadParameter, match="requests nothing"):
        plots.size_histogram(Trace.parse("gc", "idle"))


RECTANGLES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 20), st.integers(0, 30), st.integers(1, 20)),
    min_size=1,
    max_size=6,
)


@given(RECTANGLES, st.integers(1, 9), st.integers(1, 9))
def test_area_of_rectangles_is_exact(rectangles, y_unit, x_unit):
    y, h, x, w = np.array(rectangles).T
    points = np.zeros((-(-50 // y_unit) * y_unit, -(-50 // x_unit) * x_unit), dtype=int)
    for y0, dy, x0, dx in rectangles:
        points[y0 : y0 + dy, x0 : x0 + dx] += 1
    rows, columns = points.shape[0] // y_unit, points.shape[1] // x_unit
    area = coverage((y, y + h, rows, y_unit), (x, x + w, columns, x_unit))
    assert np.array_equal(area, points.reshape(rows, y_unit, columns, x_unit).sum(axis=(1, 3)))


@given(st.integers(0, 500), st.integers(0, 300))
def test_pieces_of_a_range_cover_it(start, size):
    grid = Grid.fit(0, 1_000, width=64)
    pieces = list(spans(grid, (start, size)))
    covered = [row * 64 + x + i for row, x, n in pieces for i in range(n)]
    assert covered == list(range(start, start + size))


def test_every_allocator_has_a_style_of_its_own():
    assert set(colors.STYLES) == {*MAKERS, "go"}
    for carrier in ("color", "marker"):
        values = [getattr(style, carrier) for style in colors.STYLES.values()]
        assert len(set(values)) == len(values)
    assert all(style.marker in colors.GLYPHS for style in colors.STYLES.values())


def test_importing_golearn_brings_no_matplotlib():
    code = (
        "import sys, golearn, golearn.plots, golearn.lab\n"
        "assert not any(m.split('.')[0] in ('matplotlib', 'ipywidgets') for m in sys.modules)\n"
        "golearn.plots.heap_map, golearn.lab.FitLab\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
        "assert callable(golearn.plots.address_time) and callable(golearn.plots.compare)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
