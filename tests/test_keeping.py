"""Backups: of a dataset that is written to meanwhile, verified before they replace anything."""

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.serving import PATIENCE, TOKEN, serving

from istograph.rdf.store import snapshot

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
WRITTEN = (
    "SELECT ?n { GRAPH <https://w3id.org/istograph/graph/local> "
    "{ ?s <http://example.org/%s> ?n } } ORDER BY ?n"
)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "istograph", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


def ask(store: Path, query: str) -> list[str]:
    """Return the rows of an answer."""
    found = run("query", "-e", query, "--format", "csv", "--store", store)
    assert found.returncode == 0, found.stderr
    return found.stdout.split()[1:]


@pytest.fixture(scope="module")
def kept(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the dataset; it is not to be changed."""
    folder = tmp_path_factory.mktemp("backups") / "kept"
    done = run("backup", folder, "--store", dataset)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def damaged(kept: Path, tmp_path: Path) -> Path:
    """A copy of the backup, to be damaged."""
    return Path(shutil.copytree(kept, tmp_path / "damaged"))


def test_what_is_restored_answers_as_the_original(
    kept: Path, dataset: Path, tmp_path: Path
) -> None:
    done = run("restore", kept, "--store", tmp_path / "new")

    assert done.returncode == 0, done.stderr
    assert version(tmp_path / "new") == version(dataset)
    assert ask(tmp_path / "new", COUNT) == ask(dataset, COUNT)


def test_a_backup_shares_no_file_with_the_dataset(kept: Path) -> None:
    assert {path.stat().st_nlink for path in (kept / "store").iterdir()} == {1}


def test_a_backup_replaces_nothing(kept: Path, dataset: Path) -> None:
    again = run("backup", kept, "--store", dataset)

    assert again.returncode == 2
    assert "not empty" in again.stderr


def test_there_must_be_something_to_back_up(tmp_path: Path) -> None:
    done = run("backup", tmp_path / "backup", "--store", tmp_path / "nothing")

    assert done.returncode == 2
    assert not (tmp_path / "backup").exists()


def test_a_backup_that_fails_leaves_nothing(dataset: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(dataset, tmp_path / "store"))
    current = snapshot.current(store)
    assert current is not None
    # A link to nowhere cannot be copied, whoever tries.
    (current.path / "zzz.sst").symlink_to(tmp_path / "nowhere")

    done = run("backup", tmp_path / "backup", "--store", store)

    assert done.returncode == 2
    assert not (tmp_path / "backup").exists()


# What is restored


def test_another_dataset_is_replaced_only_when_that_is_said(kept: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    snapshot.publish_empty(store)
    before = version(store)

    refused = run("restore", kept, "--store", store)

    assert refused.returncode == 2
    assert "--replace" in refused.stderr
    assert version(store) == before
    assert run("restore", kept, "--store", store, "--replace").returncode == 0
    assert version(store) != before


@pytest.mark.parametrize("name", ["dataset.json", "store/*.sst", "MANIFEST.json"])
def test_a_backup_without_a_file_is_refused(damaged: Path, tmp_path: Path, name: str) -> None:
    next(damaged.glob(name)).unlink()

    assert_refused(damaged, tmp_path / "store")


@pytest.mark.parametrize("name", ["dataset.json", "store/*.sst", "MANIFEST.json"])
def test_a_backup_that_was_changed_is_refused(damaged: Path, tmp_path: Path, name: str) -> None:
    path = next(damaged.glob(name))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)

    assert_refused(damaged, tmp_path / "store")


@pytest.mark.parametrize("name", ["../../escaped", "/etc/hostname"])
def test_a_backup_restores_nothing_elsewhere(damaged: Path, tmp_path: Path, name: str) -> None:
    path = damaged / "MANIFEST.json"
    manifest = json.loads(path.read_text())
    manifest["files"][name] = {"size": 0, "sha256": ""}
    path.write_text(json.dumps(manifest))

    assert_refused(damaged, tmp_path / "store")


def assert_refused(backup: Path, store: Path) -> None:
    done = run("restore", backup, "--store", store)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert snapshot.current(store) is None


def test_a_damaged_dataset_is_put_right(kept: Path, dataset: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(dataset, tmp_path / "store"))
    current = snapshot.current(store)
    assert current is not None
    for path in current.path.glob("*.sst"):
        path.write_bytes(b"not this")

    assert run("restore", kept, "--store", store).returncode == 0
    assert ask(store, COUNT) == ask(dataset, COUNT)


def test_imports_come_back_as_they_were(dataset: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(dataset, tmp_path / "store"))
    imports = store / "imports"
    imports.mkdir()
    (imports / "ror.nq.gz").write_bytes(b"as it was")
    taken = (imports / "ror.nq.gz").stat().st_mtime_ns
    assert run("backup", tmp_path / "backup", "--store", store).returncode == 0
    (imports / "ror.nq.gz").write_bytes(b"as it became")
    (imports / "wikidata.nq.gz").write_bytes(b"later")

    assert run("restore", tmp_path / "backup", "--store", store).returncode == 0
    assert [path.name for path in imports.iterdir()] == ["ror.nq.gz"]
    assert (imports / "ror.nq.gz").read_bytes() == b"as it was"
    # By which a build knows that nothing has changed.
    assert (imports / "ror.nq.gz").stat().st_mtime_ns == taken


# While a service runs


class Author:
    """Writes pairs of triples, one pair at a time, and knows which are acknowledged."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._write)
        self.acknowledged = -1

    def __enter__(self) -> "Author":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def reach(self, number: int) -> None:
        """Wait until so many are acknowledged."""
        while self.acknowledged < number:
            assert self._thread.is_alive(), "a write has failed"
            time.sleep(0.01)

    def _write(self) -> None:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        with httpx.Client(headers=headers, timeout=PATIENCE, trust_env=False) as client:
            while not self._ended.is_set():
                number = self.acknowledged + 1
                pair = f"<http://example.org/a> {number} ; <http://example.org/b> {number}"
                update = f"INSERT DATA {{ <http://example.org/{number}> {pair} }}"
                client.post(f"{self._address}/sparql", data={"update": update}).raise_for_status()
                self.acknowledged = number


@pytest.fixture
def written(dataset: Path, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A dataset, and the address of the service that writes to it."""
    store = Path(shutil.copytree(dataset, tmp_path / "store"))
    with serving("--store", str(store), "--writable") as address:
        yield store, address


def test_a_backup_is_of_one_moment(written: tuple[Path, str], tmp_path: Path) -> None:
    store, address = written
    with Author(address) as author:
        for number in range(2):
            acknowledged = author.acknowledged
            folder = tmp_path / f"backup-{number}"
            assert run("backup", folder, "--store", store).returncode == 0
            latest = author.acknowledged + 1
            restored = tmp_path / f"restored-{number}"
            assert run("restore", folder, "--store", restored).returncode == 0

            first, second = (list(map(int, ask(restored, WRITTEN % name))) for name in "ab")
            assert first == second == list(range(len(first)))
            assert acknowledged < len(first) <= latest + 1


def test_a_service_turns_to_what_is_restored(written: tuple[Path, str], tmp_path: Path) -> None:
    store, address = written
    count = {"query": WRITTEN % "a"}
    assert run("backup", tmp_path / "backup", "--store", store).returncode == 0
    with Author(address) as author:
        author.reach(2)

    assert run("restore", tmp_path / "backup", "--store", store, "--replace").returncode == 0
    accept = {"Accept": "text/csv"}
    found = httpx.get(
        f"{address}/sparql", params=count, headers=accept, trust_env=False, timeout=PATIENCE
    )
    assert found.text.split() == ["n"]
    with Author(address) as author:
        author.reach(0)
    found = httpx.get(
        f"{address}/sparql", params=count, headers=accept, trust_env=False, timeout=PATIENCE
    )
    assert found.text.split()[:2] == ["n", "0"]


def version(store: Path) -> str:
    published = snapshot.current(store)
    assert published is not None
    return published.version
