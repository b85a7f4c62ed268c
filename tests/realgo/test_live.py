"""Against a live runtime. Skipped where there is no Go toolchain."""

import random

import pytest

from golearn.realgo import (
    GoFailed,
    record_go,
    run_real,
    verify,
)
from golearn.trace import Op, Trace


def random_trace(seed: int, events: int, gc_every: int = 0) -> Trace:
    pick = random.Random(seed)
    rows: list[tuple] = []
    live: list[int] = []
    count = 0
    while len(rows) < events:
        if gc_every and len(rows) % gc_every == gc_every - 1:
            rows.append((Op.GC,))
        elif gc_every and len(live) > 500 and pick.random() < 0.55:
            rows.append((Op.FREE, live.pop(pick.randrange(len(live)))))
        else:
            size = pick.randint(0, pick.choice([16, 64, 1024, 32768, 400_000]))
            rows.append((Op.ALLOC, count, size, pick.random() < 0.5))
            live.append(count)
            count += 1
    return Trace.build(rows, f"random {seed}")


@pytest.mark.parametrize("seed", [1, 2])
def test_without_collections(go, seed):
    (run,) = verify(random_trace(seed, 20_000), toolchain=go).runs
    assert run.agreement == 1, run.explain()
    assert [row for row in run.stats if not row.equal] == []


def test_with_collections_it_agrees_as_well_as_real_go_with_itself(go):
    result = verify(random_trace(3, 12_000, gc_every=1500), runs=3, toolchain=go)
    assert result.real_agreement is not None
    assert result.agreement >= result.real_agreement
    assert all(row.equal for run in result.runs for row in run.stats if row.exact)


def test_reallocation_and_size_zero(go):
    trace = Trace.parse("a 0 24 p\na 1 0\nr 0 100\nr 1 3\nf 0\ngc\na 2 24 p\n")
    (run,) = verify(trace, toolchain=go).runs
    assert run.agreement == 1, run.explain()


def test_an_empty_trace(go):
    assert len(run_real(Trace.build([]), go).addresses) == 0


def test_record_a_program(go, tmp_path):
    source = tmp_path / "main.go"
    source.write_text(
        "package main\n\nvar kept [][]byte\n\nfunc main() {\n"
        "\tfor i := 0; i < 100; i++ {\n\t\tkept = append(kept, make([]byte, 1000))\n\t}\n}\n"
    )
    run = record_go(str(source), toolchain=go)
    assert int((run.trace.size == 1024).sum()) >= 100
    assert (run.failure, run.stopped, run.unread) == (None, False, 0)


def test_what_a_program_writes_hides_no_allocation(go, tmp_path):
    source = tmp_path / "main.go"
    source.write_text(
        'package main\n\nimport "os"\n\nvar kept [][]byte\n\nfunc main() {\n'
        "\tfor i := 0; i < 1000; i++ {\n\t\tkept = append(kept, make([]byte, 4000))\n"
        '\t\tos.Stderr.WriteString(".")\n\t}\n\tpanic("oops")\n}\n'
    )
    run = record_go(str(source), toolchain=go)
    assert int((run.trace.size == 4096).sum()) >= 1000
    assert run.failure is not None
    assert run.failure.endswith("main ended with status 2: panic: oops")


def test_a_long_dump_does_not_hide_the_reason(go, tmp_path):
    source = tmp_path / "main.go"
    source.write_text(
        "package main\n\nfunc deep(n int) int { return deep(n+1) + 1 }\n\nfunc main() { deep(0) }\n"
    )
    run = record_go(str(source), toolchain=go)
    assert run.failure is not None and "fatal error: stack overflow" in run.failure
    assert "goroutine" not in run.failure.replace("goroutine stack exceeds", "")
    assert run.unread == 0


LIBRARY = "package foo\n\nfunc F() {}\n"


@pytest.mark.parametrize("target", ["lib.go", "."])
def test_a_library_is_no_program(go, tmp_path, monkeypatch, target):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lib.go").write_text(LIBRARY)
    (tmp_path / "go.mod").write_text("module foo\n\ngo 1.21\n")
    with pytest.raises(GoFailed, match="is no package main"):
        record_go(target, toolchain=go)


def test_a_program_that_does_not_compile(go, tmp_path):
    source = tmp_path / "main.go"
    source.write_text("package main\n\nfunc main() { nonsense }\n")
    with pytest.raises(GoFailed, match="nonsense"):
        record_go(str(source), toolchain=go)
