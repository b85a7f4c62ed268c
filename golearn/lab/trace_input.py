"""Choose a trace: pick one by name, type one in, or load a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from html import escape
from typing import Any

import ipywidgets as widgets

from golearn.lab import sources_model
from golearn.lab.file_button import FileButton
from golearn.lab.view import QUIET, grammar_line, row
from golearn.trace import Trace

OWN = "your own …"
"""The entry of the list that opens the text field."""


class TraceInput(widgets.VBox):  # type: ignore[misc]
    """Hands every trace that was chosen to `use`; errors end in `careful`'s message."""

    def __init__(
        self,
        current: Trace,
        use: Callable[[Trace], None],
        careful: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._use, self._careful = use, careful
        names = sources_model.names()
        shown = [current.name] if current.name not in names else []
        self._given = current
        self.choice = widgets.Dropdown(
            options=[*shown, *names, OWN],
            value=current.name,
            description="trace",
            layout={"width": "220px"},
        )
        self.text = widgets.Textarea(
            sources_model.SMALL_EXAMPLE,
            placeholder="a 1 64\na 2 32\nf 1",
            description="events",
            rows=6,
            layout={"width": "300px"},
        )
        self.play = widgets.Button(description="Play this trace")
        self.file = FileButton(self._load)
        self.own = row(
            self.text, widgets.VBox([self.play, self.file]), grammar_line(sources_model.GRAMMAR)
        )
        self.own.layout.display = "none"
        self.about = widgets.HTML()
        """What the trace is that was chosen by name."""
        self.choice.observe(self._pick, names="value")
        self.play.on_click(self._type)
        super().__init__([self.about, self.own])
        self._tell(current.name)

    def _pick(self, change: Any) -> None:
        name = change["new"]
        self._tell(name)
        self.own.layout.display = "flex" if name == OWN else "none"
        if name == OWN:
            return
        with self._careful():
            given = name == self._given.name
            self._use(self._given if given else sources_model.by_name(name))
            self.file.loaded = ""

    def _tell(self, name: str) -> None:
        told = sources_model.about(name)
        self.about.value = f'<div style="{QUIET}">{escape(told)}</div>'
        self.about.layout.display = None if told else "none"

    def _type(self, _button: Any) -> None:
        with self._careful():
            self._use(sources_model.from_text(self.text.value))
            self.file.loaded = ""

    def _load(self, name: str, content: bytes) -> None:
        with self._careful():
            self._use(sources_model.from_file(name, content))
            self.file.loaded = name
            self.text.value = ""
