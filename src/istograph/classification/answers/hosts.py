"""Any host: what is domestic to it and what overseas, by the axioms that divide for the mainland.

A host is a profile: some jurisdictions are its own, all others are overseas. Its theory is the
ontology's with two classes more. They take the axioms of their two models, the classes established
in and outside the mainland, with the host in the mainland's place; and how the two pairs lie to
each other follows from whose jurisdictions are whose.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from istograph.classification.axioms.clauses import Clause, ClauseTheory, Row
from istograph.classification.axioms.expressions import (
    And,
    Expression,
    HasValue,
    Named,
    Restriction,
    Some,
)
from istograph.classification.axioms.ontology import Ontology
from istograph.classification.reasoning.bitsets import union
from istograph.classification.words.suggestions import concept_suggestion
from istograph.errors import OntologyError, TermError
from istograph.rdf.namespaces import ID, ISTO

DOMESTIC, OVERSEAS = f"{ISTO}isDomesticTo", f"{ISTO}isOverseasTo"
_COUNTS = {DOMESTIC: f"{ISTO}countsAsDomesticFor", OVERSEAS: f"{ISTO}countsAsOverseasFor"}
_MODELS = {DOMESTIC: f"{ISTO}EstablishedInMainland", OVERSEAS: f"{ISTO}EstablishedOutsideMainland"}
_WHOLE = f"{ISTO}LegallyEstablishedBody"
_MAINLAND = f"{ID}host-profile/cn"


@dataclass(frozen=True)
class Host:
    """A profile: its key, and the ontology that says of each jurisdiction whose it is."""

    key: str
    ontology: Ontology

    @property
    def iri(self) -> str:
        """The profile's IRI."""
        return f"{ID}host-profile/{self.key}"

    def jurisdictions(self, division: str, profile: str) -> frozenset[str]:
        """Return the jurisdictions that are domestic, or overseas, for a profile."""
        return frozenset(
            iri
            for iri, data in self.ontology.value_data.items()
            if any(value == profile for value, _ in data.get(_COUNTS[division], ()))
        )


def find_host(name: str, ontology: Ontology) -> Host:
    """Return the profile of this key, or the one that holds just the jurisdiction of this code."""
    if not ontology.chains.keys() >= {DOMESTIC, OVERSEAS}:
        raise OntologyError(
            "the ontology has no chains for isto:isDomesticTo and isto:isOverseasTo"
        )
    key = name.lower()
    profiles = ontology.notations.get("host-profile", {})
    if key in profiles:
        return Host(key, ontology)
    codes = ontology.notations.get("jurisdiction", {})
    if name.upper() not in codes:
        known = sorted(profiles)
        hint = concept_suggestion("jurisdiction", name, {**codes, **profiles})
        raise TermError(
            f"there is no host {name!r}; a host is one of {', '.join(known)}, or a jurisdiction's "
            f"code{hint}",
            zh=f"没有东道方“{name}”（即境内所指之处）；"
            f"可用的有 {'、'.join(known)}，或法域代码{hint.zh}",
        )
    return _profile_of_one(key, codes[name.upper()], ontology)


def _profile_of_one(key: str, own: str, ontology: Ontology) -> Host:
    data = dict(ontology.value_data)
    for iri in ontology.notations["jurisdiction"].values():
        counts = _COUNTS[DOMESTIC if iri == own else OVERSEAS]
        of_value = dict(data.get(iri, {}))
        of_value[counts] = (*of_value.get(counts, ()), (f"{ID}host-profile/{key}", None))
        data[iri] = of_value
    return Host(key, replace(ontology, value_data=data))


def host_theory(theory: ClauseTheory, host: Host) -> ClauseTheory:
    """Return a theory with two classes more: domestic to the host, overseas to it."""
    atoms = (*theory.atoms, Named(DOMESTIC), Named(OVERSEAS))
    larger = ClauseTheory(atoms, theory.clauses, theory.rows)
    clauses = (*theory.clauses, *_copied(larger), *_relations(larger, host))
    return ClauseTheory(atoms, clauses, (*theory.rows, *_rows(larger, host)))


def _copied(theory: ClauseTheory) -> Iterator[Clause]:
    """Yield the clauses of establishment, with the host's classes in the place of their models."""
    of_models = {
        theory.literal(_MODELS[division]): theory.literal(division) for division in _MODELS
    }
    scope = union(of_models) | theory.literal(_WHOLE)
    for clause in theory.clauses:
        if not clause.literals & ~(scope | theory.complement(scope)):
            copy = clause.literals
            for model, own in of_models.items():
                for old, new in ((model, own), (model << 1, own << 1)):
                    copy = copy ^ old ^ new if copy & old else copy
            if copy != clause.literals:
                yield Clause(copy, clause.axiom)


def _relations(theory: ClauseTheory, host: Host) -> Iterator[Clause]:
    """Yield what follows for one division from the other, where jurisdictions include others."""
    for model in _MODELS:
        of_model = host.jurisdictions(model, _MAINLAND)
        for own in _MODELS:
            of_own = host.jurisdictions(own, host.iri)
            axiom = host.ontology.chains[own]
            narrow, wide = theory.literal(_MODELS[model]), theory.literal(own)
            if of_model <= of_own:
                yield Clause(theory.complement(narrow) | wide, axiom)
            if of_own <= of_model:
                yield Clause(theory.complement(wide) | narrow, axiom)


def _rows(theory: ClauseTheory, host: Host) -> Iterator[Row]:
    for row in theory.rows:
        for division in _MODELS:
            if row.literal == theory.literal(_MODELS[division]):
                chained = row.restriction.property == f"{ISTO}isEstablishedIn"
                axiom = host.ontology.chains[division] if chained else row.axiom
                restriction = _with_host(row.restriction, host)
                yield Row(restriction, theory.literal(division), axiom)


def _with_host(restriction: Restriction, host: Host) -> Restriction:
    if isinstance(restriction, Some):
        return Some(restriction.property, _filler_with_host(restriction.filler, host))
    if restriction.property in _COUNTS.values():
        return HasValue(restriction.property, host.iri)
    return restriction


def _filler_with_host(filler: Expression, host: Host) -> Expression:
    if isinstance(filler, And):
        return And(tuple(_filler_with_host(operand, host) for operand in filler.operands))
    return _with_host(filler, host) if isinstance(filler, HasValue | Some) else filler
