"""Versions on disk: published in one step, or not at all."""

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from tests.serving import PATIENCE

from istograph.rdf.store import snapshot
from istograph.rdf.store.snapshot import Description, Snapshot, current, draft, hold


def description(version: str, source: str = "s") -> Description:
    return Description(version, built="2026-11-21T00:00:00Z", source=source, package="0")


def publish(directory: Path, version: str, source: str = "s") -> Snapshot:
    with draft(directory) as new:
        store = Store(str(new.path))
        store.add(Quad(NamedNode("http://e/s"), NamedNode("http://e/p"), Literal(version)))
        store.flush()
        del store
        return new.publish(description(version, source))


def content(snapshot: Snapshot | None) -> list[str]:
    assert snapshot is not None
    return [quad.object.value for quad in snapshot.open()]


def versions(directory: Path) -> set[str]:
    return {folder.name for folder in (directory / "versions").iterdir()}


def test_where_nothing_was_published_nothing_is_current(tmp_path: Path) -> None:
    assert current(tmp_path / "missing") is None


def test_a_published_version_is_current(tmp_path: Path) -> None:
    published = publish(tmp_path, "1")

    assert current(tmp_path) == published
    assert content(published) == ["1"]


def test_a_failed_build_leaves_the_old_version_alone(tmp_path: Path) -> None:
    publish(tmp_path, "1")

    def fail() -> None:
        with draft(tmp_path) as new:
            Store(str(new.path))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert content(current(tmp_path)) == ["1"]
    assert versions(tmp_path) == {"1"}


def test_a_killed_build_leaves_the_old_version_alone(tmp_path: Path) -> None:
    publish(tmp_path, "1")
    killed = f"""
        import os, signal
        from pathlib import Path
        from pyoxigraph import Store
        from istograph.rdf.store.snapshot import draft
        with draft(Path({str(tmp_path)!r})) as new:
            store = Store(str(new.path))
            os.kill(os.getpid(), signal.SIGKILL)
    """
    status = subprocess.run([sys.executable, "-c", textwrap.dedent(killed)]).returncode

    assert status == -9
    assert content(current(tmp_path)) == ["1"]
    assert len(versions(tmp_path)) == 2, "the dead build left no draft, so this test shows nothing"
    assert content(publish(tmp_path, "2")) == ["2"]
    assert versions(tmp_path) == {"1", "2"}


def test_a_reader_keeps_the_version_that_it_opened(tmp_path: Path) -> None:
    store = publish(tmp_path, "1").open()
    for version in "234":
        publish(tmp_path, version)

    assert [quad.object.value for quad in store] == ["1"]


def test_the_version_before_the_current_is_kept_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "_GRACE_SECONDS", 0)
    for version in "1234":
        publish(tmp_path, version)

    assert versions(tmp_path) == {"3", "4"}


def test_what_was_before_is_told_while_it_is_there(tmp_path: Path) -> None:
    first = publish(tmp_path, "1")
    second = publish(tmp_path, "2")

    assert snapshot.before(second) == first
    shutil.rmtree(first.folder)
    assert snapshot.before(second) is None


def test_a_version_that_is_held_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_GRACE_SECONDS", 0)
    descriptor = hold(publish(tmp_path, "1").path)
    for version in "234":
        publish(tmp_path, version)
    while_held = versions(tmp_path)
    os.close(descriptor)
    publish(tmp_path, "5")

    assert (while_held, versions(tmp_path)) == ({"1", "3", "4"}, {"4", "5"})


def test_a_version_stays_for_those_who_are_about_to_read_it(tmp_path: Path) -> None:
    for version in "1234":
        publish(tmp_path, version)

    assert versions(tmp_path) == {"1", "2", "3", "4"}


def test_the_same_content_from_other_sources_is_the_same_version(tmp_path: Path) -> None:
    publish(tmp_path, "1", source="before")
    publish(tmp_path, "1", source="after")
    found = current(tmp_path)

    assert found is not None
    assert found.description.source == "after"
    assert content(found) == ["1"]


def test_a_version_whose_files_are_gone_is_not_current(tmp_path: Path) -> None:
    publish(tmp_path, "1")
    (tmp_path / "CURRENT").write_text("2\n")

    assert current(tmp_path) is None


def test_a_second_builder_waits_for_the_first(tmp_path: Path) -> None:
    waiting = f"""
        from pathlib import Path
        from istograph.rdf.store.snapshot import current, draft
        print("started", flush=True)
        with draft(Path({str(tmp_path)!r})):
            print(current(Path({str(tmp_path)!r})).version)
    """
    with draft(tmp_path) as new:
        second = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(waiting)], stdout=subprocess.PIPE, text=True
        )
        assert second.stdout is not None
        assert second.stdout.readline() == "started\n"
        Store(str(new.path)).flush()
        new.publish(description("first"))

    assert second.communicate(timeout=PATIENCE)[0] == "first\n"
