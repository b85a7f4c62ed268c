"""The seven calls as tables: before, call, after, books; what is refused, and in which words."""

from __future__ import annotations

import pytest

from golearn.errors import BadParameter, BadSize, HeapCorruption
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.refusals import (
    WHY,
    AddressSpaceFull,
    Fault,
    IllegalTransition,
    Unaligned,
    WrongBooks,
)
from golearn.osmem.reserve_aligned import sys_reserve_aligned
from golearn.osmem.states import CALLS, Contents, State, SysStat, route
from golearn.units import KIB, MIB

PAGE = 4096
BASE = 0xC000000000
LETTERS = {
    ".": State.NONE,
    "r": State.RESERVED,
    "p": State.PREPARED,
    "U": State.READY,
    "c": State.FOREIGN,
}
HEAP = SysStat.HEAP


def lay(row: str) -> AddressSpace:
    """A page per letter from BASE on, counted in heap_sys."""
    space = AddressSpace()
    for i, letter in enumerate(row):
        at = BASE + i * PAGE
        if letter == "c":
            space.map_foreign(PAGE, at)
        elif letter != ".":
            assert space.sys_reserve(PAGE, at) == at
        if letter in "pU":
            space.sys_map(at, PAGE, HEAP)
        if letter == "U":
            space.sys_used(at, PAGE, PAGE)
    space.check()
    return space


def row_of(space: AddressSpace, pages: int) -> str:
    letters = {state: letter for letter, state in LETTERS.items()}
    return "".join(letters[space.state_at(BASE + i * PAGE)] for i in range(pages))


def run(space: AddressSpace, call: str) -> None:
    """`map 1 2`: sysMap of two pages from page 1 on."""
    name, first, pages, *prepared = call.split()
    start, size = BASE + int(first) * PAGE, int(pages) * PAGE
    match name:
        case "map":
            space.sys_map(start, size, HEAP)
        case "used":
            space.sys_used(start, size, int(prepared[0]) * PAGE)
        case "free":
            space.sys_free(start, size, HEAP)
        case "reserve":
            assert space.sys_reserve(size, start) == start
        case "recount":
            space.recount(start, size, None)
        case "touch":
            space.touch(start, size)
        case _:
            getattr(space, f"sys_{name}")(start, size)


LEGAL = [
    # before, calls, after, heap_sys and mappedReady in pages
    ("....", "reserve 1 2", ".rr.", 0, 0),
    (".rr.", "map 1 2", ".pp.", 2, 0),
    (".rr.", "map 2 1", ".rp.", 1, 0),
    ("pppp", "used 1 2 2", "pUUp", 4, 2),
    ("pUpU", "used 0 4 2", "UUUU", 4, 4),
    ("UUUU", "used 0 4 0", "UUUU", 4, 4),
    ("UUUU", "unused 1 2", "UppU", 4, 2),
    ("UUUU", "unused 0 1, used 0 2 1, unused 2 2", "UUpp", 4, 2),
    ("UUUU", "fault 1 2", "UrrU", 4, 2),
    ("UUUU", "fault 1 2, recount 1 2, map 1 2", "UppU", 4, 2),
    ("UUUU", "free 0 4", "....", 0, 0),
    ("UUUU", "free 1 1", "U.UU", 3, 3),
    ("rrrr", "free_os 0 1, free_os 3 1", ".rr.", 0, 0),
    ("rpUc", "map 0 1, used 0 2 2, free 0 2", "..Uc", 1, 1),
]


@pytest.mark.parametrize(("before", "calls", "after", "sys", "ready"), LEGAL)
def test_legal(before, calls, after, sys, ready):
    space = lay(before)
    for call in calls.split(", "):
        run(space, call)
    space.check()
    assert row_of(space, len(before)) == after
    assert space.books.sys[HEAP] == sys * PAGE == space.books.total
    assert space.books.mapped_ready == ready * PAGE
    assert space.heap_released == after.count("p") * PAGE


