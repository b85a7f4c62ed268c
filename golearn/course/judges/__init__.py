"""Who judges answers: functions by their behaviour, named answers, traces of one's own design."""

from golearn.course.judges.answers import Answers, Question
from golearn.course.judges.design import Design
from golearn.course.judges.function import Function
from golearn.course.judges.shrink import smallest
from golearn.course.judges.slips import Slip

__all__ = ["Answers", "Design", "Function", "Question", "Slip", "smallest"]
