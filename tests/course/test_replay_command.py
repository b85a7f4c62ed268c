"""`golearn replay`: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import csv
import gzip
import json
import resource
import signal
import subprocess
import time

import pytest

from golearn.course.cli import main
from golearn.course.commands import long_work
from golearn.replay import MAKERS, Options, make_allocator, replay
from golearn.trace import Trace, read, shipped, write
from tests.course.command import COMMAND, ENVIRONMENT, golearn

TEXT = "a 1 40\na 2 8\na 3 32\na 4 8\nf 1\nf 3\na 5 24\na 6 32\na 7 16\n"
LONG = "".join(f"a {i} {i % 300 + 1}\n" for i in range(60_000))


@pytest.fixture
def trace(tmp_path):
    path = tmp_path / "small.trace"
    path.write_text(TEXT)
    return path


def run(capsys, *args):
    code = main([str(arg) for arg in args])
    out, err = capsys.readouterr()
    return code, out, err


# --- the table --------------------------------------------------------------------------------


def test_table_compares_all_allocators_in_80_columns(trace, capsys):
    code, out, err = run(capsys, "replay", trace, "--with", *MAKERS)
    assert (code, err) == (0, "")
    assert out.startswith("small: 9 events, 7 placements, at most 88 B live\n")
    assert all(f"\n{name} " in out for name in MAKERS)
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out


def test_table_shows_the_numbers_of_the_summary(trace, capsys):
    _, out, _ = run(capsys, "replay", trace, "--with", "first-fit", "best-fit")
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines() if "-fit " in line}
    assert rows["first-fit"][:4] == ["88", "B", "100.0%", "0.0%"]
    assert rows["best-fit"][:3] == ["104", "B", "84.6%"]


def test_out_of_memory_is_a_result(trace, capsys):
    code, out, err = run(capsys, "replay", trace, "--with", "bump", "first-fit", "--heap", 100)
    assert (code, err) == (0, "")
    assert "bump stopped at event 6: out of memory" in out
    rows = [line.split() for line in out.splitlines()[1:4]]
    assert rows[0][-1] == "stopped"
    assert (rows[1][0], rows[1][-1]) == ("bump", "6")
    assert rows[2][0] == "first-fit"
    assert "first-fit stopped" not in out


def test_what_is_special_about_go_is_said_below_the_table(trace, capsys):
    _, out, _ = run(capsys, "replay", trace, "--with", "go", "--align", 32)
    assert "(align 32)" in out
    assert "go takes memory from the system 4 MiB at a time." in out
    assert "ignores the options" in out
    _, out, _ = run(capsys, "replay", trace, "--with", "go", "bump")
    assert "4 MiB at a time" in out
    assert "ignores" not in out
    _, out, _ = run(capsys, "replay", trace, "--with", "bump", "--align", 32)
    assert "4 MiB at a time" not in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a 1 8\nf 1\n", True),
        ("a 1 8\nr 1 16\n", True),
        ("a 1 8\na 2 16\n", False),
        ("a 1 8\nf 1\ngc\n", False),
    ],
)
def test_that_go_gets_nothing_back_without_gc_is_said(tmp_path, capsys, text, said):
    (tmp_path / "x.trace").write_text(text)
    _, out, _ = run(capsys, "replay", tmp_path / "x.trace", "--with", "go")
    words = "This trace has no gc, so Go gets nothing back: its heap is all that was ever asked for"
    assert (words in " ".join(out.split())) == said
    assert max(map(len, out.splitlines())) <= 80
    _, out, _ = run(capsys, "replay", tmp_path / "x.trace", "--with", "bump")
    assert "no gc" not in out


def test_an_allocator_that_refuses_does_not_take_the_others_along(trace, tmp_path, capsys):
    out_csv = tmp_path / "out.csv"
    args = ("--with", "segregated-fit", "first-fit", "--align", 8192, "--placements", out_csv)
    code, out, err = run(capsys, "replay", trace, *args)
    assert code == 1
    assert err == "golearn: segregated-fit: a run of 4096 bytes holds no block of 8192\n"
    assert "\nfirst-fit " in out and "\nsegregated-fit " not in out
    assert [p.name for p in tmp_path.glob("out*")] == ["out.first-fit.csv"]
    code, out, err = run(capsys, "replay", trace, "--with", "segregated-fit", "--align", 8192)
    assert (code, out) == (1, "")
    assert err.startswith("golearn: segregated-fit: a run of ")


def test_go_has_as_many_processors_as_the_trace_uses(tmp_path, capsys):
    path = tmp_path / "two.npy"
    made = Trace([0, 0, 0], [1, 2, 3], [64, 64, 64], processor=[0, 2, 0])
    write(made, path)
    code, out, err = run(capsys, "replay", path, "--with", "go", "bump", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["options"]["processors"] == 3
    assert [row["placements"] for row in found["results"]] == [3, 3]


@pytest.mark.parametrize("text", ["", "# nothing\n\n"])
def test_a_trace_without_events(tmp_path, capsys, text):
    (tmp_path / "empty.trace").write_text(text)
    code, out, err = run(capsys, "replay", tmp_path / "empty.trace", "--with", "bump", "go")
    assert (code, out) == (1, "")
    assert err.endswith("empty.trace: no event in it\n")


def test_json(trace, capsys):
    code, out, _ = run(
        capsys, "replay", trace, "--with", "bump", "next-fit", "--heap", 100, "--json"
    )
    found = json.loads(out)
    assert code == 0
    options = {"heap": 100, "align": None, "header": 0, "coalesce": "immediate", "processors": 1}
    assert found["options"] == options
    bump, next_fit = found["results"]
    assert (bump["allocator"], bump["stopped_at"]) == ("bump", 6)
    assert "out of memory" in bump["stopped"]
    assert next_fit["allocator"] == "next-fit"


def test_options_reach_the_allocator(trace, capsys):
    args = ("--heap", 4096, "--align", 32, "--header", 16, "--coalesce", "deferred", "--json")
    _, out, _ = run(capsys, "replay", trace, "--with", "first-fit", *args)
    options = Options(4096, 32, 16, "deferred")
    history = replay(read(trace), make_allocator("first-fit", options))
    assert json.loads(out)["results"][0]["visited_max"] == history.visited.max()
    assert json.loads(out)["results"][0]["internal_at_peak"] > 0.3


def test_the_name_of_a_recording_is_a_trace(capsys):
    if not shipped():
        pytest.skip("no recording is shipped")
    name = next(iter(shipped()))
    assert run(capsys, "replay", name, "--with", "bump")[0] == 0


def test_a_name_that_is_nearly_one_of_a_recording(capsys):
    code, out, err = run(capsys, "replay", "sqlit", "--with", "bump")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(
        "golearn: sqlit: no such file or recording; did you mean 'sqlite'? (recordings: "
    )


def test_an_allocator_named_twice_is_run_once(trace, capsys):
    _, out, _ = run(capsys, "replay", trace, "--with", "bump", "bump", "--json")
    assert len(json.loads(out)["results"]) == 1


# --- placements -------------------------------------------------------------------------------


def test_placements_are_those_of_the_replay(trace, tmp_path, capsys):
    out = tmp_path / "out.csv"
    assert run(capsys, "replay", trace, "--with", "first-fit", "--placements", out)[0] == 0
    assert out.read_text() == (
        "event,object,address,size,block\n"
        "0,1,0,40,40\n1,2,40,8,8\n2,3,48,32,32\n3,4,80,8,8\n"
        "6,5,0,24,24\n7,6,48,32,32\n8,7,24,16,16\n"
    )


def test_placements_of_several_have_a_file_each(trace, tmp_path, capsys):
    out = tmp_path / "out.csv"
    run(capsys, "replay", trace, "--with", "bump", "best-fit", "--placements", out)
    assert {p.name for p in tmp_path.glob("out*")} == {"out.bump.csv", "out.best-fit.csv"}
    with (tmp_path / "out.bump.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [int(row["address"]) for row in rows] == [0, 40, 48, 80, 88, 112, 144]


def test_placements_stay_as_they_were_when_one_cannot_be_written(trace, tmp_path, capsys):
    """The second of two files is in the way; the first must not have changed either."""
    (tmp_path / "out.bump.csv").write_text("mine")
    (tmp_path / "out.best-fit.csv").mkdir()
    code, _, err = run(
        capsys, "replay", trace, "--with", "bump", "best-fit", "--placements", tmp_path / "out.csv"
    )
    assert code == 1
    assert "out.best-fit.csv" in err
    assert (tmp_path / "out.bump.csv").read_text() == "mine"
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("", "this is a folder"),
        ("nowhere/out.csv", "there is no folder"),
        ("small.trace", "this is the trace itself"),
    ],
)
def test_places_that_cannot_hold_placements(trace, tmp_path, capsys, out, says):
    code, printed, err = run(
        capsys, "replay", trace, "--with", "bump", "--placements", tmp_path / out
    )
    assert (code, printed) == (1, "")
    assert says in err
    assert trace.read_text() == TEXT


# --- what is refused --------------------------------------------------------------------------

BAD_TRACES = {
    "x 1 2": "line 1: unknown operation 'x'",
    "a 1": "line 1: 'a 1' has too few or too many words; expected 'a ID SIZE [p]'",
    "a 1 8\nf 2": "line 2: object 2 is not known",
    "a 1 8\na 1 8": "line 2: object 1 was allocated before",
    "a 1 8\nf 1\nf 1": "line 3: object 1 is freed twice",
    "a 1 -8": "line 1: size -8 is negative",
    "a 1 eight": "line 1: 'eight' is not a number",
    "a 1 140737488355329": "line 1: size 140737488355329 is over 2^47",
    "\0\0\0": "line 1: binary data",
    "0\n1\n5\n1\na 0 8\n": "the file is truncated",
}


@pytest.mark.parametrize("text", BAD_TRACES)
def test_a_bad_trace_gives_one_line(tmp_path, capsys, text):
    path = tmp_path / "bad.trace"
    path.write_bytes(text.encode())
    code, out, err = run(capsys, "replay", path, "--with", "bump")
    assert (code, out) == (1, "")
    assert err.startswith(f"golearn: {path}")
    assert BAD_TRACES[text] in err
    assert err.count("\n") == 1


def test_a_missing_file_a_folder_and_a_cut_gzip_give_one_line(tmp_path, capsys):
    cut = tmp_path / "cut.trace.gz"
    cut.write_bytes(gzip.compress(LONG.encode())[:-200])
    for path, says in (
        (tmp_path / "none", "no such file"),
        (tmp_path, "this is a folder"),
        (cut, "truncated"),
    ):
        code, out, err = run(capsys, "replay", path, "--with", "bump")
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert says in err


@pytest.mark.parametrize("byte", [b"\0", b"0", b"\n0"])
def test_100_megabytes_of_zeros_take_little_memory(tmp_path, byte):
    path = tmp_path / "zeros"
    with path.open("wb") as out:
        for _ in range(100):
            out.write(byte * ((1 << 20) // len(byte)))
    limit = 700 << 20

    def lower() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    done = golearn("replay", path, "--with", "bump", preexec_fn=lower)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("golearn: ")
    assert "not enough memory" not in done.stderr


USAGE = {
    ("replay", "t", "--with", "frist-fit"): "did you mean 'first-fit'",
    ("replay", "t", "--with", "zzz"): "one of bump, first-fit, next-fit",
    ("replay", "t"): "--with",
    ("replay", "--with", "bump"): "TRACE",
    ("replay", "t", "--with", "bump", "--heap", "-1"): "--heap",
    ("replay", "t", "--with", "bump", "--heap", "lots"): "not a number of bytes",
    ("replay", "t", "--with", "bump", "--align", "12"): "no power of two",
    ("replay", "t", "--with", "bump", "--coalesce", "later"): "deferred",
    ("replay", "t", "--with", "bump", "--nonsense"): "unrecognized arguments: --nonsense",
    ("nonsense",): "invalid choice",
    (): "COMMAND",
}


@pytest.mark.parametrize("args", USAGE, ids=" ".join)
def test_a_wrong_command_line(capsys, args):
    with pytest.raises(SystemExit) as stop:
        main(list(args))
    assert stop.value.code == 2
    assert USAGE[args] in capsys.readouterr().err


# --- as a process -----------------------------------------------------------------------------


def test_a_reader_that_leaves_early_sees_no_traceback(tmp_path):
    path = tmp_path / "long.trace"
    path.write_text(LONG)
    process = subprocess.Popen(
        [*COMMAND, "replay", str(path), "--with", "bump", "--placements", "/dev/stdout"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == b"event,object,address,size,block\n"
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 0


def test_a_full_disk_is_one_line(trace):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [*COMMAND, "replay", str(trace), "--with", "bump"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr == "golearn: output: No space left on device\n"


def test_ctrl_c_ends_with_130_and_leaves_nothing_behind(tmp_path):
    path = tmp_path / "long.trace"
    path.write_text("".join(f"a {i} {i % 300 + 1}\n" for i in range(1_000_000)))
    process = subprocess.Popen(
        [*COMMAND, "replay", str(path), "--with", "buddy", "--placements", str(tmp_path / "o.csv")],
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        text=True,
    )
    while len(list(tmp_path.iterdir())) == 1 and process.poll() is None:
        time.sleep(0.01)  # until it has begun to write
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "golearn: interrupted\n")
    assert [p.name for p in tmp_path.iterdir()] == ["long.trace"]


def test_a_bar_appears_for_long_work_on_a_terminal_only(monkeypatch, capsys):
    monkeypatch.setattr(long_work, "PATIENCE", -1.0)
    for terminal in (False, True):
        monkeypatch.setattr("sys.stderr.isatty", lambda answer=terminal: answer)
        with long_work.LongWork() as work:
            work.task("first-fit", 10)
            work.at(5)
        out, err = capsys.readouterr()
        assert out == ""
        assert ("first-fit" in err) == terminal


def test_the_command_line_loads_nothing_heavy():
    code = (
        "import sys, golearn.course.cli; print([m for m in "
        "('numpy', 'rich', 'hypothesis', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run(
        [COMMAND[0], "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    assert done.stdout == "[]\n"
