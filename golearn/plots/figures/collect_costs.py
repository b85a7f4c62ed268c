"""What collections cost: lines through measured points, and the curves over occupancy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from golearn.collect.experiments import Steady
from golearn.errors import BadParameter
from golearn.plots import colors
from golearn.plots.colors import Style
from golearn.plots.figures.setting import SMALL, end_labels, in_bytes, label, new_figure, title
from golearn.plots.picture import Picture

STYLES = {
    "mark-sweep": Style(colors.BLUE, "o", "-"),
    "mark-compact": Style(colors.GREEN, "s", "-."),
    "threaded-compact": Style(colors.ORANGE, "^", "--"),
    "copying": Style(colors.VERMILLION, "D", "-"),
    "generational": Style(colors.PURPLE, "P", ":"),
}
"""Collector → how it is drawn."""

Points = tuple[Sequence[float], Sequence[float]]


def style_of(collector: str) -> Style:
    """The style of a collector; a neutral one for a name that is not known."""
    return STYLES.get(collector, colors.UNKNOWN)


def fit(points: Points) -> tuple[float, float, float]:
    """Slope, intercept and R² of the line with the least squares through `points` (xs, ys).

    Raises BadParameter for fewer than three points.
    """
    xs, ys = (np.asarray(values, dtype=float) for values in points)
    if len(xs) < 3:
        raise BadParameter(f"a line through {len(xs)} points; expected at least 3")
    slope, intercept = np.polyfit(xs, ys, 1)
    spread = float(np.var(ys))
    rest = float(np.var(ys - slope * xs - intercept))
    return float(slope), float(intercept), 1 - rest / spread if spread else 1.0


def cost_lines(
    by_live: Mapping[str, Points], by_heap: Mapping[str, Points], heading: str = "One collection"
) -> Picture:
    """Bytes touched by one collection: over live bytes (left) and over heap bytes (right).

    Each is collector → (bytes on the axis, bytes touched), drawn with its fitted line.
    """
    figure, axes = new_figure(1, 2, height=3.3)
    said = [
        _lines(ax, series, what)
        for ax, series, what in zip(axes, (by_live, by_heap), ("live", "heap"), strict=True)
    ]
    title(axes[0], f"{heading}: one heap, more and more of it live")
    title(axes[1], "the same live set, larger and larger heaps")
    return Picture(figure, f"{heading}. " + " ".join(said))


def _lines(ax: Axes, series: Mapping[str, Points], what: str) -> str:
    ends, said = [], []
    right = max(max(xs) for xs, _ in series.values())
    for name, (xs, ys) in series.items():
        style = style_of(name)
        slope, intercept, r2 = fit((xs, ys))
        line = np.array([0, right])
        ax.plot(line, slope * line + intercept, color=style.color, linestyle=style.line, lw=1.3)
        ax.plot(xs, ys, style.marker, color=style.color, ms=5)
        ends.append(
            (
                slope * right + intercept,
                colors.GLYPHS[style.marker],
                style.color,
                f"{name}, {slope:.2f} B per B",
            )
        )
        said.append(f"{name}: {slope:.2f} bytes touched per {what} byte, R² {r2:.4f}")
    ax.set_xlim(0, right)
    ax.set_ylim(bottom=0)
    in_bytes(ax.xaxis)
    ax.set_xticks(ax.get_xticks()[::2])
    in_bytes(ax.yaxis)
    label(ax, f"{what} bytes", "bytes touched")
    end_labels(ax, ends, right)
    return f"Over {what} bytes: {'; '.join(said)}."


def occupancy_curves(
    measured: Iterable[Steady],
    predicted: Mapping[str, Callable[[float], float]],
    crossing: float | None = None,
) -> Picture:
    """Bytes touched per byte allocated over live share of the heap: curves, and measured points.

    `predicted` is collector → its formula. The right half shows the low end, where they cross.
    """
    runs = list(measured)
    if not runs:
        raise BadParameter("expected at least one measured run")
    figure, (wide, low) = new_figure(1, 2, height=3.6)
    for ax, right, top in ((wide, 0.9, 8.0), (low, 0.1, 0.8)):
        for name, formula in predicted.items():
            style = style_of(name)
            end = min(right, 0.499) if name == "copying" else right
            xs = np.linspace(0.002, end, 300)
            ys = np.array([formula(x) for x in xs])
            ax.plot(xs, ys, color=style.color, linestyle=style.line, lw=1.5)
            own = [r for r in runs if r.collector == name and r.residency <= right]
            shown = [r for r in own if r.cost <= top]
            ax.plot(
                [r.residency for r in shown],
                [r.cost for r in shown],
                style.marker,
                color=style.color,
                ms=5,
                label=name,
            )
        ax.set_xlim(0, right)
        ax.set_ylim(0, top)
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        label(ax, "live bytes / heap bytes", "bytes touched per byte allocated")
    wide.axvline(0.5, color=colors.FAINT, lw=0.8, linestyle=":")
    wide.annotate("half is full", (0.51, 7.4), fontsize=SMALL - 1, color=colors.INK)
    if crossing is not None:
        low.axvline(crossing, color=colors.FAINT, lw=0.8, linestyle=":")
        low.annotate(f"{crossing:.1%}", (crossing + 0.001, 0.74), fontsize=SMALL - 1)
    wide.legend(frameon=False, fontsize=SMALL - 1, loc="upper left", bbox_to_anchor=(0.0, 0.9))
    title(wide, "Amortised cost over occupancy")
    title(low, "the low end")
    said = "; ".join(
        f"{r.collector} at {r.residency:.0%}: {r.cost:.2f}, "
        f"formula {predicted[r.collector](r.residency):.2f}"
        for r in runs
        if r.collector in predicted
    )
    crosses = "" if crossing is None else f" Copying and compacting cross at {crossing:.1%}."
    return Picture(figure, f"Bytes touched per byte allocated. {said}.{crosses}")
