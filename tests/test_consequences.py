"""What users write has its consequences at once: verdicts, the default graph, the statistics."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from tests.tracing import untraced
from tests.writing import Ours

from istograph import functions
from istograph.build import build
from istograph.classification import load_theory
from istograph.classification.descriptions.bare import bare_about
from istograph.classification.descriptions.records import find
from istograph.model import graph, isto
from istograph.rdf.namespaces import ID, PREFIXES
from istograph.rdf.store import snapshot
from istograph.rdf.void import statistics

FACT = """isto:subject <http://e/竹协> ; isto:property isto:isSaidToBe ;
    isto:value isto:IntergovernmentalOrganization"""
NEW = "INSERT DATA { <http://e/fact> a isto:Fact ; " + FACT + " }"
OLD = NEW.replace("INSERT", "DELETE")
LABEL = 'INSERT DATA { <http://e/竹协> a org:Organization ; rdfs:label "竹协"@zh }'


@pytest.fixture
def ours(dataset: Path, tmp_path: Path) -> Iterator[Ours]:
    shutil.copytree(dataset, tmp_path / "store")
    with closing(Ours(tmp_path / "store")) as found:
        yield found


def test_a_fact_has_its_verdicts_and_they_go_with_it(ours: Ours) -> None:
    before = {name: ours.content(name) for name in ("inferred", "verdicts", "void")}
    typed = "<http://e/竹协> a isto:IntergovernmentalOrganization , isto:InternationalOrganization"

    ours.update(NEW)
    assert ours.ask(f"{typed} . GRAPH graph:inferred {{ {typed} }}")
    assert ours.ask("GRAPH graph:verdicts { <http://e/竹协> isto:refutedAs isto:InternationalNGO }")
    assert not ours.ask("GRAPH graph:inferred { <http://e/竹协> a isto:ISTO }")

    ours.update(OLD)
    assert not ours.ask("{ <http://e/竹协> ?p ?o } UNION { GRAPH ?g { <http://e/竹协> ?q ?x } }")
    assert {name: ours.content(name) for name in before} == before


def test_what_is_derived_after_a_write_is_what_a_build_derives(ours: Ours) -> None:
    inbar = f"{ID}organization/inbar"
    ours.update(
        NEW,
        LABEL,
        f"""INSERT DATA {{ <http://e/office> isto:officeIn <{ID}jurisdiction/cn> ;
                isto:officeKind <{ID}office-kind/liaison-office> .
            <http://e/more> isto:subject <{inbar}> ; isto:property isto:hasOffice ;
                isto:value <http://e/office> .
            <http://e/denied> isto:subject <{inbar}> ; isto:property isto:isSaidToBe ;
                isto:value isto:IntergovernmentalOrganization ; isto:negated true }}""",
    )
    written = {name: ours.content(name) for name in ("local", "inferred", "verdicts", "void")}

    with untraced():
        build(ours.directory)

    assert {name: ours.content(name) for name in written} == written


@pytest.mark.usefixtures("untraced")
def test_what_users_write_keeps_no_build_from_being_made(ours: Ours) -> None:
    half = "<http://e/half> a isto:Fact ; isto:subject <http://e/o> ; isto:value 1"
    wrong = f"<http://e/wrong> a isto:Fact ; {FACT.replace('isSaidToBe', 'hasField')}"
    ours.update(f"{NEW} ; INSERT DATA {{ {half} . {wrong} }}")

    build(ours.directory)

    assert ours.ask("<http://e/竹协> a isto:InternationalOrganization")


def test_a_value_that_changes_is_read_anew(ours: Ours) -> None:
    registered = f"""<http://e/fact> isto:subject <http://e/o> ;
        isto:property isto:hasRegistration ; isto:value <http://e/registration> .
        <http://e/registration> isto:registrationJurisdiction <{ID}jurisdiction/cn> ."""
    kind = f"<http://e/registration> isto:registrationKind <{ID}registration-kind/"
    established = "GRAPH graph:verdicts { <http://e/o> isto:refutedAs isto:OverseasNGO }"

    ours.update(f"INSERT DATA {{ {registered} {kind}representative-office> }}")
    assert not ours.ask(established)
    ours.update(f"DELETE DATA {{ {kind}representative-office> }} ; "
                f"INSERT DATA {{ {kind}constitutive> }}")  # fmt: skip

    theory, found = load_theory(), find(ours.store, "http://e/o")
    statuses = theory.statuses(found.description)
    stored = functions.functions(ours.store, "")[isto("status")]
    assert {name: stored(NamedNode("http://e/o"), isto(name)) for name in statuses} == {
        name: Literal(status) for name, status in statuses.items()
    }


def test_statistics_are_those_of_the_graphs_as_they_are(ours: Ours) -> None:
    ours.update(NEW, LABEL)
    part = "https://w3id.org/istograph/.well-known/void#"
    where: dict[str, Any] = {name: graph(name) for name in ("local", "inferred", "verdicts")}

    for name in where:
        store = Store()
        about = NamedNode(part + name)
        found = [q.triple for q in ours.store.quads_for_pattern(None, None, None, where[name])]
        for triple in statistics(about, lambda _, found=found: found):  # type: ignore[misc]
            store.add(Quad(triple.subject, triple.predicate, triple.object))
        numbers = {(q.predicate, q.object) for q in store.quads_for_pattern(about, None, None)}
        said = set(ours.store.quads_for_pattern(about, None, None, graph("void")))
        literal = {(q.predicate, q.object) for q in said if isinstance(q.object, Literal)}
        assert literal == {(p, o) for p, o in numbers if isinstance(o, Literal)}


