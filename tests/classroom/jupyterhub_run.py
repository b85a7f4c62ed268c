"""The JupyterHub recipe, really run: python -m tests.classroom.jupyterhub_run

Starts a hub with docs/jupyterhub_config.py, signs a learner in with a browser, and runs the first
cells of chapter 00 in the JupyterLab that the hub starts for them. Needs `jupyterhub` and
`configurable-http-proxy` on the PATH, and Chromium.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, BROWSERS, SIZE

CONFIG = Path(__file__).parents[2] / "docs" / "jupyterhub_config.py"
PASSWORD = "a password for this run"
LEARNER = "ada"
SECONDS = 180


def run() -> None:
    """Start, sign in, run, end. Raises AssertionError or TimeoutError where it does not work."""
    with tempfile.TemporaryDirectory() as folder:
        port, people = free_port(), Path(folder) / "people"
        environment = {
            **os.environ,
            "GOLEARN_PASSWORD": PASSWORD,
            "GOLEARN_PEOPLE": str(people),
            "GOLEARN_HUB": f"http://127.0.0.1:{port}",
        }
        command = ["jupyterhub", "-f", str(CONFIG), f"--JupyterHub.hub_port={free_port()}"]
        command += [f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{free_port()}"]
        with (Path(folder) / "log").open("w") as log:
            hub = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/hub/login", hub, Path(folder) / "log")
            with sync_playwright() as playwright:
                chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
                start = playwright.chromium.launch
                browser = start(executable_path=chromium, args=list(ARGUMENTS))
                learn(browser.new_page(viewport=SIZE), f"http://127.0.0.1:{port}/", people)
                browser.close()
        except BaseException:
            print((Path(folder) / "log").read_text(), file=sys.stderr)
            raise
        finally:
            hub.terminate()
            hub.wait(60)


def learn(page: Page, address: str, people: Path) -> None:
    """Sign in, wait for JupyterLab, and run the chapter that it opens."""
    begun = time.monotonic()
    page.set_default_timeout(SECONDS * 1000)
    page.goto(f"{address}hub/login")
    page.get_by_label("Username").fill(LEARNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/user/{LEARNER}/lab/**")
    idle = "document.querySelector('#jp-main-statusbar')?.innerText.includes('| Idle')"
    page.wait_for_function(idle)
    print(f"signed in and JupyterLab is ready after {time.monotonic() - begun:.0f} s")
    for _ in range(2):  # the first cells: a title, and imports
        page.keyboard.press("Shift+Enter")
    page.wait_for_function(
        "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
        ".some(prompt => prompt.innerText.includes('[1]'))"
    )
    assert not page.locator(".jp-OutputArea-output[data-mime-type*='stderr']").count()
    assert (people / LEARNER / "golearn-course" / ".golearn-course").is_file()
    print("a cell of chapter 00 has run in the learner's own copy of the course")


def wait_for(address: str, hub: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the hub answers."""
    for _ in range(SECONDS):
        assert hub.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address).close()
            return
        except OSError:
            time.sleep(1)
    raise TimeoutError(address)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    run()
