"""The real Go runtime: find it, run traces on it, hold the model against it.

Everything that needs a toolchain raises `NoToolchain` where there is none. Recordings of real
runs ship with the package and need nothing.
"""

from golearn.realgo.compare import Comparison, Verification, compare, predict, verify
from golearn.realgo.record import Recorded, programs, record_go
from golearn.realgo.recordings import load_recording, recordings
from golearn.realgo.run import RealRun, run_real
from golearn.realgo.toolchain import GoFailed, NoToolchain, Toolchain, find_toolchain

__all__ = [
    "Comparison",
    "GoFailed",
    "NoToolchain",
    "RealRun",
    "Recorded",
    "Toolchain",
    "Verification",
    "compare",
    "find_toolchain",
    "load_recording",
    "predict",
    "programs",
    "record_go",
    "recordings",
    "run_real",
    "verify",
]
