"""A report says what is wrong, where and what to do, whichever validator found it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from istograph.errors import InputError
from istograph.rdf.formats import TURTLE
from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.reading import RdfDocument, read_document
from istograph.rdf.shacl.report import Checked, Report
from istograph.rdf.shacl.terms import hierarchy, our_hierarchy
from istograph.rdf.shacl.validation import (
    Shapes,
    our_shapes,
    validate,
    validate_documents,
    validate_files,
)

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix e: <http://example.org/> .
"""
LABELLED = """e:Shape a sh:NodeShape ; sh:targetClass e:Thing ; sh:property e:Shape-label .
e:Shape-label sh:path rdfs:label ; sh:minCount 1 ; sh:severity sh:{severity} ;
    sh:message "No label: add one."@en , "缺少标签：请补充。"@zh .
"""

both = pytest.mark.parametrize("engine", ["shacl", "pyshacl"])


def quads(text: str) -> list[Quad]:
    return list(parse(HEAD + text, format=RdfFormat.TURTLE))


def shapes(text: str) -> Shapes:
    return Shapes(pyoxigraph.serialize(quads(text), format=RdfFormat.N_TRIPLES) or b"")


def labelled(severity: str = "Violation") -> Shapes:
    return shapes(LABELLED.format(severity=severity))


def report(data: str, by: Shapes, engine: str | None = None) -> Report:
    return validate(quads(data), by, engine=engine)


@both
def test_a_violation_is_reported_in_both_languages(engine: str) -> None:
    [result] = report("e:x a e:Thing .", labelled(), engine).results

    assert result.as_json() == {
        "focus": "http://example.org/x",
        "path": PREFIXES["rdfs"] + "label",
        "value": None,
        "shape": "http://example.org/Shape-label",
        "severity": "Violation",
        "message": {"en": "No label: add one.", "zh": "缺少标签：请补充。"},
        "file": None,
        "line": None,
    }


@both
@pytest.mark.parametrize(
    ("severity", "conforms"), [("Violation", False), ("Warning", True), ("Info", True)]
)
def test_only_violations_keep_data_from_conforming(
    severity: str, conforms: bool, engine: str
) -> None:
    found = report("e:x a e:Thing .", labelled(severity), engine)

    assert [found.conforms, found.results[0].severity] == [conforms, severity]


@both
def test_nothing_is_reported_of_good_data(engine: str) -> None:
    assert report("e:x a e:Thing ; rdfs:label 'x' .", labelled(), engine) == Report(())


def test_the_worst_comes_first() -> None:
    more = "e:Other a sh:NodeShape ; sh:targetClass e:Thing ; sh:severity sh:Info ; "
    found = report(
        "e:x a e:Thing .",
        shapes(
            LABELLED.format(severity="Warning")
            + more
            + "sh:property [ sh:path e:p ; sh:minCount 1 ; sh:severity sh:Info ] , "
            "[ sh:path e:q ; sh:minCount 1 ] ."
        ),
    )

    assert [result.severity for result in found.results] == ["Violation", "Warning", "Info"]


def test_a_nameless_shape_stays_nameless_in_turtle() -> None:
    by = shapes(
        "e:S a sh:NodeShape ; sh:targetClass e:Thing ; "
        "sh:property [ sh:path e:p ; sh:minCount 1 ] ."
    )
    found = list(parse(report("e:x a e:Thing .", by).turtle(), format=RdfFormat.TURTLE))

    [shape] = [q.object for q in found if q.predicate.value == PREFIXES["sh"] + "sourceShape"]
    assert isinstance(shape, BlankNode)


@both
def test_a_value_keeps_its_lexical_form(engine: str) -> None:
    by = shapes(
        "e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; "
        "sh:property [ sh:path e:p ; sh:maxInclusive 0 ] ."
    )
    data = "e:x e:p '01'^^<http://www.w3.org/2001/XMLSchema#integer> ."

    assert report(data, by, engine).as_json()["results"][0]["value"] == "01"


@both
def test_ill_typed_literals_are_left_to_the_shapes(
    engine: str, caplog: pytest.LogCaptureFixture
) -> None:
    xsd = PREFIXES["xsd"]
    report(f"e:x e:p 'none'^^<{xsd}boolean> , 'one'^^<{xsd}integer> .", labelled(), engine)

    assert caplog.records == []


@both
def test_a_shape_without_a_message_is_named_by_its_constraint(engine: str) -> None:
    by = shapes(
        "e:S a sh:NodeShape ; sh:targetClass e:Thing ; "
        "sh:property e:P . e:P sh:path e:p ; sh:minCount 1 ."
    )
    [result] = report("e:x a e:Thing .", by, engine).results

    assert result.message["en"]


@both
def test_a_message_with_a_value_in_it_has_its_language(engine: str) -> None:
    by = shapes("""e:S a sh:NodeShape ; sh:targetClass e:Thing ; sh:property e:P .
        e:P sh:path e:p ; sh:sparql [
          sh:message "There are {?value}."@en , "有 {?value} 个。"@zh ;
          sh:select "SELECT $this ?value WHERE { $this $PATH ?value }" ] .""")
    [result] = report("e:x a e:Thing ; e:p 3 .", by, engine).results

    assert result.message == {"en": "There are 3.", "zh": "有 3 个。"}


