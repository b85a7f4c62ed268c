"""What the pictures of layouts share: a colour for each kind of thing, and a zoom."""

from __future__ import annotations

from golearn.plots import colors
from golearn.plots.sketch import Sketch

HEAP = colors.USED
"""Memory that objects can lie in."""
SPANS = colors.YELLOW
"""Page → span."""
BITMAP = colors.PURPLE
"""Which words are pointers."""
LEVEL_1 = colors.VERMILLION
LEVEL_2 = colors.SKY
"""The two levels of the arena index."""
FOREIGN = "#5F6B73"
"""Memory of somebody else, such as C's."""


def lens(
    sketch: Sketch, part: tuple[float, float], y: float, whole: tuple[float, float], to: float
) -> None:
    """Dashed lines from both ends of `part` of a bar to the ends of the bar that enlarges it."""
    for x, below in zip(part, whole, strict=True):
        sketch.line(x, y, below, to, colors.FAINT, 0.8, dashed=True)
