"""axe-core in a page: what an automated checker of accessibility finds there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

AXE = Path(sys.prefix) / "node_modules" / "axe-core" / "axe.min.js"
"""Where `make browser` puts it."""

GRAVE = ("serious", "critical")

RUN = """async root => {
    const { violations, passes } = await axe.run(root, { resultTypes: ["violations", "passes"] });
    const read = passes.filter(rule => rule.id === "color-contrast").flatMap(rule => rule.nodes);
    return {
        read: read.filter(node => node.any[0]?.data?.contrastRatio > 0).length,
        faults: violations.flatMap(rule => rule.nodes.map(node =>
            [rule.impact, rule.id, node.html.slice(0, 200), node.failureSummary])),
    };
}"""


def load(page) -> None:
    """Put axe-core into the page. Without it the test is skipped, and says so; with the variable
    GOLEARN_REQUIRE_BROWSER set it fails."""
    if not AXE.exists():
        missing = (
            f"the checks of accessibility need axe-core in {AXE.parent}; `make browser` gets it"
        )
        (pytest.fail if os.environ.get("GOLEARN_REQUIRE_BROWSER") else pytest.skip)(missing)
    page.evaluate(AXE.read_text())
    # JupyterLab's body has no height and hides what hangs over: to axe-core all of it is hidden.
    page.evaluate("document.body.style.minHeight = '100vh'")


def faults(root) -> list[str]:
    """What is seriously or critically wrong inside an element, a line for each."""
    told = root.evaluate(RUN)
    assert told["read"] >= 5, "hardly a text was looked at: is it hidden?"
    return [" ".join(fault) for fault in told["faults"] if fault[0] in GRAVE]
