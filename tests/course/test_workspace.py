"""The learner's folder: everything arrives, nothing of theirs is ever overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from golearn.course import files, workspace
from golearn.course.cli import main, parse
from golearn.course.commands.lab import FIRST_PAGE, SETTINGS, jupyter_command
from golearn.course.errors import WorkspaceError
from golearn.course.files import put_new
from golearn.course.shipped import MANIFEST, unrun
from golearn.course.workspace import MARKER, fill, is_course, usual_folder
from golearn.lab.patience import EXTENSIONS

ALL = ("notebooks/01-one.ipynb", "exercises/01-one.ipynb", "solutions/01-one.ipynb")
OURS = (MARKER, MANIFEST)


def shipped(name: str, *cells: dict) -> str:
    """The text of a notebook of the course."""
    notebook = {"cells": list(cells), "metadata": {"shipped": name}}
    return json.dumps(notebook, indent=1, sort_keys=True) + "\n"


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    """A small course in place of the real one."""
    root = tmp_path / "shipped"
    for name in ALL:
        path = root / name
        path.parent.mkdir(parents=True)
        path.write_text(shipped(name))
    (root / "notebooks/.ipynb_checkpoints").mkdir()
    (root / "notebooks/.ipynb_checkpoints/x.ipynb").write_text("")
    monkeypatch.setattr(workspace, "source", lambda: root)
    return root


def contents(folder: Path) -> dict[str, str]:
    files = [p for p in folder.rglob("*") if p.is_file()]
    return {p.relative_to(folder).as_posix(): p.read_text() for p in files}


def test_a_new_folder_gets_everything(tmp_path, capsys):
    target = tmp_path / "deep" / "mine"
    assert main(["start", str(target)]) == 0
    assert set(contents(target)) == {*ALL, *OURS}
    assert "3 files added" in capsys.readouterr().out


def test_what_the_learner_wrote_is_kept_and_reported(tmp_path, capsys, course):
    fill(tmp_path / "mine")
    (course / "exercises/01-one.ipynb").write_text(shipped("new", TEXT))
    (tmp_path / "mine/exercises/01-one.ipynb").write_text("my answer")
    (tmp_path / "mine/my-notes.txt").write_text("mine")
    (tmp_path / "mine/solutions/01-one.ipynb").unlink()
    assert main(["start", str(tmp_path / "mine")]) == 0
    after = contents(tmp_path / "mine")
    assert after["exercises/01-one.ipynb"] == "my answer"
    assert after["my-notes.txt"] == "mine"
    assert after["solutions/01-one.ipynb"] == shipped("solutions/01-one.ipynb")
    out = capsys.readouterr().out
    assert "1 files added, 2 kept" in out
    assert "kept; the course has another: exercises/01-one.ipynb" in out


def test_what_the_learner_changed_is_nothing_to_report(tmp_path):
    fill(tmp_path / "mine")
    (tmp_path / "mine/exercises/01-one.ipynb").write_text("my answer")
    assert fill(tmp_path / "mine").differing == ()


def test_new_chapters_are_added(tmp_path, course):
    fill(tmp_path / "mine")
    (course / "notebooks/04-four.ipynb").write_text(shipped("new"))
    assert fill(tmp_path / "mine").added == ("notebooks/04-four.ipynb",)


def test_exercises_and_solutions_wait_for_their_chapter(tmp_path, course):
    for part in ("exercises", "solutions"):
        (course / part / "04-four.ipynb").write_text(shipped("new"))
    assert fill(tmp_path / "mine").added == ALL
    (course / "notebooks/04-for-you.ipynb").write_text(shipped("new"))
    assert len(fill(tmp_path / "mine").added) == 3


RUN = {"cell_type": "code", "execution_count": 7, "metadata": {}, "outputs": [{"text": ["é"]}]}
NEVER_RUN = {**RUN, "execution_count": None, "outputs": []}
TEXT = {"cell_type": "markdown", "metadata": {}, "source": ["Predict, then run."]}


def test_chapters_come_without_outputs_and_solutions_with_theirs(tmp_path, course):
    for name in ALL:
        (course / name).write_text(shipped(name, TEXT, RUN))
    fill(tmp_path / "mine")
    chapter, _, solution = (contents(tmp_path / "mine")[name] for name in ALL)
    assert chapter == shipped(ALL[0], TEXT, NEVER_RUN)
    assert solution == shipped(ALL[2], TEXT, RUN)
    assert fill(tmp_path / "mine").differing == ()
    (tmp_path / "mine" / ALL[0]).write_text(shipped(ALL[0], TEXT, RUN))
    assert fill(tmp_path / "mine").differing == (), "to run a chapter is not to change it"


def test_a_chapter_of_the_course_changes_in_its_outputs_alone(monkeypatch):
    monkeypatch.undo()
    for path in (workspace.source() / "notebooks").glob("*.ipynb"):
        before, after = path.read_text(), unrun(path.read_bytes()).decode()
        assert set(after.splitlines()) - set(before.splitlines()) <= {
            '   "execution_count": null,',
            '   "outputs": [],',
        }


def test_an_empty_folder_will_do_and_so_will_one_with_hidden_files(tmp_path):
    (tmp_path / "mine/.git").mkdir(parents=True)
    fill(tmp_path / "mine")
    assert is_course(tmp_path / "mine")


@pytest.mark.parametrize("inside", ["thesis.tex", "notebooks"])
def test_a_foreign_folder_is_refused_and_left_alone(tmp_path, inside, capsys):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / inside).write_text("precious")
    assert main(["start", str(tmp_path / "other")]) == 1
    assert "holds other things" in capsys.readouterr().err
    assert contents(tmp_path / "other") == {inside: "precious"}


def test_a_file_in_the_way(tmp_path, capsys):
    (tmp_path / "file").write_text("precious")
    for target in (tmp_path / "file", tmp_path / "file" / "below"):
        assert main(["start", str(target)]) == 1
        err = capsys.readouterr().err
        assert "a file is in the way" in err
        assert err.count("\n") == 1
    assert (tmp_path / "file").read_text() == "precious"


def test_a_folder_that_cannot_be_written(tmp_path, monkeypatch, capsys):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied", str(tmp_path / "mine"))

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert main(["start", str(tmp_path / "mine")]) == 1
    assert "cannot be written (Permission denied)" in capsys.readouterr().err


def test_links_are_not_written_through(tmp_path):
    fill(tmp_path / "mine")
    link = tmp_path / "mine/exercises/01-one.ipynb"
    link.unlink()
    link.symlink_to(tmp_path / "elsewhere.ipynb")
    fill(tmp_path / "mine")
    assert link.is_symlink()
    assert not (tmp_path / "elsewhere.ipynb").exists()


@pytest.mark.parametrize("after", range(4))
def test_an_interrupted_copy_leaves_whole_files_and_is_finished_later(tmp_path, monkeypatch, after):
    real, calls = files._publish, iter(range(100))

    def interrupted(part, target):
        if next(calls) == after:
            raise KeyboardInterrupt
        return real(part, target)

    monkeypatch.setattr(files, "_publish", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fill(tmp_path / "mine")
    half = contents(tmp_path / "mine")
    half.pop(MANIFEST, None)
    assert len(half) == after
    assert all(text == shipped(name) for name, text in half.items() if name != MARKER)
    monkeypatch.setattr(files, "_publish", real)
    fill(tmp_path / "mine")
    assert set(contents(tmp_path / "mine")) == {*ALL, *OURS}


def test_put_new_never_replaces(tmp_path, monkeypatch):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "a").write_text("old")
    monkeypatch.setattr("os.path.lexists", lambda path: False)  # it appears after the look
    assert put_new(mine / "a", b"new") is False
    assert contents(mine) == {"a": "old"}


def test_a_file_system_without_hard_links(tmp_path, monkeypatch):
    def refuse(self, other):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    fill(tmp_path / "mine")
    (tmp_path / "mine/exercises/01-one.ipynb").write_text("my answer")
    assert fill(tmp_path / "mine").kept == ALL
    assert contents(tmp_path / "mine")["exercises/01-one.ipynb"] == "my answer"
    assert set(contents(tmp_path / "mine")) == {*ALL, *OURS}


def test_the_folder_meant_when_none_is_named(tmp_path, monkeypatch):
    assert usual_folder(tmp_path) == tmp_path / "golearn-course"
    fill(tmp_path / "mine")
    assert usual_folder(tmp_path / "mine") == tmp_path / "mine"
    monkeypatch.setattr(workspace, "checkout", lambda: tmp_path)
    assert usual_folder(tmp_path) == tmp_path / "my-course"


def test_an_installation_without_a_course(tmp_path, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(workspace.golearn, "__file__", str(tmp_path / "golearn/__init__.py"))
    with pytest.raises(WorkspaceError, match="carries no course"):
        workspace.source()


def test_an_installed_package_brings_its_course(tmp_path, monkeypatch):
    monkeypatch.undo()
    (tmp_path / "golearn/_course").mkdir(parents=True)
    monkeypatch.setattr(workspace.golearn, "__file__", str(tmp_path / "golearn/__init__.py"))
    assert workspace.source() == tmp_path / "golearn/_course"


# --- lab --------------------------------------------------------------------------------------


def test_lab_passes_options_on(tmp_path):
    args = parse(["lab", str(tmp_path), "--no-browser", "--port", "9", "--A.b=c"])
    command = jupyter_command(tmp_path, args)
    assert f"--ServerApp.root_dir={tmp_path}" in command
    assert f"--LabApp.default_url={FIRST_PAGE}" in command
    assert f"--LabApp.app_settings_dir={SETTINGS}" in command
    assert f"--LabApp.extra_labextensions_path={EXTENSIONS}" in command
    assert command[-3:] == ["--no-browser", "--port=9", "--A.b=c"]


def test_lab_asks_for_no_news_and_looks_for_no_updates():
    overrides = json.loads((SETTINGS / "overrides.json").read_text())
    assert overrides["@jupyterlab/apputils-extension:notification"] == {
        "fetchNews": "false",
        "checkForUpdates": False,
    }


def test_lab_refuses_a_second_folder(capsys):
    with pytest.raises(SystemExit) as stop:
        parse(["lab", "one", "--token", "two"])
    assert stop.value.code == 2
    assert "two" in capsys.readouterr().err


def test_lab_becomes_jupyterlab_on_a_filled_folder(tmp_path, monkeypatch, capsys):
    ran = []
    monkeypatch.setattr("os.execv", lambda program, command: ran.append((program, command)))
    monkeypatch.setattr("subprocess.call", lambda command: 0)
    monkeypatch.chdir(tmp_path)
    main(["lab", "--no-browser"])
    ((program, command),) = ran
    assert command[:3] == [program, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path / 'golearn-course'}" in command
    assert is_course(tmp_path / "golearn-course")
    assert "3 files added" in capsys.readouterr().out


def test_lab_without_jupyterlab(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("golearn.course.commands.lab.find_spec", lambda name: None)
    assert main(["lab", str(tmp_path / "mine")]) == 1
    assert "pip install jupyterlab" in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()
