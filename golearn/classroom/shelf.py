"""The labs that visitors can open, each with its chapter, question and picture.

What is not a lab's own question is read from its chapter: the picture is what the lab left there
when the chapter was run, and the alt text is the lab's own. It opens as it stands there.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from golearn import lab

TITLE = re.compile(r"# (.+)")
QUESTIONS = {
    "HistoryLab": "A program asks for memory, piece by piece. Where does each piece go?",
    "MemoryLab": "What lies on the stack, what on the heap, and who takes back what is dead?",
    "BumpLab": "What can an allocator do that has one pointer and nothing else?",
    "FitLab": "Four policies, one program: which free block does each of them take?",
    "SegregatedLab": "One list per block size: what is found sooner, and what is wasted?",
    "CollectLab": "How does a collector find what is alive, and where does it move it?",
    "SizeClassLab": "Which block sizes should there be if a block may waste only so much?",
    "TiersLab": "How far down does a request have to go before a tier can serve it?",
    "PageHeapLab": "Who finds pages in a row, and how does a page get back to the system?",
    "LayoutLab": "C's memory lies where the heap wants to grow. Which heap goes on?",
    "WalkLab": "Here is an address. In how few steps is its span found?",
    "OsMemoryLab": "What does the system give, when, and what does its kernel say about it?",
    "PlatformLab": "What does the same call ask of Linux, of Windows, of WebAssembly?",
    "PredictLab": "At which address will real Go put the next object?",
}
"""The name of each lab, and what one can find out in it."""

SHOWN = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Shown:
    """A lab on the start page."""

    name: str
    """The class in `golearn.lab`, such as `FitLab`; also the end of the page's address."""
    chapter: str
    """Such as `03 · Fit`."""
    question: str
    picture: bytes
    """A PNG."""
    alt: str
    """What the picture shows, in words."""
    cell: str
    """The code that makes the lab of the picture; its last line is the lab."""

    @property
    def title(self) -> str:
        """What the lab calls itself: `Fit lab`."""
        return re.split(r"[.,] ", self.alt, maxsplit=1)[0]


def shelf(chapters: Path) -> list[Shown]:
    """Every lab of `golearn.lab` that a chapter in the folder shows, in the chapters' order.

    Of a lab that is shown more than once, the first is taken.
    """
    found: dict[str, Shown] = {}
    for path in sorted(chapters.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for shown in _labs(cells):
            found.setdefault(shown.name, shown)
    return list(found.values())


def _labs(cells: list[Any]) -> Iterator[Shown]:
    """The labs that the cells of one chapter leave a picture of."""
    opening = "".join(cells[0]["source"])
    title = TITLE.search(opening)
    for cell in cells:
        source = "".join(cell["source"])
        name = _lab_in(source)
        for output in cell.get("outputs", []) if name else []:
            data = output.get("data", {})
            if SHOWN in data and "image/png" in data:
                yield Shown(
                    str(name),
                    title[1] if title else "",
                    QUESTIONS[str(name)],
                    base64.b64decode(data["image/png"]),
                    "".join(data["text/plain"]),
                    source,
                )


def _lab_in(source: str) -> str | None:
    """The lab that a cell makes."""
    return next((name for name in lab.__all__ if re.search(rf"\b{name}\(", source)), None)
