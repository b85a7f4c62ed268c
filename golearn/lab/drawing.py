"""A drawing that lays itself out for the room that its lab has."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets

ROOMS = (280, 360, 460, 600, 800, 1000)
"""Widths in pixels that drawings are made for; what a lab has is rounded down to one of them."""

WIDE = ROOMS[-1]
"""What a lab has on a projector; and the width of what a committed notebook shows."""

LEAST = 0.7
"""How far a drawing may shrink before it is moved sideways instead."""


class Drawing(widgets.HTML):  # type: ignore[misc]
    """Shows what a function draws, and draws it again when the room changes."""

    def __init__(self) -> None:
        super().__init__()
        self._draw: Callable[[int], str] = lambda _room: ""
        self.fit(WIDE)

    def show(self, draw: Callable[[int], str]) -> None:
        """Show `draw(room)`, a drawing so many pixels wide or less."""
        self._draw = draw
        self.value = draw(self.room)

    def fit(self, room: int) -> None:
        """Draw for so many pixels from now on; `room` is one of `ROOMS`."""
        self.room = room
        self.layout.min_width = f"{LEAST * room:.0f}px"
        self.value = self._draw(room)
