"""What a program asked its allocator for: traces, their files, recorders and workloads."""

from golearn.trace.files import load, read, shipped, write
from golearn.trace.trace import Event, Trace
from golearn.trace.validate import Op
from golearn.trace.workloads import WORKLOADS

__all__ = ["WORKLOADS", "Event", "Op", "Trace", "load", "read", "shipped", "write"]
