"""The OS memory lab: follow pages from None to Ready and back, with the kernel's view beside."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import ipywidgets as widgets

from golearn.errors import GolearnError
from golearn.lab.code import called, code_of
from golearn.lab.drawing import Drawing
from golearn.lab.os_memory_model import OsMemoryModel, pages_and_bytes, parse_pages
from golearn.lab.player import Player
from golearn.lab.questions.os_memory import ask
from golearn.lab.quiz import QuizPanel
from golearn.lab.script_input import ScriptInput
from golearn.lab.view import Lab, row, wide
from golearn.lab.words import where_text
from golearn.osmem.row_calls import GRAMMAR, TOUCH
from golearn.osmem.sequences import SEQUENCES
from golearn.osmem.session import Moment
from golearn.osmem.states import CALLS
from golearn.plots.figures.row_film import row_film
from golearn.plots.picture import Picture
from golearn.plots.row_sketch import in_words, row_sketch
from golearn.plots.row_timeline import timeline_sketch

APART = "Touch in a process of its own"

CSS = r"""<style>
.gl-osmem { color: var(--gl-ink); line-height: 1.5; margin: 2px 0; }
.gl-osmem b { font-variant-numeric: tabular-nums; }
.gl-lab button.gl-legal::before { content: "✓\00a0"; content: "✓\00a0" / ""; }
.gl-lab button.gl-refused::before { content: "✗\00a0"; content: "✗\00a0" / ""; }
.gl-lab button.gl-refused { opacity: 0.75; }
</style>"""

ORDER = (
    "sysReserve",
    "sysMap",
    "sysUsed",
    TOUCH,
    "sysUnused",
    "sysFree",
    "sysFreeOS",
    "sysAlloc",
    "sysFault",
)
"""The calls as a page meets them; what is rare comes last."""

CALLS_SAY = {
    **{
        name: f"{' or '.join(call.before)} → {call.after}; {call.note}"
        for name, call in CALLS.items()
    },
    "sysFreeOS": "Reserved → None, without books",
    TOUCH: "write to each of these pages",
}
"""What a button's tooltip says while its call is legal."""

LIVE = "This is real memory of this very process."
RECORDED = (
    "This system is no Linux, or leaves too little room: what you see of the kernel was recorded "
    "on Linux. Play the sequences."
)


