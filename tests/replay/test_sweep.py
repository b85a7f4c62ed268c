"""Sweeps: the same rows by every executor, and nothing lost when a task or a worker fails."""

from __future__ import annotations

import os
import pickle
import signal
import time
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import nullcontext
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Timer

import pytest

from golearn import trace
from golearn.errors import BadParameter, TraceError
from golearn.osmem.refusals import Fault
from golearn.osmem.states import State
from golearn.replay import Options, make_allocator, replay, summarise, sweep
from golearn.trace import WORKLOADS

TRACES = [WORKLOADS[name](events=400) for name in ("lognormal", "ramp", "queue_like")]
NAMES = ["bump", "first-fit", "segregated-fit", "go"]


def expected():
    for made in TRACES:
        for name in NAMES:
            yield made.name, name, summarise(replay(made, make_allocator(name)))


def rows(results):
    return [(r.trace, r.allocator, r.summary) for r in results]


@pytest.mark.parametrize(
    "executor",
    [
        lambda: None,
        lambda: ThreadPoolExecutor(2),
        lambda: ProcessPoolExecutor(2, mp_context=get_context("spawn")),
    ],
    ids=["here", "threads", "processes"],
)
def test_the_same_rows_in_the_same_order(executor):
    heard = []
    chosen = executor()
    with chosen or nullcontext() as e:
        got = sweep(
            TRACES,
            NAMES,
            e,
            progress=lambda result, done, total: heard.append((done, total)),
        )
    assert rows(got) == list(expected())
    assert heard == [(i, 12) for i in range(1, 13)]


def test_names_of_your_own(tmp_path):
    trace.write(TRACES[0], tmp_path / "x.trace")
    small = {"tight": ("first-fit", Options(heap=1_000)), "roomy": ("first-fit", Options())}
    tight, roomy = sweep({"from a file": tmp_path / "x.trace"}, small)
    assert (tight.trace, tight.allocator, roomy.allocator) == ("from a file", "tight", "roomy")
    assert tight.summary.stopped.startswith("out of memory")
    assert roomy.summary.stopped is None


def test_a_trace_gets_as_many_processors_as_it_names():
    t = WORKLOADS["queue_like"](events=400)
    four = trace.Trace(t.op, t.object, t.size, processor=[i % 4 for i in range(len(t))])
    (row,) = sweep([four], ["go"])
    assert row.summary == summarise(replay(four, make_allocator("go", Options(processors=4))))
    assert row.summary != summarise(replay(t, make_allocator("go")))
    assert row.error is None


def test_a_task_that_fails_does_not_take_the_others_along(tmp_path):
    missing = tmp_path / "not-there.trace"
    bad, good = sweep({"bad": missing, "good": TRACES[0]}, ["bump"])
    assert bad.summary is None
    assert bad.error.startswith("TraceError: ")
    assert "no such file" in bad.error
    assert good.summary.placements
    trace.write(TRACES[1], missing)  # now it is there: only what failed is run again
    heard = []
    again = sweep(
        {"bad": missing, "good": TRACES[0]},
        ["bump"],
        progress=lambda result, *_: heard.append(result.trace),
        known=[bad, good],
    )
    assert heard == ["bad"]
    assert [r.error for r in again] == [None, None]
    assert again[1] is good


def test_an_unknown_allocator_is_told_before_anything_runs():
    with pytest.raises(BadParameter, match="unknown allocator 'frist-fit'"):
        sweep(TRACES, ["first-fit", "frist-fit"], progress=lambda *_: pytest.fail("it ran"))


def test_files_in_a_list_have_the_names_that_they_are_read_with(tmp_path):
    for name in ("one.trace", "two.trace.gz", "three.npy"):
        trace.write(TRACES[0], tmp_path / name)
    files = [tmp_path / "one.trace", str(tmp_path / "two.trace.gz"), tmp_path / "three.npy"]
    got = sweep([*files, TRACES[0]], ["bump"])
    assert [r.trace for r in got] == ["one", "two", "three", TRACES[0].name]
    assert len({r.summary.peak_heap for r in got}) == 1


def test_two_traces_with_one_name_are_refused_not_dropped(tmp_path):
    seeds = [WORKLOADS["lognormal"](events=100, seed=seed) for seed in range(2)]
    with pytest.raises(BadParameter, match=r"two traces are named 'lognormal'.*\{\"seed 0\": "):
        sweep(seeds, ["bump"])
    with pytest.raises(BadParameter, match="two traces are named 'x'"):
        sweep([tmp_path / "x.trace", tmp_path / "x.npy"], ["bump"])
    assert len(sweep({"seed 0": seeds[0], "seed 1": seeds[1]}, ["bump"])) == 2


@pytest.mark.parametrize(
    "traces",
    [TRACES[0], "x.trace", Path("x.trace"), [5], [None], [[TRACES[0]]], {"x": None}, 5, None],
    ids=str,
)
def test_what_is_no_list_of_traces_is_told_the_form(traces):
    with pytest.raises(BadParameter, match="expected traces or files in a list, or by name"):
        sweep(traces, ["bump"])


@pytest.mark.parametrize(
    "allocators",
    [
        *("bump", 5, None, [5], [lambda: 1], [["bump"]], [("bump", Options())]),
        *({"x": lambda: 1}, {"x": "bump"}, {"x": ("bump",)}, {"x": ("bump", {"align": 8})}),
    ],
)
def test_what_is_no_list_of_allocators_is_told_the_form(allocators):
    with pytest.raises(BadParameter, match="expected names in a list"):
        sweep(TRACES, allocators)


