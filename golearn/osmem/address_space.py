"""A modelled address space: Go's seven calls, each with its exact books.

Source: `runtime/mem.go`, with the page rules of `runtime/mem_linux.go`, Go 1.21.13. Addresses
and sizes in bytes. A call that is refused raises an OsMemoryError and leaves everything as it was.

Not here: time, overcommit limits, huge pages that the system makes by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from golearn.osmem.refusals import Unaligned, WrongBooks
from golearn.osmem.space_events import Advised, HintRefused, Recounted
from golearn.osmem.states import OWNED, Contents, Range, State, SysStat
from golearn.osmem.territory import RESERVED, Piece, Territory
from golearn.units import human_bytes, round_up


class AddressSpace(Territory):
    """The address space of one process that runs a Go program, perhaps with C in it."""

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
        self._unmap("sysFree", parts, stat, -size)

    def sys_reserve(self, size: int, hint: int = 0) -> int:
        """None → Reserved: its address, `hint` if that is free, else where the system likes.

        A hint is rounded up to a page, as Linux does. Raises AddressSpaceFull, BadSize.
        """
        self.parts(0, size)
        start = self.kernel.choose(size, hint)
        if hint and start != round_up(hint, self.page_size):
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
        self.kernel.evict(start, size)
        after = [Piece(State.PREPARED, stat, Contents.ZERO)] * len(parts)
        self._move("sysMap", parts, after, stat, size, 0)

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

    # How it is done.

    def _counted(self, call: str, parts: Sequence[Range]) -> None:
        for part in parts:
            if part.stat is None:
                raise WrongBooks(
                    f"{call} takes its bytes off mappedReady, where those at {part.start:#x} "
                    "never were: they came from sysAllocOS"
                )

    def _alloc(self, call: str, size: int, stat: SysStat | None) -> int:
        self.parts(0, size)
        start = self.kernel.choose(size)
        self._map(call, start, size, Piece(State.READY, stat, Contents.ZERO))
        return start

    def _advise(self, call: str, start: int, size: int) -> None:
        self._emit(Advised(call, start, size))

    def _emit_hint(self, hint: int, size: int, start: int) -> None:
        end = min(hint + size, self.size)
        parts = self.parts(hint, end - hint) if hint < end else []
        in_way = [part.state for part in parts if part.state is not State.NONE]
        self._emit(HintRefused(hint, size, start, in_way[0] if in_way else State.NONE))
