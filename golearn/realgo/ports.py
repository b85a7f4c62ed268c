"""What a Go toolchain says about the heap's layout on each of its ports.

    python -m golearn.realgo.ports       ask the toolchain, and write the recording

The program in `constants/` has Go's own type checker work out the runtime's constants for every
port that `go tool dist list` names. What it printed is shipped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from golearn.layout.ports import PAGE_SIZE, Port
from golearn.realgo.toolchain import Toolchain, find_toolchain

FOLDER = Path(__file__).parent
RECORDING = FOLDER / "recordings" / "ports.jsonl"

Facts = dict[str, Any]
"""`port`, `ptrSize`, `constants`, `heapArena` (field → bytes) and `sizeofHeapArena` of a port."""


@cache
def recorded() -> Mapping[str, Facts]:
    """What Go 1.21.13 said, by port."""
    return _by_port(RECORDING.read_text())


def observe(toolchain: Toolchain) -> Mapping[str, Facts]:
    """What a toolchain says, by port (some seconds). Raises GoFailed."""
    return _by_port(_ask(toolchain))


def predicted(port: Port) -> Facts:
    """The same facts as `golearn.layout.ports` derives them."""
    return {
        "port": str(port),
        "ptrSize": port.ptr_size,
        "constants": {
            "_64bit": int(port.ptr_size == 8),
            "heapAddrBits": port.heap_addr_bits,
            "logHeapArenaBytes": port.log_heap_arena_bytes,
            "heapArenaBytes": port.heap_arena_bytes,
            "heapArenaBitmapWords": port.heap_arena_bitmap_words,
            "arenaL1Bits": port.arena_l1_bits,
            "arenaL2Bits": port.arena_l2_bits,
            "arenaBaseOffset": port.arena_base_offset,
            "pageSize": PAGE_SIZE,
            "pagesPerArena": port.pages_per_arena,
        },
        "heapArena": {"_": 0} | {field.name: field.size for field in port.heap_arena_fields},
        "sizeofHeapArena": port.sizeof_heap_arena,
    }


def _ask(toolchain: Toolchain) -> str:
    return toolchain.run("run", ".", str(toolchain.path), cwd=FOLDER / "constants")


def _by_port(lines: str) -> dict[str, Facts]:
    facts = [json.loads(line) for line in lines.splitlines()]
    return {each["port"]: each for each in facts}


def main() -> None:
    """Ask the toolchain that is found, and write the recording. Raises NoToolchain, GoFailed."""
    toolchain = find_toolchain()
    RECORDING.write_text(_ask(toolchain))
    print(f"{len(_by_port(RECORDING.read_text()))} ports of {toolchain.version}")


if __name__ == "__main__":
    main()
