"""What the figures were measured on. No names of hosts, users or folders."""

from __future__ import annotations

import os
import platform
from datetime import date
from pathlib import Path

import numpy as np

from golearn.realgo.toolchain import NoToolchain, find_toolchain


def describe() -> dict[str, str]:
    """The machine and the versions that matter."""
    return {
        "date": date.today().isoformat(),
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB",
        "system": f"{platform.system()} {platform.release().split('-')[0]} {platform.machine()}",
        "Python": platform.python_version(),
        "numpy": np.__version__,
        "Go": _go(),
        "load at the start": f"{os.getloadavg()[0]:.1f}",
    }


def _processor() -> str:
    """As the system names it; the model number tells apart what one name covers."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    said = dict(line.replace("\t", "").split(":", 1) for line in lines if ":" in line)
    name, family, model = (said.get(k, " ?").strip() for k in ("model name", "cpu family", "model"))
    return f"{name} (family {family}, model {model})"


def _go() -> str:
    try:
        return find_toolchain().version
    except NoToolchain:
        return "none"
