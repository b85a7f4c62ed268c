"""What it costs to import golearn, beyond numpy: in fresh processes, with all that replays."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.results import Effort, Row

TOPIC = "Importing"
NOTE = "Processor time in a fresh process, after `import numpy`."
MODULES = {
    "`golearn` with traces, replay, the classic designs": "golearn.trace, golearn.replay",
    "the same and Go's allocator": "golearn.trace, golearn.replay, golearn.goheap",
}
SCRIPT = """
import time, numpy
start = time.process_time()
import {modules}
print(time.process_time() - start)
"""


def rows(effort: Effort) -> Iterator[Row]:
    """A row per set of modules."""
    for name, modules in MODULES.items():
        spent = [_seconds(modules) for _ in range(effort.runs + 1)][1:]
        yield Row(TOPIC, name, statistics.median(spent) * 1000, "ms", 200)


def _seconds(modules: str) -> float:
    command = [sys.executable, "-c", SCRIPT.format(modules=modules)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)
