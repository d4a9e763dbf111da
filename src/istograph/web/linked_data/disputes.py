"""Which disputes touch a record, and which of its verdicts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import NamedNode

from istograph.model import isto
from istograph.rdf.namespaces import ISTO
from istograph.web.linked_data.things import Thing, Things, by_text


@dataclass(frozen=True)
class Dispute:
    """A dispute on claims about a record, and the keys of the classes that it is on."""

    about: Thing
    classes: frozenset[str]


def disputes_on(things: Things, claims: Sequence[NamedNode]) -> list[Dispute]:
    """Return the disputes on any of the claims about a record, by name."""
    on = chain.from_iterable(things.lookup.subjects(isto("disputes"), claim) for claim in claims)
    disputes = dict.fromkeys(node for node in on if isinstance(node, NamedNode))
    found = [_dispute(things, each, claims) for each in disputes]
    return sorted(found, key=lambda each: (by_text(each.about), each.about.iri))


def _dispute(things: Things, dispute: NamedNode, claims: Sequence[NamedNode]) -> Dispute:
    """Return a dispute on what classes mean, or on which of them the record is said to be."""
    disputed = [c for c in things.objects([dispute], isto("disputes")) if isinstance(c, NamedNode)]
    said = [claim for claim in disputed if claim in claims and _is_saying(things, claim)]
    named = [
        *things.objects(said, isto("value")),
        *things.objects(disputed, isto("subject")),
    ]
    return Dispute(things.thing(dispute), frozenset(_local(named)))


def _is_saying(things: Things, claim: NamedNode) -> bool:
    return isto("isSaidToBe") in things.objects([claim], isto("property"))


def _local(terms: Iterable[object]) -> Iterable[str]:
    """Yield the names of those terms that are the ontology's."""
    for term in terms:
        if isinstance(term, NamedNode) and term.value.startswith(ISTO):
            yield term.value.removeprefix(ISTO)
