"""The stack of a program, and its heap under each way, as a drawing."""

from __future__ import annotations

from golearn.lab.memory_model import WHO, Box, Scene, Side, facts
from golearn.plots import colors
from golearn.plots.sketch import FREE, INK, Sketch

WIDTH, LEFT, RIGHT, HIGH, SIDE = 1000, 270, 994, 40, 98
LINE, STACK, APART = 18, 240, 8
FEWEST = 128
"""Bytes of heap that there is room for at least."""


def memory_sketch(scene: Scene, room: int = FEWEST) -> Sketch:
    """The stack on the left, the heaps on the right; they have room for so many bytes."""
    sketch = Sketch(WIDTH, max(len(scene.sides) * SIDE, _stack_height(scene)))
    _draw_stack(sketch, scene)
    scale = (RIGHT - LEFT) / max(room, FEWEST)
    for i, side in enumerate(scene.sides):
        _draw_side(sketch, 4 + i * SIDE, side, scale)
    return sketch


def in_words(scene: Scene) -> str:
    """What the drawing shows."""
    frames = "; ".join(
        f"{name}: {', '.join(_variable(*v) for v in variables) or 'no variable'}"
        for name, variables in scene.frames
    )
    fields = f" References: {', '.join(_field(*f) for f in scene.fields)}." if scene.fields else ""
    sides = " ".join(
        f"{side.way}: {facts(side)}; {', '.join(map(_box, side.boxes)) or 'no object'}."
        for side in scene.sides
    )
    return f"Stack: {frames}.{fields} {sides}"


def _box(box: Box) -> str:
    return f"object {box.object} at {box.address}{' (dead)' if box.dead else ''}"


def _variable(name: str, obj: int | None) -> str:
    return f"{name} = nil" if obj is None else f"{name} → object {obj}"


def _field(name: str, obj: int) -> str:
    return f"{name} → object {obj}"


def _stack_height(scene: Scene) -> int:
    frames = sum(_frame_height(variables) + APART for _, variables in scene.frames)
    rows = -(-len(scene.fields) // 2)
    return 40 + frames + (rows + 1) * LINE * bool(rows)


def _frame_height(variables: tuple[tuple[str, int | None], ...]) -> int:
    return (1 + max(len(variables), 1)) * LINE + 6


def _draw_stack(sketch: Sketch, scene: Scene) -> None:
    sketch.text(4, 18, "stack", 14, bold=True)
    y = 28
    for i, (name, variables) in enumerate(scene.frames):
        runs, high = i == len(scene.frames) - 1, _frame_height(variables)
        sketch.rect(4, y, STACK, high, None, colors.NEW if runs else INK, 2.2 if runs else 0.8)
        sketch.text(12, y + 16, name + (" (runs)" if runs else ""), 12, bold=True)
        told = [_variable(*variable) for variable in variables] or ["no variable yet"]
        for row, text in enumerate(told, 1):
            sketch.text(24, y + 16 + row * LINE, text, 12)
        y += high + APART
    if scene.fields:
        sketch.text(4, y + 14, "fields of objects", 12, bold=True)
    for i, reference in enumerate(scene.fields):
        sketch.text(12 + i % 2 * STACK / 2, y + 14 + (1 + i // 2) * LINE, _field(*reference), 12)


def _draw_side(sketch: Sketch, y: float, side: Side, scale: float) -> None:
    sketch.text(LEFT, y + 14, f"{side.way} ({WHO[side.way]})", 14, bold=True)
    sketch.text(LEFT, y + 31, facts(side), 12)
    top = y + 38
    if side.heap:
        sketch.rect(LEFT, top, side.heap * scale, HIGH, FREE, colors.FAINT, 0.8)
    else:
        sketch.text(LEFT, top + 24, "nothing on the heap yet", 12)
    for address, size in side.freed:
        sketch.rect(LEFT + address * scale, top, size * scale, HIGH, None, INK, 1.4, dashed=True)
    for box in side.boxes:
        _draw_box(sketch, LEFT + box.address * scale, top, scale, box)


def _draw_box(sketch: Sketch, x: float, top: float, scale: float, box: Box) -> None:
    fill = colors.DEAD if box.dead else colors.NEW if box.new else colors.USED
    ink = colors.BLACK if box.dead else colors.PAPER
    width = box.block * scale
    sketch.rect(x, top, width, HIGH, fill, INK, 0.8)
    middle = x + width / 2
    if width < 34:
        sketch.text(middle, top + 25, f"{box.object}{'†' * box.dead}", 12, "middle", True, ink)
        return
    sketch.text(middle, top + 18, f"{box.object}", 13, "middle", True, ink)
    told = "dead" if box.dead else f"{box.size} B"
    sketch.text(middle, top + 33, told, 11, "middle", color=ink)
