"""Rows of real pages, the scripts that are played on them, and touches in another process."""

from __future__ import annotations

import sys

import pytest

from golearn.errors import BadParameter
from golearn.osmem.kernel_view import drawn
from golearn.osmem.libc import PAGE
from golearn.osmem.live import LiveError
from golearn.osmem.live_row import HINTS, LiveRow
from golearn.osmem.row_calls import RowCall, parse_script
from golearn.osmem.touch_child import touch_in_child

linux = pytest.mark.skipif(sys.platform != "linux", reason="live memory needs Linux")


def now(row: LiveRow) -> str:
    return drawn(row.view())


@linux
def test_rows_lie_where_go_asks_first():
    with LiveRow(4) as first, LiveRow(4) as second:
        for row in (first, second):
            row.do(RowCall("sysReserve", 0, 4))
        assert {first.base, second.base} <= set(HINTS)
        assert first.base != second.base
        second.do(RowCall("sysFree", 0, 4))
        second.do(RowCall("sysAlloc", 0, 4))
        assert second.base not in HINTS
        with pytest.raises(BadParameter, match="must take the whole row"):
            first.do(RowCall("sysAlloc", 0, 4))


@linux
def test_rows_share_no_addresses():
    """Not even those that are None: each row asks the kernel about its own."""
    rows = [LiveRow(4) for _ in range(5)]
    for number, row in enumerate(rows):
        for name in ("sysReserve", "sysMap", "touch"):
            row.do(RowCall(name, number % 4, 1))
        assert now(row) == "".join("#" if page == number % 4 else "." for page in range(4))
    assert len({row.base for row in rows}) == len(rows)
    rows[0].do(RowCall("sysFree", 0, 1))
    with LiveRow(4) as other:
        other.do(RowCall("sysReserve", 0, 4))
        assert other.base not in {row.base for row in rows}
        assert now(rows[0]) == "...."
    for row in rows:
        row.close()
    with LiveRow(4) as again:
        again.do(RowCall("sysReserve", 1, 1))
        assert again.base == min(row.base for row in rows if row.base)


@linux
def test_where_all_wanted_addresses_are_taken(monkeypatch):
    monkeypatch.setattr("golearn.osmem.live_row.HINTS", HINTS[-1:])
    with LiveRow(4) as first, LiveRow(4) as second:
        for row in (first, second):
            row.do(RowCall("sysReserve", 1, 2))
            assert now(row) == ".--."
        assert first.base == HINTS[-1]
        assert second.base not in (None, HINTS[-1])


@linux
def test_a_row_begins_with_address_space():
    with LiveRow(4) as row:
        assert now(row) == "...."
        with pytest.raises(LiveError, match="begin with sysReserve or sysAlloc"):
            row.do(RowCall("sysMap", 0, 4))
        with pytest.raises(BadParameter, match="3 pages from page 2 on do not lie in the row"):
            row.do(RowCall("sysReserve", 2, 3))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sysMap 0", "line 1 'sysMap 0'; expected NAME FIRST PAGES"),
        ("sysMap 0 1\n\nsysmagic 0 1", "line 3 'sysmagic 0 1'; expected NAME FIRST PAGES"),
        ("sysMap 0 -1", "line 1 'sysMap 0 -1'"),
        ("sysMap 0 ²", "line 1 'sysMap 0 ²'"),
        ("sysMap 3 2", "line 1: 2 pages from page 3 on do not lie in the row"),
        ("sysMap 0 0", "line 1: 0 pages from page 0 on do not lie in the row"),
        ("touch 0 1\n" * 201, "201 calls; expected at most 200"),
    ],
)
def test_scripts_that_make_no_sense(text, said):
    with pytest.raises(BadParameter) as caught:
        parse_script(text, 4)
    assert str(caught.value).startswith(said)


def test_a_script():
    text = "# first\nSYSRESERVE 0 4  # all\n\n  touch 1 1\n"
    calls = parse_script(text, 4)
    assert calls == [("sysReserve", 0, 4), ("touch", 1, 1)]
    assert [str(call) for call in calls] == ["sysReserve pages 0 to 3", "touch page 1"]


# --- a process of its own ---------------------------------------------------------------------


@linux
@pytest.mark.parametrize(
    ("script", "page", "signal"),
    [
        ("sysReserve 0 4", 1, "SIGSEGV"),
        ("sysReserve 0 4\nsysMap 0 2", 1, ""),
        ("sysReserve 0 4\nsysMap 0 2", 2, "SIGSEGV"),
        ("sysAlloc 0 4\nsysFault 1 2", 2, "SIGSEGV"),
        ("sysAlloc 0 4\nsysFault 1 2", 3, ""),
        ("sysReserve 0 4\nsysMap 0 4\nsysFree 0 4", 3, "SIGSEGV"),
        ("", 3, "SIGSEGV"),
    ],
)
def test_a_touch_in_a_child(script, page, signal):
    report = touch_in_child(parse_script(script, 4), 4, page)
    assert report.signal == signal
    assert report.address % PAGE == 0
    if "sysAlloc" not in script:
        assert report.address == HINTS[0] + page * PAGE
    if signal:
        assert str(report) == f"SIGSEGV at {report.address:#x}"


@linux
def test_a_child_that_fails_on_its_way():
    with pytest.raises(LiveError, match=r"the process that was to touch the page failed: .*ours"):
        touch_in_child([RowCall("sysReserve", 0, 1), RowCall("sysMap", 0, 2)], 4, 0)
