"""Finding Go, and saying clearly when there is none."""

import pytest

from golearn.errors import GolearnError
from golearn.realgo import NoToolchain, find_toolchain
from golearn.realgo.toolchain import GoFailed, environment, run


def test_no_toolchain_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("GOLEARN_GO", str(tmp_path / "go"))
    with pytest.raises(NoToolchain, match=r"pip install 'golearn\[go\]'|needs Linux"):
        find_toolchain()


def test_a_go_that_does_not_run(monkeypatch, tmp_path):
    broken = tmp_path / "go"
    broken.write_text("#!/bin/sh\necho no such thing >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("GOLEARN_GO", str(broken))
    with pytest.raises(NoToolchain, match=r"does not run.*no such thing|needs Linux"):
        find_toolchain()


def test_settings_of_the_caller_do_not_leak_into_go(monkeypatch):
    monkeypatch.setenv("GODEBUG", "gctrace=1")
    monkeypatch.setenv("GOGC", "5")
    assert "GODEBUG" not in environment()
    assert environment(GOGC="off")["GOGC"] == "off"
    assert environment()["GOTOOLCHAIN"] == "local"


def test_a_program_that_is_not_there():
    with pytest.raises(GoFailed, match="cannot run"):
        run(["/nonexistent/program"])
    assert issubclass(GoFailed, GolearnError)
