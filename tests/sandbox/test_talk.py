"""Frames between two processes, and a process that answers, is late, dies or ends."""

from __future__ import annotations

import io
import sys

import psutil
import pytest

from golearn.sandbox import talk
from golearn.sandbox.talk import HEAD, LONGEST, Died, Talk, TooSlow, read_frame, write_frame


@pytest.mark.parametrize("message", [None, 1, "é\ud800", [1, {"a": [None, 0.5]}], "x" * 100_000])
def test_a_frame_arrives(message):
    pipe = io.BytesIO()
    write_frame(pipe, message)
    pipe.seek(0)
    assert read_frame(pipe) == message
    with pytest.raises(EOFError):
        read_frame(pipe)


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"", EOFError),
        (b"\0\0", EOFError),
        (HEAD.pack(5) + b"12", EOFError),
        (HEAD.pack(2) + b"{{", ValueError),
        (HEAD.pack(2) + b"\xff\xff", ValueError),
        (HEAD.pack(LONGEST + 1), ValueError),
        (HEAD.pack(200_000) + b"[" * 200_000, ValueError),
    ],
    ids=["nothing", "half a head", "half", "no JSON", "no text", "too long", "a nest"],
)
def test_no_frame(sent, error):
    with pytest.raises(error):
        read_frame(io.BytesIO(sent))


def test_too_long_to_send():
    with pytest.raises(ValueError, match="too many to pass on"):
        write_frame(io.BytesIO(), "x" * (LONGEST + 1))


SERVANT = """
import os, sys, time
from golearn.sandbox.talk import serve

def answer(question):
    print("this goes nowhere")
    match question:
        case ["exit", code]:
            os._exit(code)
        case ["sleep", seconds]:
            time.sleep(seconds)
        case ["say", count]:
            return "x" * count
    return {"asked": question}

serve(answer, lambda error: {"long": str(error)})
"""


@pytest.fixture
def servant(tmp_path, monkeypatch):
    (tmp_path / "servant.py").write_text(SERVANT)
    monkeypatch.setattr(
        talk, "clean_environment", lambda: {"PYTHONPATH": f"{talk.ROOT}:{tmp_path}"}
    )
    found = Talk("servant", tell_where=True)
    yield found
    found.end()


def test_a_process_answers(servant):
    assert servant.ask([1], 20) == {"asked": [1]}
    assert servant.ask(["say", LONGEST], 20)["long"].endswith("too many to pass on")
    assert servant.ask([2], 20) == {"asked": [2]}
    assert servant.alive


def test_a_process_that_ends(servant):
    with pytest.raises(Died) as died:
        servant.ask(["exit", 3], 20)
    assert died.value.code == 3
    assert not servant.alive


@pytest.mark.skipif(sys.platform == "win32", reason="no signal to ask with")
def test_a_process_that_is_late_tells_where_it_is(servant):
    servant.ask([1], 20)
    with pytest.raises(TooSlow) as slow:
        servant.ask(["sleep", 100], 0.2)
    assert [function for _, _, function in slow.value.where][-1] == "answer"
    assert not psutil.pid_exists(servant.pid)


def test_who_looks_may_stop_it(servant):
    def look():
        raise LookupError

    servant.ask([1], 20)
    with pytest.raises(LookupError):
        servant.ask(["sleep", 100], 20, look)
    assert not servant.alive
