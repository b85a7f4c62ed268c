"""Cases for the exercises of chapter 09, and what is right in each of them.

States are words: `None`, `Reserved`, `Prepared`, `Ready`. Sequences are lists of (call, first
page, pages) on a small row that is all None at first.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from golearn.osmem.model_row import ModelRow
from golearn.osmem.row_calls import RowCall, parse_script
from golearn.osmem.states import CALLS, State
from golearn.units import round_up

STATES = ("None", "Reserved", "Prepared", "Ready")
ROW = 8
"""Pages of the rows that sequences are made on."""

Sequence = list[tuple[str, int, int]]


def after(script: str, pages: int) -> ModelRow:
    """The model's row after a script of legal calls."""
    row = ModelRow(pages)
    for call in parse_script(script, pages):
        row.do(call)
    return row


def resident(row: ModelRow) -> int:
    """Pages that have memory on Linux."""
    return sum(page.resident for page in row.expected())


# --- next_state -------------------------------------------------------------------------------


REFUSED = "refused"


def next_state(state: str, call: str) -> str:
    """The state after a call; `REFUSED` if the call does not take this state."""
    known = CALLS[call]
    return str(known.after) if State(state) in known.before else REFUSED


def state_calls() -> st.SearchStrategy[tuple[str, str]]:
    """Every state with every call."""
    return st.tuples(st.sampled_from(STATES), st.sampled_from(tuple(CALLS)))


# --- keep_books -------------------------------------------------------------------------------


TAKES = {
    "sysReserve": ("None",),
    "sysMap": ("Reserved",),
    "sysUsed": ("Prepared", "Ready"),
    "sysUnused": ("Ready",),
    "sysFree": ("Ready",),
    "sysFault": ("Ready",),
}
LEADS = {
    "sysReserve": "Reserved",
    "sysMap": "Prepared",
    "sysUsed": "Ready",
    "sysUnused": "Prepared",
    "sysFree": "None",
    "sysFault": "Reserved for good",
}
"""Where the calls lead that sequences are made of. What sysFault made Reserved is left alone:
before it can be mapped, its caller has to take it out of the books."""


@st.composite
def sequences(draw: DrawFn) -> tuple[Sequence]:
    """A legal sequence; each call begins at any page and takes what is legal from there on."""
    states = ["Reserved"] * ROW
    calls: Sequence = [("sysReserve", 0, ROW)]
    for _ in range(draw(st.integers(0, 8))):
        first = draw(st.integers(0, ROW - 1))
        fitting = [name for name, takes in TAKES.items() if states[first] in takes]
        if fitting:
            name = draw(st.sampled_from(fitting))
            end = first
            while end < ROW and states[end] in TAKES[name]:
                end += 1
            pages = end - first - draw(st.integers(0, end - first - 1))
            calls.append((name, first, pages))
            states[first : first + pages] = [LEADS[name]] * pages
    return (calls,)


def keep_books(calls: Sequence) -> tuple[int, int]:
    """(sysStat, mappedReady) in pages after the calls."""
    row = ModelRow(ROW)
    for call in calls:
        row.do(RowCall(*call))
    return row.sys_stat, row.mapped_ready


# --- sys_reserve_aligned ----------------------------------------------------------------------

Aligned = tuple[int, int, list[tuple[int, int]]]


def sys_reserve_aligned(got: int, size: int, align: int) -> Aligned:
    """(address, bytes kept, pieces freed) when the system gave `size + align` bytes at `got`."""
    if got % align == 0:
        return got, size + align, []
    start = round_up(got, align)
    pieces = [(got, start - got), (start + size, got + size + align - start - size)]
    return start, size, [piece for piece in pieces if piece[1]]


@st.composite
def reservations(draw: DrawFn) -> tuple[int, int, int]:
    """What the system gave, in small numbers: a page has 16 bytes here."""
    align = draw(st.sampled_from((64, 128, 32)))
    got = draw(st.integers(1, 40)) * 16
    return got, draw(st.integers(1, 6)) * align, align
