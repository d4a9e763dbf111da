"""The page of a record: its map, its line at a glance, its proofs, what it tells search engines."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from rdflib import Graph, Namespace, URIRef

from istograph.model import JOINS, isto, record
from istograph.rdf.namespaces import ID, expand
from istograph.rdf.store import snapshot
from istograph.web.http.links import Links
from istograph.web.linked_data import maps, record_pages
from istograph.web.linked_data.lookup import DEFAULT, Lookup

_LAND = {"scale": 5, "path": "M0,0z", "jurisdictions": {"ch": [8.2, 46.8]}}
_SCHEMA = Namespace("https://schema.org/")


@pytest.fixture
def land(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An outline that is not that of the land."""
    file = tmp_path / "land.json"
    file.write_text(json.dumps(_LAND), encoding="utf-8")
    monkeypatch.setattr(maps, "_LAND", file)
    return file


def test_a_town_is_a_point_and_a_country_a_ring_in_its_middle(land: Path) -> None:
    town, country = (maps.located(where, ["ch"]) for where in (["46.20222,6.14569"], []))

    assert town is not None
    assert country is not None
    assert town.points == [maps.Point(930.7, 219.0, exact=True)]
    assert country.points == [maps.Point(941.0, 216.0, exact=False)]


@pytest.mark.parametrize("written", ["", "46.2", "north,south", "46.2;6.1", "146.2,6.1,7"])
def test_what_is_no_point_is_none(land: Path, written: str) -> None:
    assert maps.located([written], []) is None


def test_without_an_outline_there_is_no_map(land: Path) -> None:
    land.unlink()

    assert maps.located(["46.20222,6.14569"], ["ch"]) is None


def _page(client: httpx.Client, path: str, language: str = "en") -> str:
    answer = client.get(f"/page/{path}", params={"lang": language})
    assert answer.status_code == 200
    return answer.text


def test_values_from_the_same_source_stand_together_and_it_is_named_once(
    client: httpx.Client,
) -> None:
    page = _page(client, "organization/inbar")
    _, _, participants = page.partition(">has participant from</a></dt>")
    participants = participants.partition("</dl>")[0]

    assert participants.count("/page/jurisdiction/") == 9
    assert participants.count("A. Kumar and C. B. Sastry") == 1
    assert participants.count("/page/claim/") >= 9


@pytest.mark.parametrize(
    ("language", "wanted"),
    [("en", "whether it has S&amp;T attributes"), ("zh", "是否具有科技属性")],
)
def test_what_would_settle_it_either_way_is_asked_once(
    client: httpx.Client, language: str, wanted: str
) -> None:
    assert wanted in _page(client, "organization/itto", language)


def test_a_number_is_said_in_words(client: httpx.Client) -> None:
    page = _page(client, "observation/istos-joined-2022")

    assert "<strong>875</strong>" in page
    assert "as of 2022-12-31" in page
    assert "截至2022-12-31" in _page(client, "observation/istos-joined-2022", "zh")


def test_a_place_names_who_is_seated_there(client: httpx.Client) -> None:
    page = _page(client, "place/beijing")

    seated = page.partition('id="seated"')[2].partition("</section>")[0]
    assert "/page/organization/inbar?lang=en" in seated
    assert "decides nothing" in seated


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use of it
def test_search_engines_are_told_what_the_page_shows(client: httpx.Client) -> None:
    page = _page(client, "organization/inbar")
    text = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    told: dict[str, Any] = json.loads(text)
    # The context of schema.org itself is not fetched; it has the same terms.
    told["@context"] = {"@vocab": str(_SCHEMA)}
    graph = Graph().parse(data=json.dumps(told), format="json-ld")

    def values(node: Any, *path: str) -> set[str]:
        nodes = {node}
        for name in path:
            nodes = {o for each in nodes for o in graph.objects(each, _SCHEMA[name])}
        return set(map(str, nodes))

    inbar = URIRef(f"{ID}organization/inbar")
    assert "国际竹藤组织" in values(inbar, "name")
    assert values(inbar, "foundingDate") == {"1997"}
    assert values(inbar, "address", "addressLocality") == {"Beijing"}
    assert values(inbar, "address", "addressCountry") == {"CN"}
    assert values(inbar, "location", "geo", "latitude") == {"39.9075"}
    for value in ("Founded in 1997", "Beijing", "国际竹藤组织"):
        assert value in page


def test_a_fact_that_cannot_be_read_leaves_the_page_readable(ours: httpx.Client) -> None:
    who = f"{ID}organization/who"
    update = (
        f"INSERT DATA {{ <http://e/1> a isto:Fact ; isto:subject <{who}> ; "
        'isto:property isto:hasPrincipalField ; isto:value "nonsense" }'
    )
    assert ours.post("/sparql", data={"update": update}).is_success

    page = _page(ours, "organization/who")

    assert "The proofs could not be made now" in page
    assert 'class="verdict entailed"' in page
    assert "World Health Organization" in page