REFUSED = [
    # state of a page, call, what is said of it
    (".", "map 0 1", "sysReserve, then sysMap"),
    ("p", "map 0 1", "No call is needed"),
    ("U", "map 0 1", "To make it Prepared: sysUnused"),
    ("c", "map 0 1", "foreign (C). No call of Go's is legal"),
    (".", "used 0 1 0", "sysReserve, then sysMap, then sysUsed"),
    ("r", "used 0 1 0", "sysMap, then sysUsed"),
    ("c", "used 0 1 0", "not Go's to use"),
    (".", "unused 0 1", "nothing to give back"),
    ("r", "unused 0 1", "To make it Prepared: sysMap"),
    ("p", "unused 0 1", "lose the same bytes twice"),
    ("c", "unused 0 1", "data would be thrown away"),
    (".", "fault 0 1", "To make it Reserved: sysReserve"),
    ("r", "fault 0 1", "No call is needed"),
    ("p", "fault 0 1", "only Ready memory is counted"),
    ("c", "fault 0 1", "would fault"),
    (".", "free 0 1", "nothing to free"),
    ("c", "free 0 1", "their memory"),
    (".", "free_os 0 1", "nothing to free"),
    ("c", "free_os 0 1", "their memory"),
    (".", "huge_page 0 1", "no memory to give advice on"),
    ("c", "no_huge_page 0 1", "not Go's"),
    ("c", "huge_page_collapse 0 1", "not Go's"),
]


def same_after(space: AddressSpace, error: type[Exception], call: str) -> str:
    """The words of a refusal that changed nothing."""
    before = (list(space.ranges()), dict(space.books.sys), space.books.mapped_ready)
    with pytest.raises(error) as refusal:
        run(space, call)
    assert (list(space.ranges()), dict(space.books.sys), space.books.mapped_ready) == before
    space.check()
    return str(refusal.value)


@pytest.mark.parametrize(("page", "call", "words"), REFUSED)
def test_refused(page, call, words):
    text = same_after(lay(page), IllegalTransition, call)
    assert words.lower() in text.lower()
    assert f"4 KiB at {BASE:#x}" in text


def test_every_pair_of_call_and_state_is_legal_or_explained():
    for call in CALLS.values():
        if State.NONE not in call.before:
            explained = {state for state in State if (call.name, state) in WHY}
            assert explained | set(call.before) == set(State)
            assert not explained & set(call.before)


def test_a_refusal_tells_each_part():
    text = same_after(lay("rpUp"), IllegalTransition, "map 0 4")
    assert text.startswith(
        f"sysMap of 16 KiB at {BASE:#x} is refused. 4 KiB at {BASE:#x}: Reserved"
    )
    assert text.count("Prepared. No call is needed.") == 1  # the second is only named
    assert f"4 KiB at {BASE + 3 * PAGE:#x}: Prepared." in text


WRONG_BOOKS = [
    ("pU", "used 0 2 2", "1 page is Prepared, not 2"),
    ("pU", "used 0 2 0", "sysUsed must be told"),
    ("r", "free 0 1", "a reservation goes by sysFreeOS"),
    ("p", "free 0 1", "Prepared memory is not in mappedReady"),
    ("U", "free_os 0 1", "counted bytes would stay in heap_sys"),
    ("U", "recount 0 1", "Ready memory must be counted"),
]


@pytest.mark.parametrize(("page", "call", "why"), WRONG_BOOKS)
def test_wrong_books(page, call, why):
    assert f"{BASE:#x}" in same_after(lay(page), WrongBooks, call), why


def test_faulted_memory_stays_counted_until_the_caller_sees_to_it():
    space = lay("U")
    run(space, "fault 0 1")
    assert space.books.sys[HEAP] == PAGE and space.books.mapped_ready == 0
    assert "recount" in same_after(space, WrongBooks, "map 0 1")
    same_after(space, WrongBooks, "free 0 1")


def test_free_under_another_counter():
    space = AddressSpace()
    start = space.sys_alloc(PAGE, "stacks_sys")
    with pytest.raises(WrongBooks, match="counted in stacks_sys"):
        space.sys_free(start, PAGE, "other_sys")
    with pytest.raises(BadParameter, match="no counter is called 'stack'"):
        space.sys_free(start, PAGE, "stack")


