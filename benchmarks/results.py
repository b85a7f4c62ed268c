"""What a measurement says, and how it becomes JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Other:
    """The same work done another way, in the same run and in the unit of its row."""

    name: str
    value: float
    at_most: float | None = None
    """What share of `value` ours may be."""


@dataclass(frozen=True)
class Row:
    """A figure: what was measured, and what it is held against."""

    topic: str
    case: str
    value: float
    unit: str
    at_most: float | None = None
    """The target, in the same unit."""
    others: tuple[Other, ...] = ()

    def share_of(self, other: Other) -> float:
        """Ours as a share of another's."""
        return self.value / other.value

    @property
    def missed(self) -> list[str]:
        """The targets that this row misses, in words."""
        said = []
        if self.at_most is not None and self.value > self.at_most:
            said.append(f"{number(self.value)} {self.unit} instead of {number(self.at_most)}")
        for other in self.others:
            share = self.share_of(other)
            if other.at_most is not None and share > other.at_most:
                found, target = times(share), times(other.at_most)
                said.append(f"{found} as quick as {other.name} instead of {target}")
        return said


@dataclass(frozen=True)
class Effort:
    """How much is measured."""

    name: str
    runs: int
    """Turns of which medians are taken."""
    events: tuple[int, ...]
    """Lengths of the traces for Go's allocator."""
    free_blocks: tuple[int, ...]
    equal: int
    """Events of the traces on which bulk engines and readable classes must agree."""
    lines: int
    """Events of the files that are read."""
    placements: int
    """Rows of the history that is summarised."""


QUICK = Effort(
    "quick", 3, (10_000, 100_000, 1_000_000), (100, 1_000, 10_000), 50_000, 200_000, 10**6
)
FULL = Effort(
    "full",
    5,
    (10_000, 100_000, 1_000_000, 10_000_000),
    (100, 1_000, 10_000, 80_000, 100_000),
    1_000_000,
    1_000_000,
    10**7,
)


def number(value: float) -> str:
    """A figure to read: three digits that count, and no more than the last whole one."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"


def times(share: float) -> str:
    """How many times as quick is what costs such a share of something else: `30.0 ×`."""
    return f"{number(1 / share)} ×"


def save(rows: Iterable[Row], about: dict[str, str], path: Path) -> None:
    """Write rows and the machine that they come from."""
    found = {"machine": about, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
