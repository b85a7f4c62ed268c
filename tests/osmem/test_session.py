"""The model and the kernel side by side: they agree after every call, live and recorded."""

from __future__ import annotations

import sys
from collections import Counter
from random import Random

import pytest

from golearn.errors import BadParameter
from golearn.osmem import session as sessions
from golearn.osmem.kernel_view import drawn
from golearn.osmem.live import LiveError
from golearn.osmem.process_map import read_maps
from golearn.osmem.recorded import _pack, _record, _touch, _unpack, recording
from golearn.osmem.refusals import Fault, IllegalTransition, OsMemoryError, WrongBooks
from golearn.osmem.row_calls import NAMES, RowCall, parse_script
from golearn.osmem.sequences import ARENA, LARGE, RECORDED, ROW, SEQUENCES, TOUCHES
from golearn.osmem.session import Session, can_be_live, play, signal_of_touch
from golearn.osmem.states import State

linux = pytest.mark.skipif(sys.platform != "linux", reason="live memory needs Linux")

PAGES = 8


def a_legal_call(session: Session, draw: Random) -> RowCall | None:
    """Any call that the model allows now; each name has the same chance."""
    for name in draw.sample(NAMES, len(NAMES)):
        for _ in range(6):
            first = draw.randrange(PAGES)
            call = RowCall(name, first, draw.randint(1, PAGES - first))
            if not session.model.why_not(call):
                return call
    return None


@linux
@pytest.mark.parametrize("seed", range(4))
def test_random_legal_calls_agree(seed):
    """Whatever the model allows, the kernel then says what the model expects."""
    draw = Random(seed)
    done: Counter[str] = Counter()
    while done.total() < 250:
        with Session(PAGES, live=True) as session:
            while call := a_legal_call(session, draw):
                if len(session.calls) == 30:
                    break
                moment = session.do(call)
                assert drawn(moment.expected) == drawn(moment.kernel), session.calls
                session.model.space.check()
                done[call.name] += 1
    assert min(done[name] for name in NAMES if name != "sysAlloc") >= 5


@linux
def test_random_calls_that_are_refused_change_nothing():
    draw = Random(5)
    refused = 0
    with Session(PAGES, live=True) as session:
        for _ in range(300):
            first = draw.randrange(PAGES)
            call = RowCall(draw.choice(NAMES), first, draw.randint(1, PAGES - first))
            before, views = session.model.states, session.kernel.view()
            try:
                session.do(call)
            except (OsMemoryError, BadParameter):
                refused += 1
                assert (session.model.states, session.kernel.view()) == (before, views)
    assert refused >= 100


@pytest.mark.parametrize("name", SEQUENCES)
@pytest.mark.parametrize("live", [pytest.param(True, marks=linux), False])
def test_sequences_agree_live_and_recorded(name, live):
    session = play(SEQUENCES[name], live=live)
    assert len(session.moments) == len(parse_script(SEQUENCES[name], ROW)) + 1
    assert all(moment.agree for moment in session.moments)


@linux
def test_the_recording_is_what_linux_says_today():
    recorded = recording()
    assert len(recorded["sequences"]) == len(RECORDED)
    for (script, pages), was in zip(RECORDED, recorded["sequences"], strict=True):
        now = _record(script, pages)
        assert list(now[:3]) == was[:3]
    assert [list(_touch(*touch)) for touch in TOUCHES] == recorded["touches"]


def test_there_and_back():
    moments = play(SEQUENCES["there and back"], live=False).moments
    assert [m.sys_stat for m in moments] == [0, 0, 16, 16, 16, 16, 16, 16, 0]
    assert [m.mapped_ready for m in moments] == [0, 0, 0, 16, 16, 8, 0, 16, 0]
    assert [m.resident for m in moments] == [0, 0, 0, 0, 16, 8, 0, 0, 0]
    assert set(moments[4].states) == {State.READY}
    assert moments[3].story == (
        "sysUsed: 64 KiB at 0xc000000000, Prepared → Ready; mappedReady +65,536.",
    )


def test_an_arena_costs_what_was_touched():
    moments = play(ARENA, LARGE, live=False).moments
    assert [m.resident for m in moments] == [0, 0, 0, 0, 256, 128, 128, 129]
    assert [m.mapped_ready for m in moments] == [0, 0, 0, 1024, 1024, 128, 192, 192]
    assert all(m.agree for m in moments)


@pytest.mark.parametrize("live", [pytest.param(True, marks=linux), False])
def test_what_is_refused_changes_nothing(live):
    with Session(live=live) as session:
        for call in parse_script(SEQUENCES["there and back"], ROW)[:2]:
            session.do(call)
        for call, error in (
            (RowCall("sysMap", 0, 16), IllegalTransition),
            (RowCall("touch", 0, 1), Fault),
            (RowCall("sysFree", 0, 16), WrongBooks),
            (RowCall("sysReserve", 0, 2), OsMemoryError),
            (RowCall("sysAlloc", 0, 16), BadParameter),
            (RowCall("sysUsed", 8, 9), BadParameter),
        ):
            assert session.model.why_not(call)
            with pytest.raises(error):
                session.do(call)
        assert len(session.calls) == 2 and len(session.moments) == 3
        call = RowCall("sysUsed", 0, 16)
        assert session.model.why_not(call) == ""
        assert session.do(call).agree


def test_a_recording_knows_only_what_was_recorded():
    with Session(live=False) as session:
        session.do(RowCall("sysReserve", 0, 16))
        with pytest.raises(LiveError, match="no Linux, so a recording answers"):
            session.do(RowCall("sysMap", 1, 1))
        assert len(session.moments) == 2
        assert session.do(RowCall("sysMap", 0, 4)).agree


def test_rows_are_packed():
    for row in ("....", "-", "", "-##ooo#" * 3):
        assert _unpack(_pack(row)) == row


def test_what_does_not_fit_is_not_live(monkeypatch):
    monkeypatch.setattr(sessions, "budget", lambda: ROW * sessions.PAGE)
    assert can_be_live(ROW) == (sys.platform == "linux")
    assert not can_be_live(ROW + 1)
    assert not Session(LARGE).live


@linux
def test_sessions_leave_nothing_behind():
    before = sum(m.start < 1 << 45 and m.start >= 0xC0 << 32 for m in read_maps())
    play(SEQUENCES["faults on purpose"], live=True)
    play(SEQUENCES["a heap that grows"], live=True)
    with pytest.raises(OsMemoryError):
        play("sysReserve 0 4\nsysUsed 0 4", live=True)
    assert sum(m.start < 1 << 45 and m.start >= 0xC0 << 32 for m in read_maps()) == before


def test_the_signal_of_a_touch(monkeypatch):
    signals = [signal_of_touch(script, page, row) for script, row, page in TOUCHES]
    assert signals == ["SIGSEGV", "", "SIGSEGV", "SIGSEGV"]
    monkeypatch.setattr(sessions, "can_be_live", lambda pages: False)
    assert [signal_of_touch(script, page, row) for script, row, page in TOUCHES] == signals
    with pytest.raises(LiveError, match="was not recorded"):
        signal_of_touch("sysReserve 0 16", 9)
