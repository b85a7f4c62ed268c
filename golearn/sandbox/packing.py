"""Packing code for the sandbox: what it is, what it refers to, and its source lines."""

from __future__ import annotations

import base64
import linecache
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import cloudpickle

import golearn

MOST_SOURCE = 1 << 20
"""Characters of source text that travel with the code."""


class Unpackable(Exception):
    """The code holds on to something that cannot leave its process; the text says what."""


def packed(code: Any) -> dict[str, Any]:
    """`code` (a function, a class, an object) with what it refers to, for `Player`.

    Raises Unpackable.
    """
    module = sys.modules.get(getattr(code, "__module__", None) or "")
    try:
        with _by_value(module):
            pickled = cloudpickle.dumps(code)
    except Exception as error:
        raise Unpackable(" ".join(f"{error}".split()) or type(error).__name__) from error
    return {
        "code": base64.b64encode(pickled).decode(),
        "sources": _sources(module),
        "path": [folder for folder in sys.path if isinstance(folder, str)],
    }


@contextmanager
def _by_value(module: ModuleType | None) -> Iterator[None]:
    """Functions of a module of the learner's own travel whole, not as a name to import."""
    if module is None or not _is_own(module) or module.__name__ == "__main__":
        yield
        return
    cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        cloudpickle.unregister_pickle_by_value(module)


def _is_own(module: ModuleType) -> bool:
    file = getattr(module, "__file__", None)
    if file is None or module.__name__.partition(".")[0] == golearn.__name__:
        return False
    libraries = [sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")]
    return not any(Path(file).is_relative_to(library) for library in libraries)


def _sources(module: ModuleType | None) -> dict[str, str]:
    """The text of the notebook's cells (which no file holds) and of the code's own module."""
    found = {
        name: "".join(entry[2])
        for name, entry in list(linecache.cache.items())
        if len(entry) == 4 and entry[1] is None
    }
    file = getattr(module, "__file__", None)
    if file is not None and module is not None and _is_own(module):
        found[file] = "".join(linecache.getlines(file))
    total, kept = 0, {}
    for name, text in reversed(found.items()):  # the newest cells matter most
        total += len(text)
        if total > MOST_SOURCE:
            break
        kept[name] = text
    return kept
