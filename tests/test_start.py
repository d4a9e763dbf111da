"""A service that cannot begin: what is said, in a line, and what is left behind, nothing."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.serving import PATIENCE, TOKEN, free_port


@pytest.fixture
def writing(tmp_path: Path) -> Path:
    """Where a writer has its working copy."""
    folder = tmp_path / "store" / "writing"
    folder.parent.mkdir()
    return folder


def assert_refused(writing: Path, why: str) -> None:
    scratch = writing.parents[1] / "scratch"
    scratch.mkdir()
    served = ["--store", str(writing.parent), "--empty", "--writable", "--port", str(free_port())]
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "istograph", "serve", *served],
        env={**os.environ, "ISTOGRAPH_TOKEN": TOKEN, "TMPDIR": str(scratch)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].startswith("error: ")
    assert why in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
    assert list(scratch.iterdir()) == []


def test_a_second_writer_is_told_that_there_is_one(writing: Path) -> None:
    writing.mkdir()
    with (writing / "LOCK").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert_refused(writing, "another process writes to ")


def test_where_nothing_can_be_written_a_writer_says_so(writing: Path) -> None:
    # Not by permissions: root may write anywhere.
    writing.write_bytes(b"")

    assert_refused(writing, "cannot be written: File exists")
