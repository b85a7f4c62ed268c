"""Segregated fit: a list per block size. Pick the list, take its first block; no search.

Go's strategy resembles it. The lists are filled from *runs*: a page of memory cut into equal
blocks. Runs, and requests larger than every class, come from an ordinary free list.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

from golearn.classic.base import ClassicAllocator
from golearn.classic.events import Refilled, Returned
from golearn.classic.free_list import FreeListAllocator
from golearn.errors import BadParameter, HeapCorruption
from golearn.units import round_up


def powers_of_two(smallest: int = 4, largest: int = 2048) -> tuple[int, ...]:
    """Classes that double: 4, 8, 16, … Up to half of a block can be waste."""
    if not 0 < smallest <= largest:
        raise BadParameter(
            f"classes from {smallest} to {largest}; expected 0 < smallest <= largest"
        )
    classes = [smallest]
    while classes[-1] * 2 <= largest:
        classes.append(classes[-1] * 2)
    return tuple(classes)


def geometric(
    waste: float = 0.125, smallest: int = 8, largest: int = 2048, align: int = 8
) -> tuple[int, ...]:
    """As few classes as possible with at most the share `waste` of a block unused.

    The request that wastes most is `align` bytes larger than the class below, so the next class
    may be `(below + align) / (1 - waste)`. It holds for requests that are multiples of `align`,
    from `smallest` on; where one step of `align` is more than that, the class is one step up.
    """
    if not 0 <= waste < 1:
        raise BadParameter(f"a waste of {waste}; expected a share from 0 up to, not including, 1")
    if not 0 < smallest <= largest:
        raise BadParameter(
            f"classes from {smallest} to {largest}; expected 0 < smallest <= largest"
        )
    classes = [round_up(smallest, align)]
    while classes[-1] < largest:
        worst = classes[-1] + align
        limit = int(worst / (1 - waste)) // align * align
        classes.append(min(max(worst, limit), round_up(largest, align)))
    return tuple(classes)


class Run:
    """A run: `blocks` equal blocks from `address` on, and which of them are free."""

    def __init__(self, address: int, size_class: int, blocks: int) -> None:
        self.address = address
        self.size_class = size_class
        self.blocks = blocks
        self.free = [address + i * size_class for i in range(blocks)]
        """Addresses of its free blocks, lowest first."""

    def __lt__(self, other: Run) -> bool:
        return self.address < other.address


class SegregatedFitAllocator(ClassicAllocator):
    """A list of free blocks per size in `classes` (bytes), refilled from runs of `page` bytes.

    The list of a class is kept by run, in address order; the lowest free block is taken. A run
    whose blocks are all free goes back at once. Requests over the largest class go to a
    first-fit list. Classes are rounded up to `align` (default: the smallest class).
    """

    name = "segregated-fit"

    def __init__(
        self,
        classes: Sequence[int] = powers_of_two(),
        heap: int | None = None,
        align: int | None = None,
        header: int = 0,
        page: int = 4096,
    ) -> None:
        if not classes or min(classes) < 1:
            raise BadParameter(f"classes {tuple(classes)}; expected at least one, all over 0 bytes")
        if align is None:
            align = min(classes) & -min(classes)
        super().__init__(heap, align, header)
        self.classes = sorted({round_up(c, self.align) for c in classes})
        if page < self.classes[-1]:
            raise BadParameter(f"a run of {page} bytes holds no block of {self.classes[-1]}")
        self.page = round_up(page, self.align)
        self.pages = FreeListAllocator("first", heap, self.align)
        """Where runs and large blocks come from."""
        self.partial: dict[int, list[Run]] = {c: [] for c in self.classes}
        """Class → its runs that have a free block, in address order."""
        self.run_at: dict[int, Run] = {}
        """Start of a run → the run."""
        self._run_of: dict[int, Run] = {}

    def class_of(self, need: int) -> int | None:
        """The smallest class of at least `need` bytes; None if there is none."""
        i = bisect_left(self.classes, need)
        return self.classes[i] if i < len(self.classes) else None

    def _place(self, need: int) -> tuple[int, int]:
        size_class = self.class_of(need)
        if size_class is None:
            return self._from_pages(need), need
        runs = self.partial[size_class]
        if not runs:
            self._refill(size_class)
        else:
            self.visited = 1
        run = runs[0]
        address = run.free.pop(0)
        if not run.free:
            del runs[0]
        self._run_of[address] = run
        return address, size_class

    def _refill(self, size_class: int) -> None:
        blocks = self.page // size_class
        run = Run(self._from_pages(self.page), size_class, blocks)
        self.run_at[run.address] = run
        self.partial[size_class].append(run)
        self._tell(Refilled(size_class, run.address, blocks))

    def _release(self, address: int, block: int) -> None:
        run = self._run_of.pop(address, None)
        if run is None:
            self._to_pages(address)
            return
        runs = self.partial[run.size_class]
        if not run.free:
            insort(runs, run)
        insort(run.free, address)
        if len(run.free) == run.blocks:
            runs.remove(run)
            del self.run_at[run.address]
            self._tell(Returned(run.size_class, run.address))
            self._to_pages(run.address)

    def _from_pages(self, size: int) -> int:
        """A run or a large block from the free list; its walk and its growth are ours."""
        self.pages.watch = self.watch
        address = self.pages.malloc(size)
        self.visited = self.pages.visited
        self.heap_size = self.pages.heap_size
        return address

    def _to_pages(self, address: int) -> None:
        self.pages.watch = self.watch
        self.pages.free(address)

    def check(self) -> None:
        self.pages.check()
        for start, run in self.run_at.items():
            live = [a for a in self.used if self._run_of.get(a) is run]
            slots = {start + i * run.size_class for i in range(run.blocks)}
            if set(live) | set(run.free) != slots or len(live) + len(run.free) != run.blocks:
                raise HeapCorruption(f"the run at {start} has lost count of its blocks")
            if (run in self.partial[run.size_class]) != bool(run.free):
                raise HeapCorruption(f"the run at {start} is on the wrong list")
        large = {a: size for a, size in self.used.items() if a not in self._run_of}
        runs = dict.fromkeys(self.run_at, self.page)
        if {**large, **runs} != self.pages.used:
            raise HeapCorruption("the page list and the runs disagree about what is in use")
        if any(runs != sorted(runs) for runs in self.partial.values()):
            raise HeapCorruption("the runs of a class are not in address order")
