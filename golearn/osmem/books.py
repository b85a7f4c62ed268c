"""The counters that go with the states of memory.

Source: `runtime/mem.go`, `runtime/mstats.go` (`sysMemStat`), Go 1.21.13. Bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from golearn.errors import HeapCorruption
from golearn.osmem.states import Range, State, SysStat


@dataclass
class Books:
    """`sys` holds what each caller's counter says, `mapped_ready` what the collector's does.

    `mapped_ready` is what `GOMEMLIMIT` is held against.
    """

    sys: dict[SysStat, int] = field(default_factory=lambda: dict.fromkeys(SysStat, 0))
    mapped_ready: int = 0

    @property
    def total(self) -> int:
        """All counters of callers together; the better part of `MemStats.Sys`."""
        return sum(self.sys.values())


def recompute(ranges: Iterable[Range]) -> Books:
    """What the books must say if the ranges are right."""
    books = Books()
    for r in ranges:
        if r.stat is not None:
            books.sys[r.stat] += r.size
            if r.state is State.READY:
                books.mapped_ready += r.size
    return books


def compare(books: Books, ranges: Iterable[Range]) -> None:
    """Raise HeapCorruption if a counter differs from what the ranges add up to."""
    right = recompute(ranges)
    pairs = [(str(stat), books.sys[stat], right.sys[stat]) for stat in SysStat]
    for name, says, is_ in [*pairs, ("mappedReady", books.mapped_ready, right.mapped_ready)]:
        if says != is_:
            raise HeapCorruption(f"{name} says {says:,} B, the ranges add up to {is_:,} B")
