"""The comparison of several histories of one trace: a table to read, or JSON."""

from __future__ import annotations

import json
import sys
import textwrap
from dataclasses import asdict

from golearn.replay import History, Options, Summary, summarise
from golearn.trace import Op, Trace
from golearn.units import human_bytes

NARROW = 80
"""Columns to print where no terminal says how wide it is."""

GO_NOTE = "go takes memory from the system 4 MiB at a time."
GO_IGNORES = " It has rules of its own and ignores the options in brackets above."
GO_GETS_NOTHING_BACK = (
    " This trace has no gc, so Go gets nothing back: its heap is all that was ever asked for; "
    "add `gc` lines where it should collect."
)


def as_json(trace: Trace, histories: list[History], options: Options) -> None:
    """Print one JSON object: the trace, the options, and a `Summary` per allocator.

    `stopped_at` is the event (from 0) that found no memory, or null; sizes are in bytes.
    """
    results = [asdict(summarise(h)) | {"stopped_at": _stopped_at(h)} for h in histories]
    found = {
        "trace": trace.name,
        "events": len(trace),
        "options": asdict(options),
        "results": results,
    }
    print(json.dumps(found, indent=2))


def as_table(trace: Trace, histories: list[History], options: Options) -> None:
    """Print a table with a line per allocator, and what stopped those that did not finish."""
    from rich.console import Console
    from rich.table import Table

    console = Console(
        file=sys.stdout,
        width=None if sys.stdout.isatty() else NARROW,
        highlight=False,
        markup=False,
        emoji=False,
    )
    peak = int(trace.live_bytes().max(initial=0))
    _say(
        f"{trace.name}: {len(trace):,} events, {trace.allocations:,} placements, "
        f"at most {human_bytes(peak)} live{_set_up(options)}"
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("allocator", no_wrap=True)
    for title in ("heap", "used", "internal", "external", "visited", "max"):
        table.add_column(title, justify="right", no_wrap=True)
    stopped = [h for h in histories if h.stopped]
    if stopped:
        table.add_column("stopped", justify="right", no_wrap=True)
    for history in histories:
        cells = _cells(summarise(history))
        table.add_row(*cells, *([_at(history)] if stopped else []))
    console.print(table)
    for history in stopped:
        _say(f"{history.allocator} stopped at event {len(history):,}: {history.stopped}")
    if any(history.allocator == "go" for history in histories):
        ignores = GO_IGNORES if _set_up(options) else ""
        _say(GO_NOTE + ignores + (GO_GETS_NOTHING_BACK if _never_collects(trace) else ""))
    _say("Columns are explained by: golearn replay --help")


def _never_collects(trace: Trace) -> bool:
    """Whether objects die and nothing ever looks for them."""
    dies = trace.counts[Op.FREE] + trace.counts[Op.REALLOC]
    return dies > 0 and trace.counts[Op.GC] == 0


def _say(text: str) -> None:
    print(textwrap.fill(text, NARROW, break_long_words=False))


def _cells(s: Summary) -> tuple[str, ...]:
    shares = (s.utilisation, s.internal_at_peak, s.external_mean)
    return (
        s.allocator,
        human_bytes(s.peak_heap),
        *(f"{share:.1%}" for share in shares),
        f"{s.visited_mean:,.1f}",
        f"{s.visited_max:,}",
    )


def _set_up(options: Options) -> str:
    """The options that are not the usual ones, in words."""
    said = [
        f"heap {options.heap:,}" if options.heap is not None else "",
        f"align {options.align}" if options.align is not None else "",
        f"header {options.header}" if options.header else "",
        f"coalescing {options.coalesce}" if options.coalesce != "immediate" else "",
    ]
    words = ", ".join(word for word in said if word)
    return f" ({words})" if words else ""


def _stopped_at(history: History) -> int | None:
    return len(history) if history.stopped else None


def _at(history: History) -> str:
    return f"{len(history):,}" if history.stopped else ""
