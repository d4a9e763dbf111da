"""The classes, properties and values that users name are all there, and no other."""

import pytest
from rdflib import OWL, RDF, SKOS, URIRef
from tests.hermit import ISTO, read_ontology
from tests.ontology.descriptions import ID

# In the order and on the axes of the answer.
CLASSES = {
    "InternationalOrganization": "international",
    "IntergovernmentalOrganization": "attribute",
    "InternationalNGO": "attribute",
    "NonGovernmentalOrganization": "legal",
    "DomesticNGO": "legal",
    "OverseasNGO": "legal",
    "DomesticINGO": "place",
    "OverseasINGO": "place",
    "PoliticalOrganization": "nature",
    "ProfessionalOrganization": "nature",
    "ISTO": "science",
    "STAttributedOrganization": "science",
    "BroadISTO": "science",
    "CivilISTO": "science",
}
FACT_PROPERTIES = {
    OWL.DatatypeProperty: """isInternational participantListComplete isNonprofit
        isLegallyEstablished hasSTAttribute isOrganization dissolvedOn""",
    OWL.ObjectProperty: """hasConstitutiveInstrument hasFoundingParty hasMemberKind
        hasParticipantFrom hasLegalForm isEstablishedUnderLawOf hasStatutorySeatIn hasRegistration
        isHeadquarteredIn hasPrincipalField hasField carriesOut hasOffice isOfficeOf isPartOf
        isSaidToBe""",
}
VALUES = {
    "instrument": """multilateral-agreement bilateral-agreement intergovernmental-agreement
        decision-of-igo articles-of-association foundation-deed national-statute
        supranational-legal-act treaty-company""",
    "party": """state igo government-agency national-academy individual ngo company
        learned-society""",
    "legal-form": """association foundation social-organization nonprofit-corporation company
        government-body company-limited-by-guarantee""",
    "registration-kind": "constitutive representative-office temporary-activity tax",
    "office-kind": "overseas-ngo-law-representative-office liaison-office",
    "activity": """research technical-training standards-development scientific-data-sharing
        scholarly-exchange advocacy grant-making relief-delivery""",
    "host-profile": "cn cn-all hk mo tw",
    "support": "stated implied interpretation outside",
    "axis": "international attribute legal place nature science",
}
GROUPS = {
    ("field", "GeneralField"): "politics economy society culture multi-sector security-defence",
    ("field", "ScientificTechnologicalField"): """science-technology physics chemistry mathematics
        nuclear-fusion data-science earth-observation oceanography information-technology
        engineering technical-standardization astronomy biology metrology meteorology space
        energy-research social-science""",
    ("field", "OtherProfessionalField"): """education health environment sport
        sustainable-development forestry agriculture humanitarian-relief labour law transport
        energy policing intellectual-property tourism""",
    ("activity", "STActivity"): """research technical-training standards-development
        scientific-data-sharing""",
    ("instrument", "PrivateLawInstrument"): "articles-of-association foundation-deed",
    ("instrument", "StatutoryInstrument"): "national-statute",
    ("party", "NonStateParty"): "individual ngo company learned-society",
    ("legal-form", "NonprofitLegalForm"): """association foundation social-organization
        nonprofit-corporation""",
}
DENIALS = {
    "hasConstitutiveInstrument": "isNotConstitutedBy",
    "isSaidToBe": "isDeniedToBe",
    "isEstablishedUnderLawOf": "isNotEstablishedUnderLawOf",
    "hasStatutorySeatIn": "hasNoStatutorySeatIn",
    "hasRegistration": "hasNoRegistration",
}


def test_the_classes_stand_in_order_on_their_axes() -> None:
    graph = read_ontology()
    axes = {str(c): str(axis) for c, axis in graph.subject_objects(ISTO.axis)}
    ordered = sorted(axes, key=lambda c: int(str(graph.value(URIRef(c), ISTO.order))))

    assert [(c, axes[c]) for c in ordered] == [
        (str(ISTO[name]), str(ID[f"axis/{axis}"])) for name, axis in CLASSES.items()
    ]


@pytest.mark.parametrize("kind", FACT_PROPERTIES)
def test_the_properties_of_facts_are_terms(kind: URIRef) -> None:
    declared = set(read_ontology().subjects(RDF.type, kind))

    assert {ISTO[name] for name in FACT_PROPERTIES[kind].split()} <= declared


def test_what_may_be_negated_has_a_denial() -> None:
    found = dict(read_ontology().subject_objects(ISTO.denialProperty))

    assert found == {ISTO[name]: ISTO[denial] for name, denial in DENIALS.items()}


@pytest.mark.parametrize("kind", VALUES)
def test_the_values_of_a_kind_are_those_listed(kind: str) -> None:
    assert keys(kind) == set(VALUES[kind].split())


def test_a_field_stands_in_one_group() -> None:
    fields = [
        key for (kind, _), group in GROUPS.items() if kind == "field" for key in group.split()
    ]

    assert sorted(keys("field")) == sorted(fields)


@pytest.mark.parametrize(("kind", "group"), GROUPS)
def test_the_members_of_a_group_are_those_listed(kind: str, group: str) -> None:
    members = set(read_ontology().subjects(RDF.type, ISTO[group]))

    assert members == {ID[f"{kind}/{key}"] for key in GROUPS[kind, group].split()}


def test_there_are_249_jurisdictions_named_by_their_codes() -> None:
    graph, found = read_ontology(), keys("jurisdiction")
    codes = {str(graph.value(ID[f"jurisdiction/{key}"], SKOS.notation)) for key in found}

    assert len(found) == 249
    assert codes == {key.upper() for key in found}


@pytest.mark.parametrize(
    ("profile", "own"),
    [("cn", "cn"), ("cn-all", "cn hk mo tw"), ("hk", "hk"), ("mo", "mo"), ("tw", "tw")],
)
def test_a_jurisdiction_is_domestic_or_overseas_for_a_host(profile: str, own: str) -> None:
    graph, host = read_ontology(), ID[f"host-profile/{profile}"]
    domestic = set(graph.subjects(ISTO.countsAsDomesticFor, host))
    overseas = set(graph.subjects(ISTO.countsAsOverseasFor, host))

    assert domestic == {ID[f"jurisdiction/{key}"] for key in own.split()}
    assert overseas == {ID[f"jurisdiction/{key}"] for key in keys("jurisdiction")} - domestic


@pytest.mark.parametrize(
    ("territory", "state"), [("hk", "cn"), ("mo", "cn"), ("tw", "cn"), ("pr", "us"), ("gl", "dk")]
)
def test_a_dependent_territory_counts_with_its_state(territory: str, state: str) -> None:
    counted = read_ontology().value(ID[f"jurisdiction/{territory}"], ISTO.countsWithState)

    assert counted == ID[f"jurisdiction/{state}"]


def test_what_counts_with_a_state_is_no_state() -> None:
    """Counting is one step: no territory may count with another territory."""
    pairs = dict(read_ontology().subject_objects(ISTO.countsWithState))

    assert not set(pairs) & set(pairs.values())


def keys(kind: str) -> set[str]:
    prefix = f"{ID}{kind}/"
    concepts = map(str, read_ontology().subjects(RDF.type, SKOS.Concept))
    return {iri.removeprefix(prefix) for iri in concepts if iri.startswith(prefix)}
