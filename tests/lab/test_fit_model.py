"""The fit lab's model: every instant equals the replay, every search is the real one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.classic.events import Searched
from golearn.classic.policies import Block
from golearn.errors import BadParameter
from golearn.lab.fit_model import FITS, FitModel
from golearn.lab.race import race_table, ranks
from golearn.lab.search import search_again
from golearn.replay import Options, make_allocator, replay, steps
from golearn.trace import Op, Trace
from golearn.trace.workloads import bimodal, first_fit_loses, lognormal

OPTIONS = st.builds(
    Options,
    heap=st.sampled_from([None, 500, 4_000]),
    align=st.sampled_from([1, 8, 16]),
    header=st.sampled_from([0, 8]),
    coalesce=st.sampled_from(["immediate", "deferred", "none"]),
)
TRACES = st.builds(
    lambda make, seed: make(120, seed, live=15),
    st.sampled_from([lognormal, bimodal]),
    st.integers(0, 9),
)


@settings(max_examples=40, deadline=None)
@given(TRACES, st.sampled_from(FITS), OPTIONS)
def test_scrubbing_shows_what_stepping_shows(trace, policy, options):
    """Forwards and in any order: the free list, the walk and the block chosen are exact."""
    model = FitModel(trace, [policy], options)
    run = model._runs[policy]
    allocator = make_allocator(policy, options)
    seen = []
    for step in steps(trace, allocator):
        walks = [event for event in step.happened if isinstance(event, Searched)]
        walk = [block for event in walks for block in event.looked_at]
        found = walks[-1].found if walks else None
        place = (allocator.heap_size, allocator.rover)
        seen.append((step, walk, found, list(allocator.free_blocks), *place))
    for step, walk, found, free, heap, rover in reversed(seen):
        model.go_to(step.number)
        (panel,) = model.panels()
        assert bool(panel.search) == bool(walk or found or step.event.op <= 1)
        if panel.search:
            assert [tuple(block) for block in panel.search.visited] == walk
            assert panel.search.chosen == found
            assert panel.search.placed == step.address
        if step.error is None:
            assert run.free_list(step.number) == free
            assert panel.instant.end == heap
            assert panel.instant.rover == (rover if policy == "next-fit" else None)


@settings(max_examples=20, deadline=None)
@given(TRACES, OPTIONS, st.data())
def test_scrub_state_equals_the_history(trace, options, data):
    model = FitModel(trace, FITS, options)
    for name, history in model.histories.items():
        fresh = replay(trace, make_allocator(name, options))
        assert list(history.address) == list(fresh.address)
        assert list(history.visited) == list(fresh.visited)
    event = data.draw(st.integers(0, len(trace) - 1))
    model.go_to(event)
    for panel in model.panels():
        history = model.histories[panel.policy]
        if len(history):
            live = history.live_at(min(event, len(history) - 1))
            assert sorted(panel.instant.object) == sorted(history.object[live])


def story(policy: str, event: int, **options) -> str:
    model = FitModel("small example", [policy], Options(**options))
    model.go_to(event)
    return model.panels()[0].story


@pytest.mark.parametrize(
    ("policy", "event", "expected"),
    [
        (
            "first-fit",
            15,
            "First fit looked at 2 free blocks; the first that holds 56 B is the 112 B block at "
            "88. 56 B of it stay free. Best fit would have taken the 56 B block at 456.",
        ),
        (
            "next-fit",
            16,
            "Next fit looked at 1 free block; from 144 on, where it last placed, the first that "
            "holds 32 B is the 56 B block at 144. 24 B of it stay free. First fit would have "
            "stopped at the 48 B block at 0.",
        ),
        (
            "best-fit",
            15,
            "Best fit looked at 5 free blocks; the smallest that holds 56 B is the 56 B block at "
            "456. It fits exactly. First fit would have stopped at the 112 B block at 88.",
        ),
        (
            "worst-fit",
            17,
            "Worst fit looked at 5 free blocks; none holds 96 B. The heap grew by 96 B; the "
            "block is at 536.",
        ),
        ("first-fit", 0, "First fit found no free block to look at. The heap grew by 48 B; the "
            "block is at 0."),
        ("first-fit", 10, "Object 2 gives back 112 B at 88."),
        (
            "first-fit",
            19,
            "Object 5 gives back 32 B at 288; with its free neighbours that makes one free block "
            "of 96 B at 224.",
        ),
    ],
)  # fmt: skip
def test_stories(policy, event, expected):
    assert story(policy, event) == expected


@pytest.mark.parametrize(
    ("policy", "other"),
    [
        ("first-fit", "Best fit would have taken the 64 B block at 200."),
        ("best-fit", "First fit would have stopped at the 100 B block at 0."),
        ("worst-fit", "Best fit would have taken the 64 B block at 200."),
        ("next-fit", "First fit would have stopped at the 100 B block at 0."),
    ],
)
def test_what_another_policy_would_have_taken(policy, other):
    free = [Block(0, 100), Block(200, 64), Block(400, 200)]
    assert search_again(policy, free, 600, 300, 64, Options()).elsewhere == other


def test_story_of_a_merge_that_was_put_off():
    model = FitModel(
        Trace.parse("a 1 32\na 2 32\nf 1\nf 2\na 3 64", "t"),
        ["first-fit"],
        Options(heap=64, coalesce="deferred"),
    )
    model.go_to(4)
    assert "after merging neighbours, 3 free blocks in all" in model.panels()[0].story


def test_out_of_memory_is_told_at_its_event_and_after():
    model = FitModel("small example", ["worst-fit"], Options(heap=536))
    at = len(model.histories["worst-fit"])
    model.go_to(at)
    assert model.panels()[0].story.endswith("The heap may not grow: out of memory.")
    model.go_to(at + 1)
    assert model.panels()[0].story == f"Out of memory since event {at}: the replay ended there."
    nothing = FitModel("small example", FITS, Options(heap=0))
    assert all("out of memory" in panel.story for panel in nothing.panels())


def test_a_resize_frees_the_old_block():
    model = FitModel(Trace.parse("a 1 32\nr 1 64", "t"), ["best-fit"])
    model.go_to(1)
    assert model.panels()[0].story.endswith("Object 1 gives back 32 B at 0.")


def test_facts_add_up():
    model = FitModel("small example", ["best-fit"])
    model.go_to(16)
    assert dict(model.panels()[0].facts) == {
        "heap": "536 B", "in use": "45%", "visited so far": "9",
    }  # fmt: skip


def test_next_fit_shows_where_it_goes_on():
    model = FitModel("small example", ["first-fit", "next-fit"])
    model.go_to(14)  # five blocks were freed since the last one was placed, at the heap's end
    first, following = model.panels()
    assert following.facts[-1] == ("goes on at", "536")
    assert following.instant.describe().endswith("the next search begins at 536")
    assert len(first.facts) == 3 and "search" not in first.instant.describe()


def test_all_policies_are_drawn_on_one_scale():
    model = FitModel(first_fit_loses())
    assert model.size == max(history.peak_heap for history in model.histories.values())


@pytest.mark.parametrize(
    "break_it",
    [
        lambda m: m.go_to(-1),
        lambda m: m.go_to(27),
        lambda m: m.choose([]),
        lambda m: m.choose(["bump"]),
        lambda m: m.load("no such trace"),
        lambda m: m.set_options(Options(heap=-5)),
        lambda m: m.set_options(Options(align=3)),
        lambda m: m.set_options(Options(header=-1)),
    ],
)
def test_what_is_wrong_leaves_the_state(break_it):
    model = FitModel()
    model.go_to(12)
    before = (model.event, model.policies, model.options, model.trace, model.histories)
    with pytest.raises(BadParameter):
        break_it(model)
    assert (model.event, model.policies, model.options, model.trace, model.histories) == before


def test_choosing_policies_keeps_the_runs_that_stay():
    model = FitModel()
    kept = model.histories["best-fit"]
    model.choose(["best-fit", "first-fit"])
    assert model.policies == ("best-fit", "first-fit")
    assert model.histories["best-fit"] is kept


def test_the_race_is_what_the_histories_say():
    model = FitModel("small example")
    for event in (0, 15, 26):
        model.go_to(event)
        for standing in model.standings():
            history = model.histories[standing.policy]
            assert standing.peak == max(history.heap_size[: event + 1])
            assert standing.visited == sum(history.visited[: event + 1])
            assert standing.failed is None
    assert ranks([5, 3, 3, 9]) == [3, 1, 1, 4]
    table = race_table(model.standings())
    assert table.count('scope="row"') == 4
    worst = max(model.standings(), key=lambda s: s.peak)
    assert f"{worst.peak:,} B" in table and "100.0%" in table


def test_the_race_names_who_ran_out_of_memory():
    model = FitModel(Trace.parse("a 1 40\na 2 40\na 3 8\n"), ("first-fit",), Options(heap=64))
    model.go_to(2)
    assert model.standings()[0].failed == 1
    assert "out of memory at event 1" in race_table(model.standings())


@pytest.mark.parametrize("coalesce", ["immediate", "deferred"])
def test_a_long_replay_says_how_far_it_is(coalesce):
    told = []
    model = FitModel("small example", ("best-fit",), Options(coalesce=coalesce))
    model.hear = lambda policy, events, done: told.append((policy, events, done))
    model.load(Trace.build([(Op.ALLOC, i, 8) for i in range(3000)], "long"))
    assert {(policy, events) for policy, events, _ in told} == {("best-fit", 3000)}
    assert len(told) >= 2 and sorted(done for *_, done in told) == [done for *_, done in told]
