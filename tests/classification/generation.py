"""Random descriptions with fixed seeds: plausible bodies, some with a few facts that do not fit."""

import random
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
_Choice = tuple[str, Any]

CLASSES = (
    "InternationalOrganization",
    "IntergovernmentalOrganization",
    "InternationalNGO",
    "NonGovernmentalOrganization",
    "DomesticNGO",
    "OverseasNGO",
    "DomesticINGO",
    "OverseasINGO",
    "PoliticalOrganization",
    "ProfessionalOrganization",
    "ISTO",
    "STAttributedOrganization",
    "BroadISTO",
    "CivilISTO",
)
_INSTRUMENTS = {
    "treaty": ("multilateral-agreement", "bilateral-agreement"),
    "agreement": ("intergovernmental-agreement", "decision-of-igo"),
    "private": ("articles-of-association", "foundation-deed"),
    "statute": ("national-statute", "supranational-legal-act", "treaty-company"),
}
_PARTIES = ("state", "igo", "government-agency", "national-academy")
_PRIVATE_PARTIES = ("individual", "ngo", "company", "learned-society")
_FIELDS = (
    *("politics", "economy", "culture", "multi-sector", "security-defence"),
    *("science-technology", "physics", "chemistry", "data-science", "oceanography"),
    *("education", "health", "environment", "forestry", "sustainable-development"),
)
_ACTIVITIES = (
    *("research", "technical-training", "standards-development", "scientific-data-sharing"),
    *("scholarly-exchange", "advocacy"),
)
_FORMS = ("association", "foundation", "social-organization", "nonprofit-corporation")
_CODES = ("CN", "HK", "TW", "US", "GB", "FR", "GL", "CH", "KE")
_PLACES = ("CN", "HK", "CH")
# Pairs that only together show what some axioms do.
_RARE: tuple[tuple[_Choice, ...], ...] = (
    (
        ("hasConstitutiveInstrument", "multilateral-agreement"),
        ("hasConstitutiveInstrument", "bilateral-agreement"),
    ),
    (
        ("hasConstitutiveInstrument", "national-statute"),
        ("hasConstitutiveInstrument", "foundation-deed"),
    ),
    (("isLegallyEstablished", True), ("not isEstablishedUnderLawOf", "CN")),
    (("isLegallyEstablished", True), ("not hasStatutorySeatIn", "CN")),
    (("isInternational", True), ("not isSaidToBe", "PoliticalOrganization")),
    (("isInternational", True), ("not isSaidToBe", "ProfessionalOrganization")),
    (("hasLegalForm", "government-body"), ("isInternational", True)),
)
_DATES = ("1990-01-01", "2005-06-30", "2015-01-01")


def descriptions(number: int, seed: int) -> Iterator[Json]:
    """Yield this many descriptions, always the same for a seed."""
    source = random.Random(seed)
    for n in range(number):
        yield description(source, f"{seed}-{n}")


