"""`golearn teach`, and that every command there is can be called."""

import importlib
import pkgutil

import pytest

from golearn.course import cli, commands
from tests.course.command import golearn


def test_no_command_is_left_out():
    found = [
        importlib.import_module(f"{commands.__name__}.{module.name}")
        for module in pkgutil.iter_modules(commands.__path__)
    ]
    assert {m for m in found if hasattr(m, "add_to")} == set(cli.COMMANDS)


def test_a_folder_for_nbgrader(tmp_path):
    folder = tmp_path / "class"
    done = golearn("teach", folder)
    chapters = sorted(p.name for p in (folder / "source").iterdir())
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(chapters)} assignments added" in done.stdout
    assert f"nbgrader generate_assignment {chapters[0]}" in done.stdout

    changed = folder / "source" / chapters[1] / f"{chapters[1]}.ipynb"
    changed.write_text("the teacher's own")
    (folder / "source" / chapters[0] / f"{chapters[0]}.ipynb").unlink()
    done = golearn("teach", folder)
    assert "1 assignment added" in done.stdout
    assert changed.read_text() == "the teacher's own"
    assert "nothing to add" in golearn("teach", folder).stdout


@pytest.mark.parametrize("where", ["class", "class/source"])
def test_where_something_else_stands(tmp_path, where):
    (tmp_path / where).parent.mkdir(exist_ok=True)
    (tmp_path / where).write_text("mine")
    done = golearn("teach", tmp_path / "class")
    assert done.returncode == 1
    assert done.stderr.startswith("golearn: ") and str(tmp_path / "class") in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / where).read_text() == "mine"
