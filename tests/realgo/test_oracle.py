"""The oracle gives the same answer live and from recordings, and the model agrees with it."""

from __future__ import annotations

import numpy as np
import pytest

from golearn.realgo import GoFailed, NoToolchain, load_recording, predict, recordings
from golearn.realgo.oracle import ask_go, ask_snippet, model_toolchain, puzzles
from golearn.trace import Trace

PUZZLES = puzzles()
SNIPPET = """package main

type point struct{ x, y, z float64 }

var kept []any

func main() {
	for i := 0; i < 100; i++ {
		kept = append(kept, &point{}, make([]byte, 1000))
	}
}
"""


@pytest.fixture
def no_go(monkeypatch):
    monkeypatch.setenv("GOLEARN_GO", "/no/such/go")


@pytest.fixture
def go():
    if model_toolchain() is None:
        pytest.skip("no Go 1.21 here")


@pytest.mark.parametrize("name", PUZZLES)
def test_the_model_solves_every_puzzle(name):
    trace, run = PUZZLES[name]
    addresses, stats = predict(trace)
    assert np.array_equal(addresses, run.addresses)
    assert stats.mallocs == run.stats["Mallocs"]
    assert run.version == "go1.21.13"


def test_names_and_order():
    assert list(PUZZLES)[:2] == ["the same again", "pointers or none"]
    assert len(PUZZLES) >= 10


def test_recorded_answers_need_no_toolchain(no_go):
    trace, run = PUZZLES["tiny"]
    same = Trace.parse("a 0 5\na 1 3\na 2 6\na 3 8\na 4 1", "typed in")
    assert ask_go(same) is not None
    assert np.array_equal(ask_go(same).addresses, run.addresses)
    for name in recordings():
        trace, run = load_recording(name)
        assert np.array_equal(ask_go(trace).addresses, run.addresses)


def test_an_unknown_trace_without_a_toolchain(no_go):
    with pytest.raises(NoToolchain, match="no recording of it; install one with: pip install"):
        ask_go(Trace.parse("a 0 12345", "mine"))
    with pytest.raises(NoToolchain, match="no recording 'mine'"):
        ask_snippet(SNIPPET, "mine")


def test_a_recorded_snippet(no_go):
    found = ask_snippet(SNIPPET, "points")
    assert found.agreement == 1
    assert int((found.trace.size == 1024).sum()) >= 100


@pytest.mark.parametrize("name", PUZZLES)
def test_live_equals_recorded(go, name):
    trace, run = PUZZLES[name]
    assert np.array_equal(ask_go(trace).addresses, run.addresses)


def test_a_live_snippet_that_crashes(go):
    with pytest.raises(GoFailed, match="main ended with status 2: panic: oops"):
        ask_snippet('package main\n\nfunc main() { panic("oops") }\n', "points")


def test_a_live_snippet(go):
    found = ask_snippet(SNIPPET, "there is no such recording")
    assert found.agreement == 1
    assert int((found.trace.size == 1024).sum()) >= 100
