"""Go's allocator from outside: requests, collections, the books.

Source: `runtime/malloc.go`, `runtime/mgc.go`, Go 1.21.13, linux/amd64. Sizes in bytes.

The way of a request is told in `malloc`. The heap is clean at first: no span in hand, no page
cached, and the first object lies at 0xc000000000.

The model allocates what it is asked for, and the collector's work spans. A real program shares
its heap with all of the runtime.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from golearn.allocator import AllocatorEvent
from golearn.errors import BadParameter, HeapCorruption
from golearn.goheap.check import check_heap
from golearn.goheap.collector import Collector
from golearn.goheap.cycle_events import Dropped
from golearn.goheap.locks import Locks
from golearn.goheap.malloc import ZERO_BASE, Malloc
from golearn.goheap.mcache import EMPTY_SPAN
from golearn.goheap.memstats import MemStats, read_mem_stats
from golearn.goheap.mheap import ARENA_BASE, MAX_HEAP, MHeap
from golearn.goheap.mspan import MSpan
from golearn.goheap.objects import Objects
from golearn.goheap.p import P
from golearn.goheap.sizeclass import TINY_SPAN_CLASS, size_class_of
from golearn.layout import Layout
from golearn.units import ADDRESS_SPACE

NEEDS_HEAP = ("heap", "procs", "collector", "_p", "_in_hand", "objects", "_tiny")
"""Attributes from which spans can be reached."""


class GoAllocator(Malloc):
    """The allocator of Go 1.21.

    `free` drops the last reference to an object; its memory comes back with `gc`. Several Ps
    share the heap: set `processor` to say on which one the next requests run.
    """

    name = "go"
    tiers: ClassVar[tuple[str, ...]] = ("tiny", "mcache", "mcentral", "mheap")
    base: int = ARENA_BASE
    collects: ClassVar[bool] = True

    def __init__(
        self,
        processors: int = 1,
        gogc: int | None = 100,
        lazy_sweep: bool = False,
        max_heap: int = MAX_HEAP,
        grow_ahead: bool = False,
        work_spans: int = 1,
        layout: Layout[MSpan] | None = None,
    ) -> None:
        """`processors` is GOMAXPROCS; `gogc` is GOGC in percent (None: off) and sets only the
        goals, since collections are asked for; `lazy_sweep` leaves the sweep to the requests
        that follow a collection; `max_heap` in bytes; `grow_ahead` as in `MHeap`, for a start in
        the middle of a heap instead of at its end; `work_spans` is how many spans of 4 pages a
        collection takes for its own lists; `layout` says where the heap lies, by default as in
        Go 1.21 and alone in its address space. With a layout the address space is asked for
        every page, and its books agree with the heap's."""
        if processors < 1:
            raise BadParameter(f"a Go program has at least one processor, not {processors}")
        if gogc is not None and gogc < 0:
            raise BadParameter(f"GOGC is a percentage from 0, or None for off, not {gogc}")
        self.heap = MHeap(max_heap=max_heap, grow_ahead=grow_ahead, layout=layout)
        super().__init__()
        self.base = self.heap.base
        self.procs = [P(i, self.heap) for i in range(processors)]
        self.collector = Collector(self.heap, gogc, work_spans)
        self.lazy_sweep = lazy_sweep
        self.objects = Objects(self.heap)
        self._tiny = self.objects.tiny
        self.processor = 0

    @property
    def unused(self) -> bool:
        """Whether nothing was ever asked of it that concerns the heap."""
        if "_set_aside" in vars(self):
            return False
        return self.heap.size == 0 and self.heap.stats.num_gc == 0

    @property
    def processor(self) -> int:
        """The P on which requests run. Changing it is a goroutine that moves: the caches stay."""
        return self._p.id

    @processor.setter
    def processor(self, number: int) -> None:
        if not 0 <= number < len(self.procs):
            last = len(self.procs) - 1
            raise BadParameter(f"there is no P{number}: processors run from 0 to {last}")
        self._p = self.procs[number]
        self._in_hand = self._p.mcache.alloc
        self._tiny_block = self._p.mcache.tiny

    @property
    def watch(self) -> list[AllocatorEvent] | None:
        """Where events go; None (the default) costs nothing."""
        return self.heap.watch

    @watch.setter
    def watch(self, events: list[AllocatorEvent] | None) -> None:
        self.heap.watch = self._watch = events

    def restore_later(self, restore: Callable[[], None]) -> None:
        """Call `restore` before the heap is looked at or used again.

        A bulk replay leaves the heap like that: it would cost more than the replay itself to
        make every span, and many never look.
        """
        self._set_aside = {name: vars(self).pop(name) for name in NEEDS_HEAP}
        self._restore = restore

    def spoil(self) -> None:
        """Refuse all further use: work on the heap was interrupted half-way."""
        if "_set_aside" not in vars(self):
            self.restore_later(_refuse)
        self._restore = _refuse

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if name not in NEEDS_HEAP or "_set_aside" not in vars(self):
                raise AttributeError(f"'{type(self).__name__}' has no attribute '{name}'")
            vars(self).update(vars(self).pop("_set_aside"))
            try:
                vars(self).pop("_restore")()
            except BaseException:
                self.spoil()
                raise
            return vars(self)[name]

    # --- objects ---

    def free(self, address: int) -> None:
        """Drop the last reference to the object at `address`."""
        if address == ZERO_BASE:
            return
        self.objects.drop(address)
        if self._watch is not None:
            self._watch.append(Dropped(address))

    def block_size(self, address: int) -> int:
        """Bytes of the slot at `address`; for a tiny object its own size, as it shares a slot."""
        return 0 if address == ZERO_BASE else self.objects.size(address)

    # --- collection ---

    def gc(self, live: Iterable[int] | None = None) -> None:
        """Collect. What stands at the `live` addresses stays; None: all that was not dropped."""
        if live is not None:
            live = [address for address in live if address != ZERO_BASE]
        self.collector.collect(self.objects.reached(live), self.procs, self._p, self.lazy_sweep)

    def set_finalizer(self, address: int) -> None:
        """Give the object a finalizer (`runtime.SetFinalizer`). Raises BadParameter if it has one.

        When a collection finds the object dead, it stays until its finalizer has run, and a
        later collection frees it.
        """
        if address == ZERO_BASE:
            return
        span, _ = self.objects.find(address)
        self.heap.specials.add(span, address)

    def run_finalizers(self) -> list[int]:
        """Run those that are due: the addresses of their objects, which nothing refers to now."""
        return self.objects.finalized()

    def scavenge(self, nbytes: int | None = None) -> int:
        """Run the background scavenger, up to its goal or `nbytes`; bytes returned to the OS."""
        return self.heap.scavenger.background(nbytes)

    def free_os_memory(self) -> int:
        """Collect and return every free page to the OS (`debug.FreeOSMemory`); bytes returned."""
        self.gc()
        self.heap.sweeper.finish(self._p)
        return self.heap.scavenger.scavenge(ADDRESS_SPACE, force=True)

    # --- books ---

    def spans(self) -> list[MSpan]:
        """All spans in use, by address."""
        return list(self.heap.layout.spans_in_use())

    def span_of(self, address: int) -> MSpan | None:
        """The span in use that holds `address`."""
        return self.heap.span_of(address)

    @property
    def locks(self) -> Locks:
        """How many requests took which lock; all others took none."""
        return self.heap.locks

    def mem_stats(self) -> MemStats:
        """`runtime.MemStats` as it would be now. Looking changes nothing, unlike in Go."""
        pending = [
            (size_class_of(span.spanclass), span.alloc_count - span.alloc_count_before_cache)
            for p in self.procs
            for span in p.mcache.alloc
            if span is not EMPTY_SPAN
        ]
        tiny = sum(p.mcache.tiny.allocs for p in self.procs)
        return read_mem_stats(self.heap.stats, pending, tiny, len(self.procs))

    def check(self) -> None:
        """Walk everything; raise HeapCorruption with the first broken invariant."""
        check_heap(self.heap, self.procs)
        for address in self._tiny:
            span = self.heap.span_of(address)
            if span is None or span.spanclass != TINY_SPAN_CLASS:
                raise HeapCorruption(f"the tiny object at {address:#x} lies in no tiny span")


def _refuse() -> None:
    raise HeapCorruption("a replay on this allocator was interrupted; make a new one")
