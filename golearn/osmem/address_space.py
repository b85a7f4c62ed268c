"""A modelled address space: the four states, the seven calls and their exact books.

Source: `runtime/mem.go`, with the page rules of `runtime/mem_linux.go`, Go 1.21.13. Addresses
and sizes in bytes. States are kept to the byte, as Go's books are; the system gives and takes
whole pages, which `kernel` keeps.

A call that is refused raises an OsMemoryError and leaves everything as it was.

Not here: time, overcommit limits, huge pages that the system makes by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from golearn.allocator import AllocatorEvent
from golearn.errors import BadParameter, BadSize, HeapCorruption
from golearn.osmem.books import Books, compare
from golearn.osmem.kernel_map import KernelMap
from golearn.osmem.piecewise import Piecewise
from golearn.osmem.refusals import (
    AddressSpaceFull,
    Fault,
    IllegalTransition,
    Unaligned,
    WrongBooks,
)
from golearn.osmem.space_events import Advised, HintRefused, Moved, Recounted, TouchedPages
from golearn.osmem.states import CALLS, OWNED, Contents, Range, State, SysStat
from golearn.units import KIB, MIB, human_bytes, is_power_of_two, round_up


class Piece(NamedTuple):
    """What a range is, without where."""

    state: State
    stat: SysStat | None = None
    contents: Contents | None = None
    owner: str = ""


NOTHING = Piece(State.NONE)
RESERVED = Piece(State.RESERVED)


class AddressSpace:
    """The address space of one process that runs a Go program, perhaps with C in it.

    `bits`, `page_size` and `end` as in KernelMap. `huge_page_size` in bytes, 0 for a system
    without. `books` is what Go counts, `kernel` what the system knows. Set `watch` to a list to
    get events.
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

    # The seven calls.

    def sys_alloc(self, size: int, stat: SysStat | str) -> int:
        """None → Ready: the address of zeroed memory, where the system likes.

        Raises AddressSpaceFull, BadSize.
        """
        return self._alloc("sysAlloc", size, SysStat(stat))

    def sys_free(self, start: int, size: int, stat: SysStat | str) -> None:
        """Any of Go's states → None.

        `mem.go` lets it take any state, but the books fit only Ready memory that is counted in
        `stat`: it takes all bytes off `mappedReady`. Where Go frees a reservation it calls
        `sysFreeOS`. Raises IllegalTransition, WrongBooks, Unaligned.
        """
        parts = self._allowed("sysFree", start, size, OWNED)
        stat = SysStat(stat)
        for part in parts:
            if part.state is not State.READY or part.stat is not stat:
                raise WrongBooks(
                    f"sysFree takes {human_bytes(size)} off {stat} and off mappedReady, but "
                    f"{human_bytes(part.size)} at {part.start:#x} are {part.state} and counted in "
                    f"{part.stat or 'no counter'}. Go frees only Ready memory this way, under the "
                    "counter that sysAlloc was given; a reservation goes by sysFreeOS"
                )
        self._whole_pages("sysFree", start, size)
        self._count(stat, -size, -size)
        self._unmap("sysFree", parts, stat, -size)

    def sys_reserve(self, size: int, hint: int = 0) -> int:
        """None → Reserved: its address, `hint` if that is free, else where the system likes.

        Raises AddressSpaceFull, BadSize.
        """
        self.parts(0, size)
        start = self.kernel.choose(size, hint)
        if hint and start != hint:
            self._emit_hint(hint, size, start)
        self._map("sysReserve", start, size, RESERVED)
        return start

    def sys_map(self, start: int, size: int, stat: SysStat | str) -> None:
        """Reserved → Prepared, zeroed. Raises IllegalTransition, WrongBooks, Unaligned."""
        parts = self._allowed("sysMap", start, size)
        stat = SysStat(stat)
        for part in parts:
            if part.stat is not None:
                raise WrongBooks(
                    f"{human_bytes(part.size)} at {part.start:#x} still count in {part.stat} since "
                    "sysFault, so sysMap would count them twice; recount(start, size, None) first, "
                    "as Go takes a faulted user arena off heapInUse"
                )
        self._whole_pages("sysMap", start, size)
        self._count(stat, size, 0)
        self.kernel.evict(start, size)
        self._move("sysMap", parts, [Piece(State.PREPARED, stat, Contents.ZERO)], stat, size, 0)

    def sys_used(self, start: int, size: int, prepared: int) -> None:
        """Prepared → Ready; parts that are Ready stay so.

        `prepared` is how many bytes of the range are Prepared now. Raises IllegalTransition,
        WrongBooks if it is another number.
        """
        parts = self._allowed("sysUsed", start, size)
        right = sum(part.size for part in parts if part.state is State.PREPARED)
        if prepared != right:
            raise WrongBooks(
                f"sysUsed was told that {prepared:,} B of the {size:,} B at {start:#x} are "
                f"Prepared, but {right:,} B are; mappedReady would be off by {prepared - right:+,}"
            )
        self._count(None, 0, prepared)
        after = [Piece(State.READY, part.stat, part.contents) for part in parts]
        self._move("sysUsed", parts, after, None, 0, prepared)

    def sys_unused(self, start: int, size: int) -> None:
        """Ready → Prepared: the physical memory goes back, the contents are forfeit.

        Raises IllegalTransition, Unaligned unless both ends lie on a page boundary.
        """
        parts = self._allowed("sysUnused", start, size)
        self._counted("sysUnused", parts)
        if start % self.page_size or size % self.page_size:
            raise Unaligned(
                f"sysUnused of {size:,} B at {start:#x}: the system gives up whole pages of "
                f"{self.page_size:,} B, and so would more than was meant; Go throws 'unaligned "
                "sysUnused'"
            )
        self._count(None, 0, -size)
        self.kernel.evict(start, size)
        after = [Piece(State.PREPARED, part.stat, Contents.FORFEIT) for part in parts]
        self._move("sysUnused", parts, after, None, 0, -size)

    def sys_fault(self, start: int, size: int) -> None:
        """Ready → Reserved, for debugging: from now on a touch faults.

        The bytes stay in their counter; whoever calls has to see to it (see `recount`). Raises
        IllegalTransition, Unaligned.
        """
        parts = self._allowed("sysFault", start, size)
        self._counted("sysFault", parts)
        self._whole_pages("sysFault", start, size)
        self._count(None, 0, -size)
        self.kernel.evict(start, size)
        after = [Piece(State.RESERVED, part.stat) for part in parts]
        self._move("sysFault", parts, after, None, 0, -size)

    # The same without books, as Go calls them here and there.

    def sys_alloc_os(self, size: int) -> int:
        """`sysAllocOS`: None → Ready, in no counter. Go takes the second level of arenas so."""
        return self._alloc("sysAllocOS", size, None)

    def sys_free_os(self, start: int, size: int) -> None:
        """`sysFreeOS`: any of Go's states → None, for memory that is in no counter.

        Go trims reservations with it. Raises IllegalTransition, WrongBooks, Unaligned.
        """
        parts = self._allowed("sysFreeOS", start, size, OWNED)
        for part in parts:
            if part.stat is not None:
                raise WrongBooks(
                    f"sysFreeOS changes no counter, but {human_bytes(part.size)} at "
                    f"{part.start:#x} count in {part.stat}; sysFree takes them off"
                )
        self._whole_pages("sysFreeOS", start, size)
        self._unmap("sysFreeOS", parts, None, 0)

    # Advice on huge pages; no state changes, and no counter.

    def sys_huge_page(self, start: int, size: int) -> None:
        """Better with huge pages: the whole huge pages of the range. Raises IllegalTransition."""
        self._allowed("sysHugePage", start, size, OWNED)
        huge = self.huge_page_size or self.size
        low, high = round_up(start, huge), (start + size) // huge * huge
        self._advise("sysHugePage", low, max(0, high - low))

    def sys_no_huge_page(self, start: int, size: int) -> None:
        """Better without huge pages. Raises IllegalTransition, Unaligned."""
        self._allowed("sysNoHugePage", start, size, OWNED)
        self._aligned_start("sysNoHugePage", start)
        self._advise("sysNoHugePage", start, round_up(size, self.page_size))

    def sys_huge_page_collapse(self, start: int, size: int) -> None:
        """Huge pages at once, if the system can. Raises IllegalTransition, Unaligned."""
        self._allowed("sysHugePageCollapse", start, size, OWNED)
        self._aligned_start("sysHugePageCollapse", start)
        pages = round_up(size, self.page_size) if self.huge_page_size else 0
        self._advise("sysHugePageCollapse", start, pages)

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

    def recount(self, start: int, size: int, stat: SysStat | str | None) -> None:
        """Move counted bytes to another counter, or, if Reserved, to none (`stat` None).

        So does `persistentalloc` with what it cuts from a chunk of `other_sys`, and whoever
        calls `sysFault`. Raises WrongBooks.
        """
        to = None if stat is None else SysStat(stat)
        parts = self.parts(start, size)
        for part in parts:
            if part.stat is None or (to is None and part.state is not State.RESERVED):
                raise WrongBooks(
                    f"{human_bytes(part.size)} at {part.start:#x} are {part.state} and count in "
                    f"{part.stat or 'no counter'}; only counted bytes can change their counter, "
                    "and only Reserved ones can leave the books"
                )
        for part in parts:
            assert part.stat is not None
            self.books.sys[part.stat] -= part.size
            if to is not None:
                self.books.sys[to] += part.size
            self._put(part, Piece(part.state, to, part.contents))
            self._emit(Recounted(part.start, part.size, part.stat, to))

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

    # How it is done.

    def _allowed(
        self, call: str, start: int, size: int, takes: Sequence[State] = ()
    ) -> list[Range]:
        """The parts of the range, all in states that the call takes."""
        takes = takes or CALLS[call].before
        parts = self.parts(start, size)
        if not all(part.state in takes for part in parts):
            raise IllegalTransition(call, parts)
        return parts

    def _counted(self, call: str, parts: Sequence[Range]) -> None:
        for part in parts:
            if part.stat is None:
                raise WrongBooks(
                    f"{call} takes its bytes off mappedReady, where those at {part.start:#x} "
                    "never were: they came from sysAllocOS"
                )

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

    def _alloc(self, call: str, size: int, stat: SysStat | None) -> int:
        self.parts(0, size)
        start = self.kernel.choose(size)
        ready = size if stat else 0
        self._count(stat, size, ready)
        self._map(call, start, size, Piece(State.READY, stat, Contents.ZERO), ready)
        return start

    def _count(self, stat: SysStat | None, change: int, ready: int) -> None:
        if stat is not None:
            self.books.sys[stat] += change
        self.books.mapped_ready += ready

    def _map(self, call: str, start: int, size: int, piece: Piece, ready: int = 0) -> None:
        self.kernel.take(start, size)
        gap = [Range(start, start + size, State.NONE)]
        self._move(call, gap, [piece], piece.stat, size if piece.stat else 0, ready)

    def _unmap(self, call: str, parts: list[Range], stat: SysStat | None, change: int) -> None:
        start = parts[0].start
        self.kernel.release(start, parts[-1].end - start)
        self._move(call, parts, [NOTHING], stat, change, change)

    def _move(
        self,
        call: str,
        parts: Sequence[Range],
        after: Sequence[Piece],
        stat: SysStat | None,
        change: int,
        ready: int,
    ) -> None:
        """Give the parts what they become, one each or one for all, and tell it."""
        start, end = parts[0].start, parts[-1].end
        if len(after) == 1:
            self._pieces.put(start, end, after[0])
        else:
            for part, piece in zip(parts, after, strict=True):
                self._put(part, piece)
        if self.watch is not None:
            before = tuple((part.state, part.size) for part in parts)
            state = after[0].state
            self.watch.append(Moved(call, start, end - start, before, state, stat, change, ready))

    def _put(self, part: Range, piece: Piece) -> None:
        self._pieces.put(part.start, part.end, piece)

    def _advise(self, call: str, start: int, size: int) -> None:
        self._emit(Advised(call, start, size))

    def _emit(self, event: AllocatorEvent) -> None:
        if self.watch is not None:
            self.watch.append(event)

    def _emit_hint(self, hint: int, size: int, start: int) -> None:
        end = min(hint + size, self.size)
        parts = self.parts(hint, end - hint) if hint < end else []
        in_way = [part.state for part in parts if part.state is not State.NONE]
        self._emit(HintRefused(hint, size, start, in_way[0] if in_way else State.NONE))