def test_a_record_says_what_was_joined_into_it_and_why() -> None:
    kept, other, store = record("organization", "who"), record("organization", "ror-who"), Store()
    claim = record("claim", "join-ror-who")
    said: list[tuple[NamedNode, str, NamedNode | Literal]] = [
        (kept, "rdfs:label", Literal("World Health Organization", language="en")),
        (kept, "rdf:type", NamedNode(expand("org:Organization"))),
    ]
    store.extend(Quad(s, NamedNode(expand(p)), o) for s, p, o in said)
    joins: list[tuple[NamedNode, str, NamedNode | Literal]] = [
        (other, "dcterms:isReplacedBy", kept),
        (claim, "isto:subject", other),
        (claim, "skos:note", Literal("Both name the same item.", language="en")),
    ]
    store.extend(Quad(s, NamedNode(expand(p)), o, JOINS) for s, p, o in joins)

    found = record_pages.content(Lookup(store), kept, DEFAULT, Links("", "en"), {}, {})

    (joined,) = found["joined"]
    assert (joined.key, joined.claim) == ("ror-who", claim.value)
    assert [reason.text for reason in joined.reasons] == ["Both name the same item."]


_SETTLING = """
import io, sys
from pyoxigraph import Store
from istograph.web.linked_data.proofs import prove
output = io.BytesIO()
prove(Store.read_only(sys.argv[1]), {"iri": sys.argv[2], "as_of": "2026-01-01"}, b"", output)
sys.stdout.buffer.write(output.getvalue())
"""


def test_what_would_settle_most_is_the_same_in_every_process(dataset: Path) -> None:
    published = snapshot.current(dataset)
    assert published is not None
    arguments = [sys.executable, "-c", _SETTLING, str(published.path), f"{ID}organization/codata"]

    def told(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(arguments, env=environment, capture_output=True, check=True).stdout

    first = told("1")

    assert first == told("2") == told("3")
    settling = [(each["number"], each["sentence"]["en"]) for each in json.loads(first)["settling"]]
    assert "multilateral agreement or intergovernmental agreement" in settling[0][1]
    # A value that settles less than another of its property may be the likelier one.
    (number,) = {number for number, sentence in settling if "articles of association" in sentence}
    assert 0 < number < settling[0][0]
    assert [number for number, _ in settling] == sorted((n for n, _ in settling), reverse=True)


def test_a_verdict_that_rests_on_a_dispute_says_so(client: httpx.Client) -> None:
    page = _page(client, "organization/inbar")
    open_ = page.partition('id="open"')[2].partition("</section>")[0]
    (isto_,) = (each for each in page.split('<li class="verdict ') if 'id="why-ISTO"' in each)
    place = "/page/dispute/inbar-other-or-isto?lang=en"

    assert "Disputes about it" in open_
    assert place in open_
    assert place in isto_.partition("</li>\n      <li")[0]
    assert "存在争议" in _page(client, "organization/inbar", "zh")
    assert "Disputes about it" not in _page(client, "organization/iucn")


def test_an_office_is_named_by_who_has_it() -> None:
    place, owner, office = (
        record(*name.split("/")) for name in ("jurisdiction/cn", "organization/wwf", "office/1")
    )
    store = Store()
    store.add(Quad(office, isto("officeIn"), place))
    store.add(Quad(owner, isto("hasOffice"), office))

    found = record_pages.content(Lookup(store), place, DEFAULT, Links("", "en"), {}, {})

    (group,) = found["incoming"]
    assert [thing.iri for thing in group.items] == [owner.value]


def test_names_in_our_languages_stand_before_thirty_others() -> None:
    who, store = record("organization", "who"), Store()
    texts = {
        "en": "World Health Organization",
        "zh": "世界卫生组织",
        "cy": "Cyfundrefn Iechyd y Byd",
    }
    for tag, text in texts.items():
        store.add(Quad(who, NamedNode(expand("rdfs:label")), Literal(text, language=tag)))
    for address in ("http://www.who.int/", "https://who.int"):
        store.add(Quad(who, NamedNode(expand("schema:url")), NamedNode(address)))

    found = record_pages.content(Lookup(store), who, DEFAULT, Links("", "zh"), {}, {})

    assert found["title"].text == texts["zh"]
    assert [name.text for name in found["other_names"]] == [texts["en"]]
    assert [name.text for name in found["alternatives"]] == [texts["cy"]]
    assert [each.name for each in found["glance"].elsewhere()] == ["who.int"]


def test_a_sentence_is_read_in_its_own_language_or_rendered(client: httpx.Client) -> None:
    def shown(path: str, language: str) -> str:
        answer = client.get(path, params={"lang": language}, headers={"Accept": "text/html"})
        assert answer.status_code == 200
        return answer.text

    rendering, words = "To build a good legal environment", "法治环境"
    place = "/page/recommendation/law-on-international-ngos"

    assert rendering in shown(place, "en")
    assert rendering not in shown(place, "zh")
    assert all(words in shown(place, language) for language in ("en", "zh"))
    # A value in no language stays beside its quotation.
    assert "1997" in shown("/page/organization/inbar", "zh")


def test_a_town_without_a_point_is_where_a_registry_has_others_of_it(client: httpx.Client) -> None:
    page = _page(client, "organization/sco", "zh")

    assert "总部：北京，中国。" in page
    assert 'class="seat"' in page
    # Boao has nobody whom a registry places there.
    lone = _page(client, "organization/boao-forum")
    assert "No point is recorded for the town" in lone
    assert 'class="around"' in lone
