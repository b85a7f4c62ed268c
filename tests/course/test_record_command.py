"""`golearn record --go`: what is written, what is refused, and a real program."""

from __future__ import annotations

from pathlib import Path

import pytest

import golearn.realgo as realgo
from golearn.course.cli import main
from golearn.course.commands.long_work import LongWork
from golearn.course.commands.record import program_name
from golearn.realgo import NoToolchain, Recorded, find_toolchain
from golearn.trace import Trace, read

TRACE = "a 0 32 p\na 1 64\nf 0\ngc\na 2 16\n"
PROGRAM = """package main

import "os"

var kept [][]byte

func main() {
	for i := 0; i < 10*len(os.Args); i++ {
		kept = append(kept, make([]byte, 5000))
	}
	println("not shown")
}
"""


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """No Go is run; what `record_go` was asked for."""
    calls = []

    def record_go(target, args, on_allocation):
        calls.append((target, list(args)))
        return Recorded(Trace.parse(TRACE, "program"))

    monkeypatch.setattr(realgo, "record_go", record_go)
    monkeypatch.chdir(tmp_path)
    return calls


def test_writes_a_trace_named_after_the_program(asked, capsys):
    assert main(["record", "--go", "cmd/main.go"]) == 0
    assert asked == [("cmd/main.go", [])]
    assert capsys.readouterr().out == (
        "main.trace: 3 allocations, 1 collection, at most 96 B live.\n"
        "Compare allocators with: golearn replay main.trace --with go first-fit\n"
    )
    assert Path("main.trace").read_text().startswith("# main\n")
    trace = read("main.trace")
    assert trace == Trace.parse(TRACE) and trace.name == "main"


def test_arguments_reach_the_program_and_a_packed_file_is_packed(asked):
    line = ["record", "--go", "./cmd/tool", "-o", "out.trace.gz", "--", "-v", "input.txt"]
    assert main(line) == 0
    assert asked == [("./cmd/tool", ["-v", "input.txt"])]
    assert Path("out.trace.gz").read_bytes()[:2] == b"\x1f\x8b"
    assert main(line) == 0, "-o replaces"


def ending(monkeypatch, **how):
    """Let the program end in some other way than well."""
    run = Recorded(Trace.parse(TRACE), **how)
    monkeypatch.setattr(realgo, "record_go", lambda *_args, **_options: run)


def test_a_program_that_fails_leaves_its_trace(asked, capsys, monkeypatch):
    ending(monkeypatch, failure="main ended with status 2: mine\npanic: oops")
    assert main(["record", "--go", "main.go"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("main.trace: 3 allocations")
    assert err == "golearn: main ended with status 2: mine panic: oops\n"
    assert read("main.trace") == Trace.parse(TRACE)


def test_a_program_that_ctrl_c_ended_leaves_its_trace(asked, capsys, monkeypatch):
    ending(monkeypatch, stopped=True)
    assert main(["record", "--go", "main.go"]) == 130
    assert "\nCtrl-C ended the program; the trace goes up to there.\n" in capsys.readouterr().out
    assert read("main.trace") == Trace.parse(TRACE)


def test_what_could_not_be_read_is_told(asked, capsys, monkeypatch):
    ending(monkeypatch, unread=2)
    assert main(["record", "--go", "main.go"]) == 0
    assert "\nMissing: 2 allocations or frees; the program wrote" in capsys.readouterr().out


def test_the_progress_bar_hears_of_each_allocation(asked, monkeypatch):
    heard = []
    monkeypatch.setattr(LongWork, "at", lambda _self, done: heard.append(done))

    def record_go(_target, _args, on_allocation):
        on_allocation(1)
        on_allocation(2)
        return Recorded(Trace.parse(TRACE))

    monkeypatch.setattr(realgo, "record_go", record_go)
    assert main(["record", "--go", "main.go"]) == 0
    assert heard == [1, 2]


def test_a_file_that_is_there_is_not_replaced_unasked(asked, capsys):
    Path("main.trace").write_text("mine")
    assert main(["record", "--go", "main.go"]) == 1
    assert "main.trace: is there already; name a file with -o" in capsys.readouterr().err
    assert Path("main.trace").read_text() == "mine"
    assert asked == []


@pytest.mark.parametrize("out", ["folder", "nowhere/x.trace"])
def test_an_output_that_cannot_be_is_refused_before_the_work(asked, capsys, out):
    Path("folder").mkdir()
    assert main(["record", "--go", "main.go", "-o", out]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert asked == []


NAMES = {
    "main.go": "main",
    "cmd/main.go": "main",
    "./cmd/tool": "tool",
    "example.org/x/tool": "tool",
    "/": "program",
}


@pytest.mark.parametrize("target", NAMES)
def test_program_names(target):
    assert program_name(target) == NAMES[target]


def test_the_present_folder_has_a_name(tmp_path, monkeypatch):
    (tmp_path / "tool").mkdir()
    monkeypatch.chdir(tmp_path / "tool")
    assert program_name(".") == "tool"


@pytest.fixture
def go():
    try:
        toolchain = find_toolchain()
    except NoToolchain as error:
        pytest.skip(str(error))
    if not toolchain.is_the_model:
        pytest.skip(f"the model describes Go 1.21, this is {toolchain.version}")


def test_live(go, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("grow.go").write_text(PROGRAM)
    assert main(["record", "--go", "grow.go", "--", "-x", "y"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("grow.trace: ") and err == ""
    assert int((read("grow.trace").size == 5376).sum()) == 30


def test_a_program_that_does_not_compile_is_one_line(go, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("bad.go").write_text("package main\n\nfunc main() { nonsense }\n")
    assert main(["record", "--go", "bad.go"]) == 1
    err = capsys.readouterr().err
    assert "nonsense" in err and err.count("\n") == 1
    assert [p.name for p in Path().iterdir()] == ["bad.go"]
