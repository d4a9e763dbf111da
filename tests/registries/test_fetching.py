"""Items fetched from a Wikibase that speaks as Wikidata does."""

import email.utils
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.registries.running import import_files
from tests.registries.test_wikidata import IGO, above, entity, of_item, statement
from tests.registries.wikibase import Refusal, Wikibase
from tests.serving import PATIENCE

from istograph.errors import InputError, RemoteError
from istograph.registries.http import Client, seconds
from istograph.registries.inputs import json_entries
from istograph.registries.record import Refusal as Refused
from istograph.registries.wikidata.fetching import Wikidata

TODAY = date(2026, 11, 22)
BUSY = '{"error":{"code":"maxlag","info":"Waiting for a database server","lag":7}}'


@pytest.fixture
def wikibase() -> Iterator[Wikibase]:
    with Wikibase().serving() as running:
        running.entities = {
            "Q100": entity(
                P31=[statement(of_item("Q900001"))], P159=[statement(of_item("Q1000001"))]
            ),
            "Q101": entity("Q101"),
            "Q900001": above("Q900001", "Q900002"),
            "Q900002": above("Q900002", IGO),
            IGO: above(IGO, "Q484652"),
            "Q484652": above("Q484652", "Q43229"),
            "Q1000001": entity("Q1000001", P131=[statement(of_item("Q8646"))]),
        }
        yield running


class Fetching:
    """Somebody who fetches, and does not really wait when asked to."""

    def __init__(self, wikibase: Wikibase, folder: Path) -> None:
        self.waited: list[float] = []
        self.wikibase = wikibase
        self.folder = folder

    def client(self, today: date = TODAY) -> Wikidata:
        client = Client(timeout=PATIENCE, attempts=4, pause=1, sleep=self.waited.append)
        return Wikidata(
            self.folder / "kept",
            self.wikibase.address,
            self.wikibase.query_service,
            client,
            today,
        )


@pytest.fixture
def fetching(wikibase: Wikibase, tmp_path: Path) -> Fetching:
    return Fetching(wikibase, tmp_path)


@pytest.mark.parametrize("items", [["Q100"], ["Q100", "Q101"]], ids=["EntityData", "API"])
def test_what_is_fetched_is_imported_with_its_classes_and_places(
    items: list[str], fetching: Fetching, tmp_path: Path
) -> None:
    fetched = fetching.client().fetch(items)
    found = import_files("wikidata", tmp_path / "out.nq", fetched.path)
    facts = found.facts("wikidata-q100")
    # The class two levels up, and the city that lies in Hong Kong.
    assert "ontology#IntergovernmentalOrganization" in facts["isSaidToBe"]
    assert facts["isHeadquarteredIn"] == ["hk"]
    # Classes and places are no records.
    assert found.report.taken == len(items)
    assert fetched.accessed == TODAY


def test_one_item_is_asked_of_entity_data_and_many_of_the_api(fetching: Fetching) -> None:
    fetching.client().fetch(["Q101"])
    assert fetching.wikibase.asked == ["/wiki/Special:EntityData/Q101.json"]
    fetching.wikibase.asked.clear()
    numbers = range(5000, 5120)
    fetching.wikibase.entities |= {f"Q{n}": entity(f"Q{n}") for n in numbers}
    fetching.client().fetch([f"Q{n}" for n in numbers])
    assert len(fetching.wikibase.asked) == 3
    assert all(
        asked.startswith("/w/api.php?action=wbgetentities") for asked in fetching.wikibase.asked
    )


def test_who_asks_says_so(fetching: Fetching) -> None:
    fetching.client().fetch(["Q101"])
    [agent] = fetching.wikibase.agents
    assert agent.startswith("istograph/")
    assert "https://w3id.org/istograph" in agent


def test_a_query_finds_items(fetching: Fetching) -> None:
    wd = "http://www.wikidata.org/entity/"
    fetching.wikibase.solutions = [
        {"item": f"{wd}Q101", "x": "y"},
        {"item": f"{wd}Q100", "x": "y"},
        {"item": f"{wd}Q101", "x": "z"},
    ]
    query = "SELECT ?item ?x WHERE { ?item wdt:P31 wd:Q245065 }"
    assert fetching.client().found_by(query) == ["Q101", "Q100"]
    assert fetching.wikibase.queries == [query]


@pytest.mark.parametrize("value", ["http://example.org/Q1", "http://www.wikidata.org/entity/P31"])
def test_a_query_that_finds_other_things_is_refused(value: str, fetching: Fetching) -> None:
    fetching.wikibase.solutions = [{"item": value}]
    with pytest.raises(InputError, match="items as wd:Q7817 only"):
        fetching.client().found_by("SELECT ?item {}")


def test_an_item_is_not_asked_for_twice_in_a_week(fetching: Fetching) -> None:
    first = fetching.client().fetch(["Q100", "Q101"])
    fetching.wikibase.asked.clear()
    again = fetching.client(TODAY + timedelta(days=6)).fetch(["Q100", "Q101"])
    assert not fetching.wikibase.asked
    assert (again.sha256, again.accessed) == (first.sha256, TODAY)
    fetching.client(TODAY + timedelta(days=7)).fetch(["Q100", "Q101"])
    assert fetching.wikibase.asked


