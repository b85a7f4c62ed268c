"""`python -m golearn.course.publish`: make exercises from solutions, run every notebook.

What is committed is what a run gives: exercises without outputs, notebooks and solutions with
theirs, all with the same plain metadata. `--check` writes nothing and says which exercises
differ from what the solutions give.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from golearn.course.errors import PublishError
from golearn.course.stubs import exercise_from
from golearn.course.workspace import checkout
from golearn.errors import GolearnError

TIMEOUT = 300
"""Seconds that one cell may take."""

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEPT_IN_CELLS = ("nbgrader", "tags")
"""Cell metadata that has a meaning for the course."""


def read(path: Path) -> Any:
    """A notebook from its file. Raises PublishError."""
    import nbformat

    try:
        return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise PublishError(f"{path}: is no notebook ({error})") from error


def text_of(notebook: Any) -> str:
    """The notebook as it is committed: the same content gives the same text."""
    import nbformat

    normalise(notebook)
    text: str = nbformat.writes(notebook, version=4)  # type: ignore[no-untyped-call]
    return text + "\n"


def normalise(notebook: Any) -> None:
    """Drop what differs from run to run and from machine to machine."""
    notebook.metadata.clear()
    notebook.metadata.update(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        kept = {key: cell.metadata[key] for key in KEPT_IN_CELLS if key in cell.metadata}
        cell.metadata.clear()
        cell.metadata.update(kept)
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)


def _joined(outputs: list[Any]) -> list[Any]:
    """Outputs with neighbouring pieces of one stream in one piece."""
    joined: list[Any] = []
    for output in outputs:
        last = joined[-1] if joined else None
        both = () if last is None else (last, output)
        if both and all(o.output_type == "stream" and o.name == output.get("name") for o in both):
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def execute(path: Path) -> Any:
    """Run a notebook from top to bottom in its own folder; the notebook with its outputs.

    Raises PublishError naming the cell that failed.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = read(path)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        store_widget_state=False,
        record_timing=False,
    )
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise PublishError(f"{path}: {error}") from error
    return notebook


def generated(root: Path) -> dict[Path, str]:
    """Each exercise file, and the text that it should have."""
    solutions = sorted((root / "solutions").glob("*.ipynb"))
    return {root / "exercises" / s.name: text_of(exercise_from(read(s))) for s in solutions}


def differing(root: Path) -> list[Path]:
    """Exercise files that are missing, left over, or not what the solutions give."""
    wanted = generated(root)
    wrong = [path for path, text in wanted.items() if not path.is_file() or _text(path) != text]
    return wrong + [p for p in sorted((root / "exercises").glob("*.ipynb")) if p not in wanted]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def write(path: Path, text: str) -> None:
    """Replace a file, whole or not at all."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".publish-") as folder:
        part = Path(folder) / path.name
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)


def main(argv: Sequence[str] | None = None) -> int:
    """Publish, or with `--check` compare; the exit code: 0 done, 1 something differs or fails."""
    parser = argparse.ArgumentParser(
        prog="python -m golearn.course.publish", description="Make exercises; run all notebooks."
    )
    parser.add_argument("--check", action="store_true", help="compare exercises, write nothing")
    parser.add_argument("names", nargs="*", help="only notebooks whose name has one of these")
    args = parser.parse_args(argv)
    root = checkout()
    try:
        if root is None:
            raise PublishError("the course can only be published from a checkout")
        return _check(root) if args.check else _publish(root, args.names)
    except GolearnError as error:
        print(f"publish: {error}", file=sys.stderr)
        return 1


def _check(root: Path) -> int:
    wrong = differing(root)
    for path in wrong:
        print(f"differs: {path.relative_to(root)}")
    return 1 if wrong else 0


def _publish(root: Path, names: Sequence[str]) -> int:
    paths = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = f"{root}{os.pathsep}{paths}" if paths else str(root)
    (root / "exercises").mkdir(exist_ok=True)
    for path, text in generated(root).items():
        if not path.is_file() or _text(path) != text:
            write(path, text)
            print(f"wrote {path.relative_to(root)}")
    files = [*sorted((root / "notebooks").glob("*.ipynb"))]
    files += sorted((root / "solutions").glob("*.ipynb"))
    chosen = [f for f in files if not names or any(name in f.stem for name in names)]
    for number, path in enumerate(chosen, 1):
        print(f"[{number}/{len(chosen)}] running {path.relative_to(root)}", flush=True)
        write(path, text_of(execute(path)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
