"""What every lab needs, imported once: `golearn.classroom.forked` makes kernels from it by forking.

Nothing here starts a thread or opens a socket; a fork would not survive that.
"""

from __future__ import annotations

import gc

import ipykernel.kernelapp  # noqa: F401
import ipywidgets  # noqa: F401

from golearn import lab

for _name in lab.__all__:
    getattr(lab, _name)

gc.collect()
gc.freeze()  # a collection in a kernel would otherwise write to every page, and share none
