"""Where the heap lies in the address space: one piece (to Go 1.10), or arenas (from Go 1.11).

Read in this order: `linear_geometry`, `linear_start`, `pair_bits`, `linear`; then `ports`,
`hints`, `heap_arena`, `heap_bits`, `arena_index`, `sparse`; then what works on both: `walk`,
`lookup`, `foreign`.
"""

from golearn.layout.layout import Layout
from golearn.layout.linear import LinearLayout
from golearn.layout.lookup import find_spans
from golearn.layout.sparse import SparseLayout

__all__ = ["Layout", "LinearLayout", "SparseLayout", "find_spans"]
