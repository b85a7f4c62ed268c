"""A classroom that runs, and visitors without a browser."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

import psutil
import websocket

ROOT = Path(__file__).parents[2]
V1 = "v1.kernel.websocket.jupyter.org"


class Visitor:
    """Somebody with cookies of their own."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        if token:
            self.ask(f"/?token={token}")

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ask(
        self, path: str, method: str = "GET", body: str | None = None
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and text of an answer; the path goes out as it is."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        headers["X-XSRFToken"] = self.cookies.get("_xsrf", "").strip('"')
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        for name, value in answer.getheaders():
            if name == "Set-Cookie" and (found := re.match(r"([^=]+)=([^;]*)", value)):
                self.cookies[found[1]] = found[2]
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def open_lab(self, name: str = "BumpLab") -> str:
        """The kernel of a lab that was opened."""
        return kernel_in(self.lab_page(name))

    def lab_page(self, path: str) -> str:
        """The text of a lab's page."""
        status, _, page = self.ask(f"/lab/{path}")
        assert status == 200 and "kernelId" in page, page
        return page

    def close_lab(self, kernel: str) -> None:
        """Leave its page."""
        assert self.ask(f"/voila/api/shutdown/{kernel}", "POST")[0] == 204


@dataclass
class Classroom:
    """The server's process, where it listens, and its temporary files."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path

    def kernels(self) -> list[psutil.Process]:
        """They are forked from the one child that has the labs imported."""
        children = psutil.Process(self.process.pid).children()
        return [kernel for child in children for kernel in child.children()]


def kernel_in(page: str) -> str:
    """The kernel that a lab's page talks to."""
    return json.loads(re.search(r'application/json">\s*({.*})\s*</script>', page)[1])["kernelId"]


@contextmanager
def classroom(folder: Path, *options: str) -> Iterator[Classroom]:
    """`golearn classroom` on a free port, with its temporary files in `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "golearn", "classroom", f"--port={port}", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        for _ in range(200):
            assert process.poll() is None, (folder / "log").read_text()
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Classroom(process, port, folder)
    finally:
        process.terminate()
        process.wait(30)


class Talk:
    """A connection to a kernel, as a browser makes it. `protocol`: V1, or empty for the old one."""

    def __init__(self, visitor: Visitor, kernel: str, protocol: str = "") -> None:
        self.protocol = protocol
        self.socket = websocket.create_connection(
            f"ws://127.0.0.1:{visitor.port}/api/kernels/{kernel}/channels?session_id={uuid4().hex}",
            cookie=visitor.cookie or None,
            subprotocols=[protocol] if protocol else None,
            timeout=20,
        )

    def send(self, kind: str, content: dict, channel: str = "shell", **metadata: str) -> str:
        """Send a message; its id."""
        header = {"msg_id": uuid4().hex, "msg_type": kind, "username": "", "session": "visitor"}
        header |= {"date": "2026-01-01T00:00:00Z", "version": "5.3"}
        if not self.protocol:
            message = {"channel": channel, "header": header, "parent_header": {}}
            message |= {"metadata": metadata, "content": content, "buffers": []}
            self.socket.send(json.dumps(message))
            return header["msg_id"]
        parts = [
            channel.encode(),
            *(json.dumps(p).encode() for p in (header, {}, metadata, content)),
        ]
        offsets = [8 * (2 + len(parts))]
        for part in parts:
            offsets.append(offsets[-1] + len(part))
        numbers = [len(offsets), *offsets]
        packed = b"".join(n.to_bytes(8, "little") for n in numbers) + b"".join(parts)
        self.socket.send(packed, websocket.ABNF.OPCODE_BINARY)
        return header["msg_id"]

    def read(self) -> dict:
        """The next message: its header, parent_header and content."""
        data = self.socket.recv()
        if isinstance(data, str):
            return json.loads(data)
        count = int.from_bytes(data[:8], "little")
        at = [int.from_bytes(data[8 * i : 8 * i + 8], "little") for i in range(1, count + 1)]
        header, parent, _, content = (json.loads(data[at[i] : at[i + 1]]) for i in range(1, 5))
        return {"header": header, "parent_header": parent, "content": content}

    def after(self, channel: str = "shell") -> list[dict]:
        """All that comes until the kernel has done with one more request, a harmless one."""
        asked = self.send("kernel_info_request", {}, channel)
        heard: list[dict] = []
        missing = {"kernel_info_reply", "idle"}
        while missing:
            heard.append(self.read())
            if heard[-1]["parent_header"].get("msg_id") == asked:
                missing.discard(heard[-1]["header"]["msg_type"])
                missing.discard(heard[-1]["content"].get("execution_state"))
        return heard
