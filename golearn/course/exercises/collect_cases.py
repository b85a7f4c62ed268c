"""Cases and right results for the exercises of chapter 04."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from golearn.collect import IncrementalMarkSweep, Program
from golearn.collect.experiments import copying_cost, marking_cost
from golearn.collect.incremental import Barrier
from golearn.collect.program import Mutator
from golearn.errors import GolearnError, HeapCorruption, TraceError

Refs = list[list[int | None]]
"""Object number → the numbers of the objects that it refers to, None for nil."""


_STEPS: Refs = [[i + 1, i + 1] for i in range(39)]
LADDER: tuple[list[int | None], Refs] = ([0], [*_STEPS, []])
"""40 objects in a row with two ways from each to the next: 2^39 ways in all."""


def graphs() -> st.SearchStrategy[tuple[list[int | None], Refs]]:
    """(roots, refs): small graphs, and one for who walks each way anew."""
    return st.one_of(small_graphs(), small_graphs(), small_graphs(), st.just(LADDER))


@st.composite
def small_graphs(draw: DrawFn) -> tuple[list[int | None], Refs]:
    """(roots, refs): up to six objects with up to three references each."""
    n = draw(st.integers(0, 6))
    ref = st.none() if n == 0 else st.one_of(st.integers(0, n - 1), st.none())
    refs = [draw(st.lists(ref, max_size=3)) for _ in range(n)]
    return draw(st.lists(ref, max_size=3)), refs


def mark(roots: list[int | None], refs: Refs) -> list[int]:
    """The objects that can be reached, in order of their numbers."""
    found: set[int] = set()
    grey = [root for root in roots if root is not None]
    while grey:
        obj = grey.pop()
        if obj not in found:
            found.add(obj)
            grey += [ref for ref in refs[obj] if ref is not None]
    return sorted(found)


def cheney(roots: list[int | None], refs: Refs) -> tuple[list[int | None], Refs]:
    """(roots, copies): references are numbers of copies, in the order of copying."""
    forward: dict[int, int] = {}
    copies: Refs = []

    def copy(obj: int | None) -> int | None:
        if obj is None:
            return None
        if obj not in forward:
            forward[obj] = len(copies)
            copies.append(list(refs[obj]))
        return forward[obj]

    new_roots = [copy(root) for root in roots]
    scan = 0
    while scan < len(copies):
        copies[scan] = [copy(ref) for ref in copies[scan]]
        scan += 1
    return new_roots, copies


@st.composite
def marked_blocks(draw: DrawFn) -> tuple[list[tuple[int, bool]], int]:
    """(blocks, base): sizes and marks of blocks without a gap, the first at `base`."""
    block = st.tuples(st.integers(1, 5), st.booleans())
    return draw(st.lists(block, max_size=7)), draw(st.sampled_from((0, 8, 100)))


def slide(blocks: list[tuple[int, bool]], base: int) -> list[int | None]:
    """The new address of each block, None for one that is dead."""
    result: list[int | None] = []
    for size, marked in blocks:
        result.append(base if marked else None)
        base += size if marked else 0
    return result


@st.composite
def cost_calls(draw: DrawFn) -> tuple[float, int, int, float]:
    """(r, c, a, b): a live share below one half, and costs per byte."""
    r = draw(st.sampled_from((0.25, 0.1, 0.2, 0.3, 0.4, 0.0, 0.45)))
    return r, draw(st.integers(1, 6)), draw(st.integers(1, 6)), draw(st.sampled_from((0.5, 1.0)))


def costs(r: float, c: float, a: float, b: float) -> tuple[float, float]:
    """(copying, marking): bytes touched per byte allocated, rounded."""
    return round(copying_cost(r, c), 6), round(marking_cost(r, a, b), 6)


# --- a program that loses an object -----------------------------------------------------------

CYCLE = ("start", "mark", "finish")


def count_losses(text: str, barrier: Barrier) -> int | None:
    """1 if a cycle of marking ends with a lost object, else 0; None if no cycle was finished.

    `text` is a program with `start`, `mark` (scan one grey object) and `finish` among its steps.
    Raises a GolearnError for what is no program or does not run.
    """
    heap = IncrementalMarkSweep(4096, barrier)
    mutator = Mutator(heap)
    finished = 0
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        try:
            _do(words, heap, mutator)
        except GolearnError as error:
            problem = error.problem if isinstance(error, TraceError) else str(error)
            raise TraceError(problem, "your program", number) from error
        if words == ["finish"]:
            finished += 1
            try:
                heap.check()
            except HeapCorruption:
                return 1
    return 0 if finished else None


def _do(words: list[str], heap: IncrementalMarkSweep, mutator: Mutator) -> None:
    """One step of the collector or of the program."""
    if words[0] in CYCLE and len(words) > 1:
        raise TraceError(f"'{words[0]}' stands alone")
    if words == ["start"]:
        heap.start()
    elif words == ["mark"]:
        heap.advance()
    elif words == ["finish"]:
        heap.finish()
    else:
        for step in Program.parse(" ".join(words)):
            mutator.do(step)


def why_nothing_lost(lines: list[str]) -> str:
    """What is missing in a program after which every reachable object is still there."""
    steps = [line.split("#")[0].split() for line in lines]
    begin = steps.index(["start"]) if ["start"] in steps else 0
    end = len(steps) - steps[::-1].index(["finish"])
    during = steps[begin:end]
    hidden = [i for i, step in enumerate(during) if step[0] == "store" and step[-1] == "nil"]
    loaded = [i for i, step in enumerate(during) if step[0] == "load"]
    if not loaded and ["load"] in [step[:1] for step in steps[:begin]]:
        return "The load comes before start: roots are scanned there, so the object is found."
    if not loaded:
        return "No root gets a reference while marking runs: what is lost must still be reachable."
    if not hidden:
        return "The reference stays in its owner, and the scan of the owner finds the object."
    if ["mark"] in during[: min(loaded + hidden)]:
        return "The owner was scanned before its reference was taken out: do it while it is grey."
    return (
        "Take a reference out of an object that is still grey, and keep it in a root: "
        "roots were scanned at start."
    )
