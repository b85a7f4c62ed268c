"""What is refused by a modelled address space, and why Go never asks for it.

Source: `runtime/mem.go` and its callers, Go 1.21.13.
"""

from __future__ import annotations

from collections.abc import Sequence

from golearn.errors import GolearnError
from golearn.osmem.states import CALLS, Range, State, route
from golearn.units import human_bytes


class OsMemoryError(GolearnError):
    """Base of what an address space refuses. It is as it was before the call."""


class IllegalTransition(OsMemoryError):
    """A call on memory in a state that it does not take.

    `call` is Go's name, `parts` what each part of the range is.
    """

    def __init__(self, call: str, parts: Sequence[Range]) -> None:
        self.call = call
        self.parts = tuple(parts)
        super().__init__(_explain(call, parts))


class WrongBooks(OsMemoryError):
    """The states allow the call, but a counter would no longer say what there is."""


class Unaligned(OsMemoryError):
    """The system works in pages: this call would hit more memory than it was given."""


class AddressSpaceFull(OsMemoryError):
    """No gap is large enough, or the wanted addresses are taken and no others will do."""


class Fault(OsMemoryError):
    """A touch of memory that is not Ready; in a real program, most likely its end."""

    def __init__(self, address: int, state: State) -> None:
        self.address = address
        self.state = state
        super().__init__(f"touched {address:#x}, which is {state}: {_TOUCHED[state]}")


_TOUCHED = {
    State.NONE: "nothing is mapped there, so the program gets SIGSEGV; sysReserve, sysMap and "
    "sysUsed make memory Ready",
    State.RESERVED: "its pages may not be read or written, so the program gets SIGSEGV; sysMap and "
    "sysUsed make it Ready",
    State.PREPARED: "Windows faults, Linux may give old bytes or zeros, so Go calls sysUsed first",
    State.FOREIGN: "it belongs to somebody else, and writing there spoils their data",
}

WHY: dict[tuple[str, State], str] = {
    ("sysMap", State.NONE): "the system could have given these addresses to somebody else, and "
    "mapping at a fixed address replaces what lies there; Go maps only what it reserved",
    ("sysMap", State.PREPARED): "it is mapped already, and its bytes would be counted twice",
    ("sysMap", State.READY): "a new mapping would replace the pages and all data in them",
    ("sysMap", State.FOREIGN): "a mapping at a fixed address would silently replace their memory",
    ("sysUsed", State.NONE): "nothing is mapped there that could be made usable",
    ("sysUsed", State.RESERVED): "on Linux sysUsed asks the system for nothing, so the memory "
    "would still fault; sysMap gives access",
    ("sysUsed", State.FOREIGN): "it is not Go's to use",
    ("sysUnused", State.NONE): "there is nothing to give back",
    ("sysUnused", State.RESERVED): "it never had physical memory, and mappedReady would lose bytes "
    "that it never had",
    ("sysUnused", State.PREPARED): "it was given back before, and mappedReady would lose the same "
    "bytes twice",
    ("sysUnused", State.FOREIGN): "their data would be thrown away",
    ("sysFault", State.NONE): "touching it faults already",
    ("sysFault", State.RESERVED): "touching it faults already, and mappedReady would lose bytes "
    "that it never had",
    ("sysFault", State.PREPARED): "sysFault takes its bytes off mappedReady, where only Ready "
    "memory is counted",
    ("sysFault", State.FOREIGN): "their program would fault",
    ("sysFree", State.NONE): "there is nothing to free, and the counters would lose bytes all "
    "the same",
    ("sysFree", State.FOREIGN): "their memory would be gone",
    ("sysFreeOS", State.NONE): "there is nothing to free",
    ("sysFreeOS", State.FOREIGN): "their memory would be gone",
}
"""(call, state) → why Go never does it."""

_ADVICE = {
    State.NONE: "there is no memory to give advice on",
    State.FOREIGN: "it is not Go's to give advice on",
}


def _explain(call: str, parts: Sequence[Range]) -> str:
    """The whole message: what each part is, what would be legal, why Go never does this."""
    takes, after = CALLS[call].before if call in CALLS else (), None
    if call in CALLS:
        after = CALLS[call].after
    size = parts[-1].end - parts[0].start
    lines = [f"{call} of {human_bytes(size)} at {parts[0].start:#x} is refused."]
    told: set[State] = set()
    for part in parts:
        where = f"{human_bytes(part.size)} at {part.start:#x}"
        whose = f" ({part.owner})" if part.owner else ""
        why = WHY.get((call, part.state)) or _ADVICE.get(part.state)
        if part.state in takes or why is None:
            lines.append(f"{where}: {part.state}, fine.")
        elif part.state in told:
            lines.append(f"{where}: {part.state}{whose}.")
        else:
            told.add(part.state)
            lines.append(f"{where}: {part.state}{whose}. {_legal(part.state, after)} {_cap(why)}.")
    return " ".join(lines)


def _legal(state: State, after: State | None) -> str:
    """Which calls lead from here to where the refused call would have led."""
    if state is State.FOREIGN:
        return "No call of Go's is legal here."
    if after is None or state is after:
        return "No call is needed." if after else "sysReserve comes first."
    calls = route(state, after) or []
    return f"To make it {after}: {', then '.join(calls)}."


def _cap(words: str) -> str:
    return words if words.startswith("sys") else words[0].upper() + words[1:]
