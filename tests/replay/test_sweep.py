"""Sweeps: the same rows by every executor, and nothing lost when a task or a worker fails."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context

import pytest

from golearn import trace
from golearn.errors import BadParameter
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
