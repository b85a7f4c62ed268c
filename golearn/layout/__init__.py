"""Where the heap lies in the address space: one piece (to Go 1.10), or arenas (from Go 1.11)."""
