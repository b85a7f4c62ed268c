"""The learner's side: the command line, the learner's folder, and checks of exercises."""

from golearn.course.check import check

__all__ = ["check"]
