"""The seven calls on real memory, held against what the kernel says of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from golearn.errors import BadParameter
from golearn.osmem import libc, limits
from golearn.osmem.huge_touch import can_have_huge_pages, touch_one_byte
from golearn.osmem.kernel_view import (
    PageView,
    drawn,
    huge_page_size,
    huge_pages,
    read_smaps,
    view_pages,
)
from golearn.osmem.libc import PAGE
from golearn.osmem.limits import MOST_IN_ALL, MOST_PER_CALL, budget
from golearn.osmem.live import LiveAddressSpace, LiveError, WouldFault
from golearn.osmem.live_row import HINTS, LiveRow
from golearn.osmem.process_map import read_maps
from golearn.osmem.row_calls import RowCall, parse_script
from golearn.units import MIB

linux = pytest.mark.skipif(sys.platform != "linux", reason="live memory needs Linux")

NONE = PageView(False, False, False)


def now(row: LiveRow) -> str:
    return drawn(row.view())


def taken() -> set[int]:
    """Pages near the addresses that rows are put at; nobody else maps there."""
    return {m.start for m in read_maps() if any(h <= m.start < h + (1 << 32) for h in HINTS)}


TABLE = {
    "Reserved costs nothing": ("sysReserve 0 8", "--------"),
    "mapping alone costs nothing": ("sysReserve 0 8\nsysMap 0 8", "oooooooo"),
    "nor does sysUsed": ("sysReserve 0 8\nsysMap 0 8\nsysUsed 0 8", "oooooooo"),
    "the first touch costs": ("sysReserve 0 8\nsysMap 0 8\nsysUsed 0 8\ntouch 2 3", "oo###ooo"),
    "Unused gives it back": ("sysAlloc 0 8\ntouch 0 8\nsysUnused 0 6", "oooooo##"),
    "only for what was named": ("sysAlloc 0 8\ntouch 0 8\nsysUnused 3 1", "###o####"),
    "Used again, but empty": ("sysAlloc 0 8\ntouch 0 8\nsysUnused 0 4\nsysUsed 0 4", "oooo####"),
    "Fault takes memory and rights": ("sysAlloc 0 8\ntouch 0 8\nsysFault 2 2", "##--####"),
    "Free unmaps, in the middle too": ("sysAlloc 0 8\ntouch 0 8\nsysFree 3 2", "###..###"),
    "a hole can be reserved again": ("sysAlloc 0 8\nsysFree 3 2\nsysReserve 3 2", "ooo--ooo"),
    "everything there and back": ("sysReserve 0 8\nsysMap 0 8\ntouch 0 8\nsysFree 0 8", "........"),
    "part of a row": ("sysReserve 2 4\nsysMap 3 2\ntouch 4 1", "..-o#-.."),
}  # fmt: skip


@linux
@pytest.mark.parametrize("name", TABLE)
def test_the_kernels_view(name):
    script, after = TABLE[name]
    with LiveRow(8) as row:
        for call in parse_script(script, 8):
            row.do(call)
        assert now(row) == after
        if row.base is not None and "." not in after:
            rss = sum(smap.rss for smap in read_smaps(row.base, 8 * PAGE))
            assert rss == after.count("#") * PAGE


@linux
def test_a_touched_page_costs_one_fault_and_only_the_first_time():
    with LiveAddressSpace() as space:
        address = space.sys_alloc(64 * PAGE)
        first = space.touch(address, 64 * PAGE)
        assert (first.pages, first.faults >= 64) == (64, True)
        assert space.touch(address, 64 * PAGE).faults < 64


@linux
def test_new_memory_is_zero_and_so_is_what_was_unused():
    import ctypes

    with LiveAddressSpace() as space:
        address = space.sys_alloc(PAGE)
        assert ctypes.string_at(address, PAGE) == bytes(PAGE)
        space.touch(address, PAGE)
        assert ctypes.string_at(address, PAGE) == b"\1" * PAGE
        space.sys_unused(address, PAGE)
        assert ctypes.string_at(address, PAGE) == bytes(PAGE)


FIRST_TOUCH = """
import os
from golearn.osmem.live import LiveAddressSpace
space = LiveAddressSpace()
address = space.sys_reserve(16 * 4096)
space.sys_map(address, 16 * 4096)
space.sys_used(address, 16 * 4096)
if os.fork():
    os.wait()
