"""From an address to its span, step by step, and what it costs.

A step is what the compiled code cannot leave out: an arithmetic operation, a comparison, or a
read from a table. Reads of the runtime's own variables, such as where the tables begin, are not
counted: they stay in the processor's cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Literal, NamedTuple, TypeVar

T = TypeVar("T", bound=Any)

Kind = Literal["arithmetic", "comparison", "read"]


class Step(NamedTuple):
    """One step: `does` in words, `gives` its result as text."""

    kind: Kind
    does: str
    gives: str

    def __str__(self) -> str:
        return f"{self.does}: {self.gives}"


@dataclass(frozen=True)
class Walk(Generic[T]):
    """A look-up. `entry` is what the tables say; `span` is that if it is a span in use."""

    address: int
    steps: tuple[Step, ...]
    entry: T | None

    @property
    def span(self) -> T | None:
        """The span in use that holds the address."""
        return self.entry if self.entry is not None and self.entry.in_use else None

    @property
    def reads(self) -> int:
        """Reads from tables: the steps that may miss the processor's cache."""
        return sum(step.kind == "read" for step in self.steps)

    def __str__(self) -> str:
        lines = [f"{i}. {step}" for i, step in enumerate(self.steps, start=1)]
        return "\n".join([f"{self.address:#x}", *lines])


class Path:
    """Collects the steps of a walk."""

    def __init__(self, address: int) -> None:
        self.address = address
        self.steps: list[Step] = []

    def compute(self, does: str, value: int, shown: str = "") -> int:
        """An arithmetic step; its value."""
        self.steps.append(Step("arithmetic", does, shown or f"{value:,}"))
        return value

    def check(self, does: str, holds: bool) -> bool:
        """A comparison; whether it holds."""
        self.steps.append(Step("comparison", does, "yes" if holds else "no"))
        return holds

    def read(self, does: str, found: T | None, shown: str) -> T | None:
        """A read from a table."""
        self.steps.append(Step("read", does, shown if found is not None else "nil"))
        return found

    def end(self, entry: T | None = None) -> Walk[T]:
        """The finished walk."""
        return Walk(self.address, tuple(self.steps), entry)


def named(span: Any) -> str:
    """How a walk shows a span."""
    return "nil" if span is None else f"the span at {span.base:#x}"
