"""The search for a run of pages, drawn: five levels of summaries, and the way down."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle

from golearn.goheap.descent import Descent, Entry, Row
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.plots import colors
from golearn.plots.figures.setting import SMALL, TINY, new_figure, title
from golearn.plots.picture import Picture
from golearn.units import count, human_bytes

WIDE, GAP, HIGH, STEP = 1.0, 0.06, 0.62, 1.0


def descent(told: Descent) -> Picture:
    """Each row is a level; each box a summary, *start / max / end* in free pages.

    Boxes that were read are yellow; a thick frame and an arrow show the way down. A green frame
    marks the boxes where the run lies, if it crosses a border between them.
    """
    levels = max(len(told.rows), 1)
    figure, ax = new_figure(height=0.9 + 0.62 * levels)
    ax.axis("off")
    ax.grid(False)
    for depth, row in enumerate(told.rows):
        _draw_row(ax, depth, row, told)
        if row.down is not None and depth + 1 < len(told.rows):
            _arrow(ax, depth, row, told.rows[depth + 1])
    if not told.rows and told.nearby is not None:
        _box(ax, 0, 0, told.nearby, colors.NEW)
        ax.text(-0.12, HIGH / 2, "the hint's chunk", ha="right", va="center", fontsize=SMALL)
    ax.set_xlim(-2.05, 8 * (WIDE + GAP))
    ax.set_ylim(levels * STEP - 0.2, -0.12)
    title(ax, f"{_heading(told)} (boxes: free pages at the start / longest run / at the end)")
    return Picture(figure, in_words(told))


def in_words(told: Descent) -> str:
    """The search as sentences."""
    said = [f"Search for {told.npages} pages: {count(told.read, 'summary', 'summaries')} read."]
    if told.nearby is not None:
        enough = "enough, so the tree is not walked" if not told.rows else "not enough"
        said.append(
            f"The chunk of the search hint has {told.nearby.longest} free pages in a row: {enough}."
        )
    for row in told.rows:
        read = [entry for entry in row.entries if entry.read]
        names = ", ".join(triple(entry) for entry in read)
        size = human_bytes(row.pages_each * PAGE_SIZE)
        went = "" if row.down is None else f", down into number {row.down - row.entries[0].number}"
        over = sum(told.holds(row, entry) for entry in row.entries)
        ended = f"; the run lies in the last {over} of them" if over else ""
        said.append(f"Level {row.level} ({size} each) reads {names or 'nothing'}{went}{ended}.")
    said.append(
        f"Found at {told.address:#x}." if told.address else "No run is long enough: the heap grows."
    )
    return " ".join(said)


def triple(entry: Entry) -> str:
    """A summary's three numbers."""
    return f"{entry.start}/{entry.longest}/{entry.end}"


def _heading(told: Descent) -> str:
    where = f"found at {told.address:#x}" if told.address else "no run is long enough"
    return f"{told.npages} pages: {where}"


def _draw_row(ax: Axes, depth: int, row: Row, told: Descent) -> None:
    y = depth * STEP
    size = human_bytes(row.pages_each * PAGE_SIZE)
    ax.text(
        -0.12,
        y + HIGH / 2,
        f"level {row.level}\n{size} an entry",
        ha="right",
        va="center",
        fontsize=TINY,
        color=colors.INK,
        linespacing=1.3,
    )
    for i, entry in enumerate(row.entries[:8]):
        frame = colors.CHOSEN if entry.number == row.down else None
        _box(ax, i, y, entry, colors.NEW if told.holds(row, entry) else frame)


def _box(ax: Axes, i: int, y: float, entry: Entry, frame: str | None) -> None:
    face = colors.VISITED if entry.read else colors.FREE
    edge, width = (frame, 2.6) if frame else (colors.FAINT, 0.8)
    ax.add_patch(Rectangle((i * (WIDE + GAP), y), WIDE, HIGH, fc=face, ec=edge, lw=width))
    ax.text(
        i * (WIDE + GAP) + WIDE / 2,
        y + HIGH / 2,
        triple(entry),
        ha="center",
        va="center",
        fontsize=TINY if entry.longest < 100_000 else 6,
        color=colors.INK,
        weight="bold" if frame else "normal",
    )


def _arrow(ax: Axes, depth: int, row: Row, below: Row) -> None:
    assert row.down is not None
    x = (row.down - row.entries[0].number) * (WIDE + GAP) + WIDE / 2
    reads = [i for i, entry in enumerate(below.entries) if entry.read]
    target = (reads[0] if reads else 0) * (WIDE + GAP) + WIDE / 2
    ax.add_patch(
        FancyArrowPatch(
            (x, depth * STEP + HIGH),
            (target, (depth + 1) * STEP),
            arrowstyle="-|>",
            mutation_scale=9,
            color=colors.CHOSEN,
            lw=1.3,
            shrinkA=1,
            shrinkB=1,
        )
    )
