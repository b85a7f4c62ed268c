"""The page heap lab's model: scenes equal what the allocator says, and errors change nothing."""

from __future__ import annotations

import re

import pytest

from golearn.errors import BadParameter, GolearnError
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.lab.page_heap_model import SCRIPTS, PageHeapModel
from golearn.plots.page_runs import count_pages
from golearn.units import human_bytes


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_scene_accounts_for_every_page(name):
    model = PageHeapModel(name)
    for scene in model.scenes:
        counts = count_pages(list(scene.runs))
        facts = dict(scene.facts)
        assert human_bytes(counts["span"] * PAGE_SIZE) == facts["HeapInuse"]
        idle = counts["free"] + counts["cached"] + counts["released"]
        if not counts["collector"]:
            assert human_bytes(idle * PAGE_SIZE) == facts["HeapIdle"]
        assert sum(counts.values()) * PAGE_SIZE % (4 << 20) == 0
        at = 0
        for run in scene.runs:
            assert run.page == at
            at += run.npages
    model.go.check()


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_was_taken_is_a_span_of_that_scene(name):
    for scene in PageHeapModel(name).scenes:
        if scene.taken is not None:
            assert (*scene.taken, "span") in scene.runs
        if scene.search is not None and scene.search.address:
            assert scene.taken is not None
            assert scene.search.npages == scene.taken[1]
            page = (scene.search.address - 0xC000000000) // PAGE_SIZE
            assert page == scene.taken[0]


def test_a_span_s_life_goes_through_every_state():
    model = PageHeapModel("a span's life")
    page = 64  # where the object of 3 MiB lies
    states = []
    for scene in model.scenes[3:]:
        (run,) = (r for r in scene.runs if r.page <= page < r.page + r.npages)
        states.append(run.state)
    assert states == ["span"] * 3 + ["free"] * 3 + ["released", "span"]
    assert model.scenes[-2].says == "scavenge: 3.062 MiB returned; the goal is to keep 344 KiB"
    assert model.scenes[7].says == "scavenge: 0 B returned; no goal is set: nothing to do"


def test_a_long_story_is_cut_in_the_middle():
    scene = PageHeapModel("a span's life").scenes[-2]
    assert len(scene.story) == 12
    assert scene.story[8] == "… and so on, 38 times …"
    assert scene.story[0].startswith("scavenged 8 pages at 0xc000370000")
    assert scene.story[-1].startswith("scavenged 8 pages at 0xc00001c000")


def test_first_fit_takes_the_lowest_hole_that_is_long_enough():
    model = PageHeapModel("holes")
    taken = {scene.says.split()[-1]: scene.taken for scene in model.scenes if scene.taken}
    assert [taken[obj] for obj in "678"] == [(40, 25), (110, 30), (192, 75)]


def test_a_search_in_the_depth_of_the_tree():
    scene = PageHeapModel("a deep search").scenes[-1]
    assert scene.search is not None
    assert (len(scene.search.rows), scene.search.read) == (5, 11)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_story_and_the_walk_count_the_same_summaries(name):
    """The first search, that is: a heap that had to grow is searched once more."""
    model = PageHeapModel(name)
    told = []
    for scene in model.scenes:
        counts = re.findall(r"(\d+) summar(?:y|ies) read", " ".join(scene.story))
        if scene.search is not None and scene.search.read and counts:
            told.append((int(counts[0]), scene.search.read))
    assert told
    assert all(story == walk for story, walk in told)


def test_by_hand():
    model = PageHeapModel("a 5 8192")
    assert model.allocate(24, pointers=True) == 6
    assert model.scenes[-1].says == "allocate 24 B with pointers as object 6"
    model.drop(5)
    assert "nothing refers to 0xc000000000" in model.scenes[-1].story[0]
    model.collect()
    model.return_all()
    assert model.scenes[-1].says.startswith("debug.FreeOSMemory: ")
    assert dict(model.scenes[-1].facts)["HeapInuse"] == "8 KiB"
    model.reset()
    assert (len(model.scenes), model.objects) == (1, {})


WRONG = {
    "a 0": "line 1 'a 0'",
    "a 0 24\na 0 24": "line 2: object 0 is live",
    "a 0 lots": "line 1, size 'lots'",
    "f 3": "object 3 is not live; live objects: none",
    "# nothing\nfree 1": "line 2 'free 1'",
    "a 0 1 GiB": "the heap may not grow",
    "a 0 -1": "line 1, size '-1'",
    "gc\n" * 500: "500 lines; expected at most 400",
}


@pytest.mark.parametrize("script", WRONG)
def test_a_wrong_script_leaves_the_heap_as_it_was(script):
    model = PageHeapModel("holes")
    scenes, objects, go = list(model.scenes), dict(model.objects), model.go
    with pytest.raises(GolearnError, match=WRONG[script].replace("(", ".")):
        model.run(script)
    assert (model.scenes, model.objects, model.go) == (scenes, objects, go)
    model.allocate(8192)
    model.go.check()


def test_no_memory_leaves_no_scene():
    model = PageHeapModel("holes")
    before = list(model.scenes)
    with pytest.raises(GolearnError, match="may not grow"):
        model.allocate(200 << 20)
    with pytest.raises(BadParameter, match="object 99 is not live"):
        model.drop(99)
    assert model.scenes == before
