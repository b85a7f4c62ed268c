"""What tests share that ask a real Go."""

from __future__ import annotations

import pytest

from golearn.realgo import NoToolchain, Toolchain, find_toolchain


@pytest.fixture(scope="session")
def go() -> Toolchain:
    """A Go 1.21 to ask; without one the test is skipped and says what to install."""
    try:
        found = find_toolchain()
    except NoToolchain as reason:
        pytest.skip(str(reason))
    if not found.is_the_model:
        pytest.skip(f"the model is of Go 1.21; this is {found.version}")
    return found
