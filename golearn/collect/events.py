"""What a collected heap reports while it works; `str(event)` says it in words.

Addresses are in words, as everywhere in `golearn.collect`.
"""

from __future__ import annotations

from dataclasses import dataclass

from golearn.allocator import AllocatorEvent
from golearn.units import WORD, count


@dataclass(frozen=True)
class Placed(AllocatorEvent):
    """The mutator got a new object."""

    address: int
    refs: int
    size: int

    def __str__(self) -> str:
        holds = f"{count(self.refs, 'reference')} and {count(self.size - 1 - self.refs, 'word')}"
        return f"a new object at {self.address} holds {holds} of payload"


@dataclass(frozen=True)
class Stored(AllocatorEvent):
    """The mutator stored a reference in an object."""

    slot: int
    ref: int

    def __str__(self) -> str:
        return f"the program makes slot {self.slot} point to {self.ref or 'nothing'}"


@dataclass(frozen=True)
class Started(AllocatorEvent):
    """A collection began; `used` is in bytes."""

    collector: str
    kind: str
    used: int

    def __str__(self) -> str:
        return f"a {self.kind} collection by {self.collector} begins, {self.used:,} bytes in use"


@dataclass(frozen=True)
class Done(AllocatorEvent):
    """A collection ended; `used` and `freed` are in bytes."""

    kind: str
    used: int
    freed: int

    def __str__(self) -> str:
        return (
            f"the {self.kind} collection is done: "
            f"{self.freed:,} bytes came back, {self.used:,} stay in use"
        )


@dataclass(frozen=True)
class Shaded(AllocatorEvent):
    """A white object was found and is grey now. `slot` is where the reference to it lies."""

    address: int
    slot: int

    def __str__(self) -> str:
        return f"slot {self.slot} refers to the object at {self.address}, which turns grey"


@dataclass(frozen=True)
class Blackened(AllocatorEvent):
    """All references of an object were looked at."""

    address: int

    def __str__(self) -> str:
        return f"the object at {self.address} is scanned and turns black"


@dataclass(frozen=True)
class BarrierShaded(AllocatorEvent):
    """A write barrier shaded an object before the store into `slot`."""

    address: int
    slot: int

    def __str__(self) -> str:
        return (
            f"the write barrier of slot {self.slot} shades the object at {self.address}, "
            f"which turns grey"
        )


@dataclass(frozen=True)
class Kept(AllocatorEvent):
    """The sweep met a marked object."""

    address: int

    def __str__(self) -> str:
        return f"the sweep keeps the object at {self.address}"


@dataclass(frozen=True)
class Swept(AllocatorEvent):
    """The sweep made one free block of `blocks` dead or free neighbours; `size` in words."""

    address: int
    size: int
    blocks: int

    def __str__(self) -> str:
        merged = f", {self.blocks} neighbours in one" if self.blocks > 1 else ""
        return f"{count(self.size * WORD, 'byte')} at {self.address} are free{merged}"


@dataclass(frozen=True)
class Planned(AllocatorEvent):
    """The new address of a marked object is known; nothing has moved yet."""

    address: int
    target: int

    def __str__(self) -> str:
        return f"the object at {self.address} will go to {self.target}"


@dataclass(frozen=True)
class Updated(AllocatorEvent):
    """A reference now holds the new address of its object."""

    slot: int
    source: int
    target: int

    def __str__(self) -> str:
        return f"slot {self.slot} held {self.source} and now holds {self.target}"


@dataclass(frozen=True)
class Moved(AllocatorEvent):
    """An object slid to its new address; `size` in words."""

    source: int
    target: int
    size: int

    def __str__(self) -> str:
        return (
            f"the object at {self.source} slides to {self.target}, "
            f"{count(self.size * WORD, 'byte')}"
        )


@dataclass(frozen=True)
class Threaded(AllocatorEvent):
    """A slot joined the chain that starts in the header of the object it refers to."""

    slot: int
    target: int

    def __str__(self) -> str:
        return f"slot {self.slot} joins the chain in the header of the object at {self.target}"


@dataclass(frozen=True)
class Unthreaded(AllocatorEvent):
    """The slots in an object's chain got its new address, and the header is back."""

    address: int
    target: int
    slots: int

    def __str__(self) -> str:
        return (
            f"the new address {self.target} goes into {count(self.slots, 'slot')} "
            f"in the chain of the object at {self.address}"
        )


@dataclass(frozen=True)
class Copied(AllocatorEvent):
    """An object was copied and left a forwarding pointer behind; `size` in words."""

    slot: int
    source: int
    target: int
    size: int

    def __str__(self) -> str:
        return (
            f"slot {self.slot} refers to {self.source}: {count(self.size * WORD, 'byte')} "
            f"are copied to {self.target}, a forwarding pointer stays"
        )


@dataclass(frozen=True)
class Forwarded(AllocatorEvent):
    """A slot referred to an object that had been copied before."""

    slot: int
    source: int
    target: int

    def __str__(self) -> str:
        return (
            f"slot {self.slot} refers to {self.source}, where a forwarding pointer "
            f"says {self.target}"
        )


@dataclass(frozen=True)
class Scanned(AllocatorEvent):
    """The scan pointer passed a copy: all its references point to copies."""

    address: int
    scan: int
    free: int

    def __str__(self) -> str:
        return (
            f"the copy at {self.address} is scanned: scan stands at {self.scan}, free at "
            f"{self.free}"
        )


@dataclass(frozen=True)
class Flipped(AllocatorEvent):
    """The two halves swapped their parts, before anything is copied."""

    from_space: int
    to_space: int

    def __str__(self) -> str:
        return (
            f"the spaces swap: what lives goes from the half at {self.from_space} "
            f"to the half at {self.to_space}"
        )


@dataclass(frozen=True)
class Promoted(AllocatorEvent):
    """A young object was old enough and went to the old generation; `size` in words."""

    slot: int
    source: int
    target: int
    size: int

    def __str__(self) -> str:
        return (
            f"slot {self.slot} refers to {self.source}: {count(self.size * WORD, 'byte')} "
            f"are promoted to {self.target}"
        )


@dataclass(frozen=True)
class Remembered(AllocatorEvent):
    """A slot of an old object refers to a young one, and is remembered."""

    slot: int
    ref: int

    def __str__(self) -> str:
        return f"slot {self.slot} is old and refers to {self.ref}, which is young: remember it"
