"""The player that labs share: to the start, one back, play, one on, to the end; and a slider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

_HERE = Path(__file__).parent


class Player(anywidget.AnyWidget):
    """Chooses an event from 0 to `last`. `says` is the event in words.

    `shown` is the event whose picture is complete; the browser waits for it before it asks for
    the next one, so that no frame queues up.
    """

    _esm = _HERE / "player.js"
    _css = _HERE / "player.css"

    value = traitlets.Int(0).tag(sync=True)
    last = traitlets.Int(0).tag(sync=True)
    says = traitlets.Unicode().tag(sync=True)
    shown = traitlets.Int(0).tag(sync=True)
    unit = traitlets.Unicode("events").tag(sync=True)
    """What the numbers count: events, actions or steps."""

    @traitlets.validate("value")
    def _in_range(self, proposal: Any) -> int:
        return min(max(int(proposal["value"]), 0), self.last)

    @traitlets.observe("last")
    def _clamp(self, _change: Any) -> None:
        self.value = min(self.value, self.last)
