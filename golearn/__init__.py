"""golearn: how a real memory allocator works, taught on the one inside Go."""

__version__ = "0.1.0"
