"""What every test may use: the material beside the repository, when it is there."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party files beside the repository; the test skips where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"needs {SHARED}, which is not there")
    return SHARED
