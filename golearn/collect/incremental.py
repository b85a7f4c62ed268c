"""Marking in small pieces while the program runs, as Go does it, and why that needs a barrier.

Between two pieces the program may store the only reference to a white object in a black one,
which is never looked at again: a living object is lost. A write barrier prevents it. It runs
before each store of a reference in an object. Stores in roots have none; in Go that holds for
stacks, while globals have one.

Not here: real concurrency. Here the program stands still while a piece is done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, get_args

from golearn.allocator import AllocatorEvent
from golearn.collect.events import BarrierShaded
from golearn.collect.header import NIL
from golearn.collect.mark_sweep import MarkSweep
from golearn.collect.marking import mark_grey, mark_roots, shade
from golearn.collect.pause import Pause
from golearn.errors import BadParameter

Barrier = Literal["none", "insertion", "deletion", "hybrid"]
"""What is shaded before `slot = ref`.

- none: nothing. Objects get lost.
- insertion (Dijkstra; Go to 1.7): `ref`. The roots must be scanned once more at the end.
- deletion (Yuasa): what the slot held. No second scan, as all that lived at the start stays.
- hybrid (Go from 1.8 on): both.
"""


class IncrementalMarkSweep(MarkSweep):
    """Mark-sweep whose marking can be cut in pieces: `start`, `advance` …, `finish`."""

    name = "incremental"

    def __init__(
        self,
        heap: int,
        barrier: Barrier = "hybrid",
        global_slots: int = 8,
        stack_slots: int = 24,
    ) -> None:
        if barrier not in get_args(Barrier):
            choices = ", ".join(get_args(Barrier))
            raise BadParameter(f"unknown barrier '{barrier}'; expected one of {choices}")
        super().__init__(heap, global_slots, stack_slots)
        self.barrier: Barrier = barrier
        self.marking: Pause | None = None
        """The cycle under way, or None."""

    def start(self) -> None:
        """Begin to mark: shade what the roots refer to. Raises BadParameter if it is marking."""
        self._require_idle()
        if self.marking is not None:
            raise BadParameter("it is marking already")
        self.marking = Pause("incremental", before=self.used)
        self._tell(mark_roots(self, self.marking, self.watch is not None))

    def advance(self, objects: int = 1) -> bool:
        """Scan at most so many grey objects; whether some are left."""
        self._tell(mark_grey(self, self._cycle_under_way(), self.watch is not None, objects))
        return bool(self.grey)

    def finish(self) -> Pause:
        """Mark what is left, and sweep; what the cycle cost."""
        work, watching = self._cycle_under_way(), self.watch is not None
        if self.barrier == "insertion":
            self._tell(mark_roots(self, work, watching))
        self._tell(mark_grey(self, work, watching))
        self._tell(self._sweep(work, watching))
        work.extra += len(self.memory) // 8
        work.after = self.used
        self.marking = None
        self.pauses.append(work)
        return work

    def new(self, refs: int = 0, payload: Sequence[int] = ()) -> int:
        address = super().new(refs, payload)
        if self.marking is not None:
            self.marks[address] = 1  # born black
        return address

    def collect(self) -> Pause:
        """Finish the cycle under way, then do a whole one: only that frees all that is dead."""
        if self.marking is not None:
            self.finish()
        return super().collect()

    def steps(self) -> Iterator[AllocatorEvent]:
        if self.marking is not None:
            self.finish()
        return super().steps()

    def _store(self, slot: int, ref: int) -> None:
        if self.marking is not None and self.barrier != "none":
            self._before_store(slot, ref)
        super()._store(slot, ref)

    def _before_store(self, slot: int, ref: int) -> None:
        """The write barrier."""
        old = self.memory[slot] if self.barrier != "insertion" else NIL
        new = ref if self.barrier != "deletion" else NIL
        shaded = [target for target in (old, new) if shade(self, target)]
        self.barriers += 1
        self.barrier_hits += bool(shaded)
        if self.watch is not None:
            self.watch += [BarrierShaded(target, slot) for target in shaded]

    def _cycle_under_way(self) -> Pause:
        self._require_idle()
        if self.marking is None:
            raise BadParameter("it is not marking; call start first")
        return self.marking

    def _tell(self, events: Iterator[AllocatorEvent]) -> None:
        for event in events:
            if self.watch is not None:
                self.watch.append(event)
