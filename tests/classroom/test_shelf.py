"""Every lab is on the start page, with what its chapter says."""

from __future__ import annotations

import json

import nbformat
import pytest

from golearn import lab
from golearn.classroom.room import PER_LAB, capacity
from golearn.classroom.server import write_notebooks
from golearn.classroom.shelf import QUESTIONS, shelf
from golearn.course.workspace import source


@pytest.fixture(scope="module")
def labs():
    return shelf(source() / "notebooks")


def test_all_labs_are_there_once(labs):
    assert sorted(shown.name for shown in labs) == sorted(lab.__all__)


def test_each_has_chapter_question_picture_and_its_text(labs):
    for shown in labs:
        assert shown.chapter[:2].isdecimal() and " · " in shown.chapter
        assert shown.question.endswith("?") and len(shown.question) < 80
        assert shown.picture.startswith(b"\x89PNG")
        assert shown.title.endswith("lab") and len(shown.alt) > 60


def test_no_two_ask_the_same(labs):
    assert len({shown.question for shown in labs}) == len(labs) == len(QUESTIONS)


def test_they_stand_in_the_order_of_the_chapters(labs):
    assert [shown.chapter for shown in labs] == sorted(shown.chapter for shown in labs)


def test_a_chapter_without_a_lab_gives_none(tmp_path):
    cells = [{"cell_type": "markdown", "source": ["# 01 · X\n", "FitLab("], "metadata": {}}]
    (tmp_path / "01-x.ipynb").write_text(json.dumps({"cells": cells}))
    assert shelf(tmp_path) == []


def test_each_lab_has_a_notebook_of_one_cell(labs, tmp_path):
    write_notebooks(labs, tmp_path)
    assert len(list(tmp_path.iterdir())) == len(lab.__all__)
    for shown in labs:
        notebook = nbformat.read(tmp_path / f"{shown.name}.ipynb", 4)
        nbformat.validate(notebook)
        (cell,) = notebook.cells
        assert f"\nfrom golearn.lab import {shown.name}\n" in cell.source
        made: dict[str, object] = {}
        exec(cell.source.rpartition("\n")[0], made)
        in_chapter: dict[str, object] = {shown.name: getattr(lab, shown.name)}
        exec(shown.cell, in_chapter)
        name = shown.cell.split()[-1]
        assert made[name].picture().alt == in_chapter[name].picture().alt == shown.alt
        assert notebook.metadata["title"] == shown.title


def test_the_machine_has_room_for_some(monkeypatch):
    class Memory:
        available = 10 * PER_LAB

    monkeypatch.setattr("psutil.virtual_memory", lambda: Memory)
    assert capacity() == 7
    Memory.available = 0
    assert capacity() == 1