def test_memory_outside_the_books():
    space = AddressSpace()
    start = space.sys_alloc_os(32 * MIB)
    assert space.state_at(start) is State.READY
    assert space.books.total == space.books.mapped_ready == 0
    for call in (space.sys_unused, space.sys_fault):
        with pytest.raises(WrongBooks, match="sysAllocOS"):
            call(start, PAGE)
    space.sys_free_os(start, 32 * MIB)
    assert list(space.ranges()) == []


def test_recount_as_persistentalloc_does():
    space = AddressSpace()
    chunk = space.sys_alloc(256 * KIB, "other_sys")
    space.recount(chunk + 8, 168, "mspan_sys")
    space.check()
    assert space.books.sys[SysStat.MSPAN] == 168
    assert space.books.total == space.books.mapped_ready == 256 * KIB
    assert all(r.contents is Contents.ZERO for r in space.ranges())


# Pages: the system rounds up, the books do not.


def test_books_count_bytes_and_the_system_pages():
    space = AddressSpace()
    start = space.sys_alloc(5000, "other_sys")
    assert space.books.sys[SysStat.OTHER] == 5000
    assert space.state_at(start + 5000) is State.NONE
    assert space.kernel.taken_ranges() == [(start, start + 2 * PAGE)]
    assert space.sys_reserve(PAGE, start + PAGE) != start + PAGE  # its page is taken
    space.sys_free(start, 5000, "other_sys")
    assert space.books.total == 0
    space.check()


@pytest.mark.parametrize("call", ["sys_free_os", "sys_map", "sys_fault"])
def test_the_end_is_rounded_up(call):
    space = AddressSpace()
    arguments = (HEAP,) if call == "sys_map" else ()
    start = space.sys_reserve(2 * PAGE) if call != "sys_fault" else space.sys_alloc(2 * PAGE, HEAP)
    with pytest.raises(Unaligned, match=r"3,072 B more"):
        getattr(space, call)(start, PAGE + 1024, *arguments)
    with pytest.raises(Unaligned, match="starts of pages"):
        getattr(space, call)(start + 1024, PAGE - 1024, *arguments)
    getattr(space, call)(start, PAGE, *arguments)


def test_unused_takes_only_whole_pages():
    space = lay("UU")
    for start, size in ((BASE + 1024, PAGE), (BASE, PAGE + 1024)):
        with pytest.raises(Unaligned, match="unaligned sysUnused"):
            space.sys_unused(start, size)


def test_go_pages_smaller_than_the_systems():
    """8 KiB of a 64 KiB page can be Ready while the rest stays Prepared (linux/ppc64)."""
    space = AddressSpace(page_size=64 * KIB)
    start = space.sys_reserve(64 * KIB)
    space.sys_map(start, 64 * KIB, HEAP)
    space.sys_used(start + 8 * KIB, 8 * KIB, 8 * KIB)
    assert space.heap_released == 56 * KIB
    assert space.touch(start + 8 * KIB) == 64 * KIB  # the system gives a whole page
    space.check()


# Where the system puts things.


def test_the_highest_gap_that_fits():
    space = AddressSpace()
    assert space.kernel.top == 0x7FFFF7FFF000  # as Linux without randomisation
    first = space.sys_alloc(3 * PAGE, "other_sys")
    assert first == 0x7FFFF7FFF000 - 3 * PAGE
    second = space.sys_reserve(PAGE)
    assert second == first - PAGE
    space.sys_free(first, 3 * PAGE, "other_sys")
    assert space.sys_reserve(4 * PAGE) == second - 4 * PAGE  # the gap is too small
    assert space.map_foreign(2 * PAGE) == first + PAGE


HINTS = [
    # what is at BASE, pages wanted at BASE, whether Go gets them
    ("", 2, True),
    ("..r", 2, True),
    (".r", 2, False),
    ("c", 1, False),
    ("U", 1, False),
]


@pytest.mark.parametrize(("row", "pages", "granted"), HINTS)
def test_hints(row, pages, granted):
    space = lay(row)
    space.watch = []
    assert (space.sys_reserve(pages * PAGE, BASE) == BASE) is granted
    assert len(space.watch) == (1 if granted else 2)
    if "c" in row:
        assert "taken by foreign memory" in str(space.watch[0])


