"""What stands in a store comes back as the descriptions that were put in."""

from datetime import date
from typing import Any

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from istograph.classification.descriptions.records import find, record_iri, stored
from istograph.errors import InputError, NotFoundError
from istograph.model import Claim, Record, Text, fact_value, graph, isto, quads, record
from istograph.rdf.namespaces import expand

SOURCE = record("document", "somebodys-book")
ORGANIZATION = record("organization", "x")

VALUES: list[tuple[str, Any]] = [
    ("isInternational", True),
    ("isNonprofit", False),
    ("hasConstitutiveInstrument", "multilateral-agreement"),
    ("hasParticipantFrom", "FR"),
    ("isEstablishedUnderLawOf", "HK"),
    ("hasPrincipalField", "nuclear-fusion"),
    ("isSaidToBe", "ISTO"),
    ("isOfficeOf", "somebody-else"),
    ("dissolvedOn", "2001-07-18"),
    ("hasOffice", {"kind": "liaison-office", "in": "CN"}),
    ("hasRegistration", {"kind": "constitutive", "authority": "民政部", "jurisdiction": "CN"}),
]


def claim(key: str, property_: str, value: Any, **more: Any) -> Claim:
    found = fact_value(property_, value, key)
    return Claim(
        key,
        more.pop("subject", ORGANIZATION),
        isto(property_),
        found.term,
        source=SOURCE,
        support="outside",
        details=found.details,
        **more,
    )


def store_of(*things: Claim | Record, where: NamedNode | None = None) -> Store:
    store = Store()
    for quad in quads(things, graph("curated")):
        store.add(Quad(quad.subject, quad.predicate, quad.object, where or DefaultGraph()))
    return store


@pytest.mark.parametrize(("property_", "value"), VALUES, ids=[name for name, _ in VALUES])
def test_a_fact_comes_back_as_it_was_given(property_: str, value: Any) -> None:
    (found,) = stored(store_of(claim("c1", property_, value)))

    assert found.iri == ORGANIZATION
    assert found.description["facts"] == [
        {
            "id": "c1",
            "property": property_,
            "value": value,
            "source": SOURCE.value,
            "support": "outside",
        }
    ]


def test_dates_and_denials_come_back() -> None:
    denied = claim(
        "c1", "isSaidToBe", "ISTO", since=date(1990, 1, 2), until=date(2000, 3, 4), negated=True
    )
    fact = find(store_of(denied), "x").description["facts"][0]

    assert (fact["from"], fact["to"], fact["negated"]) == ("1990-01-02", "2000-03-04", True)


@pytest.mark.parametrize("status", ["disputed", "superseded"])
def test_a_claim_that_does_not_stand_is_no_fact(status: str) -> None:
    store = store_of(claim("c1", "isNonprofit", True, status=status))

    assert list(stored(store)) == []


def test_facts_of_several_graphs_come_together() -> None:
    store = store_of(claim("c2", "isNonprofit", True), where=graph("curated"))
    store.extend(store_of(claim("c1", "isInternational", True), where=graph("paper")))
    (found,) = stored(store, [graph("paper"), graph("curated")])

    assert [fact["id"] for fact in found.description["facts"]] == ["c1", "c2"]


def test_records_of_other_kinds_keep_their_kind() -> None:
    argo = record("programme", "argo")
    (found,) = stored(store_of(claim("c1", "isOrganization", False, subject=argo)))

    assert found.description["id"] == "programme/argo"
    assert record_iri(found.description["id"]) == argo


def test_the_name_is_the_english_label() -> None:
    label = Record(ORGANIZATION, (isto("Programme"),), Text("An organization", "某组织"))
    store = store_of(label, claim("c1", "isNonprofit", True))

    assert find(store, "x").description["name"] == "An organization"


def test_a_record_without_facts_is_found() -> None:
    store = store_of(Record(ORGANIZATION, (), Text("An organization", "")))

    assert find(store, "x").description["facts"] == []


@pytest.mark.parametrize("name", ["nobody", "http://example.org/nobody", "a b", "http://a b/"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    with pytest.raises(NotFoundError):
        find(store_of(claim("c1", "isNonprofit", True)), name)


# Other people's documents


def written(*properties: tuple[str, Any]) -> Store:
    store = Store()
    fact = BlankNode("f")
    store.add(Quad(fact, NamedNode(expand("rdf:type")), isto("Fact")))
    for name, value in properties:
        store.add(Quad(fact, isto(name), value))
    return store


def test_a_fact_needs_no_more_than_subject_property_and_value() -> None:
    subject = NamedNode("http://example.org/society")
    store = written(
        ("subject", subject), ("property", isto("isNonprofit")), ("value", Literal(True))
    )
    (found,) = stored(store)

    assert found.description == {
        "id": "http://example.org/society",
        "name": "",
        "facts": [{"id": "f", "property": "isNonprofit", "value": True}],
    }


def test_a_fact_without_a_value_is_named() -> None:
    store = written(("subject", ORGANIZATION), ("property", isto("isNonprofit")))

    with pytest.raises(InputError, match="_:f: the fact has no isto:value"):
        list(stored(store))


def test_what_is_no_boolean_is_left_for_the_classifier_to_refuse() -> None:
    store = written(
        ("subject", ORGANIZATION), ("property", isto("isNonprofit")), ("value", Literal("perhaps"))
    )
    (found,) = stored(store)

    assert found.description["facts"][0]["value"] == "perhaps"


@pytest.mark.parametrize(
    "name", ["Q7817", "wd:Q7817", "https://www.wikidata.org/wiki/Q7817", "ror.org/01f80g185"]
)
def test_an_identifier_names_the_record_that_a_source_says_is_the_same(name: str) -> None:
    store = store_of(claim("c1", "isNonprofit", True))
    for iri in ("http://www.wikidata.org/entity/Q7817", "https://ror.org/01f80g185"):
        store.add(Quad(ORGANIZATION, NamedNode(expand("schema:sameAs")), NamedNode(iri)))

    assert find(store, name).description["id"] == "x"


def test_an_identifier_of_two_records_names_neither() -> None:
    store = store_of(claim("c1", "isNonprofit", True))
    item = NamedNode("http://www.wikidata.org/entity/Q7817")
    for subject in (ORGANIZATION, record("organization", "y")):
        store.add(Quad(subject, NamedNode(expand("schema:sameAs")), item))

    with pytest.raises(NotFoundError, match="Q7817 is an identifier of 2 records: x, y"):
        find(store, "Q7817")


def test_an_identifier_of_none_says_how_to_bring_it_in() -> None:
    with pytest.raises(NotFoundError, match="istograph import wikidata --qid Q7817"):
        find(store_of(), "Q7817")
