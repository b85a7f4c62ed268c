"""What each version of Go showed, and which of the model's facts it bears out."""

from __future__ import annotations

import numpy as np

from golearn.goheap import GO_CLASSES
from golearn.realgo import versions
from golearn.realgo.toolchain import run
from golearn.realgo.versions import FOLDER, VersionTable

NEW_IN_1_22 = {"scan48_per_page", "scan1024_apart", "scan600_offset"}
NEW_IN_1_26 = NEW_IN_1_22 | {"noscan48_per_page", "heap_base"}


def test_every_fact_of_the_model_holds_in_1_21():
    seen = versions.recorded()[0]
    model = versions.predicted()
    assert seen["version"] == "go1.21.13"
    assert {fact: seen[fact] for fact in model} == model


def test_what_later_versions_changed():
    table = VersionTable()
    for i, version in enumerate(table.versions):
        minor = int(version.split(".")[1])
        changed = {row.fact for row in table.rows if not row.holds[i]}
        expected = set() if minor < 22 else NEW_IN_1_22 if minor < 26 else NEW_IN_1_26
        assert changed == expected, version


def test_the_table_shows_every_version_and_marks_what_differs():
    table = VersionTable()
    assert [v.removeprefix("go") for v in table.versions] == list(versions.VERSIONS)
    text = repr(table)
    assert text.count("✗") == table._repr_html_().count("✗") == 3 * 4 + 5 * 2


def test_a_toolchain_shows_what_was_recorded(go):
    seen = versions.observe(go)
    assert {fact: seen[fact] for fact in versions.SENTENCES} == versions.predicted()


def steps(text: str) -> np.ndarray:
    """(size, bytes given) for every size up to 1 MiB, from lines "up to this, so many"."""
    rows = [tuple(map(int, line.split())) for line in text.splitlines() if line[0] != "#"]
    sizes, given = np.array(rows).T
    return np.repeat(given, np.diff(sizes, prepend=0))


def test_round_up_size_is_right_for_each_size_up_to_1_mib():
    real = steps((FOLDER / "recordings" / "round-up-size.txt").read_text())
    model = [GO_CLASSES.round_up_size(n) for n in range(1, (1 << 20) + 1)]
    np.testing.assert_array_equal(model, real)


def test_the_recording_of_round_up_size_is_what_the_runtime_says(go):
    printed = run([str(go.path), "run", "."], cwd=FOLDER / "roundup")
    recorded = (FOLDER / "recordings" / "round-up-size.txt").read_text()
    assert printed.splitlines() == recorded.splitlines()[1:]
