"""Commands that are told to end: by Ctrl-C, by a supervisor, or because the terminal is closed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.serving import PATIENCE

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")

LINE = '{"id":"e","name":"x","facts":[{"id":"f","property":"isNonprofit","value":true}]}\n'
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }"
TOLD = {signal.SIGINT: 130, signal.SIGTERM: 143}

Process = subprocess.Popen[bytes]


@contextmanager
def running(*arguments: str | Path, tmp: Path | None = None) -> Iterator[Process]:
    """Run a command in a group of its own, where all that it starts is found."""
    environment = {**os.environ, **({"TMPDIR": str(tmp)} if tmp else {})}
    with subprocess.Popen(
        [sys.executable, "-P", *map(str, arguments)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # A shell lets what it runs in the background ignore Ctrl-C, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        try:
            yield process
        finally:
            if is_there(process.pid):
                os.killpg(process.pid, signal.SIGKILL)


def is_there(group: int) -> bool:
    """Say whether a process of a group runs; whoever inherits the dead may never bury them."""
    return any(state_and_group(path) == ("alive", group) for path in Path("/proc").glob("[0-9]*"))


def state_and_group(process: Path) -> tuple[str, int]:
    try:
        # After the name, which may have blanks and brackets of its own: see proc_pid_stat(5).
        state, _, group, *_ = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "gone", 0
    return "dead" if state in "ZX" else "alive", int(group)


def has_a_child_at_work(process: Process) -> bool:
    """Say whether a child has computed for a second: it is past its start, however slow that is."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    ticks = [(Path("/proc") / child / "stat").read_text().rpartition(")")[2] for child in children]
    spent = [sum(map(int, line.split()[11:13])) for line in ticks]
    return max(spent, default=0) > os.sysconf("SC_CLK_TCK")


def wait_for(happens: Callable[[], object]) -> None:
    for _ in range(50 * PATIENCE):
        if happens():
            return
        time.sleep(0.02)
    pytest.fail("it has not happened")


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Descriptions whose answers no pipe takes unread."""
    path = tmp_path / "lines.jsonl"
    path.write_text(LINE * 50_000)
    return path


@pytest.mark.parametrize("told", TOLD)
def test_classifying_ends_with_all_its_processes(
    dataset: Path, lines: Path, told: signal.Signals
) -> None:
    asked = ("classify", lines, "--format", "jsonl", "--brief", "--jobs", "2", "--store", dataset)
    with running("-m", "istograph", *asked) as process:
        assert process.stdout is not None
        process.stdout.read(1)
        # Ctrl-C goes to all that run in a terminal, a supervisor's signal to the first of them.
        (os.killpg if told == signal.SIGINT else os.kill)(process.pid, told)
        _, said = process.communicate(timeout=PATIENCE)

        assert (process.returncode, said) == (TOLD[told], b"")
        wait_for(lambda: not is_there(process.pid))


def test_processes_do_not_outlive_a_command_that_is_killed(dataset: Path, lines: Path) -> None:
    asked = ("classify", lines, "--format", "jsonl", "--brief", "--jobs", "2", "--store", dataset)
    with running("-m", "istograph", *asked) as process:
        assert process.stdout is not None
        process.stdout.read(1)
        process.kill()
        process.wait()

        wait_for(lambda: not is_there(process.pid))


@pytest.mark.parametrize("told", TOLD)
def test_a_query_leaves_no_files(dataset: Path, tmp_path: Path, told: signal.Signals) -> None:
    asked = ("query", "-e", ENDLESS, "--store", dataset)
    with running("-m", "istograph", *asked, tmp=tmp_path) as process:
        # Not at its first file, nor while the process is made: the query is under way.
        wait_for(lambda: has_a_child_at_work(process))
        process.send_signal(told)
        _, said = process.communicate(timeout=PATIENCE)

    assert (process.returncode, said) == (TOLD[told], b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("told", TOLD)
def test_a_query_ends_while_its_process_starts(
    dataset: Path, tmp_path: Path, told: signal.Signals
) -> None:
    program = f"""
import os, subprocess
from istograph.cli import main

start = subprocess.Popen._execute_child

def impatient(*arguments):
    os.kill(os.getpid(), {told})
    start(*arguments)

subprocess.Popen._execute_child = impatient
main()
"""
    asked = ("query", "-e", ENDLESS, "--store", dataset)
    with running("-c", program, *asked, tmp=tmp_path) as process:
        _, said = process.communicate(timeout=PATIENCE)
        wait_for(lambda: not is_there(process.pid))

    assert (process.returncode, said) == (TOLD[told], b"")
    assert list(tmp_path.iterdir()) == []


def test_a_build_leaves_no_draft(tmp_path: Path) -> None:
    with running("-m", "istograph", "build", "--store", tmp_path) as process:
        wait_for(lambda: list(tmp_path.glob("versions/.draft-*/*")))
        process.terminate()
        process.communicate(timeout=PATIENCE)

    assert process.returncode == TOLD[signal.SIGTERM]
    assert list(tmp_path.glob("versions/.*")) == []


def test_ctrl_c_while_a_command_loads_shows_no_traceback() -> None:
    program = """
import os, signal, sys

class Impatient:
    def find_spec(name, *_):
        if name == "istograph.cli.app":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Impatient)
from istograph.cli import main
main()
"""
    with running("-c", program) as process:
        _, said = process.communicate(timeout=PATIENCE)

    assert (process.returncode, said) == (-signal.SIGINT, b"")


def test_ctrl_c_while_commands_are_put_together_shows_no_traceback() -> None:
    program = """
import os, signal, typer.main

def impatient(*arguments, **options):
    os.kill(os.getpid(), signal.SIGINT)

typer.main.get_command = impatient
from istograph.cli import main
main()
"""
    with running("-c", program) as process:
        _, said = process.communicate(timeout=PATIENCE)

    assert (process.returncode, said) == (TOLD[signal.SIGINT], b"")
