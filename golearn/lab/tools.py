"""What one takes away from a lab: its state as code, its picture, its trace; and its keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import anywidget
import traitlets

from golearn.errors import GolearnError
from golearn.plots.picture import Picture

_HERE = Path(__file__).parent


class Takeable(Protocol):
    """A lab that can say how it is made again."""

    def keyboard(self) -> list[list[str]]:
        """The keys that work in it: lists of a key and what it does."""

    def code(self) -> str:
        """A cell that makes a lab in the same state; empty if there is none."""

    def picture(self) -> Picture:
        """The lab as it stands, as a figure."""

    def saved(self) -> tuple[str, str] | None:
        """A file's name and text: the trace or script that is played; None if there is none."""


class Tools(anywidget.AnyWidget):
    """Buttons of a lab: copy as code, download picture and trace, and the list of keys.

    Everything is sent to the browser when it is asked for, which saves it as a download; no
    server has a part in it.
    """

    _esm = _HERE / "tools.js"
    _css = _HERE / "tools.css"

    shortcuts: Any = traitlets.List().tag(sync=True)
    trace = traitlets.Unicode().tag(sync=True)
    """What the third button saves: trace, script or program; empty if there is nothing to."""
    code = traitlets.Unicode().tag(sync=True)
    """The code that was copied last."""
    trouble = traitlets.Unicode().tag(sync=True)

    def __init__(self, lab: Takeable) -> None:
        super().__init__()
        self._lab = lab
        self.on_msg(self._hear)

    def _hear(self, _widget: Any, message: Any, _buffers: Any) -> None:
        want = message.get("want") if isinstance(message, dict) else None
        self.trouble = ""
        try:
            if want == "keys":
                self.shortcuts = self._lab.keyboard()
            elif want == "code":
                self.code = self._lab.code()
                self.send({"copy": self.code})
            elif want == "picture":
                name = type(self._lab).__name__.lower()
                self._save(f"{name}.png", "image/png", self._lab.picture().png())
            elif want == "trace" and (saved := self._lab.saved()):
                self._save(saved[0], "text/plain", saved[1].encode())
        except GolearnError as error:
            self.trouble = str(error)

    def _save(self, name: str, kind: str, content: bytes) -> None:
        self.send({"save": name, "type": kind}, buffers=[content])
