"""Where a lab's trace comes from: a built-in example, a workload, a recording, text, a file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from golearn.errors import BadParameter, TraceError
from golearn.trace import Trace, load, read, shipped

MOST_EVENTS = 100_000
"""A lab plays at most so many events of a trace; the rest is for the command line."""

GRAMMAR = "a ID SIZE (allocate), r ID SIZE (reallocate), f ID (free) or gc"
"""What a line of a trace is."""

SMALL_EXAMPLE = """\
# Holes of different sizes between blocks that stay.
a 0 48
a 1 40
a 2 112
a 3 24
a 4 64
a 5 32
a 6 96
a 7 40
a 8 56
a 9 24
f 2
f 4
f 0
f 6
f 8
a 10 52
a 11 30
a 12 90
a 13 44
f 5
a 14 20
a 15 100
f 10
f 12
a 16 60
a 17 36
a 18 88
"""


def names() -> list[str]:
    """What can be picked by name: the small example, the workloads, the recordings."""
    return [*_makers()]


RECORDED = {
    "perl": "A real program, recorded: Perl 5.36.0 counts the words of a long text.",
    "sqlite": "A real program, recorded: SQLite 3.40.1 fills and queries a small table of notes.",
}


def about(name: str) -> str:
    """What a trace that can be picked by name is, in a sentence; empty for any other."""
    if name == "small example":
        return SMALL_EXAMPLE.partition("\n")[0].removeprefix("# ")
    workload = _workloads().get(name)
    first = (workload.__doc__ or "").partition("\n")[0] if workload else ""
    return RECORDED.get(name, first)


def by_name(name: str) -> Trace:
    """The trace of that name. Raises BadParameter naming the choices."""
    makers = _makers()
    if name not in makers:
        raise BadParameter(f"unknown trace '{name}'; expected one of {', '.join(makers)}")
    return shorten(makers[name]())


def from_text(text: str) -> Trace:
    """A trace that was typed in. Raises TraceError naming the line."""
    return playable(Trace.parse(text, "your trace"))


def from_file(name: str, content: bytes) -> Trace:
    """A trace from an uploaded file of any format that `read` knows. Raises TraceError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(content)
        try:
            return playable(read(path))
        except TraceError as error:
            raise TraceError(error.problem, Path(name).name, error.line) from None


def as_trace(trace: Trace | str | None) -> Trace:
    """A trace as it is, by name, or the small example for None."""
    if isinstance(trace, Trace):
        return playable(trace)
    return by_name(trace if trace is not None else "small example")


def playable(trace: Trace) -> Trace:
    """The trace, cut to what a lab can play. Raises TraceError if it has no event."""
    if not len(trace):
        raise TraceError("no event in it; expected lines such as 'a 1 64'", trace.name)
    return shorten(trace)


def shorten(trace: Trace) -> Trace:
    """The first `MOST_EVENTS` events; a trace cut short is still a legal one."""
    return trace if len(trace) <= MOST_EVENTS else trace.head(MOST_EVENTS)


def _makers() -> dict[str, Callable[[], Trace]]:
    return {
        "small example": lambda: Trace.parse(SMALL_EXAMPLE, "small example"),
        **{name: _workload(name) for name in _workloads()},
        **{name: _recording(name) for name in shipped()},
    }


def _workloads() -> dict[str, Callable[..., Trace]]:
    from golearn.trace.workloads import WORKLOADS

    return WORKLOADS


def _workload(name: str) -> Callable[[], Trace]:
    return lambda: _workloads()[name]()


def _recording(name: str) -> Callable[[], Trace]:
    return lambda: load(name)
