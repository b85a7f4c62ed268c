"""Each platform's calls, held against Go's own source: every name there, and no other."""

from __future__ import annotations

import itertools

import pytest

from golearn.errors import BadParameter
from golearn.osmem.platforms import (
    AIX,
    BSD,
    GO_CALLS,
    PLATFORMS,
    Darwin,
    Linux,
    Physical,
    Plan9,
    Platform,
    Wasm,
    Windows,
    platform_of,
    table,
)
from golearn.osmem.platforms.table import SAMPLE
from golearn.realgo import NoToolchain, find_toolchain, mem_files
from golearn.units import KIB, MIB

START, SIZE = SAMPLE


def linuxes() -> list[Linux]:
    switches = itertools.product((False, True), repeat=5)
    return [Linux("linux", *each) for each in switches]


VARIANTS: dict[str, list[Platform]] = {
    "mem_linux.go": [*linuxes(), Linux(), Linux("android")],
    "mem_bsd.go": [BSD(goos, m) for goos in ("freebsd", "solaris") for m in (False, True)],
    "mem_darwin.go": [Darwin(), Darwin("ios")],
    "mem_windows.go": [Windows(), Windows(hint_free=False)],
    "mem_aix.go": [AIX()],
    "mem_plan9.go mem_sbrk.go": [Plan9()],
    "mem_js.go mem_sbrk.go mem_wasm.go": [Wasm("js")],
    "mem_sbrk.go mem_wasip1.go mem_wasm.go": [Wasm("wasip1")],
}
"""Files → the platform in all its settings."""


def names_of(variants: list[Platform], call: str) -> set[str]:
    """All names that the model uses for a call, in any setting."""
    names = set()
    for platform in variants:
        starts = (START, getattr(platform, "bloc", START))  # Plan 9 grants a hint only at its end
        for start in starts:
            for made in platform.calls(call, start, SIZE):
                names |= {made.name, *made.flags}
    return names


def test_the_recording_has_the_files_of_the_model():
    assert set(mem_files.recorded()["calls"]) == set(VARIANTS)
    for files, variants in VARIANTS.items():
        assert {" ".join(platform.files) for platform in variants} == {files}


@pytest.mark.parametrize("call", GO_CALLS)
@pytest.mark.parametrize("files", VARIANTS)
def test_names_in_the_source_and_in_the_model(files, call):
    assert names_of(VARIANTS[files], call) == set(mem_files.recorded()["calls"][files][call])


def toolchain():
    try:
        found = find_toolchain()
    except NoToolchain as reason:
        pytest.skip(str(reason))
    if not found.is_the_model:
        pytest.skip(f"the model is of Go 1.21; this is {found.version}")
    return found


def test_the_recording_is_what_the_source_says():
    runtime = toolchain().goroot / "src" / "runtime"
    for files, calls in mem_files.recorded()["calls"].items():
        assert mem_files.read_calls(runtime, files) == calls


def test_all_47_ports():
    ports = mem_files.recorded()["ports"]
    assert len(ports) == 47
    for port, files in ports.items():
        assert " ".join(platform_of(port.split("/")[0]).files) == files
    assert set(PLATFORMS) == {port.split("/")[0] for port in ports}


def test_ports_are_those_of_the_toolchain():
    go = toolchain()
    ports = mem_files.recorded()["ports"]
    assert sorted(go.run(*mem_files.LIST_PORTS).split()) == sorted(ports)
    for port in ("android/arm64", "illumos/amd64", "ios/arm64", "js/wasm", "plan9/386"):
        assert mem_files.read_files(go, port) == ports[port]


def brief(platform: Platform, call: str) -> str:
    return "; ".join(made.brief() for made in platform.calls(call, START, SIZE))


RW, NONE = "PROT_READ|PROT_WRITE", "PROT_NONE"
FIXED = "MAP_ANON|MAP_FIXED|MAP_PRIVATE"

