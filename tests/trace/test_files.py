"""Files as they are found: formats, recorders' logs, and files that are no traces at all."""

from __future__ import annotations

import contextlib
import gzip
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from golearn import trace
from golearn.errors import TraceError
from golearn.trace import Trace

LOGS = Path(__file__).parent / "logs"

REP = "1000\n2\n4\n1\na 0 16\na 1 568\nw 0\nf 0\nf 1\n"


def written(tmp_path: Path, content: str | bytes, name: str = "x.trace") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_rep_skips_its_header_and_writes(tmp_path):
    t = trace.read(written(tmp_path, REP, "x.rep"))
    assert t == Trace.parse("a 0 16\na 1 568\nf 0\nf 1")


def test_windows_line_ends_and_gzip(tmp_path):
    packed = gzip.compress(b"a 0 8\r\nf 0\r\n")
    assert trace.read(written(tmp_path, packed, "named-without-suffix")) == Trace.parse(
        "a 0 8\nf 0"
    )


# In plain text, which is read in bulk, and in text that is read line by line.
@pytest.mark.parametrize("text", [b"a 0 8\nf 0\n", b"a  0 8\nf 0\n", b"9\n1\n2\n1\na 0 8\nf 0\n"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_byte_order_mark_is_skipped(tmp_path, text, pack):
    path = written(tmp_path, pack(b"\xef\xbb\xbf" + text))
    assert trace.read(path) == Trace.parse("a 0 8\nf 0")


def piped(tmp_path: Path, content: bytes) -> Path:
    """A pipe that somebody writes `content` into, once."""
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def fill() -> None:
        with contextlib.suppress(BrokenPipeError):
            path.write_bytes(content)

    threading.Thread(target=fill, daemon=True).start()
    return path


MANY = "".join(f"a {i} 8\n" for i in range(100_000))


@pytest.mark.parametrize(
    "text", [MANY, MANY + "f  7\n", REP, (LOGS / "ltrace.log").read_text()], ids=str.__len__
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_pipe_is_read_once(tmp_path, text, pack):
    """Also where it takes both readers: the quick one gives up on the two blanks."""
    heard: list[int] = []
    got = trace.read(piped(tmp_path, pack(text.encode())), on_bytes=heard.append)
    assert got == trace.read(written(tmp_path, text))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (MANY.encode() + b"f 1 1\n", "pipe, line 100001: 'f 1 1' has too few or too many"),
        (b"\0" * 1_000_000, "pipe, line 1: binary data"),
        (gzip.compress(MANY.encode())[:-50], "pipe: the gzip data ends too early"),
    ],
)
def test_a_bad_pipe(tmp_path, content, words):
    with pytest.raises(TraceError, match=words):
        trace.read(piped(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a 0 8\n\x00\x01\x02", "line 2: binary data"),
        (b"\x7fELF\x02\x01\x01\x00", "line 1: binary data"),
        (b"a 0 8\n\xff\xfe\n", "line 2: bytes that are not UTF-8"),
        (gzip.compress(b"a 0 8\n" * 9, mtime=0)[:-12], "truncated"),
        (gzip.compress(b"a 0 8\n" * 999, mtime=0)[:20] + b"rubbish" * 9, "gzip data is damaged"),
        (b"0" * 200_000, "line 1: a line of over 65,536 bytes"),
        (REP.rsplit("f 1", 1)[0].encode(), None),
        (REP.split("w 0")[0].encode(), "header promises 4; the file is truncated"),
        (b"1\n2\n3\n4", "header promises 3"),
        (b"a 0 8\na 1", "line 2: 'a 1' has too few"),
        (b"==44== Memcheck, a memory error detector\n==44==\n", "run it with --trace-malloc=yes"),
        (b"hello from the program\n==44== Command: ls\n", "a valgrind log without allocations"),
    ],
)
def test_damaged_files(tmp_path, content, words):
    path = written(tmp_path, content)
    if words is None:
        trace.read(path)  # `w` lines count as events of a `.rep` file
        return
    with pytest.raises(TraceError, match=words) as caught:
        trace.read(path)
    assert str(path) in str(caught.value)


def test_no_file_and_a_folder(tmp_path):
    with pytest.raises(TraceError, match="no such file"):
        trace.read(tmp_path / "absent")
    with pytest.raises(TraceError, match="a folder"):
        trace.read(tmp_path)
    with pytest.raises(TraceError, match="unknown format 'csv'"):
        trace.read(written(tmp_path, "a 0 8"), format="csv")
    with pytest.raises(TraceError, match="cannot be written"):
        trace.write(Trace.parse("a 0 8"), tmp_path / "absent" / "x.trace")


# 100 MB of NUL bytes, of the digit zero, and of NUL bytes packed into a small file.
@pytest.mark.parametrize("kind", ["nul", "digit", "packed"])
def test_a_huge_file_of_zeros_is_refused_in_little_memory(tmp_path, kind):
    path = tmp_path / "zeros"
    if kind == "packed":
        with gzip.open(path, "wb", compresslevel=1) as out:
            for _ in range(100):
                out.write(bytes(1 << 20))
    else:
        with path.open("wb") as out:
            for _ in range(100):
                out.write((b"\0" if kind == "nul" else b"0") * (1 << 20))
    code = (
        "import resource, sys\n"
        "from golearn import trace\n"
        "from golearn.errors import TraceError\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: trace.read(sys.argv[1])\n"
        "except TraceError:\n"
        "    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    out = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    assert out.stderr == ""
    assert int(out.stdout) < 20_000, "kilobytes above what was there before the file was read"


# Logs printed by the real recorders; the programs are in the same folder.
@pytest.mark.parametrize(
    ("log", "text"),
    [
        (
            "valgrind.log",
            """a 0 72704
            a 1 10
            a 2 21
            r 1 100
            a 3 5
            f 2
            a 4 128
            f 4
            a 5 32
            a 6 51
            f 6
            f 5
            a 7 80
            f 7
            a 8 200
            f 8
            a 9 96
            f 9
            r 3 3000
            f 3
            f 1""",
        ),
        (
            "ltrace.log",
            """a 0 10
            a 1 21
            a 2 5
            r 0 100
            f 1
            r 2 3000
            a 3 6
            f 2
            f 0""",
        ),
    ],
)
def test_recorders(log, text):
    t = trace.read(LOGS / log)
    expected = Trace.parse(text)
    assert t.head(len(expected)) == expected


def test_ltrace_with_processes_and_times_gives_the_same():
    assert trace.read(LOGS / "ltrace-f-tt.log") == trace.read(LOGS / "ltrace.log")


def test_ltrace_calls_that_interleave(tmp_path):
    log = """
[pid 7] malloc(10 <unfinished ...>
[pid 8] +++ exited (status 0) +++
[pid 7] <... malloc resumed> )                 = 0x100
[pid 7] a.out->free(0x100)                     = <void>
[pid 7] a.out->free(0x999)                     = <void>
[pid 7] a.out->malloc(30)                      = 0x100
[pid 7] a.out->malloc(40)                      = 0x100
"""
    # 0x999 was never handed out; 0x100 is handed out twice, so it was freed unseen in between.
    expected = Trace.parse("a 0 10\nf 0\na 1 30\nf 1\na 2 40")
    assert trace.read(written(tmp_path, log)) == expected


def test_a_log_without_calls(tmp_path):
    with pytest.raises(TraceError, match="a valgrind log without allocations"):
        trace.read(written(tmp_path, "==1== nothing\n"), format="valgrind")


@pytest.mark.parametrize("name", trace.shipped())
def test_shipped_recordings(name):
    t = trace.load(name)
    assert t.name == name and len(t) > 10_000


def test_unknown_recording_names_the_choices():
    with pytest.raises(TraceError, match="sqlite"):
        trace.load("nope")


def test_a_byte_order_mark_is_skipped_only_where_a_file_begins(tmp_path, monkeypatch):
    monkeypatch.setattr("golearn.trace.lines.CHUNK", 8)
    path = written(tmp_path, b"a 1 888\n\xef\xbb\xbff 1\n")  # the second piece begins with one
    with pytest.raises(TraceError, match="unknown operation"):
        trace.read(path)
