"""The race of the policies: who needed how much memory and searched how long, so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from golearn.lab.words import size_text
from golearn.plots import colors


@dataclass(frozen=True)
class Standing:
    """One policy at an instant: the largest heap so far in bytes, and blocks looked at."""

    policy: str
    peak: int
    visited: int
    failed: int | None = None
    """The event at which it ran out of memory, if it has."""


def ranks(values: Sequence[int]) -> list[int]:
    """1 for the least; equal values share a rank."""
    return [1 + sum(other < value for other in values) for value in values]


def race_table(standings: Sequence[Standing]) -> str:
    """Standings as an HTML table: numbers, ranks and bars."""
    peaks = [s.peak for s in standings]
    visits = [s.visited for s in standings]
    rows = "".join(
        _row(s, place, effort, max(*peaks, 1), max(*visits, 1))
        for s, place, effort in zip(standings, ranks(peaks), ranks(visits), strict=True)
    )
    head = (
        '<tr><th scope="col">policy</th><th scope="col" colspan="2">largest heap so far</th>'
        '<th scope="col" colspan="2">free blocks looked at so far</th></tr>'
    )
    return f'<table class="gl-race">{head}{rows}</table>'


def _row(s: Standing, place: int, effort: int, most_heap: int, most_visits: int) -> str:
    style = colors.style_of(s.policy)
    glyph = colors.GLYPHS[style.marker]
    out = f" – out of memory at event {s.failed:,}" if s.failed is not None else ""
    return (
        f'<tr><th scope="row"><span style="color:{style.color}" aria-hidden="true">{glyph}</span> '
        f"{escape(s.policy)}{out}</th>"
        f"{_cells(size_text(s.peak), place, s.peak / most_heap, style.color)}"
        f"{_cells(f'{s.visited:,}', effort, s.visited / most_visits, style.color)}</tr>"
    )


def _cells(number: str, place: int, share: float, color: str) -> str:
    return (
        f'<td>{number} <span class="gl-quiet">({place}.)</span></td>'
        f'<td class="gl-bars"><i style="width:{100 * share:.1f}%;background:{color}"></i></td>'
    )
