"""What one row says in RDF, for each table whose reading is more than a copy."""

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from istograph.model import Term, isto, record
from istograph.rdf.namespaces import expand
from istograph.sources import curated, paper, translation
from istograph.sources import layout as tables_of
from istograph.sources.layout import Layout

Tables = Callable[[dict[Layout, list[dict[str, str]]]], Path]
NAMES = {"label_en": "A", "label_zh": "甲"}
PLACE = {"key": "place/bonn", "type": "isto:City", **NAMES}
DOCUMENTS = [{"key": "meng-2024-text", **NAMES}, {"key": "meng-2024-fn-01", **NAMES}]
DATASET = {"key": "dataset/statistics", "type": "qb:DataSet", **NAMES}
OBSERVATION = {
    "key": "count",
    **NAMES,
    "statistic": "post-holders",
    "value": "51.7",
    "unit": "percent",
    "as_of": "2021-12-31",
    "basis": "mislabelled",
    "line": "202",
    "quote": "51.7%",
    "support": "stated",
}


def node(curie: str) -> NamedNode:
    return NamedNode(expand(curie))


def said(quads: list[Quad], subject: NamedNode) -> set[tuple[NamedNode, Term]]:
    return {(q.predicate, q.object) for q in quads if q.subject == subject}  # type: ignore[misc]


def test_a_concept_has_what_the_vocabularies_concepts_have(tables: Tables) -> None:
    row = {"key": "statistic/fees", "type": "skos:Concept", **NAMES}
    quads = list(paper.quads(tables({tables_of.RECORDS: [row]})))

    assert said(quads, record("statistic", "fees")) >= {
        (node("skos:prefLabel"), Literal("甲", language="zh")),
        (node("rdfs:label"), Literal("甲", language="zh")),
        (node("skos:notation"), Literal("fees")),
    }


def test_a_policy_s_issuer_place_and_status_are_claims(tables: Tables) -> None:
    policy = {
        "key": "act",
        **NAMES,
        "line": "108",
        "quote": "法国",
        "applies_in": "bonn",
        "applies_support": "implied",
        "issuers": "cast",
        "issuer_support": "stated",
        "issuer_line": "86",
        "issuer_quote": "中国科协",
        "status": "draft",
        "status_line": "148",
        "status_quote": "征求意见稿",
    }
    organization = {"key": "cast", **NAMES}
    world = {
        tables_of.POLICIES: [policy],
        tables_of.RECORDS: [PLACE],
        tables_of.ORGANIZATIONS: [organization],
        tables_of.PAPER_DOCUMENTS: DOCUMENTS,
    }
    quads = list(paper.quads(tables(world)))
    place = {
        "policy-act-place-bonn": (108, "implied"),
        "policy-act-issuer-cast": (86, "stated"),
        "policy-act-status": (148, "stated"),
    }

    for key, (line, support) in place.items():
        about = said(quads, record("claim", key))
        assert about >= {
            (isto("line"), Literal(line)),
            (isto("support"), record("support", support)),
        }
    assert said(quads, record("policy", "act")) >= {
        (isto("appliesIn"), record("place", "bonn")),
        (isto("issuer"), record("organization", "cast")),
        (isto("policyStatus"), record("policy-status", "draft")),
    }


def test_a_number_is_exact_unless_a_qualifier_says_otherwise(tables: Tables) -> None:
    rows = [OBSERVATION, OBSERVATION | {"key": "near", "qualifier": "nearly"}]
    world = {tables_of.OBSERVATIONS: rows, tables_of.DATASETS: [DATASET]}
    quads = list(paper.quads(tables(world)))

    for key, qualifier in (("count", "exact"), ("near", "nearly")):
        observation = said(quads, record("observation", key))
        assert (isto("qualifier"), record("qualifier", qualifier)) in observation


def test_a_disputed_number_is_claimed_but_does_not_stand(tables: Tables) -> None:
    world = {
        tables_of.OBSERVATIONS: [OBSERVATION | {"status": "disputed"}],
        tables_of.DATASETS: [DATASET],
        tables_of.DISPUTES: [
            {"key": "share", **NAMES, "kind": "mislabelled", "claims": "observation-count"}
        ],
    }
    quads = list(paper.quads(tables(world)))
    number = Literal("51.7", datatype=node("xsd:decimal"))
    claim = record("claim", "observation-count")

    assert (isto("value"), number) not in said(quads, record("observation", "count"))
    assert (isto("value"), number) in said(quads, claim)
    assert (isto("disputes"), claim) in said(quads, record("dispute", "share"))


def test_a_claim_has_its_section_citations_and_interval(tables: Tables) -> None:
    row = {
        "key": "here",
        "subject": "id:place/bonn",
        "property": "isto:jurisdiction",
        "value": "id:jurisdiction/de",
        "line": "216",
        "quote": "早在",
        "support": "stated",
        "cites": "meng-2024-text | meng-2024-fn-01",
        "from": "1984-01-01",
    }
    world = {
        tables_of.CLAIMS: [row],
        tables_of.RECORDS: [PLACE],
        tables_of.PAPER_DOCUMENTS: DOCUMENTS,
    }
    quads = list(paper.quads(tables(world)))

    assert said(quads, record("claim", "here")) >= {
        (isto("section"), Literal("3.2")),
        (isto("source"), record("document", "meng-2024-text")),
        (isto("cites"), record("document", "meng-2024-text")),
        (isto("cites"), record("document", "meng-2024-fn-01")),
        (isto("from"), Literal("1984-01-01", datatype=node("xsd:date"))),
        (isto("claimStatus"), record("claim-status", "asserted")),
    }


