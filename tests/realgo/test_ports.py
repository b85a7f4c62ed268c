"""Every port's layout: what our rules derive against what Go's own type checker works out."""

from __future__ import annotations

import json

import pytest

from golearn.layout.ports import LINUX_AMD64, PORTS
from golearn.realgo import ports
from golearn.realgo.toolchain import run


def test_the_recording_and_the_list_name_the_same_47_ports():
    assert list(ports.recorded()) == list(PORTS)
    assert len(PORTS) == 47


@pytest.mark.parametrize("name", PORTS)
def test_what_the_rules_derive_is_what_go_says(name):
    assert ports.predicted(PORTS[name]) == ports.recorded()[name]


def test_a_toolchain_says_what_was_recorded(go):
    if go.version != "go1.21.13":
        pytest.skip(f"the recording is of Go 1.21.13; this is {go.version}")
    assert ports.observe(go) == ports.recorded()


def test_the_compiler_wrote_the_same_constants_into_a_program(go, tmp_path):
    program = tmp_path / "compiled"
    go.run("build", "-o", str(program), "./compiled", cwd=ports.FOLDER / "constants")
    compiled = json.loads(run([str(program)]))
    said = ports.predicted(LINUX_AMD64)["constants"]
    for name in said.keys() - {"arenaBaseOffset"}:
        assert compiled[name] == said[name], name
    assert compiled["arenaBaseOffsetUintptr"] % (1 << 64) == said["arenaBaseOffset"]


def test_linux_amd64_is_as_everybody_says():
    port = LINUX_AMD64
    assert (port.l1_entries, port.l2_entries) == (1, 4_194_304)
    assert (port.l2_bytes, port.heap_arena_bytes, port.reach) == (32 << 20, 64 << 20, 256 << 40)
