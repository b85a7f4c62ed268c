"""A trace: what a program asked its allocator for, event by event.

Columns, not objects: a million events are five arrays. The text form is one event a line:

    # comment
    a ID SIZE [p]    allocate SIZE bytes as object ID; p: it holds pointers
    r ID SIZE        reallocate: allocate, copy, free the old block
    f ID             free (Go: drop the last reference)
    gc               collect (Go only; manual allocators ignore it)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from golearn.errors import TraceError
from golearn.trace.columns import column
from golearn.trace.validate import ALLOC, FREE, GC, REALLOC, births, first_fault
from golearn.trace.validate import Op as Op

BLOCK = 1 << 16
"""Events that are counted at a time."""

MOST_SUMMED = 1_000_000
"""Events of the longest trace that says its peak when it is shown; it costs 50 bytes an event."""


class Event(NamedTuple):
    """One line of a trace. `object` and `size` are 0 where the operation has none."""

    op: Op
    object: int = 0
    size: int = 0
    pointers: bool = False


class Trace:
    """Five columns of equal length, checked: every trace that exists is a legal one.

    `op` uint8 (`Op`), `object` int64 (the ID), `size` int64 (bytes), `pointers` bool,
    `processor` int16 (which P the event happened on; 0 unless a workload says otherwise).
    What an operation has no use for becomes 0. Raises TraceError for columns that no program
    could have produced, or whose values their types cannot hold.
    """

    def __init__(
        self,
        op: Any,
        object: Any,
        size: Any,
        pointers: Any = None,
        processor: Any = None,
        name: str = "trace",
        lines: NDArray[np.int64] | None = None,
    ) -> None:
        self.op: NDArray[np.uint8] = column("op", op, name)
        n = len(self.op)
        self.object: NDArray[np.int64] = column("object", object, name)
        self.size: NDArray[np.int64] = column("size", size, name)
        self.pointers: NDArray[np.bool_] = column("pointers", pointers, name, n)
        self.processor: NDArray[np.int16] = column("processor", processor, name, n)
        self.name = name
        if any(len(column) != n for column in self._columns()):
            raise TraceError("the columns differ in length", name)
        self._drop_what_has_no_meaning()
        fault = first_fault(self.op, self.object, self.size)
        if fault is not None:
            # Files count lines from 1; a trace made in memory has events, counted from 0.
            line = int(lines[fault.event]) if lines is not None else None
            at = "" if lines is not None else f"event {fault.event}: "
            raise TraceError(at + fault.problem, name, line)

    @classmethod
    def build(cls, events: Iterable[Event | tuple[Any, ...]], name: str = "trace") -> Trace:
        """A trace from `Event`s or plain tuples `(op, object, size, pointers)`."""
        rows = [Event(*event) for event in events]
        op, obj, size, pointers = zip(*rows, strict=True) if rows else ((), (), (), ())
        return cls(op, obj, size, pointers, name=name)

    @classmethod
    def parse(cls, text: str, name: str = "trace") -> Trace:
        """A trace from its text form. Raises TraceError naming the line."""
        from golearn.trace.text import parse_text

        return parse_text(text.removeprefix("\ufeff").splitlines(), name)

    def __len__(self) -> int:
        return len(self.op)

    def __iter__(self) -> Iterator[Event]:
        columns = (self.op, self.object, self.size, self.pointers)
        for op, obj, size, pointers in zip(*(c.tolist() for c in columns), strict=True):
            yield Event(Op(op), obj, size, pointers)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Trace):
            return NotImplemented
        pairs = zip(self._columns(), other._columns(), strict=True)
        return all(np.array_equal(a, b) for a, b in pairs)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        said = f"<Trace {self.name}: {len(self):,} events, {self.allocations:,} allocations"
        if len(self) > MOST_SUMMED:
            return f"{said}>"
        return f"{said}, peak {int(self.live_bytes().max(initial=0)):,} bytes live>"

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many events there are of each `Op`."""
        parts = [self.op[i : i + BLOCK] for i in range(0, len(self), BLOCK)]
        return tuple(
            sum(int(np.count_nonzero(part == op)) for part in parts)
            for op in (ALLOC, REALLOC, FREE, GC)
        )

    @property
    def allocations(self) -> int:
        """Number of placed objects: every `a` and every `r`."""
        return self.counts[ALLOC] + self.counts[REALLOC]

    @cached_property
    def processors(self) -> int:
        """How many Ps the events happened on: one more than the highest that is named."""
        return 1 + int(self.processor.max(initial=0))

    def head(self, n: int) -> Trace:
        """The first `n` events; a trace cut short is still a legal one."""
        op, obj, size, pointers, processor = (column[:n] for column in self._columns())
        return Trace(op, obj, size, pointers, processor, name=self.name)

    def live_bytes(self) -> NDArray[np.int64]:
        """Requested bytes that are live after each event, shape (events,)."""
        return np.cumsum(self.size_change())

    def size_change(self) -> NDArray[np.int64]:
        """By how many requested bytes each event changes what is live, shape (events,)."""
        change = np.where(self.op <= REALLOC, self.size, 0)
        previous = self.previous_event()
        ends = (self.op == REALLOC) | (self.op == FREE)
        change[ends] -= self.size[previous[ends]]
        return change

    def previous_event(self) -> NDArray[np.int64]:
        """For each event the earlier event that placed the same object, or -1.

        An `r` or `f` ends the placement that this index names.
        """
        previous = np.full(len(self), -1, dtype=np.int64)
        events = np.flatnonzero(self.op != GC)
        born = births(self.op, self.object)
        if born is not None:  # then only objects that were resized have to be sorted
            freed = events[self.op[events] == FREE]
            previous[freed] = born[self.object[freed]]
            resized = np.zeros(len(born), dtype=bool)
            resized[self.object[self.op == REALLOC]] = True
            events = events[resized[self.object[events]]]
        order = events[np.argsort(self.object[events], kind="stable")]
        same = self.object[order[1:]] == self.object[order[:-1]]
        previous[order[1:][same]] = order[:-1][same]
        return previous

    def _drop_what_has_no_meaning(self) -> None:
        """The size of an `f`, say: traces that ask for the same are equal, in files too."""
        for name, last in (("object", FREE), ("size", REALLOC), ("pointers", ALLOC)):
            has_none = self.op > last
            values = getattr(self, name)
            if has_none.any() and (values.astype(bool) & has_none).any():
                setattr(self, name, values * ~has_none)  # the caller's column stays as it is

    def _columns(self) -> tuple[NDArray[Any], ...]:
        return (self.op, self.object, self.size, self.pointers, self.processor)
