"""The page of speed: what is said about targets, and that the prose around it stays."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.__main__ import DOCS, MODULES
from benchmarks.chart import draw
from benchmarks.go_programs import churn, only_requests
from benchmarks.page import BEGIN, END, measured, rewrite
from benchmarks.race import race
from benchmarks.results import Other, Row, number, times
from golearn.trace import Op

MET = Row("T", "met", 19.0, "ns", 20, (Other("real Go", 38.0, 0.6), Other("walking", 5700.0)))
MISSED = Row("T", "missed", 21.0, "ns", 20, (Other("real Go", 30.0, 0.6),))
FREE = Row("U", "no target", 0.5, "s")


def test_what_is_missed():
    assert MET.missed == FREE.missed == []
    assert MISSED.missed == [
        "21.0 ns instead of 20.0",
        "1.43 × as quick as real Go instead of 1.67 ×",
    ]


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.5, "2.00 ×"),
        (1.25, "0.80 ×"),
        (1 / 30, "30.0 ×"),
    ],
)
def test_shares_as_times(share, words):
    assert times(share) == words


def test_numbers_to_read():
    assert [number(v) for v in (0.123, 4.5, 12.34, 123.4, 12_345)] == [
        *("0.12", "4.50", "12.3", "123", "12,345")
    ]


def test_the_page_keeps_its_prose(tmp_path):
    page = tmp_path / "speed.md"
    page.write_text(f"before\n{BEGIN}\nold \\1\n{END}\nafter\n")
    text = measured([MET, MISSED, FREE], {"T": "note", "U": "other"}, {"cores": "2"}, "alt")
    rewrite(page, text)
    rewrite(page, text)
    new = page.read_text()
    assert new.startswith(f"before\n{BEGIN}\ncores: 2.\n") and new.endswith(f"{END}\nafter\n")
    assert "2 of 4 targets are missed" in new and "old" not in new
    assert "| met | 19.0 ns | ≤ 20.0 | 2.00 × as quick as real Go (38.0 ns)<br>300 ×" in new
    assert "| ≥ 1.67 ×<br> |" in new


def test_a_page_without_marks_is_left_alone(tmp_path):
    page = tmp_path / "speed.md"
    page.write_text("prose")
    with pytest.raises(ValueError, match="0 places"):
        rewrite(page, "text")
    assert page.read_text() == "prose"


def test_the_real_page_has_its_marks():
    text = (DOCS / "speed.md").read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1


def test_the_picture_says_what_it_shows():
    alt = draw([MET, MISSED, FREE]).alt
    assert "1.43 to 2.00 times as quick as real Go" in alt
    assert "; 300 times as quick as walking" in alt
    assert "2 costs as shares of their targets, of which 1 are met" in alt


def test_every_topic_has_its_note():
    for module in MODULES.values():
        assert module.TOPIC and module.NOTE and callable(module.rows)


def test_those_who_race_take_turns():
    order = []

    def runner(name, cost):
        return lambda: order.append(name) or float(cost)

    assert race({"a": runner("a", 1), "b": runner("b", 2)}, 2) == {"a": 1.0, "b": 2.0}
    assert order == ["a", "b"] * 3


@pytest.mark.parametrize("collections", [False, True])
def test_churn_holds_what_it_says(collections):
    program = churn(1_000, collections, live=50)
    trace = program.trace
    live = np.cumsum(np.select([trace.op == Op.ALLOC, trace.op == Op.FREE], [1, -1], 0))
    assert live.max() == 50 and live[50:].min() == 49
    assert (trace.counts[Op.GC] > 0) == collections
    for slot in range(50):  # a variable is dropped before it is set again
        mine = trace.op[(program.slot == slot) & (trace.op != Op.GC)]
        assert mine.tolist() == ([Op.ALLOC, Op.FREE] * len(mine))[: len(mine)]


def test_only_requests():
    assert only_requests(100).trace.allocations == 100
