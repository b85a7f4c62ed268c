"""What happens between the heap and the address space, as events that read as sentences.

Addresses and sizes in bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from golearn.allocator import AllocatorEvent
from golearn.units import count, human_bytes


@dataclass(frozen=True)
class PlaceTried(AllocatorEvent):
    """Go asked for a place; `got` is what the system answered, 0 for no answer it could use."""

    wanted: int
    size: int
    got: int
    probed: int
    """Bytes that were really asked for: Go 1.10 on Linux looks at the first 64 KiB only."""

    def __str__(self) -> str:
        looked = ""
        if self.probed < self.size:
            tries = f", of which it tries {human_bytes(self.probed)}"
            looked = tries if self.probed else ", without a look"
        if self.got == self.wanted:
            answer = "granted"
        elif self.got:
            answer = f"the system gives {self.got:#x} instead"
        else:
            answer = "taken; try elsewhere"
        return f"Go asks for {human_bytes(self.size)} at {self.wanted:#x}{looked}: {answer}."


@dataclass(frozen=True)
class HintDropped(AllocatorEvent):
    """A hint led nowhere and is never tried again."""

    hint: int
    size: int
    why: str

    def __str__(self) -> str:
        return f"the hint {self.hint:#x} is dropped: no {human_bytes(self.size)} there, {self.why}."


@dataclass(frozen=True)
class HintsUsedUp(AllocatorEvent):
    """No hint is left: any aligned place will do."""

    start: int
    size: int

    def __str__(self) -> str:
        return (
            f"no hint is left: {human_bytes(self.size)} wherever the system likes, aligned to an "
            f"arena: {self.start:#x}. Two new hints, one at each end."
        )


@dataclass(frozen=True)
class TableMade(AllocatorEvent):
    """A table of the second level of the arena index."""

    l1: int
    entries: int
    size: int

    def __str__(self) -> str:
        return (
            f"entry {self.l1:,} of the first level gets a table: "
            f"{count(self.entries, 'pointer')}, {human_bytes(self.size)}."
        )


@dataclass(frozen=True)
class ArenaMade(AllocatorEvent):
    """The metadata of one arena."""

    number: int
    base: int
    size: int

    def __str__(self) -> str:
        return (
            f"arena {self.number:,} at {self.base:#x} gets its heapArena, {human_bytes(self.size)} "
            "of metadata."
        )


@dataclass(frozen=True)
class Stranded(AllocatorEvent):
    """The next arena does not follow on this one: its rest joins the heap at once."""

    start: int
    size: int

    def __str__(self) -> str:
        return (
            f"the new arena lies elsewhere: the {human_bytes(self.size)} left at {self.start:#x} "
            "join the heap now."
        )


@dataclass(frozen=True)
class MetadataGrew(AllocatorEvent):
    """The linear layout mapped more of its bitmap or of its spans."""

    what: str
    start: int
    size: int

    def __str__(self) -> str:
        return f"{human_bytes(self.size)} more of {self.what}, at {self.start:#x}."
