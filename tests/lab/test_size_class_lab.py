"""The size-class lab: the model against the rule itself, the view without a browser."""

from __future__ import annotations

import re
from base64 import b64decode
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golearn.errors import BadParameter
from golearn.goheap.sizeclass import GO_CLASSES, derive_classes
from golearn.lab import SizeClassLab
from golearn.lab.size_class_model import (
    LARGEST,
    PAGE_SIZES,
    PRESETS,
    SizeClassModel,
    distinct,
    parse_share,
)


def test_the_slider_and_the_text_bend_the_same_limit():
    lab = SizeClassLab()
    lab.bend.value = 4.2
    assert (lab.limit.value, lab.model.waste_limit) == ("4.2", Fraction(42, 1000))
    lab.limit.value = "75"
    assert (lab.bend.value, lab.model.waste_limit) == (50, Fraction(3, 4))
    lab.limit.value = "some"
    assert lab.bend.value == 50 and lab.message.text.startswith("waste limit 'some'")
    lab.go.click()
    assert lab.bend.value == 12.5 and lab.model.is_go


def test_it_begins_as_go_s_own_table():
    model = SizeClassModel()
    assert model.is_go and model.classes == GO_CLASSES.classes
    assert model.says == (
        "Go's own rule: tail at most 12.5 % of a span, pages of 8,192 B, small objects up to "
        "32,768 B."
    )
    assert dict(model.facts) == {
        "classes": "67",
        "mean waste": "5.1%",
        "worst above 128 B": "16.65%",
        "longest span": "10 pages",
        "one P's spans": "2.625 MiB",
    }


def test_a_request_is_told_with_its_sum():
    model = SizeClassModel(request=4097)
    assert model.story == (
        "4,097 B → class 45, a slot of 4,864 B; 767 B of it are wasted (15.8%). At worst each "
        "object has 4,097 B, and the span wastes ((4864 - 4096 - 1) × 5 + 256) / 24576 = 16.65%."
    )
    model.ask(4864)
    assert model.story.startswith("4,864 B → class 45, a slot of 4,864 B. At worst")


def test_bending_the_rule():
    model = SizeClassModel(request=32_768)
    model.set_rule(Fraction(1, 100))
    assert (len(model.classes), model.is_go) == (158, False)
    assert dict(model.facts)["one P's spans"] == "35.03 MiB"
    assert dict(model.facts)["mean waste"] == "0.8%"
    model.set_rule(Fraction(1, 2), 4096, 2048)
    assert model.request == 2048 and model.classes[-1].size == 2048
    assert dict(model.facts)["mean waste"] == "15.3%"


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 999), st.sampled_from(PAGE_SIZES), st.sampled_from(LARGEST))
def test_every_rule_gives_a_table_without_doubles(promille, page_size, largest):
    limit = Fraction(promille, 1000)
    model = SizeClassModel(limit, page_size, largest, request=1)
    sizes = [row.size for row in model.classes]
    assert sizes == sorted(set(sizes)) and sizes[-1] == largest
    assert set(sizes) == {row.size for row in derive_classes(limit, page_size, largest)}
    assert [row.number for row in model.classes] == list(range(1, len(sizes) + 1))
    assert [row.previous for row in model.classes] == [0, *sizes[:-1]]
    assert all(0 <= row.max_waste < 1 and row.slack >= 0 for row in model.classes)


def test_a_double_leaves_the_class_with_fewer_pages():
    rows = derive_classes(0.1, 1024, 2048)
    twice = [row.size for row in rows if row.size == 384]
    kept = next(row for row in distinct(rows) if row.size == 384)
    assert len(twice) == 2
    assert kept.npages == min(row.npages for row in rows if row.size == 384)


def test_stepping_stops_at_both_ends():
    model = SizeClassModel(request=9)
    model.step(1)
    assert (model.row.number, model.request) == (3, 24)
    model.step(-99)
    assert (model.row.number, model.request) == (1, 8)
    model.step(99)
    assert (model.row.number, model.request) == (67, 32_768)


@pytest.mark.parametrize("text", ["", "x", "100", "-1", "1e3", "12,5", "٣", "nan"])
def test_limits_that_make_no_sense(text):
    with pytest.raises(
        BadParameter, match=r"^waste limit '.*'; expected per cent from 0 to below 100"
    ):
        parse_share(text)


def test_limits_are_exact():
    assert parse_share(" 12.5 % ") == Fraction(1, 8) and parse_share("0") == 0


