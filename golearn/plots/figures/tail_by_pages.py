"""Why a span has as many pages as it has: the tail it would have with 1, 2, 3 … pages."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from matplotlib.ticker import MultipleLocator

from golearn.errors import BadParameter
from golearn.goheap.sizeclass import PAGE_SIZE, WASTE_LIMIT, span_pages
from golearn.plots import colors
from golearn.plots.figures.setting import SMALL, TINY, label, new_figure, title
from golearn.plots.picture import Picture

MOST_PAGES = 64


def tail_by_pages(
    sizes: Sequence[int], waste_limit: Fraction | float = WASTE_LIMIT, page_size: int = PAGE_SIZE
) -> Picture:
    """A panel per object size: tail of the span in per cent, by pages, up to the first that do."""
    if not sizes or min(sizes) < 1:
        raise BadParameter("expected at least one object size, from 1 byte")
    limit = Fraction(waste_limit)
    figure, axes = new_figure(1, len(sizes), height=2.9, sharex=True, sharey=True, squeeze=False)
    parts = []
    for ax, size in zip(np.ravel(axes), sizes, strict=True):
        npages = span_pages(size, limit, page_size)
        if npages > MOST_PAGES:
            raise BadParameter(f"size {size} needs {npages} pages, too many to draw")
        parts.append(_panel(ax, size, npages, page_size, limit))
        label(ax, "pages in the span")
    label(np.ravel(axes)[0], y="tail (% of the span)")
    np.ravel(axes)[0].set_ylim(bottom=0)
    return Picture(
        figure, f"Tail by pages per span, limit {float(limit):.1%}. " + "; ".join(parts) + "."
    )


def _panel(ax: Any, size: int, npages: int, page_size: int, limit: Fraction) -> str:
    first = -(-size // page_size)
    pages = range(first, npages + 1)
    shares = [100 * (n * page_size % size) / (n * page_size) for n in pages]
    inks = [colors.DEAD] * (len(pages) - 1) + [colors.NEW]
    bars = ax.bar(pages, shares, color=inks, edgecolor=colors.INK, linewidth=0.5)
    for bar in bars[:-1]:
        bar.set_hatch("xxxx")
    ax.axhline(100 * float(limit), color=colors.VERMILLION, lw=1.3, ls="--", zorder=1.5)
    said = ax.bar_label(bars, [f"{s:.1f}" for s in shares], fontsize=TINY, padding=2)
    for text in said:
        text.set(color=colors.INK, bbox={"facecolor": colors.PAPER, "pad": 0.6, "lw": 0})
    if first > 1:
        ax.text(first / 2, 1, "too small", ha="center", va="bottom", rotation=90,
                fontsize=TINY, color=colors.INK)  # fmt: skip
    ax.xaxis.set_major_locator(MultipleLocator(1))
    ax.grid(False, axis="x")
    ax.margins(y=0.18)
    title(ax, f"{size:,} B → {pages_text(npages)}")
    if ax.get_subplotspec().is_first_col():
        ax.annotate(f"limit {100 * float(limit):g} %", (1, 100 * float(limit)), (0, 3),
                    xycoords=("axes fraction", "data"), textcoords="offset points", ha="right",
                    fontsize=SMALL, color=colors.VERMILLION)  # fmt: skip
    tails = ", ".join(f"{share:.1f} %" for share in shares)
    return f"{size:,} bytes, from {pages_text(first)} on: {tails}"


def pages_text(n: int) -> str:
    """`1 page`, `7 pages`."""
    return "1 page" if n == 1 else f"{n} pages"
