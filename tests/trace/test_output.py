"""Where results go: links, pipes and devices are left as they are; nothing is half written."""

from __future__ import annotations

import gzip
import os
import threading
from pathlib import Path

import pytest

from golearn import trace
from golearn.course.commands.placements import write_all
from golearn.course.errors import OutputError
from golearn.errors import TraceError
from golearn.replay import make_allocator, replay
from golearn.trace import Trace
from golearn.trace.output import write_files

SMALL = Trace.parse("a 0 8\na 1 24 p\nf 0", name="small")
TEXT = b"# small\na 0 8\na 1 24 p\nf 0\n"
HISTORY = replay(SMALL, make_allocator("bump"))
CSV = b"event,object,address,size,block\n0,0,0,8,8\n1,1,8,24,24\n"


def write_trace(path: Path) -> None:
    trace.write(SMALL, path)


def write_placements(path: Path) -> None:
    write_all({path: HISTORY})


WRITERS = pytest.mark.parametrize(
    ("write", "content"), [(write_trace, TEXT), (write_placements, CSV)]
)


@WRITERS
@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_a_link(tmp_path, write, content, there):
    (tmp_path / "folder").mkdir()
    target = tmp_path / "folder" / "target"
    if there:
        target.write_text("old")
    link = tmp_path / "link"
    link.symlink_to("folder/target")
    write(link)
    assert link.is_symlink()
    assert target.read_bytes() == content
    assert list(target.parent.iterdir()) == [target]


@WRITERS
def test_a_pipe_is_written_into(tmp_path, write, content):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write(pipe)
    assert pipe.is_fifo()
    reader.join(10)
    assert heard == [content]


@WRITERS
def test_gz_is_packed(tmp_path, write, content):
    write(tmp_path / "x.gz")
    assert gzip.decompress((tmp_path / "x.gz").read_bytes()) == content


def test_a_link_to_itself_is_replaced(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    write_trace(tmp_path / "loop")
    assert (tmp_path / "loop").read_bytes() == TEXT


def test_a_long_name(tmp_path):
    path = tmp_path / ("🐹" * 63)  # 252 bytes; no file's name may have more than 255
    write_trace(path)
    assert path.read_bytes() == TEXT


def test_errors_name_the_file_that_was_asked_for(tmp_path):
    path = tmp_path / "absent" / "x.csv"
    with pytest.raises(OutputError) as caught:
        write_placements(path)
    assert str(caught.value) == f"{path}: cannot be written (No such file or directory)"
    with pytest.raises(TraceError) as refused:
        write_trace(path)
    assert str(refused.value) == f"{path}: cannot be written (No such file or directory)"


def test_none_changes_before_all_are_written(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("old")

    def fails(file):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left") as caught:
        write_files({first: lambda file: file.write(b"new"), second: fails})
    assert caught.value.filename == str(second)
    assert first.read_text() == "old"
    assert list(tmp_path.iterdir()) == [first]
