"""The plan for a lecture: every step is done on the labs, and they say what the page quotes."""

from __future__ import annotations

import html
import re
from pathlib import Path

import ipywidgets as widgets
import pytest

import golearn.lab
from golearn.classroom.shelf import Shown, shelf
from golearn.course.workspace import source
from golearn.lab.player import Player
from golearn.lab.view import Lab, inside
from golearn.plots.live_map import HeapMap

PAGE = (Path(__file__).parents[2] / "docs" / "lecture.md").read_text(encoding="utf-8")
SCENES = re.findall(r"^## (\d+\. .+?)\n(.+?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
STEP = re.compile(
    r"\*\*(?P<lab>\w[\w -]* lab)\.\*\*"
    r"|Choose \*(?P<entry>.+?)\* in \*\*(?P<choice>.+?)\*\*"
    r"|Type \*(?P<typed>.+?)\* into \*\*(?P<box>.+?)\*\*"
    r"|Press \*\*(?P<button>.+?)\*\*"
    r"|Go to (?:the (?P<border>start|end)|event \*(?P<event>\d+)\*)"
    r"|`(?P<said>.+?)`"
)


@pytest.fixture(scope="module")
def labs() -> dict[str, Shown]:
    """What the labs call themselves, and how their chapters show them."""
    return {shown.title: shown for shown in shelf(source() / "notebooks")}


@pytest.mark.parametrize("scene", [text for _, text in SCENES], ids=[title for title, _ in SCENES])
def test_a_scene(labs, scene):
    lab: Lab | None = None
    quoted = 0
    for step in STEP.finditer(scene):
        if step["lab"]:
            lab = _open(labs[step["lab"]])
        elif step["said"]:
            quoted += 1
            assert step["said"] in _says(lab), (step["said"], _says(lab))
        else:
            _do(lab, step)
    assert quoted


def test_every_step_is_written_so_that_it_can_be_done():
    steps = [line for _, scene in SCENES for line in scene.splitlines() if line.startswith("- ")]
    assert len(steps) > len(SCENES) == PAGE.count("\n## ")
    for line in steps:
        assert not set(STEP.sub("", line.replace("*Ask:*", ""))) & set("*`"), line


def _open(shown: Shown) -> Lab:
    """The lab as its chapter makes it, which is what its page opens."""
    made = {shown.name: getattr(golearn.lab, shown.name)}
    exec(shown.cell, made)
    return made[shown.cell.split()[-1]]


def _do(lab: Lab, step: re.Match[str]) -> None:
    if step["choice"]:
        _part(lab, widgets.Dropdown, step["choice"]).label = step["entry"]
    elif step["box"]:
        _part(lab, widgets.Text, step["box"]).value = step["typed"]
    elif step["button"]:
        _part(lab, widgets.Button, step["button"]).click()
    else:
        player = next(part for part in inside(lab.children) if isinstance(part, Player))
        ends = {"start": 0, "end": player.last, None: step["event"]}
        player.value = int(ends[step["border"]])


def _part(lab: Lab, kind: type, name: str) -> widgets.Widget:
    """The control of this kind that has this name; there is exactly one."""
    (found,) = (p for p in inside(lab.children) if isinstance(p, kind) and p.description == name)
    return found


def _says(lab: Lab) -> str:
    """All the text that the lab shows."""
    texts = []
    for part in inside(lab.children):
        if isinstance(part, Player):
            texts.append(part.says)
        elif isinstance(part, HeapMap):
            texts += [*(" ".join(fact) for fact in part.facts), part.story]
        elif isinstance(part, widgets.HTML):
            shown = re.sub(r"<style.*?</style>", " ", part.value, flags=re.DOTALL)
            texts.append(html.unescape(re.sub(r"<[^>]+>", " ", shown)))
    return re.sub(r"\s+", " ", " · ".join(texts))
