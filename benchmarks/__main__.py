"""All figures of golearn's speed: python -m benchmarks [--quick] [--only TOPIC …] [--write]

A full run takes about ten minutes on two quiet cores, prints a table, and rewrites the measured
part of docs/speed.md, docs/speed.svg and docs/speed.json. A quick one takes a minute or two
and only prints.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

# The kernel's share of the time would be a matter of luck with huge pages: sometimes they are at
# hand, sometimes they have to be put together first. Read by numpy when it is imported.
os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")

from matplotlib import rc_context

from benchmarks import (
    collecting,
    free_lists,
    go_replay,
    importing,
    live_map,
    reading,
    summaries,
    sweeping,
    whole_traces,
)
from benchmarks.chart import draw
from benchmarks.machine import describe
from benchmarks.page import measured, rewrite
from benchmarks.results import FULL, QUICK, Row, number, save, times

MODULES = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        go_replay,
        free_lists,
        whole_traces,
        live_map,
        reading,
        summaries,
        sweeping,
        collecting,
        importing,
    )
}
DOCS = Path(__file__).resolve().parent.parent / "docs"


def main() -> None:
    """Measure, print, write."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--quick", action="store_true", help="shorter traces, fewer turns")
    options.add_argument("--only", nargs="+", choices=MODULES, help="some of the topics")
    options.add_argument("--write", action="store_true", help="write to docs/ in any case")
    args = options.parse_args()
    effort = QUICK if args.quick else FULL
    about = {"run": effort.name, **describe()}
    begin, rows = time.monotonic(), list[Row]()
    for name in args.only or MODULES:
        module = MODULES[name]
        print(f"\n{module.TOPIC} ({time.monotonic() - begin:.0f} s so far)", flush=True)
        for row in module.rows(effort):
            rows.append(row)
            print_row(row)
    print(f"\n{effort.name} run, {time.monotonic() - begin:.0f} s")
    if args.write or not (args.quick or args.only):
        picture = draw(rows)
        with rc_context({"svg.fonttype": "none"}):  # letters, not their outlines
            picture.save(DOCS / "speed.svg")
        save(rows, about, DOCS / "speed.json")
        notes = {module.TOPIC: module.NOTE for module in MODULES.values()}
        rewrite(DOCS / "speed.md", measured(rows, notes, about, picture.alt))
        print("written: docs/speed.md, docs/speed.svg, docs/speed.json")


def print_row(row: Row) -> None:
    """A line as soon as there is one."""
    target = "" if row.at_most is None else f"≤ {number(row.at_most)}"
    line = f"  {row.case:68}{number(row.value):>9} {row.unit:9}{target:8}"
    line += ", ".join(
        f"{times(row.share_of(other))} as quick as {other.name}" for other in row.others
    )
    print(line.rstrip() + ("  MISSED" if row.missed else ""), flush=True)


if __name__ == "__main__":
    main()
