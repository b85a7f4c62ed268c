"""A collection as a film: what the heap looks like after each step, to go back and forth in.

In the middle of a collection headers are overwritten and objects exist twice, so that the heap
alone cannot say what lies where. Here the blocks are followed event by event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from golearn.allocator import AllocatorEvent
from golearn.collect.copying import Copying
from golearn.collect.events import (
    Blackened,
    Copied,
    Done,
    Flipped,
    Kept,
    Moved,
    Planned,
    Promoted,
    Scanned,
    Shaded,
    Started,
    Swept,
    Unthreaded,
)
from golearn.collect.generational import Generational
from golearn.collect.header import refs_of, size_of
from golearn.collect.heap import ObjectHeap


@dataclass(frozen=True)
class Block:
    """An object as it lies in memory. Addresses and sizes are in words.

    `state` is `in use` (no collection, or its place is final), `white`, `grey`, `black`, or
    `forwarded` (left behind; its header holds the address of the copy).
    """

    address: int
    size: int
    refs: int
    label: str
    state: str = "in use"


@dataclass(frozen=True)
class Link:
    """An address in a word: `kind` is `reference`, `forwarding` or `thread`."""

    word: int
    target: int
    kind: str


@dataclass(frozen=True)
class Frame:
    """The heap right after `event` (None: before the first)."""

    event: AllocatorEvent | None
    spaces: tuple[tuple[str, int, int], ...]
    """Name, start and end of each space, the roots first."""
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    pointers: tuple[tuple[str, int], ...]
    """Names such as scan and free, and the addresses where they stand."""
    now: tuple[int, ...] = ()
    """The words that the event is about."""
    roots: tuple[str, ...] = ()
    """The names of the root slots, from the first one on."""

    @property
    def text(self) -> str:
        """The event as a sentence."""
        said = "the program has run, and a collection is due" if self.event is None else self.event
        said = str(said)
        return said[:1].upper() + said[1:] + "."


def film(heap: ObjectHeap, steps: Iterator[AllocatorEvent]) -> list[Frame]:
    """All frames of a collection, which is done afterwards; `steps` is what the heap yields."""
    camera = _Camera(heap)
    frames = [camera.shoot(None)]
    for event in steps:
        camera.hear(event)
        frames.append(camera.shoot(event))
    return frames


class _Camera:
    def __init__(self, heap: ObjectHeap) -> None:
        self.heap = heap
        self.blocks: dict[int, Block] = {}
        self.final: set[int] = set()
        """Addresses of objects that the collection is done with."""
        self.stays: set[int] = set()
        """Live objects whose new address is the old one; nothing will tell of them again."""
        self.running = False
        self._look()

    def _look(self) -> None:
        """Take the blocks from the heap, which is in order before and after a collection."""
        memory = self.heap.memory
        self.blocks = {}
        for address in self.heap.objects():
            head = memory[address]
            payload = self.heap.payload(address)
            label = str(payload[0]) if payload else ""
            self.blocks[address] = Block(address, size_of(head), refs_of(head), label)

    def hear(self, event: AllocatorEvent) -> None:
        blocks = self.blocks
        match event:
            case Started():
                self.running = True
            case Done():
                self.running = False
                self._look()
            case Copied(_, source, target, _) | Promoted(_, source, target, _):
                blocks[target] = replace(blocks[source], address=target)
            case Swept(start, size, _):
                for address in [a for a in blocks if start <= a < start + size]:
                    del blocks[address]
            case Kept(address):
                self.final.add(address)
            case Planned(address, target) | Unthreaded(address, target, _) if address == target:
                self.stays.add(address)
            case Moved(source, target, size):
                moved = replace(blocks.pop(source), address=target)
                for address in [a for a in blocks if target <= a < target + size]:
                    del blocks[address]
                blocks[target] = moved
                self.final |= {target, *self.stays}

    def shoot(self, event: AllocatorEvent | None) -> Frame:
        return Frame(
            event,
            tuple(_spaces(self.heap)),
            tuple(replace(b, state=self._state(b)) for _, b in sorted(self.blocks.items())),
            tuple(self._links()),
            tuple(_pointers(self.heap)) if self.running else (),
            _now(event),
            tuple(_root_names(self.heap)),
        )

    def _state(self, block: Block) -> str:
        if not self.running or block.address in self.final:
            return "in use"
        if self.heap.memory[block.address] > 0 and self._copies():
            return "forwarded"
        return self.heap.colour(block.address)

    def _copies(self) -> bool:
        return isinstance(self.heap, (Copying, Generational))

    def _links(self) -> Iterator[Link]:
        memory = self.heap.memory
        for slot in self.heap.root_slots():
            if memory[slot] > 0:
                yield Link(slot, memory[slot], self._kind(memory[slot]))
        for block in self.blocks.values():
            if memory[block.address] > 0:
                kind = "forwarding" if self._copies() else "thread"
                yield Link(block.address, memory[block.address], kind)
                if kind == "forwarding":
                    continue
            for slot in range(block.address + 1, block.address + 1 + block.refs):
                if memory[slot] > 0:
                    yield Link(slot, memory[slot], self._kind(memory[slot]))

    def _kind(self, target: int) -> str:
        return "reference" if target in self.blocks else "thread"


def _root_names(heap: ObjectHeap) -> Iterator[str]:
    for slot in heap.root_slots():
        in_stack = slot - heap.first_stack_slot
        yield f"s{in_stack}" if in_stack >= 0 else f"g{slot - 1}"


def _spaces(heap: ObjectHeap) -> Iterator[tuple[str, int, int]]:
    if heap.stack_end > 1:
        yield "roots", 1, heap.stack_end
    if isinstance(heap, Copying):
        names = {heap.from_space: "from-space", heap.to_space: "to-space"}
        for start in sorted(names):
            yield names[start], start, start + heap.half
    elif isinstance(heap, Generational):
        yield "old", heap.base, heap.old_end
        names = {heap.young: "nursery (to)", heap.other: "nursery (from)"}
        for start in sorted(names):
            yield names[start], start, start + heap.half
    else:
        yield "heap", heap.base, heap.end


def _pointers(heap: ObjectHeap) -> Iterator[tuple[str, int]]:
    if isinstance(heap, (Copying, Generational)):
        yield "scan", heap.scan
        yield "free", heap.free
    if isinstance(heap, Generational):
        yield "old top", heap.old_top


def _now(event: AllocatorEvent | None) -> tuple[int, ...]:
    match event:
        case Copied(slot, source, target, _) | Promoted(slot, source, target, _):
            return (slot, source, target)
        case Moved(_, target, _):
            return (target,)
        case Shaded(address, slot):
            return (slot, address)
        case Blackened(address) | Kept(address):
            return (address,)
        case Scanned(address, _, _):
            return (address,)
        case Swept() | Flipped() | Started() | Done() | None:
            return ()
    words = (getattr(event, name, None) for name in ("slot", "address"))
    return tuple(word for word in words if word is not None)
