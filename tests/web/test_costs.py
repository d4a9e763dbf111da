"""What pages cost the service: few queries each, however many rows they show; some made ahead."""

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.paths import KINDS
from tests.serving import PATIENCE
from tests.web.conftest import Serve

from istograph.rdf.protocol import QueryOperation
from istograph.rdf.store.workers import Answer
from istograph.web import app, home
from istograph.web import service as services
from istograph.web.http.languages import LANGUAGES, Language
from istograph.web.service import Service
from istograph.web.settings import Settings
from istograph.web.solutions import solutions

MOST_QUERIES = 12
# Without those that are slow for other reasons: they run the shapes, or write all data into files.
PAGES = [path for path in KINDS if not path.startswith(("/shapes", "/validate", "/dump"))]
TWICE = """
INSERT { ?copy ?property ?value }
WHERE {
  VALUES ?kind {
    isto:Claim isto:Dispute isto:Observation isto:Policy isto:TableCell isto:TableRow
    org:Organization skos:Concept
  }
  ?record a ?kind ; ?property ?value
  BIND (IRI(CONCAT(STR(?record), "-copy")) AS ?copy)
}"""


class Counting(Service):
    """Counts what it is asked for a page that is made for its first reader."""

    asked = 0

    def ahead(self, make: Callable[[Language], Any]) -> None:
        """Make nothing before."""

    async def query(self, operation: QueryOperation, accept: str | None) -> Answer:
        """Count the query, and answer it."""
        self.asked += 1
        return await super().query(operation, accept)


class Prepared(Counting):
    """Makes pages ahead, as the service does."""

    def ahead(self, make: Callable[[Language], Any]) -> None:
        """Make it before."""
        Service.ahead(self, make)

    def is_ready(self) -> bool:
        """Whether all that is made ahead is made."""
        return self._loading.done()


class Counted:
    """A server of one's own, and how many queries its pages ask."""

    def __init__(
        self, serve: Serve, directory: Path, kind: type[Counting] = Counting, **settings: Any
    ) -> None:
        def make(directory: Path, settings: Settings) -> Service:
            self.service = kind(directory, settings)
            return self.service

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(app, "Service", make)
            self.address = serve(directory, **settings)

    def queries(self, path: str) -> int:
        """Return how many queries a page asks now."""
        before = self.service.asked
        headers = {"Accept": "text/html"}
        answer = httpx.get(self.address + path, headers=headers, timeout=PATIENCE, trust_env=False)
        assert answer.status_code < 500
        return self.service.asked - before


@pytest.fixture(scope="module")
def ours(serve: Serve, dataset: Path) -> dict[str, int]:
    """How many queries each page asks of our dataset."""
    counted = Counted(serve, dataset)
    return {path: counted.queries(path) for path in PAGES}


def test_a_page_asks_few_queries(ours: dict[str, int]) -> None:
    assert {path: number for path, number in ours.items() if number > MOST_QUERIES} == {}
    assert sum(ours.values()) > MOST_QUERIES


def test_twice_the_rows_are_shown_by_as_many_queries(
    ours: dict[str, int], serve: Serve, dataset: Path, tmp_path: Path
) -> None:
    shutil.copytree(dataset, tmp_path / "store")
    counted = Counted(serve, tmp_path / "store", writable=True, open_writes=True)
    written = httpx.post(
        f"{counted.address}/sparql",
        content=TWICE,
        headers={"Content-Type": "application/sparql-update"},
        timeout=PATIENCE,
        trust_env=False,
    )
    assert written.is_success, written.text

    asking = [path for path, number in ours.items() if number]
    assert {path: counted.queries(path) for path in asking} == {p: ours[p] for p in asking}


def test_a_query_for_each_row_is_noticed(
    serve: Serve, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def content(page: Any, language: Language) -> dict[str, Any]:
        found = await solutions(page._service, "SELECT ?o { ?o a org:Organization } LIMIT 20")
        for term in [term for row in found.rows for term in row if term]:
            await solutions(page._service, f"SELECT ?name {{ <{term['value']}> rdfs:label ?name }}")
        return await whole(page, language)

    whole = home._Home._content
    monkeypatch.setattr(home._Home, "_content", content)

    assert Counted(serve, dataset).queries("/") > MOST_QUERIES


def test_pages_are_made_before_they_are_asked_for(
    serve: Serve, dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "_PAUSES", (0, 0))
    counted = Counted(serve, dataset, Prepared)
    for _ in range(1200):
        if counted.service.is_ready():
            break
        time.sleep(0.05)

    assert counted.service.asked > MOST_QUERIES
    for language in LANGUAGES:
        for path in ("/", "/policies", "/paper", "/ontology"):
            assert counted.queries(f"{path}?lang={language}") == 0
    # What is made of the report of the shapes, and of the files, is made without queries.
    before = made(counted.address)
    for language in LANGUAGES:
        for path in ("/shapes", "/shapes/results", "/dump/"):
            assert counted.queries(f"{path}?lang={language}") == 0
    after = made(counted.address)
    assert [before["report"], before["dumps"]] == [after["report"], after["dumps"]]


def made(address: str) -> dict[str, str]:
    """Return how often the service has made each thing."""
    text = httpx.get(f"{address}/metrics", timeout=PATIENCE, trust_env=False).text
    return dict(re.findall(r'making_seconds_count\{what="([^"]+)"\} (\S+)', text))
