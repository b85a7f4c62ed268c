"""How the states of memory are drawn, in every picture that shows them."""

from __future__ import annotations

from typing import NamedTuple

from golearn.osmem.states import State
from golearn.plots import colors


class Look(NamedTuple):
    """Fill, ink on it, and whether the frame is dashed. The state's name stands in or beside it."""

    fill: str | None
    ink: str
    dashed: bool = False


STATE_LOOKS: dict[State, Look] = {
    State.NONE: Look(None, colors.INK, dashed=True),
    State.RESERVED: Look("#F7C873", "#20262C"),
    State.PREPARED: Look(colors.SKY, "#20262C"),
    State.READY: Look(colors.USED, colors.PAPER),
    State.FOREIGN: Look("#5F6B73", colors.PAPER),
}
"""The ink is fixed: it must be read on the fill, on a light page and on a dark one."""

RESIDENT = colors.VERMILLION
"""Pages that have memory."""
