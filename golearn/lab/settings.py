"""The allocator's settings as controls: heap size, alignment, header, coalescing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from golearn.lab.settings_model import ALIGNMENTS, COALESCING, parse_options
from golearn.lab.view import QUIET, row
from golearn.replay import Options

WORDS = (
    f'<div style="{QUIET}">'
    "Every block begins at a multiple of <i>align</i>, and its first <i>header</i> bytes "
    "are the allocator's own, to note such things as the block's size.</div>"
)


class Settings(widgets.VBox):  # type: ignore[misc]
    """Hands new `Options` to `use` whenever one is changed; what is wrong becomes a message."""

    def __init__(
        self,
        options: Options,
        use: Callable[[Options], None],
        careful: Callable[[], AbstractContextManager[None]],
        coalescing: bool = True,
    ) -> None:
        self._use, self._careful = use, careful
        narrow = {"width": "150px"}
        self.heap = widgets.Text(
            "" if options.heap is None else f"{options.heap:,}",
            placeholder="grows",
            description="heap (B)",
            continuous_update=False,
            layout=narrow,
        )
        align = options.alignment
        self.align = widgets.Dropdown(
            options=sorted({*ALIGNMENTS, align}),
            value=align,
            description="align (B)",
            layout={"width": "130px"},
        )
        self.header = widgets.Text(
            str(options.header),
            description="header (B)",
            continuous_update=False,
            layout={"width": "150px"},
        )
        words = {value: word for word, value in COALESCING.items()}
        self.coalescing = widgets.Dropdown(
            options=list(COALESCING),
            value=words[options.coalesce],
            description="merge free neighbours",
            layout={"width": "300px"},
        )
        self.controls = (self.heap, self.align, self.header, *([self.coalescing] * coalescing))
        for control in self.controls:
            control.observe(self._change, names="value")
        self._usual = replace(options, align=align) == Options(align=8)
        super().__init__([row(*self.controls), widgets.HTML(WORDS)])

    def folded(self) -> widgets.Button:
        """A button that shows and hides them; hidden at first, if all are the usual ones."""
        button = widgets.Button()

        def show(shown: bool) -> None:
            self.layout.display = None if shown else "none"
            button.description = "Hide settings" if shown else "Show settings"

        button.on_click(lambda _: show(self.layout.display == "none"))
        show(not self._usual)
        return button

    def _change(self, _change: Any) -> None:
        with self._careful():
            self._use(
                parse_options(
                    self.heap.value, self.align.value, self.header.value, self.coalescing.value
                )
            )
