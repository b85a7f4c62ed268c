"""The classroom takes no more than it has room for, forgets nobody's kernel, and leaves nothing."""

from __future__ import annotations

import signal
import time

import psutil

from tests.classroom.running import Talk, Visitor, classroom


def wait_until(true, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_it_fills_refuses_and_has_room_again_and_leaves_nothing(tmp_path):
    with classroom(tmp_path, "--most=2", "--warm=2") as room:
        visitor = Visitor(room.port)
        first, second = visitor.open_lab("BumpLab"), visitor.open_lab("WalkLab")
        first_talk, second_talk = Talk(visitor, first), Talk(visitor, second)
        assert len(room.kernels()) == 2, "none is warmed up where there is no room for it"
        status, headers, page = visitor.ask("/lab/FitLab")
        assert status == 503 and headers["Retry-After"] and "All places are taken" in page
        first_talk.socket.close()
        visitor.close_lab(first)
        assert visitor.ask(f"/api/kernels/{first}")[0] == 404
        third = visitor.open_lab("FitLab")
        assert {visitor.ask(f"/api/kernels/{k}")[0] for k in (second, third)} == {200}
        kernels = room.kernels()
        assert len(kernels) == 2
        room.process.send_signal(signal.SIGINT)
        assert room.process.wait(20) == 0
        assert not [k for k in kernels if psutil.pid_exists(k.pid)]
        second_talk.socket.close()
    assert "The classroom is closed." in (tmp_path / "log").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_a_lab_ends_that_nobody_touches_or_whose_kernel_or_server_died(tmp_path):
    with classroom(tmp_path, "--idle=0.05", "--warm=1") as room:
        visitor = Visitor(room.port)
        wait_until(lambda: len(room.kernels()) == 1)
        warm = room.kernels()[0]
        idle = visitor.open_lab()
        talk = Talk(visitor, idle)
        wait_until(lambda: visitor.ask(f"/api/kernels/{idle}")[0] == 404)
        wait_until(lambda: not psutil.pid_exists(warm.pid) or warm.status() == "zombie")
        talk.socket.close()
        wait_until(lambda: len(room.kernels()) == 1, 10)
        waiting = room.kernels()[0]
        died = visitor.open_lab()
        waiting.kill()
        wait_until(lambda: visitor.ask(f"/api/kernels/{died}")[0] == 404)
        wait_until(room.kernels)
        kernels = room.kernels()
        room.process.kill()
        wait_until(lambda: not [k for k in kernels if psutil.pid_exists(k.pid)])


def test_nothing_is_left_by_one_that_hardly_began(tmp_path):
    with classroom(tmp_path, "--warm=2") as room:
        room.process.send_signal(signal.SIGTERM)
        assert room.process.wait(20) in (0, 130, -signal.SIGINT)
    assert [path.name for path in tmp_path.iterdir()] == ["log"]
