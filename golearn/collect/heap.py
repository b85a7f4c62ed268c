"""A small heap of objects that refer to each other, so that who lives is found, not given.

Memory is a list of words, and an address is an index into it: address 12 is word 12, which is
byte 96. At the low end lie the roots, above them the objects:

    0        1 …               …                 base …                           end
    nil      globals           stack             objects and free space

    an object:  header | references, 0 for nil … | payload, any numbers …

A subclass says where a new object goes and how the dead are found. Between two calls only the
roots hold references that follow an object when it moves.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from golearn.allocator import AllocatorEvent
from golearn.collect.events import Done, Placed, Started, Stored
from golearn.collect.header import FREE, MAX_REFS, NIL, age_of, header, refs_of, size_of
from golearn.collect.pause import Pause
from golearn.errors import (
    AllocatorError,
    BadParameter,
    BadSize,
    HeapCorruption,
    InvalidPointer,
    OutOfMemory,
)
from golearn.units import ADDRESS_SPACE, WORD

Cycle = Callable[[Pause, bool], Iterator[AllocatorEvent]]
"""A collection: counts its work in the pause and, if it is watched, yields what it does."""


class CollectionUnderWay(AllocatorError):
    """The heap was used between two steps of a collection that must not be interrupted."""


class ObjectHeap(ABC):
    """`heap` bytes for objects, and root slots: some globals and a stack that grows.

    Addresses are in words, sizes that are reported are in bytes. Raises BadParameter for a heap
    or a number of slots that makes no sense.
    """

    name: ClassVar[str] = ""
    moves: ClassVar[bool] = True
    """Whether objects change their addresses."""

    def __init__(self, heap: int, global_slots: int = 8, stack_slots: int = 24) -> None:
        if not 4 * WORD <= heap <= ADDRESS_SPACE:
            raise BadParameter(f"a heap of {heap} bytes; expected {4 * WORD} to 2^47")
        if global_slots < 0 or stack_slots < 0:
            raise BadParameter("the number of root slots is negative")
        self.base = 1 + global_slots + stack_slots
        """The address of the first word for objects."""
        self.end = self.base + heap // WORD
        self.memory = [0] * self.end
        self.first_stack_slot = 1 + global_slots
        self.stack_end = self.first_stack_slot
        """The address after the topmost stack slot in use; `push` and `pop` move it."""
        self.marks = bytearray(self.end)
        """One mark per word; only the one at an object's header is used."""
        self.grey: list[int] = []
        """Objects that are found but not yet scanned."""
        self.pauses: list[Pause] = []
        self.barriers = 0
        """Reference stores that a write barrier looked at."""
        self.barrier_hits = 0
        """Those of them for which the barrier had something to do."""
        self.watch: list[AllocatorEvent] | None = None
        """Where events go; None (the default) costs nothing."""
        self._busy = False

    # --- what the mutator does ----------------------------------------------------------------

    def new(self, refs: int = 0, payload: Sequence[int] = ()) -> int:
        """The address of a new object: `refs` references, all nil, and the payload words.

        If there is no room the heap is collected first, and what is in no root may move or die.
        Raises BadSize, or OutOfMemory; what can be reached is then as before.
        """
        self._require_idle()
        if not 0 <= refs <= MAX_REFS:
            raise BadSize(f"an object of {refs} references; expected 0 to {MAX_REFS:,}")
        size = 1 + refs + len(payload)
        address = self._place(size)
        if address is None:
            self._make_room(size)
            address = self._place(size)
            if address is None:
                raise self._out_of_memory(size)
        memory = self.memory
        memory[address] = header(size, refs)
        memory[address + 1 : address + 1 + refs] = [NIL] * refs
        memory[address + 1 + refs : address + size] = payload
        if self.watch is not None:
            self.watch.append(Placed(address, refs, size))
        return address

    def write(self, obj: int, field: int, ref: int) -> None:
        """Make reference `field` of the object at `obj` point to `ref` (0 for nil)."""
        self._require_idle()
        slot = self._slot(obj, field)
        if ref:
            self._require_object(ref)
        if self.watch is not None:
            self.watch.append(Stored(slot, ref))
        self._store(slot, ref)

    def read(self, obj: int, field: int) -> int:
        """The address that reference `field` of the object at `obj` holds, 0 for nil."""
        return self.memory[self._slot(obj, field)]

    def refs(self, obj: int) -> tuple[int, ...]:
        """All references of the object at `obj`."""
        return tuple(self.memory[obj + 1 : obj + 1 + refs_of(self._require_object(obj))])

    def payload(self, obj: int) -> tuple[int, ...]:
        """The payload words of the object at `obj`."""
        head = self._require_object(obj)
        return tuple(self.memory[obj + 1 + refs_of(head) : obj + size_of(head)])

    def set_root(self, slot: int, ref: int) -> None:
        """Put a reference in a root slot in use. Raises BadParameter for any other slot."""
        self._require_idle()
        if slot not in self.root_slots():
            raise BadParameter(f"root slot {slot}; expected 1 to {self.stack_end - 1}")
        if ref:
            self._require_object(ref)
        self.memory[slot] = ref

    def push(self, ref: int = NIL) -> int:
        """Grow the stack by a slot that holds `ref`; the slot. Raises BadParameter if full."""
        if self.stack_end == self.base:
            raise BadParameter(f"the stack is full: {self.base - self.first_stack_slot} slots")
        self.stack_end += 1
        self.set_root(self.stack_end - 1, ref)
        return self.stack_end - 1

    def pop(self) -> int:
        """Take the topmost slot off the stack; what it held. Raises BadParameter if empty."""
        self._require_idle()
        if self.stack_end == self.first_stack_slot:
            raise BadParameter("the stack is empty")
        self.stack_end -= 1
        ref, self.memory[self.stack_end] = self.memory[self.stack_end], NIL
        return ref

    def root_slots(self) -> range:
        """The addresses of all roots: globals, then the stack in use."""
        return range(1, self.stack_end)

    # --- collecting ---------------------------------------------------------------------------

    def collect(self) -> Pause:
        """A full collection in one go; what it cost."""
        return self._run("full", self._collect)

    def steps(self) -> Iterator[AllocatorEvent]:
        """The same, step by step: after each event the heap is as the event says.

        To be taken to its end; until then the heap refuses other work (CollectionUnderWay).
        """
        return self._cycle("full", self._collect, watching=True)

    @abstractmethod
    def _collect(self, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        """Keep what can be reached from the roots, and nothing else."""

    @abstractmethod
    def _place(self, size: int) -> int | None:
        """An address for an object of `size` words; None if there is no room."""

    @abstractmethod
    def spaces(self) -> list[tuple[int, int]]:
        """The ranges (start, end) that blocks fill without a gap, in address order."""

    @abstractmethod
    def free_ranges(self) -> list[tuple[int, int]]:
        """What new objects can be placed in: (start, words), in address order."""

    def _make_room(self, size: int) -> None:
        """There is no room for `size` words: collect."""
        self.collect()

    def _store(self, slot: int, ref: int) -> None:
        """Every store of a reference in an object; a collector with a barrier adds it here."""
        self.memory[slot] = ref

    def _run(self, kind: str, collection: Cycle) -> Pause:
        for event in self._cycle(kind, collection, self.watch is not None):
            if self.watch is not None:
                self.watch.append(event)
        return self.pauses[-1]

    def _cycle(self, kind: str, collection: Cycle, watching: bool) -> Iterator[AllocatorEvent]:
        self._require_idle()
        pause = Pause(kind, before=self.used)
        self._busy = True
        if watching:
            yield Started(self.name, kind, pause.before)
        yield from collection(pause, watching)
        self._busy = False
        pause.after = self.used
        self.pauses.append(pause)
        if watching:
            yield Done(kind, pause.after, pause.before - pause.after)

    # --- looking at it ------------------------------------------------------------------------

    @property
    def used(self) -> int:
        """Bytes that are not free: live objects, and dead ones that were not collected yet."""
        return self.capacity - sum(words for _, words in self.free_ranges()) * WORD

    @property
    def capacity(self) -> int:
        """Bytes that objects can fill before a collection must come."""
        return (self.end - self.base) * WORD

    def blocks(self) -> Iterator[tuple[int, int]]:
        """All blocks, used and free, as (address, header), in address order."""
        for start, end in self.spaces():
            while start < end:
                head = self.memory[start]
                if head >= 0:
                    raise HeapCorruption(f"word {start} should be a header, but it is {head}")
                yield start, head
                start += size_of(head)
            if start != end:
                raise HeapCorruption(f"the last block ends at {start}, its space at {end}")

    def objects(self) -> list[int]:
        """The addresses of all objects, live and dead, in address order."""
        return [address for address, head in self.blocks() if age_of(head) != FREE]

    def reachable(self) -> list[int]:
        """The addresses of what can be reached from the roots, in address order."""
        found: set[int] = set()
        todo = [self.memory[slot] for slot in self.root_slots()]
        while todo:
            ref = todo.pop()
            if ref and ref not in found:
                found.add(ref)
                todo += self.refs(ref)
        return sorted(found)

    def colour(self, address: int) -> str:
        """The colour of an object: white (not found), grey (found) or black (scanned)."""
        if not self.marks[address]:
            return "white"
        return "grey" if address in self.grey else "black"

    def check(self) -> None:
        """Walk everything; raise HeapCorruption with the first broken invariant.

        Blocks fill their spaces, and every reference in a root or in something reachable is nil
        or the start of an object.
        """
        objects = set(self.objects())
        seen: set[int] = set()
        todo = list(self.root_slots())
        while todo:
            slot = todo.pop()
            ref = self.memory[slot]
            if ref and ref not in objects:
                raise HeapCorruption(f"slot {slot} refers to {ref}, where no object starts")
            if ref and ref not in seen:
                seen.add(ref)
                todo += range(ref + 1, ref + 1 + refs_of(self.memory[ref]))

    def _require_idle(self) -> None:
        if self._busy:
            raise CollectionUnderWay("a collection is under way; take its steps to their end")

    def _require_object(self, address: int) -> int:
        """The header at `address`. Raises InvalidPointer if no object can start there."""
        head = self.memory[address] if self.base <= address < self.end else 0
        if head >= 0 or age_of(head) == FREE:
            raise InvalidPointer(f"no object starts at {address}")
        return head

    def _slot(self, obj: int, field: int) -> int:
        refs = refs_of(self._require_object(obj))
        if not 0 <= field < refs:
            raise BadParameter(f"the object at {obj} has {refs} references, none is number {field}")
        return obj + 1 + field

    def _out_of_memory(self, size: int) -> OutOfMemory:
        free = [words * WORD for _, words in self.free_ranges()]
        return OutOfMemory(
            f"out of memory: no room for {size * WORD:,} bytes after a collection; "
            f"{self.used:,} of {self.capacity:,} are in use, "
            f"the largest free piece has {max(free, default=0):,}"
        )
