"""Upgrade and reset: before, call, after; what a learner wrote is always still somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from golearn.course import workspace
from golearn.course.cli import main
from golearn.course.errors import WorkspaceError
from golearn.course.renewal import choose, reset, upgrade
from golearn.course.shipped import MANIFEST
from golearn.course.workspace import fill
from tests.course.small_course import ALL, contents, notebook, ship

CHAPTER, EXERCISE, SOLUTION = ALL
OLD, NEW, MINE = (notebook(f"{EXERCISE} {v}") for v in ("v1", "v2", "mine"))
RAN = notebook(f"{EXERCISE} v1", output="7")


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    root = tmp_path / "shipped"
    ship(root, "v1")
    monkeypatch.setattr(workspace, "source", lambda: root)
    return root


@pytest.fixture
def mine(tmp_path) -> Path:
    fill(tmp_path / "mine")
    return tmp_path / "mine"


BACKUP = "exercises/01-one.backup-1.ipynb"
CASES = {
    # what is there, the course's version → what is there afterwards, what is said of it
    "nothing new": (OLD, "v1", {EXERCISE: OLD}, ""),
    "mine, nothing new": (MINE, "v1", {EXERCISE: MINE}, ""),
    "untouched": (OLD, "v2", {EXERCISE: NEW}, "renewed"),
    "only run": (RAN, "v2", {EXERCISE: NEW, BACKUP: RAN}, "renewed"),
    "changed by both": (MINE, "v2", {EXERCISE: MINE}, "kept"),
    "changed alike": (NEW, "v2", {EXERCISE: NEW}, ""),
    "no notebook any more": ("{", "v2", {EXERCISE: "{"}, "kept"),
    "removed": (None, "v2", {EXERCISE: NEW}, "added"),
}


@pytest.mark.parametrize("case", CASES)
def test_upgrade(mine, course, case):
    there, version, after, said = CASES[case]
    (mine / EXERCISE).unlink()
    if there is not None:
        (mine / EXERCISE).write_text(there)
    ship(course, version)
    done = upgrade(mine)
    found = {k: v for k, v in contents(mine).items() if k.startswith("exercises")}
    assert found == after
    lists = {name: getattr(done, name) for name in ("added", "renewed", "kept", "unsure")}
    assert [name for name, files in lists.items() if EXERCISE in files] == ([said] if said else [])
    assert done.backups == ((Path(BACKUP).name,) if BACKUP in after else ())
    again = upgrade(mine)
    assert (again.added, again.renewed, again.backups) == ((), (), ())
    assert again.kept == done.kept


def test_upgrade_brings_new_chapters(mine, course):
    (course / "notebooks/02-two.ipynb").write_text(notebook("two"))
    assert upgrade(mine).added == ("notebooks/02-two.ipynb",)


def test_a_folder_from_before_there_was_a_manifest(mine, course, capsys):
    (mine / MANIFEST).unlink()
    (mine / EXERCISE).write_text(MINE)
    ship(course, "v2")
    (course / CHAPTER).write_text(notebook(f"{CHAPTER} v1"))
    done = upgrade(mine)
    assert done.unsure == (EXERCISE, SOLUTION)
    assert contents(mine)[EXERCISE] == MINE
    ship(course, "v3")
    assert upgrade(mine).renewed == (CHAPTER,), "that one was known again"
    assert main(["upgrade", "--dir", str(mine)]) == 0
    assert "perhaps you changed it: exercises/01-one.ipynb" in capsys.readouterr().out


def test_a_damaged_manifest_is_as_none(mine, course):
    (mine / MANIFEST).write_text('{"files": {"exercises/01-one.ipynb": 7')
    ship(course, "v2")
    assert set(upgrade(mine).unsure) == set(ALL)


def test_links_are_left_alone(mine, course, tmp_path):
    (tmp_path / "elsewhere.ipynb").write_text(OLD)
    (mine / EXERCISE).unlink()
    (mine / EXERCISE).symlink_to(tmp_path / "elsewhere.ipynb")
    ship(course, "v2")
    assert upgrade(mine).kept == (EXERCISE,)
    assert (tmp_path / "elsewhere.ipynb").read_text() == OLD


def test_reset_keeps_every_version_of_the_learners(mine):
    for number, text in enumerate((MINE, RAN, "{"), 1):
        (mine / EXERCISE).write_text(text)
        done = reset(mine, "exercises/01-one")
        assert done.backup == mine / f"exercises/01-one.backup-{number}.ipynb"
    assert [contents(mine)[f"exercises/01-one.backup-{n}.ipynb"] for n in (1, 2, 3)] == [
        MINE,
        RAN,
        "{",
    ]
    assert contents(mine)[EXERCISE] == OLD
    assert not reset(mine, EXERCISE).renewed


def test_reset_brings_back_what_was_removed_and_takes_the_new_one(mine, course, capsys):
    ship(course, "v2")
    (mine / EXERCISE).unlink()
    assert main(["reset", EXERCISE, "--dir", str(mine)]) == 0
    assert "is fresh." in capsys.readouterr().out
    assert contents(mine)[EXERCISE] == NEW
    ship(course, "v3")
    assert EXERCISE in upgrade(mine).renewed


def test_reset_without_hard_links(mine, monkeypatch):
    def refuse(self, other):
        raise PermissionError(1, "Operation not permitted")

    (mine / EXERCISE).write_text(MINE)
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    reset(mine, EXERCISE)
    assert contents(mine)[BACKUP] == MINE
    assert contents(mine)[EXERCISE] == OLD


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("01-one", "could be notebooks/01-one.ipynb, exercises/.* or solutions/.*; say which"),
        ("02-two", "the course has no notebook '02-two'"),
        ("01-onw", "did you mean '01-one'"),
        ("../01-one", "the course has no notebook"),
    ],
)
def test_names_that_are_not_clear(name, problem):
    with pytest.raises(WorkspaceError, match=problem):
        choose(list(ALL), name)


def test_names_that_are():
    assert choose(list(ALL), "exercises/01-one.ipynb") == EXERCISE
    assert choose([CHAPTER], "01-one") == CHAPTER


@pytest.mark.parametrize("command", [["upgrade"], ["reset", "01-one"], ["progress"]])
def test_a_foreign_folder_is_refused_and_left_alone(tmp_path, command, capsys):
    (tmp_path / "other").mkdir()
    (tmp_path / "other/thesis.tex").write_text("precious")
    assert main([*command, "--dir", str(tmp_path / "other")]) == 1
    err = capsys.readouterr().err
    assert "is no course folder" in err
    assert err.count("\n") == 1
    assert contents(tmp_path / "other") == {"thesis.tex": "precious"}


def test_a_folder_that_cannot_be_written(mine, course, monkeypatch, capsys):
    ship(course, "v2")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    before = contents(mine)
    for command in (["upgrade"], ["reset", EXERCISE]):
        assert main([*command, "--dir", str(mine)]) == 1
        assert f"{mine}: cannot be written (Permission denied)" in capsys.readouterr().err
    assert contents(mine) == before
