"""What a source's own words are evidence of: a term of its to facts of the contract.

A mapping is evidence where it says that all that falls under the source's term has something:
exactMatch or broadMatch (ours is the broader one) to a class or a value of ours, or a property of
ours as the predicate. What is merely close or related gives no fact.
"""

from dataclasses import dataclass

from istograph.errors import InputError, TableError
from istograph.mappings.sssom import NO_TERM, Mapping, MappingSet
from istograph.model import FACT_PROPERTIES, denial, fact_value, isto

SKOS_INVERSES = {
    "skos:exactMatch": "skos:exactMatch",
    "skos:closeMatch": "skos:closeMatch",
    "skos:relatedMatch": "skos:relatedMatch",
    "skos:broadMatch": "skos:narrowMatch",
    "skos:narrowMatch": "skos:broadMatch",
}
ENTAILING = ("skos:exactMatch", "skos:broadMatch")
_DISJOINT = "owl:disjointWith"

# The fact that says the same as membership in a class that stands for a feature.
_FEATURES: dict[str, tuple[str, str | bool]] = {
    "isto:NonprofitBody": ("isNonprofit", True),
    "isto:NonOrganization": ("isOrganization", False),
    "isto:GovernmentBody": ("hasLegalForm", "government-body"),
}
_EXCLUDED: dict[str, tuple[str, str | bool]] = {"isto:NonprofitBody": ("isNonprofit", False)}
# What a term of a source says of its bearer if it is, or is below, a concept of ours. The kinds of
# party are missing: that something is a learned society says nothing of its members or founders.
_KINDS = {
    "instrument": "hasConstitutiveInstrument",
    "legal-form": "hasLegalForm",
    "field": "hasField",
    "activity": "carriesOut",
    # A country is where a body sits; whose law it is under, a country never says.
    "jurisdiction": "isHeadquarteredIn",
}
# A field of work is never the principal one by itself: only somebody who compared them can say.
_NEVER = frozenset({"hasPrincipalField", "hasRegistration", "hasOffice", "isOfficeOf", "isPartOf"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact that a source's term stands for, and the key of the mapping that says so."""

    property: str
    value: str | bool
    mapping: str
    confidence: float
    negated: bool = False


def evidence_of(mapping: Mapping, key: str, found: MappingSet) -> tuple[Evidence, ...]:
    """Return what a mapping is evidence of; an error if its predicate cannot be read here."""
    fact = None if mapping.object_id == NO_TERM else _fact(mapping, found)
    if fact is None:
        return ()
    if mapping.confidence is None:
        raise TableError(found.file, mapping.line, "confidence", "is empty; evidence needs one")
    negated = bool(mapping.predicate_modifier)
    if negated:
        _check_denial(*fact, mapping, found)
    return (Evidence(*fact, key, mapping.confidence, negated),)


def _fact(mapping: Mapping, found: MappingSet) -> tuple[str, str | bool] | None:
    predicate, value = mapping.predicate_id, mapping.object_id
    if predicate in SKOS_INVERSES:
        # That something is no match says nothing of what falls under it.
        return _match(value) if predicate in ENTAILING and not mapping.predicate_modifier else None
    if predicate == _DISJOINT and value in _EXCLUDED and not mapping.predicate_modifier:
        return _EXCLUDED[value]
    property_ = predicate.removeprefix("isto:")
    if property_ in FACT_PROPERTIES - _NEVER and value.startswith("id:"):
        return property_, _key(value)
    problem = f"{predicate} {value} says no fact; use skos:*Match or a property of facts"
    raise TableError(found.file, mapping.line, "predicate_id", problem)


def _check_denial(property_: str, value: str | bool, mapping: Mapping, found: MappingSet) -> None:
    try:
        denial(isto(property_), fact_value(property_, value, "x").term)
    except InputError as problem:
        raise TableError(found.file, mapping.line, "predicate_modifier", str(problem)) from problem


def _match(value: str) -> tuple[str, str | bool] | None:
    if value in _FEATURES:
        return _FEATURES[value]
    if value.startswith("isto:"):
        return "isSaidToBe", value.removeprefix("isto:")
    kind = value.removeprefix("id:").partition("/")[0]
    return (_KINDS[kind], _key(value)) if kind in _KINDS else None


def _key(value: str) -> str:
    """Return a value of ours as the contract writes it: jurisdictions by their codes."""
    kind, _, key = value.removeprefix("id:").partition("/")
    return key.upper() if kind == "jurisdiction" else key
