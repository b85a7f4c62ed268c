"""One frame of the live map: what the canvas draws, as plain numbers and palette bytes."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from golearn.plots import colors
from golearn.plots.instant import Instant, Range
from golearn.plots.raster import Grid, palette, rasterise

OUTLINED = 300
"""Up to this many live and visited blocks are outlined and named one by one."""

ROW_PIXELS = 240
"""Height of a static picture, roughly."""


def address_text(address: int, base: int) -> str:
    """An address as the course writes it: decimal in a heap that starts at 0, else hex."""
    return f"{address:,}" if base == 0 else hex(address)


def make_frame(instant: Instant, grid: Grid, of_rows: int = 0) -> dict[str, Any]:
    """The frame as it travels to the browser: one palette byte per cell, and the marks.

    Rows are as high as those of a map with `of_rows` rows, if that is more than the grid has.
    """
    of_rows = max(grid.rows, of_rows)
    few = len(instant.start) + len(instant.visited_start) <= OUTLINED and of_rows <= 32
    return {
        "rows": grid.rows,
        "ofRows": of_rows,
        "columns": grid.columns,
        "rowBytes": grid.row_bytes,
        "base": grid.base,
        "end": instant.end,
        "pixels": rasterise(instant, grid).indexes().tobytes(),
        "labels": [
            address_text(grid.base + row * grid.row_bytes, grid.base) for row in range(grid.rows)
        ],
        "blocks": _blocks(instant) if few else [],
        "edges": [] if few else _edges(instant, grid),
        "visited": _pairs(instant) if few else [],
        "dead": _dead(instant) if few else [],
        "pointer": instant.dead_end or instant.rover,
        "new": instant.new,
        "chosen": instant.chosen,
        "freed": instant.freed,
    }


def _blocks(instant: Instant) -> list[list[int]]:
    columns = (instant.start, instant.block, instant.requested, instant.object)
    return [list(row) for row in zip(*(c.tolist() for c in columns), strict=True)]


def _edges(instant: Instant, grid: Grid) -> list[int]:
    """Where two blocks touch that fill a row each, or more: without an edge they look like one."""
    large = instant.block >= grid.row_bytes
    touch = instant.start[1:] == (instant.start + instant.block)[:-1]
    edges: list[int] = instant.start[1:][touch & large[1:] & large[:-1]].tolist()
    return edges


def _pairs(instant: Instant) -> list[list[int]]:
    columns = (instant.visited_start.tolist(), instant.visited_size.tolist())
    return [list(row) for row in zip(*columns, strict=True)]


def _dead(instant: Instant) -> list[list[int]]:
    """The dead ranges, between and behind the live blocks."""
    low, size = instant.gaps()
    below = np.minimum(low + size, instant.dead_end) - low
    return [list(row) for row in zip(low.tolist(), below.tolist(), strict=True) if row[1] > 0]


def palettes() -> dict[str, list[int]]:
    """The two palettes, each as 256 × 3 numbers from 0 to 255."""
    return {"light": palette().ravel().tolist(), "dark": palette(dark=True).ravel().tolist()}


def inks() -> dict[str, str]:
    """The colours of what is drawn over the cells."""
    return {"new": colors.NEW, "chosen": colors.CHOSEN, "wasted": colors.WASTED}


def static_png(instant: Instant, grid: Grid) -> bytes:
    """The same picture without a browser: a palette PNG with the marks drawn over it."""
    from PIL import Image

    indexes = rasterise(instant, grid).indexes()
    across = max(1, 640 // grid.columns)
    down = max(2, ROW_PIXELS // grid.rows)
    pixels = np.repeat(np.repeat(indexes, down, axis=0), across, axis=1)
    table = palette().copy()
    if len(instant.start) <= OUTLINED and across > 1:
        _part(pixels, instant, grid)
        table[254] = colors.rgb(colors.PAPER)
    for mark, index, color in _marks(instant):
        table[index] = colors.rgb(color)
        _outline(pixels, mark, grid, index)
    if down >= 6:
        pixels[down - 1 :: down] = 255
        table[255] = colors.rgb(colors.PAPER)
    image = Image.fromarray(pixels)
    image.putpalette(table.ravel().tolist())
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _marks(instant: Instant) -> list[tuple[Range, int, str]]:
    marks = (
        (instant.chosen, 253, colors.CHOSEN),
        (instant.new, 252, colors.NEW),
    )
    return [(mark, index, color) for mark, index, color in marks if mark is not None]


def _part(pixels: np.ndarray[Any, Any], instant: Instant, grid: Grid) -> None:
    """Draw a line between a block and the one before it."""
    down = len(pixels) // grid.rows
    row, byte = np.divmod(instant.start - grid.base, grid.row_bytes)
    x = byte * pixels.shape[1] // grid.row_bytes
    for top, left in zip((row * down).tolist(), x.tolist(), strict=True):
        pixels[top : top + down, left] = 254


def _outline(pixels: np.ndarray[Any, Any], mark: Range, grid: Grid, index: int) -> None:
    """Draw the upper and lower edge of a range, at least two pixels wide."""
    down = len(pixels) // grid.rows
    for row in range(grid.rows):
        low = max(mark[0] - grid.base - row * grid.row_bytes, 0)
        high = min(mark[0] + mark[1] - grid.base - row * grid.row_bytes, grid.row_bytes)
        if low < high:
            x0 = low * pixels.shape[1] // grid.row_bytes
            x1 = max(x0 + 2, high * pixels.shape[1] // grid.row_bytes)
            top = row * down
            if index == 252:
                pixels[top : top + down, x0:x1] = index
            else:
                pixels[[top, top + down - 2], x0:x1] = index
                pixels[top : top + down, [x0, min(x1, pixels.shape[1]) - 1]] = index
