"""The platform lab without a browser: the table, filtered."""

from __future__ import annotations

from base64 import b64decode
from random import Random

import pytest

from golearn.errors import BadParameter
from golearn.lab import PlatformLab
from golearn.lab.platform_lab import HIDDEN
from golearn.lab.questions.platform import ask, becomes
from golearn.osmem.platforms import GO_CALLS, PLATFORMS, table
from golearn.plots.platform_sketch import asks


def test_the_table_is_filtered():
    lab = PlatformLab()
    assert lab.rows == table("sysUnused")
    assert "MADV_FREE_REUSABLE" in lab.said.value
    lab.goos.value = "windows"
    assert [r.calls for r in lab.rows] == [("VirtualFree(MEM_DECOMMIT)",)]
    assert "sysUnused, windows: 1 row<" in lab.said.value
    lab.call.value = ""
    assert [r.call for r in lab.rows] == list(GO_CALLS)
    lab.asked.value = "asks for nothing"
    assert {r.call for r in lab.rows} >= {"sysMap", "sysHugePage"}
    assert all(r.no_op for r in lab.rows)
    lab.asked.value = "asks the system"
    assert not any(r.no_op for r in lab.rows)
    lab.goos.value = ""
    assert len(lab.rows) + len(table(no_op=True)) == len(table())


def test_every_filter_has_rows_or_says_none():
    for goos in PLATFORMS:
        for call in GO_CALLS:
            lab_rows = table(call, goos)
            assert len(lab_rows) == 1
    lab = PlatformLab("sysAlloc", "linux", "asks for nothing")
    assert lab.rows == [] and "sysAlloc, linux, asks for nothing: 0 rows" in lab.said.value
    assert lab.picture().alt.endswith("0 rows.")


@pytest.mark.parametrize("wrong", [{"call": "malloc"}, {"goos": "beos"}])
def test_what_there_is_not(wrong):
    with pytest.raises(BadParameter):
        PlatformLab(**wrong)


def test_as_code_and_in_a_committed_notebook():
    lab = PlatformLab("sysUsed", asked="asks the system")
    made: dict[str, PlatformLab] = {}
    exec(lab.code(), made)
    assert made["lab"].rows == lab.rows and made["lab"].code() == lab.code()
    data, metadata = lab._repr_mimebundle_()
    assert b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == data["text/plain"]
    assert data["text/plain"].startswith(
        "Platform lab. sysUsed, all systems, asks the system: 2 rows. sysUsed on darwin, ios: "
        "madvise(MADV_FREE_REUSE). sysUsed on windows: VirtualAlloc(MEM_COMMIT"
    )


def test_questions_hide_the_table_until_they_are_answered():
    lab = PlatformLab()
    lab.quiz.ask()
    assert "<table" not in lab.said.value and HIDDEN in lab.said.value
    assert lab.picture().alt == f"Platform lab. {lab.quiz.text} {HIDDEN}"
    assert lab._repr_mimebundle_()[0]["text/plain"] == lab.picture().alt
    lab.quiz.answer(0)
    assert lab.picture().alt.startswith("Platform lab. ") and ": 1 row." in lab.picture().alt
    assert "<table" in lab.said.value and len(lab.rows) == 1
    lab.quiz.ask()
    lab.call.value = "sysAlloc" if lab.call.value != "sysAlloc" else "sysFree"
    assert lab.quiz.verdict.startswith("You looked before you answered.")
    assert "<table" in lab.said.value


def test_questions_are_about_rows_of_the_table():
    asked = set()
    for seed in range(60):
        shown: list[tuple[str, str]] = []
        question = ask(lambda *row, shown=shown: shown.append(row), Random(seed))
        question.reveal()
        (row,) = table(*shown[0])
        kind = "ask the system" in question.text
        right = question.choices[question.right].text
        assert right == (asks(row) if kind else becomes(row))
        assert all(
            choice.wrong.startswith("That is ") for choice in question.choices if choice.wrong
        )
        assert kind or all(
            c.text.startswith("It ") and c.text.endswith(".") for c in question.choices
        )
        asked.add((kind, shown[0]))
    assert len(asked) > 30
