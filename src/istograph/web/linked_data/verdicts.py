"""What a record is held to be: a verdict on each class, by axis, with its proof in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from istograph.classification.reasoning.verdict import CONTESTED, ENTAILED, UNKNOWN
from istograph.model import graph, isto, value_of
from istograph.rdf.namespaces import ISTO
from istograph.web.linked_data.disputes import Dispute
from istograph.web.linked_data.lookup import Lookup, Node
from istograph.web.linked_data.things import Thing, Things

_VERDICTS = graph("verdicts")
# Of each of these axes the first class that is certain says what a record is.
_TELLING = (
    ("IntergovernmentalOrganization", "InternationalNGO", "InternationalOrganization"),
    ("ISTO", "STAttributedOrganization", "ProfessionalOrganization", "PoliticalOrganization"),
    ("DomesticINGO", "OverseasINGO", "DomesticNGO", "OverseasNGO", "NonGovernmentalOrganization"),
)


@dataclass(frozen=True)
class Verdict:
    """What is decided about one class; `words` is its proof, where there is one to show."""

    about: Thing
    status: str
    words: Mapping[str, Any] | None
    disputes: Sequence[Thing] = ()


@dataclass(frozen=True)
class Axis:
    """The verdicts on one axis."""

    name: Thing
    verdicts: Sequence[Verdict]


@dataclass(frozen=True)
class Standing:
    """All verdicts on a record, and what stands out among them."""

    axes: Sequence[Axis]
    telling: Sequence[Thing]
    contested: Sequence[Verdict]
    unknown: Sequence[Verdict]
    decides_nothing: bool

    @property
    def size(self) -> int:
        """How many classes there are."""
        return sum(len(axis.verdicts) for axis in self.axes)


def standing(
    things: Things,
    node: NamedNode,
    proofs: Mapping[str, Any],
    disputes: Sequence[Dispute] = (),
) -> Standing | None:
    """Return the verdicts, each with those of the disputes that touch it.

    Nothing comes back for what is not classified.
    """
    stated = _stated(things.lookup, node)
    if not (stated or proofs):
        return None
    by_axis: dict[NamedNode, list[Verdict]] = {}
    for class_, axis in _classes(things.lookup):
        key = class_.value.removeprefix(ISTO)
        words = proofs.get(key)
        status = words["status"] if words else stated.get(class_, UNKNOWN)
        on = [each.about for each in disputes if key in each.classes]
        by_axis.setdefault(axis, []).append(Verdict(things.thing(class_), status, words, on))
    found = [verdict for verdicts in by_axis.values() for verdict in verdicts]
    return Standing(
        axes=[Axis(things.thing(axis), verdicts) for axis, verdicts in by_axis.items()],
        telling=list(telling(v.about for v in found if v.status == ENTAILED)),
        contested=[verdict for verdict in found if verdict.status == CONTESTED],
        unknown=[verdict for verdict in found if verdict.status == UNKNOWN],
        decides_nothing=all(verdict.status == UNKNOWN for verdict in found),
    )


def telling(certain: Iterable[Thing]) -> list[Thing]:
    """Return those classes that say most of what something is: one an axis."""
    known = {thing.key: thing for thing in certain}
    firsts = (next((known[key] for key in keys if key in known), None) for keys in _TELLING)
    found = [thing for thing in firsts if thing]
    # That an international NGO is an NGO goes without saying.
    is_ngo = any(thing.key == "InternationalNGO" for thing in found)
    return [t for t in found if not (is_ngo and t.key == "NonGovernmentalOrganization")]


def _stated(lookup: Lookup, node: NamedNode) -> dict[Node, str]:
    """Return the verdicts that are in the graph, by class."""
    found: dict[Node, str] = {}
    for verdict in lookup.subjects(isto("subject"), node, _VERDICTS):
        status = lookup.objects(verdict, isto("verdictStatus"), _VERDICTS)
        for class_ in lookup.objects(verdict, isto("verdictOn"), _VERDICTS):
            if status and isinstance(class_, NamedNode):
                found[class_] = value_of(status[0]).rpartition("/")[2]
    return found


def _classes(lookup: Lookup) -> list[tuple[NamedNode, NamedNode]]:
    """Return the classes of the classification with their axes, in the contract's order."""
    # By the ontology alone: what somebody wrote may say anything.
    found, ours = [], graph("ontology")
    for triple in lookup.triples(None, isto("axis"), None, ours):
        assert isinstance(triple.subject, NamedNode)
        order = [value_of(o) for o in lookup.objects(triple.subject, isto("order"), ours)]
        found.append((int(order[0]) if order else 99, triple.subject, triple.object))
    ordered = sorted(found, key=lambda row: (row[0], row[1].value))
    return [(class_, axis) for _, class_, axis in ordered if isinstance(axis, NamedNode)]
