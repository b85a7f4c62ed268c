"""Choose what a lab carries out: a script by name, one typed in, or a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import ipywidgets as widgets

from golearn.errors import BadParameter
from golearn.lab.file_button import FileButton
from golearn.lab.trace_input import OWN
from golearn.lab.view import grammar_line, row

LARGEST = 64_000
"""Bytes of a script file at most."""


class ScriptInput(widgets.VBox):  # type: ignore[misc]
    """Hands the text of every script that was chosen to `use`; errors end in `careful`'s message.

    `choice` is the list of `scripts` and `again` a button that runs the chosen one anew; a lab
    puts both into its first row. `current` is what the lab has done so far, as a script; "your
    own …" opens with it. `grammar` says what a line of it is.
    """

    def __init__(
        self,
        scripts: Mapping[str, str],
        current: Callable[[], str],
        use: Callable[[str], None],
        careful: Callable[[], AbstractContextManager[None]],
        grammar: str,
        what: str = "script",
        actions: str = "actions",
        run: str = "Run this script",
    ) -> None:
        self._scripts, self._current, self._use, self._careful = scripts, current, use, careful
        text = current().strip()
        known = [name for name, script in scripts.items() if script.strip() == text]
        self.choice = widgets.Dropdown(
            options=[*scripts, OWN],
            value=known[0] if known else OWN,
            description=what,
            layout={"width": "300px"},
        )
        self.again = widgets.Button(description="Begin again")
        self.text = widgets.Textarea(text, description=actions, rows=7, layout={"width": "400px"})
        self.run = widgets.Button(description=run)
        self.file = FileButton(self._load)
        self.own = row(self.text, widgets.VBox([self.run, self.file]), grammar_line(grammar))
        self.own.layout.display = "none" if known else "flex"
        self.choice.observe(self._pick, names="value")
        self.again.on_click(lambda _: self._do(self._scripts.get(self.choice.value)))
        self.run.on_click(lambda _: self._do(None))
        super().__init__([self.own])

    def _pick(self, change: Any) -> None:
        name = change["new"]
        self.own.layout.display = "flex" if name == OWN else "none"
        if name == OWN:
            self.text.value = self._current().strip()
        else:
            self._do(self._scripts[name])

    def _do(self, script: str | None) -> None:
        """Run a script; None is the one in the text field."""
        with self._careful():
            self._use(self.text.value if script is None else script)
            self.file.loaded = ""

    def _load(self, name: str, content: bytes) -> None:
        with self._careful():
            if len(content) > LARGEST:
                raise BadParameter(f"{name}: {len(content):,} bytes; expected at most {LARGEST:,}")
            try:
                text = content.decode()
            except UnicodeDecodeError:
                raise BadParameter(f"{name}: not a text; expected one action a line") from None
            self._use(text)
            self.text.value, self.file.loaded = text, name
