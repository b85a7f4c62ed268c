"""What collections cost: counted work against memory that counts, and lines through runs."""

from __future__ import annotations

import numpy as np
import pytest

from golearn.collect import COLLECTORS, Copying, Generational, MarkCompact, MarkSweep
from golearn.collect.experiments import (
    collect_full,
    copying_cost,
    marking_cost,
    steady_state,
)
from golearn.collect.measures import fragmentation, order_kept, summarise
from golearn.collect.program import run
from golearn.collect.workloads import WORKLOADS
from golearn.errors import BadParameter
from golearn.units import KIB

HEAP = 64 * KIB


class CountingMemory(list):
    """A memory that counts the words read and written."""

    words = 0

    def __getitem__(self, key):
        found = super().__getitem__(key)
        self.words += len(found) if isinstance(key, slice) else 1
        return found

    def __setitem__(self, key, value):
        self.words += len(value) if isinstance(key, slice) else 1
        super().__setitem__(key, value)


@pytest.mark.parametrize("name", COLLECTORS)
@pytest.mark.parametrize("workload", ["few_die_young", "wide_trees", "cycles"])
def test_touched_is_what_was_touched(name, workload):
    """To the byte: the counters say what a memory that counts its own accesses says."""
    heap = COLLECTORS[name](HEAP)
    run(WORKLOADS[workload](1200), heap)
    heap.memory = memory = CountingMemory(heap.memory)
    if isinstance(heap, Generational):
        assert heap.minor().touched == memory.words * 8
        memory.words = 0
    assert heap.collect().touched == memory.words * 8


def line(xs, ys):
    """Slope, intercept and R² of the best line."""
    slope, intercept = np.polyfit(xs, ys, 1)
    rest = np.asarray(ys) - (slope * np.asarray(xs) + intercept)
    return slope, intercept, 1 - rest.var() / np.var(ys)


def test_copying_is_proportional_to_what_lives():
    pauses = [collect_full(Copying, HEAP, live) for live in np.linspace(0.05, 0.95, 10)]
    slope, intercept, r2 = line([p.after for p in pauses], [p.touched for p in pauses])
    assert r2 > 0.999
    assert abs(intercept) < 0.02 * pauses[-1].touched
    assert 2 < slope < 5


def test_copying_does_not_depend_on_the_heap():
    """The same program in heaps that differ by a factor of eight."""
    touched = []
    for heap in (1, 2, 4, 8):
        objects = Copying(heap * HEAP)
        run(WORKLOADS["cycles"](600), objects)
        touched.append(objects.collect().touched)
    assert len(set(touched)) == 1


def test_mark_sweep_is_proportional_to_the_heap():
    """At a fixed live share; and at a fixed live set the heap's part is all that grows."""
    heaps = [n * 32 * KIB for n in range(1, 9)]
    touched = [collect_full(MarkSweep, heap, 0.3).touched for heap in heaps]
    slope, intercept, r2 = line(heaps, touched)
    assert r2 > 0.999
    assert abs(intercept) < 0.05 * touched[-1]
    fixed = [collect_full(MarkSweep, heap, 16 * KIB / heap) for heap in heaps]
    slope, intercept, r2 = line(heaps, [p.touched for p in fixed])
    assert r2 > 0.98
    assert slope > 0.1


@pytest.mark.parametrize("residency", [0.05, 0.1, 0.2, 0.3])
def test_the_formula_predicts_the_program(residency):
    """Constants from single collections, checked on a program that runs for long."""
    one = collect_full(Copying, HEAP, 0.5)
    measured = steady_state(Copying, HEAP, residency)
    predicted = copying_cost(measured.residency, one.touched / one.after)
    assert measured.cost == pytest.approx(predicted, rel=0.2)


@pytest.mark.parametrize("residency", [0.1, 0.3, 0.5, 0.7])
def test_the_formula_predicts_marking(residency):
    shares = np.linspace(0.05, 0.95, 10)
    pauses = [collect_full(MarkCompact, HEAP, share) for share in shares]
    per_live, rest, _ = line([p.after for p in pauses], [p.touched for p in pauses])
    measured = steady_state(MarkCompact, HEAP, residency)
    predicted = marking_cost(measured.residency, per_live, rest / HEAP)
    assert measured.cost == pytest.approx(predicted, rel=0.25)


