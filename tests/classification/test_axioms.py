"""The classifier follows the Turtle: what it changes when an axiom does, and what it refuses."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.tracing import untraced

from istograph.classification import Theory
from istograph.classification.axioms.reading import read_ontology
from istograph.errors import OntologyError
from istograph.resources import ONTOLOGY

Edit = Callable[[str], str]
TREATY_BODY = {
    "id": "x",
    "facts": [
        {"id": "f1", "property": "hasConstitutiveInstrument", "value": "multilateral-agreement"},
        {"id": "f2", "property": "hasPrincipalField", "value": "nuclear-fusion"},
    ],
}


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """Return a copy of the ontology in which a file is changed."""

    def copy(file: str, change: Edit) -> Path:
        folder = tmp_path / "ontology"
        shutil.copytree(ONTOLOGY, folder)
        path = folder / file
        text = path.read_text(encoding="utf-8")
        edited = change(text)
        assert edited != text, "the change finds nothing to change"
        path.write_text(edited, encoding="utf-8")
        return folder

    return copy


def theory_of(folder: Path) -> Theory:
    with untraced():
        return Theory(read_ontology(folder))


def added(turtle: str) -> Edit:
    return lambda text: f"{text}\n{turtle}\n"


def replaced(old: str, new: str) -> Edit:
    return lambda text: text.replace(old, new, 1)


def named(left: str, kind: str, right: str) -> str:
    """An axiom with its annotation, on three lines."""
    return (
        f"{left} {kind} {right} .\n"
        f"[] a owl:Axiom ; owl:annotatedSource {left} ; owl:annotatedProperty {kind} ;\n"
        f"  owl:annotatedTarget {right} ; isto:axiom isto:axiom-new ;"
        "  isto:support <support/implied> ."
    )


def test_an_isto_that_must_be_non_governmental_contradicts_a_treaty_body(
    changed: Callable[..., Path],
) -> None:
    axiom = named("isto:ISTO", "rdfs:subClassOf", "isto:InternationalNGO")
    theory = theory_of(changed("classification.ttl", added(axiom)))

    answer = theory.classify(TREATY_BODY)

    assert [clash["facts"] for clash in answer["clashes"]] == [["f1", "f2"]]
    assert "isto:axiom-new" in answer["clashes"][0]["axioms"]


def test_a_closed_list_is_counted_once_with_all_its_facts(changed: Callable[..., Path]) -> None:
    international = "isto:InternationalOrganization"
    axiom = named(international, "rdfs:subClassOf", "isto:ParticipantsFromThreeStates")
    theory = theory_of(changed("classification.ttl", added(axiom)))
    values = (("hasParticipantFrom", "FR"), ("participantListComplete", True))
    facts = [*values, ("hasParticipantFrom", "DE"), ("hasParticipantFrom", "DE")]
    numbered = [{"id": f"f{n}", "property": p, "value": v} for n, (p, v) in enumerate(facts, 1)]

    verdict = theory.classify({"id": "x", "facts": numbered})["verdicts"][0]

    assert verdict["status"] == "refuted"
    assert [entry["facts"] for entry in verdict["because"]] == [["f1", "f2", "f3", "f4"]]


def test_a_field_moved_to_another_group_changes_the_nature(changed: Callable[..., Path]) -> None:
    def move(text: str) -> str:
        return "\n\n".join(
            block.replace("isto:OtherProfessionalField", "isto:GeneralField")
            if "<field/education>" in block
            else block
            for block in text.split("\n\n")
        )

    folder = changed("vocabularies/fields.ttl", move)
    international = {"id": "f1", "property": "isInternational", "value": True}
    education = {"id": "f2", "property": "hasPrincipalField", "value": "education"}

    statuses = theory_of(folder).statuses({"id": "x", "facts": [international, education]})

    assert statuses["PoliticalOrganization"] == "entailed"


def test_without_its_row_a_fact_gives_nothing(changed: Callable[..., Path]) -> None:
    def remove(text: str) -> str:
        blocks = text.split("\n\n")
        return "\n\n".join(b for b in blocks if "axiom-multilateral-international" not in b)

    theory = theory_of(changed("classification.ttl", remove))

    assert theory.statuses(TREATY_BODY)["InternationalOrganization"] == "unknown"


UNSUPPORTED = {
    "a cardinality": (
        named("isto:ISTO", "rdfs:subClassOf", "_:b")
        + "\n_:b a owl:Restriction ;\n owl:onProperty isto:hasField ;\n owl:maxCardinality 3 .",
        6,
        "owl:maxCardinality",
    ),
    "a universal": (
        named("isto:ISTO", "rdfs:subClassOf", "_:b")
        + "\n_:b owl:onProperty isto:hasField ;\n owl:allValuesFrom isto:GeneralField .",
        5,
        "owl:allValuesFrom",
    ),
    "a functional property": (
        "isto:hasField\n  a owl:FunctionalProperty .",
        2,
        "owl:FunctionalProperty",
    ),
    "an inverse": ("isto:hasField owl:inverseOf isto:isFieldOf .", 1, "owl:inverseOf"),
    "a domain": ("isto:hasField rdfs:domain isto:ISTO .", 1, "rdfs:domain"),
    "disjoint classes at once": (
        "[] a owl:AllDisjointClasses ;\n owl:members ( isto:ISTO isto:DomesticNGO ) .",
        1,
        "owl:AllDisjointClasses",
    ),
    "an axiom without a name": (
        "\nisto:ISTO rdfs:subClassOf isto:DomesticNGO .",
        2,
        "isto:axiom",
    ),
    "an equivalence with another ontology": (
        "isto:ISTO owl:equivalentClass org:FormalOrganization .",
        1,
        "isto:axiom",
    ),
    "a class of another ontology": (
        named("org:FormalOrganization", "rdfs:subClassOf", "isto:ISTO"),
        1,
        "org:FormalOrganization",
    ),
    "a class that is not declared": (
        named("isto:ISTOO", "rdfs:subClassOf", "isto:ISTO"),
        1,
        "isto:ISTOO",
    ),
    "a property that is not declared": (
        named("_:b", "rdfs:subClassOf", "isto:ISTO")
        + "\n_:b owl:onProperty\n isto:hasFeild ;\n owl:hasValue true .",
        5,
        "isto:hasFeild",
    ),
    "a value that is no key": (
        named("_:b", "rdfs:subClassOf", "isto:ISTO")
        + '\n_:b owl:onProperty isto:hasField ;\n owl:hasValue "physics" .',
        5,
        "physics",
    ),
    "a restriction that is concluded": (
        named("isto:ISTO", "rdfs:subClassOf", "_:b")
        + "\n_:b owl:onProperty isto:isNonprofit ; owl:hasValue true .",
        1,
        "isto:isNonprofit",
    ),
    "a union of values": (
        named("_:b", "rdfs:subClassOf", "isto:ISTO")
        + "\n_:b owl:onProperty isto:hasField ;\n owl:someValuesFrom [\n"
        + " owl:unionOf ( isto:GeneralField isto:STActivity ) ] .",
        6,
        "intersections",
    ),
    "a class of values among organizations": (
        named("isto:GeneralField", "rdfs:subClassOf", "isto:ISTO"),
        1,
        "isto:GeneralField",
    ),
    "everything": (named("owl:Thing", "rdfs:subClassOf", "isto:ISTO"), 1, "owl:Thing"),
    "another chain": (
        "_:c rdf:first isto:hasField ; rdf:rest ( isto:countsWithState ) .\n"
        + named("isto:isOverseasTo", "owl:propertyChainAxiom", "_:c"),
        2,
        "two chains",
    ),
    "a name for nothing": (
        "[] a owl:Axiom ;\n owl:annotatedSource isto:ISTO ; owl:annotatedProperty "
        "rdfs:subClassOf ;\n owl:annotatedTarget isto:DomesticNGO .",
        2,
        "not there",
    ),
    "a name used twice": (
        named("isto:ISTO", "rdfs:subClassOf", "isto:NonprofitBody").replace("-new", "-igo"),
        2,
        "isto:axiom-igo",
    ),
    "a support that is none": (
        named("isto:ISTO", "rdfs:subClassOf", "isto:NonprofitBody").replace("implied", "sure"),
        2,
        "id:support/stated",
    ),
    "what is no Turtle": ("\nisto:ISTO ! .", 2, "Turtle"),
}


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_cannot_be_compiled_is_refused_with_its_line(
    changed: Callable[..., Path], name: str
) -> None:
    turtle, line, word = UNSUPPORTED[name]
    text = (ONTOLOGY / "classification.ttl").read_text(encoding="utf-8")
    expected = f"classification.ttl:{text.count(chr(10)) + 1 + line}:"
    folder = changed("classification.ttl", added(turtle))

    with pytest.raises(OntologyError) as refusal:
        Theory(read_ontology(folder))

    assert str(refusal.value).startswith(expected)
    assert word in str(refusal.value)


def test_a_value_in_a_class_needs_a_name_for_that(changed: Callable[..., Path]) -> None:
    turtle = "<field/sport> a isto:GeneralField ."
    folder = changed("vocabularies/fields.ttl", added(turtle))

    with pytest.raises(OntologyError, match=r"fields\.ttl:\d+: .*isto:GeneralField"):
        read_ontology(folder)


def test_an_axiom_knows_its_words_and_its_place() -> None:
    axiom = read_ontology(ONTOLOGY).axioms["isto:axiom-igo"]

    assert axiom.support == "interpretation"
    assert axiom.paper_line == 53
    assert axiom.label_en
    assert axiom.label_zh
    assert axiom.quote
