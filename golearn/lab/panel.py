"""One allocator among several that play the same trace: its heap, numbers and story."""

from __future__ import annotations

from dataclasses import dataclass

from golearn.lab.search import Search
from golearn.plots.instant import Instant


@dataclass(frozen=True)
class Panel:
    """What a lab shows of one policy: its heap, numbers about it, and what just happened."""

    policy: str
    instant: Instant
    facts: tuple[tuple[str, str], ...]
    story: str
    search: Search | None = None
