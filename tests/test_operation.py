"""What whoever runs the service for others is given: systemd's unit, and the Containerfile."""

import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.serving import PATIENCE, free_port, is_ready, serving

ROOT = Path(__file__).resolve().parents[1]
# linux/prctl.h
NO_NEW_PRIVILEGES, REFUSE_WRITABLE_CODE, WITHOUT_EXCEPTION = 38, 65, 1


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unit as it is printed, in a file of its name."""
    command = [sys.executable, "-P", "-m", "istograph", "serve", "--print-unit"]
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    path = tmp_path_factory.mktemp("units") / "istograph.service"
    path.write_bytes(printed)
    return path


@pytest.fixture(scope="module")
def analyze() -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("needs systemd-analyze")
    return program


def test_the_unit_starts_this_installation(unit: Path) -> None:
    (program,) = re.findall(r"^ExecStart=(\S+) serve$", unit.read_text(), re.MULTILINE)

    assert os.access(program, os.X_OK)
    assert Path(program).parent == Path(sys.executable).parent


def test_systemd_finds_no_fault_with_the_unit(unit: Path, analyze: str) -> None:
    verified = subprocess.run(
        [analyze, "verify", unit], capture_output=True, text=True, check=False
    )

    assert (verified.returncode, about(unit, verified)) == (0, [])


def test_systemd_would_find_one(unit: Path, analyze: str, tmp_path: Path) -> None:
    broken = tmp_path / unit.name
    broken.write_text(unit.read_text().replace("Type=exec", "Type=perhaps"))

    verified = subprocess.run(
        [analyze, "verify", broken], capture_output=True, text=True, check=False
    )

    assert about(broken, verified) != []


def about(unit: Path, verified: "subprocess.CompletedProcess[str]") -> list[str]:
    """Return what is said of a unit, and not of others that the system has."""
    return [line for line in verified.stderr.splitlines() if str(unit) in line]


def test_the_unit_leaves_the_service_little_power(unit: Path, analyze: str) -> None:
    command = [analyze, "security", "--offline=true", "--threshold=20", unit]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)

    # Of 100, where 100 is everything that root may do.
    assert judged.returncode == 0, judged.stdout.splitlines()[-1]


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_the_service_works_without_what_the_unit_takes_away(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = shutil.copytree(dataset, tmp_path / "store")
    before = subprocess.Popen

    def confined(*arguments: object, **options: object) -> object:
        return before(*arguments, **options, preexec_fn=give_up)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", confined)
    with serving("--store", str(store), "--writable") as address:
        for path in ("/", "/sparql?query=ASK{}", "/classify?id=inbar", "/search?q=inbar"):
            assert httpx.get(address + path, timeout=PATIENCE, trust_env=False).status_code == 200


def give_up() -> None:
    """Take from a process what `NoNewPrivileges` and `MemoryDenyWriteExecute` take from it."""
    libc = ctypes.CDLL(None)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    # Linux 6.3 has it; before that, systemd does it otherwise.
    libc.prctl(REFUSE_WRITABLE_CODE, WITHOUT_EXCEPTION, 0, 0, 0)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_service_that_is_told_to_end_leaves_nothing(tmp_path: Path, told: signal.Signals) -> None:
    port = free_port()
    command = [sys.executable, "-P", "-m", "istograph", "serve", "--empty", "--port", str(port)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    # What is named to be kept is kept.
    environment.pop("ISTOGRAPH_STORE", None)
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:
        assert is_ready(f"http://127.0.0.1:{port}", server)
        assert list(tmp_path.iterdir()) != []
        server.send_signal(told)

        assert server.wait(PATIENCE) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def health_check() -> list[str]:
    """The command by which a container is known to be healthy."""
    text = (ROOT / "Containerfile").read_text()
    (command,) = re.findall(r"^HEALTHCHECK .*\\\n +CMD (\[.*\])$", text, re.MULTILINE)
    # Ours may be slower than a container that has a machine to itself.
    patient = command.replace("timeout=5", f"timeout={PATIENCE}")
    assert patient != command
    return [sys.executable, *json.loads(patient)[1:]]


@pytest.fixture
def port(dataset: Path) -> Iterator[str]:
    with serving("--store", str(dataset)) as address:
        yield address.rpartition(":")[2]


def test_a_container_that_serves_is_healthy(health_check: list[str], port: str) -> None:
    environment = {**os.environ, "ISTOGRAPH_PORT": port, "NO_PROXY": "*"}

    assert subprocess.run(health_check, env=environment, check=False).returncode == 0


def test_a_container_that_does_not_is_not(health_check: list[str]) -> None:
    environment = {**os.environ, "ISTOGRAPH_PORT": "9", "NO_PROXY": "*"}

    checked = subprocess.run(health_check, env=environment, capture_output=True, check=False)

    assert checked.returncode != 0


def test_what_the_container_is_built_from_is_there() -> None:
    kept = re.findall(r"^!(\S+)$", (ROOT / ".containerignore").read_text(), re.MULTILINE)

    assert "src" in kept
    assert [name for name in kept if not (ROOT / name).exists()] == []


def test_a_service_whose_dataset_is_gone_says_so_until_it_is_back(tmp_path: Path) -> None:
    with serving("--store", str(tmp_path), "--empty") as address:
        current = tmp_path / "CURRENT"
        current.rename(tmp_path / "elsewhere")
        usual = {"timeout": PATIENCE, "trust_env": False}
        gone = [httpx.get(address + path, **usual) for path in ("/health", "/ready")]
        (tmp_path / "elsewhere").rename(current)
        back = httpx.get(address + "/ready", **usual)

    assert [answer.status_code for answer in (*gone, back)] == [200, 503, 200]
    assert "is gone from its disk" in gone[1].json()["detail"]
