"""Facts as RDF: nothing of ours in a document is passed over, and mistakes have their lines."""

from typing import Any

import pytest

from istograph.classification import load_theory
from istograph.classification.descriptions.graphs import FactGraph, bare_note, read_graph
from istograph.errors import InputError
from istograph.model import Text
from istograph.rdf.formats import TURTLE
from istograph.rdf.reading import read_document

PREFIXES = """@prefix isto: <https://w3id.org/istograph/ontology#> .
@prefix id: <https://w3id.org/istograph/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix support: <https://w3id.org/istograph/id/support/> .
@prefix ex: <http://example.org/> .
"""
FACT = "ex:f a isto:Fact ; isto:subject ex:u ; isto:property isto:isNonprofit ; isto:value true"


def read(turtle: str) -> FactGraph:
    document = read_document((PREFIXES + turtle).encode(), TURTLE, "f.ttl")
    return read_graph(document.quads, "f.ttl", document.line)


def refusal(turtle: str) -> str:
    try:
        for each in read(turtle).described:
            each.use(load_theory().statuses)
    except InputError as problem:
        return str(problem)
    return ""


def test_a_document_says_what_json_says() -> None:
    (found,) = read(
        """ex:u rdfs:label "Union"@en, "联合会"@zh ; isto:asOf "2020-01-01"^^xsd:date .
        ex:f isto:subject ex:u ; isto:property isto:hasField ; isto:value "physics" ;
          isto:from "1990-01-01"^^xsd:date ; isto:support support:stated ;
          isto:quote "of physics"@en ; isto:line 7 .
        """
    ).described

    assert found.description == {
        "id": "http://example.org/u",
        "name": "Union",
        "name_zh": "联合会",
        "as_of": "2020-01-01",
        "facts": [
            {
                "id": "http://example.org/f",
                "property": "hasField",
                "value": "physics",
                "from": "1990-01-01",
                "support": "stated",
                "line": "7",
                "quote": "of physics",
            }
        ],
    }
    assert found.use(load_theory().classify)["as_of"] == "2020-01-01"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('isto:form "1990-01-01"', "isto:form is not a property of a fact; did you mean 'from'?"),
        ('isto:until "1990-01-01"', "isto:until is not a property of a fact; did you mean 'to'?"),
        ("isto:value false", "isto:value: it is said more than once: "),
        ('isto:from "1990-01-01", "1991-01-01"', "isto:from: it is said more than once: "),
        ('isto:negated "yes"', "isto:negated: 'negated' is true or false, not 'yes'"),
        ('isto:from "1990"', "isto:from: 'from': '1990' is no date"),
        ("isto:support ex:weak", "isto:support: there is no support"),
        ("isto:claimStatus ex:disputd", "isto:claimStatus: there is no status 'disputd'; did you"),
    ],
)
def test_what_a_fact_cannot_say_is_told_with_its_line(more: str, words: str) -> None:
    text = refusal(f"\n\n{FACT} ;\n {more} .")

    assert text.startswith(f"f.ttl:9: http://example.org/f: {words}")


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ("[] a isto:Fact ; isto:property isto:isNonprofit ; isto:value true .",
         "f.ttl:7: the fact has no isto:subject"),
        ('[] a isto:Fact ; isto:subject "u" ; isto:property isto:isNonprofit ; isto:value true .',
         'f.ttl:7: isto:subject: is "u"; an IRI is wanted'),
        ("[] isto:subject ex:u ; isto:property isto:hasFeild ; isto:value 1 ; a isto:Fact .",
         "f.ttl:7: isto:property: there is no property 'hasFeild'; did you mean 'hasField'?"),
        ("[] isto:subject ex:u ; isto:property isto:hasField ; isto:value ex:physics .",
         "f.ttl:7: isto:value: is http://example.org/physics; the value of hasField is id:field/"),
        ("[] isto:subject ex:u ; isto:property isto:hasMemberKind ; "
         "isto:value <https://w3id.org/istograph/id/legal-form/company> .",
         "f.ttl:7: isto:value: is id:legal-form/company; the value of hasMemberKind is id:party/"),
        ("[] isto:subject ex:u ; isto:property isto:hasOffice ; "
         "isto:value [ isto:officeKnd \"liaison-office\" ] .",
         "isto:officeKnd is not a property of the value of hasOffice; did you mean 'officeKind'?"),
        (f'{FACT} . ex:u isto:asOf "2020-01-01", "2021-01-01" .',
         "http://example.org/u: isto:asOf: two days are asked about"),
        (f'{FACT} . ex:u isto:asOf "soon" .', "'as_of': 'soon' is no date"),
    ],
)  # fmt: skip
def test_a_wrong_fact_is_told_with_its_line(turtle: str, words: str) -> None:
    assert words in refusal(turtle)


def test_a_fact_that_does_not_stand_is_left_out_and_named() -> None:
    status = "<https://w3id.org/istograph/id/claim-status/disputed>"
    (found,) = read(f"{FACT} ; isto:claimStatus {status} .").described

    assert found.description["facts"] == []
    assert found.left_out == ("http://example.org/f (disputed)",)


def test_a_triple_without_a_fact_is_counted() -> None:
    told = read(f"{FACT} . ex:u isto:isNonprofit true ; isto:isDeniedToBe isto:ISTO .")

    assert len(told.bare) == 1
    assert bare_note(told).en.startswith("1 statement has a property of facts")
    assert bare_note(read(f"{FACT} .")) == Text()


def test_a_document_without_facts_has_no_descriptions() -> None:
    assert read("ex:u a ex:Union .").described == ()


def test_our_own_dump_is_such_a_document(store: Any) -> None:
    """What the service gives out, it takes back."""
    graph = read_graph(store.quads_for_pattern(None, None, None, None))
    theory = load_theory()

    assert len(graph.described) > 40
    assert all(each.use(theory.statuses) for each in graph.described)


def test_terms_that_there_are_not_are_told_beside_the_facts() -> None:
    note = bare_note(read(f"ex:u a isto:ISTOO ; isto:isNonProfit true . {FACT} ."))

    assert "did you mean isto:ISTO?" in note.en
    assert "did you mean isto:isNonprofit?" in note.en
    assert "是否应为 isto:isNonprofit？" in note.zh
