"""Page maps and walks down the tree as small drawings for the page heap lab."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from golearn.goheap.descent import Descent, Row
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.plots import colors
from golearn.plots.figures.page_map import in_words, pieces
from golearn.plots.page_runs import STATES, PageRun, State, pages_per_row
from golearn.plots.sketch import folded
from golearn.units import count, human_bytes

LEFT, WIDTH = 60, 1000
"""Units of the drawing: room for the labels, and the width of all of it."""

TOP, LINE = 14, 14

FEWEST = ((800, 64), (460, 32), (0, 16))
"""From so many units on, a row has at least so many pages."""

FILLS: dict[State, str] = {
    "span": colors.USED,
    "collector": "url(#gl-collector)",
    "cached": "url(#gl-cached)",
    "free": "var(--gl-free)",
    "released": "url(#gl-released)",
}

PATTERNS = f"""<defs>
<pattern id="gl-released" width="6" height="6" patternUnits="userSpaceOnUse"
 patternTransform="rotate(45)"><path d="M0 0V6" stroke="{colors.FAINT}" stroke-width="1.6"/>
</pattern>
<pattern id="gl-cached" width="5" height="5" patternUnits="userSpaceOnUse">
<rect width="5" height="5" fill="{colors.SKY}"/><circle cx="2.5" cy="2.5" r="1" fill="#20262B"/>
</pattern>
<pattern id="gl-collector" width="6" height="6" patternUnits="userSpaceOnUse">
<rect width="6" height="6" fill="{colors.PURPLE}"/><path d="M0 0L6 6M6 0L0 6" stroke="#20262B"/>
</pattern></defs>"""

CSS = f"""<style>
.gl-pages {{ color: var(--gl-ink); width: 100%; max-width: 1120px; display: block; }}
.gl-pages text {{ font: 11px sans-serif; fill: currentColor; }}
.gl-tree {{ border-collapse: separate; border-spacing: 3px; font: 12px/1.35 sans-serif;
  color: var(--gl-ink); font-variant-numeric: tabular-nums; }}
.gl-tree th {{ text-align: right; font-weight: normal; padding-right: 8px; white-space: nowrap; }}
.gl-tree td {{ background: var(--gl-free); border: 1px solid #8886; padding: 1px 7px;
  text-align: center; white-space: nowrap; }}
