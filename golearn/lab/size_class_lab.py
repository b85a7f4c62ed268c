"""The size-class lab: move the waste limit, and see what becomes of the table."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import ipywidgets as widgets

from golearn.goheap.sizeclass import (
    GO_CLASSES,
    MAX_SMALL_SIZE,
    PAGE_SIZE,
    WASTE_LIMIT,
    SizeClass,
)
from golearn.lab.code import code_of
from golearn.lab.drawing import Drawing
from golearn.lab.questions import size_class as questions
from golearn.lab.quiz import QuizPanel
from golearn.lab.settings_model import parse_size
from golearn.lab.size_class_model import LARGEST, PAGE_SIZES, PRESETS, SizeClassModel, parse_share
from golearn.lab.size_class_svg import class_chart, span_chart
from golearn.lab.view import Lab, row, wide
from golearn.plots import colors
from golearn.plots.figures.size_class_lab import size_class_lab
from golearn.plots.picture import Picture
from golearn.units import human_bytes

OWN = "your own"
"""The entry of the list of rules that none of them is."""

WHAT_P_IS = (
    "A P is one of the processors that run Go code. Its spans: one of each class for objects with "
    "pointers, and one for those without."
)

MOST_BENT = 50
"""Per cent at the slider's end; more can be typed."""


def _swatch(style: str, name: str) -> str:
    return f'<span><i style="{style}"></i>{name}</span>'


LEGEND = (
    '<div class="gl-legend">'
    + _swatch(f"background:{colors.USED}", "asked for")
    + _swatch(f"background:{colors.WASTED}", "slack in a slot")
    + _swatch(f"background:{colors.DEAD};border:1px solid", "tail of the span")
    + "<span>▾ a class at its worst, the tail included</span>"
    + "<span>┄ Go's own table</span></div>"
)


