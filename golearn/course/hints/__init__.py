"""Hints: one module per chapter, named as in `golearn.course.exercises`, with `HINTS`.

`HINTS` maps an exercise's name to three hints: a nudge, the idea, and nearly the answer.
"""
