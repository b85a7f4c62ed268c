"""Traces in numpy's own file format: opened at once, read from disk only where they are looked at.

One record of 20 bytes per event, with the columns of `Trace`; any numpy reads it. Unlike the text
form it keeps the processors.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO

import numpy as np

from golearn.errors import TraceError
from golearn.trace.trace import Trace

MAGIC = b"\x93NUMPY"
SUFFIX = ".npy"
RECORD = np.dtype(
    [("op", "u1"), ("object", "<i8"), ("size", "<i8"), ("pointers", "?"), ("processor", "<i2")]
)
BATCH = 1 << 16
"""Events that are packed at a time."""


def is_binary(path: Path) -> bool:
    """Whether a file starts as such files do. False if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def read_binary(path: Path) -> Trace:
    """The trace in a file; its columns stay on disk until they are used.

    All of it is checked once, which takes 16 bytes of memory for each object, or 34 if the IDs
    are scattered as addresses are, and up to 3 for each event. Raises TraceError for a file that
    is damaged or holds no trace. As with every mapped file, do not write into it meanwhile.
    """
    try:
        events = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise TraceError(f"this is no whole numpy file ({error})", str(path)) from error
    if events.dtype != RECORD or events.ndim != 1:
        problem = f"a numpy file of {events.dtype} with shape {events.shape}; expected one record"
        raise TraceError(f"{problem} ({', '.join(RECORD.names or ())}) per event", str(path))
    if (events["pointers"].view(np.uint8) > 1).any():
        raise TraceError("a flag for pointers that is neither 0 nor 1", str(path))
    op, obj, size, pointers, processor = (events[name] for name in RECORD.names or ())
    return Trace(op, obj, size, pointers, processor, name=str(path))


def write_binary(trace: Trace, file: IO[bytes]) -> None:
    """Write the records of a trace, with numpy's header before them."""
    header = np.lib.format.header_data_from_array_1_0(np.empty(0, RECORD))
    np.lib.format.write_array_header_1_0(file, {**header, "shape": (len(trace),)})
    for first in range(0, len(trace), BATCH):
        part = slice(first, first + BATCH)
        records = np.empty(len(trace.op[part]), RECORD)
        for name in RECORD.names or ():
            records[name] = getattr(trace, name)[part]
        file.write(records.tobytes())
