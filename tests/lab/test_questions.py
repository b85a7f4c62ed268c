"""What the labs ask: the answer is what the library then does, and every slip has its reason."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from golearn.errors import BadParameter
from golearn.goheap.sizeclass import GO_CLASSES, PAGE_SIZE
from golearn.lab import BumpLab, PageHeapLab
from golearn.lab.bump_model import BumpModel
from golearn.lab.collect_model import KINDS, PROGRAMS, CollectModel
from golearn.lab.fit_model import FITS, FitModel
from golearn.lab.history_model import ALLOCATORS, HistoryModel
from golearn.lab.page_heap_model import SCRIPTS, PageHeapModel
from golearn.lab.questions import (
    bump,
    collect,
    fit,
    history,
    page_heap,
    segregated,
    size_class,
    tiers,
)
from golearn.lab.quiz_model import Question
from golearn.lab.segregated_model import SegregatedModel
from golearn.lab.size_class_model import SizeClassModel
from golearn.lab.tiers_model import STATES, TiersModel, in_state
from golearn.lab.words import with_text
from golearn.replay import Options
from golearn.trace import Trace

SEEDS = range(25)


def right(question: Question) -> str:
    assert all(choice.wrong.endswith(".") for choice in question.choices if choice.wrong)
    assert question.why.endswith(".") and question.text.rstrip()[-1] in "?."
    if question.prepare is not None:
        question.prepare()
    return question.choices[question.right].text


@pytest.mark.parametrize("trace", ["small example", "lognormal"])
def test_fit_asks_where_the_history_places(trace):
    model = FitModel(trace if trace == "small example" else Trace.build(_churn(), "churn"))
    asked = set()
    for seed in SEEDS:
        question = fit.ask(model, Random(seed))
        said, policy = right(question), question.where
        event = model.event + 1
        played = model.run(policy).history
        row = played.born.tolist().index(event)
        if said == fit.GROWS:
            assert played.heap_size[event] > played.heap_size[event - 1]
        else:
            place = question.choices[question.right].place
            assert place is not None and place[0] == played.address[row]
            assert question.at(place[0], policy) == question.right
            assert question.at(place[0], "elsewhere") is None
        question.reveal()
        assert model.event == event
        asked.add(policy)
    assert asked == set(FITS)


def test_fit_says_where_next_fit_goes_on():
    """A block around that address has begun below it: it comes last, and that is said."""
    model = FitModel(Trace.parse("a 1 32\na 2 32\na 3 32\na 4 32\na 5 32\nf 1\na 6 24\nf 6\n"
                                 "f 4\na 7 24\n", "t"), ["next-fit"])  # fmt: skip
    question = next(q for s in SEEDS if "Event 9" in (q := fit.ask(model, Random(s))).text)
    assert "will next fit take? It goes on at 24." in question.text
    wrong = next(choice for choice in question.choices if choice.text == "32 B at 0")
    assert wrong.wrong.endswith("That block begins below it, so it comes last.")
    assert right(question) == "32 B at 96"


def _churn() -> list[tuple[object, ...]]:
    random, live, events = Random(3), [], []
    for i in range(400):
        if live and random.random() < 0.45:
            events.append(("f", live.pop(random.randrange(len(live)))))
        else:
            live.append(i)
            events.append(("a", i, random.randint(1, 200)))
    from golearn.trace import Op

    ops = {"a": Op.ALLOC, "f": Op.FREE}
    return [(ops[e[0]], *e[1:]) for e in events]  # type: ignore[index]


def test_fit_has_nothing_to_ask_of_a_trace_without_free_blocks():
    with pytest.raises(BadParameter, match="choose another trace"):
        fit.ask(FitModel(Trace.parse("a 1 8\na 2 8\n")), Random(1))


@pytest.mark.parametrize(("heap", "header", "align"), [(256, 0, 8), (96, 8, 16), (24, 0, 1)])
def test_bump_asks_what_the_arena_then_does(heap, header, align):
    model, last = BumpModel(heap, align, header), ""
    kinds = set()
    for seed in range(80):
        question = bump.ask(model, Random(seed), last)
        said, before = right(question), (model.top, model.left)
        question.reveal()
        assert question.kind != last
        kinds.add(last := question.kind)
        if last == "free":
            assert said == f"{model.left:,} B" and model.left == before[1]
        elif last == "full":
            assert said == bump.NO_ROOM and (model.top, model.left) == before
        elif last == "pointer":
            assert said == f"at {model.top:,}" and model.top > before[0]
        else:
            place = max(model.objects.values())[0]
            assert said == f"at {place:,}" and place == (0 if last == "reset" else before[0])
    assert kinds == {"place", "pointer", "full", "free", "reset"}


def test_a_full_arena_is_asked_about_more_than_that_it_is_full():
    lab = BumpLab(script="full of dead bytes")
    kinds = []
    for _ in range(4):
        lab.quiz.ask()
        kinds.append(lab.quiz.model.question.kind)
        lab.quiz.answer(0)
    assert "reset" in kinds and all(a != b for a, b in pairwise(kinds))


@pytest.mark.parametrize("classes", ["powers of two", "geometric", (16, 48)])
@pytest.mark.parametrize("header", [0, 8])
def test_segregated_asks_for_the_list_for_a_new_run_and_for_the_waste(classes, header):
    options = Options(align=8, header=header)
    model = SegregatedModel(Trace.build(_churn(), "churn"), classes, options=options)
    answers = set()
    for seed in range(80):
        question = segregated.ask(model, Random(seed))
        said = right(question)
        before = model.lists()
        question.reveal()
        serving = next(row for row in model.lists() if row.serves)
        size = serving.size_class
        was = next(row for row in before if row.size_class == size)
        if "Which list" in question.text:
            assert said == (segregated.LARGE if size is None else f"the list of {size:,} B blocks")
            answers.add("list")
        elif "new run" in question.text:
            assert (said == segregated.EMPTY) == (serving.runs > was.runs) == (was.free == 0)
            assert (said == segregated.HAS_ONE) == (was.free > 0)
            assert ("a new run was cut" in model.story) == (said == segregated.EMPTY)
            answers.add(said)
        else:
            assert size is not None and said == f"{serving.waste - was.waste:,} B"
            assert f" {said} of it are wasted" in model.story
            answers.add("waste")
        if not header:
            assert "header" not in " ".join([question.why, *(c.wrong for c in question.choices)])
    assert answers == {"list", "waste", segregated.EMPTY, segregated.HAS_ONE}


def test_a_new_run_in_a_resize_that_gives_another_back_is_told():
    model = SegregatedModel(Trace.parse("a 1 2048\nr 1 1024\n", "t"))
    model.go_to(1)
    assert "a new run was cut into blocks" in model.story


@pytest.mark.parametrize(
    ("size", "need", "header", "text"),
    [
        (8, 8, 0, ""),
        (5, 8, 0, " with rounding"),
        (8, 16, 8, " with header"),
        (5, 16, 8, " with rounding and header"),
    ],
)
def test_only_what_applies_is_said(size, need, header, text):
    assert with_text(size, need, header) == text


def test_size_class_asks_what_gos_table_says():
    model = SizeClassModel()
    for seed in SEEDS:
        question = size_class.ask(model, Random(seed))
        said = right(question)
        question.reveal()
        row = GO_CLASSES[GO_CLASSES.class_of(model.request)]
        assert said in (f"{row.size:,} B", f"{row.objects:,}")


@pytest.mark.parametrize("state", [None, *STATES])
def test_tiers_asks_who_serves(state):
    model = TiersModel() if state is None else in_state(state)
    for seed in range(6):
        question = tiers.ask(model, Random(seed))
        said = right(question)
        question.reveal()
        assert said == tiers.NAMES[model.path.served]


def test_tiers_has_all_four_answers():
    model, said = in_state("after a collection"), set()
    for seed in range(12):
        question = tiers.ask(model, Random(seed))
        said.add(right(question))
        question.reveal()
    assert said == set(tiers.NAMES.values())


def test_page_heap_asks_for_the_run_that_is_taken():
    answers = set()
    for script in SCRIPTS:
        for seed in range(6):
            model = PageHeapModel(script)
            try:
                question = page_heap.ask(model, Random(seed))
            except BadParameter:
                continue
            said, size = right(question), model.go.heap.size
            question.reveal()
            page = (model.objects[max(model.objects)][0] - model.go.heap.base) // PAGE_SIZE
            answers.add(said == page_heap.GROWS)
            if said == page_heap.GROWS:
                assert model.go.heap.size > size
            else:
                first, free = (int(w.replace(",", "").strip("(")) for w in said.split()[1:3])
                assert first <= page < first + free
    assert answers == {True, False}


def test_page_heap_without_a_long_run_asks_what_then():
    model = PageHeapModel("a 0 4088 KiB\nf 0")
    question = page_heap.ask(model, Random(1))
    assert right(question) == page_heap.GROWS
    dropped = next(c for c in question.choices if c.text == "page 0 (511 pages in use)")
    assert "a collection has run" in dropped.wrong
    size = model.go.heap.size
    question.reveal()
    assert model.go.heap.size > size


def test_page_heap_has_nothing_to_ask_of_an_empty_or_a_full_heap():
    model = PageHeapModel()
    model.reset()
    with pytest.raises(BadParameter, match="no page yet"):
        page_heap.ask(model, Random(1))
    with pytest.raises(BadParameter, match="drop an object and Collect, or Begin again"):
        page_heap.ask(PageHeapModel("a 0 128 MiB"), Random(1))


@pytest.mark.parametrize("script", SCRIPTS)
def test_page_heap_asks_as_often_as_one_likes(script):
    lab = PageHeapLab(script)
    for n in range(8):
        lab.quiz.ask()
        assert lab.quiz.trouble == ""
        lab.quiz.answer(0)
        assert lab.quiz.score.endswith(f"of {n + 1} right")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_collect_asks_what_the_film_shows(kind, program):
    model = CollectModel(kind, program)
    for seed in range(8):
        question = collect.ask(model, Random(seed))
        said = right(question)
        step = model.step
        question.reveal()
        if "survive" in question.text:
            assert said == ", ".join(sorted(b.label for b in model.frame.blocks)) or "none"
            assert model.step == len(model.frames) - 1
        else:
            assert said == model.frame.text != model.frames[step].text
            assert model.step == step + 1
            assert model.frames[step].text not in [choice.text for choice in question.choices]


def test_history_asks_about_every_request_and_mostly_about_those_that_meet_a_hole():
    model = HistoryModel("five requests")
    asked = [history.ask(model, Random(seed)) for seed in range(200)]
    assert model.event == 0
    assert {(question.text[:7], question.where) for question in asked} == {
        (f"Event {event}", name) for event in (1, 2, 4) for name in ALLOCATORS
    }
    assert sum("Event 4" in question.text for question in asked) > 100
    question = asked[0]
    said, event = right(question), model.event + 1
    placed = model.instant(question.where, event).new
    assert question.text.startswith(f"Event {event} ") and placed is not None
    assert said.startswith(f"at {placed[0]},")
