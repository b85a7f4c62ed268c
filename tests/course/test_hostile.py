"""Answers that want to pass without being right, or to do harm: none does either."""

# ruff: noqa: SIM105, B006, PTH101, PTH104, PTH211
from __future__ import annotations

import ctypes
import gc
import inspect
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import golearn.classic.policies
import golearn.course
import golearn.course.check
import golearn.course.judges.function
import golearn.course.judging
from golearn.course import check
from golearn.course.exercises import exercises
from golearn.course.handing_in import handed_in
from golearn.course.judges import learner
from golearn.course.judging import judge
from golearn.course.progress import FILE, ProgressFile
from golearn.course.verdict import Verdict
from golearn.course.workspace import MARKER
from golearn.sandbox.player import Limits

HOSTILE: dict[str, Callable[..., Any]] = {}


def hostile(answer: Callable[..., Any]) -> Callable[..., Any]:
    HOSTILE[answer.__name__] = answer
    return answer


# --- no end -----------------------------------------------------------------------------------


@hostile
def loops(free, need):
    while True:
        pass


@hostile
def loops_and_catches_everything(free, need):
    while True:
        try:
            time.sleep(0.001)
        except BaseException:
            pass


@hostile
def loops_in_c_and_ignores_signals(free, need):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    return sum(iter(int, 1))


@hostile
def recurses(free, need):
    return recurses(free, need)


@hostile
def recurses_without_limit(free, need):
    sys.setrecursionlimit(10**9)
    return recurses_without_limit(free, need)


# --- too much ---------------------------------------------------------------------------------


@hostile
def takes_50_gb_at_once(free, need):
    return len(bytearray(50 << 30))


@hostile
def takes_memory_bit_by_bit(free, need):
    kept = []
    while True:
        try:
            kept.append(bytearray(1 << 24))
        except MemoryError:
            return len(kept)


@hostile
def returns_a_giant(free, need):
    return [0] * 50_000_000


@hostile
def returns_what_holds_itself(free, need):
    free.append(free)
    return free


@hostile
def starts_threads_without_end(free, need):
    while True:
        threading.Thread(target=time.sleep, args=[100]).start()


@hostile
def never_stops_giving(free, need):
    while True:
        yield need


@hostile
def prints_100_mb(free, need):
    for _ in range(100):
        print("x" * (1 << 20))


@hostile
def returns_more_than_can_be_passed_on(free, need):
    return "x" * (20 << 20)


# --- leaving ----------------------------------------------------------------------------------


@hostile
def leaves(free, need):
    os._exit(0)


@hostile
def exits(free, need):
    sys.exit(0)


@hostile
def aborts(free, need):
    os.abort()


@hostile
def interrupts(free, need):
    raise KeyboardInterrupt


@hostile
def raises_what_cannot_be_told(free, need):
    class Odd(Exception):
        def __str__(self):
            raise self

    raise Odd


# --- harm -------------------------------------------------------------------------------------


VICTIMS: list[Path] = []
"""The progress file, for answers to find it."""


def try_all(*attempts: Callable[[Path], Any]) -> None:
    for victim in VICTIMS:
        for attempt in attempts:
            try:
                attempt(victim)
            except BaseException:
                pass


@hostile
def deletes_the_progress(free, need):
    try_all(os.remove, os.unlink, Path.unlink, lambda p: shutil.rmtree(p.parent))
    try_all(lambda p: os.rename(p, f"{p}.gone"), lambda p: os.rename(p.parent, f"{p.parent}.gone"))


@hostile
def overwrites_the_progress(free, need):
    try_all(
        lambda p: p.write_text("{}"),
        lambda p: os.truncate(p, 0),
        lambda p: os.write(os.open(p, os.O_WRONLY | os.O_TRUNC), b"x"),
        lambda p: os.chmod(p, 0),
        lambda p: os.symlink("/dev/null", p),
    )


@hostile
def runs_programs(free, need):
    try_all(
        lambda p: subprocess.run(["rm", "-f", p]),
        lambda p: os.system(f"rm -f '{p}'"),
        lambda p: os.execv("/bin/rm", ["rm", "-f", str(p)]),
        lambda p: os.posix_spawn("/bin/rm", ["rm", "-f", str(p)], {}),
        lambda p: ctypes.CDLL(None).unlink(os.fsencode(p)),
    )


@hostile
def starts_programs_behind_the_hook(free, need):
    import _posixsubprocess

    for victim in VICTIMS:
        args = [b"rm", b"-f", os.fsencode(victim)]
        read, write = os.pipe()
        _posixsubprocess.fork_exec(
            args, (b"/bin/rm",), True, (write,), None, None, -1, -1, -1, -1, -1, -1,
            read, write, False, False, -1, None, None, None, -1, None, False,
        )  # fmt: skip
    time.sleep(0.3)