@pytest.mark.parametrize("hint", [1 << 47, (1 << 47) - PAGE, 1 << 50, PAGE])
def test_hints_out_of_bounds(hint):
    space = AddressSpace()
    assert space.sys_reserve(PAGE, hint) == space.kernel.top - PAGE


def test_a_hint_is_rounded_up_to_a_page():
    assert AddressSpace().sys_reserve(PAGE, BASE + 1) == BASE + PAGE


def test_full():
    space = AddressSpace(bits=20, end=1 << 20)
    start = space.sys_reserve(800 * KIB)
    with pytest.raises(AddressSpaceFull, match="no 256 KiB in a row"):
        space.sys_alloc(256 * KIB, "other_sys")
    assert space.books.total == 0
    space.sys_reserve(64 * KIB)  # the part above `top` is used when nothing else is left
    with pytest.raises(AddressSpaceFull, match="C cannot have"):
        space.map_foreign(PAGE, start)
    space.check()


@pytest.mark.parametrize(
    ("size", "align", "skew", "kept"),
    [
        (64 * MIB, 64 * MIB, 0, 64 * MIB),
        (64 * MIB, 64 * MIB, 5 * PAGE, 64 * MIB),
        (1 * MIB, 4 * MIB, PAGE, 1 * MIB),
        (64 * KIB, PAGE, 0, 64 * KIB + PAGE),  # every answer is aligned: Go keeps all of it
    ],
)
@pytest.mark.parametrize("windows", [False, True])
def test_reserve_aligned(size, align, skew, kept, windows):
    space = AddressSpace()
    if skew:
        space.map_foreign(skew)
    start, got = sys_reserve_aligned(space, size, align, windows=windows)
    assert start % align == 0
    assert got == kept
    mine = [r for r in space.ranges() if r.state is State.RESERVED]
    assert [(r.start, r.size) for r in mine] == [(start, kept)]
    space.check()


