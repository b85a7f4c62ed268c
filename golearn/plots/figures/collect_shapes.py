"""A frame of a collection as boxes, arrows and words, to be drawn on paper or in a browser.

The unit is a word of memory in both directions; y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from golearn.collect.frames import Block, Frame
from golearn.plots import colors

ROW = 48
"""Words in a row."""
HIGH = 1.7
"""Height of a row of words."""
GAP = 2.7
"""Room above a row, for arrows and pointers."""
NAME = 1.2
"""Room above a row for its name, if that does not stand at the left."""
LEFT = 7.5
"""Room at the left, for the names of the spaces and the address where each row starts."""

GREY = "#A9B1B8"
FILLS = {
    "in use": (colors.USED, colors.PAPER),
    "white": (colors.PAPER, colors.INK),
    "grey": (GREY, colors.INK),
    "black": (colors.INK, colors.PAPER),
    "forwarded": (colors.PAPER, colors.INK),
}
"""State → fill and text colour."""
LINKS = {"reference": colors.FAINT, "forwarding": colors.VERMILLION, "thread": colors.PURPLE}
DASHES = {"reference": (), "forwarding": (4, 2), "thread": (1.5, 1.5)}


@dataclass(frozen=True)
class Box:
    """A rectangle; `edge` is the colour of its outline, `dashed` and `heavy` how it is drawn."""

    x: float
    y: float
    wide: float
    high: float
    fill: str
    edge: str
    text: str = ""
    ink: str = colors.INK
    dashed: bool = False
    heavy: bool = False


@dataclass(frozen=True)
class Arrow:
    """A curve from a start over a control point to an end."""

    start: tuple[float, float]
    over: tuple[float, float]
    end: tuple[float, float]
    kind: str


@dataclass(frozen=True)
class Note:
    """A few words; `side` is where they extend to from their point: left, right or both."""

    x: float
    y: float
    text: str
    side: str = "right"


@dataclass
class Shapes:
    """All that there is to draw, in order, and how large it is."""

    wide: float
    high: float = 0.0
    boxes: list[Box] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def shapes_of(frame: Frame, row: int = ROW, beside: bool = True) -> Shapes:
    """The frame, space by space from the top down, `row` words a row.

    The names of the rows stand beside them, or else above.
    """
    left, above = (LEFT, 0.0) if beside else (0.2, NAME)
    out = Shapes(left + row + 0.5)
    rows: list[tuple[int, int, float]] = []
    y = 0.6 + above
    for name, start, end in frame.spaces:
        for first in range(start, end, row):
            last = min(first + row, end)
            out.boxes.append(Box(left, y, last - first, HIGH, colors.FREE, colors.FREE))
            where = f"{name}  {first}" if first == start else f"{first}"
            if beside:
                out.notes.append(Note(left - 0.4, y + HIGH * 0.5, where, "left"))
            else:
                out.notes.append(Note(0.0, y - NAME / 2, where))
            rows.append((first, last, y))
            y += HIGH + GAP + above
        if name == "roots":
            out.boxes += [
                Box(left + i, 0.6 + above, 1, HIGH, colors.PAPER, colors.INK, text)
                for i, text in enumerate(frame.roots)
            ]
    out.high = y - GAP - above + 1.7
    place = _Places(rows, left)
    for block in frame.blocks:
        out.boxes += _block(block, place)
    for word in frame.now:
        out.boxes += [
            Box(x, y, w, HIGH, "none", colors.VERMILLION, heavy=True)
            for x, y, w in place.pieces(word, 1)
        ]
    out.arrows = [
        _arrow(place.of(link.word), place.of(link.target), link.kind)
        for link in frame.links
        if place.has(link.word) and place.has(link.target)
    ]
    out.notes += _pointers(frame, place)
    return out


class _Places:
    """Where a word is drawn."""

    def __init__(self, rows: list[tuple[int, int, float]], left: float) -> None:
        self.rows, self.left = rows, left

    def has(self, word: int) -> bool:
        return any(first <= word < last for first, last, _ in self.rows)

    def of(self, word: int) -> tuple[float, float]:
        """The upper left corner of a word."""
        first, y = next((f, y) for f, last, y in self.rows if f <= word < last)
        return self.left + word - first, y

    def pieces(self, word: int, words: int) -> Iterator[tuple[float, float, int]]:
        """A range of words, cut where a row ends: x, y and width."""
        for first, last, y in self.rows:
            low, high = max(first, word), min(last, word + words)
            if low < high:
                yield self.left + low - first, y, high - low


def _block(block: Block, place: _Places) -> Iterator[Box]:
    fill, ink = FILLS[block.state]
    dashed = block.state == "forwarded"
    text = block.label
    edge = colors.FAINT if dashed else ink
    for x, y, wide in place.pieces(block.address, block.size):
        yield Box(x, y, wide, HIGH, fill, edge, text, ink, dashed)
        text = ""


def _arrow(word: tuple[float, float], target: tuple[float, float], kind: str) -> Arrow:
    """From the middle of a word to the left end of what it refers to."""
    x0, y0, x1, y1 = word[0] + 0.5, word[1], target[0] + 0.5, target[1]
    if y0 == y1:
        rise = min(0.8 + abs(x1 - x0) * 0.16, GAP * 1.5)
        return Arrow((x0, y0), ((x0 + x1) / 2, y0 - rise), (x1, y1), kind)
    down = y1 > y0
    start, end = (x0, y0 + HIGH * down), (x1, y1 + HIGH * (not down))
    bend = (x0 + (x1 - x0) * 0.25, (start[1] + end[1]) / 2)
    return Arrow(start, bend, end, kind)


def _pointers(frame: Frame, place: _Places) -> Iterator[Note]:
    """Pointers under the word where they stand; those at one place share a note."""
    at: dict[int, list[str]] = {}
    for name, word in frame.pointers:
        at.setdefault(word, []).append(name)
    for word, names in at.items():
        if place.has(word):
            x, y = place.of(word)
        elif place.has(word - 1):
            x, y = place.of(word - 1)
            x += 1
        else:
            continue
        yield Note(x, y + HIGH + 0.95, "▲ " + ", ".join(names))
