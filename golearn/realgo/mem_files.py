"""What the runtime's `mem_*.go` files ask of the operating system, read from a toolchain's source.

    python -m golearn.realgo.mem_files       read them, and write the recording

Only names are taken: for each function the system calls and constants that stand in it, and for
each port the files that are compiled. Functions of the same files are followed.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from golearn.osmem.platforms.platform import GO_CALLS
from golearn.realgo.toolchain import Toolchain, find_toolchain, run

RECORDING = Path(__file__).parent / "recordings" / "mem_files.json"

LIST_PORTS = ("tool", "dist", "list")
MEM_FILE = re.compile(r"\bmem_\w+\.go\b")
_FUNCTION = re.compile(r"^func (\w+)\(.*?\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"//.*")
_SYSTEM_CALL = re.compile(r"\b(mmap|munmap|madvise|mprotect|brk_|growMemory)\(|\bstdcall\d\(_(\w+)")
_CONSTANT = re.compile(r"\b_(?:sunos)?((?:PROT|MAP|MADV|MEM|PAGE)_[A-Z_]+)\b")

Facts = dict[str, Any]
"""`calls`: files → Go's call → names. `ports`: port → files. `files` are joined by a space."""


@cache
def recorded() -> Facts:
    """What Go 1.21.13's source says."""
    facts: Facts = json.loads(RECORDING.read_text())
    return facts


def read_calls(runtime: Path, files: str) -> dict[str, list[str]]:
    """Go's call → names of system calls and constants in it, sorted."""
    source = "\n".join((runtime / file).read_text() for file in files.split())
    bodies = dict(_FUNCTION.findall(_COMMENT.sub("", source)))
    return {call: sorted(_names(f"{call}OS", bodies, set())) for call in GO_CALLS}


def _names(function: str, bodies: dict[str, str], seen: set[str]) -> set[str]:
    """The names in a function and in those of the same files that it calls."""
    if function in seen or function not in bodies:
        return set()
    seen.add(function)
    body = bodies[function]
    names = {plain or windows for plain, windows in _SYSTEM_CALL.findall(body)}
    names |= set(_CONSTANT.findall(body))
    for called in re.findall(r"\b(\w+)\(", body):
        names |= _names(called, bodies, seen)
    return names


def read_files(toolchain: Toolchain, port: str) -> str:
    """The `mem_*.go` files that a toolchain compiles for a port such as `linux/amd64`."""
    goos, goarch = port.split("/")
    command = [str(toolchain.path), "list", "-f", "{{.GoFiles}}", "runtime"]
    listed = run(command, GOOS=goos, GOARCH=goarch, CGO_ENABLED="0")
    return " ".join(sorted(MEM_FILE.findall(listed)))


def observe(toolchain: Toolchain) -> Facts:
    """All facts, from a toolchain (some seconds)."""
    runtime = toolchain.goroot / "src" / "runtime"
    ports = {port: read_files(toolchain, port) for port in toolchain.run(*LIST_PORTS).split()}
    kinds = sorted(set(ports.values()))
    return {"calls": {files: read_calls(runtime, files) for files in kinds}, "ports": ports}


if __name__ == "__main__":
    RECORDING.write_text(json.dumps(observe(find_toolchain()), indent=1, sort_keys=True) + "\n")
