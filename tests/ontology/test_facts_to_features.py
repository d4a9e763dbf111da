"""Each row from fact to feature does what it says, by HermiT; what decides nothing does nothing."""

import pytest
from tests.hermit import ISTO, Judgement, read_ontology
from tests.ontology.descriptions import judge_each, verdicts

ROWS = {
    "isInternational=true": "+InternationalOrganization +NonprofitBody",
    "isInternational=false": "-InternationalOrganization",
    "hasConstitutiveInstrument=multilateral-agreement": "+IntergovernmentalOrganization",
    "hasConstitutiveInstrument=bilateral-agreement": "+ConstitutedByAgreement",
    "hasConstitutiveInstrument=intergovernmental-agreement": "+ConstitutedByAgreement",
    "hasConstitutiveInstrument=decision-of-igo": "+ConstitutedByAgreement",
    "hasConstitutiveInstrument=articles-of-association": "+ConstitutedByPrivateLaw",
    "hasConstitutiveInstrument=foundation-deed": "+ConstitutedByPrivateLaw",
    "hasConstitutiveInstrument=national-statute": "+ConstitutedByStatute",
    "isNotConstitutedBy=intergovernmental-agreement": "-ConstitutedByAgreement",
    "isNotConstitutedBy=decision-of-igo": "-ConstitutedByAgreement",
    "isNotConstitutedBy=articles-of-association": "-ConstitutedByPrivateLaw",
    "isNotConstitutedBy=foundation-deed": "-ConstitutedByPrivateLaw",
    "isNotConstitutedBy=national-statute": "-ConstitutedByStatute",
    "hasFoundingParty=individual": "+FoundedByNonState -ConstitutedByAgreement",
    "hasFoundingParty=learned-society": "+FoundedByNonState",
    "spansThreeStates=true": "+ParticipantsFromThreeStates",
    "spansThreeStates=false": "-ParticipantsFromThreeStates",
    "isNonprofit=true": "+NonprofitBody",
    "isNonprofit=false": "-NonprofitBody -InternationalOrganization -NonGovernmentalOrganization",
    "hasLegalForm=social-organization": "+NonprofitBody",
    "hasLegalForm=company": "-NonprofitBody",
    "hasLegalForm=government-body": "-InternationalOrganization -NonGovernmentalOrganization",
    "isEstablishedUnderLawOf=CN": "+EstablishedInMainland +LegallyEstablishedBody",
    "hasStatutorySeatIn=CN": "+EstablishedInMainland",
    "isEstablishedUnderLawOf=TW": "+EstablishedOutsideMainland",
    "hasStatutorySeatIn=FR": "+EstablishedOutsideMainland -DomesticNGO",
    "hasRegistration=registrationKind=constitutive,registrationJurisdiction=CN": (
        "+EstablishedInMainland"
    ),
    "hasRegistration=registrationKind=constitutive,registrationJurisdiction=MO": (
        "+EstablishedOutsideMainland"
    ),
    "isNotEstablishedUnderLawOf=CN": "-EstablishedInMainland",
    "hasNoStatutorySeatIn=CN": "-EstablishedInMainland",
    "hasNoRegistration=registrationKind=constitutive,registrationJurisdiction=CN": (
        "-EstablishedInMainland"
    ),
    "isNotEstablishedUnderLawOf=CN isLegallyEstablished=true": "+EstablishedOutsideMainland",
    "isLegallyEstablished=true": "+LegallyEstablishedBody",
    "isLegallyEstablished=false": "-LegallyEstablishedBody -EstablishedInMainland",
    "hasPrincipalField=culture": "+PrincipallyGeneral -ISTO",
    "hasPrincipalField=physics": "+PrincipallyScientificTechnological +WithSTAttribute",
    "hasPrincipalField=forestry": "+PrincipallyOtherProfessional -ISTO",
    "hasField=physics": "+WithSTAttribute",
    "carriesOut=technical-training": "+WithSTAttribute",
    "hasSTAttribute=true": "+WithSTAttribute",
    "hasSTAttribute=false": "-WithSTAttribute -BroadISTO",
    "hasOffice=officeKind=overseas-ngo-law-representative-office,officeIn=CN": (
        "+OverseasNGO -DomesticNGO"
    ),
    "isOfficeOf=parent": "-InternationalOrganization -NonGovernmentalOrganization",
    "isOrganization=false": "-InternationalOrganization -NonGovernmentalOrganization",
    "isInternational=true hasPrincipalField=multi-sector hasField=physics": (
        "+PoliticalOrganization -STAttributedOrganization"
    ),
    "isInternational=true isDeniedToBe=IntergovernmentalOrganization": "+InternationalNGO",
    "isInternational=true isDeniedToBe=PoliticalOrganization": "+ProfessionalOrganization",
    "isSaidToBe=ProfessionalOrganization isDeniedToBe=ISTO": "+PrincipallyOtherProfessional",
    "isSaidToBe=BroadISTO hasPrincipalField=health": "+STAttributedOrganization",
    "isSaidToBe=ISTO isSaidToBe=NonGovernmentalOrganization": "+CivilISTO",
    "isSaidToBe=InternationalNGO isEstablishedUnderLawOf=CN": "+DomesticINGO",
    "isSaidToBe=InternationalNGO isEstablishedUnderLawOf=BE": "+OverseasINGO",
    "hasConstitutiveInstrument=bilateral-agreement spansThreeStates=true": (
        "+IntergovernmentalOrganization"
    ),
    "hasConstitutiveInstrument=articles-of-association isNonprofit=true spansThreeStates=true": (
        "+InternationalNGO"
    ),
}
CONTRADICTIONS = [
    "hasConstitutiveInstrument=multilateral-agreement isNotConstitutedBy=multilateral-agreement",
    "hasConstitutiveInstrument=bilateral-agreement isNotConstitutedBy=bilateral-agreement",
    "hasConstitutiveInstrument=multilateral-agreement "
    "hasConstitutiveInstrument=bilateral-agreement",
    "hasConstitutiveInstrument=foundation-deed hasConstitutiveInstrument=national-statute",
    "isEstablishedUnderLawOf=HK hasStatutorySeatIn=CN",
    "hasPrincipalField=physics hasPrincipalField=health",
    "isSaidToBe=IntergovernmentalOrganization isSaidToBe=NonGovernmentalOrganization",
]
NO_CONTRADICTIONS = [
    "hasConstitutiveInstrument=intergovernmental-agreement "
    "isNotConstitutedBy=multilateral-agreement",
    "hasConstitutiveInstrument=multilateral-agreement hasConstitutiveInstrument=national-statute",
    "isEstablishedUnderLawOf=HK isHeadquarteredIn=CN",
]
NOTHING_FOLLOWS = [
    "hasConstitutiveInstrument=supranational-legal-act",
    "hasConstitutiveInstrument=treaty-company",
    "hasFoundingParty=state",
    "hasFoundingParty=national-academy",
    "hasMemberKind=individual",
    "hasLegalForm=company-limited-by-guarantee",
    "isHeadquarteredIn=CN",
    "hasRegistration=registrationKind=representative-office,registrationJurisdiction=CN",
    "hasRegistration=registrationKind=tax,registrationJurisdiction=CN",
    "hasNoRegistration=registrationKind=constitutive,registrationJurisdiction=US",
    "isNotEstablishedUnderLawOf=US",
    "hasOffice=officeKind=liaison-office,officeIn=CN",
    "isPartOf=parent",
    "isOrganization=true",
    "carriesOut=scholarly-exchange",
    "hasField=forestry",
]
CLASSES = sorted({verdict[1:] for expected in ROWS.values() for verdict in expected.split()})


