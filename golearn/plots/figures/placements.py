"""Where the objects of a short trace went, one after the other, and where the question is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from matplotlib.patches import Rectangle

from golearn.errors import BadParameter
from golearn.goheap.sizeclass import PAGE_SIZE
from golearn.plots import colors
from golearn.plots.figures.setting import SMALL, TINY, label, new_figure, title
from golearn.plots.picture import Picture
from golearn.units import count, human_bytes

THINNEST = 24
"""Bytes that a drawn object has at least, so that it can be seen."""

NAMED = 30
"""Up to this many objects carry their size as a label."""


def placements(
    placed: Sequence[tuple[int, int, bool]],
    asked: tuple[int, bool] | None = None,
    answer: int | None = None,
    heading: str = "objects so far",
    dropped: Collection[int] = (),
) -> Picture:
    """Objects (address, size, pointers) in order of birth, addresses in bytes from the start.

    Addresses are drawn page by page: equal steps for the pages that are used, none for those
    between. `asked` is (size, pointers) of the object in question; `answer` its address, once
    it may be seen. `dropped` are the numbers of those to which nothing refers any more.
    """
    if not placed and asked is None:
        raise BadParameter("there is nothing to show: no object, and no question")
    known = [*placed, *([(answer, *asked)] if asked and answer is not None else [])]
    pages = sorted({address // PAGE_SIZE for address, _, _ in known})
    row = {page: i for i, page in enumerate(pages)}
    figure, ax = new_figure(height=1.3 + 0.4 * max(len(pages), 1))
    for i, (address, size, pointers) in sorted(
        enumerate(known), key=lambda numbered: numbered[0] not in dropped
    ):
        page, offset = divmod(address, PAGE_SIZE)
        new = asked is not None and answer is not None and i == len(placed)
        face = colors.NEW if new else colors.USED if pointers else colors.SKY
        if i in dropped:
            face = colors.FAINT
        shown = min(max(size, THINNEST), PAGE_SIZE - offset)
        ax.add_patch(
            Rectangle(
                (offset, row[page] - 0.2),
                shown,
                0.4,
                fc=face,
                hatch="" if pointers else "....",
                ec=colors.INK,
                lw=0.7,
            )
        )
        if offset + size > PAGE_SIZE:
            more = f"→ {human_bytes(size)}"
            ax.text(PAGE_SIZE + 60, row[page], more, fontsize=TINY, va="center", color=colors.INK)
    for page, texts in _labels(known, dropped).items():
        ax.annotate(
            texts,
            (0, row[page]),
            (0, -11),
            textcoords="offset points",
            fontsize=TINY,
            color=colors.INK,
            va="top",
        )
    ax.set_yticks(range(len(pages)), [f"+{page * PAGE_SIZE:#x}" for page in pages])
    ax.set_ylim(max(len(pages), 1) - 0.25, -0.6)
    ax.set_xlim(0, PAGE_SIZE + 900)
    ax.set_xticks(range(0, PAGE_SIZE + 1, 1024))
    if asked is not None and answer is None:
        kind = "with" if asked[1] else "without"
        ax.text(
            0.99, 0.95, f"? {asked[0]:,} B {kind} pointers", transform=ax.transAxes, ha="right",
            va="top", fontsize=SMALL, color=colors.CHOSEN, weight="bold",
        )  # fmt: skip
    title(ax, f"{heading}   (dotted: without pointers)")
    label(ax, "offset in the page (bytes)", "page (bytes from\nthe clean start)")
    return Picture(figure, in_words(placed, asked, answer, heading, dropped))


def _labels(known: Sequence[tuple[int, int, bool]], dropped: Collection[int]) -> dict[int, str]:
    """Page → the sizes on it, in order of birth."""
    if len(known) > NAMED:
        return {}
    texts: dict[int, list[str]] = {}
    for i, (address, size, _) in enumerate(known):
        texts.setdefault(address // PAGE_SIZE, []).append(
            f"{i}: {size:,} B at +{address:#x}{' (dropped)' * (i in dropped)}"
        )
    return {page: ",  ".join(told[:4]) + (" …" * (len(told) > 4)) for page, told in texts.items()}


def in_words(
    placed: Sequence[tuple[int, int, bool]],
    asked: tuple[int, bool] | None,
    answer: int | None,
    heading: str,
    dropped: Collection[int] = (),
) -> str:
    """What the picture shows."""
    told = "; ".join(
        f"{size:,} B {'with' if pointers else 'without'} pointers at +{address:#x}"
        f"{', dropped' * (i in dropped)}"
        for i, (address, size, pointers) in enumerate(placed)
    )
    text = f"{heading}: {count(len(placed), 'object')}{': ' + told if told else ''}."
    if asked is None:
        return text
    where = "?" if answer is None else f"+{answer:#x}"
    return f"{text} Asked: {asked[0]:,} B {'with' if asked[1] else 'without'} pointers: {where}."
