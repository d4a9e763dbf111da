"""The classification as OWL: what the OWL API and HermiT find in it."""

from collections.abc import Callable

import pytest
from rdflib import OWL, RDF, RDFS, BNode, Graph, Namespace, URIRef
from tests.hermit import ISTO, Reasoning, breaches, read_ontology, read_theory, reason
from tests.ontology.descriptions import ID, judge_one, verdicts

from istograph.resources import ONTOLOGY

ORG = Namespace("http://www.w3.org/ns/org#")

# What HermiT must infer between the named classes, no more and no less.
HIERARCHY = {
    "InternationalOrganization": "NonprofitBody org:Organization",
    "NonGovernmentalOrganization": "NonprofitBody org:Organization",
    "IntergovernmentalOrganization": "InternationalOrganization ConstitutedByAgreement",
    "InternationalNGO": "InternationalOrganization NonGovernmentalOrganization",
    "DomesticNGO": "NonGovernmentalOrganization EstablishedInMainland",
    "OverseasNGO": "NonGovernmentalOrganization EstablishedOutsideMainland",
    "DomesticINGO": "InternationalNGO DomesticNGO",
    "OverseasINGO": "InternationalNGO OverseasNGO",
    "PoliticalOrganization": "InternationalOrganization PrincipallyGeneral",
    "ProfessionalOrganization": "InternationalOrganization PrincipallyProfessional",
    "BroadISTO": "ProfessionalOrganization WithSTAttribute",
    "ISTO": "BroadISTO PrincipallyScientificTechnological",
    "STAttributedOrganization": "BroadISTO PrincipallyOtherProfessional",
    "CivilISTO": "ISTO InternationalNGO",
    "EstablishedInMainland": "LegallyEstablishedBody",
    "EstablishedOutsideMainland": "LegallyEstablishedBody",
    "PrincipallyScientificTechnological": "PrincipallyProfessional WithSTAttribute",
    "PrincipallyOtherProfessional": "PrincipallyProfessional",
    "RepresentativeOffice": "org:OrganizationalUnit",
    "ConstitutedByAgreement": "",
    "ConstitutedByPrivateLaw": "",
    "ConstitutedByStatute": "",
    "FoundedByNonState": "",
    "NonprofitBody": "",
    "ParticipantsFromThreeStates": "",
    "LegallyEstablishedBody": "",
    "PrincipallyGeneral": "",
    "PrincipallyProfessional": "",
    "WithSTAttribute": "",
    "GovernmentBody": "",
    "NonOrganization": "",
    "PrivateLawInstrument": "",
    "StatutoryInstrument": "",
    "NonStateParty": "",
    "NonprofitLegalForm": "",
    "GeneralField": "",
    "ScientificTechnologicalField": "",
    "OtherProfessionalField": "",
    "STActivity": "",
    "Registration": "",
    "Office": "",
}
ITER_LIKE = "hasConstitutiveInstrument=multilateral-agreement hasPrincipalField=nuclear-fusion"
INBAR_LIKE = (
    "hasConstitutiveInstrument=multilateral-agreement hasPrincipalField=forestry "
    "carriesOut=research"
)
HONG_KONG_SOCIETY = (
    "hasConstitutiveInstrument=articles-of-association isNonprofit=true isEstablishedUnderLawOf=HK"
)


@pytest.fixture(scope="module")
def found() -> Reasoning:
    """What HermiT finds in all files of the ontology; it raises where they are inconsistent."""
    return reason(read_ontology())


def test_the_ontology_is_owl_2_dl() -> None:
    assert breaches(read_ontology()) == []


def make_chain_functional(graph: Graph) -> None:
    graph.add((ISTO.isDomesticTo, RDF.type, OWL.FunctionalProperty))


def leave_property_undeclared(graph: Graph) -> None:
    graph.remove((ISTO.carriesOut, RDF.type, None))


def leave_class_undeclared(graph: Graph) -> None:
    graph.remove((ISTO.GovernmentBody, RDF.type, None))


@pytest.mark.parametrize(
    "spoil", [make_chain_functional, leave_property_undeclared, leave_class_undeclared]
)
def test_what_is_not_owl_2_dl_is_found(spoil: Callable[[Graph], None]) -> None:
    spoilt = copy(read_ontology())
    spoil(spoilt)

    assert breaches(spoilt) != []


def test_every_class_is_satisfiable(found: Reasoning) -> None:
    assert found.unsatisfiable == frozenset()


def test_an_unsatisfiable_class_is_found() -> None:
    spoilt = with_subclass(ISTO.ISTO, ISTO.PoliticalOrganization)

    assert reason(spoilt).unsatisfiable == {ISTO.ISTO, ISTO.CivilISTO}


@pytest.mark.parametrize("name", HIERARCHY)
def test_a_class_stands_where_it_is_meant_to(name: str, found: Reasoning) -> None:
    expected = {named_class(above) for above in HIERARCHY[name].split()}

    assert direct_superclasses(found, ISTO[name]) == expected


