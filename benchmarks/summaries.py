"""Measures of a long history: each column once, and the gaps at two hundred instants."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.go_programs import churn
from benchmarks.go_replay import in_bulk
from benchmarks.race import median
from benchmarks.results import Effort, Row
from golearn.replay import History, summarise
from golearn.replay.measures import external_fragmentation, sample_events

TOPIC = "Measures"
NOTE = "Processor time, on a history of churn with 100,000 live objects."


def rows(effort: Effort) -> Iterator[Row]:
    """External fragmentation alone, and the whole summary."""
    history = in_bulk(churn(2 * effort.placements).trace)

    def fragmentation() -> None:
        external_fragmentation(history, sample_events(history))

    case = f"{len(history.object):,} placements"
    seconds = median(fragmentation, 2)
    yield Row(TOPIC, f"external fragmentation at 200 instants, {case}", seconds, "s")
    yield Row(
        TOPIC, f"`summarise`, {case}", median(lambda: summarise(_fresh(history)), 2), "s", 1.5
    )


def _fresh(history: History) -> History:
    """The same history, which has not computed anything yet."""
    for name in ("live_bytes", "block_bytes"):
        vars(history).pop(name, None)
    return history
