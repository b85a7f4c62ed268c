"""Run a trace on a collected heap, to compare it with allocators that do not move.

A trace says when an object dies, not who refers to whom. So here a table, held by the first
root, refers to every object that lives, and forgets it where the trace frees it.
"""

from __future__ import annotations

from golearn.collect.header import MAX_REFS, NIL
from golearn.collect.heap import ObjectHeap
from golearn.errors import BadParameter
from golearn.trace import Op, Trace
from golearn.units import WORD


def entries_needed(trace: Trace) -> int:
    """The most objects that are live at once: what the table must hold."""
    live = most = 0
    for op in trace.op.tolist():
        live += (op == Op.ALLOC) - (op == Op.FREE)
        most = max(most, live)
    return most


def play(trace: Trace, heap: ObjectHeap) -> None:
    """Do all events on a fresh heap; an object of n bytes takes a header and n bytes in words.

    `gc` is a full collection. Raises OutOfMemory if it does not fit, BadParameter if more
    objects live at once than a table can hold.
    """
    entries = entries_needed(trace)
    if entries > MAX_REFS:
        raise BadParameter(f"{entries:,} objects live at once; expected at most {MAX_REFS:,}")
    table = heap.root_slots()[0]
    heap.set_root(table, heap.new(entries))
    free = list(range(entries - 1, -1, -1))
    entry_of: dict[int, int] = {}
    for event in trace:
        if event.op == Op.GC:
            heap.collect()
        elif event.op == Op.FREE:
            entry = entry_of.pop(event.object)
            heap.write(heap.memory[table], entry, NIL)
            free.append(entry)
        else:
            words = -(-event.size // WORD)
            address = heap.new(0, [0] * words)
            if event.object not in entry_of:
                entry_of[event.object] = free.pop()
            heap.write(heap.memory[table], entry_of[event.object], address)
