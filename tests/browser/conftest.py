"""JupyterLab in headless Chromium, for tests that must see what a learner sees."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from golearn.course.commands.lab import FOR_THE_COURSE

ROOT = Path(__file__).parents[2]
TOKEN = "golearn-tests"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
SIZE = {"width": 1280, "height": 720}
OPEN = (
    "path => window.jupyterapp.commands.execute('docmanager:open', { path, factory: 'Notebook' })"
)
CLOSE = """async () => {
    await window.jupyterapp.commands.execute('docmanager:save-all');
    await window.jupyterapp.commands.execute('application:close-all');
}"""


@dataclass
class Course:
    """A running JupyterLab: `folder` is its root, `open` shows a notebook of it."""

    folder: Path
    port: int
    page: object = None
    problems: list[str] = field(default_factory=list)

    def url(self, notebook: str) -> str:
        return f"http://127.0.0.1:{self.port}/lab/tree/{notebook}?token={TOKEN}&reset"

    def open(self, notebook: str, page, run: bool = True) -> None:
        """Open a notebook and run it; returns when the kernel is idle again.

        JupyterLab itself is loaded for the first notebook only; that is most of the time.
        """
        if not page.evaluate("Boolean(window.jupyterapp)"):
            page.goto(self.url(notebook))
        else:
            page.evaluate(OPEN, notebook)
        idle = "document.querySelector('#jp-main-statusbar')?.innerText.includes('| Idle')"
        page.wait_for_function(idle, timeout=90_000)
        if run:
            page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
            page.wait_for_function(
                "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
                ".every(p => !p.innerText.includes('*')) &&"
                "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
                ".some(p => /\\d/.test(p.innerText))",
                timeout=180_000,
            )


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """JupyterLab on a free port, its folder empty but for the course's notebooks."""
    folder = tmp_path_factory.mktemp("course")
    if (ROOT / "notebooks").is_dir():
        shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    with jupyterlab(folder, tmp_path_factory.mktemp("config")) as course:
        yield course


@contextmanager
def jupyterlab(folder: Path, config: Path) -> Iterator[Course]:
    """JupyterLab with the learners' settings on `folder`; it keeps its own in `config`."""
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--port-retries=0", f"--IdentityProvider.token={TOKEN}"]
    command += [f"--ServerApp.root_dir={folder}", "--allow-root"]
    command += ["--LabApp.expose_app_in_browser=True", *FOR_THE_COURSE]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTERLAB_WORKSPACES_DIR": str(config / "workspaces"),
        "JUPYTERLAB_SETTINGS_DIR": str(config / "user-settings"),
    }
    log = config / "jupyterlab.log"
    with log.open("w") as out:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        wait_for(server, port, log)
        yield Course(folder, port)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture(scope="session")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The labs without code on a free port; the address of the start page."""
    with classroom_with(tmp_path_factory.mktemp("classroom"), "--warm=1") as address:
        yield address


@contextmanager
def classroom_with(folder: Path, *options: str) -> Iterator[str]:
    """`golearn classroom` with these options, its log in `folder`; a lab is at `lab/FitLab`."""
    port = free_port()
    command = [sys.executable, "-m", "golearn", "classroom", f"--port={port}", *options]
    log = folder / "classroom.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=out, stderr=out
        )
    try:
        wait_for(server, port, log, "/look/page.css")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for(
    server: subprocess.Popen[bytes], port: int, log: Path, path: str = f"/api?token={TOKEN}"
) -> None:
    """Return when the server answers; fail with the end of its log if it does not."""
    for _ in range(120):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2)
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"Nothing answered on port {port}:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Headless Chromium. Without one the tests are skipped, and say so; with the variable
    GOLEARN_REQUIRE_BROWSER set they fail."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        missing = (
            f"the browser tests need Chromium and found none of {', '.join(BROWSERS)} on the PATH; "
            "on Debian or Ubuntu `make browser` installs it"
        )
        (pytest.fail if os.environ.get("GOLEARN_REQUIRE_BROWSER") else pytest.skip)(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def window(browser) -> Iterator[object]:
    """The one page of all tests of this process."""
    context = browser.new_context(viewport=SIZE)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(window, course: Course) -> Iterator[object]:
    """JupyterLab with nothing open, 1280 × 720; `course.problems` collects its errors."""
    page = window
    page.set_viewport_size(SIZE)
    page.emulate_media(reduced_motion="no-preference")
    page.set_default_timeout(60_000)
    course.problems.clear()
    listeners = {
        "pageerror": lambda error: course.problems.append(str(error)),
        "console": lambda m: course.problems.append(m.text) if m.type == "error" else None,
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield page
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    try:
        page.evaluate(CLOSE)
    except Exception:  # whatever a failed test left behind: the next one loads JupyterLab anew
        page.goto("about:blank")
    end_sessions(course.port)


def end_sessions(port: int) -> None:
    """Stop all kernels of the server, so that the next test starts with none."""
    base = f"http://127.0.0.1:{port}/api/sessions"
    headers = {"Authorization": f"token {TOKEN}"}
    with urllib.request.urlopen(urllib.request.Request(base, headers=headers)) as answer:
        sessions = json.load(answer)
    for session in sessions:
        request = urllib.request.Request(f"{base}/{session['id']}", headers=headers)
        request.method = "DELETE"
        urllib.request.urlopen(request).close()
