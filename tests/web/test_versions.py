"""What is made once for each version, and what is shown while it is made anew."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Store
from tests.serving import PATIENCE

from istograph.errors import IstographError
from istograph.rdf.store.snapshot import Description, draft
from istograph.web import versions
from istograph.web.linked_data import indexes
from istograph.web.linked_data.lookup import Lookup
from istograph.web.linked_data.names import Names
from istograph.web.service import Service
from istograph.web.settings import Settings
from istograph.web.versions import Made, OncePerVersion


def publish(directory: Path, version: str) -> None:
    with draft(directory) as new:
        Store(str(new.path)).flush()
        new.publish(Description(version, "", "", ""))


class Work:
    """Something that takes as long as it is let; who asks is patient if it may end, not else."""

    def __init__(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        self._may_end = asyncio.Event()
        self.running = 0
        self._service = service
        self._monkeypatch = monkeypatch
        self.let()

    def let(self) -> None:
        self._monkeypatch.setattr(versions, "_PATIENCE", PATIENCE)
        self._may_end.set()

    def hold(self) -> None:
        self._monkeypatch.setattr(versions, "_PATIENCE", 0.01)
        self._may_end.clear()

    async def __call__(self) -> str:
        version = self._service.published.version
        self.running += 1
        await self._may_end.wait()
        self.running -= 1
        if version == "bad":
            raise IstographError("bad")
        return f"of {version}"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    publish(tmp_path, "1")
    found = Service(tmp_path, Settings())
    yield found
    # It was not started.
    asyncio.run(found.pool.close())


def test_until_the_new_is_made_the_old_is_given_and_called_so(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def use() -> list[Made[str]]:
        kept, work = OncePerVersion(service), Work(service, monkeypatch)
        given = [await kept.soon("x", work)]
        work.hold()
        publish(tmp_path, "2")
        given += [await kept.soon("x", work), await kept.soon("x", work)]
        work.let()
        return [*given, await kept.soon("x", work)]

    first, *old, new = asyncio.run(use())

    assert first == Made("of 1", "1")
    assert old == [first, first]
    assert new == Made("of 2", "2")


def test_however_often_the_dataset_is_written_to_it_is_made_once_at_a_time(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def use() -> tuple[int, Made[str], Made[str]]:
        kept, work = OncePerVersion(service), Work(service, monkeypatch)
        await kept.soon("x", work)
        work.hold()
        for version in "2345":
            publish(tmp_path, version)
            await kept.soon("x", work)
        running = work.running
        work.let()
        return running, await kept.soon("x", work), await kept.soon("x", work)

    running, older, newest = asyncio.run(use())

    assert running == 1
    assert older == Made("of 2", "2")
    assert newest == Made("of 5", "5")


def test_who_needs_what_is_published_waits_for_it(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def use() -> tuple[bool, str]:
        kept, work = OncePerVersion(service), Work(service, monkeypatch)
        await kept.soon("x", work)
        work.hold()
        publish(tmp_path, "2")
        waiting = asyncio.ensure_future(kept.get("x", work))
        await asyncio.sleep(0.1)
        done = waiting.done()
        work.let()
        return done, await waiting

    assert asyncio.run(use()) == (False, "of 2")


def test_what_cannot_be_made_is_told_and_not_hidden_by_the_old(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def use() -> Made[str]:
        kept, work = OncePerVersion(service), Work(service, monkeypatch)
        await kept.soon("x", work)
        work.hold()
        publish(tmp_path, "bad")
        old = await kept.soon("x", work)
        work.let()
        with pytest.raises(IstographError, match="bad"):
            await kept.soon("x", work)
        return old

    assert asyncio.run(use()) == Made("of 1", "1")


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("/dump/", "zh", "本页数字属版本"),
        ("/shapes", "en", "The figures on this page are of version"),
        ("/shapes/results", "zh", "本页数字属版本"),
        ("/ontology", "en", "The figures on this page are of version"),
    ],
)
def test_a_page_after_a_write_says_of_which_version_its_figures_are(
    ours: httpx.Client, path: str, language: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page() -> str:
        asked = {"Accept": "text/html"}
        return ours.get(path, params={"lang": language}, headers=asked).raise_for_status().text

    def hurried(number: int) -> tuple[str, str]:
        """Return the version, and the page that is shown at once after a write."""
        # All the time that it takes: it may have been made before what others wrote.
        monkeypatch.setattr(versions, "_PATIENCE", PATIENCE)
        assert words not in page()
        before = ours.get("/ready").json()["dataset"]
        put(ours, f"{path} {number}")
        with monkeypatch.context() as patch:
            patch.setattr(versions, "_PATIENCE", 0)
            return before, page()

    # What the service makes by itself may be there before this thread has its turn: not each time.
    tried = (hurried(number) for number in range(20))
    before, shown = next((each for each in tried if words in each[1]), ("", ""))
    assert words in shown
    assert before in shown
    assert words not in page()


def put(client: httpx.Client, value: str) -> None:
    triple = f'<http://e/s> <http://e/p> "{value}" .'
    turtle = {"Content-Type": "text/turtle"}
    client.put("/graphs?graph=http://e/g", content=triple, headers=turtle).raise_for_status()


def test_files_of_the_version_before_are_there_for_who_has_begun(ours: httpx.Client) -> None:
    seen = []
    for number in range(3):
        put(ours, str(number))
        seen.append(ours.get("/dump/", headers={"Accept": "application/json"}).json()["version"])
        assert seen[-1] == ours.get("/ready").json()["dataset"]

    found = [ours.get(f"/dump/{each}/verdicts.csv").status_code for each in seen]
    assert found == [404, 200, 200]


def test_a_catalogue_is_of_the_version_that_its_names_are_of(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Overtaken(Names):
        """Names that the dataset is written to after."""

        def __init__(self, lookup: Lookup) -> None:
            super().__init__(lookup)
            publish(tmp_path, "2")

    async def use() -> tuple[Names, Names]:
        monkeypatch.setattr(indexes, "Names", Overtaken)
        found = indexes.Indexes(service)
        overtaken = await found.names()
        monkeypatch.setattr(indexes, "Names", Names)
        return overtaken, (await found.catalogue()).names

    overtaken, names = asyncio.run(use())

    assert service.published.version == "2"
    assert overtaken.store is not service.store
    assert names.store is service.store
