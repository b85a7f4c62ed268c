"""What happens on the way back: dropped, marked, swept, given back, scavenged.

The counterpart of `events`. Addresses and sizes are in bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from golearn.allocator import AllocatorEvent
from golearn.goheap.events import span_class_name
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.units import count, human_bytes


@dataclass(frozen=True)
class Dropped(AllocatorEvent):
    """The last reference to an object is gone; its memory is not."""

    address: int

    def __str__(self) -> str:
        return f"nothing refers to {self.address:#x} any more; the next collection will see it."


@dataclass(frozen=True)
class Marked(AllocatorEvent):
    """The collector has found what lives."""

    cycle: int
    objects: int
    nbytes: int

    def __str__(self) -> str:
        return (
            f"collection {self.cycle}: live objects in {count(self.objects, 'slot')}, "
            f"{human_bytes(self.nbytes)}; all spans now need sweeping."
        )


@dataclass(frozen=True)
class FinalizerQueued(AllocatorEvent):
    """A dead object has a finalizer, and so is kept for one more cycle."""

    address: int

    def __str__(self) -> str:
        return f"{self.address:#x} is dead but has a finalizer: it is marked, and waits for it."


@dataclass(frozen=True)
class Reclaiming(AllocatorEvent):
    """Pages are wanted while spans wait for their sweep."""

    npages: int

    def __str__(self) -> str:
        return (
            f"spans wait for their sweep: before {count(self.npages, 'page')} "
            f"{'is' if self.npages == 1 else 'are'} taken, it looks for as many in spans without "
            "a live object, under the heap lock."
        )


@dataclass(frozen=True)
class CacheFlushed(AllocatorEvent):
    """A P gave up the spans it had in hand."""

    processor: int
    spans: int

    def __str__(self) -> str:
        return f"P{self.processor} gives back the {count(self.spans, 'span')} it had in hand."


@dataclass(frozen=True)
class SpanSwept(AllocatorEvent):
    """Mark bits became allocation bits."""

    spanclass: int
    base: int
    freed: int
    live: int

    def __str__(self) -> str:
        return (
            f"swept the span of {span_class_name(self.spanclass)} at {self.base:#x}: "
            f"{count(self.freed, 'slot')} freed, {self.live} still in use."
        )


@dataclass(frozen=True)
class SpanFreed(AllocatorEvent):
    """An empty span's pages went back to the page heap."""

    base: int
    npages: int

    def __str__(self) -> str:
        npages = count(self.npages, "page")
        return f"the span at {self.base:#x} is empty: {npages} back to the page heap."


@dataclass(frozen=True)
class ScavengeGoal(AllocatorEvent):
    """How much memory the scavenger leaves to the heap."""

    retained: int
    goal: int

    def __str__(self) -> str:
        goal = human_bytes(self.goal)
        if self.retained <= self.goal:
            return (
                f"the scavenger's goal would be to keep {goal}; the heap has no more than "
                f"{human_bytes(self.retained)}, so none is set."
            )
        return f"the scavenger's goal: keep {goal} (the heap has {human_bytes(self.retained)})."


@dataclass(frozen=True)
class Scavenged(AllocatorEvent):
    """Free pages lost their physical memory: Ready became Prepared."""

    base: int
    npages: int
    forced: bool

    def __str__(self) -> str:
        how = ", forced" if self.forced else ""
        size = human_bytes(self.npages * PAGE_SIZE)
        npages = count(self.npages, "page")
        return f"scavenged {npages} at {self.base:#x} ({size} back to the OS{how})."
