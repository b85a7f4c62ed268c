"""The stack of a program, and its heap under each way, as a drawing.

The stack stands left of the heaps, or above them where it is narrow.
"""

from __future__ import annotations

from collections.abc import Iterable

from golearn.lab.memory_model import WHO, Box, Scene, Side, facts
from golearn.plots import colors
from golearn.plots.sketch import FREE, INK, Sketch, folded

WIDTH, LEFT, RIGHT, HIGH, SIDE = 1000, 270, 994, 40, 98
LINE, STACK, APART = 18, 240, 8
BESIDE = 800
"""From this width on the stack stands beside the heaps."""
LABEL = 60
"""How wide the ground of a label on hatching is."""
FILLS = {"dead": colors.DEAD, "damaged": colors.DAMAGED}
"""What is hatched, and so labelled in black."""
MARKS = {"dead": "†", "damaged": "✗"}
"""What a box too narrow for words says instead."""
FEWEST = 128
"""Bytes of heap that there is room for at least."""


def memory_sketch(scene: Scene, room: int = FEWEST, width: float = WIDTH) -> Sketch:
    """The program's stack, and the heaps, which have room for so many bytes."""
    beside = width >= BESIDE
    left, stack = (LEFT if beside else 4), _stack_height(scene)
    right = width - (WIDTH - RIGHT)
    heads = [_heads(side, right - left) for side in scene.sides]
    highs = [SIDE - 2 * LINE + LINE * (len(name) + len(told)) for name, told in heads]
    sketch = Sketch(width, max(sum(highs), stack) if beside else stack + sum(highs))
    _draw_stack(sketch, scene, STACK if beside else right - 4)
    scale = (right - left) / max(room, FEWEST)
    y = 4 if beside else stack
    for side, head, high in zip(scene.sides, heads, highs, strict=True):
        _draw_side(sketch, left, y, side, head, scale)
        y += high
    return sketch


def in_words(scene: Scene) -> str:
    """What the drawing shows."""
    frames = "; ".join(
        f"{name}: {', '.join(_refers(v, scene, ' ') for v in variables) or 'no variable'}"
        for name, variables in scene.frames
    )
    told = ", ".join(_refers(field, scene, " ") for field in scene.fields)
    fields = f" References: {told}." if told else ""
    sides = " ".join(
        f"{side.way}: {facts(side)}; {', '.join(map(_box, side.boxes)) or 'no object'}."
        for side in scene.sides
    )
    return f"Stack: {frames}.{fields} {sides}"


def _box(box: Box) -> str:
    return f"object {box.object} at {box.address}{f' ({_state(box)})' if _state(box) else ''}"


def _state(box: Box) -> str:
    return "dead" if box.dead else "damaged" if box.damaged else ""


def _refers(reference: tuple[str, int | None], scene: Scene, between: str = "\n") -> str:
    """A variable or a field; where it dangles, on a line of its own."""
    name, obj = reference
    if obj is None:
        return f"{name} = nil"
    told = f"{name} → object {obj}"
    for side in scene.sides:
        if obj in side.lost:
            now = side.lost[obj]
            told += f"{between}⚠ {side.way}: " + ("freed" if now is None else f"now object {now}")
    return told


def _rows(references: Iterable[tuple[str, int | None]], scene: Scene) -> list[str]:
    return "\n".join(_refers(r, scene) for r in references).splitlines()


def _fields(scene: Scene) -> list[list[str]]:
    """The rows of fields: two in a row, or one where one dangles."""
    told = _rows(scene.fields, scene)
    beside = 2 if len(told) == len(scene.fields) else 1
    return [told[i : i + beside] for i in range(0, len(told), beside)]


def _stack_height(scene: Scene) -> int:
    frames = sum(_frame_height(_rows(v, scene)) + APART for _, v in scene.frames)
    rows = len(_fields(scene))
    return 40 + frames + (rows + 1) * LINE * bool(rows)


def _frame_height(rows: list[str]) -> int:
    return (1 + max(len(rows), 1)) * LINE + 6


def _heads(side: Side, width: float) -> tuple[list[str], list[str]]:
    """A heap's name and facts, as lines."""
    name, told = f"{side.way} ({WHO[side.way]})", facts(side)
    return folded(name, width, 14, bold=True), folded(told, width, 12)


def _draw_stack(sketch: Sketch, scene: Scene, width: float) -> None:
    sketch.text(4, 18, "stack", 14, bold=True)
    y = 28
    for i, (name, variables) in enumerate(scene.frames):
        rows = _rows(variables, scene)
        runs, high = i == len(scene.frames) - 1, _frame_height(rows)
        sketch.rect(4, y, width, high, None, colors.NEW if runs else INK, 2.2 if runs else 0.8)
        sketch.text(12, y + 16, name + (" (runs)" if runs else ""), 12, bold=True)
        for row, text in enumerate(rows or ["no variable yet"], 1):
            sketch.text(24, y + 16 + row * LINE, text, 12, bold=text.startswith("⚠"))
        y += high + APART
    if scene.fields:
        sketch.text(4, y + 14, "fields of objects", 12, bold=True)
    for i, beside in enumerate(_fields(scene), 1):
        for j, text in enumerate(beside):
            x = 12 + j * width / 2
            sketch.text(x, y + 14 + i * LINE, text, 12, bold=text.startswith("⚠"))


def _draw_side(
    sketch: Sketch, x: float, y: float, side: Side, heads: tuple[list[str], list[str]], scale: float
) -> None:
    name, told = heads
    for i, line in enumerate(name):
        sketch.text(x, y + 14 + i * LINE, line, 14, bold=True)
    y += (len(name) - 1) * LINE
    for i, line in enumerate(told):
        sketch.text(x, y + 31 + i * LINE, line, 12)
    top = y + 38 + (len(told) - 1) * LINE
    if side.heap:
        sketch.rect(x, top, side.heap * scale, HIGH, FREE, colors.FAINT, 0.8)
    else:
        sketch.text(x, top + 24, "nothing on the heap yet", 12)
    for address, size in side.freed:
        sketch.rect(x + address * scale, top, size * scale, HIGH, None, INK, 1.4, dashed=True)
    for box in side.boxes:
        _draw_box(sketch, x + box.address * scale, top, scale, box)


def _draw_box(sketch: Sketch, x: float, top: float, scale: float, box: Box) -> None:
    told = _state(box) or f"{box.size} B"
    fill = FILLS.get(told, colors.NEW if box.new else colors.USED)
    ink = colors.BLACK if told in FILLS else colors.PAPER
    width = box.block * scale
    sketch.rect(x, top, width, HIGH, fill, INK, 0.8)
    middle = x + width / 2
    if told in FILLS:
        sketch.hatch(x, top, width, HIGH, colors.BLACK, crossed=told == "damaged")
        label = min(width - 4, LABEL)
        sketch.rect(middle - label / 2, top + 4, label, HIGH - 8, fill, None)
    if width < 30:
        mark = MARKS.get(told, "")
        sketch.text(middle, top + 25, f"{box.object}{mark}", 12, "middle", True, ink)
        return
    sketch.text(middle, top + 18, f"{box.object}", 13, "middle", True, ink)
    sketch.text(middle, top + 33, told, 11, "middle", color=ink)
