"""Small drawings of free lists for verdicts: rows of blocks on one axis of addresses, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

Block = tuple[int, int]
"""Address and size in bytes."""

RIGHT, YOURS = "#009E73", "#D55E00"
LABEL, WIDTH, ROW, BAR = 90, 480, 52, 24
"""Pixels: the labels on the left, the axis, the height of a row and of a block in it."""

HIGHEST = 1 << 48
"""Addresses end here."""


class Row(NamedTuple):
    """One line of the drawing; `marks` tells which blocks (by index) are whose choice."""

    label: str
    blocks: Sequence[Block]
    marks: Mapping[int, Sequence[str]] = {}


def draw(rows: Sequence[Row], alt: str) -> str:
    """The rows below each other, to the same scale. `alt` says in words what is to be seen.

    No picture of blocks that lie where no address is.
    """
    end = max((a + size for row in rows for a, size in row.blocks), default=0) or 1
    if any(not 0 <= a <= a + size <= HIGHEST for row in rows for a, size in row.blocks):
        return ""
    scale = WIDTH / end
    height = ROW * len(rows)
    body = "".join(_row(row, i * ROW, scale) for i, row in enumerate(rows))
    return (
        f'<svg role="img" aria-label="{escape(alt)}" width="{LABEL + WIDTH + 10}" '
        f'height="{height}" font-family="sans-serif" font-size="11">{body}</svg>'
    )


def choice(free: Sequence[Block], expected: object, got: object, need: int) -> str:
    """A free list with the right block and the learner's block marked."""
    marks: dict[int, list[str]] = {}
    for index, who in ((expected, "right"), (got, "yours")):
        if isinstance(index, int) and 0 <= index < len(free):
            marks.setdefault(index, []).append(who)
    alt = f"free blocks; {need} bytes are needed; right: {expected}, yours: {got}"
    return draw([Row("free", free, marks)], alt) if free else ""


def _row(row: Row, y: int, scale: float) -> str:
    parts = [f'<text x="0" y="{y + 17}" fill="currentColor">{escape(row.label)}</text>']
    for i, (address, size) in enumerate(row.blocks):
        parts.append(_block(address, size, row.marks.get(i, ()), y, scale))
    return "".join(parts)


def _block(address: int, size: int, marks: Sequence[str], y: int, scale: float) -> str:
    x, width = LABEL + address * scale, max(size * scale, 2)
    colour = RIGHT if "right" in marks else YOURS if marks else "#5B6B7B"
    below = " ".join([str(address), *(f"{'✓' if m == 'right' else '✗'} {m}" for m in marks)])
    return (
        f'<rect x="{x:.1f}" y="{y + 1}" width="{width:.1f}" height="{BAR}" fill="#E8EEF4" '
        f'stroke="{colour}" stroke-width="{3 if marks else 1}"/>'
        f'<text x="{x + width / 2:.1f}" y="{y + 17}" text-anchor="middle" fill="#1B1B1B">'
        f"{size}</text>"
        f'<text x="{x:.1f}" y="{y + BAR + 16}" fill="{colour if marks else "currentColor"}">'
        f"{below}</text>"
    )
