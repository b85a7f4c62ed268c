"""Reading and writing the text form: what is accepted, what is refused and in which words."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golearn import trace
from golearn.errors import TraceError
from golearn.trace import WORKLOADS, Event, Op, Trace

TEXT = """# a comment
a 0 8192

a 7 24 p
r 0 100
gc
f 7
"""


def test_events():
    assert list(Trace.parse(TEXT)) == [
        Event(Op.ALLOC, 0, 8192),
        Event(Op.ALLOC, 7, 24, True),
        Event(Op.REALLOC, 0, 100),
        Event(Op.GC),
        Event(Op.FREE, 7),
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x 1 2", 1, "unknown operation 'x'"),
        ("a 1 8\nq", 2, "unknown operation 'q'"),
        ("a 1", 1, "expected 'a ID SIZE \\[p\\]'"),
        ("a 1 8 p p", 1, "too few or too many"),
        ("a 1 8 q", 1, "expected p or nothing"),
        ("f", 1, "expected 'f ID'"),
        ("gc 1", 1, "expected 'gc'"),
        ("f 1", 1, "object 1 is not known"),
        ("a 0 8\nr 1 9", 2, "object 1 is not known"),
        ("a 1 8\n# x\na 1 8", 3, "allocated before"),
        ("a 1 8\nf 1\na 1 8", 3, "allocated before"),
        ("a 1 8\nf 1\nf 1", 3, "freed twice"),
        ("a 1 8\nf 1\nr 1 4", 3, "was freed before"),
        ("a 5 8\na 5 8\nf 1", 2, "object 5 was allocated before"),  # the earliest fault counts
        ("a 1 -8", 1, "size -8 is negative"),
        ("a 1 140737488355329", 1, "over 2\\^47"),
        ("a 1 " + "9" * 400, 1, "over 2\\^47"),
        ("a 1 8.5", 1, "'8.5' is not a number"),
        ("a 1 ８", 1, "is not a number"),
        ("a 1 1_0", 1, "is not a number"),
        ("a one 8", 1, "'one' is not an ID"),
        ("a -1 8", 1, "'-1' is not an ID"),
        ("a " + "9" * 30 + " 8", 1, "is not an ID"),
        ("a " + "1" * 19 + " 8", 1, "is not an ID; expected a whole number of at most 18 digits"),
        ("a 1 8\n\ufeffa 2 8", 2, "unknown operation '\\\\ufeffa'"),  # what is invisible is shown
    ],
)
def test_refused(text, line, words):
    with pytest.raises(TraceError, match=words) as caught:
        Trace.parse(text, "some.trace")
    assert str(caught.value).startswith(f"some.trace, line {line}: ")
    assert "\n" not in str(caught.value)


def test_the_largest_size_is_accepted():
    assert Trace.parse(f"a 1 {2**47}").size[0] == 2**47


EVENTS = st.lists(
    st.tuples(st.sampled_from("aarfg"), st.integers(0, 2**47), st.booleans(), st.integers(0, 99))
)


@st.composite
def traces(draw):
    """Any legal trace, IDs not in order."""
    live, rows = [], []
    for n, (letter, size, pointers, pick) in enumerate(draw(EVENTS)):
        if letter == "g":
            rows.append((Op.GC,))
        elif letter == "a" or not live:
            live.append((n * 7919) % 10007)
            rows.append((Op.ALLOC, live[-1], size, pointers))
        elif letter == "r":
            rows.append((Op.REALLOC, live[pick % len(live)], size))
        else:
            rows.append((Op.FREE, live.pop(pick % len(live))))
    return Trace.build(rows)


@given(traces(), st.sampled_from([".trace", ".trace.gz"]))
def test_round_trip(tmp_path_factory, original, suffix):
    path = tmp_path_factory.mktemp("t") / f"x{suffix}"
    trace.write(original, path)
    assert trace.read(path) == original
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@given(traces())
def test_live_bytes_by_hand(t):
    sizes, expected = {}, []
    for op, obj, size, _ in t:
        if op <= Op.REALLOC:
            sizes[obj] = size
        elif op == Op.FREE:
            del sizes[obj]
        expected.append(sum(sizes.values()))
    assert t.live_bytes().tolist() == expected


def test_columns_that_differ_in_length():
    with pytest.raises(TraceError, match="differ in length"):
        Trace([0, 0], [1], [8])


def test_a_trace_in_memory_names_the_event():
    with pytest.raises(TraceError, match="event 1: object 1 was allocated before"):
        Trace.build([(Op.ALLOC, 1, 8), (Op.ALLOC, 1, 8)])


def test_processors_do_not_fit_in_the_text_form(tmp_path):
    t = Trace([0], [1], [8], processor=[3])
    with pytest.raises(TraceError, match="which processor"):
        trace.write(t, tmp_path / "x.trace")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".trace", ".trace.gz"])
@pytest.mark.parametrize("obj", [-1, 10**18])
def test_ids_that_do_not_fit_in_the_text_form(tmp_path, suffix, obj):
    t = Trace([0], [obj], [8])
    path = tmp_path / f"x{suffix}"
    path.write_text("mine")
    with pytest.raises(TraceError, match=r"IDs of at most 18 digits, none negative; .*\.npy"):
        trace.write(t, path)
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]
    trace.write(t, tmp_path / "x.npy")
    assert trace.read(tmp_path / "x.npy") == t


def test_the_longest_id_is_written(tmp_path):
    t = Trace([0], [10**18 - 1], [8])
    trace.write(t, tmp_path / "x.trace")
    assert trace.read(tmp_path / "x.trace") == t


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("two\nlines\r and\ttabs", "two lines and tabs"),
        ("nul\0 escape\x1b[31m", "nul escape[31m"),
        ("caf\udce9", "caf\\udce9"),  # a file named in another encoding
        ("\N{HAMSTER FACE} \N{LATIN SMALL LETTER E WITH ACUTE}",) * 2,
        ("x" * 100_000, "x" * 200),
        ("", ""),
    ],
)
def test_any_name_can_be_written(tmp_path, name, title):
    t = Trace([0], [1], [8], name=name)
    trace.write(t, tmp_path / "x.trace")
    assert (tmp_path / "x.trace").read_text(encoding="utf-8") == f"# {title}\na 1 8\n"
    assert trace.read(tmp_path / "x.trace") == t


def test_the_pointer_flag_of_a_reallocation_has_no_text(tmp_path):
    t = Trace([0, 1], [0, 0], [24, 40], [False, True])
    trace.write(t, tmp_path / "x.trace")
    assert trace.read(tmp_path / "x.trace") == t


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert Trace.parse("\ufeffa 1 8\nf 1") == Trace.parse("a 1 8\nf 1")


@pytest.mark.parametrize("name", WORKLOADS)
def test_workloads_are_seeded(name, tmp_path):
    make = WORKLOADS[name]
    assert make() == make(seed=0)
    assert not np.array_equal(make().object, make(seed=1).object) or make() != make(seed=1)
    trace.write(make(), tmp_path / "w.gz")
    assert trace.read(tmp_path / "w.gz") == make()


def test_equal_traces_give_equal_files(tmp_path):
    for name in ("a.gz", "b.gz"):
        trace.write(WORKLOADS["ramp"](events=100), tmp_path / name)
    packed = (tmp_path / "a.gz").read_bytes()
    assert packed == (tmp_path / "b.gz").read_bytes()
    assert packed[4:8] == bytes(4), "the header holds no time"
    assert gzip.decompress((tmp_path / "a.gz").read_bytes()).startswith(b"# ramp\n")


def test_a_long_trace_is_shown_without_its_peak(monkeypatch):
    made = Trace.parse("a 1 8\na 2 8")
    assert repr(made) == "<Trace trace: 2 events, 2 allocations, peak 16 bytes live>"
    monkeypatch.setattr("golearn.trace.trace.MOST_SUMMED", 1)
    assert repr(made) == "<Trace trace: 2 events, 2 allocations>"
