"""A figure together with the words that say what it shows."""

from __future__ import annotations

import io
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 110
"""Dots per inch of the PNG; figures are about 9 inches wide."""


def png_bundle(png: bytes, alt: str) -> tuple[dict[str, str], dict[str, Any]]:
    """What a notebook keeps of a picture: the PNG, and its alt text as text and as metadata."""
    data = {"image/png": b64encode(png).decode("ascii"), "text/plain": alt}
    return data, {"image/png": {"alt": alt}}


class Picture:
    """A matplotlib `figure` and its `alt` text, which is computed from the same data."""

    def __init__(self, figure: Figure, alt: str) -> None:
        self.figure = figure
        self.alt = alt

    def __repr__(self) -> str:
        return self.alt

    def png(self) -> bytes:
        """The picture as PNG data."""
        out = io.BytesIO()
        self.figure.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
        return out.getvalue()

    def save(self, path: str | Path) -> None:
        """Write the picture to a file; its name's ending says in which format."""
        self.figure.savefig(Path(path), dpi=DPI)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        return png_bundle(self.png(), self.alt)
