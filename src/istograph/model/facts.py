"""The properties of the contract's facts, and their values in JSON as RDF."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from istograph.errors import InputError
from istograph.model.terms import MAINLAND, Term, date_literal, isto, record
from istograph.rdf.namespaces import ISTO
from istograph.rdf.terms import TYPE

CONCEPT_PROPERTIES: dict[str, str] = {
    "hasConstitutiveInstrument": "instrument",
    "hasFoundingParty": "party",
    "hasMemberKind": "party",
    "hasParticipantFrom": "jurisdiction",
    "hasLegalForm": "legal-form",
    "isEstablishedUnderLawOf": "jurisdiction",
    "hasStatutorySeatIn": "jurisdiction",
    "isHeadquarteredIn": "jurisdiction",
    "hasPrincipalField": "field",
    "hasField": "field",
    "carriesOut": "activity",
}
BOOLEAN_PROPERTIES = frozenset(
    {
        "isInternational",
        "participantListComplete",
        "isNonprofit",
        "isLegallyEstablished",
        "hasSTAttribute",
        "isOrganization",
    }
)
PARENT_PROPERTIES = frozenset({"isOfficeOf", "isPartOf"})
FACT_PROPERTIES = frozenset(
    {*CONCEPT_PROPERTIES, *BOOLEAN_PROPERTIES, *PARENT_PROPERTIES}
    | {"hasRegistration", "hasOffice", "isSaidToBe", "dissolvedOn"}
)
# The ontology says the same by isto:denialProperty.
DENIALS: dict[str, str] = {
    "hasConstitutiveInstrument": "isNotConstitutedBy",
    "isSaidToBe": "isDeniedToBe",
    "isEstablishedUnderLawOf": "isNotEstablishedUnderLawOf",
    "hasStatutorySeatIn": "hasNoStatutorySeatIn",
    "hasRegistration": "hasNoRegistration",
}
# Of these only what concerns the mainland can be denied.
ESTABLISHMENT = ("isEstablishedUnderLawOf", "hasStatutorySeatIn", "hasRegistration")
# The kind of the value's own node, whose class has the same name; for each JSON key the property
# and the kind of its value.
STRUCTURES: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "hasRegistration": (
        "registration",
        {
            "kind": ("registrationKind", "registration-kind"),
            "authority": ("registrationAuthority", ""),
            "jurisdiction": ("registrationJurisdiction", "jurisdiction"),
        },
    ),
    "hasOffice": (
        "office",
        {"kind": ("officeKind", "office-kind"), "in": ("officeIn", "jurisdiction")},
    ),
}


def denial(predicate: NamedNode, value: Term, details: Iterable[Triple] = ()) -> NamedNode:
    """Return the property that denies a value of another; an error where none does."""
    name = predicate.value.removeprefix(ISTO)
    if name not in DENIALS:
        allowed = ", ".join(sorted(DENIALS))
        raise InputError(f"{name} cannot be negated; only {allowed} can")
    places = [value, *(detail.object for detail in details)]
    if name in ESTABLISHMENT and MAINLAND not in places:
        raise InputError(f"{name} can be negated for CN only")
    return isto(DENIALS[name])


@dataclass(frozen=True)
class FactValue:
    """A fact's value as RDF: the term, and the triples of its own node if it has one."""

    term: Term
    details: tuple[Triple, ...] = ()


def fact_value(property_: str, value: object, key: str) -> FactValue:
    """Return as RDF a fact's value in the contract's JSON; `key` names a structured one.

    >>> fact_value("isHeadquarteredIn", "HK", "x").term.value
    'https://w3id.org/istograph/id/jurisdiction/hk'
    >>> fact_value("isSaidToBe", "isto:ISTO", "x").term.value
    'https://w3id.org/istograph/ontology#ISTO'
    """
    if property_ in ("hasRegistration", "hasOffice"):
        return _structured(property_, value, key)
    if property_ in BOOLEAN_PROPERTIES:
        return FactValue(Literal(_expected(property_, value, bool, "true or false")))
    text = _expected(property_, value, str, "a string")
    if property_ == "dissolvedOn":
        return FactValue(date_literal(_day(text)))
    if property_ == "isSaidToBe":
        return FactValue(isto(text.removeprefix("isto:")))
    if property_ in PARENT_PROPERTIES:
        return FactValue(record("organization", text))
    return FactValue(record(CONCEPT_PROPERTIES[property_], text.lower()))


def _day(text: str) -> date:
    # date.fromisoformat alone would take 19460418 and week dates too; xsd:date does not.
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise InputError(f"{text!r} is no date: YYYY-MM-DD is wanted")
    return date.fromisoformat(text)


def _structured(property_: str, value: object, key: str) -> FactValue:
    parts = _expected(property_, value, dict, "a JSON object")
    kind, terms = STRUCTURES[property_]
    if unknown := sorted(parts.keys() - terms.keys()):
        raise InputError(f"{property_} has no {unknown[0]!r}; it has {', '.join(terms)}")
    if "kind" not in parts:
        raise InputError(f"{property_} needs a 'kind', as in {json.dumps({'kind': '...'})}")
    node = record(kind, key)
    details = (
        Triple(node, isto(terms[part][0]), _part(terms[part][1], parts[part])) for part in parts
    )
    return FactValue(node, (Triple(node, TYPE, isto(kind.capitalize())), *details))


def _part(kind: str, value: object) -> Term:
    text = _expected("each part", value, str, "a string")
    return record(kind, text.lower()) if kind else Literal(text)


def _expected(name: str, value: object, type_: type, words: str) -> Any:
    if not isinstance(value, type_):
        raise InputError(f"{name} wants {words}, not {json.dumps(value, ensure_ascii=False)}")
    return value
