"""What every lab's view has: a place for one-line messages, and a picture that stays behind."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as widgets
import traitlets

from golearn.errors import GolearnError
from golearn.lab.drawing import ROOMS, WIDE, Drawing
from golearn.lab.keys import keys_of
from golearn.lab.tools import Tools
from golearn.plots import colors
from golearn.plots.picture import Picture, png_bundle

_HERE = Path(__file__).parent


class Message(anywidget.AnyWidget):
    """One line that is read aloud when it changes.

    It also brings the style of the labs, sees to it that their controls get the keys that are
    pressed on them, and tells how much `room` a lab has: the widest of `rooms` that fits, in
    pixels. So resizing a window troubles the kernel seldom.
    """

    _esm = _HERE / "lab.js"
    _css = _HERE / "lab.css"
    text = traitlets.Unicode().tag(sync=True)
    rooms: Any = traitlets.List(list(ROOMS)).tag(sync=True)
    room = traitlets.Enum(ROOMS, WIDE).tag(sync=True)


class Lab(widgets.VBox):  # type: ignore[misc]
    """A column of controls and maps over a model; `message` must be one of its children.

    `tools`, its last child, gives away the lab's `code`, `picture` and `saved` trace, and lists
    the keys. Enter in a text box presses the primary button of its row.
    """

    saves = ""
    """What `saved` gives: "trace", "script" or "program"; empty if there is nothing."""

    def __init__(self) -> None:
        self.message = Message()
        self.tools = Tools(self)
        self.tools.trace = self.saves
        self._texts: list[widgets.Widget] = []
        self._buttons: list[widgets.Button] = []
        self.message.on_msg(self._take_texts)
        self.message.observe(self._fit, names="room")
        super().__init__()
        self.add_class("gl-lab")
        self.add_class(f"gl-{type(self).__name__.lower()}")

    @traitlets.observe("children")
    def _send_whole_texts(self, change: Any) -> None:
        """Text boxes speak when they are left, and with any click: see `_take_texts`."""
        for part in inside(change["new"]):
            if isinstance(part, widgets.Text | widgets.Textarea) and part not in self._texts:
                part.continuous_update = False
                part.add_class(f"gl-text-{len(self._texts)}")
                self._texts.append(part)
            elif isinstance(part, widgets.Button) and part not in self._buttons:
                part.add_class(f"gl-press-{len(self._buttons)}")
                self._buttons.append(part)

    def _fit(self, change: Any) -> None:
        """Draw for the room there is now."""
        for part in inside(self.children):
            if isinstance(part, Drawing):
                part.fit(change["new"])

    def _take_texts(self, _widget: Any, message: Any, _buffers: Any) -> None:
        """What was typed and the button that was pressed then, in one message.

        A text box holds its second update back until the first is done, and a click that came
        by itself would overtake it.
        """
        told = message if isinstance(message, dict) else {}
        for number, text in (told.get("texts") or {}).items():
            if number.isdecimal() and int(number) < len(self._texts) and isinstance(text, str):
                self._texts[int(number)].value = text
        press = told.get("press")
        if isinstance(press, int) and 0 <= press < len(self._buttons):
            self._buttons[press].click()

    def keyboard(self) -> list[list[str]]:
        """The keys that work in this lab: lists of a key and what it does."""
        return keys_of(inside(self.children))

    def code(self) -> str:
        """A cell that makes a lab in the same state."""
        return ""

    def saved(self) -> tuple[str, str] | None:
        """A file's name and text: the trace or script that is played; None if there is none."""
        return None

    @abstractmethod
    def picture(self) -> Picture:
        """The lab as it stands, as a figure with alt text."""

    def say(self, text: str) -> None:
        """Show a one-line message; nothing takes it away."""
        self.message.text = text

    @contextmanager
    def careful(self) -> Iterator[None]:
        """What goes wrong inside becomes a message; the model is as it was."""
        try:
            yield
        except GolearnError as error:
            self.say(str(error))
        else:
            self.say("")

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        shown = super()._repr_mimebundle_(**kwargs) or {}
        picture = self.picture()
        data, metadata = png_bundle(picture.png(), picture.alt)
        return {**shown, **data}, metadata


def inside(children: Iterable[Any]) -> Iterator[Any]:
    """Widgets, their children, and so on, in the order in which they are shown."""
    for child in children:
        yield child
        yield from inside(getattr(child, "children", ()))


def row(*children: Any) -> widgets.Box:
    """Controls side by side; they wrap where it gets narrow."""
    box = widgets.Box(children)
    box.add_class("gl-row")
    return box


def grid(*children: Any) -> widgets.Box:
    """Maps side by side, as many as have room."""
    box = widgets.Box(children)
    box.add_class("gl-maps")
    return box


def wide(drawing: Any) -> widgets.Box:
    """A drawing or a table; where it does not fit in all the same, it can be moved sideways."""
    box = widgets.Box([drawing])
    box.add_class("gl-wide")
    return box


QUIET = "color:var(--gl-soft);font-size:12px"
"""The style of a line that only helps."""


def grammar_line(grammar: str) -> widgets.HTML:
    """What can be typed into the text field above it."""
    told = f'<div style="{QUIET}">One a line: {escape(grammar)}.</div>'
    return widgets.HTML(told, layout={"width": "100%"})


def legend(*names: str) -> widgets.HTML:
    """What the colours mean; `names` choose from the keys of `_SWATCHES`."""
    items = "".join(f'<span><i style="{_SWATCHES[name]}"></i>{name}</span>' for name in names)
    return widgets.HTML(f'<div class="gl-legend">{items}</div>')


def _hatched(color: str, *angles: int) -> str:
    lines = (f"repeating-linear-gradient({a}deg,#0007 0 1px,transparent 1px 4px)" for a in angles)
    return f"background:{','.join(lines)},{color}"


_ARROWHEADS = "0 0,100% 0,60% 45%,60% 55%,100% 100%,0 100%,40% 55%,40% 45%"
_POINTER = f"background:currentColor;width:11px;clip-path:polygon({_ARROWHEADS})"

_SWATCHES = {
    "in use": f"background:{colors.USED}",
    "placed now": f"background:{colors.NEW}",
    "wasted inside": _hatched(colors.WASTED, 135),
    "free": "background:var(--gl-free);border:1px solid #8886",
    "dead": _hatched(colors.DEAD, 135),
    "damaged": _hatched(colors.DAMAGED, 45, 135),
    "visited (in order 1., 2., …)": f"background:{colors.VISITED};border:1.5px dashed #6b6410",
    "page asked for": f"border:2.5px solid {colors.CHOSEN}",
    "block it chose": f"border:2.5px solid {colors.CHOSEN}",
    "pointer": _POINTER,
    "where next fit goes on": _POINTER,
    "freed now": "border:1.5px dashed currentColor",
}
