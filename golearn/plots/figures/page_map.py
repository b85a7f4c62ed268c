"""The page heap as a map: each page is a cell, each span a box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from golearn.errors import BadParameter
from golearn.goheap import GoAllocator
from golearn.plots import colors
from golearn.plots.figures.setting import TINY, label, new_figure, title
from golearn.plots.page_runs import (
    STATES,
    PageRun,
    State,
    count_pages,
    page_runs,
    pages_per_row,
)
from golearn.plots.picture import Picture

LOOKS: dict[State, tuple[str, str]] = {
    "span": (colors.USED, ""),
    "collector": (colors.PURPLE, "xxxx"),
    "cached": (colors.SKY, "...."),
    "free": (colors.FREE, ""),
    "released": (colors.PAPER, "////"),
}
"""Colour and hatching of each state."""

EDGES: dict[State, str] = {"span": colors.PAPER, "cached": colors.INK, "collector": colors.INK}
"""Colour of the frame, and of the hatching in it."""

NEW_SPAN = "taken now"


def page_map(
    heaps: GoAllocator | Mapping[str, GoAllocator | Sequence[PageRun]],
    new: tuple[int, int] | None = None,
) -> Picture:
    """One map, or several with their titles below each other.

    `new` = (page, pages) marks a run that was just taken, in the last map. A heap may be given
    as the runs that it had at an earlier time (`page_runs`).
    """
    named = {"the page heap": heaps} if isinstance(heaps, GoAllocator) else dict(heaps)
    tables = {
        name: page_runs(heap) if isinstance(heap, GoAllocator) else list(heap)
        for name, heap in named.items()
    }
    if not tables or not all(tables.values()):
        raise BadParameter("a heap without pages has nothing to show; allocate something first")
    total = max(sum(run.npages for run in runs) for runs in tables.values())
    width = pages_per_row(total)
    rows = -(-total // width)
    each = max(0.95, 0.45 + 0.125 * rows)
    figure, axes = new_figure(len(tables), 1, height=0.75 + each * len(tables), squeeze=False)
    for ax, (name, runs) in zip(axes[:, 0], tables.items(), strict=True):
        last = name == list(tables)[-1]
        _draw(ax, runs, width, rows, new if last else None)
        title(ax, name)
        label(ax, "page of the row (8 KiB each)" if last else None, "first page\nof the row")
    states = [s for s in STATES if any(run.state == s for runs in tables.values() for run in runs)]
    handles = [
        Patch(fc=LOOKS[s][0], hatch=LOOKS[s][1], ec=EDGES.get(s, colors.FAINT)) for s in states
    ]
    names = [STATES[s] for s in states]
    if new is not None:
        handles.append(Patch(fc=colors.NEW, ec=colors.INK))
        names.append(NEW_SPAN)
    figure.legend(handles, names, loc="outside lower left", ncols=6, fontsize=TINY, frameon=False)
    parts = [f"{name}: {in_words(runs)}" for name, runs in tables.items()]
    marked = f" {new[1]} pages from page {new[0]} on are marked as {NEW_SPAN}." if new else ""
    return Picture(figure, f"Page map, {width} pages a row. {'. '.join(parts)}.{marked}")


def in_words(runs: Sequence[PageRun]) -> str:
    """How many pages are in which state."""
    counts = count_pages(list(runs))
    spans = sum(run.state == "span" for run in runs)
    told = [f"{n} {STATES[state]}" for state, n in counts.items() if n and state != "span"]
    return f"{counts['span']} pages in {spans} span{'s' * (spans != 1)}, {', '.join(told)}"


def _draw(
    ax: Axes, runs: Sequence[PageRun], width: int, rows: int, new: tuple[int, int] | None
) -> None:
    ax.grid(False)
    for run in runs:
        face, hatch = LOOKS[run.state]
        for x, y, n in pieces(run.page, run.npages, width):
            box = Rectangle((x, y + 0.06), n, 0.88, fc=face, hatch=hatch, lw=0.5)
            box.set_edgecolor(EDGES.get(run.state, colors.FAINT))
            ax.add_patch(box)
    if new is not None:
        for x, y, n in pieces(*new, width):
            ax.add_patch(Rectangle((x, y + 0.06), n, 0.88, fc=colors.NEW, ec=colors.INK, lw=1))
    ax.set_xlim(0, width)
    ax.set_ylim(rows, 0)
    ax.set_xticks(range(0, width + 1, width // 8))
    every = max(1, rows // 8)
    ax.set_yticks([y + 0.5 for y in range(0, rows, every)])
    ax.set_yticklabels([f"{y * width:,}" for y in range(0, rows, every)])


def pieces(page: int, npages: int, width: int) -> Iterator[tuple[int, int, int]]:
    """A run cut at the ends of rows: (column, row, pages)."""
    while npages:
        row, column = divmod(page, width)
        n = min(npages, width - column)
        yield column, row, n
        page, npages = page + n, npages - n
