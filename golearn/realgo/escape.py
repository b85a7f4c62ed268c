"""Stack or heap? What Go's compiler said about a small program, recorded."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

FOLDER = resources.files("golearn.realgo") / "recordings" / "escape"


@dataclass(frozen=True)
class Verdicts:
    """A Go program, and what the compiler printed about where its variables live."""

    source: str
    version: str
    command: str
    printed: str


def recording() -> Verdicts:
    """The recorded verdicts; `version` names the compiler, such as `go1.21.13 linux/amd64`."""
    version, command, printed = (FOLDER / "escape.txt").read_text().split("\n", 2)
    return Verdicts((FOLDER / "escape.go").read_text(), version, command, printed.rstrip())
