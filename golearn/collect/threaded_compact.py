"""Mark-compact without a table of new addresses: threading (Morris 1978, Jonkers 1979).

All slots that refer to one object are chained, starting in its header; the header's own content
waits at the end of the chain. When the new address is known, the walk along the chain writes it
into every slot. Two passes over the heap instead of three, and no word beside the objects. But
a slot is written three times, and chains jump all over the memory.
"""

from __future__ import annotations

from collections.abc import Iterator

from golearn.allocator import AllocatorEvent
from golearn.collect.events import Moved, Threaded, Unthreaded
from golearn.collect.header import refs_of, size_of
from golearn.collect.mark_compact import BumpHeap
from golearn.collect.marking import mark
from golearn.collect.pause import Pause
from golearn.units import WORD


class ThreadedCompact(BumpHeap):
    """Slides as `MarkCompact` does and puts every object at the same place."""

    name = "threaded-compact"

    def _collect(self, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        yield from mark(self, work, watching)
        for slot in self.root_slots():
            yield from self._thread(slot, work, watching)
        yield from self._update_forward(work, watching)
        yield from self._update_backward(work, watching)

    def _thread(self, slot: int, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        """Put a slot at the head of the chain of the object that it refers to."""
        memory = self.memory
        target = memory[slot]
        work.touched += WORD
        if target:
            memory[slot], memory[target] = memory[target], slot
            work.touched += 3 * WORD
            if watching:
                yield Threaded(slot, target)

    def _unthread(
        self, address: int, target: int, work: Pause, watching: bool
    ) -> Iterator[AllocatorEvent]:
        """Write `target` into every slot of the object's chain, and its header back."""
        memory = self.memory
        slot, slots = memory[address], 0
        while slot > 0:
            memory[slot], slot = target, memory[slot]
            slots += 1
        memory[address] = slot
        work.touched += (2 + 2 * slots) * WORD
        if watching and slots:
            yield Unthreaded(address, target, slots)

    def _update_forward(self, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        """Up the heap: slots that were met so far get the new address of this object.

        Then its own slots are threaded. Those that point down the heap, or to the object
        itself, wait for the second pass.
        """
        memory, marks = self.memory, self.marks
        address = target = self.base
        while address < self.top:
            if marks[address]:
                yield from self._unthread(address, target, work, watching)
                head = memory[address]
                for slot in range(address + 1, address + 1 + refs_of(head)):
                    yield from self._thread(slot, work, watching)
                target += size_of(head)
            else:
                head = memory[address]
            work.touched += WORD
            work.visited += 1
            address += size_of(head)

    def _update_backward(self, work: Pause, watching: bool) -> Iterator[AllocatorEvent]:
        """Up the heap again: the slots that waited get the new address, and objects move."""
        memory, marks = self.memory, self.marks
        address = target = self.base
        while address < self.top:
            marked = marks[address]
            if marked:
                yield from self._unthread(address, target, work, watching)
                marks[address] = 0
            size = size_of(memory[address])
            work.touched += WORD
            work.visited += 1
            if marked:
                if target != address:
                    memory[target : target + size] = memory[address : address + size]
                    work.moved += 1
                    work.moved_bytes += size * WORD
                    work.touched += 2 * size * WORD
                    if watching:
                        yield Moved(address, target, size)
                target += size
            address += size
        self.top = target