@both
def test_a_class_is_not_inferred_from_a_range(engine: str) -> None:
    data = "e:p rdfs:domain e:Thing . e:x e:p 1 ."

    assert report(data, labelled(), engine) == Report(())


@both
def test_imports_are_not_fetched(engine: str) -> None:
    data = "<urn:o> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/x> ."

    assert report(data, labelled(), engine) == Report(())


@both
def test_the_background_is_looked_at_but_not_reported(engine: str) -> None:
    by = shapes(
        "e:S a sh:NodeShape ; sh:targetClass e:Thing ; "
        "sh:property e:P . e:P sh:path e:p ; sh:minCount 1 ; sh:class e:Other ."
    )
    around = quads("e:y a e:Thing . e:o a e:Other .")
    found = validate(quads("e:x a e:Thing ; e:p e:o ."), by, background=around, engine=engine)

    assert found == Report(())


def test_all_graphs_are_checked_as_one() -> None:
    thing, label = quads("e:x a e:Thing ; rdfs:label 'x' .")
    in_a_graph = Quad(label.subject, label.predicate, label.object, NamedNode("urn:g"))

    assert validate([thing, in_a_graph], labelled()) == Report(())


@both
def test_a_blank_node_has_its_line(engine: str) -> None:
    text = HEAD + "\ne:y rdfs:label 'y' .\n[] a e:Thing .\n"
    document = read_document(text.encode(), TURTLE, "data.ttl")
    [result] = validate_documents([document], labelled(), background=(), engine=engine).results

    assert (result.file, result.line) == ("data.ttl", 6)


def test_a_blank_node_stays_blank_for_shapes_that_ask() -> None:
    by = shapes("e:S a sh:NodeShape ; sh:targetClass e:Thing ; sh:nodeKind sh:BlankNode .")

    assert report("[] a e:Thing .", by) == Report(())


def test_a_blank_node_is_shown_as_one() -> None:
    found = report("[] a e:Thing .", labelled()).as_json()["results"]

    assert found[0]["focus"].startswith("_:")


def test_files_are_checked_together(tmp_path: Path) -> None:
    (tmp_path / "one.ttl").write_text(HEAD + "e:x a e:Thing .")
    (tmp_path / "two.nt").write_text(
        f'<http://example.org/x> <{PREFIXES["rdfs"]}label> "x" .\n'
        f"<http://example.org/y> <{PREFIXES['rdf']}type> <http://example.org/Thing> .\n"
    )
    files = [tmp_path / "one.ttl", tmp_path / "two.nt"]
    [result] = validate_files(files, labelled(), background=()).results

    assert (result.file, result.line) == (str(files[1]), 2)