@pytest.fixture(scope="module")
def judged() -> dict[str, Judgement]:
    """What HermiT makes of all of them, in one run that asks for no more than is tested."""
    consistent_or_not = dict.fromkeys([*CONTRADICTIONS, *NO_CONTRADICTIONS], ())
    given = {row: [verdict[1:] for verdict in ROWS[row].split()] for row in ROWS}
    return judge_each(consistent_or_not | given | dict.fromkeys(NOTHING_FOLLOWS, CLASSES))


@pytest.mark.parametrize("description", ROWS)
def test_a_fact_gives_its_feature(description: str, judged: dict[str, Judgement]) -> None:
    assert judged[description].consistent
    assert set(ROWS[description].split()) <= verdicts(judged[description])


@pytest.mark.parametrize("description", CONTRADICTIONS)
def test_a_contradiction_is_found(description: str, judged: dict[str, Judgement]) -> None:
    assert not judged[description].consistent


@pytest.mark.parametrize("description", NO_CONTRADICTIONS)
def test_what_goes_together_is_no_contradiction(
    description: str, judged: dict[str, Judgement]
) -> None:
    assert judged[description].consistent


@pytest.mark.parametrize("description", NOTHING_FOLLOWS)
def test_what_decides_nothing_decides_nothing(
    description: str, judged: dict[str, Judgement]
) -> None:
    assert judged[description] == Judgement(True, frozenset(), frozenset())


def test_what_a_source_says_or_denies_is_read_for_every_class() -> None:
    names = [str(c).removeprefix(str(ISTO)) for c in read_ontology().subjects(ISTO.axis)]
    said = {f"isSaidToBe={name}": f"+{name}" for name in names}
    denied = {f"isDeniedToBe={name}": f"-{name}" for name in names}

    expected = said | denied
    found = judge_each({text: [verdict[1:]] for text, verdict in expected.items()})

    assert {d: v for d, v in expected.items() if v not in verdicts(found[d])} == {}
