"""A step of a collection as a small drawing for the collect lab."""

from __future__ import annotations

from html import escape

from golearn.collect.frames import Frame
from golearn.plots import colors
from golearn.plots.figures.collect_costs import style_of
from golearn.plots.figures.collect_heap import alt_text
from golearn.plots.figures.collect_shapes import (
    DASHES,
    FILLS,
    LINKS,
    ROW,
    Arrow,
    Box,
    Note,
    shapes_of,
)

WIDTH = 1000
ROWS = ((800, ROW), (600, 32), (360, 24), (0, 16))
"""From so many pixels on, a row has so many words."""

CSS = """<style>
.gl-collect { width: 100%; max-width: 1040px; display: block; color: var(--gl-ink); }
.gl-collect text { font: 11px sans-serif; fill: currentColor; dominant-baseline: central; }
.gl-collect text.gl-note { paint-order: stroke; stroke: var(--jp-layout-color0, #fff);
  stroke-width: 3px; }
.gl-collect-key span { display: inline-flex; align-items: center; margin-right: 14px; }
.gl-collect-key i { width: 20px; height: 12px; margin-right: 5px; border: 1px solid #8886; }
.gl-collect-key i.gl-line { width: 26px; height: 0; border: 0; border-radius: 0; }
.gl-costs { border-collapse: collapse; font: 13px/1.5 sans-serif; color: var(--gl-ink); }
.gl-costs td, .gl-costs th { padding: 1px 10px 1px 0; text-align: right; font-weight: normal; }
.gl-costs th { text-align: left; white-space: nowrap; }
.gl-costs td.gl-bar { text-align: left; width: 100%; max-width: 320px; }
.gl-costs { width: 100%; max-width: 520px; }
.gl-costs i { display: inline-block; height: 11px; vertical-align: middle; }
</style>"""

_HATCH = f"repeating-linear-gradient(135deg,{colors.FAINT} 0 1px,{colors.PAPER} 1px 5px)"
_MARKS = "".join(
    f'<marker id="gl-{kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
    f'markerHeight="7" orient="auto" markerUnits="userSpaceOnUse">'
    f'<path d="M0 0L8 4L0 8z" fill="{color}"/></marker>'
    for kind, color in LINKS.items()
)
_DEFS = (
    f'<defs>{_MARKS}<pattern id="gl-left" width="6" height="6" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{colors.PAPER}"/>'
    f'<path d="M0 0V6" stroke="{colors.FAINT}"/></pattern></defs>'
)


def collection_svg(frame: Frame, width: int = WIDTH) -> str:
    """The frame as SVG, with its description for those who do not see it."""
    row = next(words for room, words in ROWS if width >= room)
    shapes = shapes_of(frame, row, beside=width >= WIDTH)
    pen = Pen(width / shapes.wide, width)
    parts = [
        *map(pen.box, shapes.boxes),
        *map(pen.arrow, shapes.arrows),
        *map(pen.note, shapes.notes),
    ]
    alt = escape(alt_text(frame), quote=True)
    return (
        f'<svg class="gl-collect" role="img" aria-label="{alt}" '
        f'viewBox="0 0 {width} {shapes.high * pen.unit:.0f}">{_DEFS}{"".join(parts)}</svg>'
    )


def key() -> str:
    """What the colours and lines mean."""
    boxes = "".join(
        f'<span><i style="background:{_HATCH if state == "forwarded" else fill}"></i>{state}</span>'
        for state, (fill, _) in FILLS.items()
    )
    lines = "".join(
        f'<span><i class="gl-line" style="border-top:2px '
        f'{"dashed" if DASHES[kind] else "solid"} {color}"></i>{kind}</span>'
        for kind, color in LINKS.items()
    )
    now = f'<span><i style="border:2px solid {colors.VERMILLION}"></i>this step</span>'
    return f'<div class="gl-collect-key gl-legend">{boxes}{lines}{now}</div>'


class Pen:
    """Draws shapes with `unit` pixels for a word, on a drawing `width` pixels wide."""

    def __init__(self, unit: float, width: float) -> None:
        self.unit, self.width = unit, width

    def px(self, words: float) -> str:
        return f"{words * self.unit:.1f}"

    def box(self, box: Box) -> str:
        px = self.px
        fill = "url(#gl-left)" if box.dashed else box.fill
        dash = ' stroke-dasharray="3 2"' if box.dashed else ""
        rect = (
            f'<rect x="{px(box.x)}" y="{px(box.y)}" width="{px(box.wide)}" '
            f'height="{px(box.high)}" fill="{_on_page(fill)}" stroke="{_on_page(box.edge)}" '
            f'stroke-width="{2.5 if box.heavy else 1}"{dash}/>'
        )
        if not box.text:
            return rect
        x, y = px(box.x + box.wide / 2), px(box.y + box.high / 2)
        plate = f";paint-order:stroke;stroke:{colors.PAPER};stroke-width:4px" if box.dashed else ""
        return (
            f'{rect}<text x="{x}" y="{y}" text-anchor="middle" style="fill:{box.ink}{plate}">'
            f"{escape(box.text)}</text>"
        )

    def arrow(self, arrow: Arrow) -> str:
        px = self.px
        (x0, y0), (x1, y1), (x2, y2) = arrow.start, arrow.over, arrow.end
        dash = DASHES[arrow.kind]
        dashes = f' stroke-dasharray="{dash[0] * 1.5} {dash[1] * 1.5}"' if dash else ""
        return (
            f'<path d="M{px(x0)} {px(y0)}Q{px(x1)} {px(y1)} {px(x2)} {px(y2)}" fill="none" '
            f'stroke="{LINKS[arrow.kind]}" stroke-width="{1.8 if dash else 1.2}"{dashes} '
            f'marker-end="url(#gl-{arrow.kind})"/>'
        )

    def note(self, note: Note) -> str:
        """The words; a pointer's that would go beyond the edge stand on its other side."""
        text, anchor = note.text, {"left": "end", "right": "start"}.get(note.side, "middle")
        x = note.x * self.unit
        if anchor == "start" and x + 7 * len(text) > self.width:
            text, anchor = " ".join(reversed(text.split(" ", 1))), "end"
            x += 10
        return (
            f'<text class="gl-note" x="{min(x, self.width):.1f}" y="{self.px(note.y)}" '
            f'text-anchor="{anchor}">{escape(text)}</text>'
        )


def _on_page(color: str) -> str:
    """What is the page's own takes its colours from the page's theme."""
    return {colors.FREE: "var(--gl-free)"}.get(color, color)


def costs_table(head: str, costs: dict[str, float], foot: str) -> str:
    """Costs as numbers and bars, with a sentence above and one below."""
    longest = max(costs.values())
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{cost:.2f}</td>"
        f'<td class="gl-bar"><i style="width:{max(1, 100 * cost / longest):.0f}%;'
        f'background:{style_of(name).color}"></i></td></tr>'
        for name, cost in costs.items()
    )
    table = f'<table class="gl-costs">{rows}</table>'
    style = "line-height:1.5;white-space:normal"
    return f'<div style="{style}">{escape(head)}{table}{escape(foot)}</div>'
