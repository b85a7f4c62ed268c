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
    Slip("sysAlloc led to Prepared; its memory is Ready", _but({("None", "sysAlloc"): "Prepared"})),
    Slip("sysMap took memory that nobody has reserved", _but({("None", "sysMap"): "Prepared"})),
    Slip("sysAlloc took Reserved memory", _but({("Reserved", "sysAlloc"): "Ready"})),
    Slip("sysFault took Prepared memory", _but({("Prepared", "sysFault"): "Reserved"})),
    Slip(
        "sysUnused was idempotent; only sysUsed is",
        _but({("Prepared", "sysUnused"): "Prepared"}),
    ),
    Slip("sysReserve could be made twice", _but({("Reserved", "sysReserve"): "Reserved"})),
    Slip("sysFree could be made on None", _but({("None", "sysFree"): "None"})),
    Slip(
        "sysFree kept the reservation",
        _but({(state, "sysFree"): "Reserved" for state in ("Reserved", "Prepared", "Ready")}),
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
    Slip("sysFree took nothing off sysStat", lambda calls: _count(calls, {"sysMap": 1}, READY)),
    Slip(
        "sysUnused left mappedReady as it was",
        lambda calls: _count(calls, STAT, {**READY, "sysUnused": 0}),
    ),
    Slip(
        "calls were counted, not their pages",
        lambda calls: (
            sum(STAT.get(name, 0) for name, _, _ in calls),
            _count(calls, STAT, READY)[1],
        ),
    ),
    Slip(
        "the most there ever was is returned, not what there is at the end",
        lambda calls: tuple(
            max(_count(calls[:i], STAT, READY)[k] for i in range(len(calls) + 1)) for k in (0, 1)
        ),
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
        "the rest was dropped and not freed where the address is aligned by luck",
        lambda got, size, align: (
            (got, size, [])
            if got % align == 0
            else _aligned(got, size, align, round_up(got, align))
        ),
    ),
    Slip(
        "pieces of 0 bytes were freed, too",
        lambda got, size, align: (
            start := round_up(got, align),
            size if got % align else size + align,
            [(got, start - got), (start + size, got + align - start)],
        ),
    ),
    Slip(
        "only the high end was freed",
        lambda got, size, align: (
            (got, size + align, [])
            if got % align == 0
            else (
                *_aligned(got, size, align, start := round_up(got, align))[:2],
                [(start + size, got + align - start)],
            )
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
