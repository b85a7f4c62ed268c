"""Long random lives of an address space, held against an array with an entry for every KiB."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from golearn.osmem.address_space import AddressSpace
from golearn.osmem.refusals import AddressSpaceFull, OsMemoryError
from tests.osmem.cells import (
    BITS,
    CELL,
    CELLS,
    FOREIGN,
    NO_STAT,
    NONE,
    PAGE,
    PER_PAGE,
    PREPARED,
    READY,
    RESERVED,
    STATES,
    STATS,
    Cells,
)

WANTED = {
    "map": (RESERVED, False),
    "used": (PREPARED, True),
    "unused": (READY, True),
    "fault": (READY, True),
    "free": (READY, True),
    "free_os": (RESERVED, False),
    "touch": (READY, True),
    "recount": (RESERVED, True),
    "unmap_foreign": (FOREIGN, False),
}
"""The state that a call wants, and whether the range should be in a counter."""

PLACES = ("alloc", "alloc_os", "reserve", "foreign")


class Pair:
    """The model and the oracle, side by side through the same calls."""

    def __init__(self) -> None:
        self.space = AddressSpace(BITS, PAGE, 1 << BITS, huge_page_size=16 * PAGE)
        kernel = self.space.kernel
        self.cells = Cells(kernel.lowest, kernel.top, kernel.end)
        self.refused = 0

    def snapshot(self) -> tuple[object, ...]:
        """All that a call can change."""
        space, kernel = self.space, self.space.kernel
        maps = (space._pieces, kernel._taken, kernel._resident)
        pieces = tuple((tuple(m._starts), tuple(m._values)) for m in maps)
        return pieces, tuple(space.books.sys.values()), space.books.mapped_ready

    def place(self, op: str, size: int, stat: int, hint: int = 0) -> bool:
        """One of PLACES. Whether there was room."""
        want = self.cells.place(size, hint if op == "reserve" else 0)
        calls = {
            "alloc": lambda: self.space.sys_alloc(size, STATS[stat]),
            "alloc_os": lambda: self.space.sys_alloc_os(size),
            "reserve": lambda: self.space.sys_reserve(size, hint),
            "foreign": lambda: self.space.map_foreign(size),
        }
        if want is None:
            with pytest.raises(AddressSpaceFull):
                calls[op]()
            return False
        assert calls[op]() == want
        if op == "foreign":
            size = -(-size // PAGE) * PAGE
        state = {"reserve": RESERVED, "foreign": FOREIGN}.get(op, READY)
        self.cells.take(want, size, state, stat if op == "alloc" else NO_STAT)
        return True

    def call(self, op: str, start: int, size: int, stat: int) -> bool:
        """Any other call. Whether it was legal; an illegal one must change nothing."""
        if self.cells.legal(op, start, size, stat):
            self._do(op, start, size, stat)
            self.cells.apply(op, start, size, stat)
            return True
        before = self.snapshot()
        try:
            self._do(op, start, size, stat)
        except OsMemoryError as refusal:
            assert "0x" in str(refusal)
        else:
            pytest.fail(f"{op} of {size} B at {start:#x} should have been refused")
        assert self.snapshot() == before, f"{op} was refused and yet changed something"
        self.refused += 1
        return False

    def _do(self, op: str, start: int, size: int, stat: int) -> None:
        space = self.space
        counter = STATS[stat] if stat != NO_STAT else None
        match op:
            case "map":
                space.sys_map(start, size, counter)
            case "used":
                cells = self.cells.state[start // CELL : (start + size) // CELL]
                space.sys_used(start, size, cells.tolist().count(PREPARED) * CELL)
            case "free":
                space.sys_free(start, size, counter)
            case "recount":
                space.recount(start, size, counter)
            case "unused" | "fault" | "free_os":
                getattr(space, f"sys_{op}")(start, size)
            case _:
                getattr(space, op)(start, size)

    def same_books(self) -> None:
        sys, ready = self.cells.books()
        assert list(self.space.books.sys.values()) == sys
        assert self.space.books.mapped_ready == ready

    def same_ranges(self) -> None:
        """Every cell and every page, and the model's own check."""
        state, stat = np.zeros(CELLS, np.int64), np.full(CELLS, NO_STAT)
        for r in self.space.ranges():
            cells = slice(r.start // CELL, r.end // CELL)
            state[cells] = STATES.index(r.state)
            stat[cells] = STATS.index(r.stat) if r.stat else NO_STAT
        assert (state == self.cells.state).all() and (stat == self.cells.stat).all()
        resident = np.zeros(CELLS * CELL // PAGE, bool)
        for low, high in self.space.kernel.resident_ranges():
            resident[low // PAGE : high // PAGE] = True
        assert (resident == self.cells.resident).all()
        self.space.check()


def random_range(pick: random.Random, cells: Cells, op: str) -> tuple[int, int]:
    """A range for a call: mostly one that it takes, now and then anything."""
    start, size = int(pick.random() * CELLS), int(pick.random() * 24) + 1
    wild = pick.random()
    if wild > 0.06:
        state, counted = WANTED[op]
        found = np.flatnonzero((cells.state == state) & ((cells.stat < NO_STAT) == counted))
        start = int(found[int(pick.random() * len(found))]) if len(found) else start
    if wild > 0.08:
        start -= start % PER_PAGE
        size += -size % PER_PAGE
    size = min(size, CELLS - start)
    if wild > 0.12:
        kind = cells.state[start : start + size] * 16 + cells.stat[start : start + size]
        size = int((kind != kind[0]).argmax()) or size
    return start * CELL, size * CELL


def random_call(pick: random.Random, pair: Pair) -> str | None:
    """Make one call; its name if it was legal and there was room."""
    full = sum(pair.cells.taken) / len(pair.cells.taken)
    op = pick.choice(PLACES if pick.random() > full + 0.4 else tuple(WANTED))
    stat = int(pick.random() * NO_STAT)
    if op in PLACES:
        hint = pick.randrange(CELLS) * CELL if pick.random() < 0.5 else 0
        return op if pair.place(op, pick.randint(1, 40) * CELL, stat, hint) else None
    start, size = random_range(pick, pair.cells, op)
    if op == "free" and pick.random() < 0.9:
        stat = int(pair.cells.stat[start // CELL]) % NO_STAT
    elif op == "recount" and pick.random() < 0.7:
        stat = NO_STAT
    return op if pair.call(op, start, size, stat) else None


def test_books_through_100_000_legal_calls():
    """Many lives, since addresses fill up with odds and ends."""
    pick = random.Random(21)
    legal = dict.fromkeys((*WANTED, *PLACES), 0)
    refused = 0
    while sum(legal.values()) < 100_000:
        pair = Pair()
        for _ in range(600):
            op = random_call(pick, pair)
            if op is not None:
                legal[op] += 1
                pair.same_books()
        pair.same_ranges()
        refused += pair.refused
    assert min(legal.values()) > 1_000, legal
    assert refused > 10_000


class SpaceMachine(RuleBasedStateMachine):
    """The same in Hypothesis's hands, which looks for the shortest way to a difference."""

    def __init__(self) -> None:
        super().__init__()
        self.pair = Pair()

    @rule(
        op=st.sampled_from(PLACES),
        cells=st.integers(1, 24),
        stat=st.integers(0, NO_STAT - 1),
        hint=st.integers(0, CELLS - 1),
    )
    def place(self, op: str, cells: int, stat: int, hint: int) -> None:
        self.pair.place(op, cells * CELL, stat, hint * CELL)

    @rule(data=st.data(), op=st.sampled_from(tuple(WANTED)), stat=st.integers(0, NO_STAT))
    def call(self, data: st.DataObject, op: str, stat: int) -> None:
        owned = np.flatnonzero(self.pair.cells.state != NONE).tolist() or [16]
        start = data.draw(st.sampled_from(owned))
        size = data.draw(st.integers(1, min(24, CELLS - start)))
        stat = stat if op == "recount" else stat % NO_STAT
        self.pair.call(op, start * CELL, size * CELL, stat)

    @invariant()
    def same(self) -> None:
        self.pair.same_books()
        self.pair.same_ranges()


TestSpaceMachine = SpaceMachine.TestCase
TestSpaceMachine.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