@pytest.mark.parametrize(
    "break_it",
    [
        lambda m: m.set_rule(1),
        lambda m: m.set_rule(-0.1),
        lambda m: m.set_rule(0.1, 3000),
        lambda m: m.set_rule(0.1, 8192, 5000),
        lambda m: m.ask(0),
        lambda m: m.ask(32_769),
    ],
)
def test_what_is_wrong_leaves_the_state(break_it):
    model = SizeClassModel(0.2, 4096)
    before = (model.classes, model.request, model.page_size, model.says, model.facts)
    with pytest.raises(BadParameter):
        break_it(model)
    assert (model.classes, model.request, model.page_size, model.says, model.facts) == before


# --- the view ---------------------------------------------------------------------------------


def shown_class(lab) -> int:
    (number,) = re.findall(r"<td title=\"\">▸ (\d+)</td>", lab.table.value)
    return int(number)


def test_bending_by_hand_and_back():
    lab = SizeClassLab(request=4097)
    before = lab.chart.value
    assert shown_class(lab) == 45 and "stroke-dasharray" not in before
    lab.limit.value = "1"
    assert "stroke-dasharray" in lab.chart.value and len(lab.model.classes) == 158
    assert "A P is one of the processors" in lab.says.value
    assert "Go has 67 classes" in lab.says.value and shown_class(lab) == lab.model.row.number
    lab.page_size.value, lab.largest.value = 4096, 2048
    assert (lab.model.page_size, lab.model.largest, lab.request.value) == (4096, 2048, "2,048")
    lab.go.click()
    assert lab.model.is_go and lab.limit.value == "12.5"
    lab.request.value = "4,097"
    assert lab.chart.value == before


def test_classes_by_button_and_request():
    lab = SizeClassLab(request=24)
    lab.up.click()
    assert (lab.request.value, shown_class(lab)) == ("32", 4)
    lab.down.click()
    lab.down.click()
    assert (lab.request.value, shown_class(lab)) == ("16", 2)
    lab.request.value = "2 KiB"
    assert lab.model.request == 2048 and "2,048 B → class 38" in lab.story.value


def test_what_is_typed_wrong_becomes_one_line():
    lab = SizeClassLab()
    story = lab.story.value
    for text in ("x", "100", ""):
        lab.limit.value = text
        assert lab.message.text.startswith(f"waste limit '{text}'; expected per cent")
        assert lab.model.is_go
    lab.limit.value = "12.5"
    assert lab.message.text == ""
    lab.request.value = "40000"
    assert lab.message.text == "a small object here has 1 to 32,768 bytes, not 40,000"
    assert lab.story.value == story
    lab.up.click()
    assert lab.message.text == "" and lab.request.value == "1,280"


def test_what_stays_in_a_committed_notebook():
    data, metadata = SizeClassLab(0.05, request=4097)._repr_mimebundle_()
    assert b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"].startswith("Size-class lab. Your rule: tail at most 5 % of a span")
    assert "4,097 B → class 51, a slot of 4,480 B" in data["text/plain"]
    assert metadata["image/png"]["alt"] == data["text/plain"]


def test_the_charts_fit_their_frames():
    for lab in (SizeClassLab(request=1), SizeClassLab(0.5, 65_536, 65_536, 32_768)):
        corners = " ".join(re.findall(r'points="([^"]+)"', lab.chart.value)).split()
        xs = [float(corner.split(",")[0]) for corner in corners]
        ys = [float(corner.split(",")[1]) for corner in corners]
        assert len(xs) > 2 and min(xs) >= 50 and max(xs) <= 976.1
        assert min(ys) >= 8 and max(ys) <= 175.1
        assert 'role="img"' in lab.chart.value and "aria-label" in lab.span.value


def test_a_rule_from_the_list():
    lab = SizeClassLab()
    assert lab.preset.value == "Go's own"
    for name, (share, page_size, largest) in PRESETS.items():
        lab.preset.value = name
        rule = (lab.model.waste_limit, lab.model.page_size, lab.model.largest)
        assert rule == (share, page_size, largest) and lab.message.text == ""
        assert lab.preset.value == name
    lab.limit.value = "7"
    assert lab.preset.value == "your own"
    lab.limit.value = "a lot"
    assert lab.preset.value == "your own" and "a lot" in lab.message.text
    lab.go.click()
    assert lab.preset.value == "Go's own"
