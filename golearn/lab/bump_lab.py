"""The bump lab: allocate, free, see that nothing comes back, reset."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from golearn.errors import BadParameter
from golearn.lab.bump_model import BumpModel
from golearn.lab.settings import Settings
from golearn.lab.settings_model import parse_size
from golearn.lab.view import Lab, grid, legend, row
from golearn.plots import colors
from golearn.plots.figures.heap_map import heap_maps
from golearn.plots.live_map import HeapMap
from golearn.plots.picture import Picture
from golearn.replay import Options


class BumpLab(Lab):
    """An arena with one pointer. `model` is the lab without widgets; sizes are in bytes."""

    def __init__(self, heap: int = 256, align: int = 8, header: int = 0) -> None:
        super().__init__()
        self.model = BumpModel(heap, align, header)
        self.size = widgets.Text("40", description="size (B)", layout={"width": "130px"})
        self.allocate = widgets.Button(description="Allocate", button_style="primary")
        self.object = widgets.Dropdown(description="object", layout={"width": "130px"})
        self.free = widgets.Button(description="Free")
        self.reset = widgets.Button(description="Reset the arena")
        self.settings = Settings(
            Options(heap, align, header), self._set_up, self.careful, coalescing=False
        )
        self.map = HeapMap()
        self.allocate.on_click(self._allocate)
        self.free.on_click(self._free)
        self.reset.on_click(self._reset)
        self.children = [
            row(self.size, self.allocate, self.object, self.free, self.reset),
            self.settings,
            self.message,
            grid(self.map),
            legend("in use", "placed now", "wasted inside", "dead", "free", "freed now", "pointer"),
            self.tools,
        ]
        self._show()

    def picture(self) -> Picture:
        """The arena as it stands."""
        model = self.model
        facts = ", ".join(" ".join(fact) for fact in model.facts)
        size = model.allocator.heap_size
        return heap_maps(
            [f"bump: {facts}"], [model.instant()], size, f"Bump lab. {facts}. {model.story}"
        )

    def _allocate(self, _button: Any) -> None:
        with self.careful():
            self.model.allocate(parse_size(self.size.value))
        self._show()

    def _free(self, _button: Any) -> None:
        with self.careful():
            if self.object.value is None:
                raise BadParameter("no object is live; allocate one first")
            self.model.free(self.object.value)
        self._show()

    def _reset(self, _button: Any) -> None:
        with self.careful():
            self.model.reset()
        self._show()

    def _set_up(self, options: Options) -> None:
        if options.heap is None:
            raise BadParameter("a bump arena has a fixed size; expected bytes such as 256")
        self.model.set_up(options.heap, options.align or 8, options.header)
        self._show()

    def _show(self) -> None:
        model, style = self.model, colors.style_of("bump")
        live = list(model.objects)
        if list(self.object.options) != live:
            self.object.options = live
            self.object.value = live[0] if live else None
        with self.map.hold_sync():
            self.map.title, self.map.color = "bump", style.color
            self.map.glyph = colors.GLYPHS[style.marker]
            self.map.facts = [list(fact) for fact in model.facts]
            self.map.story = model.story
            self.map.draw(model.instant(), model.allocator.heap_size)
