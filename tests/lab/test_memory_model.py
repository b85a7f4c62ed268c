"""The memory lab's model, with CPython's own counting and collecting as the judge."""

from __future__ import annotations

import gc
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golearn.errors import BadParameter
from golearn.lab.memory_model import COUNTS, HAND, OPENS, SCRIPTS, TRACING, WAYS, MemoryModel

CHAIN = """
a = new 8
b = new 8
a.l = b
c = new 8
b.l = c
b = new 8
c.l = b
b = nil
c = nil"""
"""Four objects in a row, and a variable for the first."""


def held(model: MemoryModel) -> dict[str, set[int]]:
    return {way: set(model.heaps[way].places) for way in WAYS}


@pytest.mark.parametrize(
    ("script", "by_hand", "counting", "tracing"),
    [
        ("a = new 8", {0}, {0}, {0}),
        ("a = new 8\na = nil", {0}, set(), {0}),
        ("a = new 8\na = nil\ngc", {0}, set(), set()),
        ("a = new 8\nfree a\ngc", set(), {0}, {0}),
        ("call f\na = new 8\nb = new 8\na.next = b\nreturn a", {0, 1}, {0, 1}, {0, 1}),
        ("call f\na = new 8\nb = new 8\na.next = b\nreturn b", {0, 1}, {1}, {0, 1}),
        (CHAIN, {0, 1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2, 3}),
        (f"{CHAIN}\na = nil", {0, 1, 2, 3}, set(), {0, 1, 2, 3}),
        (f"{CHAIN}\na.l = nil\ngc", {0, 1, 2, 3}, {0}, {0}),
        (SCRIPTS["a ring"].removesuffix("gc\n"), {0, 1, 2}, {0, 1, 2}, {0, 1, 2}),
        (SCRIPTS["a ring"], {0, 1, 2}, {0, 1, 2}, {2}),
        (SCRIPTS["forgotten"], {0, 2, 3}, {2, 3}, {2, 3}),
        (SCRIPTS["handed back"], {0, 1}, set(), set()),
    ],
)
def test_who_holds_what(script, by_hand, counting, tracing):
    assert held(MemoryModel(script)) == {HAND: by_hand, COUNTS: counting, TRACING: tracing}


def test_what_is_freed_too_early_is_somebody_elses():
    model = MemoryModel("a = new 32\nb = a\nfree a\nc = new 32\nb.next = c\nfree b")
    stories = [scene.sides[0].story for scene in model.scenes]
    assert "b of main refers to memory that is freed: it dangles" in stories[3]
    assert "object 1 lies there now, and is overwritten" in stories[5][0]
    assert stories[6] == ("object 0 was freed before: in C anything may follow",)
    assert set(model.heaps[HAND].places) == {1}
    lost = [scene.sides[0].lost for scene in model.scenes]
    assert lost == [{}, {}, {}, {0: None}, {0: 1}, {0: 1}, {0: 1}]
    damaged = [
        [box.object for box in scene.sides[0].boxes if box.damaged] for scene in model.scenes
    ]
    assert damaged == [[], [], [], [], [], [1], [1]]
    assert [scene.sides[0].misuse for scene in model.scenes[4:]] == [
        "",
        "object 1 is overwritten",
        "anything may follow",
    ]
    for scene in model.scenes:
        for side in scene.sides[1:]:
            assert (side.dangling, side.lost, side.misuse) == ((), {}, "")
            assert not any(box.damaged for box in side.boxes)


def test_freed_memory_that_is_nobodys_may_be_written_unnoticed():
    side = MemoryModel("a = new 32\nfree a\na.next = nil").scenes[-1].sides[0]
    assert (side.misuse, side.boxes) == ("freed memory is written", ())