@hostile
def kills(free, need):
    for target in (os.getppid(), -os.getppid(), 0):
        try:
            os.kill(target, signal.SIGKILL)
        except OSError:
            pass
    try:
        signal.pidfd_send_signal(os.pidfd_open(os.getppid()), signal.SIGKILL)
    except (OSError, AttributeError):
        pass


@hostile
def forks_out_of_sight(free, need):
    """The guard's own list emptied, and in a session of its own, so that no signal finds it."""
    sys.modules["__main__"].guard.REFUSED = frozenset()
    if os.fork() == 0:
        os.setsid()
        time.sleep(60)
    return 0


@hostile
def leaves_threads_behind(free, need):
    for _ in range(3):
        threading.Thread(target=time.sleep, args=[60]).start()
    return 0


@hostile
def forks_without_end(free, need):
    while True:
        os.fork()


@hostile
def goes_elsewhere(free, need):
    os.chdir("/")
    sys.stdout.close()
    return 0


@hostile
def replaces_builtins(free, need):
    import builtins

    for name in ("isinstance", "len", "dict", "int", "str", "PermissionError"):
        setattr(builtins, name, lambda *args: True)
    return 0


@hostile
def connects(free, need):
    with socket.socket() as out:
        out.connect(("127.0.0.1", 22))


# --- lies -------------------------------------------------------------------------------------


@hostile
def prints_a_verdict(free, need):
    print("first_fit: right. It does the right thing in every case that was tried.")
    os.write(1, b'\x00\x00\x00\x00\x00\x00\x00\x0f{"value": null}')


@hostile
def writes_to_every_descriptor(free, need):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b'\x00\x00\x00\x00\x00\x00\x00\x0b{"value":0}')
        except OSError:
            pass


@hostile
def writes_nonsense_to_every_descriptor(free, need):
    for descriptor in range(64):
        try:
            os.write(descriptor, b"\xff" * 64)
        except OSError:
            pass


@hostile
def writes_a_nest_to_every_descriptor(free, need):
    text = b"[" * 200_000
    for descriptor in range(64):
        try:
            os.write(descriptor, len(text).to_bytes(8, "big") + text)
        except OSError:
            pass


@hostile
def closes_every_descriptor(free, need):
    os.closerange(0, 64)


class Everything(int):
    """Equal to all, and a good citizen of every test."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0

    def __index__(self):
        return self

    def __reduce__(self):
        return os.system, ("true",)


@hostile
def returns_what_equals_everything(free, need):
    return Everything()


@hostile
def returns_another_that_equals_everything(free, need):
    class Odd:
        __class__ = int

        def __eq__(self, other):
            return True

        __hash__ = None

    return Odd()


class Agreeable(list):
    """A list that is as long as it should be and holds what is looked for."""

    def __eq__(self, other):
        return True

    def __contains__(self, item):
        return True

    def __getitem__(self, index):
        return index

    __hash__ = None


@hostile
def returns_a_list_that_agrees(free, need):
    return Agreeable(free)


@hostile
def returns_what_it_was_given(free, need):
    return free


@hostile
def mutates_what_it_was_given(free, need):
    free.clear()
    free.append((0, need))
    return 0


@hostile
def knows_the_visible_examples(free, need):
    return {(16, 24): 1}.get((len(free), need), 0 if free else None)


@hostile
def keeps_count(free, need, calls=[]):
    calls.append(free)
    return None if len(calls) % 2 else 0


@hostile
def fails_once(free, need, calls=[]):
    calls.append(free)
    if len(calls) == 50:
        return -1
    return next((i for i, (_, size) in enumerate(free) if size >= need), None)


# --- the reference ----------------------------------------------------------------------------


@hostile
def imports_the_reference(free, need):
    from golearn.course.exercises.fit_cases import search

    return search("first", free, need, 0).found


@hostile
def imports_it_by_a_detour(free, need):
    import importlib.machinery

    spec = importlib.machinery.PathFinder.find_spec("golearn.classic.policies")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.first_fit(free, need, 0).found


@hostile
def refers_to_the_reference(free, need):
    return golearn.classic.policies.first_fit(free, need, 0).found


@hostile
def reads_the_reference(free, need):
    root = Path(sys.modules["golearn"].__file__).parent
    space: dict = {"__name__": "x"}
    exec((root / "classic/policies.py").read_text(), space)
    return space["first_fit"](free, need, 0).found


@hostile
def reads_the_solution(free, need):
    root = Path(sys.modules["golearn"].__file__).parent
    for path in (root.parent / "solutions/03-fit.ipynb", root / "_course/solutions/03-fit.ipynb"):
        try:
            return path.read_text().count("x")
        except FileNotFoundError:
            pass
    raise FileNotFoundError


@hostile
def looks_at_its_callers(free, need):
    for frame in inspect.stack(0):
        for value in [*frame.frame.f_locals.values(), *frame.frame.f_globals.values()]:
            found = getattr(value, "expected", None) or getattr(value, "reference", None)
            if callable(found):
                return found(free, need)
    return "no reference in sight"


@hostile
def searches_all_objects(free, need):
    for thing in gc.get_objects():
        if getattr(thing, "__name__", "") in ("reference", "first_fit") and thing is not None:
            return thing(free, need)
    return "no reference in sight"


@hostile
def patches_the_child(free, need):
    from golearn.sandbox import child, plain, talk

    plain.pack = lambda value, keep: {"thing": [0, "int", "0", False]}
    child.pack = plain.pack
    talk.write_frame = lambda *args: None
    return 0


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A course folder with some progress, in whose exercises we are."""
    (tmp_path / "mine/exercises").mkdir(parents=True)
    (tmp_path / "mine" / MARKER).touch()
    ProgressFile(tmp_path / "mine").keep(Verdict("best_fit", "right", ""))
    monkeypatch.chdir(tmp_path / "mine/exercises")
    VICTIMS[:] = [tmp_path / "mine" / FILE]
    return tmp_path / "mine"


