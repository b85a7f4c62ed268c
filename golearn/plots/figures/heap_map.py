"""The heap as rows of bytes, to be read like text: from left to right, then the next row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from golearn.plots import colors
from golearn.plots.figures.setting import TINY, address_text, label, new_figure, title
from golearn.plots.instant import Instant, Range, Timeline
from golearn.plots.picture import Picture
from golearn.plots.raster import Grid, palette, rasterise
from golearn.replay import History
from golearn.units import human_bytes

OUTLINED = 300
"""Up to this many live blocks are drawn one by one, with their IDs."""

HATCH = "////"


def heap_map(history: History, event: int | None = None, width: int | None = None) -> Picture:
    """The heap right after `event` (None: the last), in rows of `width` bytes."""
    timeline = Timeline(history)
    event = timeline.clamp(event)
    instant = timeline.at(event)
    grid = Grid.fit(history.base, max(history.peak_heap, 1), width)
    figure, ax = new_figure(height=min(0.9 + 0.28 * grid.rows, 4.2) + 0.4)
    draw(ax, instant, grid)
    title(ax, f"{history.allocator} on {history.trace}, after event {event:,}")
    figure.legend(handles=_legend(instant), loc="outside lower left", ncols=7, **_LEGEND)
    alt = (
        f"Heap map of {history.allocator} on {history.trace} after event {event:,} "
        f"(last: {len(history) - 1:,}): {instant.describe()}. "
        f"Each row shows {grid.row_bytes:,} bytes."
    )
    return Picture(figure, alt)


def heap_maps(titles: Sequence[str], instants: Sequence[Instant], size: int, alt: str) -> Picture:
    """Several heaps side by side on one scale of `size` bytes, each under its title.

    The alt text is the caller's: only a lab knows what happened.
    """
    columns = 2 if len(instants) > 1 else 1
    rows = -(-len(instants) // columns)
    grid = Grid.fit(instants[0].base, max(size, 1))
    height = rows * (min(0.8 + 0.24 * grid.rows, 2.6) + 0.3) + 0.4
    figure, axes = new_figure(rows, columns, height=height, squeeze=False)
    flat = list(np.ravel(axes))
    for ax, text, instant in zip(flat, titles, instants, strict=False):
        draw(ax, instant, grid)
        title(ax, text)
    for ax in flat[len(instants) :]:
        ax.set_axis_off()
    marked = max(instants, key=lambda i: (len(i.visited_start), i.new is not None))
    rover = next((i.rover for i in instants if i.rover is not None), None)
    marked = replace(marked, rover=rover)
    figure.legend(handles=_legend(marked), loc="outside lower left", ncols=7, **_LEGEND)
    return Picture(figure, alt)


_LEGEND: dict[str, Any] = {
    "fontsize": TINY,
    "frameon": False,
    "handlelength": 1.4,
    "columnspacing": 1.4,
}


_ROVER: dict[str, Any] = {"color": colors.INK, "marker": "|", "ls": "", "ms": 9, "mew": 2.5}


def _legend(instant: Instant) -> list[Artist]:
    edge: dict[str, Any] = {"edgecolor": colors.FAINT, "linewidth": 0.6}
    handles: list[Artist] = [
        Patch(facecolor=colors.USED, label="in use", **edge),
        Patch(facecolor=colors.WASTED, hatch=HATCH, label="wasted inside a block", **edge),
        Patch(facecolor=colors.FREE, label="free", **edge),
    ]
    if instant.dead_end:
        handles.append(Patch(facecolor=colors.DEAD, hatch="xxxx", label="dead", **edge))
    if len(instant.visited_start):
        handles.append(Patch(facecolor=colors.VISITED, label="visited", **edge))
    if instant.new:
        handles.append(Patch(facecolor=colors.NEW, label="placed last", **edge))
    if instant.chosen:
        handles.append(Patch(fill=False, edgecolor=colors.CHOSEN, lw=2, label="block it chose"))
    if instant.freed:
        handles.append(Patch(fill=False, edgecolor=colors.INK, ls="--", lw=1.5, label="freed last"))
    if instant.rover is not None:
        handles.append(Line2D([], [], **_ROVER, label="next fit goes on"))
    return handles


def draw(ax: Axes, instant: Instant, grid: Grid) -> None:
    """The heap on a grid: block by block if they are few, else as a raster."""
    ax.grid(False)
    ax.set_xlim(0, grid.row_bytes)
    ax.set_ylim(grid.rows, 0)
    if len(instant.start) <= OUTLINED and grid.rows <= 32:
        _draw_blocks(ax, instant, grid)
    else:
        _draw_raster(ax, instant, grid)
    for mark, color in ((instant.freed, colors.INK), (instant.chosen, colors.CHOSEN)):
        style = "--" if mark is instant.freed else "-"
        _boxes(ax, grid, mark, fill=False, edgecolor=color, lw=2, linestyle=style, zorder=4)
    _draw_rover(ax, instant, grid)
    rows = np.arange(0, grid.rows, rows_apart(grid.rows))
    texts = [address_text(grid.base + int(r) * grid.row_bytes, grid.base) for r in rows]
    ax.set_yticks(rows + 0.5, texts)
    step = grid.row_bytes // 4 or 1
    ticks = range(0, grid.row_bytes + 1, step)
    ax.set_xticks(list(ticks), [f"+{tick:,}" for tick in ticks])
    ax.spines["left"].set_visible(False)
    label(ax, f"byte within the row of {human_bytes(grid.row_bytes)}", "address (bytes)")


def rows_apart(rows: int, most: int = 8) -> int:
    """Every how many rows an address is written: a power of two, for round addresses."""
    return 1 << max(0, -(-rows // most) - 1).bit_length()


def _draw_raster(ax: Axes, instant: Instant, grid: Grid) -> None:
    index = rasterise(instant, grid).indexes()
    box = (0, grid.row_bytes, grid.rows, 0)
    ax.imshow(palette()[index], extent=box, aspect="auto", interpolation="nearest")
    _boxes(ax, grid, instant.new, color=colors.NEW, lw=1.5, zorder=3)


def _draw_blocks(ax: Axes, instant: Instant, grid: Grid) -> None:
    size = instant.end - instant.base
    _boxes(ax, grid, (instant.base, size), facecolor=colors.FREE, lw=0)
    if instant.dead_end:
        dead = (instant.base, instant.dead_end - instant.base)  # live blocks are drawn over it
        _boxes(ax, grid, dead, facecolor=colors.DEAD, hatch="xxxx", edgecolor="#FFFFFF", lw=0)
    visited = zip(instant.visited_start.tolist(), instant.visited_size.tolist(), strict=True)
    for start, block in visited:
        _boxes(ax, grid, (start, block), facecolor=colors.VISITED, edgecolor=colors.INK, lw=0.8)
    rows = (instant.start, instant.block, instant.requested, instant.object)
    for start, block, asked, obj in zip(*(column.tolist() for column in rows), strict=True):
        is_new = instant.new is not None and start == instant.new[0]
        color = colors.NEW if is_new else colors.USED
        _boxes(ax, grid, (start, asked), facecolor=color, lw=0)
        waste = (start + asked, block - asked)
        _boxes(ax, grid, waste, facecolor=colors.WASTED, hatch=HATCH, edgecolor="#FFFFFF", lw=0)
        _boxes(ax, grid, (start, block), fill=False, edgecolor="#FFFFFF", lw=1)
        _write(ax, grid, (start, block), str(obj))


def _draw_rover(ax: Axes, instant: Instant, grid: Grid) -> None:
    """A bar with a head at each end, behind the last byte of the block placed last."""
    if not instant.rover:
        return
    row, byte = divmod(instant.rover - grid.base - 1, grid.row_bytes)
    style: dict[str, Any] = {"color": colors.INK, "clip_on": False, "zorder": 5}
    ax.plot([byte + 1] * 2, [row + 0.07, row + 0.93], lw=2.5, **style)
    for y, head in ((row + 0.1, "v"), (row + 0.9, "^")):
        ax.plot(byte + 1, y, marker=head, ms=6, mew=0, **style)


def spans(grid: Grid, mark: Range | None) -> Iterator[tuple[int, int, int]]:
    """The pieces of a range of bytes, row by row: (row, first byte in the row, bytes)."""
    if mark is None:
        return
    low, end = mark[0] - grid.base, mark[0] - grid.base + mark[1]
    while low < end:
        row, x = divmod(low, grid.row_bytes)
        n = min(end - low, grid.row_bytes - x)
        yield row, x, n
        low += n


def _boxes(ax: Axes, grid: Grid, mark: Range | None, **style: Any) -> None:
    for row, x, n in spans(grid, mark):
        ax.add_patch(Rectangle((x, row + 0.07), n, 0.86, **style))


def _write(ax: Axes, grid: Grid, block: Range, text: str) -> None:
    """The ID in the widest piece of a block, if it has room there."""
    row, x, n = max(spans(grid, block), key=lambda piece: piece[2], default=(0, 0, 0))
    columns = ax.get_subplotspec().get_gridspec().ncols  # type: ignore[union-attr]
    if n * 110 / columns >= grid.row_bytes * len(text):
        size = TINY if grid.rows <= 16 else TINY - 2
        place: dict[str, Any] = {
            "ha": "center",
            "va": "center",
            "fontsize": size,
            "color": "#FFFFFF",
        }
        ax.text(x + n / 2, row + 0.52, text, clip_on=True, **place)
