"""`golearn verify`: with recordings, with a real toolchain, without one, and when it differs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import golearn.realgo as realgo
from golearn.course.cli import main
from golearn.realgo import NoToolchain, Verification, compare, find_toolchain, load_recording
from golearn.trace import Trace

SMALL = "a 0 24 p\na 1 7\na 2 40000\n"


@pytest.fixture
def no_go(monkeypatch):
    monkeypatch.setenv("GOLEARN_GO", "/no/such/go")


@pytest.fixture
def go():
    try:
        toolchain = find_toolchain()
    except NoToolchain as error:
        pytest.skip(str(error))
    if not toolchain.is_the_model:
        pytest.skip(f"the model describes Go 1.21, this is {toolchain.version}")


def differing(gc: bool = False, note: str = "") -> Verification:
    """The model against a run in which the second object lies elsewhere."""
    trace, real = load_recording("gc-large" if gc else "tiny")
    addresses = real.addresses.copy()
    addresses[1] += 16
    return Verification((compare(trace, replace(real, addresses=addresses)),), None, note)


def verifying(monkeypatch, result):
    """Let `golearn verify` believe that a live run gave `result`."""
    monkeypatch.setattr(realgo, "find_toolchain", lambda: realgo.Toolchain("go"))
    monkeypatch.setattr(realgo.Toolchain, "version", "go1.21.13")
    monkeypatch.setattr(realgo, "verify", lambda *_args: result)


def test_recordings_need_no_toolchain(capsys, no_go):
    assert main(["verify", "--recorded"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "golearn's model and go1.21.13 on linux/amd64"
    rows = [line.split() for line in out.splitlines()[2:]]
    assert [row[0] for row in rows] == realgo.recordings()
    assert {row[4] for row in rows} == {"100.00%"}
    assert ["mixed", "8,000", "8,000", "1", "100.00%", "132", "of", "132"] in rows


def test_one_recording_shows_memstats(capsys, no_go):
    assert main(["verify", "large", "--recorded"]) == 0
    out = capsys.readouterr().out
    assert "Mallocs                   1,500        1,500  equal" in out
    assert "BySize: 122 others" in out
    assert out.endswith("No difference: all 1,500 objects lie where go1.21.13 put them.\n")


def test_json(capsys, no_go):
    assert main(["verify", "gc-large", "--recorded", "--json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)
    assert result["agreement"] == 1.0
    assert result["first_difference"] is None
    assert result["counters"]["Mallocs"] == [778, 778]
    assert (result["trace"], result["events"], result["objects"]) == ("gc-large", 1500, 778)


@pytest.mark.parametrize("args", [["verify"], ["verify", "mixed"], ["record", "--go", "x.go"]])
def test_no_toolchain_is_one_line(capsys, no_go, tmp_path, monkeypatch, args):
    monkeypatch.chdir(tmp_path)
    assert main(args) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("golearn: GOLEARN_GO is set to '/no/such/go', and there is no Go there.")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_first_difference_is_told(capsys, monkeypatch):
    verifying(monkeypatch, differing())
    assert main(["verify", "tiny"]) == 1
    out = capsys.readouterr().out
    assert "99.99%" in out
    assert "tiny: object 1 (counted from 0) is the first that differs" in out
    assert "The model's reasons:\n1. " in out


@pytest.mark.parametrize("result", [differing(gc=True), differing(note="this is go1.99")])
def test_where_the_model_claims_nothing_a_difference_is_no_failure(capsys, monkeypatch, result):
    verifying(monkeypatch, result)
    assert main(["verify", result.runs[0].trace.name]) == 0
    out = capsys.readouterr().out
    assert "is the first that differs" in out
    assert ("Note: this is go1.99." in out) == bool(result.note)


def test_a_counter_that_differs_is_shown(capsys, monkeypatch):
    trace, real = load_recording("large")
    wrong = replace(real, stats={**real.stats, "Mallocs": 1501})
    verifying(monkeypatch, Verification((compare(trace, wrong),), None, ""))
    assert main(["verify", "large"]) == 1
    out = capsys.readouterr().out
    assert "131 of 132" in out
    assert "Mallocs                   1,501        1,500  differs" in out


WRONG = {
    ("verify", "--runs", "0"): "'0' is no number of runs; expected 1 to 99",
    ("verify", "--runs", "many"): "'many' is no number of runs",
    ("verify", "a", "b"): "unrecognized arguments: b",
    ("record",): "the following arguments are required: --go",
    ("record", "--go", "x.go", "-v"): "unrecognized arguments: -v",
}


@pytest.mark.parametrize("args", WRONG, ids=" ".join)
def test_a_wrong_command_line(capsys, args):
    with pytest.raises(SystemExit) as stop:
        main(list(args))
    assert stop.value.code == 2
    assert WRONG[args] in capsys.readouterr().err


def test_unknown_names(capsys, monkeypatch):
    verifying(monkeypatch, differing())
    assert main(["verify", "mixd"]) == 1
    assert "no such file or recording; did you mean 'mixed'" in capsys.readouterr().err
    assert main(["verify", "mixd", "--recorded"]) == 1
    assert "no such recording" in capsys.readouterr().err


def test_live(go, capsys, tmp_path):
    path = tmp_path / "mine.trace"
    path.write_text(SMALL)
    assert main(["verify", str(path)]) == 0
    out = capsys.readouterr().out
    words = [line.split() for line in out.splitlines()]
    assert "mine 3 3 1 100.00% 132 of 132".split() in words
    assert "Mallocs 3 3 equal".split() in words
    path.write_text(SMALL + "f 2\ngc\na 3 40000\n")
    assert main(["verify", str(path), "--runs", "2", "--json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)
    assert result["runs"] == 2 and result["real_agreement"] is not None


def test_names_of_all_kinds_are_read(monkeypatch):
    from golearn.course.commands.verify import _read

    for name in ("mixed", "gofmt", "sqlite"):
        trace = _read(name)
        assert isinstance(trace, Trace) and trace.name == name
