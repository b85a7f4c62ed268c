"""An answer as it leaves the notebook: plain data, or code that is packed and not yet run."""

from __future__ import annotations

import sys
from typing import Any

from golearn.sandbox.packing import Unpackable, packed
from golearn.sandbox.plain import described, pack


def handed_in(answer: Any) -> dict[str, Any]:
    """`answer` for `golearn.course.judging.judge`, in what JSON knows; nothing of it is called."""
    if _is_trace(answer):
        columns = (answer.op, answer.object, answer.size, answer.pointers, answer.processor)
        return {"trace": [column.tolist() for column in columns]}
    if callable(answer):
        try:
            return packed(answer)
        except Unpackable as problem:
            return {"cannot": str(problem)}
    return {"data": pack(answer, lambda value: described(value, with_repr=False))}


def _is_trace(answer: Any) -> bool:
    library = sys.modules.get("golearn.trace")  # slow to import, and whoever has a trace has it
    return library is not None and isinstance(answer, library.Trace)
