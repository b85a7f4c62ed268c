"""Code in a process of its own: what it answers, what it may do to that process, and no more."""

# ruff: noqa: SIM105

from __future__ import annotations

import builtins
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from golearn.sandbox.packing import packed
from golearn.sandbox.player import Far, Gone, Limits, OutOfTime, Player, Raised, kind_of

LIMITS = Limits(seconds=2, all_seconds=5, lives=3)


def play(code, *args):
    """What `code(*args)` answers in the sandbox."""
    with Player(packed(code), limits=LIMITS) as player:
        return player.root()(*args)


def error_of(code, *args):
    with pytest.raises(Raised) as raised:
        play(code, *args)
    return raised.value.error


class Counter:
    def __init__(self, start):
        self.value = start

    def add(self, by=1):
        self.value += by
        return self.value

    @property
    def broken(self):
        raise LookupError("not here")


def test_a_class_far_away_is_used_as_if_it_were_here():
    with Player(packed(Counter), limits=LIMITS) as player:
        far = player.root()
        assert isinstance(far, type)
        counter = far(5)
        assert (counter.add(), counter.add(by=2), counter.value) == (6, 8, 8)
        assert vars(counter) == {"value": 8}
        assert counter == counter
        assert counter != far(5)
        assert (kind_of(counter), kind_of(7)) == ("Counter", "int")
        with pytest.raises(Raised) as raised:
            _ = counter.broken
        assert isinstance(raised.value.error, LookupError)


def test_a_list_that_the_code_changes_is_changed_here():
    def code(numbers, table):
        numbers.append(4)
        table["x"] = numbers
        return numbers

    numbers, table = [1], {}
    assert play(code, numbers, table) == [1, 4]
    assert (numbers, table) == ([1, 4], {"x": [1, 4]})


def test_only_plain_values_can_be_handed_in():
    with pytest.raises(TypeError, match="only plain values"):
        play(lambda x: x, object())


class Own(ValueError):
    pass


def raises(error):
    def code():
        raise error

    return code


@pytest.mark.parametrize(
    ("error", "name", "base", "text"),
    [
        (ZeroDivisionError("x"), "ZeroDivisionError", ZeroDivisionError, "x"),
        (KeyError("x"), "KeyError", KeyError, "'x'"),
        (Own("mine"), "Own", ValueError, "mine"),
        (SystemExit(3), "SystemExit", SystemExit, "3"),
        (ExceptionGroup("all", [ValueError()]), "ExceptionGroup", Exception, "all (1"),
        (UnicodeDecodeError("x", b"", 0, 1, "y"), "UnicodeDecodeError", UnicodeError, ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_exception_arrives_by_its_name_and_its_text(error, name, base, text):
    found = error_of(raises(error))
    assert type(found).__name__ == name
    assert isinstance(found, base)
    assert str(found).startswith(text)


def test_the_lines_of_an_exception_are_the_codes_own():
    def inner():
        return int("x")

    def outer():
        return [inner() for _ in range(3)]

    with pytest.raises(Raised) as raised:
        play(outer)
    texts = [line.text for line in raised.value.lines]
    assert texts[0] == "return [inner() for _ in range(3)]"
    assert texts[-1] == 'return int("x")'


# --- what it does to its process --------------------------------------------------------------


def leaves_threads(x):
    for _ in range(3):
        threading.Thread(target=time.sleep, args=[1000]).start()
    return x


def prints_100_mb(x):
    for _ in range(100):
        sys.stdout.write("x" * (1 << 20))
        os.write(1, b"y" * (1 << 20))
        os.write(2, b"z" * (1 << 20))
    return x


def goes_elsewhere(x):
    os.chdir("/")
    return x


def closes_stdout(x):
    sys.stdout.close()
    os.close(1)
    sys.stdout = sys.stderr = None
    return x


@pytest.mark.parametrize("code", [prints_100_mb, goes_elsewhere, closes_stdout])
def test_harmless_in_a_process_of_its_own(code):
    here = Path.cwd()
    assert play(code, 7) == 7
    assert Path.cwd() == here


def test_threads_that_stay_end_with_it():
    """Without root they cannot even be started."""
    with Player(packed(leaves_threads), limits=LIMITS) as player:
        try:
            assert player.root()(7) == 7
        except Raised as raised:
            assert "start new thread" in str(raised.error)
        pid = player._talk.pid
    assert not psutil.pid_exists(pid)


def replaces_builtins(x):
    for name in ("isinstance", "len", "dict", "str", "getattr", "type", "PermissionError"):
        setattr(builtins, name, lambda *args: True)
    return x


def stops_itself(x):
    signal.raise_signal(signal.SIGSTOP)


def kills_itself(x):
    signal.raise_signal(signal.SIGKILL)


def returns_too_much(x):
    return "x" * (20 << 20)


def answers_before_it_is_asked(x):
    """Fills every pipe with answers, for as long as they are taken."""
    for descriptor in range(3, 64):
        try:
            while True:
                os.write(descriptor, b'\x00\x00\x00\x00\x00\x00\x00\x0b{"value":0}')
        except OSError:
            pass


def answers_with_a_number_that_is_none(x):
    text = b'{"value":{"thing":[Infinity,"int","0",false]}}'
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, len(text).to_bytes(8, "big") + text)
        except OSError:
            pass


def tells_nonsense_of_where_it_is(x):
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    for descriptor in range(5, 64):
        try:
            os.write(descriptor, b'  File "x", line ' + b"9" * 5000 + b" in f\n")
        except OSError:
            pass
    while True:
        pass


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (replaces_builtins, Exception),
        (stops_itself, OutOfTime),
        (kills_itself, Gone),
        (returns_too_much, ValueError),
        (answers_with_a_number_that_is_none, Gone),
        (tells_nonsense_of_where_it_is, OutOfTime),
    ],
)
def test_what_it_does_to_itself_is_told_of(code, kind):
    assert isinstance(error_of(code, 7), kind)


def test_answers_that_nobody_asked_for_fill_no_memory():
    before = psutil.Process().memory_info().rss
    with Player(packed(answers_before_it_is_asked), limits=LIMITS) as player:
        assert player.root()(7) == 0
        time.sleep(0.5)
        assert player._talk._answers.qsize() <= 1
    assert psutil.Process().memory_info().rss - before < 50 << 20


def test_after_its_death_the_process_is_started_again_but_not_for_ever():
    with Player(packed(kills_itself), limits=LIMITS) as player:
        far = player.root()
        for life in range(1, 4):
            with pytest.raises(Raised) as raised:
                far(7)
            assert player.lives == life
            assert raised.value.last == (life == 3)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux ends a child with its parent")
def test_it_ends_with_its_parent_even_if_that_is_killed():
    parent = (
        "import time, sys\n"
        "from golearn.sandbox.packing import packed\n"
        "from golearn.sandbox.player import Player\n"
        "player = Player(packed(time.sleep)); sleep = player.root(); sleep(0)\n"
        "print(player._talk.pid, flush=True)\n"
        "sleep(1000)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert process.stdout is not None
    child = psutil.Process(int(process.stdout.readline()))
    time.sleep(0.5)  # it is asleep, and will not see that nobody asks any more
    assert child.is_running()
    process.kill()
    process.communicate()
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_far_thing_is_its_own_kind_only():
    assert issubclass(Far, object)
    with Player(packed(lambda: Counter(1)), limits=LIMITS) as player:
        first = player.root()()
    with Player(packed(lambda: Counter(1)), limits=LIMITS) as player:
        second = player.root()()
        assert first != second
        assert len({first, second}) == 2
