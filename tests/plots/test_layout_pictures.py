"""Pictures of how the heap is laid out: what they say must follow from the ports."""

from __future__ import annotations

import pytest

from golearn import plots
from golearn.errors import BadParameter
from golearn.goheap import GoAllocator
from golearn.layout.linear import LinearLayout
from golearn.layout.ports import LINUX_AMD64, PORTS, port
from golearn.layout.sparse import SparseLayout
from golearn.osmem.address_space import AddressSpace
from golearn.plots.figures.address_zoom import lenses
from golearn.plots.figures.layout_scale import FIRST, linear_parts, sparse_parts
from golearn.plots.figures.port_bits import group_ports
from golearn.units import MIB


@pytest.mark.parametrize("name", PORTS)
def test_the_lenses_lead_back_to_the_address(name):
    p = port(name)
    address = p.arena_base(p.l2_entries // 3) + 12_345
    levels = lenses(address, p)
    into = sum(lens.part * (lens.size // lens.parts) for lens in levels[1:])
    assert p.arena_base(levels[0].part) + into == address
    assert [lens.size // lens.parts for lens in levels] == [*(each.size for each in levels[1:]), 1]


def test_address_zoom_names_each_step():
    picture = plots.address_zoom(0xC0004B7A18)
    assert picture.alt == (
        "Zoom to address 0xc0004b7a18 on linux/amd64: arena 2,109,440 of 4,194,304 in 256 TiB, "
        "page 603 of 8,192 in 64 MiB, word 835 of 1,024 in 8 KiB, byte 0 of 8 in 8 B."
    )
    assert picture.png().startswith(b"\x89PNG")
    with pytest.raises(BadParameter, match="no arena"):
        plots.address_zoom(1 << 50)


def test_port_bits_shows_every_port_once():
    groups = group_ports(PORTS.values())
    assert sum(map(len, groups.values())) == len(PORTS)
    for cut, ports in groups.items():
        assert {sum(cut.bits)} == {p.heap_addr_bits for p in ports}
        assert len({(p.l1_entries, p.l2_bytes, p.heap_arena_bytes) for p in ports}) == 1
    alt = plots.port_bits().alt
    assert "2 ports (windows/amd64, arm64): 6 + 20 + 9 + 13 bits" in alt
    assert "1 port (ios/arm64): 0 + 18 + 9 + 13 bits" in alt


def test_heap_arena_shows_the_shares_that_go_names():
    alt = plots.heap_arena().alt
    assert "bitmap 1,048,576 B (1.6 %), noMorePtrs 16,384 B (0.024 %)" in alt
    assert alt.endswith(f"In all {LINUX_AMD64.sizeof_heap_arena:,} B.")
    assert "bitmap 131,072 B (3.1 %)" in plots.heap_arena(port("linux/386")).alt


def test_both_layouts_true_to_scale():
    alt = plots.layout_scale().alt
    assert "Linear: 528.5 GiB of 128 TiB, spans 512 MiB, bitmap 16 GiB, arena 512 GiB." in alt
    assert "Sparse with one arena: 97.08 MiB of 128 TiB, arena 64 MiB" in alt


def test_the_first_arena_takes_what_the_figure_says():
    layout = SparseLayout()
    layout.grow(4 * MIB, 4 * MIB)
    taken = sum(r.size for r in layout.space.ranges())
    assert taken == sum(part.size for part in sparse_parts())
    linear = LinearLayout()
    areas = {part.name: part.size for part in linear_parts()}
    assert linear.bitmap_start - linear.spans_start == areas["spans"]
    assert linear.arena_start - linear.bitmap_start == areas["bitmap"]
    assert linear.spans_start == FIRST == layout.first


def test_two_layouts_names_what_leads_where():
    picture = plots.two_layouts()
    assert "spans of 512 MiB, bitmap of 16 GiB and arena of 512 GiB lie in one piece" in picture.alt
    assert "a second level of 4,194,304 entries" in picture.alt
    assert picture.png().startswith(b"\x89PNG")


def test_a_walk_is_drawn_to_its_end():
    space = AddressSpace()
    linear, sparse = LinearLayout(space), SparseLayout()
    walks = {"linear": linear.walk(5), "sparse": sparse.walk(5)}
    picture = plots.span_walk(walks)
    assert picture.alt == (
        "linear, 0x5: not below the arena, 0xc420000000?: no. "
        "No span: this is no address of an object. sparse, 0x5: subtract 0xffff800000000000: "
        "0x800000000005; divide by the size of an arena, 2^26: 2,097,152; "
        "is 2,097,152 below 4,194,304?: yes; arenas[0][2,097,152]: nil; is there an arena?: no. "
        "No span: this is no address of an object."
    )


def test_arena_pages_shows_what_the_arena_holds():
    go = GoAllocator(layout=SparseLayout())
    keep, drop = go.malloc(24, pointers=True), go.malloc(100_000)
    go.free(drop)
    go.gc()
    arena = go.heap.layout.arena_of(keep)
    picture = plots.arena_pages(arena, 32, "after a collection")
    assert picture.alt == (
        "after a collection: a span of 1 page at page 0, a free span of 13 pages at page 1; "
        "pageInUse 0; pageMarks 0; pageSpecials empty; zeroedBase at page 18."
    )
    assert picture.png().startswith(b"\x89PNG")
    with pytest.raises(BadParameter, match="8,192 pages"):
        plots.arena_pages(arena, 9000)