@pytest.mark.parametrize("name", OPENS)
def test_a_program_opens_where_it_gets_interesting(name):
    scenes = MemoryModel(name).scenes
    assert 0 < OPENS[name] < len(scenes) - 1
    shown, following = scenes[OPENS[name] : OPENS[name] + 2]
    assert shown.sides[0].misuse or "return" in following.line


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("return", "main does not return"),
        ("a = b", "main has no variable b; it has none"),
        ("free a", "main has no variable a"),
        ("a = new 65", "size '65'; expected at most 64 bytes"),
        ("a = new 1 MiB", "size '1 MiB'; expected at most 64 bytes"),
        ("a = new 4096000000000000000000", "size '4096000000000000000000'; expected at most 64"),
        ("a = new", "new needs a size: a = new 24"),
        ("a = new -1", "size '-1'; expected bytes such as"),
        ("a = new b", "size 'b'; expected bytes such as"),
        ("a = new 0", "an object of 0 B"),
        ("nil = new 8", "nil is no name"),
        ("a := new 8", "'a := new 8'; expected call f"),
        ("make a", "'make a'; expected call f"),
        ("return x", "main does not return"),
    ],
)
def test_a_line_that_makes_no_sense_changes_nothing(line, says):
    model = MemoryModel("")
    with pytest.raises(BadParameter, match=says):
        model.add(line)
    assert (model.text, len(model.scenes)) == ("", 1)
    with pytest.raises(BadParameter, match=f"line 2: .*{says}"):
        model.run(f"# a program\n{line}")
    assert model.text == ""


def test_limits():
    with pytest.raises(BadParameter, match="line 4: 4 calls at a time"):
        MemoryModel("call f\n" * 4)
    with pytest.raises(BadParameter, match="line 5: main has 4 variables"):
        MemoryModel("".join(f"{name} = new 8\n" for name in "abcde"))
    with pytest.raises(BadParameter, match="61 lines; expected at most 60"):
        MemoryModel("gc\n" * 61)
    with pytest.raises(BadParameter, match="a is nil: it refers to no object"):
        MemoryModel("a = nil\na.next = a")


class Node:
    """An object of the real thing."""


class Real:
    """The same program in CPython: frames are dictionaries, objects are objects."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Node | None]] = [{}]
        self.watched: list[weakref.ref[Node]] = []

    def do(self, line: str) -> None:
        words, top = line.replace(".", " ").split(), self.frames[-1]
        match words:
            case ["call", _]:
                self.frames.append({})
            case ["return"]:
                self.frames.pop()
            case ["return", name]:
                self.frames[-2][name] = top[name]
                self.frames.pop()
            case [name, "=", "new", _]:
                top[name] = Node()
                self.watched.append(weakref.ref(top[name]))
            case [name, "=", "nil"]:
                top[name] = None
            case [name, "=", other]:
                top[name] = top[other]
            case [name, key, "=", other]:
                setattr(top[name], key, top[other])
            case ["gc"]:
                pass

    def alive(self) -> set[int]:
        return {number for number, watch in enumerate(self.watched) if watch() is not None}


NAMES = st.sampled_from("abc")
LINES = st.one_of(
    st.just("call f"),
    st.just("return"),
    st.builds("return {}".format, NAMES),
    st.builds("{} = new 8".format, NAMES),
    st.builds("{} = new 8".format, NAMES),
    st.builds("{} = {}".format, NAMES, NAMES),
    st.builds("{} = nil".format, NAMES),
    st.builds("{}.{} = {}".format, NAMES, st.sampled_from("lr"), NAMES),
)


@given(st.lists(LINES, min_size=25, max_size=40))
def test_counts_and_collections_are_those_of_cpython(lines):
    gc.disable()
    gc.freeze()  # only what is made from here on is looked at
    model, real = MemoryModel(""), Real()
    try:
        for line in lines:
            try:
                model.add(line)
            except BadParameter:
                continue
            real.do(line)
            assert set(model.heaps[COUNTS].places) == real.alive()
            check(model)
        gc.collect()
        model.add("gc")
        assert set(model.heaps[TRACING].places) == real.alive()
    finally:
        gc.unfreeze()
        gc.enable()


def check(model: MemoryModel) -> None:
    """What holds for every scene: no two objects share a byte, and no way but C's dangles."""
    for side in model.scenes[-1].sides:
        model.heaps[side.way].allocator.check()
        ends = [box.address + box.block for box in side.boxes]
        assert all(end <= box.address for end, box in zip(ends, side.boxes[1:], strict=False))
        assert side.dangling == ()
        assert side.dead <= side.held <= side.heap
