"""The map of a process: its lines, and what lies where in this one."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from golearn.osmem import probes
from golearn.osmem.process_map import (
    Mapping,
    MapsError,
    find_mapping,
    is_live,
    parse_maps,
    read_maps,
)
from golearn.osmem.snapshot import recorded_snapshot, take_snapshot

needs_maps = pytest.mark.skipif(not is_live(), reason="only Linux shows a process its own map")

TEXT = """\
7ffe0d23f000-7ffe0d260000 rw-p 00000000 00:00 0                          [stack]
55b92aa8d000-55b92aa8f000 r--p 00000000 fe:00 260131                     /usr/bin/a program
55b94a27c000-55b94a29d000 rw-p 00000000 00:00 0                          [heap]
7f7e81001000-7f7e81023000 rw-p 00000000 00:00 0
7f7e81086000-7f7e810ac000 r-xp 00000000 fe:00 339380                     /usr/lib/libc.so.6
7f7e81279000-7f7e8127b000 r-xp 00000000 00:00 0                          [vdso]
"""


def test_lines():
    mappings = parse_maps(TEXT.splitlines())
    assert [m.kind for m in mappings] == ["file", "heap", "anonymous", "library", "kernel", "stack"]
    assert mappings[0] == Mapping(0x55B92AA8D000, 0x55B92AA8F000, "r--p", "/usr/bin/a program")
    assert mappings[1].size == 0x21000


@pytest.mark.parametrize("line", ["", "hello", "12-34 rw-p", "zz-ff rw-p 0 0:0 0"])
def test_bad_line(line):
    with pytest.raises(MapsError, match="line 2"):
        parse_maps([TEXT.splitlines()[0], line])


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (0x55B94A27C000, "heap"),
        (0x55B94A29CFFF, "heap"),
        (0x55B94A29D000, None),  # the end is the first byte outside
        (0x55B94A27BFFF, None),
        (0, None),
        (1 << 63, None),
    ],
)
def test_find(address, kind):
    home = find_mapping(parse_maps(TEXT.splitlines()), address)
    assert (home.kind if home else None) == kind


@pytest.mark.parametrize("take", [recorded_snapshot, pytest.param(take_snapshot, marks=needs_maps)])
def test_things_lie_where_the_chapter_says(take):
    snapshot = take()
    homes = {thing: snapshot.home_of(thing).kind for thing in snapshot.addresses}
    assert homes == {
        "a local variable of a C function": "stack",
        "100 bytes from malloc": "heap",
        "64 MiB from malloc": "anonymous",
        "a Python list": "anonymous",
        "the code of printf": "library",
    }
    assert snapshot.frames == sorted(snapshot.frames, reverse=True)
    assert all(find_mapping(snapshot.mappings, a).kind == "stack" for a in snapshot.frames)


@needs_maps
def test_agrees_with_the_kernel_line_by_line():
    """The mappings of a process that sleeps, as the kernel prints them and as we read them."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        text = Path(f"/proc/{child.pid}/maps").read_text().splitlines()
        for line, mapping in zip(text, parse_maps(text), strict=True):
            start = line.split("-")[0]
            assert f"{mapping.start:x}".rjust(len(start), "0") == start
            assert line.endswith(mapping.name)
        child.communicate(b"\n")


@needs_maps
def test_frames_of_nested_calls_go_down():
    addresses = probes.stack_addresses(5)
    assert len(addresses) == 5
    assert addresses == sorted(addresses, reverse=True)
    stack = find_mapping(read_maps(), addresses[-1])
    assert stack is not None and stack.name == "[stack]"


@needs_maps
def test_blocks_are_freed():
    gc.collect()
    before = sum(m.size for m in read_maps())
    with probes.c_block(1 << 26) as address:
        during = sum(m.size for m in read_maps())
        assert find_mapping(read_maps(), address) is not None
    assert during - before >= 1 << 26
    assert sum(m.size for m in read_maps()) - before < 1 << 25
