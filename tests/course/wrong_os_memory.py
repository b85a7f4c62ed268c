"""Plausible wrong answers to the exercises of chapter 09."""

from __future__ import annotations

from typing import Any

from tests.course.wrong_answers import values, wrong

values(
    "page_states",
    {
        "page 0": "Reserved",
        "page 3": "Prepared",
        "page 5": "Ready",
        "page 7": "Ready",
        "page 11": "Prepared",
        "page 12": "Reserved",
    },
    sysFault_is_sysUnused=("page 0", "Prepared", "sysFault was taken for sysUnused"),
    the_last_number_is_the_end=("page 3", "Ready", "begin at page 2"),
    sysUnused_unreserves=("page 3", "Reserved", "go back to Reserved"),
    unused_for_good=("page 5", "Prepared", "was overlooked"),
    sysMap_is_enough=("page 11", "Ready", "sysMap was taken to make memory Ready"),
    sysMap_counts_to_its_number=("page 12", "Prepared", "to reach to page 12"),
    another_word=("page 12", "mapped", "must be one of"),
)
values(
    "row_cost",
    {
        "sysStat": 32,
        "prepared for the last sysUsed": 12,
        "mappedReady": 24,
        "pages with memory": 8,
    },
    Reserved_counts=("sysStat", 64, "Reserved pages were counted"),
    only_what_is_used_counts=("sysStat", 24, "only what was used"),
    sysUsed_counts_all_of_its_range=("prepared for the last sysUsed", 20, "pages that are Ready"),
    used_twice_counts_twice=("mappedReady", 32, "counted again"),
    nothing_comes_back=("mappedReady", 12, "second sysUsed was overlooked"),
    Ready_is_memory=("pages with memory", 24, "it comes with the first touch"),
    what_was_given_back_stays=("pages with memory", 14, "gave back was counted"),
    all_is_gone=("pages with memory", 4, "names pages 4 to 15"),
)
NOTHING, ASKS = "nothing", "asks the system"
values(
    "platform_calls",
    {
        "sysUsed on Linux": NOTHING,
        "sysUsed on Windows": ASKS,
        "sysMap on Windows": NOTHING,
        "sysUsed on macOS": ASKS,
        "sysUnused on Plan 9": NOTHING,
        "sysFree on WebAssembly": NOTHING,
    },
    Linux_must_be_asked=("sysUsed on Linux", ASKS, "as on Windows"),
    Windows_is_like_Linux=("sysUsed on Windows", NOTHING, "Windows behaved like Linux"),
    every_call_asks=("sysMap on Windows", ASKS, "every transition"),
    macOS_is_like_Linux=("sysUsed on macOS", NOTHING, "macOS behaved like Linux"),
    every_system_takes_memory_back=("sysUnused on Plan 9", ASKS, "take memory back"),
    every_system_takes_addresses_back=("sysFree on WebAssembly", ASKS, "take address space back"),
)
values(
    "os_claims",
    {"A": False, "B": False, "C": True, "D": False, "E": True, "F": True, "G": False},
    reserving_takes_memory=("A", True, "reserving were taking"),
    HeapSys_falls=("B", True, "HeapSys fell"),
    memory_is_kept=("C", False, "stayed with the process"),
    Prepared_is_zero=("D", True, "were a promise"),
    a_page_is_a_page=("E", False, "pages of 4 KiB"),
    Windows_frees_pieces=("F", False, "freed in pieces"),
    the_scavenger_unmaps=("G", True, "gave addresses back"),
)

RIGHT = {
    "sysAlloc": (["None"], "Ready"),
    "sysFree": (["Reserved", "Prepared", "Ready"], "None"),
    "sysReserve": (["None"], "Reserved"),
    "sysMap": (["Reserved"], "Prepared"),
    "sysUsed": (["Prepared", "Ready"], "Ready"),
    "sysUnused": (["Ready"], "Prepared"),
    "sysFault": (["Ready"], "Reserved"),
}


@wrong("next_state", "sysUsed is for Prepared memory only", "it is idempotent")
def _(state: str, call: str) -> Any:
    takes, after = {**RIGHT, "sysUsed": (["Prepared"], "Ready")}[call]
    return after if state in takes else "refused"


@wrong("next_state", "sysMap makes memory Ready", "sysMap made memory Ready")
def _(state: str, call: str) -> Any:
    takes, after = {**RIGHT, "sysMap": (["Reserved"], "Ready")}[call]
    return after if state in takes else "refused"


@wrong("next_state", "sysUnused goes back to Reserved", "it stays Prepared")
def _(state: str, call: str) -> Any:
    takes, after = {**RIGHT, "sysUnused": (["Ready"], "Reserved")}[call]
    return after if state in takes else "refused"


@wrong("next_state", "what is refused changes nothing", "left the state as it was")
def _(state: str, call: str) -> Any:
    takes, after = RIGHT[call]
    return after if state in takes else state


@wrong("next_state", "every call works in every state", "in any state")
def _(state: str, call: str) -> Any:
    return RIGHT[call][1]


@wrong("next_state", "sysFree only takes Ready memory", "sysFree took only Ready")
def _(state: str, call: str) -> Any:
    takes, after = {**RIGHT, "sysFree": (["Ready"], "None")}[call]
    return after if state in takes else "refused"


@wrong("next_state", "None is no state", "must return a word in quotes")
def _(state: str, call: str) -> Any:
    takes, after = RIGHT[call]
    return None if state not in takes else after