class OsMemoryLab(Lab):
    """A row of 16 pages and the calls on it. `model` is the lab without widgets.

    Calls happen to the row as it is at the end; the player only looks back. `moment` is the one
    shown.
    """

    saves = "script"

    def __init__(self, sequence: str = "there and back", seed: int = 1) -> None:
        super().__init__()
        self.model = OsMemoryModel(sequence)
        self.player = Player(last=len(self.model.moments) - 1, unit="calls")
        self.script = ScriptInput(
            SEQUENCES,
            lambda: self.model.script,
            self._play,
            self.careful,
            GRAMMAR,
            "sequence",
            "calls",
        )
        self.quiz = QuizPanel(lambda draw: ask(self.model, draw), self._to_the_end, seed)
        self.pages = widgets.Text("0-15", description="pages", layout={"width": "140px"})
        self.buttons = {name: self._button(name, partial(self._act, name)) for name in ORDER}
        self.apart = self._button(APART, self._touch_apart)
        self.empty = self._button("Empty row", self._empty)
        self.said = ""
        self.drawing, self.line = Drawing(), Drawing()
        self.where, self.facts, self.story = (widgets.HTML() for _ in range(3))
        self.pages.observe(lambda _: self._mark(), names="value")
        self.player.observe(lambda _: self._show(), names="value")
        self.children = [
            row(self.script.choice, self.script.again, self.empty, self.where),
            self.script,
            row(self.pages, *self.buttons.values(), self.apart),
            self.message,
            self.quiz,
            self.player,
            wide(self.drawing),
            self.facts,
            self.story,
            wide(self.line),
            self.tools,
        ]
        self.where.value = f'{CSS}<div class="gl-osmem">{LIVE if self.live else RECORDED}</div>'
        self._to_the_end()

    @property
    def live(self) -> bool:
        """Whether the row is real memory."""
        return self.model.session.live

    @property
    def moment(self) -> int:
        """The moment shown: how many calls were made, from 0 on."""
        return int(self.player.value)

    @moment.setter
    def moment(self, number: int) -> None:
        self.player.value = number

    def code(self) -> str:
        """A cell that makes this lab again."""
        sequence = called(self.model.script, SEQUENCES)
        return code_of(self, f"lab.moment = {self.moment}", sequence=sequence, seed=self.quiz.seed)

    def saved(self) -> tuple[str, str] | None:
        """The calls as a script."""
        return "os-memory.script.txt", self.model.script

    def picture(self) -> Picture:
        """The row call by call, up to the moment shown; before the first call, the empty row."""
        shown = self.model.moments[: self.moment + 1]
        moment = shown[-1]
        alt = f"OS memory lab. {self._says()}. {in_words(moment)}"
        if len(shown) == 1:
            return row_sketch(moment).picture(alt)
        return Picture(row_film(shown).figure, alt)

    def _says(self) -> str:
        call = self.model.moments[self.moment].call
        where = where_text(self.moment, len(self.model.moments) - 1, "call")
        return f"{where}: {call or 'an empty row, all None'}"

    def _button(self, name: str, action: Callable[[], object]) -> widgets.Button:
        def act(_button: Any) -> None:
            with self.careful():
                action()

        button = widgets.Button(description=name, layout={"width": "auto"})
        button.on_click(act)
        return button

    def _act(self, name: str) -> None:
        self.model.act(name, *parse_pages(self.pages.value))
        self._to_the_end()

    def _touch_apart(self) -> None:
        self.said = self.model.touch_apart(parse_pages(self.pages.value)[0])
        self._show()

    def _empty(self) -> None:
        self.model.empty()
        self._to_the_end()

    def _play(self, script: str) -> None:
        self.model.play(script)
        self._to_the_end()

    def _to_the_end(self) -> None:
        self.said = ""
        self.player.last = len(self.model.moments) - 1
        self.player.value = self.player.last
        self._show()

    def _mark(self) -> None:
        """Show on each button whether its call is legal for these pages, and why not."""
        try:
            first, pages = parse_pages(self.pages.value)
        except GolearnError as error:
            self.say(str(error))
            return
        for name, button in self.buttons.items():
            why = self.model.why_not(name, first, pages)
            button.tooltip = why or CALLS_SAY[name]
            button.remove_class("gl-legal" if why else "gl-refused")
            button.add_class("gl-refused" if why else "gl-legal")

    def _show(self) -> None:
        self.quiz.looked()
        moments, at = self.model.moments, self.moment
        moment = moments[at]
        self._mark()
        alt = f"{self._says()}. {in_words(moment)}"
        self.drawing.show(lambda room: row_sketch(moment, room).svg(alt))
        self.facts.value = _facts(moment)
        told = [*moment.story, self.said] if self.said else moment.story
        lines = "".join(f"<li>{escape(line)}</li>" for line in told)
        self.story.value = f'<div role="status"><ul class="gl-osmem">{lines}</ul></div>'
        counts = ", ".join(str(m.resident) for m in moments)
        said = f"Pages with memory: {counts}."
        self.line.show(lambda room: timeline_sketch(moments, at, room).svg(said))
        self.player.says = self._says()
        self.player.shown = self.player.value


def _facts(moment: Moment) -> str:
    """The books, beside what the kernel says."""
    facts = [
        ("sysStat (here heap_sys)", pages_and_bytes(moment.sys_stat)),
        ("mappedReady", pages_and_bytes(moment.mapped_ready)),
        ("have memory", pages_and_bytes(moment.resident)),
    ]
    if moment.call is not None and moment.call.name == TOUCH:
        facts.append(("page faults of this touch", f"{moment.faults:,}"))
    facts.append(("kernel and model", "agree" if moment.agree else "differ"))
    told = " · ".join(f"{name} <b>{value}</b>" for name, value in facts)
    return f'<div class="gl-osmem">{told}</div>'
