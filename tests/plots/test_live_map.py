"""The live map without a browser: what it sends, what the cursor reads, what stays behind."""

from __future__ import annotations

import io
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image

from golearn.plots import HeapMap
from golearn.plots.raster import palette, rasterise
from golearn.replay import Options, make_allocator, replay
from golearn.trace import Trace
from golearn.trace.workloads import lognormal

TRACE = Trace.parse("a 1 40\na 2 13\na 3 24\nf 1", "t")


@pytest.fixture
def heap_map():
    return HeapMap(replay(TRACE, make_allocator("first-fit", Options(heap=128))))


def test_a_frame_has_one_byte_per_cell(heap_map):
    frame = heap_map.frame
    assert len(frame["pixels"]) == frame["rows"] * frame["columns"]
    assert frame["blocks"] == [[40, 16, 13, 2], [56, 24, 24, 3]]
    assert frame["freed"] == (0, 40) and frame["new"] is None
    assert frame["labels"] == ["0", "32", "64", "96"]


def test_large_neighbours_have_an_edge_where_blocks_are_not_drawn_one_by_one():
    trace = Trace.parse("a 1 3000000\na 2 40\na 3 2000000\na 4 4000000\na 5 900000\nf 4", "t")
    history = replay(trace, make_allocator("first-fit"))
    heap_map = HeapMap(history, event=4)
    assert heap_map.frame["blocks"] == [] and heap_map.grid.row_bytes == 262_144
    assert heap_map.frame["edges"] == history.address[3:].tolist()  # a small block: none
    heap_map.show(history, event=5)
    assert heap_map.frame["edges"] == []  # no neighbours any more
    assert HeapMap(replay(TRACE, make_allocator("bump"))).frame["edges"] == []


def test_maps_on_one_scale_have_no_more_rows_than_they_need(heap_map):
    scale = heap_map.grid.row_bytes
    heap_map.draw(heap_map.instant, 8 * 128, 128)
    assert heap_map.grid.row_bytes > scale
    assert heap_map.frame["rowBytes"] == heap_map.grid.row_bytes
    assert heap_map.frame["rows"] == -(-128 // heap_map.grid.row_bytes)
    assert heap_map.frame["ofRows"] == heap_map.grid.rows > heap_map.frame["rows"]
    assert len(heap_map.frame["pixels"]) == heap_map.frame["rows"] * heap_map.frame["columns"]
    heap_map.draw(heap_map.instant, 8 * 128, 1)  # never fewer than the heap has now
    assert heap_map.frame["rows"] == -(-128 // heap_map.grid.row_bytes)
    heap_map.draw(heap_map.instant, 8 * 128)
    assert heap_map.frame["rows"] == heap_map.frame["ofRows"]


def test_the_cursor_goes_from_block_to_block(heap_map):
    read = []
    for how in ("home", "right", "right", "right", "right", "left", "up", "end"):
        heap_map.move(how)
        read.append(heap_map.readout)
    assert read == [
        "free: 40 B at 0",
        "object 2: 16 B at 40, 13 B requested, 3 B wasted",
        "object 3: 24 B at 56, 24 B requested",
        "free: 48 B at 80",
        "free: 48 B at 80",
        "object 3: 24 B at 56, 24 B requested",
        "free: 40 B at 0",
        "free: 48 B at 80",
    ]
    heap_map.look(-1)
    assert (heap_map.readout, heap_map.cursor) == ("", [])


def test_the_cursor_skips_no_block_of_one_byte():
    trace = Trace.parse("a 1 1\na 2 1\na 3 1", "t")
    heap_map = HeapMap(replay(trace, make_allocator("first-fit", Options(align=1))))
    for obj in (1, 2, 3):
        heap_map.move("home" if obj == 1 else "right")
        assert heap_map.readout.startswith(f"object {obj}:")


def test_what_the_browser_says(heap_map):
    heap_map._handle_custom_msg({"look": 60}, [])
    assert heap_map.cursor == [56, 24]
    for nonsense in ({"move": "sideways"}, {"look": "x"}, {}, "?"):
        heap_map._handle_custom_msg(nonsense, [])
    assert heap_map.cursor == [56, 24]


def test_columns_follow_the_width_of_the_browser():
    heap_map = HeapMap(replay(lognormal(2_000), make_allocator("best-fit")))
    heap_map.columns = 70
    assert heap_map.columns == heap_map.frame["columns"] == 64
    heap_map.columns = 5
    assert heap_map.frame["columns"] == 32


def test_what_stays_in_a_committed_notebook(heap_map):
    data, metadata = heap_map._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"] == metadata["image/png"]["alt"]
    assert "heap of 128 bytes; 2 live blocks hold 37 requested bytes" in data["text/plain"]
    again = HeapMap(replay(TRACE, make_allocator("first-fit", Options(heap=128))))
    assert again._repr_mimebundle_()[0]["text/plain"] == data["text/plain"]


def test_the_static_picture_has_the_raster_s_colours(heap_map):
    data, _ = heap_map._repr_mimebundle_()
    image = np.asarray(Image.open(io.BytesIO(b64decode(data["image/png"]))).convert("RGB"))
    index = rasterise(heap_map.instant, heap_map.grid).indexes()
    across, down = image.shape[1] // index.shape[1], image.shape[0] // index.shape[0]
    assert np.array_equal(image[2::down, across // 2 :: across], palette()[index])