print(*space.touch(address, 12 * 4096), flush=True)
"""


@linux
def test_the_first_touch_of_a_process_counts_no_faults_of_its_own():
    """In a process just started, and in one just forked from it."""
    ran = subprocess.run([sys.executable, "-c", FIRST_TOUCH], capture_output=True, check=True)
    touched = [tuple(map(int, line.split())) for line in ran.stdout.splitlines()]
    assert len(touched) == 2
    assert all(0 < faults <= pages == 12 for pages, faults in touched), touched


@linux
@pytest.mark.skipif(huge_pages() == "never" or not huge_page_size(), reason="no huge pages here")
def test_huge_pages_round_up():
    huge = huge_page_size()
    with LiveAddressSpace(huge_pages=True) as space:
        address = space.sys_reserve(2 * huge)
        space.sys_map(address, 2 * huge)
        assert space.sys_huge_page(address, 2 * huge)
        inside = -(-address // huge) * huge
        space.touch(inside, 1)
        with_memory = sum(page.resident for page in space.view(inside, huge))
        in_huge = sum(smap.huge for smap in read_smaps(address, 2 * huge))
        assert (with_memory * PAGE, in_huge) in ((huge, huge), (PAGE, 0))  # none may be left
    with LiveAddressSpace() as space:
        address = space.sys_alloc(2 * huge)
        space.touch(-(-address // huge) * huge, 1)
        assert sum(page.resident for page in space.view(address, 2 * huge)) == 1


def test_one_byte_with_huge_pages_and_without(monkeypatch):
    found = touch_one_byte()
    assert found.without <= found.wanted <= found.size
    assert found.live == can_have_huge_pages()
    monkeypatch.setattr("golearn.osmem.huge_touch.can_have_huge_pages", lambda: False)
    recorded = touch_one_byte()
    assert (recorded.size, recorded.without, recorded.wanted) == (2 * MIB, 4096, 2 * MIB)
    assert not recorded.live


# --- nothing is left behind -------------------------------------------------------------------


@linux
def test_no_mapping_is_left_behind():
    before = taken()
    with LiveRow(16) as row:
        row.do(RowCall("sysReserve", 0, 16))
        row.do(RowCall("sysMap", 3, 5))
        row.do(RowCall("sysFree", 5, 1))
        assert taken() != before
    assert taken() == before
    with pytest.raises(ZeroDivisionError), LiveRow(16) as row:
        row.do(RowCall("sysReserve", 0, 16))
        raise ZeroDivisionError
    assert taken() == before
    row = LiveRow(16)
    row.do(RowCall("sysReserve", 0, 16))
    del row
    assert taken() == before
    space = LiveAddressSpace()
    address = space.sys_alloc(4 * PAGE)
    space.close()
    space.close()
    assert space.size == 0
    assert view_pages(address, PAGE) == [NONE]
    with pytest.raises(LiveError, match="closed"):
        space.sys_alloc(PAGE)


@linux
def test_everything_is_unmapped_when_python_ends():
    code = (
        "import atexit\n"
        "from golearn.osmem.live_row import LiveRow\n"
        "from golearn.osmem.kernel_view import view_pages\n"
        "from golearn.osmem.libc import PAGE\n"
        "from golearn.osmem.row_calls import RowCall\n"
        "row = LiveRow(4)\n"
        "atexit.register(lambda: print(view_pages(row.base, PAGE)[0].mapped))\n"
        "row.do(RowCall('sysReserve', 0, 4))\n"
        "import weakref\n"
    )
    # Functions registered later run earlier: this one runs before the row's own and sees it.
    assert run(code) == "True\n"
    # Registered before the first finalizer of the process, it runs after it.
    early = code.replace("row = LiveRow(4)\n", "").replace("row.do(", "row = LiveRow(4)\nrow.do(")
    assert run(early) == "False\n"


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


# --- what is refused --------------------------------------------------------------------------


@linux
def test_only_own_memory_is_touched():
    import ctypes

    mine = ctypes.create_string_buffer(4 * PAGE)
    foreign = -(-ctypes.addressof(mine) // PAGE) * PAGE
    with LiveAddressSpace() as space:
        for call in (space.sys_map, space.sys_used, space.sys_unused, space.sys_fault,
                     space.sys_free, space.sys_huge_page):  # fmt: skip
            with pytest.raises(LiveError, match="is not ours"):
                call(foreign, PAGE)
        address = space.sys_alloc(4 * PAGE)
        with pytest.raises(LiveError, match="is not ours"):
            space.sys_free(address, 5 * PAGE)
        assert len(space.view(address, 4 * PAGE)) == 4
        assert all(page.mapped for page in space.view(address, 4 * PAGE))
        for size in (0, -PAGE, PAGE + 1):
            with pytest.raises(BadParameter, match="multiples of a page"):
                space.sys_alloc(size)
        with pytest.raises(BadParameter, match="multiples of a page"):
            space.sys_unused(address + 1, PAGE)


@linux
def test_what_may_not_be_touched_is_not_touched():
    with LiveAddressSpace() as space:
        address = space.sys_reserve(4 * PAGE)
        space.sys_map(address, 2 * PAGE)
        with pytest.raises(WouldFault, match=r"page 2 of this range .* mapped without rights"):
            space.touch(address, 3 * PAGE)
        assert not any(page.resident for page in space.view(address, 4 * PAGE))
        space.sys_free(address + 2 * PAGE, 2 * PAGE)
        with pytest.raises(WouldFault, match="not mapped"):
            space.touch(address + 2 * PAGE - 1, 2)


@linux
def test_limits(monkeypatch):
    with LiveAddressSpace() as space:
        with pytest.raises(LiveError, match="in one call; expected at most 64 MiB"):
            space.sys_reserve(MOST_PER_CALL + PAGE)
        monkeypatch.setattr("golearn.osmem.live.budget", lambda: 10 * PAGE)
    with LiveAddressSpace() as space:
        address = space.sys_reserve(8 * PAGE)
        with pytest.raises(LiveError, match=r"this process may take 40 KiB\. Free some first"):
            space.sys_alloc(3 * PAGE)
        space.sys_free(address, PAGE)
        space.sys_alloc(3 * PAGE)
        assert space.size == 10 * PAGE


def test_the_budget_follows_every_limit(tmp_path, monkeypatch):
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    monkeypatch.setattr(limits, "MEMINFO", write("meminfo", "MemAvailable: 9000000 kB\n"))
    monkeypatch.setattr(limits, "CGROUP", tmp_path / "cgroup")
    monkeypatch.setattr(limits, "OWN_CGROUP", write("own", "0::/a/b\n"))
    monkeypatch.setattr(limits, "_free_by_rlimits", lambda: iter(()))
    assert budget() == MOST_IN_ALL
    write("cgroup/a/memory.max", f"{512 * MIB}\n")
    write("cgroup/a/memory.current", f"{112 * MIB}\n")
    assert budget() == 100 * MIB
    write("cgroup/a/b/memory.max", "max\n")
    write("cgroup/a/b/memory.current", "1\n")
    assert budget() == 100 * MIB
    write("own", "5:cpu,memory:/x\n4:pids:/y\n")
    write("cgroup/memory/memory.limit_in_bytes", f"{80 * MIB}\n")
    write("cgroup/memory/memory.usage_in_bytes", f"{40 * MIB}\n")
    assert budget() == 10 * MIB
    monkeypatch.setattr(limits, "_free_by_rlimits", lambda: iter((4 * MIB,)))
    assert budget() == MIB


@linux
def test_a_limit_of_the_process_is_kept():
    """`ulimit -v` of 512 MB: live memory works, takes no more than its share, and says so."""
    code = (
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_AS, (512_000_000, 512_000_000))\n"
        "from golearn.osmem.live import LiveAddressSpace, LiveError\n"
        "from golearn.units import MIB\n"
        "with LiveAddressSpace() as space:\n"
        "    try:\n"
        "        while True:\n"
        "            address = space.sys_alloc(8 * MIB)\n"
        "            space.touch(address, 8 * MIB)\n"
        "    except LiveError as error:\n"
        "        print(24 * MIB <= space.size <= 128_000_000, 'Free some first' in str(error))\n"
    )
    assert run(code) == "True True\n"


@linux
def test_the_system_may_say_no():
    with pytest.raises(libc.SystemRefused, match=r"mmap of .* failed: ENOMEM"):
        libc.map_ready(1 << 50)
    with pytest.raises(libc.SystemRefused, match=r"munmap of .* failed: EINVAL"):
        libc.unmap(1, PAGE)
