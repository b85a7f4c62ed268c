"""The model against what real Go did: every address and every counter."""

import gzip

import numpy as np
import pytest

from golearn.errors import TraceError
from golearn.goheap import GoAllocator
from golearn.realgo import compare, load_recording, programs, recordings
from golearn.realgo.record import parse_allocfreetrace
from golearn.realgo.recordings import FOLDER, format_recording, parse_recording
from golearn.replay import replay
from golearn.trace import Op, Trace, read


@pytest.fixture(params=recordings())
def recording(request):
    return load_recording(request.param)


def test_there_are_recordings_of_every_kind():
    assert {"mixed", "tiny", "large", "class-edges", "phases"} <= set(recordings())
    assert {"gc-small", "gc-mixed", "gc-large"} <= set(recordings())


def test_every_address_is_predicted(recording):
    trace, real = recording
    comparison = compare(trace, real)
    assert comparison.first_difference is None, comparison.explain()
    assert comparison.agreement == 1
    assert real.version.startswith("go1.21")


def test_every_counter_is_predicted(recording):
    trace, real = recording
    assert [row for row in compare(trace, real).stats if row.exact and not row.equal] == []


def test_the_model_keeps_its_invariants_on_real_traces(recording):
    trace, _ = recording
    go = GoAllocator()
    replay(trace, go)
    go.check()


def test_a_recording_survives_its_text_form(recording):
    trace, real = recording
    again, real_again = parse_recording(format_recording(trace, real), trace.name)
    assert again == trace
    assert np.array_equal(real_again.addresses, real.addresses)
    assert real_again.stats == real.stats


def test_recordings_name_their_version():
    for path in FOLDER.glob("*.txt.gz"):
        first = gzip.decompress(path.read_bytes()).decode().splitlines()[0]
        assert first == "# recorded by go1.21.13 linux/amd64"


def test_a_wrong_prediction_is_explained():
    trace, real = load_recording("mixed")
    shifted = real.addresses.copy()
    shifted[100:] += 8192
    text = compare(trace, type(real)(real.version, shifted, real.stats, real.by_size)).explain()
    assert text.startswith("object 100 (counted from 0) is the first that differs: go1.21.13")
    assert "1. " in text


BAD = [
    ("a 0 8 @ x", "no address"),
    ("a 0 8", "one address per object"),
    ("a 0 8 @ 0", "names its version"),
]


@pytest.mark.parametrize(("text", "problem"), BAD)
def test_bad_recordings(text, problem):
    with pytest.raises(TraceError, match=problem):
        parse_recording(text, "bad")


def test_unknown_recording():
    with pytest.raises(TraceError, match="class-edges"):
        load_recording("nope")


PRINTED = """\
tracealloc(0xc000010000, 0x10, *main.T)
goroutine 1 [running]:
main.main()
tracealloc(0xc000020000, 0x30, uint8)
tracegc()
tracealloc(0xc000030000, 0x8)
tracefree(0xc000010000, 0x10)
tracealloc(0xc000010000, 0x10, string)
"""


def test_what_a_program_prints_becomes_a_trace():
    assert list(parse_allocfreetrace(PRINTED.splitlines())) == [
        (Op.ALLOC, 0, 16, True),
        (Op.ALLOC, 1, 48, False),
        (Op.FREE, 0, 0, False),  # found dead by the collection that follows
        (Op.GC, 0, 0, False),
        (Op.ALLOC, 2, 8, False),
        (Op.ALLOC, 3, 16, True),
    ]


def test_a_real_program_ships():
    trace = read(programs()["gofmt"])
    assert trace.allocations > 9000
    assert trace.pointers.any()


def test_nothing_printed_is_an_empty_trace():
    assert parse_allocfreetrace(["hello"]) == Trace.build([])
