"""The figures as a picture: how many times as quick as the other way, and the targets."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from benchmarks.results import Row, number
from golearn.plots.colors import BLACK, BLUE, FAINT, GREEN, INK, ORANGE, PAPER, PURPLE, VERMILLION
from golearn.plots.picture import Picture

LOOKS = {
    "real Go": (VERMILLION, "^"),
    "event by event": (BLACK, "s"),
    "walking": (BLUE, "o"),
    "line by line": (GREEN, "D"),
    "one process": (ORANGE, "P"),
    "mark-sweep": (PURPLE, "v"),
}
"""What is compared with → its colour and marker."""

PLAIN = (FAINT, "X")
"""The same for what has no look of its own."""

TARGET = "|"


def draw(rows: Sequence[Row]) -> Picture:
    """Left the ratios, right the costs as shares of their targets; a line per row."""
    compared = [row for row in rows if row.others]
    limited = [row for row in rows if row.at_most is not None]
    height = 1.6 + 0.2 * max(len(compared), len(limited))
    figure = Figure(figsize=(13, height), layout="constrained")
    left, right = figure.subplots(1, 2)
    _ratios(left, compared)
    _shares(right, limited)
    return Picture(figure, _words(compared, limited))


def _ratios(axes: Axes, rows: Sequence[Row]) -> None:
    for y, row in enumerate(rows):
        for other in row.others:
            color, marker = LOOKS.get(other.name, PLAIN)
            axes.plot(other.value / row.value, y, marker, color=color, markersize=6)
            if other.at_most is not None:
                axes.plot(1 / other.at_most, y, TARGET, color=color, markersize=14, mew=2)
    for name, (color, marker) in LOOKS.items():
        if any(other.name == name for row in rows for other in row.others):
            axes.plot([], [], marker, color=color, label=f"against {name}")
    axes.plot([], [], TARGET, color=INK, markersize=12, mew=2, label="at least (the target)")
    axes.set_xlabel("times as quick, in the same run")
    _finish(axes, rows)


def _shares(axes: Axes, rows: Sequence[Row]) -> None:
    for y, row in enumerate(rows):
        share = row.value / (row.at_most or 1)
        color, marker = (BLUE, "o") if share <= 1 else (VERMILLION, "X")
        axes.plot(share, y, marker, color=color, markersize=6)
        axes.annotate(
            f"{number(row.value)} {row.unit}",
            (share, y),
            (7, 0),
            textcoords="offset points",
            va="center",
            size=7,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5},
        )
    axes.plot([], [], "o", color=BLUE, label="target met")
    axes.plot([], [], "X", color=VERMILLION, label="target missed")
    axes.set_xlabel("cost as a share of its target (at most 1)")
    _finish(axes, rows)
    low, high = axes.get_xlim()
    axes.set_xlim(low, high * 4)  # room for the labels


def _finish(axes: Axes, rows: Sequence[Row]) -> None:
    axes.set_xscale("log")
    axes.axvline(1, color=INK, lw=1)
    axes.set_yticks(range(len(rows)), [row.case.replace("`", "") for row in rows], size=7)
    axes.invert_yaxis()
    axes.grid(True, color=FAINT, alpha=0.3)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), fontsize=7, ncols=4, frameon=False)
    axes.set_ylim(len(rows) - 0.5, -0.5)


def _words(compared: Sequence[Row], limited: Sequence[Row]) -> str:
    times: dict[str, list[float]] = {}
    for row in compared:
        for other in row.others:
            times.setdefault(other.name, []).append(other.value / row.value)
    ranges = "; ".join(f"{_range(found)} times as quick as {name}" for name, found in times.items())
    met = sum(row.value <= (row.at_most or 0) for row in limited)
    return (
        f"Left, {len(compared)} comparisons: {ranges}. "
        f"Right, {len(limited)} costs as shares of their targets, of which {met} are met."
    )


def _range(values: Sequence[float]) -> str:
    low, high = number(min(values)), number(max(values))
    return low if low == high else f"{low} to {high}"
