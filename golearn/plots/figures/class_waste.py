"""How much of a slot is wasted, for every size that can be asked for: the teeth of a table."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from golearn.errors import BadParameter
from golearn.goheap.sizeclass import SizeClass
from golearn.plots import colors
from golearn.plots.figures.setting import SMALL, label, new_figure, title
from golearn.plots.picture import Picture
from golearn.units import human_bytes


def class_waste(classes: Sequence[SizeClass], marked: int | None = None) -> Picture:
    """Per requested size the share of its slot that is lost; `marked` is a class number."""
    require_classes(classes)
    figure, ax = new_figure(height=3.6)
    draw(ax, classes, marked)
    title(ax, f"What rounding up to one of {len(classes)} classes wastes")
    return Picture(figure, describe(classes))


def require_classes(classes: Sequence[SizeClass]) -> None:
    """Raise BadParameter if there is no class to draw."""
    if not classes:
        raise BadParameter("expected at least one size class")


def describe(classes: Sequence[SizeClass]) -> str:
    """The key numbers in words."""
    worst = max(classes, key=lambda row: row.max_waste)
    later = [row for row in classes if row.previous >= 128]
    text = (
        f"Waste by requested size, {len(classes)} classes from {classes[0].size:,} to "
        f"{classes[-1].size:,} bytes. Worst: {worst.max_waste:.2%} in class {worst.number}"
    )
    if later:
        worst = max(later, key=lambda row: row.max_waste)
        text += f"; above 128 bytes {worst.max_waste:.2%} in class {worst.number}"
    return text + "."


def teeth(classes: Sequence[SizeClass]) -> tuple[list[int], list[float]]:
    """Corners of the sawtooth: requested size, and the share of its slot in per cent."""
    sizes, shares = [], []
    for row in classes:
        sizes += [row.previous + 1, row.size]
        shares += [100 * row.slack / row.size, 0.0]
    return sizes, shares


def draw(ax: Axes, classes: Sequence[SizeClass], marked: int | None = None) -> None:
    """The teeth, and over each class a dot for the worst case with the tail of its span."""
    sizes, shares = teeth(classes)
    ax.fill_between(sizes, shares, color=colors.WASTED, alpha=0.45, lw=0, hatch="////", ec="white")
    ax.plot(sizes, shares, color=colors.WASTED, lw=1.1, label="lost in the slot")
    ax.plot(
        [row.size for row in classes],
        [100 * row.max_waste for row in classes],
        ls="",
        marker="v",
        ms=4,
        color=colors.DEAD,
        mec=colors.INK,
        mew=0.4,
        label="worst case, with the span's tail",
    )
    if marked is not None:
        row = classes[marked - 1]
        ax.axvspan(row.previous + 1, row.size, color=colors.NEW, alpha=0.3, lw=0)
        ax.annotate(
            f"class {row.number}: {row.size:,} B",
            (row.size if row.size < 2048 else row.previous, 1),
            (5 if row.size < 2048 else -5, -14),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            va="center",
            ha="left" if row.size < 2048 else "right",
            fontsize=SMALL,
            color=colors.INK,
        )
    ax.set_xscale("log", base=2)
    ax.set_xlim(1, classes[-1].size * 1.05)
    ax.set_ylim(0, min(100, 105 * max(row.max_waste for row in classes)))
    powers = range(classes[-1].size.bit_length())
    ax.xaxis.set_major_locator(FixedLocator([1 << k for k in powers]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: human_bytes(value)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f} %"))
    label(ax, "requested size (bytes)", "share wasted (%)")
    ax.legend(fontsize=SMALL, frameon=False, loc="upper center")
