"""What labs that play a trace share: the player, the instant shown, and what it is called."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Protocol

import ipywidgets as widgets

from golearn.lab.code import trace_file
from golearn.lab.panel import Panel
from golearn.lab.player import Player
from golearn.lab.quiz import QuizPanel
from golearn.lab.view import Lab
from golearn.lab.words import event_text, where_text
from golearn.plots.figures.heap_map import heap_maps
from golearn.plots.picture import Picture
from golearn.trace import Event, Trace


class TraceModel(Protocol):
    """A model that stands at one event of its trace."""

    @property
    def trace(self) -> Trace:
        """The trace that is played."""

    @property
    def event(self) -> int:
        """The event after which the heap is shown, from 0 on."""

    @property
    def now(self) -> Event:
        """That event itself."""

    def load(self, trace: Any) -> None:
        """Play another trace, from its start."""

    def go_to(self, event: int) -> None:
        """Stand at another event."""


class TraceLab(Lab):
    """A lab with a `player` over the events of its model's trace."""

    model: TraceModel
    player: Player
    quiz: QuizPanel
    saves = "trace"

    @property
    def event(self) -> int:
        """The event after which the heaps are shown."""
        return int(self.player.value)

    @event.setter
    def event(self, event: int) -> None:
        self.player.value = event

    def saved(self) -> tuple[str, str]:
        """The trace as a file."""
        return trace_file(self.model.trace)

    def _reset_button(self, *controls: Any) -> widgets.Button:
        """Gives each control the value that it has now, and goes back to the first event."""
        first = [(control, control.value) for control in controls]

        def begin_again(_button: Any) -> None:
            for control, value in first:
                control.value = value
            self.event = 0

        button = widgets.Button(description="Begin again", tooltip="all settings as at first")
        button.on_click(begin_again)
        return button

    @abstractmethod
    def _show(self) -> None:
        """Draw what the model says."""

    def _load(self, trace: Any) -> None:
        """Play another trace, from its first event."""
        self.model.load(trace)
        self.player.value = 0
        self.player.last = len(self.model.trace) - 1
        self._show()

    def _go(self, change: Any) -> None:
        self.model.go_to(change["new"])
        self._show()

    def _follow(self) -> None:
        """The model went to another event by itself: the player goes there too."""
        self.player.value = self.model.event
        self._show()

    def _says(self) -> str:
        model = self.model
        where = where_text(model.event, len(model.trace) - 1)
        return f"{model.trace.name}, {where}: {event_text(model.now)}"


def side_by_side(panels: Sequence[Panel], size: int, opening: str) -> Picture:
    """The heaps as a figure, on one scale of `size` bytes; `opening` is how its text begins."""
    titles = [_named(p, p.facts[:3]) for p in panels]
    told = [f"{_named(p, p.facts)}. {p.story}" for p in panels]
    return heap_maps(titles, [p.instant for p in panels], size, " ".join((opening, *told)))


def _named(panel: Panel, facts: Sequence[tuple[str, str]]) -> str:
    return f"{panel.policy}: {', '.join(' '.join(fact) for fact in facts)}"
