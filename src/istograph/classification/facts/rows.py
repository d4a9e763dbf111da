"""Which literals a fact gives, by the ontology's rows, and which axioms that takes.

isEstablishedUnderLawOf HK
⊑ isEstablishedIn HK                        axiom-law-establishes
HK countsAsOverseasFor host-profile/cn      axiom-hong-kong-overseas
[isEstablishedIn some (countsAs...)] ⊑ ...  axiom-established-outside  ──▶  estOut
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from istograph.classification.axioms.clauses import Row
from istograph.classification.axioms.expressions import (
    And,
    Anything,
    Expression,
    HasValue,
    Named,
    Some,
)
from istograph.classification.axioms.ontology import Axiom, Ontology
from istograph.classification.reasoning.bitsets import union

# An IRI, a boolean, or the properties of a value that has its own node.
FactValue = str | bool | Mapping[str, str]
_Axioms = frozenset[Axiom]
_NONE: _Axioms = frozenset()
_serials = count()


@dataclass(frozen=True)
class Way:
    """One way in which a fact gives a literal: how its value is read, and the row if it is one."""

    literal: int
    reading: _Axioms
    row: Axiom | None

    @property
    def axioms(self) -> _Axioms:
        """All axioms that it takes."""
        return self.reading if self.row is None else self.reading | {self.row}


@dataclass(frozen=True, eq=False)
class Given:
    """What a fact gives: its literals, and every way to each.

    Given are compared by identity: facts that mean the same share one.
    """

    ways: tuple[Way, ...]
    serial: int = field(default_factory=lambda: next(_serials))

    @cached_property
    def literals(self) -> int:
        """All literals that it gives."""
        return union(way.literal for way in self.ways)

    @cached_property
    def axioms(self) -> tuple[Axiom, ...]:
        """All axioms of its ways, in the order in which they come."""
        return tuple(
            dict.fromkeys(a for w in self.ways for a in sorted(w.axioms, key=lambda a: a.name))
        )

    @cached_property
    def shape(self) -> "Shape":
        """The same for all facts that differ only in which axioms, not of which rank, they take."""
        number = {axiom: n for n, axiom in enumerate(self.axioms)}
        ways = tuple(
            (
                way.literal,
                frozenset(number[axiom] for axiom in way.axioms),
                -1 if way.row is None else number[way.row],
            )
            for way in self.ways
        )
        return tuple(axiom.rank for axiom in self.axioms), ways

    def reading_too(self, axioms: _Axioms) -> "Given":
        """Return the same with more axioms in its reading."""
        return Given(tuple(Way(w.literal, w.reading | axioms, w.row) for w in self.ways))


# The ranks of a fact's axioms; of each way, its literal, its axioms and its row, by number.
Shape = tuple[tuple[int, ...], tuple[tuple[int, frozenset[int], int], ...]]


class Rows:
    """The rows of an ontology, to be asked about facts."""

    def __init__(self, rows: tuple[Row, ...], ontology: Ontology) -> None:
        self._rows = rows
        self._ontology = ontology

    def given(self, property_: str, value: FactValue) -> Given:
        """Return what the fact that something has this value of this property gives."""
        ways = []
        for superproperty, path in self._superproperties(property_):
            for row in self._rows:
                if row.restriction.property == superproperty:
                    for reading in self._readings(row.restriction, value):
                        ways.append(Way(row.literal, path | reading, row.axiom))
        return Given(tuple(ways))

    def _superproperties(self, property_: str) -> Iterator[tuple[str, _Axioms]]:
        yield property_, _NONE
        for above, axiom in self._ontology.superproperties.get(property_, ()):
            for superproperty, path in self._superproperties(above):
                yield superproperty, path | {axiom}

    def _readings(self, restriction: HasValue | Some, value: FactValue) -> list[_Axioms]:
        """Return, for each way to see that a value satisfies a restriction, its axioms."""
        if isinstance(restriction, Some):
            return self._memberships(restriction.filler, value)
        # A boolean is not the IRI "true", nor is 1 true.
        same = type(restriction.value) is type(value) and restriction.value == value
        return [_NONE] if same else []

    def _memberships(self, filler: Expression, value: FactValue) -> list[_Axioms]:
        match filler:
            case Anything():
                return [_NONE]
            case Named(iri) if isinstance(value, str):
                classes = self._ontology.value_classes.get(value, ())
                return [frozenset({axiom}) for name, axiom in classes if name == iri]
            case And(operands):
                found = [_NONE]
                for operand in operands:
                    ways = self._memberships(operand, value)
                    found = [one | other for one in found for other in ways]
                return found
            case HasValue() | Some():
                return [
                    path | said | reading
                    for property_, of_value, said in self._properties_of(value)
                    for superproperty, path in self._superproperties(property_)
                    if superproperty == filler.property
                    for reading in self._readings(filler, of_value)
                ]
            case _:
                return []

    def _properties_of(self, value: FactValue) -> Iterator[tuple[str, str, _Axioms]]:
        if isinstance(value, str):
            for property_, values in self._ontology.value_data.get(value, {}).items():
                for of_value, axiom in values:
                    yield property_, of_value, _NONE if axiom is None else frozenset({axiom})
        elif isinstance(value, Mapping):
            for property_, of_value in value.items():
                yield property_, of_value, _NONE
