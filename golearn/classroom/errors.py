"""What goes wrong when a classroom is opened."""

from __future__ import annotations

from golearn.errors import GolearnError


class ClassroomError(GolearnError):
    """The classroom cannot be opened; the text says why and what to do."""