class SizeClassLab(Lab):
    """Derive a table of size classes with other numbers, and look up a request in it.

    `waste_limit` is a share, 0 to 1; `page_size`, `largest` (small object) and `request` are in
    bytes. `model` is the lab without widgets.
    """

    def __init__(
        self,
        waste_limit: Fraction | float = WASTE_LIMIT,
        page_size: int = PAGE_SIZE,
        largest: int = MAX_SMALL_SIZE,
        request: int = 1025,
        seed: int = 1,
    ) -> None:
        super().__init__()
        self.model = SizeClassModel(waste_limit, page_size, largest, request)
        self.preset = widgets.Dropdown(
            options=[*PRESETS, OWN], description="rule", layout={"width": "220px"}
        )
        self.limit = widgets.Text(
            f"{100 * float(self.model.waste_limit):g}",
            description="in %",
            continuous_update=False,
            layout={"width": "110px"},
        )
        self.bend = widgets.FloatSlider(
            100 * float(self.model.waste_limit),
            min=0,
            max=MOST_BENT,
            step=0.1,
            description="waste limit",
            readout=False,
            layout={"width": "320px"},
        )
        self.page_size = _choice(PAGE_SIZES, page_size, "page")
        self.largest = _choice(LARGEST, largest, "largest small object")
        self.go = widgets.Button(description="Go's own rule")
        self.request = widgets.Text(
            f"{self.model.request:,}",
            description="request (B)",
            continuous_update=False,
            layout={"width": "190px"},
        )
        self.down = widgets.Button(description="class below")
        self.up = widgets.Button(description="class above")
        self.says = widgets.HTML()
        self.quiz = QuizPanel(lambda draw: questions.ask(self.model, draw), self._show, seed)
        self.chart, self.span = Drawing(), Drawing()
        self.story = widgets.HTML()
        self.table = widgets.HTML()
        self.preset.observe(self._choose, names="value")
        self.bend.observe(self._slide, names="value")
        for control in (self.limit, self.page_size, self.largest):
            control.observe(self._bend, names="value")
        self.request.observe(self._ask, names="value")
        self.go.on_click(self._reset)
        self.down.on_click(lambda _: self._step(-1))
        self.up.on_click(lambda _: self._step(1))
        self.children = [
            row(self.preset, self.bend, self.limit, self.page_size, self.largest),
            row(self.request, self.down, self.up, self.go),
            self.message,
            self.quiz,
            self.says,
            wide(self.chart),
            self.story,
            wide(self.span),
            widgets.HTML(LEGEND),
            wide(self.table),
            self.tools,
        ]
        self._show()

    def picture(self) -> Picture:
        """The table's waste, and a span of the marked class."""
        model = self.model
        facts = ", ".join(" ".join(fact) for fact in model.facts)
        alt = f"Size-class lab. {model.says} {facts}. {model.story}"
        return size_class_lab(model.classes, model.row, facts, alt)

    def code(self) -> str:
        """The cell that makes this lab again."""
        model = self.model
        return code_of(
            self,
            waste_limit=model.waste_limit,
            page_size=model.page_size,
            largest=model.largest,
            request=model.request,
            seed=self.quiz.seed,
        )

    def _bend(self, _change: Any) -> None:
        with self.careful():
            share = parse_share(self.limit.value)
            self.model.set_rule(share, self.page_size.value, self.largest.value)
            self._show_bent(100 * float(share))
        self._show()

    def _slide(self, change: Any) -> None:
        self.limit.value = f"{change['new']:.4g}"

    def _show_bent(self, percent: float) -> None:
        """Move the slider to a limit that was typed."""
        self.bend.unobserve(self._slide, names="value")
        self.bend.value = min(percent, MOST_BENT)
        self.bend.observe(self._slide, names="value")

    def _ask(self, _change: Any) -> None:
        with self.careful():
            self.model.ask(parse_size(self.request.value, "request"))
        self._show(keep_request=True)

    def _step(self, classes: int) -> None:
        self.model.step(classes)
        self.say("")
        self._show()

    def _choose(self, change: Any) -> None:
        if change["new"] in PRESETS:
            self._take(*PRESETS[change["new"]])

    def _reset(self, _button: Any) -> None:
        self._take(WASTE_LIMIT, PAGE_SIZE, MAX_SMALL_SIZE)

    def _take(self, share: Fraction, page_size: int, largest: int) -> None:
        self.limit.value = f"{100 * float(share):g}"
        self.page_size.value, self.largest.value = page_size, largest

    def _show_preset(self) -> None:
        """Say which of the rules this is."""
        rule = (self.model.waste_limit, self.model.page_size, self.model.largest)
        self.preset.unobserve(self._choose, names="value")
        self.preset.value = next((n for n, preset in PRESETS.items() if preset == rule), OWN)
        self.preset.observe(self._choose, names="value")

    def _show(self, keep_request: bool = False) -> None:
        self.quiz.looked()
        self._show_preset()
        model = self.model
        if not keep_request:
            with self.request.hold_trait_notifications():
                self.request.unobserve(self._ask, names="value")
                self.request.value = f"{model.request:,}"
            self.request.observe(self._ask, names="value")
        facts = "".join(f"<span>{name} <b>{value}</b></span>" for name, value in model.facts)
        self.says.value = (
            f'<div>{model.says}</div><div class="gl-legend">{facts}</div><div>{WHAT_P_IS}</div>'
        )
        classes, marked, request = model.classes, model.row, model.request
        self.chart.show(
            lambda room: class_chart(classes, GO_CLASSES.classes, marked, request, room)
        )
        self.span.show(lambda room: span_chart(marked, room))
        self.story.value = f'<div class="gl-told">{model.story}</div>'
        self.table.value = class_table(model.classes, model.row)


def _choice(sizes: Sequence[int], value: int, name: str) -> widgets.Dropdown:
    return widgets.Dropdown(
        options=[(human_bytes(size), size) for size in sizes],
        value=value,
        description=name,
        layout={"width": "auto"},
    )


def class_table(classes: Sequence[SizeClass], marked: SizeClass) -> str:
    """The rows around the marked one as an HTML table, each with its sums."""
    first = max(0, min(marked.number - 5, len(classes) - 9))
    names = ("class", "slot (B)", "span (B)", "objects", "tail (B)", "max waste", "min align (B)")
    head = "".join(f"<th>{name}</th>" for name in names)
    body = "".join(_table_row(row, row is marked) for row in classes[first : first + 9])
    return f'<table class="gl-lists"><tr>{head}</tr>{body}</table>'


def _table_row(row: SizeClass, marked: bool) -> str:
    sums = row.arithmetic()
    cells = (
        (f"{'▸ ' if marked else ''}{row.number}", ""),
        (f"{row.size:,}", ""),
        (f"{row.span_bytes:,}", sums["span_bytes"]),
        (f"{row.objects:,}", sums["objects"]),
        (f"{row.tail_waste:,}", sums["tail_waste"]),
        (f"{row.max_waste:.2%}", sums["max_waste"]),
        (f"{row.min_align:,}", sums["min_align"]),
    )
    kind = ' class="gl-serves"' if marked else ""
    return f"<tr{kind}>" + "".join(f'<td title="{t}">{text}</td>' for text, t in cells) + "</tr>"
