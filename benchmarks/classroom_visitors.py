"""Twenty visitors at once: do all reach a lab that works, how soon, and what does each cost?

    python -m benchmarks.classroom_visitors            # print the figures
    python -m benchmarks.classroom_visitors --write    # put them into docs/classroom.md

Every visitor is a page of headless Chromium with cookies and a cache of its own. All of them run
on the machine of the classroom, so a lecture hall, where each brings a computer, waits less.
Memory is in MB of 1,000,000 bytes; "own" is what no other process shares.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from playwright.async_api import Browser, Page, async_playwright

from tests.browser.conftest import ARGUMENTS, BROWSERS
from tests.classroom.running import Classroom, classroom

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "classroom.md"
BEGIN = "<!-- python -m benchmarks.classroom_visitors --write -->"
END = "<!-- end of measured -->"
LAB = "FitLab"
PICTURE = "() => document.querySelector('.gl-map canvas')?.width > 300"
SAYS = "document.querySelector('.gl-says').innerText"
POLLING = 100
"""Milliseconds between two looks at a page."""
SECONDS = 180
MB = 1_000_000


@dataclass(frozen=True)
class Visit:
    """Seconds from asking for the page to its end, to the first picture, and of an answer."""

    page: float
    picture: float
    answer: float


async def visit(page: Page, address: str) -> Visit:
    """Open the lab, wait for its picture, and press a button until it answers."""
    page.set_default_timeout(SECONDS * 1000)
    begun = time.monotonic()
    await page.goto(f"{address}lab/{LAB}", wait_until="commit")
    await page.wait_for_function(PICTURE, polling=POLLING)
    picture = time.monotonic() - begun
    sent = "performance.getEntriesByType('navigation')[0].responseEnd / 1000"
    whole = float(await page.evaluate(sent))
    before = await page.evaluate(SAYS)
    pressed = time.monotonic()
    await page.get_by_role("button", name="one event on").click()
    await page.wait_for_function(f"before => {SAYS} !== before", arg=before, polling=POLLING)
    return Visit(whole, picture, time.monotonic() - pressed)


async def visits(browser: Browser, address: str, number: int) -> list[Visit | BaseException]:
    """So many visitors at once; what became of each. Their pages stay open."""
    pages = [await (await browser.new_context()).new_page() for _ in range(number)]
    tasks = [visit(page, address) for page in pages]
    return await asyncio.gather(*tasks, return_exceptions=True)


async def measure(number: int) -> list[str]:
    """The rows of the table. Raises SystemExit if a visitor does not reach a working lab."""
    load = os.getloadavg()[0]
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        sys.exit("this needs Chromium")
    with tempfile.TemporaryDirectory() as folder, classroom(Path(folder)) as room:
        server, address = psutil.Process(room.process.pid), f"http://127.0.0.1:{room.port}/"
        async with async_playwright() as playwright:
            start = playwright.chromium.launch
            await warm(room)
            browser = await start(executable_path=chromium, args=list(ARGUMENTS))
            alone = await visits(browser, address, 1)
            await browser.close()
            await warm(room)
            browser = await start(executable_path=chromium, args=list(ARGUMENTS))
            found = await visits(browser, address, number)
            memory = [kernel.memory_full_info() for kernel in room.kernels()]
            resident = server.memory_info().rss
            await browser.close()
    reached = [v for v in found if isinstance(v, Visit)]
    for failure in (v for v in [*alone, *found] if not isinstance(v, Visit)):
        print(f"failed: {failure}", file=sys.stderr)
    if len(reached) < number or not isinstance(alone[0], Visit):
        sys.exit(f"{number - len(reached)} of {number} visitors did not reach a working lab")
    return [
        f"| {number} visitors at once, of whom reached a lab that answers | {len(reached)} |",
        f"| their pages were sent after | {spread([v.page for v in reached])} |",
        f"| they saw the first picture after | {spread([v.picture for v in reached])} |",
        f"| a button was answered after | {spread([v.answer for v in reached])} |",
        f"| one visitor alone, first picture after | {alone[0].picture:.1f} s |",
        f"| a kernel, resident | {statistics.median(m.rss for m in memory) / MB:.0f} MB |",
        f"| a kernel, its own | {statistics.median(m.uss for m in memory) / MB:.0f} MB |",
        f"| all {len(memory)} kernels, their own | {sum(m.uss for m in memory) / MB:,.0f} MB |",
        f"| the server, resident | {resident / MB:.0f} MB |",
        f"| processors, which the browsers used too | {os.cpu_count()} |",
        f"| other work on them when it began (load average) | {load:.1f} |",
    ]


async def warm(room: Classroom) -> None:
    """Until the kernels that wait have nothing more to do."""
    for _ in range(SECONDS):
        before = [k.cpu_times().user for k in room.kernels()]
        await asyncio.sleep(2)
        if before and before == [k.cpu_times().user for k in room.kernels()]:
            return


def spread(seconds: list[float]) -> str:
    """Smallest, middle and largest."""
    middle = statistics.median(seconds)
    return f"{min(seconds):.1f} s, {middle:.1f} s in the median, {max(seconds):.1f} s at most"


def main() -> None:
    """Measure, and print or write."""
    parser = argparse.ArgumentParser(description="Twenty visitors of a classroom at once.")
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--write", action="store_true", help="into docs/classroom.md")
    args = parser.parse_args()
    lines = ["| | |", "|---|---|", *asyncio.run(measure(args.visitors))]
    print("\n".join(lines))
    if args.write:
        text = PAGE.read_text(encoding="utf-8")
        between = "\n".join([BEGIN, *lines, END])
        pattern = f"{re.escape(BEGIN)}.*{re.escape(END)}"
        PAGE.write_text(re.sub(pattern, lambda _: between, text, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    main()
