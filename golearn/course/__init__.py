"""The learner's side: the command line, the learner's folder, checks, hints and progress."""

from golearn.course.check import check
from golearn.course.help import hint, solution
from golearn.course.overview import Progress

__all__ = ["Progress", "check", "hint", "solution"]