def test_a_fetch_that_broke_off_goes_on(fetching: Fetching) -> None:
    numbers = [f"Q{n}" for n in range(5000, 5060)]
    fetching.wikibase.entities |= {key: entity(key) for key in numbers}
    refusals = fetching.wikibase.refusals
    breaking = replace(fetching.client(), progress=lambda _: refusals.append(Refusal(403)))
    with pytest.raises(RemoteError, match="403"):
        breaking.fetch(numbers)
    fetching.wikibase.asked.clear()
    fetching.client().fetch(numbers)
    [asked] = fetching.wikibase.asked
    assert "Q5050" in asked
    assert "Q5049" not in asked


@pytest.mark.parametrize(
    ("refusal", "waited"),
    [
        (Refusal(503), 1),
        (Refusal(429, headers={"Retry-After": "17"}), 17),
        (Refusal(500, "a page for people"), 1),
        (Refusal(200, BUSY, {"Retry-After": "5"}), 5),
        (Refusal(200, BUSY), 1),
        (Refusal(200, '{"entities"', missing=100), 1),
    ],
    ids=["503", "429", "500", "maxlag", "maxlag-silent", "cut-off"],
)
def test_what_passes_is_waited_for(refusal: Refusal, waited: float, fetching: Fetching) -> None:
    fetching.wikibase.refusals.append(refusal)
    assert fetching.client().fetch(["Q101"]).size
    assert fetching.waited == [waited]


def test_pauses_grow_until_it_gives_up(fetching: Fetching) -> None:
    fetching.wikibase.refusals.extend([Refusal(503)] * 9)
    with pytest.raises(RemoteError, match="no answer after 4 attempts: 503"):
        fetching.client().fetch(["Q101"])
    assert fetching.waited == [1, 2, 4]


def test_a_server_that_is_not_there_is_tried_again(tmp_path: Path) -> None:
    waited: list[float] = []
    told: list[str] = []
    client = Client(attempts=3, sleep=waited.append, waiting=told.append)
    # Nobody else is given its port as long as it is held, and nobody listens there.
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{held.getsockname()[1]}"
        with pytest.raises(RemoteError, match="no answer after 3 attempts"):
            Wikidata(tmp_path, address, client=client).fetch(["Q1"])
    assert len(waited) == 2
    assert [text.rpartition(";")[2] for text in told] == [
        " asked again in 1 s, 2 of 3",
        " asked again in 2 s, 3 of 3",
    ]


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (Refusal(403, "no user agent"), "403 Forbidden: no user agent"),
        (Refusal(200, '{"error":{"code":"no-such-entity","info":"Q1"}}'), "no-such-entity"),
        (Refusal(200, "<html>"), "no JSON"),
        (Refusal(200, "[]"), "no entities"),
    ],
)
def test_what_does_not_pass_is_said_at_once(
    refusal: Refusal, message: str, fetching: Fetching
) -> None:
    fetching.wikibase.refusals.append(refusal)
    with pytest.raises(RemoteError, match=message):
        fetching.client().fetch(["Q101", "Q100"])
    assert not fetching.waited


@pytest.mark.parametrize("others", [[], ["Q100"]], ids=["EntityData", "API"])
def test_a_redirect_is_known_as_one(others: list[str], fetching: Fetching, tmp_path: Path) -> None:
    fetching.wikibase.redirects = {"Q99": "Q101"}
    fetched = fetching.client().fetch(["Q99", *others])
    found = import_files("wikidata", tmp_path / "out.nq", fetched.path)
    assert found.objects("id:organization/wikidata-q99", "dcterms:isReplacedBy") == [
        "https://w3id.org/istograph/id/organization/wikidata-q101"
    ]
    assert found.objects("id:organization/wikidata-q101", "rdf:type")


def test_an_item_that_is_not_there_is_refused_and_the_others_taken(
    fetching: Fetching, tmp_path: Path
) -> None:
    fetched = fetching.client().fetch(["Q100", "Q404404"])
    assert not any(isinstance(entry, Refused) for entry in json_entries(fetched))
    found = import_files("wikidata", tmp_path / "out.nq", fetched.path)
    assert [each["key"] for each in found.refused] == ["Q404404"]
    assert found.report.taken == 1


def test_retry_after_is_seconds_or_a_date() -> None:
    soon = datetime.now(UTC) + timedelta(seconds=90)
    assert seconds("120") == 120
    assert 0 < (seconds(email.utils.format_datetime(soon)) or 0) <= 90
    assert seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert seconds("soon") is None
    assert seconds(None) is None


def test_the_command_fetches(wikibase: Wikibase, tmp_path: Path) -> None:
    wikibase.solutions = [{"item": "http://www.wikidata.org/entity/Q101"}]
    query = tmp_path / "items.rq"
    query.write_text("SELECT ?item {}")
    command = [sys.executable, "-m", "istograph", "import", "wikidata", "--qid", "Q100,Q404404"]
    command += ["--query", str(query), "--store", str(tmp_path)]
    command += ["--wikidata", wikibase.address, "--query-service", wikibase.query_service]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "2 records taken" in done.stderr
    assert "1 refused" in done.stderr
    assert (tmp_path / "imports" / "wikidata.nq.gz").is_file()
