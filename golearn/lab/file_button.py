"""A button that loads a file from the learner's computer, and names it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

_HERE = Path(__file__).parent


class FileButton(anywidget.AnyWidget):
    """Hands name and bytes of every chosen file to `use`. `loaded` is shown beside the button."""

    _esm = _HERE / "file_button.js"
    loaded = traitlets.Unicode().tag(sync=True)

    def __init__(self, use: Callable[[str, bytes], None]) -> None:
        super().__init__()
        self._use = use
        self.on_msg(self._hear)

    def _hear(self, _widget: Any, message: Any, buffers: Any) -> None:
        if isinstance(message, dict) and isinstance(message.get("name"), str) and buffers:
            self._use(message["name"], bytes(buffers[0]))
