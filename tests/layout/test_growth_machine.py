"""Random growth among random memory of others: who fails, when, and that nothing is lost.

The oracle knows only which addresses are taken: a list of intervals.
"""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from golearn.errors import BadParameter, OutOfMemory
from golearn.layout import LinearLayout, SparseLayout
from golearn.layout.foreign import Foreign, put
from golearn.layout.hints import FIRST
from golearn.layout.linear_geometry import LinearGeometry
from golearn.layout.linear_start import Reserving
from golearn.layout.refusals import AddressSpaceConflict, NoAddressSpace, ReservationUsedUp
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.states import State
from golearn.units import GIB, KIB, MIB, round_up

CHUNK, ARENA = 4 * MIB, 64 * MIB
PAGES = st.integers(1, 4096)
CHUNKS = st.integers(1, 60)
END = 1 << 34
"""The sparse heap gets a small address space, so that it can fill up: 16 GiB."""


def gaps(space, low=0, high=END):
    """Free intervals of the address space."""
    found, at = [], max(low, space.kernel.lowest)
    for r in space.ranges():
        if r.start > at:
            found.append((at, min(r.start, high)))
        at = max(at, round_up(r.end, space.page_size))
    found.append((at, high))
    return [(a, b) for a, b in found if a < b]


class Growth(RuleBasedStateMachine):
    """What both machines share: others take memory, and give it back."""

    origin = GIB
    """Others take memory near it."""

    def __init__(self):
        super().__init__()
        self.space = self.new_space()
        self.layout = None
        self.heap = []
        self.foreign = []

    @rule(offset=st.integers(-4096, 170_000), pages=PAGES)
    def others_take_memory(self, offset, pages):
        self.put(Foreign(self.origin + offset * 64 * KIB, pages * 4 * KIB))

    @precondition(lambda self: self.layout is not None)
    @rule(which=st.integers(0), offset=st.integers(-1, 2000), pages=PAGES)
    def others_take_memory_where_the_layout_will_grow(self, which, offset, pages):
        places = self.next_places()
        start = places[which % len(places)] + offset * 64 * KIB
        self.put(Foreign(start, pages * 4 * KIB))

    def put(self, mapping):
        before = list(self.space.ranges())
        try:
            put(self.space, [mapping])
            self.foreign.append(mapping)
        except BadParameter:
            assert list(self.space.ranges()) == before

    @precondition(lambda self: self.foreign)
    @rule(which=st.integers(0))
    def others_give_memory_back(self, which):
        mapping = self.foreign.pop(which % len(self.foreign))
        self.space.unmap_foreign(mapping.start, mapping.size)

    @invariant()
    def books_and_intervals_agree(self):
        self.space.check()
        for start, size in self.heap:
            assert {r.state for r in self.space.parts(start, size)} == {State.PREPARED}
        for mapping in self.foreign:
            parts = self.space.parts(mapping.start, mapping.size)
            assert [part.state for part in parts] == [State.FOREIGN] * len(parts)

    def grown(self, chunks, growth):
        assert growth.fresh[-1][1] == chunks * CHUNK
        assert all(start % CHUNK == 0 for start, _ in growth.fresh)
        self.heap += growth.fresh


class SparseGrowth(Growth):
    """Never fails while there is room for the arenas and what describes them."""

    def new_space(self):
        return AddressSpace(36, end=END, huge_page_size=0)

    @initialize(hints=st.lists(st.integers(0, 200), max_size=3))
    def begin(self, hints):
        places = [hint * ARENA + GIB for hint in hints]
        self.layout = SparseLayout(self.space, hints=places)

    def next_places(self):
        return [self.layout.cur_end, *(hint.addr for hint in self.layout.hints)]

    @rule(chunks=st.one_of(CHUNKS, st.integers(60, 1200)))
    def grow(self, chunks):
        layout, nbytes = self.layout, chunks * CHUNK
        before = list(self.space.ranges()), len(layout.index.arenas)
        left = layout.cur_end - layout.cur_start
        size = round_up(nbytes, ARENA)
        # Wherever the system puts what it is asked for, this is enough for it.
        metadata = size // ARENA * 2 * MIB + 40 * MIB
        ample = any(b - a >= size + ARENA + metadata for a, b in gaps(self.space))
        try:
            growth = layout.grow(nbytes, CHUNK)
        except OutOfMemory as error:
            assert type(error) is NoAddressSpace
            assert not ample and left < nbytes
            assert (list(self.space.ranges()), len(layout.index.arenas)) == before
            return
        self.grown(chunks, growth)

    @invariant()
    def every_address_of_the_heap_has_its_arena_and_no_other_address_has_one(self):
        if self.layout is None:
            return
        for start, size in self.heap:
            for address in (start, start + size - 1):
                arena = self.layout.arena_of(address)
                assert arena.base <= address < arena.base + ARENA
        for mapping in self.foreign:
            assert self.layout.arena_of(mapping.start) is None


class LinearGrowth(Growth):
    """Fails exactly if something lies in the next bytes of the heap, the bitmap or the spans."""

    origin = FIRST

    def new_space(self):
        return AddressSpace()

    @initialize(how=st.sampled_from(Reserving))
    def begin(self, how):
        self.layout = LinearLayout(self.space, LinearGeometry(8 * GIB), how)

    def next_places(self):
        layout = self.layout
        bitmap = layout.bitmap_end - len(layout.bits)
        spans = layout.spans_start + len(layout.spans) * 8
        return [layout.arena_alloc, layout.arena_alloc, bitmap - 256 * KIB, spans]

    @rule(chunks=CHUNKS)
    def grow(self, chunks):
        layout, nbytes = self.layout, chunks * CHUNK
        before = list(self.space.ranges()), layout.metadata()
        start = round_up(layout.arena_alloc, CHUNK)
        used = start + nbytes - layout.arena_start
        wanted = [
            (start, start + nbytes),
            (layout.bitmap_end - used // 32, layout.bitmap_end),
            (layout.spans_start, layout.spans_start + used // 1024),
        ]
        taken = [(r.start, r.end) for r in self.space.ranges() if r.state is State.FOREIGN]
        meets = any(a < d and c < b for a, b in wanted for c, d in taken)
        fits = start + nbytes <= layout.arena_end
        try:
            growth = layout.grow(nbytes, CHUNK)
        except OutOfMemory as error:
            if fits:
                assert meets and type(error) is AddressSpaceConflict
                assert (list(self.space.ranges()), layout.metadata()) == before
            else:
                assert type(error) in (AddressSpaceConflict, ReservationUsedUp)
            return
        assert not (fits and meets)
        if fits:
            assert growth.fresh == [(start, nbytes)]
        self.grown(chunks, growth)


ROUNDS = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestSparseGrowth = SparseGrowth.TestCase
TestSparseGrowth.settings = ROUNDS
TestLinearGrowth = LinearGrowth.TestCase
TestLinearGrowth.settings = ROUNDS
