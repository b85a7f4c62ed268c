"""What a lab leaves in a committed notebook: a reader without a kernel sees it as it stood."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import golearn.lab
from golearn.classroom.shelf import shelf

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
VIEW = "application/vnd.jupyter.widget-view+json"
LABS = {
    f"{path.stem}, {cell['id']}": output
    for path in sorted(NOTEBOOKS.glob("*.ipynb"))
    for cell in json.loads(path.read_text())["cells"]
    for output in cell.get("outputs", [])
    if VIEW in output.get("data", {})
}
"""A notebook and its cell → the output in which a lab is shown."""


def words(output: dict[str, Any]) -> str:
    return "".join(output["data"]["text/plain"])


@pytest.mark.parametrize("where", LABS)
def test_it_leaves_a_picture_and_its_words(where):
    output = LABS[where]
    picture = Image.open(io.BytesIO(base64.b64decode(output["data"]["image/png"])))
    width, height = picture.size
    assert width >= 900 and height >= 200
    colors = picture.convert("RGB").getcolors(width * height)
    paper = max(count for count, _ in colors)
    assert len(colors) >= 16, "hardly a colour in it"
    assert paper < 0.95 * width * height, "hardly a thing in it"
    assert output["metadata"]["image/png"]["alt"] == words(output)
    assert len(words(output)) > 80


def test_a_chapter_shows_every_lab():
    assert {shown.name for shown in shelf(NOTEBOOKS)} == set(golearn.lab.__all__)