SETTINGS = [
    (Linux(), "sysUnused", "madvise(MADV_DONTNEED)"),
    (Linux("android"), "sysUnused", "madvise(MADV_FREE)"),
    (Linux(madvdontneed=False), "sysUnused", "madvise(MADV_FREE)"),
    (Linux(madvdontneed=False, has_madv_free=False), "sysUnused", "madvise(MADV_DONTNEED)"),
    (Linux(has_madvise=False), "sysUnused", f"mmap({RW}, {FIXED})"),
    (
        Linux(harddecommit=True),
        "sysUnused",
        f"madvise(MADV_DONTNEED); mmap({NONE}, {FIXED})",
    ),
    (Linux(harddecommit=True), "sysUsed", f"mmap({RW}, {FIXED})"),
    (Linux(), "sysUsed", ""),
    (Linux(disablethp=True), "sysMap", f"mmap({RW}, {FIXED}); madvise(MADV_NOHUGEPAGE)"),
    (Linux(huge_page_size=0), "sysHugePage", ""),
    (Linux(huge_page_size=0), "sysHugePageCollapse", ""),
    (BSD(), "sysUnused", "madvise(MADV_FREE)"),
    (BSD("netbsd", madvdontneed=True), "sysUnused", "madvise(MADV_DONTNEED)"),
    (BSD("illumos"), "sysReserve", "mmap(PROT_NONE, MAP_ANON|MAP_PRIVATE|MAP_NORESERVE)"),
    (BSD("openbsd"), "sysReserve", "mmap(PROT_NONE, MAP_ANON|MAP_PRIVATE)"),
    (Darwin(), "sysUsed", "madvise(MADV_FREE_REUSE)"),
    (AIX(), "sysMap", f"mprotect({RW})"),
    (Windows(), "sysMap", ""),
    (Windows(), "sysFree", "VirtualFree(MEM_RELEASE)"),
]


@pytest.mark.parametrize(("platform", "call", "expected"), SETTINGS)
def test_settings(platform, call, expected):
    assert brief(platform, call) == expected


def test_ranges_of_calls():
    huge = list(Linux().sys_huge_page(4 * KIB, 5 * MIB))
    assert [(made.start, made.size) for made in huge] == [(2 * MIB, 2 * MIB)]
    assert list(Linux().sys_huge_page(4 * KIB, 3 * MIB)) == []
    assert str(next(Linux().sys_alloc(64 * KIB))).startswith("mmap(anywhere, 64 KiB, PROT_READ")
    (release,) = Windows().sys_free(START, SIZE)
    assert release.size == 0  # Windows frees the whole reservation or nothing
    first, second = Windows(hint_free=False).sys_reserve(SIZE, START)
    assert (first.start, second.start) == (START, None)


def got(sbrk: Plan9 | Wasm, calls) -> tuple[int | None, list[str]]:
    names = [made.name for made in calls]
    return sbrk.last, names


def test_plan9_grows_and_reuses():
    plan9 = Plan9(bloc=0x10000)
    assert got(plan9, plan9.sys_alloc(5000)) == (0x10000, ["brk_"])
    assert plan9.bloc == 0x12000
    assert got(plan9, plan9.sys_reserve(4096, 0x12000)) == (0x12000, ["brk_"])
    assert got(plan9, plan9.sys_reserve(4096, 0x50000)) == (None, [])
    assert list(plan9.sys_free(0x10000, 4096)) == [] == list(plan9.sys_free(0x11000, 4096))
    assert plan9.free == [(0x10000, 0x2000)]  # joined
    assert got(plan9, plan9.sys_alloc(4096)) == (0x11000, [])  # cut from the end of the block
    list(plan9.sys_free(0x12000, 4096))
    assert (plan9.bloc, plan9.bloc_max) == (0x12000, 0x13000)  # the segment stays as long
    assert got(plan9, plan9.sys_reserve(8192)) == (0x12000, ["brk_"])
    plan9 = Plan9(bloc=0x10000)
    list(plan9.sys_alloc(8192))
    list(plan9.sys_free(0x11000, 4096))
    assert got(plan9, plan9.sys_alloc(4096)) == (0x11000, [])  # no call: it was given before


