"""What the recorders' logs leave unclear: a free inside `realloc`, and IDs of threads."""

from __future__ import annotations

import pytest

from golearn.errors import TraceError
from golearn.trace import Trace, read
from golearn.trace.recorders import parse_ltrace, parse_valgrind

THREADS = """\
[pid 7] malloc(10 <unfinished ...>
[pid 8] malloc(20 <unfinished ...>
[pid 7] <... malloc resumed> )                 = 0x100
[pid 8] <... malloc resumed> )                 = 0x200
[pid 7] a.out->free(0x200)                     = <void>
"""


def test_valgrind_frees_inside_realloc():
    log = ["malloc(64) = 0x100", "realloc(0x100,0)free(0x100)", " = 0", "realloc()free()"]
    assert parse_valgrind(f"--5-- {call}" for call in log) == Trace.parse("a 0 64\nf 0")


def test_in_ltrace_the_same_call_has_its_result():
    log = "malloc(64) = 0x100\nrealloc(0x100, 0) = 0\n"
    assert parse_ltrace(log.splitlines()) == Trace.parse("a 0 64\nf 0")


def test_threads_or_processes_in_an_ltrace_log_are_refused():
    with pytest.raises(TraceError, match=r"2 processes or threads.*7 has 2 of the 3.*valgrind"):
        parse_ltrace(THREADS.splitlines())


def test_one_of_them_is_read(tmp_path):
    path = tmp_path / "one.log"
    path.write_text("".join(x for x in THREADS.splitlines(True) if x.startswith("[pid 7]")))
    assert read(path) == Trace.parse("a 0 10")


def test_processes_in_a_valgrind_log_have_a_heap_each():
    log = "--5-- malloc(1) = 0x100\n--5-- malloc(2) = 0x200\n--6-- malloc(3) = 0x100\n"
    assert parse_valgrind(log.splitlines()) == Trace.parse("a 0 1\na 1 2")
