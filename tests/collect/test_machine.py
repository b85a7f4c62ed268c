"""Every collector holds against the shadow graph, and every planted fault is found by it."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from golearn.collect import COLLECTORS, Generational, IncrementalMarkSweep
from golearn.errors import GolearnError
from tests.collect.faults import FAULTS
from tests.collect.machine import CollectMachine

MAKERS = (
    *COLLECTORS.values(),
    partial(Generational, nursery=80, promote_at=1),
    partial(Generational, nursery=150, promote_at=3),
    *(partial(IncrementalMarkSweep, barrier=b) for b in ("insertion", "deletion", "hybrid")),
)


class Sound(CollectMachine):
    makers = MAKERS


Sound.TestCase.settings = settings(max_examples=300, stateful_step_count=20, deadline=None)
TestSound = Sound.TestCase

SEARCH = settings(
    max_examples=1500,
    stateful_step_count=20,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    print_blob=False,
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_planted_fault_is_found(fault):
    machine = type("Faulty", (CollectMachine,), {"makers": (fault,)})
    with pytest.raises(BaseException) as found:
        run_state_machine_as_test(machine, settings=SEARCH)
    causes = (
        found.value.exceptions if isinstance(found.value, BaseExceptionGroup) else [found.value]
    )
    assert all(isinstance(cause, (AssertionError, GolearnError)) for cause in causes), causes