.gl-tree td.gl-read {{ background: {colors.VISITED}; color: #20262b; }}
.gl-tree td.gl-down {{ outline: 2.5px solid {colors.CHOSEN}; font-weight: 600; }}
.gl-tree td.gl-hit {{ outline: 2.5px solid {colors.NEW}; font-weight: 600; }}
@container (max-width: 760px) {{
  .gl-tree tr {{ display: flex; flex-wrap: wrap; gap: 3px; margin-bottom: 5px; }}
  .gl-tree th {{ width: 100%; text-align: left; }}
}}
.gl-told {{ color: var(--gl-ink); margin: 4px 0 8px; line-height: 1.45; }}
ol.gl-told {{ padding-left: 24px; }}
.gl-books {{ color: var(--gl-ink); line-height: 1.5; }}
.gl-books b {{ font-variant-numeric: tabular-nums; }}
</style>"""


def page_map_svg(runs: Sequence[PageRun], taken: tuple[int, int] | None, width: int = WIDTH) -> str:
    """The map as SVG; `taken` = (page, pages) is drawn as just taken."""
    total = sum(run.npages for run in runs)
    if not total:
        return '<div class="gl-told">The heap has no page yet.</div>'
    across = pages_per_row(total, next(pages for room, pages in FEWEST if width >= room))
    rows = -(-total // across)
    high = 22 if rows <= 16 else 13
    said = f"{across} pages of 8 KiB a row; number of the first page on the left"
    heads = folded(said, width, 11)
    top = TOP + LINE * (len(heads) - 1)
    frame = Frame(across, (width - 2 - LEFT) / across, top, high)
    boxes = [_box(run.page, run.npages, FILLS[run.state], frame) for run in runs]
    if taken is not None:
        boxes.append(_box(*taken, colors.NEW, frame, "#20262B", 1.6))
    x = LEFT if len(heads) == 1 else 0
    labels = [f'<text x="{x}" y="{10 + i * LINE}">{line}</text>' for i, line in enumerate(heads)]
    labels += [
        f'<text x="{LEFT - 6}" y="{top + row * high + high * 0.7:.0f}" text-anchor="end">'
        f"{row * across:,}</text>"
        for row in range(0, rows, max(1, rows // 16))
    ]
    alt = escape(in_words(runs))
    return (
        f'<svg class="gl-pages" role="img" aria-label="page map: {alt}" '
        f'viewBox="0 0 {width} {top + rows * high + 2}">{PATTERNS}'
        f"{''.join(labels)}{''.join(boxes)}</svg>"
    )


class Frame(NamedTuple):
    """Pages in a row, units of a page, where the first row begins, and units of a row."""

    across: int
    unit: float
    top: int
    high: int


def _box(
    page: int, npages: int, fill: str, frame: Frame, edge: str = "#8a949c", thick: float = 0.7
) -> str:
    across, unit, top, high = frame
    return "".join(
        f'<rect x="{LEFT + x * unit:.1f}" y="{top + y * high + 1}" width="{n * unit:.1f}" '
        f'height="{high - 3}" fill="{fill}" stroke="{edge}" stroke-width="{thick}"/>'
        for x, y, n in pieces(page, npages, across)
    )


def legend_svg() -> str:
    """What the fillings mean."""
    named = [(FILLS[state], name) for state, name in STATES.items()] + [(colors.NEW, "taken now")]
    items = "".join(
        f'<span><svg width="18" height="11" style="margin-right:6px;vertical-align:-1px">'
        f'<rect width="18" height="11" fill="{fill}" stroke="#8a949c"/></svg>{name}</span>'
        for fill, name in named
    )
    return f'<div class="gl-legend">{items}</div>'


def tree_html(search: Descent | None) -> str:
    """The walk as a table: a row per level, a cell per summary."""
    if search is None:
        return ""
    if not search.rows:
        assert search.nearby is not None
        return (
            f'<div class="gl-told">Search for {search.npages} pages: the chunk of the hint has '
            f"{search.nearby.longest} free pages in a row, so one summary was read and the tree "
            "was not walked.</div>"
        )
    found = (
        f"found at {search.address:#x}"
        if search.address
        else "no run is long enough, so the heap must grow"
    )
    rows = "".join(_tree_row(row, search) for row in search.rows)
    said = (
        f"Search for {search.npages} pages: {count(search.read, 'summary', 'summaries')} read, "
        f"{found}. Cells: free pages at the start / longest run / at the end; read ones are "
        "yellow, a frame shows the way down, a green one where the run lies over a border."
    )
    return f'<div class="gl-told">{said}</div><table class="gl-tree">{rows}</table>'


def _tree_row(row: Row, search: Descent) -> str:
    cells = []
    for entry in row.entries[:8]:
        kinds = ["gl-read"] * entry.read + ["gl-down"] * (entry.number == row.down)
        kinds += ["gl-hit"] * search.holds(row, entry)
        cells.append(
            f'<td class="{" ".join(kinds)}">{entry.start}/{entry.longest}/{entry.end}</td>'
        )
    size = human_bytes(row.pages_each * PAGE_SIZE)
    return f"<tr><th>level {row.level}, {size} each</th>{''.join(cells)}</tr>"


def story_html(lines: Sequence[str]) -> str:
    """What happened, as a numbered list."""
    if not lines:
        return ""
    return f'<ol class="gl-told">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ol>'


def facts_html(facts: Sequence[tuple[str, str]]) -> str:
    """The counters in one line."""
    told = " · ".join(f"{escape(name)} <b>{escape(value)}</b>" for name, value in facts)
    return f'<div class="gl-books">{told}</div>'