def test_wrong_parameters():
    with pytest.raises(BadParameter):
        collect_full(Copying, HEAP, 1.5)
    with pytest.raises(BadParameter):
        steady_state(Copying, 128, 0.01)


# --- the common workloads ---------------------------------------------------------------------


@pytest.mark.parametrize("name", COLLECTORS)
def test_the_end_of_a_run_is_the_same_for_all(name):
    """After a last full collection the same bytes are left, wherever they lie."""
    for workload in ("many_die_young", "few_die_young", "long_lists", "wide_trees", "cycles"):
        heap = COLLECTORS[name](64 * KIB)
        baseline = MarkSweep(1024 * KIB)
        for each in (heap, baseline):
            done = run(WORKLOADS[workload](800), each)
            assert done.stopped is None
            each.collect()
        assert heap.used == baseline.used
        heap.check()


@pytest.mark.parametrize("name", COLLECTORS)
def test_growing_ends_in_out_of_memory_and_the_list_is_intact(name):
    heap = COLLECTORS[name](16 * KIB)
    done = run(WORKLOADS["growing"](2000), heap)
    assert done.stopped is not None
    assert "out of memory" in str(done.stopped)
    heap.check()
    serials, node = [], heap.memory[1]
    while node:
        serials.append(heap.payload(node)[0])
        node = heap.read(node, 0)
    assert serials == sorted(serials, reverse=True)
    assert serials[-1] == 0


def test_sliding_keeps_order_and_leaves_one_piece_of_free_space():
    for name in ("mark-compact", "threaded-compact"):
        heap = COLLECTORS[name](24 * KIB)
        run(WORKLOADS["few_die_young"](), heap)
        heap.collect()
        assert order_kept(heap) == 1
        assert fragmentation(heap) == 0


def test_both_ways_of_sliding_give_the_same_memory():
    one, other = COLLECTORS["mark-compact"](24 * KIB), COLLECTORS["threaded-compact"](24 * KIB)
    for heap in (one, other):
        run(WORKLOADS["cycles"](), heap)
        heap.collect()
    assert one.memory[: one.top] == other.memory[: other.top]
    assert one.pauses[-1].extra > other.pauses[-1].extra


def test_mark_sweep_scatters_free_space():
    heap = MarkSweep(24 * KIB)
    assert summarise(run(WORKLOADS["few_die_young"](), heap)).fragmentation > 0.5


def test_many_die_young_suits_generations():
    """Same memory, same program: the longest pause is a fraction of the one-space collectors'."""
    program = WORKLOADS["many_die_young"](4000)
    pauses = {
        name: summarise(run(program, COLLECTORS[name](48 * KIB))).longest_pause
        for name in ("mark-compact", "copying", "generational")
    }
    assert pauses["generational"] < pauses["copying"]
    assert pauses["generational"] < pauses["mark-compact"]


def test_workloads_are_the_same_every_time_and_differ_by_seed():
    for make in WORKLOADS.values():
        assert make(300) == make(300)
    assert WORKLOADS["cycles"](300, seed=1) != WORKLOADS["cycles"](300, seed=2)


# --- speed ------------------------------------------------------------------------------------


def hundred_thousand(make):
    """10^5 objects of 2 references, all alive: a list, each with a link further back."""
    heap = make(32 << 20)
    heap.set_root(1, heap.new(2))
    for i in range(1, 100_000):
        node = heap.new(2, (i,))
        before = heap.memory[1]
        heap.write(node, 0, before)
        heap.write(node, 1, heap.read(before, 0))
        heap.set_root(1, node)
    return heap


@pytest.mark.parametrize("make", [*COLLECTORS.values()], ids=lambda make: make.name)
def test_a_hundred_thousand_objects(make):
    if make is Generational:
        heap = hundred_thousand(lambda size: Generational(size, nursery=8 << 20))
    else:
        heap = hundred_thousand(make)
    assert heap.collect().marked == 100_000
    assert len(heap.reachable()) == 100_000
