"""Run a trace on an allocator, fast or step by step, and measure what happened."""

from golearn.replay.history import History
from golearn.replay.measures import Summary, summarise
from golearn.replay.names import MAKERS, MOST_HEADER, Options, make_allocator
from golearn.replay.replay import Recorder, Step, replay, steps
from golearn.replay.sweep import Result, sweep

__all__ = [
    "MAKERS",
    "MOST_HEADER",
    "History",
    "Options",
    "Recorder",
    "Result",
    "Step",
    "Summary",
    "make_allocator",
    "replay",
    "steps",
    "summarise",
    "sweep",
]
