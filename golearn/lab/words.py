"""Sentences that all labs share: what an event asks for, how numbers are written."""

from __future__ import annotations

from golearn.trace import Event, Op, Trace


def size_text(n: int) -> str:
    """`1,024 B`: labs count in bytes, so that numbers can be added up by eye."""
    return f"{n:,} B"


def with_text(size: int, need: int, header: int) -> str:
    """` with rounding and header`, or what of it makes `need` bytes of a request of `size`."""
    added = ["rounding"] * (need != size + header) + ["header"] * (header > 0)
    return f" with {' and '.join(added)}" if added else ""


def where_text(number: int, last: int, what: str = "event") -> str:
    """Which event of a trace, action of a script or step; all are numbered from 0."""
    return f"{what} {number:,} (last: {last:,})"


def event_at(trace: Trace, number: int) -> Event:
    """One event of a trace."""
    op, obj, size = (int(column[number]) for column in (trace.op, trace.object, trace.size))
    return Event(Op(op), obj, size, bool(trace.pointers[number]))


def event_text(event: Event) -> str:
    """What the program asks for in one event."""
    if event.op == Op.ALLOC:
        return f"allocate {size_text(event.size)} as object {event.object}"
    if event.op == Op.REALLOC:
        return f"resize object {event.object} to {size_text(event.size)}"
    if event.op == Op.FREE:
        return f"free object {event.object}"
    return "collect (a manual allocator ignores it)"
