"""Questions of chapter 09 with one right answer each: states, costs, platforms, claims."""

from __future__ import annotations

from golearn.course.exercises import os_memory_cases as cases
from golearn.course.judges import Answers, Question
from golearn.osmem.platforms import Darwin, Linux, Plan9, Platform, Wasm, Windows
from golearn.osmem.row_calls import parse_script
from golearn.osmem.states import State
from golearn.units import MIB

# --- predict: states --------------------------------------------------------------------------

STATES_SCRIPT = """\
sysReserve 0 16
sysMap 0 12
sysUsed 0 8
sysUnused 2 4
sysUsed 4 6
sysFault 0 1
"""


def _page(number: int, because: str, **taken: str) -> Question:
    return Question(
        lambda: str(cases.after(STATES_SCRIPT, 16).states[number]),
        because,
        dict(taken),
    )


PAGE_STATES = Answers(
    {
        "page 0": _page(
            0,
            "sysFault makes Ready memory Reserved: from now on touching it faults.",
            Ready="the last line was overlooked",
            Prepared="sysFault was taken for sysUnused",
        ),
        "page 3": _page(
            3,
            "sysUnused made pages 2 to 5 Prepared, and the next sysUsed begins at page 4.",
            Ready="the second sysUsed was taken to begin at page 2",
            Reserved="sysUnused was taken to go back to Reserved",
        ),
        "page 5": _page(
            5,
            "sysUnused made it Prepared, and the sysUsed after that Ready again.",
            Prepared="the second sysUsed was overlooked: it takes pages 4 to 9",
        ),
        "page 7": _page(
            7,
            "It was Ready, and sysUsed on Ready memory leaves it Ready.",
            Prepared="sysUnused was taken to reach to page 7",
        ),
        "page 11": _page(
            11,
            "sysMap made pages 0 to 11 Prepared, and no sysUsed has reached this one.",
            Ready="sysMap was taken to make memory Ready",
        ),
        "page 12": _page(
            12,
            "sysMap took 12 pages, 0 to 11. This one is still as sysReserve left it.",
            Prepared="sysMap was taken to reach to page 12",
        ),
    },
    cases.STATES,
)

# --- predict: books and memory ----------------------------------------------------------------

COST_SCRIPT = """\
sysReserve 0 64
sysMap 0 32
sysUsed 0 24
touch 0 10
sysUnused 4 12
sysUsed 4 20
touch 6 4
"""


def _last_prepared() -> int:
    """Pages that the last sysUsed found Prepared."""
    before = COST_SCRIPT.splitlines()[:5]
    call = parse_script(COST_SCRIPT, 64)[5]
    states = cases.after("\n".join(before), 64).states[call.first : call.end]
    return sum(state is State.PREPARED for state in states)


ROW_COST = Answers(
    {
        "sysStat": Question(
            lambda: cases.after(COST_SCRIPT, 64).sys_stat,
            "Only sysMap adds to it here, and nothing was freed.",
            {64: "Reserved pages were counted", 24: "only what was used was counted"},
        ),
        "prepared for the last sysUsed": Question(
            _last_prepared,
            "Of pages 4 to 23 those from 4 to 15 are Prepared; the others are still Ready.",
            {20: "pages that are Ready were counted, too"},
        ),
        "mappedReady": Question(
            lambda: cases.after(COST_SCRIPT, 64).mapped_ready,
            "24 pages were made Ready, 12 of them were given back and made Ready again.",
            {
                32: "pages that were Ready already were counted again, or Prepared ones were",
                12: "the second sysUsed was overlooked",
                44: "nothing was taken off by sysUnused",
            },
        ),
        "pages with memory": Question(
            lambda: cases.resident(cases.after(COST_SCRIPT, 64)),
            "10 were touched; sysUnused took the memory of pages 4 to 9; then 4 were touched.",
            {
                24: "every Ready page was taken to have memory; it comes with the first touch",
                14: "the memory that sysUnused gave back was counted",
                10: "the pages given back, or the last touch, were overlooked",
                4: "all memory was taken to be gone with sysUnused; it names pages 4 to 15",
            },
        ),
    }
)

# --- explain: platforms -----------------------------------------------------------------------

NOTHING, ASKS = "nothing", "asks the system"


def _asks(platform: Platform, call: str, because: str, looks: str) -> Question:
    right = ASKS if platform.calls(call, 1 << 30, MIB) else NOTHING
    return Question(right, because, {NOTHING if right == ASKS else ASKS: looks})


PLATFORM_CALLS = Answers(
    {
        "sysUsed on Linux": _asks(
            Linux(),
            "sysUsed",
            "sysMap gave the rights for good, and the first touch brings the memory.",
            "memory had to be asked for before it is touched, as on Windows",
        ),
        "sysUsed on Windows": _asks(
            Windows(),
            "sysUsed",
            "Windows gives no memory on a touch: it must be committed first, by VirtualAlloc.",
            "Windows behaved like Linux",
        ),
        "sysMap on Windows": _asks(
            Windows(),
            "sysMap",
            "VirtualAlloc with MEM_RESERVE has prepared it; what is missing is done by sysUsed.",
            "Windows needed a call for every transition",
        ),
        "sysUsed on macOS": _asks(
            Darwin(),
            "sysUsed",
            "madvise with MADV_FREE_REUSE, so that the kernel counts the pages as the process's.",
            "macOS behaved like Linux",
        ),
        "sysUnused on Plan 9": _asks(
            Plan9(),
            "sysUnused",
            "The segment only grows; there is no way to give a part of it back.",
            "every system could take memory back",
        ),
        "sysFree on WebAssembly": _asks(
            Wasm(),
            "sysFree",
            "The linear memory never shrinks. Go keeps a free list of its own instead.",
            "every system could take address space back",
        ),
    },
    (NOTHING, ASKS),
)

# --- explain: claims --------------------------------------------------------------------------

OS_CLAIMS = Answers(
    {
        "A": Question(
            False,
            "Reserved memory may not be touched; it costs address space and nothing else.",
            {True: "reserving were taking"},
        ),
        "B": Question(
            False,
            "HeapSys counts address space, with memory or without. HeapReleased is a part of it.",
            {True: "HeapSys fell when memory is given back"},
        ),
        "C": Question(
            True,
            "sysUnused is called on them, and on Linux their memory is gone at once.",
            {False: "the memory stayed with the process"},
        ),
        "D": Question(
            False,
            "They read as zeros on Linux today, but Prepared promises nothing.",
            {True: "what Linux does were a promise"},
        ),
        "E": Question(
            True,
            "A touch of one byte makes the whole huge page resident.",
            {False: "memory always came in pages of 4 KiB"},
        ),
        "F": Question(
            True,
            "Go sees it by the address, frees what it got, and tries again, 100 times at most.",
            {False: "a reservation could be freed in pieces on every system"},
        ),
        "G": Question(
            False,
            "They stay the heap's: from Prepared they are Ready again by sysUsed alone.",
            {True: "the scavenger gave addresses back"},
        ),
    },
    (True, False),
)
