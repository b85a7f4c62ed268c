"""Generational: most objects die young, so collect the young ones often and the old ones seldom.

New objects are bumped into a nursery. A minor collection copies the few that live: to the other
half of the nursery, or, when they are old enough, to the old generation. It never looks at old
objects, so a write barrier remembers each old slot that refers to a young object. A major
collection marks everything and slides it together.

An old object that is dead keeps the young ones it refers to alive until the next major one.
"""

from __future__ import annotations

from collections.abc import Iterator

from golearn.allocator import AllocatorEvent
from golearn.collect.events import Copied, Forwarded, Promoted, Remembered, Scanned
from golearn.collect.header import FREE, age_of, header, refs_of, size_of
from golearn.collect.heap import ObjectHeap
from golearn.collect.mark_compact import move, plan, references, update
from golearn.collect.marking import mark
from golearn.collect.pause import Pause
from golearn.errors import BadParameter
from golearn.units import WORD


class Generational(ObjectHeap):
    """`heap` bytes: the old generation, and above it two halves of `nursery` bytes each.

    An object is promoted at its `promote_at`-th minor collection, from 1 to 14. One that is
    larger than the nursery is born old. Without `nursery` each half is an eighth of the heap.
    """

    name = "generational"

    def __init__(
        self,
        heap: int,
        nursery: int | None = None,
        promote_at: int = 2,
        global_slots: int = 8,
        stack_slots: int = 24,
    ) -> None:
        super().__init__(heap, global_slots, stack_slots)
        nursery = heap // 8 if nursery is None else nursery
        if not WORD <= nursery <= heap // 2:
            raise BadParameter(f"a nursery of {nursery} bytes; expected {WORD} to half the heap")
        if not 1 <= promote_at < FREE:
            raise BadParameter(f"promotion at age {promote_at}; expected 1 to {FREE - 1}")
        self.promote_at = promote_at
        self.half = nursery // WORD
        """Words in each half of the nursery."""
        self.old_end = self.end - 2 * self.half
        """Where the old generation ends and the nursery starts."""
        self.old_top = self.base
        """The first free word of the old generation."""
        self.old_scan = self.base
        """While it collects: the first promoted object whose references were not looked at."""
        self.young = self.old_end
        """Start of the half in which young objects live; in a collection, where they go to."""
        self.other = self.old_end + self.half
        """Start of the half that is empty; in a collection, where they come from."""
        self.free = self.scan = self.young
        """As in `Copying`."""
        self.remembered: set[int] = set()
        """Slots of old objects that refer to young ones."""
        self.forward: dict[int, int] = {}
        """During a major collection: object → where it will go."""

    def minor(self) -> Pause:
        """A minor collection in one go; what it cost."""
        return self._run("minor", self._minor)

    def minor_steps(self) -> Iterator[AllocatorEvent]:
        """The same, step by step."""
        return self._cycle("minor", self._minor, watching=True)

    def collect(self) -> Pause:
        """A major collection in one go; what it cost."""
        return self._run("major", self._collect)

    def steps(self) -> Iterator[AllocatorEvent]:
        return self._cycle("major", self._collect, watching=True)

    def _place(self, size: int) -> int | None:
        if size > self.half:
            return self._place_old(size)
        if self.free + size > self.young + self.half:
            return None
        self.free += size
        return self.free - size

    def _place_old(self, size: int) -> int | None:
        if self.old_top + size > self.old_end:
            return None
        self.old_top += size
        return self.old_top - size

    def _make_room(self, size: int) -> None:
        if size <= self.half:
            self.minor()
            if self.free + size <= self.young + self.half:
                return
        self.collect()

    def _store(self, slot: int, ref: int) -> None:
        self.barriers += 1
        if slot < self.old_end <= ref:
            self.barrier_hits += 1
            self.remembered.add(slot)
            if self.watch is not None:
                self.watch.append(Remembered(slot, ref))
        super()._store(slot, ref)

    # --- minor --------------------------------------------------------------------------------

    def _minor(self, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        self.young, self.other = self.other, self.young
        self.scan = self.free = self.young
        self.old_scan = self.old_top
        remembered = sorted(self.remembered)
        self.remembered.clear()
        for slot in self.root_slots():
            yield from self._forward(slot, work, watching)
        for slot in remembered:
            yield from self._forward(slot, work, watching)
            yield from self._remember(slot, work, watching)
        while self.scan < self.free or self.old_scan < self.old_top:
            if self.old_scan < self.old_top:
                yield from self._scan(self.old_scan, work, watching, old=True)
            else:
                yield from self._scan(self.scan, work, watching, old=False)
        work.marked = work.moved
        work.extra = work.moved_bytes + len(remembered) * WORD

    def _scan(
        self, address: int, work: Pause, watching: bool, old: bool
    ) -> Iterator[AllocatorEvent]:
        """Forward all references of a copy, and move the scan pointer past it."""
        head = self.memory[address]
        for slot in range(address + 1, address + 1 + refs_of(head)):
            yield from self._forward(slot, work, watching)
            if old:
                yield from self._remember(slot, work, watching)
        end = address + size_of(head)
        if old:
            self.old_scan = end
        else:
            self.scan = end
        work.visited += 1
        work.touched += WORD
        if watching:
            yield Scanned(address, end, self.old_top if old else self.free)

    def _forward(self, slot: int, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        """Make a slot point to the copy of its young object, and make it if there is none."""
        memory = self.memory
        source = memory[slot]
        work.touched += WORD
        if not self.other <= source < self.other + self.half:
            return
        head = memory[source]
        work.touched += 2 * WORD
        if head > 0:
            memory[slot] = head
            if watching:
                yield Forwarded(slot, source, head)
            return
        size, age = size_of(head), min(age_of(head) + 1, FREE - 1)
        place = self._place_old(size) if age >= self.promote_at else None
        promoted = place is not None
        target = self.free if place is None else place
        if not promoted:
            self.free += size
        memory[target : target + size] = memory[source : source + size]
        memory[target] = header(size, refs_of(head), age)
        memory[source] = memory[slot] = target
        work.visited += 1
        work.moved += 1
        work.moved_bytes += size * WORD
        work.promoted_bytes += size * WORD * promoted
        work.touched += (2 * size + 2) * WORD
        if watching:
            yield (Promoted if promoted else Copied)(slot, source, target, size)

    def _remember(self, slot: int, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        """Remember a slot of an old object if what it refers to is still young."""
        ref = self.memory[slot]
        work.touched += WORD
        if ref >= self.old_end:
            self.remembered.add(slot)
            if watching:
                yield Remembered(slot, ref)

    # --- major --------------------------------------------------------------------------------

    def _collect(self, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        """Mark all, slide all into the old generation; what does not fit stays young."""
        yield from mark(self, work, watching)
        spaces = self.spaces()
        rooms = [(self.base, self.old_end), (self.young, self.young + self.half)]
        self.old_top, self.free = yield from plan(self, self.forward, spaces, rooms, work, watching)
        yield from update(self, self.forward, work, watching)
        yield from move(self, self.forward, work, watching)
        old = {target: source for source, target in self.forward.items() if target < self.old_end}
        promoted = [target for target, source in old.items() if source >= self.old_end]
        work.promoted_bytes = sum(size_of(self.memory[target]) for target in promoted) * WORD
        work.touched += len(promoted) * WORD
        self.forward.clear()
        self.remembered.clear()
        if self.free > self.young:
            yield from self._remember_again(old, work, watching)

    def _remember_again(
        self, old: dict[int, int], work: Pause, watching: bool
    ) -> Iterator[AllocatorEvent]:
        _roots, *fields = references(self, old)
        for slots in fields:
            work.touched += WORD
            for slot in slots:
                yield from self._remember(slot, work, watching)

    # --- looking at it ------------------------------------------------------------------------

    def colour(self, address: int) -> str:
        """In a minor collection as in `Copying`, and old objects are black; else by marks."""
        if self.forward or any(self.marks):
            return super().colour(address)
        if self.other <= address < self.other + self.half:
            return "white" if self.memory[address] < 0 else "black"
        scan = self.scan if address >= self.young else self.old_scan
        return "grey" if address >= scan else "black"

    @property
    def capacity(self) -> int:
        """Bytes of the old generation and one half of the nursery."""
        return (self.end - self.base - self.half) * WORD

    def spaces(self) -> list[tuple[int, int]]:
        return [(self.base, self.old_top), (self.young, self.free)]

    def free_ranges(self) -> list[tuple[int, int]]:
        old = (self.old_top, self.old_end - self.old_top)
        young = (self.free, self.young + self.half - self.free)
        return [(start, words) for start, words in (old, young) if words]
