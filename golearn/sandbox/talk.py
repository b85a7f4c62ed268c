"""Talking to a process over its stdin and stdout: one question, one answer, in frames of JSON.

A reader thread collects the answers, so that a deadline holds on every system, also for a
process that hangs in C or was stopped.
"""

from __future__ import annotations

import faulthandler
import json
import os
import queue
import re
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import golearn

HEAD = struct.Struct("!Q")
LONGEST = 16 << 20
"""Bytes of a frame."""

ROOT = str(Path(golearn.__file__).resolve().parent.parent)
PYTHON = sys.executable

Look = Callable[[], None]

Frame = tuple[str, int, str]
"""File, line and function."""

FRAME = re.compile(r'^  File "(.*)", line (\d+) in (.*)$', re.MULTILINE)
"""A frame as `faulthandler` writes it."""

TELLING = 0.2
"""Seconds that a process gets to tell where it is."""

ENDING = 1
"""Seconds that a process gets to end after it closed its stdout."""


class Died(Exception):
    """The process ended instead of answering; `code` is its exit code, or minus a signal."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"the process ended with {code}")


class TooSlow(Exception):
    """No answer came in time; `where` is what the process was at, its innermost frame last."""

    def __init__(self, where: Sequence[Frame] = ()) -> None:
        self.where = where
        super().__init__("no answer in time")


class TooLong(ValueError):
    """A message of more than `LONGEST` bytes."""


def write_frame(out: IO[bytes], message: Any) -> None:
    """Send one message. Raises OSError, TooLong, and ValueError for what is no JSON."""
    text = json.dumps(message).encode()
    if len(text) > LONGEST:
        raise TooLong(f"{len(text):,} bytes are too many to pass on")
    out.write(HEAD.pack(len(text)) + text)
    out.flush()


def read_frame(source: IO[bytes]) -> Any:
    """The next message. Raises EOFError at the end, ValueError if it is none."""
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    (length,) = HEAD.unpack(head)
    if length > LONGEST:
        raise ValueError(f"a frame of {length} bytes")
    text = source.read(length)
    if len(text) < length:
        raise EOFError
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def clean_environment() -> dict[str, str]:
    """The environment without what changes how Python starts; the same hashes every time."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "LD_", "DYLD_"))
    }
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "PYTHONPATH": ROOT, "PYTHONHASHSEED": "0"}


class Talk:
    """A process running `module` of golearn, which calls `serve`. One thread at a time may ask.

    With `tell_where` it is asked, before it is killed for being too slow, which line it is at.
    """

    def __init__(self, module: str, tell_where: bool = False) -> None:
        self._tells = tell_where and hasattr(signal, "SIGUSR1")
        self._process = subprocess.Popen(
            [PYTHON, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if self._tells else subprocess.DEVNULL,
            env=clean_environment(),
            start_new_session=True,  # Ctrl-C in the notebook is not for it; and killed as a group
        )
        self._answers: queue.Queue[Any] = queue.Queue(maxsize=1)  # more were not asked for
        threading.Thread(target=self._collect, daemon=True).start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def ask(self, question: Any, seconds: float, look: Look | None = None) -> Any:
        """Its answer. `look` is called now and then while we wait, and may raise.

        Raises Died, TooSlow and TooLong; the process is ended then.
        """
        until = time.monotonic() + seconds
        assert self._process.stdin is not None
        try:
            write_frame(self._process.stdin, question)
            while True:
                left = until - time.monotonic()
                try:
                    answer = self._answers.get(timeout=max(min(left, 0.1 if look else left), 0))
                    break
                except queue.Empty:
                    if time.monotonic() >= until:
                        raise TooSlow(self._where()) from None
                    if look is not None:
                        look()
        except OSError:
            answer = None
        except BaseException:
            self.end()
            raise
        if answer is None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(ENDING)  # it may be about to end by itself
            raise Died(self.end())
        return answer

    def end(self) -> int:
        """Kill it and all that it started; its exit code, if it had ended by itself."""
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        with suppress(queue.Empty):
            self._answers.get_nowait()  # `_collect` may wait for room
        return self._process.wait()

    def _where(self) -> list[Frame]:
        """The frames of the process, as `faulthandler` tells them, also in the midst of C."""
        if not self._tells or self._process.stderr is None:
            return []
        with suppress(OSError, ValueError):
            os.kill(self._process.pid, signal.SIGUSR1)
            time.sleep(TELLING)
            pipe = self._process.stderr.fileno()
            os.set_blocking(pipe, False)
            told = os.read(pipe, 1 << 16).decode(errors="replace")
            return [(file, int(line), name) for file, line, name in FRAME.findall(told)][::-1]
        return []

    def _collect(self) -> None:
        assert self._process.stdout is not None
        with suppress(OSError, ValueError, EOFError):
            while True:
                self._answers.put(read_frame(self._process.stdout))
        self._answers.put(None)


def serve(answer: Callable[[Any], Any], too_long: Callable[[TooLong], Any] | None = None) -> None:
    """What the process does: `answer` each question, until nobody asks any more.

    `too_long` makes the answer in place of one of more than `LONGEST` bytes. Whatever is printed
    meanwhile goes nowhere, also from C.
    """
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, file=os.dup(2), all_threads=False)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    while True:
        try:
            question = read_frame(questions)
        except (EOFError, ValueError, OSError):
            return
        try:
            write_frame(answers, answer(question))
        except TooLong as error:
            if too_long is None:
                raise
            write_frame(answers, too_long(error))
