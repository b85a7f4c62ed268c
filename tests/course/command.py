"""Running `golearn` as its users do: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
COMMAND = [sys.executable, "-m", "golearn"]


def golearn(*args: Any, **options: Any) -> subprocess.CompletedProcess[str]:
    """Exit code, stdout and stderr of one command line."""
    return subprocess.run(
        [*COMMAND, *map(str, args)],
        capture_output=True,
        text=True,
        timeout=120,
        env=ENVIRONMENT,
        **options,
    )
