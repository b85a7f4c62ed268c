"""One search of a free list, done again on the list as it was, and put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from golearn.allocator import AllocatorEvent
from golearn.classic import FreeListAllocator
from golearn.classic.events import Coalesced, Grew, Searched, Split
from golearn.classic.policies import Block, best_fit, first_fit, worst_fit
from golearn.errors import OutOfMemory
from golearn.lab.words import size_text
from golearn.replay import Options
from golearn.units import count


@dataclass(frozen=True)
class Search:
    """What a request met: `visited` in the order of the walk, `chosen`, and the reasons.

    `need` is what the request takes with header and rounding. `grew` is by how much the heap
    had to grow, `rover` where next fit began. All in bytes.
    """

    policy: str
    need: int
    visited: tuple[Block, ...]
    chosen: Block | None
    placed: int
    rest: int
    grew: int
    merged: int
    rover: int
    elsewhere: str
    failed: str = ""

    @property
    def story(self) -> str:
        """Why this block, in two or three sentences."""
        name = self.policy.capitalize().replace("-", " ")
        return " ".join(filter(None, (f"{name} {self._walk()}.", self._result(), self.elsewhere)))

    def _walk(self) -> str:
        blocks = count(len(self.visited), "free block")
        if not self.visited:
            return "found no free block to look at"
        merged = f", after merging neighbours, {blocks} in all" if self.merged else f" {blocks}"
        if self.chosen is None:
            return f"looked at{merged}; none holds {size_text(self.need)}"
        where = f"{size_text(self.chosen.size)} block at {self.chosen.address:,}"
        if self.policy == "worst-fit":
            holds = f"and it holds {size_text(self.need)}"
            return f"looked at{merged}; the largest is the {where}, {holds}"
        why = {
            "first-fit": "the first that holds",
            "next-fit": f"from {self.rover:,} on, where it last placed, the first that holds",
            "best-fit": "the smallest that holds",
        }[self.policy]
        return f"looked at{merged}; {why} {size_text(self.need)} is the {where}"

    def _result(self) -> str:
        if self.failed:
            return "The heap may not grow: out of memory."
        if self.grew:
            return f"The heap grew by {size_text(self.grew)}; the block is at {self.placed:,}."
        if self.rest:
            return f"{size_text(self.rest)} of it stay free."
        return "It fits exactly."


def search_again(
    policy: str, free: Sequence[Block], heap_size: int, rover: int, size: int, options: Options
) -> Search:
    """Repeat a request on a free list as it was before; `size` is what the program asked for."""
    allocator = FreeListAllocator(
        policy.removesuffix("-fit"),
        align=options.alignment,
        header=options.header,
        coalesce=options.coalesce,
    )
    allocator.limit = options.heap
    allocator.free_blocks, allocator.heap_size, allocator.rover = list(free), heap_size, rover
    happened: list[AllocatorEvent] = []
    allocator.watch = happened
    placed, failed = -1, ""
    try:
        placed = allocator.malloc(size)
    except OutOfMemory as error:
        failed = str(error)
    walks = [event for event in happened if isinstance(event, Searched)]
    last = walks[-1]
    chosen = Block(*last.found) if last.found else None
    return Search(
        policy=policy,
        need=last.need,
        visited=tuple(Block(*block) for walk in walks for block in walk.looked_at),
        chosen=chosen,
        placed=placed,
        rest=sum(event.rest for event in happened if isinstance(event, Split)),
        grew=sum(event.added for event in happened if isinstance(event, Grew)),
        merged=sum(event.merged for event in happened if isinstance(event, Coalesced)),
        rover=rover,
        elsewhere=_elsewhere(policy, free, last.need, chosen),
        failed=failed,
    )


def _elsewhere(policy: str, free: Sequence[Block], need: int, chosen: Block | None) -> str:
    """What another policy would have taken from the same list; nothing if it is the same."""
    if chosen is None:
        return ""
    rival, search = {
        "first-fit": ("Best fit", best_fit),
        "next-fit": ("First fit", first_fit),
        "best-fit": ("First fit", first_fit),
        "worst-fit": ("Best fit", best_fit),
    }[policy]
    found = search(free, need).found
    if found is None or free[found] == chosen:
        worst = worst_fit(free, need).found
        if policy == "worst-fit" or worst is None or free[worst] == chosen:
            return ""
        rival, found = "Worst fit", worst
    other = free[found]
    where = f"the {size_text(other.size)} block at {other.address:,}"
    if rival == "First fit":
        return f"First fit would have stopped at {where}."
    return f"{rival} would have taken {where}."
