"""How often a program has to leave its own P's cache, and how often it takes the heap lock.

Several Ps each play the same trace, one request at a time in turn. Nothing runs at once: what
is counted is not waiting but the requests that could have to wait.
"""

from __future__ import annotations

from dataclasses import dataclass

from golearn.errors import BadParameter
from golearn.goheap.allocator import GoAllocator
from golearn.trace import Op, Trace

MOST_PROCESSORS = 64


@dataclass(frozen=True)
class LockCount:
    """Requests by what they touched beyond their own P."""

    processors: int
    requests: int
    central: int
    """Went to a central list, but took no heap lock."""
    heap: int
    """Took the heap lock."""

    @property
    def alone(self) -> int:
        """Requests that their own P served alone: no lock, nothing shared."""
        return self.requests - self.central - self.heap

    def per_thousand(self, count: int) -> float:
        """A count of requests as a rate."""
        return 1000 * count / self.requests if self.requests else 0.0


def count_locks(trace: Trace, processors: int) -> LockCount:
    """Play `trace` on each of `processors` Ps in turn, event by event, on one heap.

    A `gc` of the trace collects once, for all. Raises BadParameter.
    """
    if not 1 <= processors <= MOST_PROCESSORS:
        raise BadParameter(f"expected 1 to {MOST_PROCESSORS} processors, not {processors}")
    go = GoAllocator(processors=processors, gogc=None)
    live: list[dict[int, int]] = [{} for _ in range(processors)]
    pointers: list[dict[int, bool]] = [{} for _ in range(processors)]
    requests = 0
    for op, obj, size, holds_pointers in trace:
        if op == Op.GC:
            go.gc([address for mine in live for address in mine.values()])
            continue
        for number in range(processors):
            mine = live[number]
            go.processor = number
            if op == Op.FREE:
                go.free(mine.pop(obj))
                continue
            old = mine.pop(obj, None)
            kind = holds_pointers if op == Op.ALLOC else pointers[number][obj]
            pointers[number][obj] = kind
            mine[obj] = go.malloc(size, kind)
            requests += 1
            if old is not None:
                go.free(old)
    return LockCount(processors, requests, go.locks.central_requests, go.locks.heap_requests)
