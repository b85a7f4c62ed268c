"""Finding Go, and saying clearly when there is none."""

import re

import pytest

from golearn.errors import GolearnError
from golearn.realgo import NoToolchain, find_toolchain, toolchain
from golearn.realgo.toolchain import GoFailed, environment, run


def test_no_toolchain_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.delenv("GOLEARN_GO", raising=False)
    monkeypatch.setattr(toolchain, "_candidates", lambda: iter([tmp_path / "go"]))
    with pytest.raises(NoToolchain, match=r"pip install 'golearn\[go\]'|needs Linux"):
        find_toolchain()


@pytest.mark.parametrize("chosen", ["absent/go", ".", "notes"])
def test_golearn_go_without_a_go(monkeypatch, tmp_path, chosen):
    (tmp_path / "notes").write_text("no program")
    monkeypatch.setenv("GOLEARN_GO", str(tmp_path / chosen))
    set_to = re.escape(f"GOLEARN_GO is set to '{tmp_path / chosen}', and there is no Go there")
    with pytest.raises(NoToolchain, match=f"{set_to}|needs Linux"):
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


DYING = """\
echo 'runtime: out of memory: cannot allocate 8-byte block'
echo 'fatal error: out of memory'
echo
echo 'runtime stack:'
for i in 1 2 3 4 5 6 7 8 9; do echo 'runtime.throw()'; echo '	/go/panic.go:1077 +0x5c'; done
echo
for g in 1 2 3; do
echo "goroutine $g [running]:"
for i in 1 2 3 4 5 6 7 8 9; do echo 'main.f(0x1)'; echo '	/x/main.go:7 +0x1'; done
echo
done
for r in rax rbx rcx rdx rdi rsi rbp rsp r8 r9 r10 r11 r12; do echo "$r    0x0"; done
exit 2
"""


def test_a_go_program_that_dies_gives_its_reason_not_its_goroutines():
    with pytest.raises(GoFailed) as caught:
        run(["sh", "-c", f"exec >&2\n{DYING}"])
    assert str(caught.value) == (
        "sh ended with status 2: runtime: out of memory: cannot allocate 8-byte block\n"
        "fatal error: out of memory"
    )


def test_of_other_programs_the_last_lines_are_kept():
    with pytest.raises(GoFailed) as caught:
        run(["sh", "-c", "seq 1 20 >&2; exit 1"])
    assert str(caught.value).splitlines() == ["sh ended with status 1: 9", *map(str, range(10, 21))]
