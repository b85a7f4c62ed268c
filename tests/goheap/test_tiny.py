"""The tiny allocator, as tables of requests and where they went."""

import pytest

from golearn.goheap import GoAllocator

BASE = GoAllocator.base

# sizes requested one after the other → offsets from the heap's start
TABLES = [
    ("share a block", [1, 1, 1], [0, 1, 2]),
    ("align by size", [1, 2, 4, 8], [0, 2, 4, 8]),
    ("12 is aligned to 4", [1, 12], [0, 4]),
    ("6 is aligned to 2", [1, 6], [0, 2]),
    ("no room, the new block is emptier: replaced", [8, 4, 8, 1], [0, 8, 16, 24]),
    ("no room, the new block is fuller: kept", [4, 13, 4], [0, 16, 4]),
    ("as full as the old one: kept", [9, 9, 1], [0, 16, 9]),
    ("16 bytes have a slot of their own", [8, 16, 8], [0, 16, 8]),
    ("15 bytes fit behind one", [1, 15, 1], [0, 1, 16]),
]


@pytest.mark.parametrize(("what", "sizes", "offsets"), TABLES, ids=[t[0] for t in TABLES])
def test_offsets(what, sizes, offsets):
    go = GoAllocator()
    assert [go.malloc(size) - BASE for size in sizes] == offsets
    go.check()


def test_with_pointers_nothing_is_shared():
    go = GoAllocator()
    assert [go.malloc(8, pointers=True) - BASE for _ in range(3)] == [0, 8, 16]
    assert go.tiers[go.tier] == "mcache"


def test_a_block_lives_as_long_as_one_of_its_objects():
    go = GoAllocator()
    first, second, keep = go.malloc(8), go.malloc(8), go.malloc(16)
    go.malloc(8)
    go.gc([second, keep])
    assert go.malloc(16) != first
    go.gc([keep])
    assert go.malloc(16) == first


def test_the_block_in_use_survives_one_collection():
    go = GoAllocator()
    go.malloc(8)
    go.malloc(16)
    go.gc([])
    assert go.malloc(16) - BASE == 16
