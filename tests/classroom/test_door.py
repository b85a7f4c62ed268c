"""The way in: who needs a token, what is typed, and what is said when it cannot be opened."""

from __future__ import annotations

import re
import socket

import pytest

from golearn.classroom import door
from golearn.classroom.errors import ClassroomError
from golearn.course.cli import main, parse
from golearn.course.commands import classroom
from golearn.course.commands.classroom import announcement


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.3.2.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.7", False),
        ("classroom.example", False),
        ("", False),
    ],
)
def test_what_only_this_machine_can_reach(host, local):
    assert door.is_loopback(host) is local


@pytest.mark.parametrize(
    ("host", "token", "asks"),
    [
        ("127.0.0.1", None, False),
        ("127.0.0.1", "lecture-7", True),
        ("0.0.0.0", None, True),
        ("0.0.0.0", "lecture-7", True),
        ("0.0.0.0", "", False),
    ],
)
def test_a_wide_door_asks_for_a_token_unless_told_otherwise(host, token, asks):
    opened = door.open_door(host, 0, token)
    for listening in opened.sockets:
        listening.close()
    assert bool(opened.token) is asks
    assert opened.token == token or token is None
    assert opened.local is (host == "127.0.0.1")


def test_tokens_can_be_typed_and_differ():
    tokens = {door.new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch("[a-km-np-z2-9]{5}-[a-km-np-z2-9]{5}", token) for token in tokens)


def test_addresses_that_visitors_can_type():
    assert door.addresses("127.0.0.1", 80) == ["http://127.0.0.1:80/"]
    assert door.addresses("::1", 80) == ["http://[::1]:80/"]
    everywhere = door.addresses("0.0.0.0", 80)
    assert everywhere and not any("0.0.0.0" in url or "127.0.0.1" in url for url in everywhere)


def test_what_the_teacher_reads():
    text = announcement(["http://10.0.0.7:8866/"], "abcde-fghij", 40)
    assert "    http://10.0.0.7:8866/" in text and "    abcde-fghij" in text
    assert "http://10.0.0.7:8866/door?token=abcde-fghij" in text and "40 open labs" in text
    assert "token" not in announcement(["http://127.0.0.1:8866/"], "", 40)


def test_a_port_that_is_taken(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["classroom", "--port", port]) == 1
    told = capsys.readouterr().err
    assert told == (
        f"golearn: port {port} is taken; choose another with --port, or --port 0 for any free one\n"
    )


@pytest.mark.parametrize(
    ("host", "words"),
    [("no.such.host.invalid", "no such address"), ("192.0.2.200", "no address of")],
)
def test_an_address_that_is_not_ours(host, words):
    with pytest.raises(ClassroomError, match=words):
        door.listen(host, 0)


def test_without_voila(monkeypatch, capsys):
    monkeypatch.setattr(classroom, "find_spec", lambda name: None)
    assert main(["classroom"]) == 1
    assert "pip install 'golearn[classroom]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        "--port 70000",
        "--port -1",
        "--port x",
        "--most 0",
        "--warm -1",
        "--idle 0",
        "--idle nan",
        "--idle x",
        "--token a b",
        "--token short",
        "--token a/?b=c#d",
        "--token long-enough --no-token",
    ],
)
def test_a_command_line_that_makes_no_sense(line, capsys):
    with pytest.raises(SystemExit) as stopped:
        parse(["classroom", *line.split()])
    assert stopped.value.code == 2
    assert capsys.readouterr().err
