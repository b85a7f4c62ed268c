"""What a learner types or loads, right and wrong."""

from __future__ import annotations

import gzip

import pytest
from ipywidgets import HTML

from golearn.errors import BadParameter, TraceError
from golearn.lab import (
    BumpLab,
    CollectLab,
    FitLab,
    HistoryLab,
    LayoutLab,
    MemoryLab,
    PageHeapLab,
    SegregatedLab,
    TiersLab,
    bump_model,
    collect_model,
    layout_model,
    memory_program,
    page_heap_model,
    tiers_model,
)
from golearn.lab import sources_model as sources
from golearn.lab.settings_model import parse_count, parse_heap, parse_options, parse_size
from golearn.lab.trace_input import OWN
from golearn.lab.view import inside
from golearn.replay import MOST_HEADER, Options
from golearn.trace import shipped
from golearn.trace.workloads import WORKLOADS, lognormal


@pytest.mark.parametrize("make", [FitLab, SegregatedLab])
def test_under_a_trace_stands_what_it_is(make):
    told = [sources.about(name) for name in sources.names()]
    assert all(text.endswith(".") for text in told) and len(set(told)) == len(told)
    lab = make("queue_like")
    about = lab.trace_input.about
    assert f">{sources.about('queue_like')}</div>" in about.value
    assert "the oldest object always dies first" in about.value
    lab.trace_input.choice.value = "bimodal"
    assert "Two kinds of objects" in about.value and about.layout.display is None
    lab.trace_input.choice.value = OWN
    assert about.layout.display == "none" and "Two kinds" not in about.value


def test_every_name_gives_a_trace():
    names = sources.names()
    assert names[0] == "small example"
    assert {*WORKLOADS, *shipped()} <= set(names)
    for name in names:
        assert 0 < len(sources.by_name(name)) <= sources.MOST_EVENTS


def test_typed_and_loaded_traces():
    assert len(sources.from_text("a 1 8\nf 1")) == 2
    packed = gzip.compress(b"a 1 8\nf 1\n")
    trace = sources.from_file("my.trace.gz", packed)
    assert (trace.name, len(trace)) == ("my", 2)


def test_long_traces_are_cut():
    trace = lognormal(sources.MOST_EVENTS + 10)
    assert len(sources.as_trace(trace)) == sources.MOST_EVENTS


@pytest.mark.parametrize("text", ["", "# nothing", "x 1", "f 1", "a 1 -4", "a 1"])
def test_wrong_traces_name_the_line_in_one_line(text):
    with pytest.raises(TraceError) as caught:
        sources.from_text(text)
    assert "your trace" in str(caught.value) and "\n" not in str(caught.value)


def test_a_size_that_is_too_large_is_shown_as_it_was_typed():
    with pytest.raises(TraceError, match="line 2: size 99999999999999999999 is over 2\\^47 bytes"):
        sources.from_text(f"a 1 {'0' * 20}8\na 2 {'9' * 20}")
    with pytest.raises(TraceError, match=f"size {'9' * 37}\\.\\.\\. is over 2\\^47 bytes"):
        sources.from_text(f"a 1 {'9' * 400}")
    with pytest.raises(TraceError, match="size -9999999999999999999 is negative"):
        sources.from_text(f"a 1 -{'9' * 19}")


@pytest.mark.parametrize("content", [b"\0" * 100, b"\x1f\x8b\x00", b"\xff\xfe", b""])
def test_wrong_files_are_called_by_their_own_name(content):
    with pytest.raises(TraceError) as caught:
        sources.from_file("../evil.trace", content)
    assert str(caught.value).startswith("evil.trace") or str(caught.value).startswith("evil")
    assert "/" not in str(caught.value).split(":")[0]


def test_unknown_names_list_the_choices():
    with pytest.raises(BadParameter, match="small example"):
        sources.by_name("nope")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4096", 4096),
        (" 4,096 ", 4096),
        ("4 KiB", 4096),
        ("2MiB", 2 << 20),
        ("1g", 1 << 30),
        ("1 TiB", 1 << 40),
    ],
)
def test_sizes(text, expected):
    assert parse_size(text) == expected


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "4 qB", "²", "4 KiB KiB"])
def test_sizes_that_make_no_sense(text):
    with pytest.raises(BadParameter, match="expected bytes such as"):
        parse_size(text)


def test_a_size_beyond_a_limit_is_told_the_limit():
    for text in ("65", "1 MiB", "9" * 20):
        with pytest.raises(BadParameter, match=f"size '{text}'; expected at most 64 bytes"):
            parse_size(text, most=64)
    for text in ("1000 TiB", "9" * 20):
        with pytest.raises(BadParameter, match=f"size '{text}'; expected at most 128 TiB"):
            parse_size(text)


def test_counts():
    assert parse_count(" 1,000 ", "times", 10) == 1_000
    for text in ("", "abc", "-1", "1.5", "3 KiB", "²", "9" * 20):
        with pytest.raises(BadParameter, match="expected a whole number from 1 to 20,000"):
            parse_count(text, "times", 20_000)


@pytest.mark.parametrize(
    ("make", "grammar"),
    [
        (BumpLab, bump_model.GRAMMAR),
        (CollectLab, collect_model.GRAMMAR),
        (FitLab, sources.GRAMMAR),
        (HistoryLab, sources.GRAMMAR),
        (LayoutLab, layout_model.GRAMMAR),
        (MemoryLab, memory_program.GRAMMAR),
        (PageHeapLab, page_heap_model.GRAMMAR),
        (SegregatedLab, sources.GRAMMAR),
        (TiersLab, tiers_model.GRAMMAR),
    ],
)
def test_what_a_line_is_stands_under_the_text_field(make, grammar):
    lab = make()
    given = getattr(lab, "script", None) or getattr(lab, "program", None) or lab.trace_input
    told = [part.value for part in inside([given.own]) if isinstance(part, HTML)]
    assert [f"One a line: {grammar}." in text for text in told] == [True]
    given.choice.value = OWN
    assert given.own.layout.display == "flex"
    given.text.value = "nonsense"
    (given.run if hasattr(given, "run") else given.play).click()
    if make in (BumpLab, LayoutLab, MemoryLab, PageHeapLab, TiersLab):
        assert lab.message.text.endswith(f"'nonsense'; expected {grammar}")
    assert lab.message.text


def test_options():
    assert parse_heap("  ") is None
    assert parse_options("1 KiB", 16, "", "never") == Options(1024, 16, 0, "none")
    assert parse_options("", 8, "1 MiB").header == MOST_HEADER
    for wrong in (
        ("x", 8, "0"),
        ("9999999 GiB", 8, "0"),
        ("", 8, "1048577"),
        ("", 3, "0"),
        ("", 8, "y"),
        ("", 8, "0", "often"),
    ):
        with pytest.raises(BadParameter):
            parse_options(*wrong)
