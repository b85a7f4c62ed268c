"""What happens in a modelled address space, as events that read as sentences."""

from __future__ import annotations

from dataclasses import dataclass

from golearn.allocator import AllocatorEvent
from golearn.osmem.states import State, SysStat
from golearn.units import human_bytes


@dataclass(frozen=True)
class Moved(AllocatorEvent):
    """A call took memory from one state to another. Bytes.

    `before` holds (state, bytes) of each part, in address order. `stat_change` belongs to the
    counter `stat`, `ready_change` to `mappedReady`.
    """

    call: str
    start: int
    size: int
    before: tuple[tuple[State, int], ...]
    after: State
    stat: SysStat | None = None
    stat_change: int = 0
    ready_change: int = 0

    def __str__(self) -> str:
        came = " and ".join(dict.fromkeys(str(state) for state, _ in self.before))
        books = [
            f"{name} {change:+,}"
            for name, change in ((self.stat, self.stat_change), ("mappedReady", self.ready_change))
            if change
        ]
        told = f"; {', '.join(books)}" if books else "; books unchanged"
        return (
            f"{self.call}: {human_bytes(self.size)} at {self.start:#x}, "
            f"{came} → {self.after}{told}."
        )


@dataclass(frozen=True)
class HintRefused(AllocatorEvent):
    """The addresses asked for were taken or out of bounds; the system chose others."""

    hint: int
    size: int
    start: int
    in_the_way: State

    def __str__(self) -> str:
        why = {
            State.NONE: "outside of what a process may have",
            State.FOREIGN: "taken by foreign memory",
        }.get(self.in_the_way, f"taken: {self.in_the_way}")
        return (
            f"{human_bytes(self.size)} were wanted at {self.hint:#x}, {why}; "
            f"the system gave {self.start:#x}."
        )


@dataclass(frozen=True)
class Recounted(AllocatorEvent):
    """Bytes went from one counter to another, or out of the books; no state changed."""

    start: int
    size: int
    before: SysStat
    after: SysStat | None

    def __str__(self) -> str:
        to = self.after or "no counter"
        return f"{human_bytes(self.size)} at {self.start:#x}: from {self.before} to {to}."


@dataclass(frozen=True)
class Advised(AllocatorEvent):
    """Huge-page advice: `start` and `size` are what whole pages it came to."""

    call: str
    start: int
    size: int

    def __str__(self) -> str:
        if not self.size:
            return f"{self.call}: no whole huge page in the range, so nothing is asked."
        return f"{self.call}: advice on {human_bytes(self.size)} at {self.start:#x}."


@dataclass(frozen=True)
class TouchedPages(AllocatorEvent):
    """The program used memory; `new` of the bytes got physical memory by it."""

    start: int
    size: int
    new: int

    def __str__(self) -> str:
        got = f"{human_bytes(self.new)} get physical memory" if self.new else "all resident before"
        return f"touched {human_bytes(self.size)} at {self.start:#x}: {got}."
