"""Many traces on many allocators, by whatever executor there is.

A sweep is a table of small tasks, one per trace and allocator. They run in this process, on all
cores (`ProcessPoolExecutor`), or on a cluster (Dask's `Client.get_executor()`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from golearn.replay.measures import Summary, summarise
from golearn.replay.names import Options, make_allocator
from golearn.replay.replay import replay
from golearn.trace import Trace, read

Source = Trace | str | Path
"""A trace, or the file that a worker reads it from."""


@dataclass(frozen=True)
class Result:
    """One row of a sweep. Either `summary` or `error` (what went wrong) is None."""

    trace: str
    allocator: str
    summary: Summary | None
    error: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Which task it is: names of trace and allocator."""
        return self.trace, self.allocator


Progress = Callable[[Result, int, int], None]
"""Hears a result as soon as there is one, how many there are, and how many there will be."""


def sweep(
    traces: Mapping[str, Source] | Iterable[Trace],
    allocators: Mapping[str, tuple[str, Options]] | Iterable[str],
    executor: Executor | None = None,
    progress: Progress | None = None,
    known: Iterable[Result] = (),
) -> list[Result]:
    """The measures of every trace on every allocator, trace by trace.

    `traces` by name, or with names of their own. `allocators` are names as in `MAKERS`, or a
    name of your choice → (one of these, options). Without an `executor` the tasks run here, one
    after the other.

    A task that fails gives a row with its `error`, and the others go on. `progress` gets each
    row as it is finished, so nothing is lost if you stop the sweep; hand the rows to the next
    one as `known` and it runs only what is missing or failed.
    """
    tasks = dict(_tasks(traces, allocators))
    results = {row.key: row for row in known if row.error is None and row.key in tasks}
    missing = {key: task for key, task in tasks.items() if key not in results}
    for result in _run(missing, executor):
        results[result.key] = result
        if progress is not None:
            progress(result, len(results), len(tasks))
    return [results[key] for key in tasks]


Key = tuple[str, str]
Task = tuple[Source, str, Options]


def _tasks(
    traces: Mapping[str, Source] | Iterable[Trace],
    allocators: Mapping[str, tuple[str, Options]] | Iterable[str],
) -> Iterator[tuple[Key, Task]]:
    if not isinstance(traces, Mapping):
        traces = {trace.name: trace for trace in traces}
    if not isinstance(allocators, Mapping):
        allocators = {name: (name, Options()) for name in allocators}
    for trace, source in traces.items():
        for name, (maker, options) in allocators.items():
            make_allocator(maker, options)  # an unknown name is told before anything runs
            yield (trace, name), (source, maker, options)


def _run(tasks: Mapping[Key, Task], executor: Executor | None) -> Iterator[Result]:
    if executor is None:
        for key, task in tasks.items():
            yield _result(key, lambda task=task: _measure(*task))  # type: ignore[misc]
        return
    futures: dict[Future[Summary], Key] = {}
    try:
        for key, task in tasks.items():
            futures[executor.submit(_measure, *task)] = key
        for future in as_completed(futures):
            yield _result(futures[future], future.result)
    finally:  # what was not started when the sweep was stopped need not start
        for future in futures:
            future.cancel()


def _result(key: Key, work: Callable[[], Summary]) -> Result:
    try:
        return Result(*key, work())
    except Exception as error:
        return Result(*key, None, f"{type(error).__name__}: {error}")


def _measure(source: Source, maker: str, options: Options) -> Summary:
    trace = source if isinstance(source, Trace) else _read(str(source))
    return summarise(replay(trace, make_allocator(maker, options)))


@lru_cache(maxsize=2)
def _read(path: str) -> Trace:
    """A worker meets the same file several times."""
    return read(path)
