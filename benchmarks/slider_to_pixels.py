"""From an arrow key on a slider to new pixels: python -m benchmarks.slider_to_pixels

Median and 95th percentile in milliseconds, in JupyterLab in headless Chromium. `interact` draws
a fresh figure of one heap for every event; the fit lab shows the same instants of the same
histories, from the middle of the trace on. Both are measured in one run, taking turns, so that a
busy machine is busy for both. The aim: at the 95th percentile at most half.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from tests.browser.conftest import ARGUMENTS, BROWSERS, SIZE, jupyterlab

KEYS, ROUNDS = 12, 5
"""Keys per turn, and turns of each."""

SOURCE = """
from IPython.display import display
from ipywidgets import interact
from golearn.lab import FitLab
from golearn.plots import heap_map
from golearn.trace.workloads import lognormal

lab = FitLab(lognormal({events:_}, live={live:_}), policies={policies})
history = lab.model.histories["first-fit"]
lab.event = (len(history) - 1) // 2  # where interact begins

def figure(event):
    display(heap_map(history, event))
"""

SHOWN = {
    "interact, a fresh figure": "interact(figure, event=(0, len(history) - 1)); None",
    "ours, the fit lab": "lab",
}

CASES = {
    "10,000 live blocks": {"events": 60_000, "live": 10_700, "policies": ("first-fit",)},
    "100,000 events": {"events": 100_000, "live": 2_000, "policies": ("first-fit",)},
    "100,000 events, four maps": {
        "events": 100_000,
        "live": 2_000,
        "policies": ("first-fit", "next-fit", "best-fit", "worst-fit"),
    },
}

WATCH = """() => {
    const draw = CanvasRenderingContext2D.prototype.drawImage;
    CanvasRenderingContext2D.prototype.drawImage = function (...how) {
        window.painted?.add(this.canvas);
        return draw.apply(this, how);
    };
    addEventListener("keydown", () => { window.pressed = performance.now(); }, true);
    const shown = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    // Resolves with the milliseconds from the key to the frame that shows the new picture.
    window.untilNew = async () => {
        const maps = document.querySelectorAll(".gl-map canvas").length;
        const old = document.querySelector(".jp-OutputArea-output img")?.src;
        window.painted = new Set();
        window.pressed = 0;
        for (;;) {
            await new Promise((next) => setTimeout(next, 1));
            if (!window.pressed) continue;
            const image = document.querySelector(".jp-OutputArea-output img");
            if (maps ? window.painted.size < maps : !image || image.src === old) continue;
            if (image) await image.decode().catch(() => {});
            await shown();
            return performance.now() - window.pressed;
        }
    };
}"""


def main() -> None:
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as config,
        jupyterlab(Path(folder), Path(config)) as course,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        print(f"{'':52}{'p50 ms':>9}{'p95 ms':>9}")
        for case, numbers in CASES.items():
            pages: dict[str, Any] = {}
            for name, shown in SHOWN.items():
                file = f"{len(pages)}-{case.replace(' ', '-').replace(',', '')}.ipynb"
                (course.folder / file).write_text(_notebook(SOURCE.format(**numbers), shown))
                pages[name] = browser.new_page(
                    viewport={"width": SIZE["width"], "height": SIZE["height"]}
                )
                course.open(file, pages[name])
            _race(case, pages)
        browser.close()


def _race(case: str, pages: dict[str, Any]) -> None:
    spent: dict[str, list[float]] = {name: [] for name in pages}
    for page in pages.values():
        page.evaluate(WATCH)
        slider = page.locator(".gl-player input[type=range], .noUi-handle").first
        slider.wait_for(timeout=120_000)
        slider.focus()
        page.wait_for_timeout(1_000)
        for _ in range(3):
            _press(page)
    for _ in range(ROUNDS):
        for name, page in pages.items():
            page.bring_to_front()
            spent[name] += [_press(page) for _ in range(KEYS)]
    tails = []
    for name, times in spent.items():
        half, most = np.percentile(times, [50, 95])
        tails.append(most)
        print(f"{case + ': ' + name:52}{half:9.1f}{most:9.1f}")
    print(f"{case + ': ours of interact':52}{'':9}{tails[1] / tails[0]:9.0%}")
    for page in pages.values():
        page.close()


def _press(page: Any) -> float:
    new = page.evaluate_handle("() => ({ ms: window.untilNew() })")
    page.keyboard.press("ArrowRight")
    return float(new.evaluate("async (told) => await told.ms"))


def _notebook(*sources: str) -> str:
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"cell-{i}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": source.strip(),
        }
        for i, source in enumerate(sources)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


if __name__ == "__main__":
    main()
