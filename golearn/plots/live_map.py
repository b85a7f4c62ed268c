"""The live heap map: a canvas in the browser, fed with one palette byte per cell.

The kernel counts bytes and chooses colours; the browser only paints and tells where the
cursor is. In a committed notebook a PNG and a line of text stay behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from golearn.plots import colors
from golearn.plots.frame import address_text, inks, make_frame, palettes, static_png
from golearn.plots.instant import Instant, Timeline
from golearn.plots.picture import png_bundle
from golearn.plots.raster import Grid
from golearn.replay import History

_HERE = Path(__file__).parent

COLUMNS = (32, 64, 128, 256, 512)
"""Cells per row that a map may have; the browser's width decides."""


class HeapMap(anywidget.AnyWidget):
    """A heap to look at and walk through with mouse or arrow keys.

    `HeapMap(history, event)` shows a history; `draw` shows any `Instant`. `move` and `look`
    put the cursor on a block and say in `readout` what it is. `pick`, if it is set, hears the
    address that was clicked, or where the cursor was when Enter was pressed.
    """

    _esm = _HERE / "live_map.js"
    _css = _HERE / "live_map.css"

    frame = traitlets.Dict().tag(sync=True)
    palettes = traitlets.Dict().tag(sync=True)
    inks = traitlets.Dict().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    glyph = traitlets.Unicode().tag(sync=True)
    color = traitlets.Unicode(colors.INK).tag(sync=True)
    facts: Any = traitlets.List().tag(sync=True)
    story = traitlets.Unicode().tag(sync=True)
    readout = traitlets.Unicode().tag(sync=True)
    cursor: Any = traitlets.List([]).tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    columns = traitlets.Int(256).tag(sync=True)

    def __init__(self, history: History | None = None, event: int | None = None) -> None:
        super().__init__(palettes=palettes(), inks=inks())
        self.pick: Callable[[int], object] | None = None
        self.instant: Instant | None = None
        self._size = self._most = 1
        self._timeline: Timeline | None = None
        self.on_msg(self._hear)
        self.observe(self._reframe, names="columns")
        if history is not None:
            self.show(history, event)

    def show(self, history: History, event: int | None = None) -> None:
        """Show a history's heap right after `event` (None: the last)."""
        if self._timeline is None or self._timeline.history is not history:
            self._timeline = Timeline(history)
        event = self._timeline.clamp(event)
        style = colors.style_of(history.allocator)
        name = f"{history.allocator} on {history.trace}, after event {event:,}"
        with self.hold_sync():
            self.title, self.color = name, style.color
            self.glyph = colors.GLYPHS[style.marker]
            instant = self._timeline.at(event)
            self.draw(instant, history.peak_heap)
            self.alt = f"Heap map. {name} (last: {len(history) - 1:,}): {instant.describe()}."

    def draw(self, instant: Instant, size: int, most: int | None = None) -> None:
        """Show an instant on a map whose scale suits `size` bytes.

        It has rows for `most` of them, if that is less: so that maps of several heaps are on
        one scale, and none is longer than it need be.
        """
        heap = instant.end - instant.base
        self.instant, self._size = instant, max(size, heap, 1)
        self._most = max(self._size if most is None else most, heap, 1)
        with self.hold_sync():
            self._reframe()
            self.cursor, self.readout = [], ""
            self.alt = f"Heap map. {self.title}: {instant.describe()}."

    def present(
        self,
        allocator: str,
        facts: Iterable[Iterable[str]],
        story: str,
        instant: Instant,
        size: int,
        most: int | None = None,
    ) -> None:
        """Show an instant of an allocator's heap under its name, with facts and story beside it.

        `size` and `most` as in `draw`.
        """
        style = colors.style_of(allocator)
        with self.hold_sync():
            self.title, self.color = allocator, style.color
            self.glyph = colors.GLYPHS[style.marker]
            self.facts = [list(fact) for fact in facts]
            self.story = story
            self.draw(instant, size, most)

    @property
    def grid(self) -> Grid:
        """How many bytes a cell and a row of the map stand for."""
        base = self.instant.base if self.instant else 0
        return Grid.fit(base, self._size, max_columns=self.columns)

    def look(self, address: int) -> None:
        """Put the cursor on whatever covers `address`; outside of the heap it disappears."""
        instant = self.instant
        if instant is None or not instant.base <= address < instant.end:
            self.cursor, self.readout = [], ""
            return
        start, size, live = instant.at(address)
        where = f"{size:,} B at {address_text(start, instant.base)}"
        if live is None:
            kind = "dead" if start < instant.dead_end else "free"
            text = f"{kind}: {where}"
        else:
            asked = int(instant.requested[live])
            text = f"object {instant.object[live]}: {where}, {asked:,} B requested"
            text += f", {size - asked:,} B wasted" if size > asked else ""
        with self.hold_sync():
            self.cursor, self.readout = [start, size], text

    def move(self, how: str) -> None:
        """Move the cursor: left, right (a block), up, down (a row), home or end."""
        instant = self.instant
        if instant is None or instant.end == instant.base:
            return
        start, size = self.cursor or (instant.base, 0)
        row = self.grid.row_bytes
        target = {
            "left": start - 1,
            "right": start + size,
            "up": start - row,
            "down": start + row,
            "home": instant.base,
            "end": instant.end - 1,
        }[how]
        self.look(min(max(target, instant.base), instant.end - 1))

    def _hear(self, _widget: Any, message: Any, _buffers: Any) -> None:
        if not isinstance(message, dict):
            return
        if message.get("move") in ("left", "right", "up", "down", "home", "end"):
            self.move(message["move"])
        elif isinstance(message.get("look"), int):
            self.look(message["look"])
        elif self.pick is not None and isinstance(message.get("pick"), int):
            self.pick(message["pick"])

    @traitlets.validate("columns")
    def _known_columns(self, proposal: Any) -> int:
        return max((c for c in COLUMNS if c <= proposal["value"]), default=COLUMNS[0])

    def _reframe(self, _change: Any = None) -> None:
        if self.instant is not None:
            grid = self.grid
            own = replace(grid, rows=min(grid.rows, -(-self._most // grid.row_bytes)))
            self.frame = make_frame(self.instant, own, grid.rows)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        shown = super()._repr_mimebundle_(**kwargs)
        if self.instant is None:
            return shown
        grid = Grid.fit(self.instant.base, self._size, max_columns=256)
        data, metadata = png_bundle(static_png(self.instant, grid), self.alt)
        widget = shown[0] if isinstance(shown, tuple) else shown or {}
        return {**widget, **data}, metadata
