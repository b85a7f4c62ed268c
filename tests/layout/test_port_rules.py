"""What follows from a port's properties; the toolchain's word is in tests/realgo/test_ports.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golearn.errors import BadParameter
from golearn.layout.ports import LINUX_AMD64, PAGE_SIZE, PORTS, port
from golearn.units import KIB, MIB, TIB

ALL = st.sampled_from(sorted(PORTS)).map(port)


@given(ALL)
def test_the_index_reaches_all_that_an_address_can_name(p):
    assert p.reach == 1 << p.heap_addr_bits
    assert p.l1_bytes + p.l2_bytes <= 33 * MIB
    assert p.pages_per_arena * PAGE_SIZE == p.heap_arena_bytes


@given(ALL, st.data())
def test_an_arena_holds_the_addresses_from_its_base_on(p, data):
    number = data.draw(st.integers(0, p.l1_entries * p.l2_entries - 1))
    base = p.arena_base(number)
    assert p.arena_index(base) == p.arena_index(base + p.heap_arena_bytes - 1) == number
    l1, l2 = p.l1_l2(number)
    assert 0 <= l1 < p.l1_entries and 0 <= l2 < p.l2_entries
    assert l1 * p.l2_entries + l2 == number


@pytest.mark.parametrize(
    ("name", "address", "number"),
    [
        ("linux/amd64", 0xC000000000, 0x203000),
        ("linux/amd64", 0, 1 << 21),
        ("linux/amd64", 0xFFFF_8000_0000_0000, 0),
        ("linux/arm64", 0x4000000000, 0x1000),
        ("aix/ppc64", 0x0A00_0000_0400_0000, 1),
        ("linux/386", 0xFFFF_FFFF, 1023),
        ("windows/amd64", 0xC000000000, 0x2030000),
    ],
)
def test_the_number_of_an_arena(name, address, number):
    assert port(name).arena_index(address) == number


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("linux/amd64", 1 << 47),
        ("linux/amd64", -1),
        ("linux/386", 1 << 32),
        ("linux/mips", 1 << 31),
        ("aix/ppc64", 0x1000),
        ("linux/arm64", 1 << 64),
    ],
)
def test_an_address_out_of_reach_is_refused(name, address):
    with pytest.raises(BadParameter, match="no arena"):
        port(name).arena_index(address)


def test_the_shares_that_the_source_names():
    sizes = {field.name: field.size for field in LINUX_AMD64.heap_arena_fields}
    arena = LINUX_AMD64.heap_arena_bytes
    assert round(sizes["bitmap"] / arena, 3) == 0.016
    assert round(sizes["noMorePtrs"] / arena, 5) == 0.00024
    assert LINUX_AMD64.sizeof_heap_arena == 1_133_584


def test_ports_that_the_table_in_the_source_leaves_out_or_has_wrong():
    assert port("ios/arm64").l2_bytes == 2 * MIB  # the comment says 33 bits and 8 KB
    assert port("ios/amd64").reach == 256 * TIB
    assert port("js/wasm").l2_bytes == 8 * KIB  # 32 bits of address, but 8-byte pointers


def test_an_unknown_port_is_refused():
    with pytest.raises(BadParameter, match="such as linux/amd64"):
        port("linux/sparc")
