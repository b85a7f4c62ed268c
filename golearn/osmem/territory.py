"""What there is in an address space: its ranges, and what others than Go's runtime do with it.

Addresses and sizes in bytes. States are kept to the byte, as Go's books are; the system gives and
takes whole pages, which `kernel` keeps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from golearn.allocator import AllocatorEvent
from golearn.errors import BadParameter, BadSize, HeapCorruption
from golearn.osmem.books import Books, compare
from golearn.osmem.kernel_map import KernelMap
from golearn.osmem.piecewise import Piecewise
from golearn.osmem.refusals import AddressSpaceFull, Fault, IllegalTransition, Unaligned
from golearn.osmem.space_events import Moved, TouchedPages
from golearn.osmem.states import CALLS, Contents, Range, State, SysStat
from golearn.units import KIB, MIB, human_bytes, is_power_of_two, round_up


class Piece(NamedTuple):
    """What a range is, without where."""

    state: State
    stat: SysStat | None = None
    contents: Contents | None = None
    owner: str = ""


NOTHING = Piece(State.NONE)
RESERVED = Piece(State.RESERVED)


class Territory:
    """The ranges of one process. `books` is what Go counts, `kernel` what the system knows.

    `bits`, `page_size` and `end` as in KernelMap. `huge_page_size` in bytes, 0 for a system
    without. Set `watch` to a list to get events.
    """

    def __init__(
        self,
        bits: int = 48,
        page_size: int = 4 * KIB,
        end: int | None = None,
        huge_page_size: int = 2 * MIB,
    ) -> None:
        self.kernel = KernelMap(bits, page_size, end)
        if huge_page_size and (huge_page_size < page_size or not is_power_of_two(huge_page_size)):
            raise BadParameter(f"a huge page is a power of two of pages, not {huge_page_size} B")
        self.bits = bits
        self.size = 1 << bits
        self.page_size = page_size
        self.huge_page_size = huge_page_size
        self.books = Books()
        self.watch: list[AllocatorEvent] | None = None
        self._pieces = Piecewise(self.size, NOTHING)

    # What there is.

    def state_at(self, address: int) -> State:
        """The state of one byte."""
        return self.at(address).state

    def at(self, address: int) -> Range:
        """The range that holds an address, neighbours that are alike joined; a gap is None."""
        if not 0 <= address < self.size:
            raise BadSize(f"an address here is at least 0 and below {self.size:#x}, not {address}")
        start, end = self._pieces.span(address)
        return Range(start, end, *self._pieces.at(address))

    def parts(self, start: int, size: int) -> list[Range]:
        """All that lies in [start, start + size), gaps included, in address order.

        Raises BadSize for an empty or impossible range.
        """
        if size <= 0 or start < 0 or start + size > self.size:
            raise BadSize(
                f"a range here is at least 1 B long and lies below {self.size:#x}; "
                f"{size} B at {start:#x} does not"
            )
        return [Range(low, high, *p) for low, high, p in self._pieces.parts(start, start + size)]

    def ranges(self) -> Iterator[Range]:
        """All ranges but the gaps, in address order; neighbours that are alike are one."""
        return (r for r in self.parts(0, self.size) if r.state is not State.NONE)

    def bytes_in(self, state: State, stat: SysStat | None = None) -> int:
        """Bytes in a state; with `stat`, only those in that counter."""
        return sum(
            r.size for r in self.ranges() if r.state is state and (stat is None or r.stat is stat)
        )

    @property
    def heap_released(self) -> int:
        """The heap's Prepared bytes; what Go keeps in `gcController.heapReleased`."""
        return self.bytes_in(State.PREPARED, SysStat.HEAP)

    @property
    def resident(self) -> int:
        """Bytes of Go's memory that should have physical memory: Ready pages once touched."""
        return sum(end - start for start, end in self.kernel.resident_ranges())

    def resident_in(self, start: int, size: int) -> int:
        """The same for the pages that hold a range."""
        self.parts(start, size)
        return self.kernel.resident(start, size)

    # What others do.

    def touch(self, start: int, size: int = 1) -> int:
        """The program writes to memory; how many bytes got physical memory by it.

        Raises Fault with the first address that is not Ready.
        """
        parts = self.parts(start, size)
        for part in parts:
            if part.state is not State.READY:
                raise Fault(part.start, part.state)
        for part in parts:
            self._put(part, Piece(State.READY, part.stat, Contents.WRITTEN))
        new = self.kernel.touch(start, size)
        self._emit(TouchedPages(start, size, new))
        return new

    def map_foreign(self, size: int, start: int | None = None, owner: str = "C") -> int:
        """Somebody else takes memory, exactly at `start` or where the system likes; its address.

        Raises AddressSpaceFull if `start` is taken.
        """
        self.parts(start or 0, size)
        if start is not None and (start % self.page_size or not self.kernel.is_free(start, size)):
            raise AddressSpaceFull(
                f"{owner} cannot have {human_bytes(size)} at {start:#x}: not a page boundary, "
                "taken, or out of bounds"
            )
        at = self.kernel.choose(size) if start is None else start
        whole = round_up(size, self.page_size)
        self._map("mmap by " + owner, at, whole, Piece(State.FOREIGN, owner=owner))
        return at

    def unmap_foreign(self, start: int, size: int) -> None:
        """Somebody else gives memory back. Raises IllegalTransition, Unaligned."""
        parts = self._allowed("munmap by others", start, size, (State.FOREIGN,))
        self._whole_pages("munmap by others", start, size)
        self._unmap("munmap by others", parts, None, 0)

    def check(self) -> None:
        """Recompute all books and the system's view from the ranges. Raises HeapCorruption."""
        ranges = list(self.ranges())
        compare(self.books, ranges)
        page, pages = self.page_size, Piecewise(self.size, False)
        ready = Piecewise(self.size, False)
        for r in ranges:
            low, high = r.start // page * page, round_up(r.end, page)
            pages.put(low, high, True)
            if r.state is State.READY:
                ready.put(low, high, True)
        taken = [(low, high) for low, high, is_ in pages.parts(0, self.size) if is_]
        if taken != self.kernel.taken_ranges():
            raise HeapCorruption("the system has mapped other pages than those that are owned")
        for low, high in self.kernel.resident_ranges():
            if not all(is_ for _, _, is_ in ready.parts(low, high)):
                raise HeapCorruption(f"a page of {low:#x}–{high:#x} is resident but not Ready")

    # For the calls.

    def _allowed(
        self, call: str, start: int, size: int, takes: Sequence[State] = ()
    ) -> list[Range]:
        """The parts of the range, all in states that the call takes."""
        takes = takes or CALLS[call].before
        parts = self.parts(start, size)
        if not all(part.state in takes for part in parts):
            raise IllegalTransition(call, parts)
        return parts

    def _aligned_start(self, call: str, start: int) -> None:
        if start % self.page_size:
            raise Unaligned(
                f"{call} at {start:#x}: the system takes only starts of pages of "
                f"{self.page_size:,} B"
            )

    def _whole_pages(self, call: str, start: int, size: int) -> None:
        """The system rounds the end up to a page: nobody may own the rest of that page."""
        self._aligned_start(call, start)
        end = start + size
        rest = round_up(end, self.page_size) - end
        if rest and any(part.state is not State.NONE for part in self.parts(end, rest)):
            raise Unaligned(
                f"{call} of {size:,} B at {start:#x}: the system would round up to whole pages of "
                f"{self.page_size:,} B and hit {rest:,} B more, which are in use"
            )

    def _map(self, call: str, start: int, size: int, piece: Piece) -> None:
        """Take a gap; what goes to a counter is Ready at once."""
        self.kernel.take(start, size)
        counted = size if piece.stat else 0
        gap = [Range(start, start + size, State.NONE)]
        self._move(call, gap, [piece], piece.stat, counted, counted)

    def _unmap(self, call: str, parts: Sequence[Range], stat: SysStat | None, change: int) -> None:
        """Make a gap; `change` goes into both counters."""
        start = parts[0].start
        self.kernel.release(start, parts[-1].end - start)
        self._move(call, parts, [NOTHING] * len(parts), stat, change, change)

    def _move(
        self,
        call: str,
        parts: Sequence[Range],
        after: Sequence[Piece],
        stat: SysStat | None,
        change: int,
        ready: int,
    ) -> None:
        """Give each part what it becomes, write the books, tell it."""
        if stat is not None:
            self.books.sys[stat] += change
        self.books.mapped_ready += ready
        for part, piece in zip(parts, after, strict=True):
            self._put(part, piece)
        if self.watch is not None:
            start, size = parts[0].start, parts[-1].end - parts[0].start
            before = tuple((part.state, part.size) for part in parts)
            state = after[0].state
            self.watch.append(Moved(call, start, size, before, state, stat, change, ready))

    def _put(self, part: Range, piece: Piece) -> None:
        self._pieces.put(part.start, part.end, piece)

    def _emit(self, event: AllocatorEvent) -> None:
        if self.watch is not None:
            self.watch.append(event)
