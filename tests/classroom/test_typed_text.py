"""What is typed into a lab, or loaded from a file, is data: no text of it is ever compiled."""

from __future__ import annotations

import sys

import ipywidgets as widgets
import pytest

from golearn import lab
from golearn.lab.file_button import FileButton

MARK = "golearn_mark_4711"
TEXTS = [
    f"__import__('os').system('echo {MARK}')",
    f"a 1 {{{MARK}}}",
    f"{MARK}()",
    f"new x {MARK}\nfree {MARK}",
    f"0x{MARK}",
]
seen: list[str] = []


def hear(event: str, arguments: tuple) -> None:
    """Python tells of each text that it compiles and of each program that it starts."""
    if event in ("compile", "exec", "os.system", "subprocess.Popen") and watching:
        told = " ".join(
            " ".join((*a.co_names, *map(str, a.co_consts))) if hasattr(a, "co_names") else str(a)
            for a in arguments
        )
        if MARK in told:
            seen.append(told)


watching: list[bool] = []
sys.addaudithook(hear)


def inside(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


def type_everywhere(shown) -> int:
    """Type each text into each field, and press each button after it; how many fields there are."""
    parts = list(inside(shown))
    fields = [p for p in parts if isinstance(p, widgets.Text | widgets.Textarea | widgets.Combobox)]
    buttons = [p for p in parts if isinstance(p, widgets.Button)]
    files = [p for p in parts if isinstance(p, FileButton)]
    for text in TEXTS:
        for field in fields:
            field.value = text
        for button in buttons:
            button.click()
        for file in files:
            file._hear(file, {"name": f"{MARK}.trace"}, [text.encode()])
        for number in range(len(fields)):
            message = {"texts": {str(number): text}, "press": number}
            shown.message._handle_custom_msg(message, [])
    return len(fields)


@pytest.mark.parametrize("name", lab.__all__)
def test_no_text_is_compiled(name):
    shown = getattr(lab, name)()
    watching.append(True)
    try:
        type_everywhere(shown)
    finally:
        watching.clear()
    assert seen == []


def test_the_watch_would_see_it():
    watching.append(True)
    eval(f"'{MARK}'")
    watching.clear()
    assert seen
    seen.clear()
