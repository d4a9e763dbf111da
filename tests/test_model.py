from dataclasses import replace
from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from istograph.errors import InputError
from istograph.model import (
    CONCEPT_PROPERTIES,
    DENIALS,
    FACT_PROPERTIES,
    Claim,
    Record,
    Text,
    fact_value,
    graph,
    in_nearest_language,
    isto,
    jurisdiction_code,
    language_distance,
    quads,
    read_claim,
    record,
)
from istograph.rdf.namespaces import ISTO, expand
from istograph.resources import ONTOLOGY

INBAR = record("organization", "inbar")
TYPE = NamedNode(expand("rdf:type"))


def said(**changes: object) -> Claim:
    fields: dict[str, object] = {
        "key": "inbar-said",
        "subject": INBAR,
        "predicate": isto("isSaidToBe"),
        "value": isto("BroadISTO"),
        "source": record("document", "meng-2024-text"),
        "support": "stated",
    }
    return Claim(**(fields | changes))  # type: ignore[arg-type]


def registered() -> Claim:
    parts = {"kind": "constitutive", "authority": "Ministry", "jurisdiction": "CN"}
    value = fact_value("hasRegistration", parts, "inbar-registered")
    return said(
        key="inbar-registered",
        predicate=isto("hasRegistration"),
        value=value.term,
        details=value.details,
        support="outside",
        locator="Article II",
        reading="cited",
    )


@pytest.mark.parametrize(
    "claim",
    [
        said(),
        said(line=70, section="footnotes", quote=Literal("因而其也是", language="zh")),
        said(cites=(record("document", "meng-2024-fn-01"),), note=Text("Note", "注")),
        said(since=date(1997, 11, 6), until=date(2000, 1, 1), negated=True),
        said(status="disputed", note=Text(zh="注")),
        said(predicate=isto("year"), value=Literal(1984)),
        registered(),
    ],
    ids=lambda claim: claim.key,
)
def test_a_claim_comes_back_from_its_triples_as_it_was(claim: Claim) -> None:
    assert read_claim(claim.iri, claim.triples()) == claim


def test_an_asserted_claim_has_its_triple_beside_it() -> None:
    assert Triple(INBAR, isto("isSaidToBe"), isto("BroadISTO")) in set(said().triples())


@pytest.mark.parametrize("status", ["disputed", "superseded"])
def test_a_claim_that_does_not_stand_has_no_triple_beside_it(status: str) -> None:
    assert all(triple.subject != INBAR for triple in said(status=status).triples())


def test_a_negated_claim_stands_with_the_property_that_denies() -> None:
    about = [triple for triple in said(negated=True).triples() if triple.subject == INBAR]

    assert about == [Triple(INBAR, isto("isDeniedToBe"), isto("BroadISTO"))]


@pytest.mark.parametrize(
    ("predicate", "value", "problem"),
    [
        ("hasField", record("field", "law"), "hasField cannot be negated"),
        ("isEstablishedUnderLawOf", record("jurisdiction", "hk"), "negated for CN only"),
        ("hasStatutorySeatIn", record("jurisdiction", "be"), "negated for CN only"),
    ],
)
def test_what_has_no_denial_cannot_be_negated(
    predicate: str, value: NamedNode, problem: str
) -> None:
    with pytest.raises(InputError, match=problem):
        list(said(predicate=isto(predicate), value=value, negated=True).triples())


def test_a_registration_is_denied_in_the_mainland_only() -> None:
    elsewhere = fact_value("hasRegistration", {"kind": "constitutive", "jurisdiction": "HK"}, "k")
    claim = said(
        predicate=isto("hasRegistration"),
        value=elsewhere.term,
        details=elsewhere.details,
        negated=True,
    )

    with pytest.raises(InputError, match="negated for CN only"):
        list(claim.triples())


def test_a_denied_registration_keeps_its_details() -> None:
    denied = replace(registered(), negated=True)

    assert Triple(INBAR, isto("hasNoRegistration"), denied.value) in set(denied.triples())
    assert read_claim(denied.iri, denied.triples()) == denied


def test_the_denials_are_those_of_the_ontology() -> None:
    path = ONTOLOGY / "classification.ttl"
    declared = {
        q.subject.value.removeprefix(ISTO): q.object.value.removeprefix(ISTO)
        for q in parse(path=path, format=RdfFormat.TURTLE)
        if q.predicate == isto("denialProperty")
    }

    assert declared == DENIALS


