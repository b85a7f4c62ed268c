"""The binary form: equal after a round trip, on disk until it is used, and checked."""

from __future__ import annotations

import mmap

import numpy as np
import pytest

from golearn import trace
from golearn.errors import TraceError
from golearn.trace import Trace
from golearn.trace.binary import BATCH, RECORD
from tests.replay.random_traces import random_trace


@pytest.mark.parametrize("seed", range(12))
def test_round_trip(tmp_path, seed):
    made = random_trace(seed)
    made.processor[:] = np.arange(len(made)) % 3
    path = tmp_path / "made.npy"
    trace.write(made, path)
    read = trace.read(path)
    assert read == made
    assert read.name == "made"


def test_more_than_a_batch(tmp_path):
    n = BATCH + 7
    made = Trace(np.zeros(n), np.arange(n), np.arange(n) % 99)
    trace.write(made, tmp_path / "x.npy")
    assert trace.read(tmp_path / "x.npy") == made


def test_columns_stay_on_disk(tmp_path):
    trace.write(Trace.parse("a 0 8\nf 0"), tmp_path / "x.npy")
    base = trace.read(tmp_path / "x.npy").size
    while isinstance(base, np.ndarray):
        base = base.base
    assert isinstance(base, mmap.mmap)


def records(*rows: tuple) -> np.ndarray:
    return np.array(list(rows), dtype=RECORD)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (records((0, 1, 8, False, 0), (2, 2, 0, False, 0)), "event 1: object 2 is not known"),
        (records((9, 1, 8, False, 0)), "event 0: unknown operation"),
        (np.zeros(3), "a numpy file of float64 with shape \\(3,\\); expected one record"),
        (records().reshape(0, 2), "with shape \\(0, 2\\)"),
        (np.array([{}]), "no whole numpy file"),  # a pickle; it is not opened
    ],
)
def test_refused(tmp_path, content, words):
    path = tmp_path / "x.npy"
    np.save(path, content)
    with pytest.raises(TraceError, match=words):
        trace.read(path)


def test_cut_short(tmp_path):
    path = tmp_path / "x.npy"
    trace.write(Trace.parse("a 0 8\nf 0"), path)
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(TraceError, match="no whole numpy file"):
        trace.read(path)


def test_a_file_of_nothing_is_no_trace(tmp_path):
    path = tmp_path / "x.npy"
    for content in (b"", b"\x93NU"):
        path.write_bytes(content)
        with pytest.raises(TraceError, match="no whole numpy file"):
            trace.read(path)


def test_a_flag_that_is_neither_true_nor_false(tmp_path):
    path = tmp_path / "x.npy"
    events = records((0, 1, 8, False, 0))
    events["pointers"].view(np.uint8)[0] = 2
    np.save(path, events)
    with pytest.raises(TraceError, match="neither 0 nor 1"):
        trace.read(path)
