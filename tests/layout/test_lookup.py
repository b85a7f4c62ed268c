"""Address to span: the walk, its cost, and a million addresses at once."""

from __future__ import annotations

import random

import numpy as np
import pytest

from golearn.errors import BadParameter
from golearn.goheap import GoAllocator
from golearn.layout import LinearLayout, SparseLayout, find_spans
from golearn.layout.foreign import PRESETS, Foreign, put
from golearn.layout.ports import PORTS
from golearn.osmem.address_space import AddressSpace

LAYOUTS = {
    "linear": LinearLayout,
    "sparse": SparseLayout,
    "sparse on Windows": lambda: SparseLayout(port=PORTS["windows/amd64"]),
    "sparse on arm64": lambda: SparseLayout(port=PORTS["linux/arm64"]),
}

# layout → steps and reads for an address in a span, and for one below the heap
COSTS = {
    "linear": ((5, 1), (1, 0)),
    "sparse": ((8, 2), (5, 1)),
    "sparse on Windows": ((12, 3), (9, 2)),
    "sparse on arm64": ((7, 2), (4, 1)),
}


def used(layout, seed=5, objects=400):
    """A heap after some use, dead spans included."""
    go = GoAllocator(layout=layout, work_spans=0)
    draw = random.Random(seed)
    live = [
        go.malloc(draw.choice([8, 100, 5000, 32768, 300_000, 3 << 20]), draw.random() < 0.5)
        for _ in range(objects)
    ]
    go.gc(draw.sample(live, objects // 2))
    return go


@pytest.mark.parametrize("name", LAYOUTS)
def test_steps_and_reads_of_a_walk(name):
    layout = LAYOUTS[name]()
    go = GoAllocator(layout=layout)
    address = go.malloc(100)
    hit, miss = layout.walk(address + 50), layout.walk(0x1000)
    assert (len(hit.steps), hit.reads) == COSTS[name][0]
    assert (len(miss.steps), miss.reads) == COSTS[name][1]
    assert hit.span is go.span_of(address) and miss.span is None
    assert str(hit).count("\n") == len(hit.steps)


def test_a_walk_shows_its_numbers():
    layout = SparseLayout()
    GoAllocator(layout=layout).malloc(8)
    assert [step.gives for step in layout.walk(0xC000002010).steps] == [
        "0x80c000002010",
        "2,109,440",
        "yes",
        "the arena at 0xc000000000",
        "yes",
        "100,663,297",
        "1",
        "nil",
    ]


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_walk_says_what_the_heap_says(name):
    layout = LAYOUTS[name]()
    go = used(layout)
    draw = random.Random(1)
    for _ in range(2000):
        address = draw.randrange(go.base - (1 << 20), go.base + go.heap.size + (1 << 20))
        walk = layout.walk(address)
        assert walk.entry is layout.entry(address)
        assert walk.span is go.span_of(address)
        holding = [s for s in go.spans() if s.base <= address < s.base + s.npages * 8192]
        assert [walk.span] == (holding or [None])


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_million_addresses_in_one_call_with_the_answers_of_the_walk(name):
    layout = LAYOUTS[name]()
    go = used(layout)
    draw = np.random.default_rng(2)
    end = go.base + go.heap.size
    near = draw.integers(go.base - (1 << 22), end + (1 << 22), 900_000, dtype=np.uint64)
    far = draw.integers(0, 2**64 - 1, 100_000, dtype=np.uint64)
    addresses = np.concatenate([near, far])
    found = find_spans(layout, addresses)
    assert len(found.which) == 1_000_000
    assert 0 < (found.which >= 0).sum() < 900_000
    for i in [*range(0, 900_000, 450), *range(900_000, 1_000_000, 450)]:
        assert found.at(i) is layout.walk(int(addresses[i])).span
    # All of them at once: the spans cover what was found, and nothing else was found.
    start = np.array([span.base for span in go.spans()], np.uint64)
    size = np.array([span.npages * 8192 for span in go.spans()], np.uint64)
    at = np.searchsorted(start, addresses, side="right") - 1
    inside = (at >= 0) & (addresses - start[at] < size[at])
    assert ((found.which >= 0) == inside).all()
    base = np.array([span.base for span in found.spans], np.uint64)[found.which[inside]]
    assert (base == start[at[inside]]).all()


def test_over_scattered_arenas():
    space = AddressSpace()
    put(space, [Foreign(0xC000000000 + i * (64 << 20), 4096) for i in (1, 3)])
    put(space, PRESETS["every hint"].mappings[1:])
    layout = SparseLayout(space)
    go = used(layout, objects=600)
    assert len(go.heap.pages.in_use.starts) > 1
    addresses = [span.base + span.npages * 4096 for span in go.spans()]
    found = find_spans(layout, addresses)
    assert [found.at(i) for i in range(len(addresses))] == go.spans()


@pytest.mark.parametrize("layout", [LinearLayout(), SparseLayout()])
def test_an_empty_heap_and_no_addresses(layout):
    assert find_spans(layout, [0, 1, 2**64 - 1]).which.tolist() == [-1, -1, -1]
    assert find_spans(layout, []).which.tolist() == []


@pytest.mark.parametrize("addresses", [[-1], [2**64], ["heap"]])
def test_what_is_no_address(addresses):
    with pytest.raises(BadParameter, match="expected addresses"):
        find_spans(SparseLayout(), addresses)


@pytest.mark.parametrize("layout", [LinearLayout, SparseLayout])
@pytest.mark.parametrize("address", [-8, 0, 2**47, 2**48 + 0xC000000000, 2**64, 2**70])
def test_addresses_far_outside(layout, address):
    layout = layout()
    GoAllocator(layout=layout).malloc(8)
    assert layout.entry(address) is None
