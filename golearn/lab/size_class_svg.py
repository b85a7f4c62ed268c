"""The size-class lab's chart as SVG: it takes its ink from the page, so it suits every theme."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, log2

from golearn.goheap.sizeclass import SizeClass
from golearn.plots import colors
from golearn.plots.figures.class_waste import describe, teeth
from golearn.plots.figures.span_waste import describe as span_text
from golearn.plots.sketch import folded
from golearn.units import human_bytes

WIDTH, HIGH = 1000, 167
"""Of the whole chart, and of what lies between the axes."""
LEFT, RIGHT, BOTTOM, LINE = 50, 24, 40, 16
TICK = 48
"""Room that a label of the lower axis needs."""
TOP_SHARE = 50.0
"""Per cent at the upper edge; the first class goes beyond it."""

NAME = "requested size (bytes), and the share of its slot that is wasted (%)"

STYLE = "width:100%;height:auto;display:block;font:12px system-ui,sans-serif;color:var(--gl-ink)"


class Scale:
    """Bytes → x, on a scale of doublings; per cent → y. For a chart `width` pixels wide."""

    def __init__(self, largest: int, width: float) -> None:
        self.largest, self.width = largest, width
        self.narrow = width < WIDTH
        self.top = 26 if self.narrow else 8
        """Where it is narrow, the request's words stand above the chart."""
        self.room = width - LEFT - RIGHT
        self.name = folded(NAME, width, 12)

    @property
    def height(self) -> int:
        """Of the whole chart."""
        return self.top + HIGH + BOTTOM + LINE * (len(self.name) - 1)

    def x(self, size: float) -> float:
        """Where a size lies."""
        return LEFT + self.room * log2(size) / log2(self.largest)

    def y(self, share: float) -> float:
        """Where a share lies; more than `TOP_SHARE` lies on the edge."""
        return self.top + HIGH - HIGH * min(share, TOP_SHARE) / TOP_SHARE

    def teeth(self, classes: Sequence[SizeClass]) -> str:
        """A table's sawtooth as SVG points."""
        corners = zip(*teeth(classes), strict=True)
        return " ".join(f"{self.x(size):.1f},{self.y(share):.1f}" for size, share in corners)


def class_chart(
    classes: Sequence[SizeClass],
    go: Sequence[SizeClass],
    marked: SizeClass,
    request: int,
    width: int = WIDTH,
) -> str:
    """Waste by requested size: this table's teeth, Go's as a dashed line, one class marked."""
    scale = Scale(max(classes[-1].size, go[-1].size), width)
    base = scale.y(0)
    edge = f"{scale.x(classes[-1].size):.1f},{base:.1f}"
    parts = [
        *_axes(scale),
        _band(scale, marked),
        f'<polygon points="{LEFT},{base:.1f} {scale.teeth(classes)} {edge}" '
        f'fill="{colors.WASTED}" fill-opacity=".6" stroke="{colors.WASTED}"/>',
    ]
    if tuple(go) != tuple(classes):
        parts.append(
            f'<polyline points="{scale.teeth(go)}" fill="none" stroke="currentColor" '
            'stroke-opacity=".75" stroke-dasharray="3 3"/>'
        )
    parts += [_worst(scale, row) for row in classes]
    parts.append(_request(scale, marked, request))
    return (
        f'<svg class="gl-chart" viewBox="0 0 {width} {scale.height}" role="img" '
        f'aria-label="{escape(describe(classes))}" style="{STYLE}" fill="currentColor">'
        f"{''.join(parts)}</svg>"
    )


