"""Many traces on many allocators, by whatever executor there is.

A sweep is a table of small tasks, one per trace and allocator. They run in this process, on all
cores (`ProcessPoolExecutor`), or on a cluster (Dask's `Client.get_executor()`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from queue import SimpleQueue

from golearn.errors import BadParameter
from golearn.replay.measures import Summary, summarise
from golearn.replay.names import Options, make_allocator
from golearn.replay.replay import replay
from golearn.trace import Trace, read
from golearn.trace.files import short_name

Source = Trace | str | Path
"""A trace, or the file that a worker reads it from."""

Design = tuple[str, Options]
"""A name as in `MAKERS`, and how to set it up."""


@dataclass(frozen=True)
class Result:
    """One row of a sweep. Either `summary` or `error` (what went wrong) is None.

    `design` is what stood behind the name `allocator`.
    """

    trace: str
    allocator: str
    summary: Summary | None
    error: str | None = None
    design: Design | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Which task it is: names of trace and allocator."""
        return self.trace, self.allocator


Progress = Callable[[Result, int, int], None]
"""Hears a result as soon as there is one, how many there are, and how many there will be."""


def sweep(
    traces: Mapping[str, Source] | Iterable[Source],
    allocators: Mapping[str, Design] | Iterable[str],
    executor: Executor | None = None,
    progress: Progress | None = None,
    known: Iterable[Result] = (),
) -> list[Result]:
    """The measures of every trace on every allocator, trace by trace.

    `traces` by name, or with names of their own, each another one; a file has its name without
    the suffix. `allocators` are names as in `MAKERS`, or a name of your choice → (one of these,
    options); a trace gets at least as many processors as it names. Without an `executor` the
    tasks run here, one after the other. Raises BadParameter for what is neither, before
    anything runs.

    A task that fails gives a row with its `error`, and the others go on. `progress` gets each
    row as it is finished, so nothing is lost if you stop the sweep; hand the rows to the next
    one as `known` and it runs only what is missing, failed or was set up differently. A trace
    counts as the same if its name is.
    """
    named, designs = _named(traces), _designs(allocators)
    known = _rows(known)
    if executor is not None and not isinstance(executor, Executor):
        raise BadParameter(f"executor={executor!r}; {EXPECTED_EXECUTOR}")
    tasks = {
        (t, a): (source, *design) for t, source in named.items() for a, design in designs.items()
    }
    results = {
        row.key: row
        for row in known
        if row.error is None and row.key in tasks and row.design == designs[row.allocator]
    }
    missing = {key: task for key, task in tasks.items() if key not in results}
    for result in _run(missing, executor):
        results[result.key] = result
        if progress is not None:
            progress(result, len(results), len(tasks))
    return [results[key] for key in tasks]


Key = tuple[str, str]
Task = tuple[Source, str, Options]

EXPECTED_TRACES = 'expected traces or files in a list, or by name: {"mine": Trace or path, ...}'
EXPECTED_ALLOCATORS = (
    'expected names in a list, ["first-fit", "go"], or {"mine": ("first-fit", Options(align=16))}'
)

EXPECTED_EXECUTOR = "expected an executor as in concurrent.futures, ProcessPoolExecutor() say"


def _rows(known: Iterable[Result]) -> list[Result]:
    """What earlier sweeps gave."""
    rows = list(known)
    for row in rows:
        if not isinstance(row, Result):
            raise BadParameter(f"{row!r} among the known rows; expected what sweep() gave")
    return rows


def _named(traces: Mapping[str, Source] | Iterable[Source]) -> dict[str, Source]:
    """Name → trace. No two may share a name: it is all that a row says of its trace."""
    if isinstance(traces, Source) or not isinstance(traces, Iterable):
        raise BadParameter(f"traces={traces!r}; {EXPECTED_TRACES}")
    pairs = traces.items() if isinstance(traces, Mapping) else ((_name(one), one) for one in traces)
    named: dict[str, Source] = {}
    for name, source in pairs:
        if not isinstance(source, Source):
            raise BadParameter(f"{source!r} among the traces; {EXPECTED_TRACES}")
        if name in named:
            raise BadParameter(
                f"two traces are named '{name}'; name them yourself: "
                'sweep({"seed 0": ..., "seed 1": ...}, ...)'
            )
        named[name] = source
    return named


def _name(source: object) -> str:
    if isinstance(source, Trace):
        return source.name
    return short_name(Path(source)) if isinstance(source, str | Path) else ""


def _designs(allocators: Mapping[str, Design] | Iterable[str]) -> dict[str, Design]:
    """Name → design, each of which can be made."""
    if isinstance(allocators, str) or not isinstance(allocators, Iterable):
        raise BadParameter(f"allocators={allocators!r}; {EXPECTED_ALLOCATORS}")
    if not isinstance(allocators, Mapping):
        names = list(allocators)
        for name in names:
            if not isinstance(name, str):
                raise BadParameter(f"{name!r} among the allocators; {EXPECTED_ALLOCATORS}")
        allocators = {name: (name, Options()) for name in names}
    designs: dict[str, Design] = {}
    for name, design in allocators.items():
        match design:
            case (str(maker), Options() as options):
                make_allocator(maker, options)
                designs[name] = maker, options
            case _:
                raise BadParameter(f"allocator {name!r}: {design!r}; {EXPECTED_ALLOCATORS}")
    return designs


def _run(tasks: Mapping[Key, Task], executor: Executor | None) -> Iterator[Result]:
    if executor is None:
        for key, task in tasks.items():
            yield _result(key, task, lambda task=task: _measure(*task))  # type: ignore[misc]
        return
    futures: dict[Future[Summary], Key] = {}
    finished: SimpleQueue[Future[Summary]] = SimpleQueue()

    def hear() -> Result:
        future = finished.get()
        key = futures.pop(future)
        return _result(key, tasks[key], future.result)

    try:
        for key, task in tasks.items():
            try:
                future = executor.submit(_measure, *task)
            except Exception as error:  # its workers are gone, or it was shut down
                yield _failed(key, task, error)
            else:
                futures[future] = key
                future.add_done_callback(finished.put)
            while not finished.empty():
                yield hear()
        while futures:
            yield hear()
    finally:  # what was not started when the sweep was stopped need not start
        for future in futures:
            future.cancel()


def _result(key: Key, task: Task, work: Callable[[], Summary]) -> Result:
    try:
        return Result(*key, work(), design=task[1:])
    except Exception as error:
        return _failed(key, task, error)


def _failed(key: Key, task: Task, error: Exception) -> Result:
    return Result(*key, None, f"{type(error).__name__}: {error}", task[1:])


def _measure(source: Source, maker: str, options: Options) -> Summary:
    trace = source if isinstance(source, Trace) else _read(str(source))
    options = replace(options, processors=max(options.processors, trace.processors))
    return summarise(replay(trace, make_allocator(maker, options)))


def _read(path: str) -> Trace:
    """The trace in a file as it is now."""
    try:
        now = Path(path).stat()
    except OSError:
        return read(path)  # which says what is wrong
    return _read_version(path, now.st_mtime_ns, now.st_size, now.st_ino)


@lru_cache(maxsize=2)
def _read_version(path: str, *version: int) -> Trace:
    """A worker meets the same file several times; when it was written again it is another."""
    return read(path)
