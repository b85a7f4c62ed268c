"""Exercises of chapter 01: where data lives, who manages it, and what a program asks for."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from golearn.course.exercise import Exercise
from golearn.course.exercises import memory_slips as slips
from golearn.course.judges import Answers, Design, Function, Question
from golearn.course.judges.shapes import MAP_LINE, NAME, NUMBERS
from golearn.course.verdict import Counterexample
from golearn.trace import Op, Trace

CHAPTER = "01-memory"

# --- predict: stack or heap -------------------------------------------------------------------

STACK_OR_HEAP = Answers(
    {
        "prices": Question(
            "stack", "It is an argument: a pointer in the frame of the call, wherever it points."
        ),
        "sum": Question("stack", "A local variable lives in the frame of its call."),
        "copy": Question(
            "stack", "The pointer is a local variable; only what it points to is elsewhere."
        ),
        "*copy": Question("heap", "malloc hands out blocks of the heap."),
        "n": Question("stack", "An argument lives in the frame of its call."),
    },
    choices=("stack", "heap"),
)

# --- explain: who frees, who does it ----------------------------------------------------------

_PROGRAMMER = "Nobody but the programmer gives a block back: every malloc wants its free."
_COLLECTOR = "A garbage collector finds out what is dead; the program never frees."

WHO_FREES = Answers(
    {
        "C": Question("programmer", _PROGRAMMER),
        "C++": Question("programmer", "delete, or a destructor that the programmer chose, frees."),
        "Go": Question("collector", _COLLECTOR),
        "Java": Question("collector", _COLLECTOR),
    },
    choices=("programmer", "collector"),
)

WHO_DOES_IT = Answers(
    {
        "asks for 24 bytes": Question("mutator", "The user program asks; that is its part."),
        "writes a field of an object": Question(
            "mutator", "It changes (mutates) the objects; hence its name."
        ),
        "chooses the block that serves a request": Question(
            "allocator", "Where an object goes is the allocator's decision."
        ),
        "sets a new object to zero (in Go)": Question(
            "allocator", "It carves the memory out of the heap and initialises it."
        ),
        "finds out that an object is dead": Question(
            "collector", "To tell the dead from the living is the collector's work."
        ),
        "gives the memory of dead objects back to the allocator": Question(
            "collector", "The collector finds what is dead, and hands it to the allocator."
        ),
    },
    choices=("mutator", "allocator", "collector"),
)

# --- write: read a line of the map ------------------------------------------------------------

NAMES = (
    "",
    "[heap]",
    "[stack]",
    "/usr/lib/libc.so.6",
    "/tmp/my data",
    "/tmp/two  blanks",
    "/tmp/a.so (deleted)",
)


@st.composite
def map_lines(draw: DrawFn) -> tuple[str]:
    """A line of /proc/self/maps, without its end."""
    start = draw(st.integers(0, 1 << 34)) * 4096
    end = start + draw(st.integers(1, 1 << 16)) * 4096
    permissions = draw(st.sampled_from(("r--p", "rw-p", "r-xp", "---p", "rw-s")))
    name = draw(st.sampled_from(NAMES))
    inode = draw(st.integers(0, 9999)) if name.startswith("/") else 0
    line = f"{start:08x}-{end:08x} {permissions} 00000000 00:00 {inode}"
    return (f"{line:<73}{name}".rstrip(),)


def read_map_line(line: str) -> tuple[int, int, str, str]:
    """(start, end, permissions, name) of a line of /proc/self/maps."""
    addresses, permissions, _offset, _device, _inode, *name = line.split(maxsplit=5)
    start, end = addresses.split("-")
    return int(start, 16), int(end, 16), permissions, "".join(name)


def _why_map_line(args: Any, expected: Any, got: Any) -> str:
    if got[0] != expected[0]:
        return "The two addresses are hexadecimal numbers."
    if got[1] != expected[1]:
        return f"The end stands in the line, behind the -, in hexadecimal: it is {expected[1]:#x}."
    if got[2] != expected[2]:
        return "The permissions are the second word, all four letters of it."
    if not expected[3]:
        return "Memory without a file or a label has no name: an empty string."
    return "The name is all that follows the fifth word; it may hold blanks."


# --- write: which mapping holds an address ----------------------------------------------------


@st.composite
def mappings_and_address(draw: DrawFn) -> tuple[list[tuple[int, int, str]], int]:
    """Up to four mappings (start, end, name) in address order, and an address near them."""
    pieces = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3)), max_size=4))
    mappings, end = [], 0
    for (gap, pages), name in zip(pieces, ("text", "heap", "libc", "stack"), strict=False):
        start = end + gap * 4096
        end = start + pages * 4096
        mappings.append((start, end, name))
    edges = sorted({edge for mapping in mappings for edge in mapping[:2]}) or [0]
    # Far from an edge first: it shrinks to an edge only if the edge is what goes wrong.
    step = draw(st.sampled_from((100, -100, 1, -1, 0)))
    return mappings, max(draw(st.sampled_from(edges)) + step, 0)


def holder(mappings: list[tuple[int, int, str]], address: int) -> str | None:
    """The name of the mapping that holds `address`, or None."""
    return next((name for start, end, name in mappings if start <= address < end), None)


def _why_mapping(args: Any, expected: Any, got: Any) -> str:
    mappings, address = args
    if any(address == end for _, end, name in mappings if name == got):
        return "The end of a mapping is the first byte after it; that byte is not part of it."
    if expected is None:
        return "No mapping holds this address: the answer is None."
    if any(address == end - 1 for _, end, name in mappings if name == expected):
        return "The last byte of a mapping is the one before its end; it is part of it."
    if any(address == start for start, _, name in mappings if name == expected):
        return "The start of a mapping is its first byte; that byte is part of it."
    return "A mapping holds the addresses from its start up to, not including, its end."


# --- write: bytes that are live ---------------------------------------------------------------


@st.composite
def event_lists(draw: DrawFn) -> tuple[list[tuple[Any, ...]]]:
    """A legal list of events: ("a", id, size), ("r", id, size), ("f", id), ("gc",)."""
    events: list[tuple[Any, ...]] = []
    live: list[int] = []
    for i, op in enumerate(draw(st.lists(st.sampled_from(("a", "f", "r", "gc")), max_size=8))):
        if op == "a":
            live.append(i)
            events.append(("a", i, draw(st.integers(0, 40))))
        elif op == "gc":
            events.append(("gc",))
        elif live:
            obj = draw(st.sampled_from(live))
            if op == "f":
                live.remove(obj)
            events.append(("f", obj) if op == "f" else ("r", obj, draw(st.integers(0, 40))))
    return (events,)


def trace_of(events: list[tuple[Any, ...]]) -> Trace:
    """The trace that a list of events spells."""
    return Trace.parse("\n".join(" ".join(map(str, event)) for event in events))


def live_after(events: list[tuple[Any, ...]]) -> list[int]:
    """Requested bytes that are live after each event."""
    return [int(n) for n in trace_of(events).live_bytes()]


def _why_live(args: Any, expected: list[int], got: list[int]) -> str:
    (events,) = args
    if len(got) != len(expected):
        return f"One number per event, gc included, makes {len(events)}; you have {len(got)}."
    i = next(i for i, (e, g) in enumerate(zip(expected, got, strict=True)) if e != g)
    return {
        "a": f"Event {i} adds its size.",
        "f": f"Event {i} takes away the size that the object has by then.",
        "r": f"Event {i} changes the size of its object: the new one counts, no longer the old.",
        "gc": f"Event {i} is a gc; it changes nothing that the program still holds.",
    }[events[i][0]]


# --- design: ask for much, hold little --------------------------------------------------------


def _asks_little(trace: Trace) -> Counterexample | None:
    asked = int(trace.size[trace.op <= Op.REALLOC].sum())
    peak = int(trace.live_bytes().max(initial=0))
    if peak and asked >= 10 * peak:
        return None
    return Counterexample(
        "your trace",
        "asked for in all >= 10 × live at the peak, and more than 0",
        f"asked for in all: {asked}, live at the peak: {peak}",
        _why_peak(trace, asked, peak),
    )


def _why_peak(trace: Trace, asked: int, peak: int) -> str:
    frees = trace.op == Op.FREE
    if not peak:
        return "Objects of 0 bytes ask for nothing: give them a size."
    if not frees.any():
        return "Nothing is freed, so all that was asked for is live in the end."
    last_request = int((trace.op <= Op.REALLOC).nonzero()[0][-1])
    if not frees[:last_request].any():
        return "Every free comes after the last request, too late to lower the peak."
    return (
        f"You ask for {asked / peak:.1f} times the peak. What lives at the same time adds up to "
        "the peak: free each object before the next one comes."
    )


EXERCISES = (
    Exercise("stack_or_heap", CHAPTER, "Stack or heap", ("M1.1",), "predict", STACK_OR_HEAP),
    Exercise("who_frees", CHAPTER, "Who frees", ("M1.2",), "explain", WHO_FREES),
    Exercise("who_does_it", CHAPTER, "Three parts", ("M1.3",), "explain", WHO_DOES_IT),
    Exercise(
        "parse_map_line",
        CHAPTER,
        "Read the memory map",
        ("M1.1",),
        "write",
        Function(
            "parse_map_line",
            map_lines(),
            MAP_LINE,
            read_map_line,
            _why_map_line,
            slips=slips.MAP_LINE,
        ),
    ),
    Exercise(
        "find_mapping",
        CHAPTER,
        "Find the mapping of an address",
        ("M1.1",),
        "write",
        Function(
            "find_mapping", mappings_and_address(), NAME, holder, _why_mapping, slips=slips.MAPPING
        ),
    ),
    Exercise(
        "live_bytes",
        CHAPTER,
        "Bytes that are live",
        ("M1.3",),
        "write",
        Function("live_bytes", event_lists(), NUMBERS, live_after, _why_live, slips=slips.LIVE),
    ),
    Exercise(
        "small_peak",
        CHAPTER,
        "Ask for much, hold little",
        ("M1.3",),
        "design",
        Design(100, _asks_little),
    ),
)
