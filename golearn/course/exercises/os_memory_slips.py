"""Misconceptions about the tasks of chapter 09, and the answers that they give."""

from __future__ import annotations

from collections.abc import Callable

from golearn.course.exercises.os_memory_cases import REFUSED, Aligned, Sequence, next_state
from golearn.course.judges import Slip
from golearn.units import round_up


def _but(calls: dict[tuple[str, str], str]) -> Callable[[str, str], str]:
    """`next_state`, but for some pairs of state and call."""
    return lambda state, call: calls.get((state, call), next_state(state, call))


NEXT_STATE = (
    Slip(
        "sysReserve made memory that can be used",
        _but({("None", "sysReserve"): "Ready"}),
    ),
    Slip("sysMap made memory Ready; that is sysUsed", _but({("Reserved", "sysMap"): "Ready"})),
    Slip(
        "sysUsed took Reserved memory; sysMap comes between",
        _but({("Reserved", "sysUsed"): "Ready"}),
    ),
    Slip(
        "sysUsed refused memory that is Ready already; it is idempotent",
        _but({("Ready", "sysUsed"): REFUSED}),
    ),
    Slip(
        "sysUnused gave the address space back, too",
        _but({("Ready", "sysUnused"): "None"}),
    ),
    Slip(
        "sysUnused made memory Reserved; it stays Prepared",
        _but({("Ready", "sysUnused"): "Reserved"}),
    ),
    Slip(
        "sysFault led to Prepared; a touch would not be sure to fault there",
        _but({("Ready", "sysFault"): "Prepared"}),
    ),
    Slip(
        "sysFree took only Ready memory",
        _but({("Reserved", "sysFree"): REFUSED, ("Prepared", "sysFree"): REFUSED}),
    ),
    Slip(
        "a call could be made in any state",
        lambda state, call: next_state(
            {"sysAlloc": "None", "sysReserve": "None", "sysMap": "Reserved"}.get(call, "Ready"),
            call,
        ),
    ),
    Slip(
        "a refused call left the state as it was; say 'refused'",
        lambda state, call: {REFUSED: state}.get(next_state(state, call), next_state(state, call)),
    ),
)


def _count(
    calls: Sequence, stat: dict[str, int], ready: dict[str, int], only_new: bool = True
) -> tuple[int, int]:
    """Add up both counters; `only_new`: sysUsed counts pages that were not Ready before."""
    books = [0, 0]
    is_ready: set[int] = set()
    for name, first, pages in calls:
        row = set(range(first, first + pages))
        fresh = len(row - is_ready) if name == "sysUsed" and only_new else pages
        books[0] += stat.get(name, 0) * pages
        books[1] += ready.get(name, 0) * fresh
        is_ready = is_ready | row if name == "sysUsed" else is_ready - row
    return books[0], books[1]


STAT = {"sysMap": 1, "sysFree": -1}
READY = {"sysUsed": 1, "sysUnused": -1, "sysFault": -1, "sysFree": -1}

BOOKS = (
    Slip(
        "sysUsed counted pages a second time that were Ready already",
        lambda calls: _count(calls, STAT, READY, only_new=False),
    ),
    Slip(
        "address space counted as soon as it was Reserved",
        lambda calls: _count(calls, {"sysReserve": 1, "sysFree": -1}, READY),
    ),
    Slip(
        "sysMap made pages Ready",
        lambda calls: _count(calls, STAT, {**READY, "sysMap": 1, "sysUsed": 0}),
    ),
    Slip(
        "sysUnused took its pages off sysStat, too; only mappedReady falls",
        lambda calls: _count(calls, {**STAT, "sysUnused": -1}, READY),
    ),
    Slip(
        "sysFault took its pages off sysStat, too; that is left to its caller",
        lambda calls: _count(calls, {**STAT, "sysFault": -1}, READY),
    ),
    Slip(
        "sysFree left mappedReady as it was",
        lambda calls: _count(calls, STAT, {**READY, "sysFree": 0}),
    ),
    Slip(
        "sysFault left mappedReady as it was",
        lambda calls: _count(calls, STAT, {**READY, "sysFault": 0}),
    ),
    Slip("the two counters were swapped", lambda calls: _count(calls, STAT, READY)[::-1]),
)


def _aligned(got: int, size: int, align: int, start: int) -> Aligned:
    """Keep `size` bytes at `start`, and free what is left at both ends."""
    end = got + size + align
    pieces = [(got, start - got), (start + size, end - start - size)]
    return start, size, [piece for piece in pieces if piece[1] > 0]


ALIGNED = (
    Slip(
        "an address that is aligned by luck was treated like any other",
        lambda got, size, align: _aligned(got, size, align, round_up(got, align)),
    ),
    Slip(
        "one more `align` was skipped where the address is aligned already",
        lambda got, size, align: _aligned(got, size, align, (got // align + 1) * align),
    ),
    Slip(
        "the address was rounded down, to memory that was not given",
        lambda got, size, align: (
            (got, size + align, [])
            if got % align == 0
            else _aligned(got, size, align, got // align * align)
        ),
    ),
    Slip(
        "only the low end was freed",
        lambda got, size, align: (
            (got, size + align, [])
            if got % align == 0
            else (round_up(got, align), size, [(got, round_up(got, align) - got)])
        ),
    ),
    Slip(
        "nothing was freed",
        lambda got, size, align: (round_up(got, align), size, []),
    ),
    Slip(
        "pieces were given by start and end; here they are address and size",
        lambda got, size, align: (
            (got, size + align, [])
            if got % align == 0
            else (
                round_up(got, align),
                size,
                [(got, round_up(got, align)), (round_up(got, align) + size, got + size + align)],
            )
        ),
    ),
)
