"""Pictures of an address space and of the states: what they say, and what is drawn."""

from __future__ import annotations

import pytest
from matplotlib.patches import Rectangle

from golearn.errors import BadParameter
from golearn.osmem.address_space import AddressSpace
from golearn.osmem.space_events import Moved
from golearn.osmem.states import CALLS, State
from golearn.plots import Picture, address_states, colors, os_states
from golearn.plots.figures.address_states import regions
from golearn.plots.state_looks import RESIDENT, STATE_LOOKS
from golearn.units import MIB

BASE = 0xC000000000


def heap() -> AddressSpace:
    space = AddressSpace()
    space.watch = []
    space.map_foreign(48 * MIB, BASE + 64 * MIB)
    space.sys_reserve(64 * MIB, BASE)
    space.sys_map(BASE, 24 * MIB, "heap_sys")
    space.sys_used(BASE, 16 * MIB, 16 * MIB)
    space.touch(BASE, 9 * MIB)
    space.sys_unused(BASE + 4 * MIB, 3 * MIB)
    return space


def widths(picture: Picture, fill: str) -> list[int]:
    """Widths of the boxes of one colour in a bar, in MiB of the 112 that the bar stands for."""
    boxes = [p for p in picture.figure.axes[0].patches if isinstance(p, Rectangle)]
    wanted = [b for b in boxes if _hex(b) == fill.lower() and b.get_width() != 22]
    return [round(b.get_width() / 690 * 112) for b in wanted]


def _hex(box: Rectangle) -> str:
    from matplotlib.colors import to_hex

    return to_hex(box.get_facecolor())


def test_address_states():
    space = heap()
    picture = address_states(space)
    assert picture.alt == (
        "Address space, 1 region. From 0xc000000000 on: 4 MiB Ready, 3 MiB Prepared, 9 MiB Ready, "
        "8 MiB Prepared, 40 MiB Reserved, 48 MiB foreign (C); 6 MiB with physical memory."
    )
    for state, expected in (
        (State.READY, [4, 9]),
        (State.PREPARED, [3, 8]),
        (State.RESERVED, [40]),
        (State.FOREIGN, [48]),
    ):
        assert widths(picture, STATE_LOOKS[state].fill) == expected
    assert widths(picture, RESIDENT) == [4, 2]
    texts = [t.get_text() for t in picture.figure.axes[0].texts]
    assert "Reserved, 40 MiB" in texts and "C, 48 MiB" in texts
    assert picture.png()[:4] == b"\x89PNG"


def test_regions_that_lie_far_apart():
    space = heap()
    space.sys_alloc(5000, "other_sys")
    assert [len(group) for group in regions(list(space.ranges()))] == [7, 1]
    alt = address_states(space).alt
    assert "2 regions" in alt and "4.883 KiB Ready; 0 B with" in alt
    assert "1 region." in address_states(space, end=1 << 40).alt


def test_near_neighbours_are_one_region():
    space = AddressSpace()
    for at, size in ((0, 4 * MIB), (6 * MIB, MIB), (20 * MIB, MIB)):
        space.map_foreign(size, BASE + at)
    assert [len(group) for group in regions(list(space.ranges()))] == [2, 1]


def test_a_part_of_the_space():
    space = heap()
    picture = address_states(space, BASE + MIB, BASE + 15 * MIB)
    assert picture.alt.endswith(
        "From 0xc000100000 on: 3 MiB Ready, 3 MiB Prepared, 8 MiB Ready; 5 MiB with physical "
        "memory."
    )
    assert sum(widths(picture, RESIDENT)) == 5 * 112 // 14


def test_nothing_or_too_much_to_draw():
    with pytest.raises(BadParameter, match="0 regions"):
        address_states(AddressSpace())
    space = AddressSpace()
    for i in range(13):
        space.map_foreign(4096, (i + 1) << 30)
    with pytest.raises(BadParameter, match="13 regions"):
        address_states(space)
    assert "12 regions" in address_states(space, end=13 << 30).alt


def test_os_states_names_every_call():
    picture = os_states()
    texts = " ".join(t.get_text() for t in picture.figure.axes[0].texts)
    for call in CALLS.values():
        assert call.name in texts
        assert f"{call.name} from {' or '.join(call.before)} to {call.after}" in picture.alt
    assert "sysUsed from Prepared or Ready to Ready (mappedReady +prepared)" in picture.alt
    assert "is here" not in texts


@pytest.mark.parametrize("call", [*CALLS, "sysFreeOS"])
def test_os_states_marks_a_call(call):
    table = CALLS[call.removesuffix("OS")]
    event = Moved(call, BASE, MIB, ((table.before[0], MIB),), table.after)
    picture = os_states(event)
    assert picture.alt.endswith(f"Just made: {event} The range is {table.after} now.")
    marked = {
        t.get_text().split(":")[0]
        for t in picture.figure.axes[0].texts
        if t.get_color() == colors.CHOSEN
    }
    assert call.removesuffix("OS") in marked
    assert not marked & (set(CALLS) - {call.removesuffix("OS")})
    names = [t.get_text().split(":")[0] for t in picture.figure.axes[0].texts]
    drawn = [name for name in names[:-1] if name in CALLS]  # the last says what was made
    assert sorted(drawn) == sorted(CALLS)


def test_os_states_at_a_state():
    assert os_states(at=State.RESERVED).alt.endswith("The range is Reserved now.")
    with pytest.raises(BadParameter):
        os_states(at=State.FOREIGN)
    foreign = Moved("mmap by C", BASE, MIB, ((State.NONE, MIB),), State.FOREIGN)
    with pytest.raises(BadParameter):
        os_states(foreign)