@wrong("keep_books", "sysUsed counts all of its pages", "a second time")
def _(calls: Any) -> Any:
    stat = ready = 0
    for name, _, pages in calls:
        stat += {"sysMap": pages, "sysFree": -pages}.get(name, 0)
        ready += {
            "sysUsed": pages,
            "sysUnused": -pages,
            "sysFault": -pages,
            "sysFree": -pages,
        }.get(name, 0)
    return stat, ready


def books(calls: Any, plus: str, minus: list[str], drops: list[str]) -> Any:
    stat, ready = 0, set()
    for name, first, pages in calls:
        row = set(range(first, first + pages))
        stat += pages * (name == plus) - pages * (name in minus)
        ready = ready | row if name == "sysUsed" else ready - row if name in drops else ready
    return stat, len(ready)


DROPS = ["sysUnused", "sysFault", "sysFree"]


@wrong("keep_books", "Reserved address space counts", "as soon as it was Reserved")
def _(calls: Any) -> Any:
    return books(calls, "sysReserve", ["sysFree"], DROPS)


@wrong("keep_books", "sysUnused lowers sysStat", "sysUnused took its pages off sysStat")
def _(calls: Any) -> Any:
    return books(calls, "sysMap", ["sysFree", "sysUnused"], DROPS)


@wrong("keep_books", "sysFree lowers sysStat only", "sysFree left mappedReady")
def _(calls: Any) -> Any:
    return books(calls, "sysMap", ["sysFree"], ["sysUnused", "sysFault"])


@wrong("keep_books", "sysFault lowers sysStat", "that is left to its caller")
def _(calls: Any) -> Any:
    return books(calls, "sysMap", ["sysFree", "sysFault"], DROPS)


@wrong("keep_books", "the other way round", "swapped")
def _(calls: Any) -> Any:
    return books(calls, "sysMap", ["sysFree"], DROPS)[::-1]


@wrong("sys_reserve_aligned", "luck is not noticed", "aligned by luck")
def _(got: int, size: int, align: int) -> Any:
    start = -(-got // align) * align
    pieces = [(got, start - got), (start + size, got + align - start)]
    return start, size, [piece for piece in pieces if piece[1]]


@wrong("sys_reserve_aligned", "rounds down", "rounded down")
def _(got: int, size: int, align: int) -> Any:
    start = got // align * align
    if start == got:
        return got, size + align, []
    return start, size, [(start + size, got + align - start)]


@wrong("sys_reserve_aligned", "the high end is forgotten", "only the low end")
def _(got: int, size: int, align: int) -> Any:
    start = -(-got // align) * align
    if start == got:
        return got, size + align, []
    return start, size, [(got, start - got)]


@wrong("sys_reserve_aligned", "nothing is freed", "")
def _(got: int, size: int, align: int) -> Any:
    return -(-got // align) * align, size, []


@wrong("sys_reserve_aligned", "start and end instead of start and size", "start and end")
def _(got: int, size: int, align: int) -> Any:
    start = -(-got // align) * align
    if start == got:
        return got, size + align, []
    return start, size, [(got, start), (start + size, got + size + align)]


@wrong("sys_reserve_aligned", "always the next multiple", "")
def _(got: int, size: int, align: int) -> Any:
    start = (got // align + 1) * align
    pieces = [(got, start - got), (start + size, got + align - start)]
    return start, size, [piece for piece in pieces if piece[1]]


wrong("repaired_calls", "the missing sysMap is not seen", "sysUsed of 64 KiB")(
    "sysReserve 0 16\nsysUsed 0 16\ntouch 0 16\nsysUnused 8 8"
)
wrong("repaired_calls", "sysUnused twice", "given back before")(
    "sysReserve 0 16\nsysMap 0 16\nsysUsed 0 16\ntouch 0 16\nsysUnused 8 8\nsysUnused 8 8"
)
wrong("repaired_calls", "touched before it is Ready", "Prepared")(
    "sysReserve 0 16\nsysMap 0 16\ntouch 0 16\nsysUsed 0 16\nsysUnused 8 8"
)
wrong("repaired_calls", "nothing is touched", "8 Ready, 8 Prepared; 0 have memory")(
    "sysReserve 0 16\nsysMap 0 16\nsysUsed 0 16\nsysUnused 8 8"
)
wrong("repaired_calls", "the last number is the end", "do not lie in the row")(
    "sysReserve 0 16\nsysMap 0 16\nsysUsed 0 16\ntouch 0 16\nsysUnused 8 15"
)
wrong("repaired_calls", "page by page", "fewer calls do")(
    "sysReserve 0 16\nsysMap 0 16\nsysUsed 0 8\nsysUsed 8 8\ntouch 0 8\ntouch 8 8\nsysUnused 8 8"
)

START = "sysReserve 0 16\nsysMap 0 16\nsysUsed 0 16\n"
wrong("ready_but_empty", "Ready memory that was never touched", "touch them")(START + "touch 0 4")
wrong("ready_but_empty", "sysUnused is the end of it", "can be Ready")(
    START + "touch 0 16\nsysUnused 4 12"
)
wrong("ready_but_empty", "touched again", "take memory away")(
    START + "touch 0 16\nsysUnused 4 12\nsysUsed 4 12\ntouch 4 12"
)
wrong("ready_but_empty", "Ready memory is used again", "take memory away")(START + "touch 0 16")
wrong("ready_but_empty", "sysFault gives memory back", "mappedReady")(
    START + "touch 0 16\nsysFault 4 12"
)
wrong("ready_but_empty", "a reservation cannot be used", "Reserved")(
    START + "touch 0 16\nsysFault 4 12\nsysUsed 4 12"
)
