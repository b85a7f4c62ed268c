"""Traces from what existing recorders print: valgrind and ltrace.

    valgrind --trace-malloc=yes --log-file=run.log PROGRAM
    ltrace -e malloc+free+calloc+realloc -o run.log PROGRAM

Recorders print addresses; a trace has IDs. A block is a new object each time it is handed out.
Where a log is silent about a step, the reader stays honest and simple: freeing an address that
the log never handed out is skipped, and an address handed out twice was freed in between.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from golearn.errors import TraceError
from golearn.trace.text import Columns
from golearn.trace.trace import Trace
from golearn.trace.validate import Op


class Call(NamedTuple):
    """One line of a log: `old` is the address given back, `new` the address handed out."""

    process: int
    line: int
    old: int
    new: int
    size: int


VALGRIND = re.compile(r"^--(\d+)--\s+(\w+)\((.*)$")
BANNER = re.compile(r"^==\d+==(\s|$)")
LTRACE = re.compile(r"^(?:\[pid (\d+)\] |(\d+) )?\s*(?:[\d.:]+ )?(?:\S+->)?(\w+)(?:@\S+)?\((.*)$")
RESUMED = re.compile(r"^(?:\[pid (\d+)\] |(\d+) )?\s*<\.\.\. (\w+) resumed> (.*)$")
RESULT = re.compile(r"=\s*(0x[0-9a-fA-F]+|0|nil|<\S*>)?\s*$")
FREE = re.compile(r"^(free|cfree|_Zd[la]\w*|__builtin_(vec_)?delete)$")
ALLOC = re.compile(r"^(malloc|calloc|realloc|memalign|_Zn[wa]\w*|__builtin_(vec_)?new)$")


def sniff(lines: Iterable[str]) -> str | None:
    """`"valgrind"` or `"ltrace"` if the lines look like such a log, else None."""
    banner = False
    for line in lines:
        banner = banner or bool(BANNER.match(line))
        if (m := VALGRIND.match(line)) and (FREE.match(m[2]) or ALLOC.match(m[2])):
            return "valgrind"
        if (m := LTRACE.match(line)) and (FREE.match(m[3]) or ALLOC.match(m[3])):
            return "ltrace"
    return "valgrind" if banner else None


def parse_valgrind(lines: Iterable[str], source: str = "valgrind") -> Trace:
    """The trace in a log of `valgrind --trace-malloc=yes`. Raises TraceError if there is none."""
    calls = list(_valgrind_calls(lines))
    if not calls:
        problem = "a valgrind log without allocations; run it with --trace-malloc=yes"
        raise TraceError(problem, source)
    return _to_trace(calls, source)


def parse_ltrace(lines: Iterable[str], source: str = "ltrace") -> Trace:
    """The trace in a log of `ltrace -e malloc+free+calloc+realloc`.

    Raises TraceError if the log holds no call, or calls under several IDs: `ltrace -f` numbers
    processes, which have a heap each, and threads, which share one, in the same column.
    """
    calls = list(_ltrace_calls(lines))
    counts = Counter(call.process for call in calls).most_common()
    if len(counts) > 1:
        (busiest, most), *_ = counts
        raise TraceError(
            f"calls of {len(counts)} processes or threads, and the log does not say which. If "
            f"they are processes, keep the lines of one ({busiest} has {most:,} of the "
            f"{len(calls):,} calls); if they are threads, record with valgrind instead",
            source,
        )
    return _to_trace(calls, source)


def _valgrind_calls(lines: Iterable[str]) -> Iterator[Call]:
    for number, line in enumerate(lines, 1):
        if match := VALGRIND.match(line):
            yield from _call(int(match[1]), number, match[2], match[3])


def _ltrace_calls(lines: Iterable[str]) -> Iterator[Call]:
    unfinished: dict[tuple[int, str], str] = {}
    for number, line in enumerate(lines, 1):
        if match := RESUMED.match(line):
            process = int(match[1] or match[2] or 0)
            start = unfinished.pop((process, match[3]), None)
            if start is not None:
                yield from _call(process, number, match[3], start + match[4])
        elif match := LTRACE.match(line):
            process = int(match[1] or match[2] or 0)
            if "<unfinished" in match[4]:
                unfinished[process, match[3]] = match[4].partition("<unfinished")[0]
            else:
                yield from _call(process, number, match[3], match[4])


def _call(process: int, line: int, name: str, rest: str) -> Iterator[Call]:
    """What `name(rest` did to the heap; nothing if it is not a call that we know."""
    arguments, _, tail = rest.partition(")")
    numbers = [int(n, 0) for n in re.findall(r"0x[0-9a-fA-F]+|\d+", arguments)]
    if FREE.match(name):
        if numbers and numbers[0]:
            yield Call(process, line, numbers[0], 0, 0)
        return
    result = RESULT.search(tail)
    if name == "realloc" and numbers and tail.startswith("free("):
        # Size 0: valgrind frees, and puts the result, 0, on a line of its own.
        yield Call(process, line, numbers[0], 0, 0)
        return
    if not ALLOC.match(name) or not numbers or result is None:
        return
    address = int(result[1], 16) if (result[1] or "").startswith("0x") else 0
    if name == "realloc" and len(numbers) >= 2:
        if address or numbers[1] == 0:
            yield Call(process, line, numbers[0], address, numbers[1])
    elif address:
        size = numbers[0] * numbers[1] if name == "calloc" and len(numbers) > 1 else numbers[-1]
        # The sized and aligned forms of C++ new carry the size first.
        yield Call(process, line, 0, address, numbers[0] if name.startswith("_Zn") else size)


def _to_trace(calls: list[Call], source: str) -> Trace:
    """The calls of the busiest process: each process has a heap of its own."""
    if not calls:
        raise TraceError("no call of malloc, calloc, realloc or free in this log", source)
    busiest, _ = Counter(call.process for call in calls).most_common(1)[0]
    columns = Columns(source)
    ids: dict[int, int] = {}
    allocated = 0
    for _process, line, old, new, size in (c for c in calls if c.process == busiest):
        obj = ids.pop(old, None)
        stale = ids.pop(new, None) if new else None
        if stale is not None:
            columns.add(Op.FREE, stale, 0, False, line)
        if obj is not None and new:
            columns.add(Op.REALLOC, obj, size, False, line)
        elif obj is not None:
            columns.add(Op.FREE, obj, 0, False, line)
        elif new:
            obj = allocated
            allocated += 1
            columns.add(Op.ALLOC, obj, size, False, line)
        if new and obj is not None:
            ids[new] = obj
    return columns.trace()
