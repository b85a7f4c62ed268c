"""The tiers lab: send a request down the tiers, and see which one serves it."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as widgets

from golearn.lab.settings_model import parse_size
from golearn.lab.tiers_model import STATES, TiersModel, in_state
from golearn.lab.view import Lab, row
from golearn.plots import colors
from golearn.plots.figures.tier_walk import describe, sketch, tier_walk
from golearn.plots.picture import Picture

EMPTY = "an empty heap"
LEGEND = (
    '<div class="gl-legend">'
    f'<span><i style="background:{colors.USED}"></i>in use, or full</span>'
    f'<span><i style="background:{colors.NEW}"></i>handed out now, and the way there</span>'
    f'<span><i style="background:{colors.SKY}"></i>spans with room</span>'
    '<span><i style="background:var(--gl-free);border:1px solid #8886"></i>free</span></div>'
)


STEPS = "margin:4px 0;padding-left:24px;line-height:1.45"


class TiersLab(Lab):
    """Allocate on Go's heap, one request at a time. `model` is the lab without widgets.

    `state` is one of the states that the lab can begin with, by name; None begins with an
    empty heap of two Ps.
    """

    def __init__(self, state: str | None = None) -> None:
        super().__init__()
        self.model = TiersModel() if state is None else in_state(state)
        self.size = _field("24", "size (B)", "130px")
        self.pointers = widgets.Checkbox(
            True, description="holds pointers", indent=False, layout={"width": "auto"}
        )
        self.times = _field("1", "times", "110px")
        self.allocate = widgets.Button(description="Allocate", button_style="primary")
        self.processor = widgets.Dropdown(description="run on", layout={"width": "auto"})
        self.half = widgets.Button(description="Drop every second")
        self.all = widgets.Button(description="Drop all")
        self.collect = widgets.Button(description="Collect")
        self.state = widgets.Dropdown(
            options=[EMPTY, *STATES],
            value=state or EMPTY,
            description="begin with",
            layout={"width": "auto"},
        )
        self.reset = widgets.Button(description="Begin again")
        self.walk = widgets.HTML(layout={"width": "100%"})
        self.story = widgets.HTML()
        self.allocate.on_click(self._allocate)
        self.half.on_click(lambda _: self._do(lambda: self.model.drop(keep_every=2)))
        self.all.on_click(lambda _: self._do(self.model.drop))
        self.collect.on_click(lambda _: self._do(self.model.collect))
        self.reset.on_click(self._begin)
        self.state.observe(self._begin, names="value")
        self.processor.observe(self._move, names="value")
        self.children = [
            row(self.state, self.reset, self.processor),
            row(self.size, self.pointers, self.times, self.allocate),
            row(self.half, self.all, self.collect),
            self.message,
            self.walk,
            widgets.HTML(LEGEND),
            self.story,
            self.tools,
        ]
        self._show()

    def picture(self) -> Picture:
        """The tiers as they stand, with the way of the last request."""
        walk = self.model.walk()
        facts = ", ".join(f"{name} {value}" for name, value in self.model.facts)
        return tier_walk(walk, f"Tiers lab. {describe(walk)} Requests so far: {facts}.")

    def _allocate(self, _button: Any) -> None:
        with self.careful():
            size = parse_size(self.size.value)
            times = parse_size(self.times.value, "times")
            self.model.allocate(size, self.pointers.value, times)
        self._show()

    def _move(self, change: Any) -> None:
        self._do(lambda: self.model.move_to(change["new"]))

    def _begin(self, _change: Any) -> None:
        self.say("")
        state = self.state.value
        self.model = TiersModel() if state == EMPTY else in_state(state)
        self._show()

    def _do(self, action: Any) -> None:
        with self.careful():
            action()
        self._show()

    def _show(self) -> None:
        model = self.model
        self.processor.unobserve(self._move, names="value")
        self.processor.options = [(f"P{p.id}", p.id) for p in model.go.procs]
        self.processor.value = model.processor
        self.processor.observe(self._move, names="value")
        walk = model.walk()
        self.walk.value = sketch(walk).svg(describe(walk))
        facts = "".join(f"<span>{name} <b>{value}</b></span>" for name, value in model.facts)
        steps = "".join(f"<li>{escape(step)}</li>" for step in model.story)
        self.story.value = (
            f'<ol class="gl-story" style="{STEPS}">{steps}</ol><div class="gl-legend">{facts}</div>'
        )


def _field(value: str, name: str, width: str) -> widgets.Text:
    return widgets.Text(value, description=name, layout={"width": width})
