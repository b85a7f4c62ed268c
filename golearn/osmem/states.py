"""The states that memory can be in, and which call leads from which state to which.

Source: `runtime/mem.go`, Go 1.21.13.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import NamedTuple

from golearn.errors import BadParameter


class State(StrEnum):
    """Go's four states of address space, and one for memory that is not Go's."""

    NONE = "None"
    """Neither reserved nor mapped; the default."""
    RESERVED = "Reserved"
    """Go's own, but touching it faults. It costs no memory."""
    PREPARED = "Prepared"
    """Quick to make Ready, normally without physical memory; touching it is undefined."""
    READY = "Ready"
    """Safe to use. Pages get physical memory when they are first touched."""
    FOREIGN = "foreign"
    """Somebody else's, such as C's. No state of Go's: Go only must keep away from it."""


OWNED = (State.RESERVED, State.PREPARED, State.READY)


class SysStat(StrEnum):
    """The counters that a caller can name: what for was this memory taken?

    All but the first are fields of `memstats`. For the heap, Go hands `heapReleased` to `sysMap`
    and later moves bytes between `heapReleased`, `heapFree` and `heapInUse`; `heap_sys` is the
    sum of the three, which `MemStats` calls `HeapSys`. Its Prepared part is `heapReleased`.
    """

    HEAP = "heap_sys"
    STACKS = "stacks_sys"
    MSPAN = "mspan_sys"
    MCACHE = "mcache_sys"
    BUCKHASH = "buckhash_sys"
    GC_MISC = "gcMiscSys"
    OTHER = "other_sys"

    @classmethod
    def _missing_(cls, value: object) -> SysStat:
        raise BadParameter(f"no counter is called {value!r}; there are {', '.join(cls)}")


class Contents(Enum):
    """What is known about the bytes of Prepared or Ready memory."""

    ZERO = "zero"
    """Fresh from the system."""
    WRITTEN = "written"
    """Touched since."""
    FORFEIT = "forfeit"
    """Given to `sysUnused`: the old bytes, or zeros. Nobody may rely on either."""


class Range(NamedTuple):
    """Addresses [start, end) that are alike in every respect. Bytes.

    `stat` is the counter they stand in, None if in none. `contents` is None unless Prepared or
    Ready. `owner` names whose a foreign range is.
    """

    start: int
    end: int
    state: State
    stat: SysStat | None = None
    contents: Contents | None = None
    owner: str = ""

    @property
    def size(self) -> int:
        """Bytes."""
        return self.end - self.start


class Call(NamedTuple):
    """One of the seven calls: the states it takes, the one it leads to, and its books.

    `stat` and `ready` say with which sign the bytes go into the caller's counter and into
    `mappedReady`; 0 leaves it alone.
    """

    name: str
    before: tuple[State, ...]
    after: State
    stat: int
    ready: int
    note: str


CALLS: dict[str, Call] = {
    call.name: call
    for call in (
        Call("sysAlloc", (State.NONE,), State.READY, +1, +1, "zeroed, where the system likes"),
        Call("sysFree", OWNED, State.NONE, -1, -1, "unconditional"),
        Call("sysReserve", (State.NONE,), State.RESERVED, 0, 0, "an address may be asked for"),
        Call("sysMap", (State.RESERVED,), State.PREPARED, +1, 0, "readable and writable, zeroed"),
        Call(
            "sysUsed",
            (State.PREPARED, State.READY),
            State.READY,
            0,
            +1,
            "counts only what was Prepared",
        ),
        Call("sysUnused", (State.READY,), State.PREPARED, 0, -1, "contents are forfeit"),
        Call("sysFault", (State.READY,), State.RESERVED, 0, -1, "debugging only"),
    )
}
"""The seven calls in the order of `mem.go`'s table in the course."""


def route(before: State, after: State) -> list[str] | None:
    """The fewest calls that lead from one state to another; None if no calls do.

    `sysAlloc` is left out, because it cannot be told where, and so is `sysFault`, which is for
    debugging.
    """
    steps = [call for call in CALLS.values() if call.name not in ("sysAlloc", "sysFault")]
    found: dict[State, list[str]] = {before: []}
    queue = [before]
    for state in queue:
        for call in steps:
            if state in call.before and call.after not in found:
                found[call.after] = [*found[state], call.name]
                queue.append(call.after)
    return found.get(after)
