"""A P: the right to run Go code, and the caches that come with it.

Source: `runtime/runtime2.go` (`p`), Go 1.21.13.

There are as many Ps as `GOMAXPROCS`. A goroutine runs on one P at a time; when it moves to
another, the caches stay behind. That is why they need no lock: only one thread holds a P.
"""

from __future__ import annotations

from golearn.goheap.mcache import MCache
from golearn.goheap.mheap import MHeap
from golearn.goheap.pagecache import PageCache


class P:
    """One processor: its span cache, its page cache, and some spare `mspan` structures."""

    __slots__ = ("id", "mcache", "pcache", "spare_mspans")

    def __init__(self, id: int, heap: MHeap) -> None:
        self.id = id
        self.pcache = PageCache()
        self.spare_mspans = 0
        self.mcache = MCache(heap, self)

    def try_alloc_mspan(self) -> bool:
        """Take a spare structure, if there is one."""
        if not self.spare_mspans:
            return False
        self.spare_mspans -= 1
        return True