def quarrels(number: int, facts: int, seed: int) -> Iterator[Json]:
    """Yield descriptions of so many facts at random, most of which contradict some other."""
    source = random.Random(seed)
    for n in range(number):
        chosen = [_any_fact(source) for _ in range(facts)]
        chosen += [("hasParticipantFrom", source.choice(_CODES)) for _ in range(facts // 20)]
        named = [_fact(source, f"f{place}", choice) for place, choice in enumerate(chosen, start=1)]
        yield {"id": f"{seed}-{n}", "as_of": "2010-01-01", "facts": named}


def description(source: random.Random, name: str) -> Json:
    """Return one description: a plausible core, and in most of them a few facts at random."""
    chosen = _core(source)
    if source.random() < 0.75:
        chosen += [_any_fact(source) for _ in range(source.randint(1, 5))]
    if source.random() < 0.2:
        chosen += source.choice(_RARE)
    source.shuffle(chosen)
    facts = [_fact(source, f"f{n}", choice) for n, choice in enumerate(chosen, start=1)]
    return {"id": name, "as_of": "2010-01-01", "facts": facts}


def _core(source: random.Random) -> list[_Choice]:
    kind = source.choice(("treaty", "agreement", "private", "private", "statute", "none"))
    chosen: list[_Choice] = []
    if kind != "none":
        chosen.append(("hasConstitutiveInstrument", source.choice(_INSTRUMENTS[kind])))
    if source.random() < 0.4:
        parties = _PRIVATE_PARTIES if kind == "private" else _PARTIES
        chosen.append(("hasFoundingParty", source.choice(parties)))
    if source.random() < 0.5:
        chosen.append(
            source.choice((("isNonprofit", True), ("hasLegalForm", source.choice(_FORMS))))
        )
    for code in source.sample(_CODES, source.choice((0, 0, 2, 3, 4))):
        chosen.append(("hasParticipantFrom", code))
    if source.random() < 0.1:
        chosen.append(("participantListComplete", True))
    if source.random() < 0.6:
        chosen.append(_establishment(source, source.choice(_PLACES)))
    if source.random() < 0.7:
        chosen.append(("hasPrincipalField", source.choice(_FIELDS)))
    if source.random() < 0.5:
        chosen.append(("carriesOut", source.choice(_ACTIVITIES)))
    return chosen


def _establishment(source: random.Random, code: str) -> _Choice:
    registration = {"kind": "constitutive", "authority": "Registrar", "jurisdiction": code}
    return source.choice(
        (
            ("isEstablishedUnderLawOf", code),
            ("hasStatutorySeatIn", code),
            ("hasRegistration", registration),
        )
    )


def _any_fact(source: random.Random) -> _Choice:
    every = tuple(value for values in _INSTRUMENTS.values() for value in values)
    code = source.choice(_PLACES)
    office = source.choice(("overseas-ngo-law-representative-office", "liaison-office"))
    registration = source.choice(("representative-office", "temporary-activity", "tax"))
    choices: tuple[_Choice, ...] = (
        ("isSaidToBe", source.choice(CLASSES)),
        ("isSaidToBe", source.choice(CLASSES)),
        ("not isSaidToBe", source.choice(CLASSES)),
        ("not isSaidToBe", source.choice(CLASSES)),
        ("hasConstitutiveInstrument", source.choice(every)),
        ("not hasConstitutiveInstrument", source.choice(every)),
        ("hasFoundingParty", source.choice(_PARTIES + _PRIVATE_PARTIES)),
        ("isNonprofit", source.random() < 0.5),
        ("isInternational", source.random() < 0.5),
        ("hasSTAttribute", source.random() < 0.5),
        ("isLegallyEstablished", source.random() < 0.5),
        ("isOrganization", source.random() < 0.3),
        ("hasLegalForm", source.choice((*_FORMS, "company", "government-body"))),
        ("hasPrincipalField", source.choice(_FIELDS)),
        ("hasField", source.choice(_FIELDS)),
        _establishment(source, code),
        ("not isEstablishedUnderLawOf", "CN"),
        ("not hasStatutorySeatIn", "CN"),
        ("not hasRegistration", {"kind": "constitutive", "jurisdiction": "CN"}),
        ("hasRegistration", {"kind": registration, "jurisdiction": code}),
        ("hasOffice", {"kind": office, "in": "CN"}),
        ("isOfficeOf", "parent"),
        ("isPartOf", "parent"),
        ("isHeadquarteredIn", code),
        ("hasMemberKind", source.choice(_PARTIES)),
    )
    return source.choice(choices)


def _fact(source: random.Random, name: str, choice: _Choice) -> Json:
    words = choice[0].split()
    fact: Json = {"id": name, "property": words[-1], "value": choice[1]}
    if words[0] == "not":
        fact["negated"] = True
    if source.random() < 0.1:
        fact[source.choice(("from", "to"))] = source.choice(_DATES)
    if source.random() < 0.2:
        fact["support"] = source.choice(("stated", "implied", "interpretation", "outside"))
    return fact