@pytest.mark.parametrize(
    ("then", "time_then", "replaced"),
    [("a 1 32\n", 1, False), ("a 1 128\n", 0, False), ("a 1 32\n", 0, True)],
    ids=["another time", "another size", "another file"],
)
def test_a_file_that_was_written_again_is_read_again(tmp_path, then, time_then, replaced):
    path, new = tmp_path / "x.trace", tmp_path / "new.trace"
    path.write_text("a 1 24\n")
    os.utime(path, ns=(0, 0))
    assert sweep([path], ["bump"])[0].summary.peak_heap == 24
    target = new if replaced else path
    target.write_text(then)
    os.utime(target, ns=(time_then, time_then))
    target.replace(path)
    assert sweep([path], ["bump"])[0].summary.peak_heap == int(then.split()[2])


def test_a_row_is_known_only_for_what_it_was_made_with():
    heard = []
    small, large = ("first-fit", Options(heap=64)), ("first-fit", Options())
    known = sweep(TRACES[:1], {"mine": small, "other": large})
    got = sweep(
        TRACES[:1],
        {"mine": large, "other": large},
        progress=lambda result, *_: heard.append(result.allocator),
        known=known,
    )
    assert heard == ["mine"]
    assert got[0].summary == got[1].summary


def test_a_broken_file_is_told_alike_from_another_process(tmp_path):
    (tmp_path / "x.trace").write_text("a 1 8\nz\n")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        (there,) = sweep([tmp_path / "x.trace"], ["bump"], pool)
    (here,) = sweep([tmp_path / "x.trace"], ["bump"])
    assert here == there
    assert "x.trace, line 2: " in here.error


def test_an_error_from_another_process_reads_the_same_and_keeps_what_it_knows():
    for error in (TraceError("bad", "f.trace", 7), Fault(4096, State.RESERVED)):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again)) == (type(error), str(error))
        assert vars(again) == vars(error)
    assert vars(TraceError("bad", "f", 7)) == {"problem": "bad", "source": "f", "line": 7}


class Stops(Executor):
    """Gives one result, and then somebody presses Ctrl-C."""

    def __init__(self):
        self.futures = []

    def submit(self, work, *args):
        future: Future = Future()
        if not self.futures:
            future.set_result(work(*args))
        self.futures.append(future)
        return future


def test_what_is_finished_is_heard_before_the_sweep_is_stopped():
    kept, executor = [], Stops()

    def stop(result, done, total):
        kept.append(result)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(TRACES, NAMES, executor, stop)
    assert all(future.cancelled() for future in executor.futures[1:])
    assert rows(sweep(TRACES, NAMES, known=kept)) == list(expected())


class Breaks(Executor):
    """Does each task at once, and its workers die before the fourth."""

    def __init__(self, heard):
        self.heard = heard
        self.told = []

    def submit(self, work, *args):
        self.told.append(len(self.heard))
        if len(self.told) > 3:
            raise BrokenExecutor("no worker is left")
        future: Future = Future()
        future.set_result(work(*args))
        return future


def test_an_executor_that_breaks_while_it_gets_its_tasks_keeps_what_is_finished():
    heard = []
    executor = Breaks(heard)
    got = sweep(TRACES, NAMES, executor, lambda result, *_: heard.append(result))
    assert executor.told == list(range(12)), "what is finished is told at once"
    assert [row.error for row in got[3:]] == ["BrokenExecutor: no worker is left"] * 9
    assert len(heard) == 12
    assert rows(sweep(TRACES, NAMES, known=got)) == list(expected())


def test_an_executor_that_was_shut_down_gives_rows_that_say_so():
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    got = sweep(TRACES[:1], NAMES, executor)
    assert all("RuntimeError: cannot schedule new futures" in row.error for row in got)


def test_tasks_that_are_cancelled_by_others_are_told():
    executor = ThreadPoolExecutor(1)
    begun, go_on = Event(), Event()
    executor.submit(lambda: (begun.set(), go_on.wait(60)))
    begun.wait(60)
    wait_a_moment = Timer(0.2, lambda: executor.shutdown(wait=False, cancel_futures=True))
    wait_a_moment.start()
    got = sweep(TRACES, NAMES, executor)
    go_on.set()
    assert {row.error for row in got} == {"CancelledError: "}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"executor": 4}, "executor=4; expected an executor as in concurrent.futures"),
        ({"executor": ThreadPoolExecutor}, "expected an executor as in concurrent.futures"),
        ({"known": {"a": 1}}, "'a' among the known rows; expected what sweep"),
    ],
)
def test_what_is_no_executor_and_no_row(given, words):
    with pytest.raises(BadParameter, match=words):
        sweep(TRACES[:1], ["bump"], **given)


def test_known_rows_of_other_traces_are_left_out():
    known = sweep(TRACES, ["bump", "buddy"])
    got = sweep(TRACES[:1], ["bump"], known=known)
    assert rows(got) == rows(known)[:1]


def test_a_dask_cluster_with_a_worker_killed_half_way():
    distributed = pytest.importorskip("distributed")
    traces = [WORKLOADS["lognormal"](events=2_000, seed=seed) for seed in range(20)]
    named = {f"seed {seed}": made for seed, made in enumerate(traces)}
    killed = []
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        pids = client.run(os.getpid)

        def kill(result, done, total):
            if not killed:
                killed.append(done)
                os.kill(next(iter(pids.values())), signal.SIGKILL)
                time.sleep(0.1)

        got = sweep(named, ["first-fit", "buddy"], client.get_executor(), kill)
    assert killed[0] < len(got)
    assert [r.error for r in got] == [None] * 40
    assert rows(got) == rows(sweep(named, ["first-fit", "buddy"]))
