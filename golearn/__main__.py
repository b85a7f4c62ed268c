"""`python -m golearn` is the `golearn` command."""

from __future__ import annotations

import sys

from golearn.course.cli import main

if __name__ == "__main__":
    sys.exit(main())