def test_the_description_names_the_version_that_it_describes(ours: Ours) -> None:
    (written,) = ours.update(NEW)

    version = f"?dataset <http://purl.org/pav/version> '{written.version}'"
    assert ours.ask(f"GRAPH graph:void {{ {version} ; dcterms:modified ?day }}")
    assert ours.ask("GRAPH graph:void { ?dataset sd:namedGraph graph:local }")


@pytest.mark.parametrize(
    ("part", "remark"),
    [
        ("isto:subject <http://e/o> ; isto:property isto:isSaidToBe", "isto:value"),
        ("isto:subject <http://e/o> ; isto:value isto:ISTO", "isto:property"),
        (f"{FACT.replace('isto:IntergovernmentalOrganization', 'isto:Nonsense')}", "Nonsense"),
        (
            "isto:subject <http://e/o> ; isto:property isto:hasField ; isto:value 'alchemy'",
            "alchemy",
        ),
    ],
)
def test_a_fact_that_cannot_be_read_is_left_out_and_told(
    ours: Ours, part: str, remark: str
) -> None:
    (written,) = ours.update(f"{NEW} ; INSERT DATA {{ <http://e/half> a isto:Fact ; {part} }}")

    assert len(written.remarks) == 1
    assert remark in written.remarks[0]
    assert ours.ask("<http://e/竹协> a isto:InternationalOrganization")


def test_a_fact_that_is_completed_later_counts_then(ours: Ours) -> None:
    half = "INSERT DATA { <http://e/f> isto:subject <http://e/o> ; isto:property isto:isSaidToBe }"
    first, second = ours.update(half, "INSERT DATA { <http://e/f> isto:value isto:ISTO }")

    assert (len(first.remarks), second.remarks) == (1, ())
    assert ours.ask("<http://e/o> a isto:ISTO")


BARE = "<http://e/竹协> isto:isNonprofit true"
SAID = """<http://e/said> a isto:Fact ; isto:subject <http://e/竹协> ;
    isto:property isto:isNonprofit ; isto:value true"""


def test_a_statement_that_is_no_fact_is_told_to_whoever_writes_it(ours: Ours) -> None:
    first, second = ours.update(
        f"INSERT DATA {{ {BARE} }}", f"INSERT DATA {{ {BARE.replace('竹', 'x')} . {SAID} }}"
    )

    [remark] = first.remarks
    assert remark.startswith("1 statement has a property of facts and no isto:Fact")
    assert "write [] a isto:Fact ; isto:subject <http://e/竹协> ; isto:property" in remark
    assert "<http://e/x协>" in second.remarks[0]


def test_a_statement_beside_its_fact_is_nothing_to_tell(ours: Ours) -> None:
    (written,) = ours.update(f"INSERT DATA {{ {BARE} . {SAID} }}")

    assert written.remarks == ()


@pytest.mark.parametrize("said", [BARE, SAID])
def test_facts_in_a_graph_of_ones_own_are_told_not_to_count(ours: Ours, said: str) -> None:
    (written,) = ours.update(f"INSERT DATA {{ GRAPH <http://e/g> {{ {said} }} }}")
    (other,) = ours.update("INSERT DATA { GRAPH <http://e/h> { <http://e/a> <http://e/b> 1 } }")

    [remark] = written.remarks
    assert remark.startswith("<http://e/g> is a graph of your own")
    assert other.remarks == ()


def test_our_own_records_have_no_statements_that_are_not_counted(ours: Ours) -> None:
    facts = ours.store.quads_for_pattern(None, isto("subject"), None, graph("curated"))
    about = {quad.object for quad in facts}

    assert about
    assert bare_about(ours.store, about) == []


def test_a_graph_of_ones_own_has_no_consequences(ours: Ours) -> None:
    before = ours.content("verdicts")
    ours.update(f"INSERT DATA {{ GRAPH <http://e/g> {{ <http://e/fact> a isto:Fact ; {FACT} }} }}")

    assert ours.content("verdicts") == before


def test_an_update_calls_the_functions_too(ours: Ours) -> None:
    ours.update(
        """INSERT { ?o <http://e/is> ?status } WHERE { VALUES ?o { id:organization\\/inbar }
            BIND (isto:status(?o, isto:IntergovernmentalOrganization) AS ?status) }"""
    )

    assert ours.ask("id:organization\\/inbar <http://e/is> 'entailed'")


def test_a_put_and_a_drop_of_local_are_followed(ours: Ours) -> None:
    before = {name: ours.content(name) for name in ("inferred", "verdicts", "void")}
    turtle = f"@prefix isto: <{PREFIXES['isto']}> . <http://e/fact> a isto:Fact ; {FACT} ."
    ours.change("PUT", None, turtle)
    assert ours.ask("<http://e/竹协> a isto:InternationalOrganization")

    ours.update("DROP GRAPH graph:local")
    assert {name: ours.content(name) for name in before} == before


def test_nothing_is_derived_in_a_dataset_that_began_empty(tmp_path: Path) -> None:
    snapshot.publish_empty(tmp_path)
    with closing(Ours(tmp_path)) as plain:
        plain.update(NEW)

        assert len(list(plain.store)) == 4