def test_wasm_counts_in_64_kib():
    wasm = Wasm(bloc=0x20000)
    assert got(wasm, wasm.sys_alloc(1)) == (0x20000, ["growMemory"])
    assert got(wasm, wasm.sys_alloc(0x10001)) == (0x30000, ["growMemory"])
    list(wasm.sys_free(0x20000, 1))
    assert wasm.free == [(0x20000, 0x10000)]
    assert got(wasm, wasm.sys_reserve(0x10000)) == (0x20000, [])


def test_table():
    rows = table()
    assert {row.call for row in rows} == set(GO_CALLS)
    for call in GO_CALLS:
        named = [goos for row in rows if row.call == call for goos in row.goos]
        assert sorted(named) == sorted(PLATFORMS)  # every system once
    assert [row.goos for row in table("sysUnused", flag="MADV_DONTNEED")] == [("linux",), ("aix",)]
    assert {g for row in table("sysUsed", no_op=False) for g in row.goos} == {
        "darwin",
        "ios",
        "windows",
    }
    assert all(row.no_op and row.cost == "nothing" for row in table(no_op=True))
    assert len(table(goos="windows")) == len(GO_CALLS)
    assert table() == rows, "a table changes nothing that the next one shows"


def test_memory_that_only_grows_is_asked_for_once_more_without_a_hint():
    reserve = {row.platform: row.calls for row in table("sysReserve", flag=None)}
    assert reserve["Plan 9"] == ("brk_()",)
    assert reserve["WebAssembly"][0].startswith("growMemory")
    assert table(flag="MADV_FREE", platforms=[Linux(madvdontneed=False)])[0].call == "sysUnused"
    assert [row.goos for row in table("sysReserve", flag="MAP_NORESERVE")] == [
        ("solaris", "illumos")
    ]


EFFECTS = [
    # call, GOOS, may it be used then, physical memory
    ("sysAlloc", "linux", True, Physical.ON_TOUCH),
    ("sysReserve", "linux", False, Physical.NONE),
    ("sysMap", "linux", True, Physical.ON_TOUCH),
    ("sysMap", "windows", None, Physical.SAME),
    ("sysUsed", "windows", True, Physical.ON_TOUCH),
    ("sysUnused", "linux", None, Physical.AT_ONCE),
    ("sysUnused", "android", None, Physical.LAZILY),
    ("sysUnused", "darwin", None, Physical.LAZILY),
    ("sysUnused", "windows", False, Physical.AT_ONCE),
    ("sysUnused", "plan9", None, Physical.SAME),
    ("sysFault", "linux", False, Physical.NONE),
    ("sysFault", "js", None, Physical.SAME),
    ("sysFree", "freebsd", False, Physical.AT_ONCE),
    ("sysFree", "wasip1", None, Physical.SAME),
    ("sysMap", "aix", True, Physical.ON_TOUCH),
]


@pytest.mark.parametrize(("call", "goos", "access", "physical"), EFFECTS)
def test_effects(call, goos, access, physical):
    (row,) = table(call, goos)
    assert (row.access, row.physical) == (access, physical)


def test_effects_of_several_calls():
    (mapped,) = table("sysMap", platforms=[Linux(disablethp=True)])
    assert (mapped.access, mapped.physical) == (True, Physical.ON_TOUCH)
    assert mapped.cost.count("; then ") == 1
    (unused,) = table("sysUnused", platforms=[Linux(harddecommit=True)])
    assert unused.access is False


def test_names_are_read_from_code_not_from_comments(tmp_path):
    source = """func sysMapOS(v unsafe.Pointer) {
\t// mmap( with _PROT_NONE would be wrong
\thelp(v)
}

func help(v unsafe.Pointer) {
\tmadvise(v, _MADV_FREE)
}
"""
    (tmp_path / "mem_x.go").write_text(source)
    calls = mem_files.read_calls(tmp_path, "mem_x.go")
    assert calls["sysMap"] == ["MADV_FREE", "madvise"]
    assert calls["sysFree"] == []


def test_bad_filters():
    with pytest.raises(BadParameter, match="it has aix, android"):
        table(goos="beos")
    with pytest.raises(BadParameter, match="sysMmap"):
        table("sysMmap")
