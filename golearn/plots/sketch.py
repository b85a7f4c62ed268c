"""A drawing of boxes, words and arrows that is made once and shown twice.

On a page it is SVG and takes its ink from the theme; in a committed notebook it is a figure.
Lengths are in units of a drawing `width` units wide, y points down.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from golearn.plots import colors
from golearn.plots.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = colors.INK
"""Becomes the text colour of the page."""

FREE = colors.FREE
"""Becomes the page's own shade for what is free."""

INCHES = 9.0

HATCH = 7
"""Units between two lines of a hatching."""

FAINT = 0.5
"""How opaque those lines are."""


class Sketch:
    """Shapes in the order in which they are drawn."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._svg: list[str] = []
        self._axes: list[Callable[[Axes], Any]] = []

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str | None = None,
        edge: str | None = INK,
        line: float = 1.0,
        dashed: bool = False,
    ) -> None:
        """A box from its upper left corner."""
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        self._svg.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="{_web(fill)}" stroke="{_web(edge)}" stroke-width="{line:g}"{dash}/>'
        )

        def draw(ax: Axes) -> None:
            from matplotlib.patches import Rectangle

            ax.add_patch(
                Rectangle(
                    (x, y),
                    width,
                    height,
                    facecolor=fill or "none",
                    edgecolor=edge or "none",
                    linewidth=self._points(line),
                    linestyle="--" if dashed else "-",
                )
            )

        self._axes.append(draw)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 12,
        anchor: str = "start",
        bold: bool = False,
        color: str = INK,
    ) -> None:
        """Words on a base line; `anchor` is start, middle or end."""
        weight = ' font-weight="600"' if bold else ""
        self._svg.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}"'
            f'{weight} fill="{_web(color)}">{escape(words)}</text>'
        )
        side = {"start": "left", "middle": "center", "end": "right"}[anchor]

        def draw(ax: Axes) -> None:
            ax.text(
                x,
                y,
                words,
                fontsize=self._points(size) * 0.94,
                ha=side,
                va="baseline",
                color=color,
                weight="bold" if bold else "normal",
            )

        self._axes.append(draw)

    def lines(
        self,
        x: float,
        y: float,
        words: str,
        width: float,
        size: float = 12,
        bold: bool = False,
        color: str = INK,
    ) -> float:
        """Words on as many lines as they need, the first on y; the base line after the last."""
        for line in folded(words, width, size, bold):
            self.text(x, y, line, size, bold=bold, color=color)
            y += leading(size)
        return y

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        color: str = INK,
        line: float = 1.0,
        dashed: bool = False,
    ) -> None:
        """A straight line."""
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        self._svg.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{_web(color)}" stroke-width="{line:g}"{dash}/>'
        )

        def draw(ax: Axes) -> None:
            style = "--" if dashed else "-"
            ax.plot([x1, x2], [y1, y2], color=color, lw=self._points(line), ls=style)

        self._axes.append(draw)

    def hatch(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        color: str = INK,
        crossed: bool = False,
    ) -> None:
        """Slanted lines across a box; `crossed` both ways."""
        lines = []
        for far in range(HATCH, int(width + height), HATCH):
            left, top = max(0.0, far - height), max(0.0, far - width)
            ends = (left, far - left), (far - top, top)
            lines.append([(x + u, y + v) for u, v in ends])
            if crossed:
                lines.append([(x + u, y + height - v) for u, v in ends])
        path = "".join(f"M{a:.1f},{b:.1f}L{c:.1f},{d:.1f}" for (a, b), (c, d) in lines)
        self._svg.append(
            f'<path d="{path}" stroke="{_web(color)}" stroke-width="1" opacity="{FAINT}"/>'
        )

        def draw(ax: Axes) -> None:
            wide = self._points(1)
            for (a, b), (c, d) in lines:
                ax.plot([a, c], [b, d], color=color, lw=wide, alpha=FAINT, zorder=1)

        self._axes.append(draw)

    def arrow(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        color: str = INK,
        line: float = 1.0,
        dashed: bool = False,
    ) -> None:
        """A straight line with a head at its second end."""
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1.0
        dx, dy = (x2 - x1) / length, (y2 - y1) / length
        head = 5 + line
        bx, by = x2 - head * dx, y2 - head * dy
        points = [(x2, y2), (bx - head * dy / 2, by + head * dx / 2)]
        points.append((bx + head * dy / 2, by - head * dx / 2))
        self._svg.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{bx:.1f}" y2="{by:.1f}" '
            f'stroke="{_web(color)}" stroke-width="{line:g}"{dash}/>'
            f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" '
            f'fill="{_web(color)}"/>'
        )

        def draw(ax: Axes) -> None:
            from matplotlib.patches import Polygon

            style = "--" if dashed else "-"
            ax.plot([x1, bx], [y1, by], color=color, lw=self._points(line), ls=style)
            ax.add_patch(Polygon(points, closed=True, color=color, lw=0))

        self._axes.append(draw)

    def svg(self, alt: str) -> str:
        """The drawing for a page, as wide as there is room."""
        return (
            f'<svg viewBox="0 0 {self.width:g} {self.height:g}" role="img" '
            f'aria-label="{escape(alt)}" style="width:100%;height:auto;display:block;'
            f'font-family:system-ui,sans-serif;color:var(--gl-ink,{INK})">'
            f"{''.join(self._svg)}</svg>"
        )

    def picture(self, alt: str) -> Picture:
        """The drawing as a figure."""
        from matplotlib.figure import Figure

        size = (INCHES, INCHES * self.height / self.width)
        figure = Figure(figsize=size, facecolor=colors.PAPER)
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set_axis_off()
        ax.set_xlim(0, self.width)
        ax.set_ylim(self.height, 0)
        for draw in self._axes:
            draw(ax)
        return Picture(figure, alt)

    def _points(self, units: float) -> float:
        """Units of the drawing as points of type."""
        return units * INCHES * 72 / self.width


def folded(words: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Words as lines that fit in `width` in any common typeface."""
    return wrap(words, max(8, int(width / ((0.67 if bold else 0.6) * size))))


def leading(size: float) -> float:
    """From one base line to the next."""
    return size * 1.35


def _web(color: str | None) -> str:
    """A colour as the page wants it."""
    if color is None:
        return "none"
    return {INK: "currentColor", FREE: f"var(--gl-free,{FREE})"}.get(color, color)
