"""Misconceptions about rounding up, and the numbers that they give."""

from __future__ import annotations

from golearn.course.judges import Slip


def _adds(nearly_one: float) -> Slip:
    return Slip(
        "a part of a multiple was lost: `int` drops what stands behind the point",
        lambda n, align: int(n / align + nearly_one) * align,
    )


ALIGN = (
    Slip(
        "a number that is a multiple already was moved up as well",
        lambda n, align: (n // align + 1) * align,
    ),
    Slip("it was rounded to the nearest multiple", lambda n, align: round(n / align) * align),
    Slip("it was rounded down", lambda n, align: n // align * align),
    Slip("`align` was ignored, and 8 taken instead", lambda n, align: (n + 7) // 8 * 8),
    Slip("`align` was added, and nothing rounded", lambda n, align: n + align),
    Slip(
        "`n % align` was added, and not what is missing up to the next multiple",
        lambda n, align: n + n % align,
    ),
    Slip("this is the last byte of the block, one below the next", lambda n, align: n | align - 1),
    Slip("0 was taken to need a whole `align`", lambda n, align: max(-(-n // align), 1) * align),
    Slip(
        "the next power of two was taken",
        lambda n, align: max(1 << max(n - 1, 0).bit_length(), align),
    ),
    Slip("multiples were counted, and not multiplied by `align`", lambda n, align: -(-n // align)),
    Slip(
        "the two arguments changed places",
        lambda n, align: -(-align // n) * n,
    ),
    Slip("the larger of the two was returned", max),
    *(_adds(nearly_one) for nearly_one in (0.9, 0.99, 0.999, 0.9999)),
    Slip("`n` was given back as it came", lambda n, align: n),
)