def span_chart(row: SizeClass, width: int = WIDTH) -> str:
    """One span to scale, full of objects that are one byte too large for the class below."""
    wide, high = width - LEFT - RIGHT, 46
    slot, asked = (wide * n / row.span_bytes for n in (row.size, row.previous + 1))
    slots, gap = row.objects * slot, min(1.0, slot / 4)
    name = f"gl-slot-{row.span_bytes}-{row.size}-{row.previous}"
    tail = (
        f'<rect x="{LEFT + slots:.3f}" width="{wide - slots:.3f}" height="{high}" '
        f'fill="{colors.DEAD}" stroke="currentColor" stroke-width=".5"/>'
        if row.tail_waste
        else ""
    )
    ends = [
        _text(LEFT, high + 16, "0", "start"),
        _text(LEFT + wide, high + 16, f"{row.span_bytes:,} B", "end"),
    ]
    return (
        f'<svg class="gl-span" viewBox="0 0 {width} {high + 22}" role="img" '
        f'aria-label="{escape(span_text(row))}" style="{STYLE}" fill="currentColor">'
        f'<defs><pattern id="{name}" patternUnits="userSpaceOnUse" x="{LEFT}" y="0" '
        f'width="{slot:.6f}" height="{high}">'
        f'<rect width="{asked:.6f}" height="{high}" fill="{colors.USED}"/>'
        f'<rect x="{asked:.6f}" width="{slot - asked:.6f}" height="{high}" '
        f'fill="{colors.WASTED}"/>'
        f'<rect x="{slot - gap:.6f}" width="{gap:.3f}" height="{high}" '
        'fill="var(--jp-layout-color1,#fff)"/></pattern></defs>'
        f'<rect x="{LEFT}" width="{slots:.3f}" height="{high}" fill="url(#{name})"/>'
        f"{tail}{''.join(ends)}</svg>"
    )


def _axes(scale: Scale) -> list[str]:
    """Grid, tick labels and names with units."""
    parts = []
    for share in range(0, int(TOP_SHARE) + 1, 10):
        y = scale.y(share)
        parts.append(_line(LEFT, scale.width - RIGHT, y, y))
        parts.append(_text(LEFT - 6, y + 4, f"{share} %", "end"))
    powers = scale.largest.bit_length()
    told = ceil(powers * TICK / scale.room)
    for power in range(powers):
        x = scale.x(1 << power)
        parts.append(_line(x, x, scale.top, scale.y(0)))
        if power % told == 0:
            parts.append(_text(x, scale.y(0) + 16, human_bytes(1 << power), "middle"))
    middle, y = (LEFT + scale.width) / 2, scale.y(0) + 34
    if scale.narrow:
        middle = scale.width / 2
    return [*parts, *(_text(middle, y + i * LINE, t, "middle") for i, t in enumerate(scale.name))]


def _band(scale: Scale, marked: SizeClass) -> str:
    left, right = scale.x(marked.previous + 1), scale.x(marked.size)
    return (
        f'<rect x="{left - 1:.1f}" y="{scale.top}" width="{right - left + 2:.1f}" '
        f'height="{HIGH:.1f}" fill="{colors.NEW}" fill-opacity=".4"/>'
    )


def _worst(scale: Scale, row: SizeClass) -> str:
    """A triangle where the class would be at worst, the tail of its span included."""
    x, y = scale.x(row.size), scale.y(100 * row.max_waste)
    return (
        f'<path d="M{x - 3.5:.1f} {y - 3:.1f}h7l-3.5 6z" fill="{colors.DEAD}" '
        'stroke="currentColor" stroke-width=".5"/>'
    )


def _request(scale: Scale, marked: SizeClass, request: int) -> str:
    x, said = scale.x(request), f"{request:,} B → {marked.size:,} B"
    if scale.narrow:
        words = _text(min(max(x, 75), scale.width - 75), scale.top - 8, said, "middle")
    elif x > scale.width * 0.8:
        words = _text(x - 12, scale.top + 12, said, "end")
    else:
        words = _text(x + 12, scale.top + 12, said, "start")
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{scale.top}" y2="{scale.y(0):.1f}" '
        f'stroke="{colors.VERMILLION}" stroke-width="2"/>{words}'
    )


def _line(x1: float, x2: float, y1: float, y2: float) -> str:
    ends = f'x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="currentColor" stroke-opacity=".14"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
