"""Memory of others: by hand, by preset, at random."""

from __future__ import annotations

import pytest

from golearn.errors import BadParameter
from golearn.layout.foreign import PRESETS, Foreign, parse_foreign, put, random_foreign
from golearn.osmem.address_space import AddressSpace
from golearn.units import GIB, KIB, MIB

LINES = [
    ("0xc000000000 64 KiB", [Foreign(0xC000000000, 64 * KIB, "C")]),
    ("0xC000000000 1 mib libfoo 2", [Foreign(0xC000000000, MIB, "libfoo 2")]),
    ("0x1000 4096", [Foreign(0x1000, 4096, "C")]),
    ("0x1000 4,096 B x\n\n# nothing\n0x2000 2GiB # two", None),
    ("0x1000 4096 libfoo", [Foreign(0x1000, 4096, "libfoo")]),
    ("", []),
]


@pytest.mark.parametrize(("text", "mappings"), LINES)
def test_mappings_by_hand(text, mappings):
    if mappings is None:
        mappings = [Foreign(0x1000, 4096, "x"), Foreign(0x2000, 2 * GIB, "C")]
    assert parse_foreign(text) == mappings


@pytest.mark.parametrize("line", ["64 KiB", "0xzz 1 KiB", "0x1000", "0x1000 many", "0x10 -4 KiB"])
def test_lines_that_are_no_mappings(line):
    with pytest.raises(BadParameter, match="line 2"):
        parse_foreign("0x1000 4 KiB\n" + line)


def test_the_same_seed_gives_the_same_mappings_which_fit_together():
    once, again, other = (random_foreign(seed, 200) for seed in (1, 1, 2))
    assert once == again != other
    assert len(once) == 200
    put(AddressSpace(), once)


@pytest.mark.parametrize(("count", "low", "high"), [(-1, 1, 2), (1, 2, 1), (1, 0, 5)])
def test_random_mappings_that_cannot_be(count, low, high):
    with pytest.raises(BadParameter):
        random_foreign(1, count, low, high)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_fits_into_an_empty_address_space(name):
    put(AddressSpace(), PRESETS[name].mappings)
    assert PRESETS[name].tells.endswith(".")


def test_all_mappings_or_none():
    space = AddressSpace()
    for wrong in (Foreign(0x20000000, MIB), Foreign(0x123, MIB), Foreign(1 << 50, MIB)):
        with pytest.raises(BadParameter):
            put(space, [Foreign(0x20000000, MIB), Foreign(0x30000001 - 1, 5), wrong])
        assert list(space.ranges()) == []