@pytest.mark.parametrize(("windows", "freed"), [(False, [5, 11]), (True, [32])])
def test_windows_frees_a_reservation_only_as_a_whole(windows, freed):
    space = AddressSpace()
    space.map_foreign(space.kernel.top % (16 * PAGE) + 5 * PAGE)
    space.watch = []
    sys_reserve_aligned(space, 16 * PAGE, 16 * PAGE, windows=windows)
    sizes = [event.size // PAGE for event in space.watch if event.call == "sysFreeOS"]
    assert sum(sizes) == sum(freed) and len(sizes) == len(freed)


# What is known about contents and physical memory.


def test_contents():
    space = lay("ppp")
    assert space.at(BASE).contents is Contents.ZERO
    run(space, "used 0 2 2")
    run(space, "touch 0 1")
    assert [r.contents for r in space.parts(BASE, 3 * PAGE)] == [
        Contents.WRITTEN,
        Contents.ZERO,
        Contents.ZERO,
    ]
    run(space, "unused 0 2")
    run(space, "used 0 1 1")
    assert space.at(BASE).contents is Contents.FORFEIT  # nobody may rely on zeros
    assert space.at(BASE + 2 * PAGE).contents is Contents.ZERO


RESIDENT = [
    # before, calls, resident pages
    ("rrrr", "map 0 4", 0),
    ("pppp", "used 0 4 4", 0),
    ("UUUU", "touch 1 2", 2),
    ("UUUU", "touch 0 4, touch 1 1", 4),
    ("UUUU", "touch 0 4, unused 1 2", 2),
    ("UUUU", "touch 0 4, unused 1 2, used 1 2 2", 2),
    ("UUUU", "touch 0 4, fault 3 1", 3),
    ("UUUU", "touch 0 4, free 0 4", 0),
]


@pytest.mark.parametrize(("before", "calls", "pages"), RESIDENT)
def test_resident(before, calls, pages):
    space = lay(before)
    for call in calls.split(", "):
        run(space, call)
    assert space.resident == space.resident_in(BASE, len(before) * PAGE) == pages * PAGE
    space.check()


def test_a_touch_says_how_much_memory_it_cost():
    space = lay("UUUU")
    assert [space.touch(BASE + PAGE), space.touch(BASE, 3 * PAGE), space.touch(BASE)] == [
        PAGE,
        2 * PAGE,
        0,
    ]


@pytest.mark.parametrize("row", [".", "r", "p", "c", "Ur"])
def test_a_touch_of_anything_but_ready_faults(row):
    space = lay(row)
    with pytest.raises(Fault) as fault:
        space.touch(BASE, len(row) * PAGE)
    assert fault.value.address == BASE + (len(row) - 1) * PAGE
    assert fault.value.state is LETTERS[row[-1]]
    assert space.resident == 0


def test_huge_page_advice():
    space = AddressSpace()
    start, _ = sys_reserve_aligned(space, 8 * MIB, 2 * MIB)
    space.watch = []
    space.sys_huge_page(start + PAGE, 6 * MIB)  # rounded inward to whole huge pages
    space.sys_no_huge_page(start, 1000)  # rounded up to a page
    space.sys_huge_page(start + PAGE, 2 * PAGE)
    assert [(e.start - start, e.size) for e in space.watch] == [
        (2 * MIB, 4 * MIB),
        (0, PAGE),
        (2 * MIB, 0),
    ]
    assert "nothing is asked" in str(space.watch[-1])
    with pytest.raises(Unaligned):
        space.sys_no_huge_page(start + 8, PAGE)
    assert space.books.total == 0


# Events, routes, parameters.


def test_events_read_as_sentences():
    space = lay("pU")
    space.watch = []
    run(space, "used 0 2 1")
    run(space, "touch 0 1")
    run(space, "unused 0 1")
    assert [str(event) for event in space.watch] == [
        "sysUsed: 8 KiB at 0xc000000000, Prepared and Ready → Ready; mappedReady +4,096.",
        "touched 4 KiB at 0xc000000000: 4 KiB get physical memory.",
        "sysUnused: 4 KiB at 0xc000000000, Ready → Prepared; mappedReady -4,096.",
    ]


def test_books_follow_from_events():
    space = lay("rrrr")
    space.watch = []
    for call in ("map 0 4", "used 1 2 2", "unused 1 1", "free 2 1"):
        run(space, call)
    assert sum(event.stat_change for event in space.watch) == space.books.total
    assert sum(event.ready_change for event in space.watch) == space.books.mapped_ready


def test_routes():
    assert route(State.NONE, State.READY) == ["sysReserve", "sysMap", "sysUsed"]
    assert route(State.READY, State.RESERVED) == ["sysFree", "sysReserve"]
    assert route(State.READY, State.READY) == []
    assert route(State.FOREIGN, State.NONE) is None


@pytest.mark.parametrize(
    "setting",
    [
        {"bits": 8},
        {"bits": 65},
        {"page_size": 5000},
        {"end": 100},
        {"bits": 20, "end": 1 << 21},
        {"huge_page_size": 1000},
        {"bits": 13},
    ],
)
def test_bad_settings(setting):
    with pytest.raises(BadParameter):
        AddressSpace(**setting)


@pytest.mark.parametrize(("start", "size"), [(0, 0), (0, -1), (-1, 10), (1 << 48, 1), (0, 1 << 49)])
def test_impossible_ranges(start, size):
    space = AddressSpace()
    with pytest.raises(BadSize):
        space.sys_used(start, size, 0)


def test_check_finds_what_is_wrong():
    space = lay("UpU")
    space.books.mapped_ready += 1
    with pytest.raises(HeapCorruption, match="mappedReady says 8,193 B"):
        space.check()
    space.books.mapped_ready -= 1
    space.books.sys[HEAP] = 0
    with pytest.raises(HeapCorruption, match="heap_sys says 0 B"):
        space.check()
    space = lay("UpU")
    space.kernel.release(BASE, PAGE)
    with pytest.raises(HeapCorruption, match="mapped other pages"):
        space.check()
    space = lay("UpU")
    space.kernel.touch(BASE + PAGE, 1)
    with pytest.raises(HeapCorruption, match="resident but not Ready"):
        space.check()
