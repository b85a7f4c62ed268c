"""One palette for the whole course, safe for colour-blind eyes.

The hues are those of Okabe and Ito. Colour never stands alone: what it says is also said by
hatching, by a marker, by a line style or by a label written next to it.
"""

from __future__ import annotations

from typing import NamedTuple

BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"

USED = BLUE
"""Bytes that a program asked for and still holds."""
FREE = "#E4E8EB"
"""Bytes the allocator can hand out."""
FREE_DARK = "#3B444C"
"""The same on a dark page."""
VISITED = YELLOW
"""Free blocks that a search looked at."""
CHOSEN = VERMILLION
"""The free block that the search took; always an outline."""
WASTED = ORANGE
"""Bytes in a live block that nobody asked for; hatched where there is room."""
HEADER = SKY
"""Bytes at the start of a block that the allocator keeps for itself."""
DEAD = PURPLE
"""Bytes that were freed and cannot be handed out again; hatched where there is room."""
DAMAGED = VERMILLION
"""A live block that was written through a reference to what lay there before; cross-hatched."""
NEW = GREEN
"""The block that was placed last."""
INK = "#20262B"
"""Text and axes."""
FAINT = "#8A949C"
"""Grid lines, labels of lesser weight."""
PAPER = "#FFFFFF"
"""The ground of every figure."""


class Style(NamedTuple):
    """How an allocator is drawn in every figure: three carriers that say the same."""

    color: str
    marker: str
    line: str


STYLES: dict[str, Style] = {
    "bump": Style(BLACK, "v", "-"),
    "first-fit": Style(BLUE, "o", "-"),
    "next-fit": Style(ORANGE, "^", "--"),
    "best-fit": Style(GREEN, "s", "-."),
    "worst-fit": Style(VERMILLION, "D", ":"),
    "segregated-fit": Style(PURPLE, "P", (0, (5, 1, 1, 1, 1, 1))),  # type: ignore[arg-type]
    "buddy": Style(SKY, "X", (0, (1, 1))),  # type: ignore[arg-type]
    "go": Style("#6A51A3", "*", "-"),
}
"""Allocator name → style."""

UNKNOWN = Style("#5F6B73", "h", "-")

GLYPHS = {"v": "▼", "o": "●", "^": "▲", "s": "■", "D": "◆", "P": "✚", "X": "✖", "*": "★", "h": "⬢"}
"""The markers as characters, for titles outside of figures."""


def style_of(allocator: str) -> Style:
    """The style of an allocator; a neutral one for a name that the palette does not know."""
    return STYLES.get(allocator, UNKNOWN)


def rgb(color: str) -> tuple[int, int, int]:
    """`'#0072B2'` as three numbers from 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