def test_a_file_is_checked_by_our_shapes_and_lists(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(
        f"""@base <{PREFIXES["id"]}> .
@prefix isto: <{PREFIXES["isto"]}> .
@prefix org: <{PREFIXES["org"]}> .
@prefix rdfs: <{PREFIXES["rdfs"]}> .

<organization/x> a org:Organization ; rdfs:label "X"@en , "某"@zh ;
    isto:hasPrincipalField <field/physics> ; isto:isEstablishedUnderLawOf <jurisdiction/uk> .
"""
    )
    [result] = validate_files([path]).results

    assert (result.shape, result.line) == (PREFIXES["istosh"] + "OrganizationShape-jurisdiction", 6)


def test_triple_terms_are_refused() -> None:
    triple = Triple(NamedNode("urn:s"), NamedNode("urn:p"), Literal("o"))
    reified = Triple(BlankNode(), NamedNode("urn:reifies"), triple)

    with pytest.raises(InputError, match="triple terms"):
        validate([reified], labelled())


@both
def test_the_report_in_turtle_says_the_same(engine: str) -> None:
    by = shapes(
        "e:S a sh:NodeShape ; sh:targetClass e:Thing ; sh:property e:P . "
        "e:P sh:path ( [ sh:inversePath e:a ] e:b ) ; sh:minCount 1 ; "
        "sh:message 'm'@en ; sh:severity e:Odd ."
    )
    found = report("e:x a e:Thing .", by, engine)
    turtle = list(parse(found.turtle(), format=RdfFormat.TURTLE))
    sh = {q.predicate.value.removeprefix(PREFIXES["sh"]): str(q.object) for q in turtle}

    assert [sh["focusNode"], sh["sourceShape"], sh["resultSeverity"], sh["resultMessage"]] == [
        "<http://example.org/x>",
        "<http://example.org/P>",
        "<http://example.org/Odd>",
        '"m"@en',
    ]


def test_the_report_is_json() -> None:
    found = report("e:x a e:Thing .", labelled()).as_json()

    assert json.loads(json.dumps(found))["conforms"] is False


def test_pyshacl_stands_in_where_the_fast_validator_is_missing(
    fast_validator_hidden: Callable[[], None],
) -> None:
    fast_validator_hidden()

    assert not report("e:x a e:Thing .", labelled()).conforms
    assert "shacl" not in sys.modules


@pytest.fixture
def fast_validator_hidden(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def hide() -> None:
        monkeypatch.delitem(sys.modules, "shacl", raising=False)
        monkeypatch.setattr("istograph.rdf.shacl.validation.find_spec", lambda name: None)

    return hide


@both
def test_shapes_that_cannot_be_used_are_named(engine: str) -> None:
    # SHACL, 5.3.1: queries have no MINUS, and their prefixes are declared.
    query = "SELECT $this WHERE { $this a ?type MINUS { $this e:p 1 } }"
    broken = shapes(f"""e:S a sh:NodeShape ; sh:targetClass e:Thing ;
        sh:sparql [ sh:message "m" ; sh:select "{query}" ] .""")

    with pytest.raises(InputError, match="shapes"):
        report("e:x a e:Thing .", broken, engine)


def test_our_shapes_are_compiled_once() -> None:
    assert our_shapes().compiled is our_shapes().compiled


# Our own classes and terms


def document(text: str) -> RdfDocument:
    head = HEAD + f"@prefix isto: <{PREFIXES['isto']}> .\n@prefix org: <{PREFIXES['org']}> .\n"
    return read_document((head + text).encode(), TURTLE, "data.ttl")


@both
@pytest.mark.parametrize("name", ["ISTO", "BroadISTO", "CivilISTO", "DomesticINGO", "OverseasNGO"])
def test_a_class_by_definition_is_checked_as_an_organization(name: str, engine: str) -> None:
    found = validate_documents([document(f"e:x a isto:{name} .")], engine=engine)
    wanted = validate_documents([document("e:x a org:Organization .")], engine=engine)

    assert [r.key() for r in found.results] == [r.key() for r in wanted.results]
    assert (found.conforms, found.checked) == (False, Checked(1, 1))


def test_a_hierarchy_follows_from_definitions() -> None:
    owl = "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    text = """e:A owl:equivalentClass [ owl:intersectionOf ( e:B [ owl:unionOf ( e:C e:D ) ] ) ] .
        e:C rdfs:subClassOf e:E . e:D owl:equivalentClass e:E . e:E rdfs:subClassOf e:A ."""
    found = {
        (t.subject.value[-1], t.object.value[-1])
        for t in hierarchy(parse(HEAD + owl + text, format=RdfFormat.TURTLE))
    }

    assert {above for name, above in found if name == "A"} == {"B", "E"}
    assert {above for name, above in found if name == "C"} == {"A", "B", "E"}


def test_no_feature_of_an_instrument_is_taken_for_an_organization() -> None:
    organization = NamedNode(PREFIXES["org"] + "Organization")
    found = {t.subject.value.partition("#")[2] for t in our_hierarchy() if t.object == organization}

    assert "ISTO" in found
    assert "ConstitutedByAgreement" not in found


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("a isto:ISTOO", ["isto:ISTOO is no term of the ontology", "did you mean isto:ISTO?"]),
        ("isto:isNonProfit true", ["did you mean isto:isNonprofit?"]),
        ("isto:property isto:hasFeild", ["did you mean isto:hasField?"]),
        ("isto:nonsense 3", ["isto:nonsense is no term", "take a term of /ontology"]),
    ],
)
def test_a_term_of_ours_that_is_not_is_a_warning(statement: str, said: list[str]) -> None:
    [result] = validate_documents([document(f"e:x {statement} .")]).results

    assert (result.severity, result.line) == ("Warning", 6)
    assert all(part in result.message["en"] for part in said), result.message
    assert result.message["zh"].startswith("本体中没有 isto:")


def test_a_term_that_the_document_defines_is_none() -> None:
    text = "isto:mine rdfs:label 'x' . e:x isto:mine 1 ."

    assert validate_documents([document(text)]).results == ()


@pytest.mark.parametrize(
    ("text", "checked"),
    [
        ("e:x a isto:Foo .", Checked(0, 1)),
        ("e:x e:p 1 . e:y e:p 1 . e:z a e:Z .", Checked(0, 3)),
        ("e:x e:p 1 . e:y a isto:Policy .", Checked(1, 2)),
        ("e:x isto:hasRegistration e:y . e:y e:p 1 .", Checked(1, 2)),
        ("e:x isto:officeKind e:y .", Checked(1, 1)),
        ("e:Sub rdfs:subClassOf org:Organization . e:x a e:Sub .", Checked(1, 2)),
    ],
)
def test_the_report_says_what_was_looked_at(text: str, checked: Checked) -> None:
    assert validate_documents([document(text)]).checked == checked


def test_targets_are_those_of_the_shapes() -> None:
    by = shapes("""e:S a sh:NodeShape ; sh:targetNode e:n . e:C a sh:NodeShape , rdfs:Class .""")
    found = validate_documents([document("e:n e:p 1 . e:i a e:C . e:o e:p 1 .")], by)

    assert found.checked == Checked(2, 3)