def test_every_class_of_the_classification_stands_in_the_hierarchy() -> None:
    classes = Graph().parse(ONTOLOGY / "classification.ttl").subjects(RDF.type, OWL.Class)

    named = {str(c).removeprefix(str(ISTO)) for c in classes if isinstance(c, URIRef)}

    assert named == set(HIERARCHY)


def test_an_isto_may_be_intergovernmental() -> None:
    classes = "ISTO IntergovernmentalOrganization InternationalNGO"

    assert verdicts(judge_one(ITER_LIKE, classes)) == {
        "+ISTO",
        "+IntergovernmentalOrganization",
        "-InternationalNGO",
    }


def test_a_broad_isto_may_be_intergovernmental() -> None:
    classes = "BroadISTO ISTO IntergovernmentalOrganization"

    assert verdicts(judge_one(INBAR_LIKE, classes)) == {
        "+BroadISTO",
        "-ISTO",
        "+IntergovernmentalOrganization",
    }


@pytest.mark.parametrize(
    ("description", "kind"), [(ITER_LIKE, ISTO.ISTO), (INBAR_LIKE, ISTO.BroadISTO)]
)
def test_were_every_isto_non_governmental_a_treaty_body_could_not_be(
    description: str, kind: URIRef
) -> None:
    theory = with_subclass(kind, ISTO.InternationalNGO)

    assert not judge_one(description, "", theory).consistent


def test_what_is_established_in_hong_kong_is_overseas() -> None:
    judged = judge_one(HONG_KONG_SOCIETY, "OverseasNGO DomesticNGO")

    assert verdicts(judged) == {"+OverseasNGO", "-DomesticNGO"}


def test_what_is_established_in_hong_kong_is_in_china() -> None:
    theory = copy(read_theory())
    for key in ("cn", "cn-all", "hk"):
        define_host_class(theory, f"In_{key}", ISTO.isDomesticTo, key)
        define_host_class(theory, f"Outside_{key}", ISTO.isOverseasTo, key)
    classes = "In_cn In_cn-all In_hk Outside_cn Outside_cn-all Outside_hk"

    assert verdicts(judge_one(HONG_KONG_SOCIETY, classes, theory)) == {
        "+In_cn-all",
        "+In_hk",
        "+Outside_cn",
    }


PROOFS = {
    "+IntergovernmentalOrganization": "multilateral-agreement multilateral-international igo",
    "-DomesticINGO": "multilateral-agreement agreement-ngo-disjoint ingo domestic-ingo",
}


@pytest.mark.parametrize("verdict", PROOFS)
def test_the_axioms_of_a_proof_suffice(verdict: str) -> None:
    theory = theory_of({ISTO[f"axiom-{name}"] for name in PROOFS[verdict].split()})

    judged = judge_one("hasConstitutiveInstrument=multilateral-agreement", verdict[1:], theory)

    assert verdicts(judged) == {verdict}


@pytest.mark.parametrize(
    ("verdict", "left_out"), [(v, name) for v, names in PROOFS.items() for name in names.split()]
)
def test_each_axiom_of_a_proof_is_needed(verdict: str, left_out: str) -> None:
    names = {ISTO[f"axiom-{name}"] for name in PROOFS[verdict].split() if name != left_out}

    judged = judge_one(
        "hasConstitutiveInstrument=multilateral-agreement", verdict[1:], theory_of(names)
    )

    assert verdicts(judged) == set()


def copy(graph: Graph) -> Graph:
    return graph + Graph()


def with_subclass(below: URIRef, above: URIRef) -> Graph:
    theory = copy(read_theory())
    theory.add((below, RDFS.subClassOf, above))
    return theory


def theory_of(names: set[URIRef]) -> Graph:
    """Return the theory without the axioms that have other names."""
    annotated, theory = read_ontology(), copy(read_theory())
    for node, name in annotated.subject_objects(ISTO.axiom):
        if name not in names:
            parts = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
            subject, predicate, value = (annotated.value(node, part) for part in parts)
            theory.remove((subject, predicate, value))
    return theory


def named_class(name: str) -> URIRef:
    return ORG[name.removeprefix("org:")] if name.startswith("org:") else ISTO[name]


def direct_superclasses(found: Reasoning, name: URIRef) -> set[URIRef]:
    above = found.superclasses.get(name, frozenset()) - {OWL.Thing}
    return {c for c in above if not any(c in found.superclasses.get(d, ()) for d in above - {c})}


def define_host_class(graph: Graph, name: str, property_iri: URIRef, profile: str) -> None:
    restriction = BNode()
    graph.add((ISTO[name], RDF.type, OWL.Class))
    graph.add((ISTO[name], OWL.equivalentClass, restriction))
    graph.add((restriction, RDF.type, OWL.Restriction))
    graph.add((restriction, OWL.onProperty, property_iri))
    graph.add((restriction, OWL.hasValue, ID[f"host-profile/{profile}"]))
