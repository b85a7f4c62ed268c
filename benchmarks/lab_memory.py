"""What a learner needs in memory on a server: kernels with each lab, chapters, a check, JupyterLab.

    python -m benchmarks.lab_memory            # print the table
    python -m benchmarks.lab_memory --write    # put it into docs/teachers.md, too

Resident memory of the processes, in MB of 1,000,000 bytes; "own" is what no other process shares,
so what a further learner on the same machine costs at least.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from jupyter_client.manager import start_new_kernel

from benchmarks.machine import describe
from golearn import lab

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "teachers.md"
BEGIN, END = "<!-- python -m benchmarks.lab_memory --write -->", "<!-- end of measured -->"

CHECK = """
from golearn.course import check
def first_fit(free, need):
    return next((i for i, block in enumerate(free) if block[1] >= need), None)
check("first_fit", first_fit)
"""
MB = 1_000_000
SECONDS = 300

Memory = tuple[float, float]
"""Resident and own memory, in MB."""


def memory(pid: int) -> Memory:
    """Of a process and all that it started."""
    process = psutil.Process(pid)
    infos = [p.memory_full_info() for p in [process, *process.children(recursive=True)]]
    return sum(i.rss for i in infos) / MB, sum(i.uss for i in infos) / MB


def kernel_after(*cells: str) -> Memory:
    """Memory of a kernel that has run these cells. Raises RuntimeError if one of them fails."""
    manager, client = start_new_kernel(cwd=str(ROOT / "notebooks"), stderr=subprocess.DEVNULL)
    try:
        for cell in cells:
            reply = client.execute_interactive(cell, timeout=SECONDS, output_hook=lambda _: None)
            if reply["content"]["status"] != "ok":
                raise RuntimeError(f"{reply['content'].get('evalue')} in: {cell}")
        return memory(manager.provisioner.pid)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def code_of(notebook: Path) -> list[str]:
    """The code cells of a chapter."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@contextmanager
def jupyterlab(folder: str) -> Iterator[int]:
    """A JupyterLab server that answers; its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--port={port}", "--no-browser", "--IdentityProvider.token=T", "--allow-root"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={folder}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(SECONDS):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/lab?token=T").read()
                break
            except urllib.error.URLError:
                time.sleep(1)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def rows() -> Iterator[tuple[str, Memory]]:
    """What is measured, and its memory."""
    with tempfile.TemporaryDirectory() as folder, jupyterlab(folder) as pid:
        yield "JupyterLab's server, once per learner", memory(pid)
    yield "a kernel that has run nothing", kernel_after()
    yield "a kernel that has used `check`, with the process that judges", kernel_after(CHECK)
    for name in lab.__all__:
        yield (
            f"a kernel that shows `{name}`",
            kernel_after(f"from golearn.lab import {name}\n{name}()"),
        )
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        yield f"a kernel that has run chapter {path.stem}", kernel_after(*code_of(path))


def main() -> None:
    """Measure, and print or write."""
    about = describe()
    where = f"{about['date']}, {about['system']}, Python {about['Python']}."
    lines = ["| | resident, MB | own, MB |", "|---|---|---|"]
    found: list[Memory] = []
    for name, (resident, own) in rows():
        found.append((resident, own))
        lines.append(f"| {name} | {resident:.0f} | {own:.0f} |")
        print(lines[-1], flush=True)
    server, *kernels = found
    most = [server[i] + max(kernel[i] for kernel in kernels) for i in (0, 1)]
    total = (
        f"JupyterLab and the largest of all kernels together: {most[0]:.0f} MB resident, "
        f"{most[1]:.0f} MB own."
    )
    lines = [where, "", *lines, "", total]
    if "--write" in sys.argv[1:]:
        text = PAGE.read_text(encoding="utf-8")
        between = "\n".join([BEGIN, *lines, END])
        pattern = f"{re.escape(BEGIN)}.*{re.escape(END)}"
        PAGE.write_text(re.sub(pattern, lambda _: between, text, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    main()