def test_a_claim_is_a_fact_when_the_classifier_reads_its_property() -> None:
    other = said(predicate=isto("isCreditedWith"))

    assert Triple(said().iri, TYPE, isto("Fact")) in set(said().triples())
    assert Triple(other.iri, TYPE, isto("Fact")) not in set(other.triples())


def test_a_record_has_a_label_in_each_language_that_is_there() -> None:
    label = NamedNode(expand("rdfs:label"))
    triples = set(Record(INBAR, (isto("Document"),), Text("INBAR", "竹藤")).triples())

    assert triples == {
        Triple(INBAR, TYPE, isto("Document")),
        Triple(INBAR, label, Literal("INBAR", language="en")),
        Triple(INBAR, label, Literal("竹藤", language="zh")),
    }


def test_all_of_a_source_stands_in_its_graph() -> None:
    names = {quad.graph_name for quad in quads([said(), registered()], graph("paper"))}

    assert names == {graph("paper")}


@pytest.mark.parametrize(
    ("predicate", "value", "term"),
    [
        ("hasParticipantFrom", "HK", record("jurisdiction", "hk")),
        ("hasPrincipalField", "physics", record("field", "physics")),
        ("isNonprofit", False, Literal(False)),
        ("isSaidToBe", "ISTO", isto("ISTO")),
        ("isOfficeOf", "inbar", INBAR),
        (
            "dissolvedOn",
            "1946-04-18",
            Literal("1946-04-18", datatype=NamedNode(expand("xsd:date"))),
        ),
    ],
)
def test_a_fact_s_json_value_becomes_its_term(
    predicate: str, value: object, term: NamedNode | Literal
) -> None:
    assert fact_value(predicate, value, "k").term == term


def test_an_office_is_a_node_with_its_kind_and_place() -> None:
    kind = "overseas-ngo-law-representative-office"
    value = fact_value("hasOffice", {"kind": kind, "in": "CN"}, "k")
    office = record("office", "k")

    assert value.term == office
    assert set(value.details) == {
        Triple(office, NamedNode(expand("rdf:type")), isto("Office")),
        Triple(office, isto("officeKind"), record("office-kind", kind)),
        Triple(office, isto("officeIn"), record("jurisdiction", "cn")),
    }


@pytest.mark.parametrize(
    ("predicate", "value", "problem"),
    [
        ("isNonprofit", "true", "wants true or false"),
        ("hasField", True, "wants a string"),
        ("hasOffice", "liaison-office", "wants a JSON object"),
        ("hasOffice", {"kind": 1}, "wants a string"),
        ("dissolvedOn", "19460418", "no date"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(predicate: str, value: object, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        fact_value(predicate, value, "k")


def test_denials_and_concepts_are_about_facts() -> None:
    assert DENIALS.keys() | CONCEPT_PROPERTIES.keys() <= FACT_PROPERTIES


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("The Netherlands", "NL"),
        ("Turkey", "TR"),
        ("Czech Republic", "CZ"),
        ("Palestine", "PS"),
        ("Ivory Coast", "CI"),
        ("People's Republic of China", "CN"),
        ("中华人民共和国", "CN"),
        ("Hong Kong SAR", "HK"),
        ("Congo", "CG"),
        ("Kosovo", None),
    ],
)
def test_countries_go_by_the_names_that_tables_have(name: str, code: str | None) -> None:
    assert jurisdiction_code(name) == code


# Labels


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        ("en", ["en", "en-gb", "", "und", "zh-hans", "zh", "zh-hant", "es"]),
        ("zh", ["zh-hans", "zh-cn", "zh", "zh-hant", "", "en", "und", "es"]),
        ("ZH-Hant", ["zh-hant", "zh-hans", "zh", "", "en"]),
        ("de", ["de", "de-at", "", "en", "und", "zh", "es"]),
    ],
)
def test_one_order_says_which_language_is_nearest(wanted: str, order: list[str]) -> None:
    assert sorted(sorted(order), key=lambda tag: language_distance(tag, wanted)) == order


def test_a_text_is_chosen_by_its_language_and_then_by_itself() -> None:
    named = NamedNode("http://e/x")
    texts = [Literal(text, language=tag) for text, tag in (("b", "fr"), ("c", "en"), ("a", "en"))]

    assert in_nearest_language([named, *texts], "en") == Literal("a", language="en")
    assert in_nearest_language([named], "en") is None
