"""What tests read beside the checkout: real letters, whose people are not to stand in this repository, and others' reports.

Where it is not there, tests that need it are left out and say so; what they try is tried on invented texts too.
"""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("PETITION_SHARED", Path(__file__).parents[2] / "shared"))


def outside(name: str) -> Path:
    """A file or folder of it; leaves the test out where it is not there."""
    if not (SHARED / name).exists():
        pytest.skip(_why(name))
    return SHARED / name


def needs(name: str) -> pytest.MarkDecorator:
    """Leaves every test of a module out where it is not there."""
    return pytest.mark.skipif(not (SHARED / name).exists(), reason=_why(name))


def _why(name: str) -> str:
    return f"{name} is kept outside this repository: ../shared, or the folder that PETITION_SHARED names"
