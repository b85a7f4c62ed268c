"""Time for labs to set themselves up, on a computer that is slow or has many to make at once."""

from __future__ import annotations

from pathlib import Path

EXTENSIONS = Path(__file__).parent / "jupyterlab"
"""A folder of JupyterLab extensions; the only one gives controls more than two seconds."""

SCRIPTS = EXTENSIONS / "golearn-patience" / "static"
"""The same as a script for any other page: `patience.js`."""
