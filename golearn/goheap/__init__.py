"""Go's memory allocator, part by part, exact to the address.

Modelled on the runtime of Go 1.21.13 for linux/amd64, under its own names. Read in this order:
`sizeclass`, `mspan`, `tiny`, `mcache`, `mcentral`, then the page heap (`bits`, `pallocsum`,
`pagealloc`, `pagecache`, `mheap`), then what comes back (`collector`, `sweep`, `scavindex`,
`scavenger`), and the books (`memstats`, `locks`, `events`, `check`).
"""

from golearn.goheap.allocator import GoAllocator
from golearn.goheap.events import story
from golearn.goheap.memstats import MemStats
from golearn.goheap.mspan import MSpan
from golearn.goheap.sizeclass import GO_CLASSES, SizeClass, SizeClassTable, derive_classes

__all__ = [
    "GO_CLASSES",
    "GoAllocator",
    "MSpan",
    "MemStats",
    "SizeClass",
    "SizeClassTable",
    "derive_classes",
    "story",
]
