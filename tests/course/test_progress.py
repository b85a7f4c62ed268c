"""What was done is kept: through restarts, two notebooks, a full disk, damage, and deletion."""

from __future__ import annotations

import errno
import json
import os
import threading
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from golearn.course import Progress, check, hint, solution
from golearn.course.cli import main
from golearn.course.errors import ProgressError, UnknownExercise
from golearn.course.exercises import exercises
from golearn.course.help import all_hints, solutions
from golearn.course.progress import FILE, Done, ProgressFile
from golearn.course.verdict import Verdict
from golearn.course.workspace import MARKER

RIGHT, WRONG = Verdict("first_fit", "right", "Yes."), Verdict("first_fit", "wrong", "No.")


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """An empty course folder, in whose exercises we are."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / MARKER).touch()
    monkeypatch.chdir(tmp_path / "exercises")
    return tmp_path


def table(folder):
    return ProgressFile(folder).look()


def test_a_check_in_a_course_folder_is_recorded(folder):
    assert check("first_fit", lambda free, need: 7).note == ""
    check("first_fit", None)
    done = table(folder)["first_fit"]
    assert (done.word, done.tries, done.passed) == ("not attempted", 1, False)


def test_a_check_elsewhere_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check("first_fit", lambda free, need: 7)
    assert list(tmp_path.iterdir()) == []


def test_grading_writes_nothing(folder, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    right = {"A": True, "B": False, "C": False, "D": True, "E": True}
    assert check("bump_claims", right).right
    assert not (folder / FILE).exists()


def test_right_stays_right(folder):
    for verdict in (WRONG, RIGHT, WRONG):
        ProgressFile(folder).keep(verdict)
    done = table(folder)["first_fit"]
    assert done.passed
    assert (done.word, done.tries) == ("wrong", 3)


def test_the_file_is_readable(folder):
    ProgressFile(folder).keep(RIGHT)
    found = json.loads((folder / FILE).read_text())
    assert found["exercises"]["first_fit"]["word"] == "right"
    assert (folder / FILE).read_text().count("\n") > 5


def test_many_notebooks_at_once(folder):
    def work(number):
        for _ in range(5):
            assert ProgressFile(folder).keep(Verdict(f"e{number}", "wrong", "")).note == ""

    threads = [threading.Thread(target=work, args=[n]) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: done.tries for name, done in table(folder).items()} == {
        f"e{n}": 5 for n in range(6)
    }


DAMAGED = [
    "", "{", "[]", "null", '{"format": 1}', '{"format": 1, "exercises": {"a": {"word": "great"}}}',
    '{"format": 1, "exercises": {"a": {"tries": "x"}}}', '{"format": 1, "exercises": {"a": []}}',
    "[" * 100_000, '{"format": 1, "exercises": {"a": {"right_at": 3}}}',
]  # fmt: skip


@pytest.mark.parametrize("text", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file_is_set_aside_and_told_of(folder, text):
    (folder / FILE).write_text(text)
    (folder / "progress-damaged-1.json").write_text("an older one")
    verdict = ProgressFile(folder).keep(WRONG)
    assert verdict.note == f"{FILE} could not be read; it was set aside as progress-damaged-2.json."
    assert (folder / "progress-damaged-1.json").read_text() == "an older one"
    assert (folder / "progress-damaged-2.json").read_text() == text
    assert table(folder)["first_fit"].tries == 1


def test_the_command_tells_of_damage_too(folder, capsys):
    (folder / FILE).write_bytes(b"\xff\x00")
    assert main(["progress", "--dir", str(folder)]) == 0
    assert "set aside as progress-damaged-1.json" in capsys.readouterr().out


def test_a_file_of_a_later_golearn_is_left_alone(folder, capsys):
    text = '{"format": 2}'
    (folder / FILE).write_text(text)
    assert "written by another golearn (format 2)" in ProgressFile(folder).keep(RIGHT).note
    assert main(["progress", "--dir", str(folder)]) == 1
    assert (folder / FILE).read_text() == text


def test_what_was_known_is_written_again_if_the_file_vanishes_or_breaks_meanwhile(folder):
    ProgressFile(folder).keep(RIGHT)
    for harm in (Path.unlink, lambda path: path.write_text("gotcha")):
        progress = ProgressFile(folder)
        progress.look()
        harm(folder / FILE)
        progress.keep(Verdict("best_fit", "wrong", ""))
        assert table(folder)["first_fit"].passed


def test_a_full_disk_leaves_what_was_there(folder, monkeypatch):
    ProgressFile(folder).keep(WRONG)
    before = (folder / FILE).read_text()

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    note = ProgressFile(folder).keep(RIGHT).note
    assert "This was not recorded" in note
    assert "No space left on device" in note
    assert (folder / FILE).read_text() == before
    assert not list(folder.glob(".*.part"))


def test_a_folder_that_cannot_be_written(folder, monkeypatch):
    def refuse(self, *args, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    verdict = ProgressFile(folder).keep(RIGHT)
    assert verdict.right
    assert "cannot be written (Permission denied)" in verdict.note
    with pytest.raises(ProgressError):
        ProgressFile(folder).add_hint("first_fit", 1)


# --- hints and solutions ----------------------------------------------------------------------


def test_hints_come_one_by_one_and_are_remembered(folder, capsys):
    three = all_hints()["best_fit"]
    assert str(hint("best_fit")) == f"best_fit, hint 1 of 3: {three[0]}"
    assert main(["hint", "best_fit"]) == 0
    assert three[1] in capsys.readouterr().out
    assert table(folder)["best_fit"].hints == 2
    for _ in range(2):
        last = hint("best_fit")
        assert all(text in str(last) for text in three)
        assert 'solution("best_fit")' in str(last)
    assert table(folder)["best_fit"] == Done(hints=3)
    assert three[0] in last._repr_markdown_()


def test_a_solution_after_a_pass_or_on_request(folder, capsys):
    assert "was not right yet" in str(solution("first_fit"))
    assert main(["solution", "first_fit"]) == 0
    assert "with --yes the solution is shown anyway" in capsys.readouterr().out
    code = solutions()["first_fit"]
    assert str(solution("first_fit", anyway=True)) == code
    assert "SOLUTION" not in code
    assert table(folder)["first_fit"].solution_at
    ProgressFile(folder).keep(RIGHT)
    assert str(solution("first_fit")) == code


def test_every_exercise_has_its_solution_and_the_solution_is_code():
    assert list(solutions()) == list(exercises())
    for code in solutions().values():
        compile(code, "solution", "exec")


def test_help_with_a_name_that_no_exercise_has():
    for help in (hint, solution):
        with pytest.raises(UnknownExercise, match="did you mean 'first_fit'"):
            help("frist_fit")


def test_help_outside_of_a_course_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    first, second = str(hint("take")), str(hint("take"))
    assert second.startswith(first)
    assert main(["hint", "take"]) == 0
    assert "Not remembered" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


# --- the overview -----------------------------------------------------------------------------


def test_the_overview_has_every_exercise_and_says_what_is_next(folder, capsys):
    assert "Next: stack_or_heap" in str(Progress())
    progress = ProgressFile(folder)
    for name, word in (
        ("which_block", "right"),
        ("search_cost", "wrong"),
        ("first_fit", "crashed"),
        ("next_fit", "too slow"),
        ("best_fit", "not attempted"),
    ):
        progress.keep(Verdict(name, word, ""))
    progress.add_hint("search_cost", 2)
    text = str(Progress())
    (row,) = (line for line in text.splitlines() if line.startswith("03-fit"))
    assert row.split() == ["03-fit", "✓✗!∞·····", "1", "of", "9", "right"]
    assert "Next: search_cost, “What a search costs”, in exercises/03-fit.ipynb" in text
    assert main(["progress", "--all"]) == 0
    listed = capsys.readouterr().out
    assert "✗ search_cost          wrong, 2 hints" in listed
    assert all(name in listed for name in exercises())


def test_the_grid_says_in_words_what_it_shows(folder):
    ProgressFile(folder).keep(RIGHT)
    page = ET.fromstring(f"<div>{Progress()._repr_html_()}</div>")
    boxes = [box for box in page.iter("span") if box.get("role") == "img"]
    assert len(boxes) == len(exercises())
    labels = [box.get("aria-label") for box in boxes]
    assert labels.count("First fit: right") == 1
    assert [box.text for box in boxes].count("✓") == 1
    assert all("border:2px solid" in box.get("style", "") for box in boxes)


def test_all_done(folder):
    progress = ProgressFile(folder)
    for name in exercises():
        progress.keep(Verdict(name, "right", ""))
    assert "Every exercise was right. Well done." in str(Progress())


def test_outside_of_a_course_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "Nothing is recorded here" in str(Progress())
