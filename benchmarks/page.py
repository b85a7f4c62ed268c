"""The page docs/speed.md: prose by hand, and between two marks what was measured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from benchmarks.results import Other, Row, number, times

BEGIN, END = "<!-- python -m benchmarks -->", "<!-- end of measured -->"


def rewrite(path: Path, text: str) -> None:
    """Put `text` between the marks of a page. Raises ValueError if it has none."""
    page = path.read_text(encoding="utf-8")
    pattern = f"{re.escape(BEGIN)}.*{re.escape(END)}"
    between = f"{BEGIN}\n{text}\n{END}"
    new, found = re.subn(pattern, lambda _: between, page, flags=re.DOTALL)
    if found != 1:
        raise ValueError(f"{path.name} has {found} places between {BEGIN} and {END}; expected one")
    path.write_text(new, encoding="utf-8")


def measured(
    rows: Sequence[Row], notes: Mapping[str, str], about: Mapping[str, str], alt: str
) -> str:
    """The part of the page that a run writes."""
    parts = [
        "; ".join(f"{name}: {value}" for name, value in about.items()) + ".",
        f"![{alt}](speed.svg)",
        _missed(rows),
    ]
    for topic, group in groupby(rows, key=lambda row: row.topic):
        parts += [f"### {topic}", notes[topic], "\n".join(_table(group))]
    return "\n\n".join(parts)


def _missed(rows: Sequence[Row]) -> str:
    targets = sum(row.at_most is not None for row in rows)
    targets += sum(other.at_most is not None for row in rows for other in row.others)
    misses = [f"- {row.case}: {words}" for row in rows for words in row.missed]
    if not misses:
        return f"All {targets} targets are met."
    return "\n".join([f"{len(misses)} of {targets} targets are missed:", "", *misses])


def _table(rows: Iterable[Row]) -> Iterator[str]:
    yield "| | measured | target | beside it, in the same run | target |"
    yield "|---|---|---|---|---|"
    for row in rows:
        target = "" if row.at_most is None else f"≤ {number(row.at_most)}"
        beside = "<br>".join(_beside(row, other) for other in row.others)
        limits = "<br>".join(
            "" if other.at_most is None else f"≥ {times(other.at_most)}" for other in row.others
        )
        yield f"| {row.case} | {number(row.value)} {row.unit} | {target} | {beside} | {limits} |"


def _beside(row: Row, other: Other) -> str:
    return (
        f"{times(row.share_of(other))} as quick as {other.name} ({number(other.value)} {row.unit})"
    )