def test_a_row_of_a_table_offers_what_is_black_and_denies_nothing(tables: Tables) -> None:
    measures = dict.fromkeys(tables_of.MEASURES_WORLD, "○") | {"rent-preference": "●"}
    row = {
        "row": "07",
        "line": "183",
        "printed": "波恩",
        **NAMES,
        "country": "bonn",
        "describes": "id:place/bonn",
        **measures,
    }
    quads = list(paper.quads(tables({tables_of.TABLE_2: [row], tables_of.RECORDS: [PLACE]})))
    offers = {q.object for q in quads if q.predicate == isto("mentionsMeasure")}
    mentions = [q.object for q in quads if q.predicate == isto("mention")]

    assert offers == {record("measure", "rent-preference")}
    assert mentions.count(record("mention", "not-mentioned")) == 13


def test_a_row_that_describes_a_city_gives_the_city_no_links_of_a_policy(tables: Tables) -> None:
    row = {
        "row": "07",
        "line": "183",
        "printed": "波恩",
        **NAMES,
        "country": "bonn",
        "describes": "id:place/bonn",
        **dict.fromkeys(tables_of.MEASURES_WORLD, "●"),
    }
    quads = list(paper.quads(tables({tables_of.TABLE_2: [row], tables_of.RECORDS: [PLACE]})))

    assert isto("mentionsMeasure") not in {p for p, _ in said(quads, record("place", "bonn"))}


def test_a_difference_shows_both_texts_in_their_languages(tables: Tables) -> None:
    row = {
        "key": "argo",
        **NAMES,
        "kind": "changed",
        "original_line": "216",
        "original_text": "观测阵",
        "translation_line": "94",
        "translation_text": "Program",
    }
    quads = list(translation.quads(tables({tables_of.DIFFERENCES: [row]})))

    assert said(quads, record("difference", "argo")) >= {
        (isto("originalText"), Literal("观测阵", language="zh")),
        (isto("translationText"), Literal("Program", language="en")),
        (isto("differenceKind"), record("difference-kind", "changed")),
    }


def test_an_organization_s_identifiers_are_iris(tables: Tables) -> None:
    row = {"key": "inbar", **NAMES, "wikidata": "Q1", "ror": "02qztda51", "url": "https://i.int/"}
    quads = list(curated.quads(tables({tables_of.ORGANIZATIONS: [row]})))

    assert said(quads, record("organization", "inbar")) >= {
        (node("schema:sameAs"), NamedNode("http://www.wikidata.org/entity/Q1")),
        (node("schema:sameAs"), NamedNode("https://ror.org/02qztda51")),
        (node("schema:url"), NamedNode("https://i.int/")),
    }


def test_an_organization_of_the_paper_may_leave_its_labels_there(tables: Tables) -> None:
    named = {"key": "organization/inbar", "type": "org:Organization", **NAMES}
    world = {tables_of.RECORDS: [named], tables_of.ORGANIZATIONS: [{"key": "inbar"}]}
    folder = tables(world)

    assert said(list(curated.quads(folder)), record("organization", "inbar")) == {
        (node("rdf:type"), node("org:Organization"))
    }


def test_a_programme_s_fact_stands_in_the_curated_graph_as_outside(tables: Tables) -> None:
    fact = {
        "key": "argo-no-organization",
        "organization": "programme/argo",
        "property": "isOrganization",
        "value": "false",
        "document": "meng-2024-text",
        "locator": "Terms",
        "reading": "checked",
        "quote": "Argo is a program",
    }
    world = {
        tables_of.FACTS: [fact],
        tables_of.ORGANIZATIONS: [{"key": "programme/argo", "type": "isto:Programme", **NAMES}],
        tables_of.PAPER_DOCUMENTS: DOCUMENTS,
    }
    quads = list(curated.quads(tables(world)))

    assert {q.graph_name for q in quads} == {node("graph:curated")}
    assert (isto("isOrganization"), Literal(False)) in said(quads, record("programme", "argo"))
    assert said(quads, record("claim", "argo-no-organization")) >= {
        (node("rdf:type"), isto("Fact")),
        (isto("support"), record("support", "outside")),
        (isto("reading"), record("reading", "checked")),
        (isto("quote"), Literal("Argo is a program", language="en")),
        (isto("locator"), Literal("Terms")),
    }


def test_a_registration_is_a_node_of_its_own(tables: Tables) -> None:
    fact = {
        "key": "inbar-registered",
        "organization": "inbar",
        "property": "hasRegistration",
        "value": '{"kind": "tax", "authority": "Revenue", "jurisdiction": "HK"}',
        "document": "meng-2024-text",
        "reading": "cited",
    }
    world = {
        tables_of.FACTS: [fact],
        tables_of.ORGANIZATIONS: [{"key": "inbar", **NAMES}],
        tables_of.PAPER_DOCUMENTS: DOCUMENTS,
    }
    quads = list(curated.quads(tables(world)))

    assert said(quads, record("registration", "inbar-registered")) == {
        (NamedNode(expand("rdf:type")), isto("Registration")),
        (isto("registrationKind"), record("registration-kind", "tax")),
        (isto("registrationAuthority"), Literal("Revenue")),
        (isto("registrationJurisdiction"), record("jurisdiction", "hk")),
    }