@pytest.mark.parametrize("name", HOSTILE)
def test_none_passes_and_nothing_is_harmed(folder, monkeypatch, name):
    monkeypatch.setattr(learner, "LIMITS", Limits(seconds=1, all_seconds=5, lives=3))
    progress = ProgressFile(folder)
    before = progress.look()
    verdict = judge(exercises()["first_fit"], handed_in(HOSTILE[name]))
    assert verdict.word in ("wrong", "crashed", "too slow")
    assert verdict.example is not None
    assert (folder / FILE).exists()
    assert ProgressFile(folder).look() == before


def first_fit(free, need):
    return next((i for i, (_, size) in enumerate(free) if size >= need), None)


@pytest.mark.parametrize("name", ["leaves", "deletes_the_progress", "kills"])
def test_the_notebook_lives_on(folder, name):
    assert not check("first_fit", HOSTILE[name]).right
    verdict = check("first_fit", first_fit)
    assert verdict.right
    assert verdict.note == ""
    found = ProgressFile(folder).look()
    assert found["best_fit"].passed
    assert (found["first_fit"].tries, found["first_fit"].passed) == (2, True)


def nothing(*args, **options):
    return None


PATCHES = {
    "the reference": (golearn.classic.policies, "first_fit", lambda *a: (None, [])),
    "the policies": (golearn.classic.policies, "POLICIES", {}),
    "the judge": (golearn.course.judging, "judge", lambda e, a: Verdict(e.name, "right", "")),
    "what compares": (golearn.course.judges.function.Function, "__call__", nothing),
    "the verdict": (Verdict, "right", True),
}


@pytest.mark.parametrize("patch", PATCHES)
def test_what_the_notebook_changes_in_golearn_changes_no_verdict(folder, monkeypatch, patch):
    monkeypatch.setattr(*PATCHES[patch])
    assert check("first_fit", lambda free, need: None).word == "wrong"
    assert ProgressFile(folder).look()["first_fit"].word == "wrong"


def test_a_judge_that_was_killed_is_started_again(folder):
    assert check("first_fit", first_fit).right
    talk = sys.modules["golearn.course.check"].JUDGE._talk
    os.kill(talk.pid, signal.SIGKILL)
    assert check("first_fit", first_fit).right


def test_plain_answers_that_lie():
    word = type("Word", (str,), {"casefold": lambda self: "programmer", "strip": lambda s: s})
    lie = dict.fromkeys(("C", "C++", "Go", "Java"), word("collector"))
    assert check("who_frees", lie).word == "wrong"
    lie = dict.fromkeys(("first", "next", "best", "worst"), Everything())
    assert check("which_block", lie).word == "wrong"

    class Lie(dict):
        def get(self, key, default=None):
            return 1

        def __getitem__(self, key):
            return Everything()

    assert check("which_block", Lie(first=Everything())).word != "right"
    assert check("bump_loses", word("a 1 1")).word == "wrong"


def test_code_that_cannot_leave_the_notebook_is_told_so():
    lock = threading.Lock()
    verdict = check("first_fit", lambda free, need: lock and 0)
    assert verdict.word == "wrong"
    assert "cannot be copied" in verdict.sentence
    assert "lock" in verdict.example.got


@pytest.mark.parametrize("name", ["first_fit", "bump_loses"])
def test_an_answer_that_is_too_large_is_told_so(name):
    big = "a 1 1\n" * 3_000_000
    answer = big if name == "bump_loses" else lambda free, need: len(big)
    assert "bytes are too many to pass on" in check(name, answer).sentence
    assert check("first_fit", first_fit).right
