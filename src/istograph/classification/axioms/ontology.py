"""What the classifier knows of the ontology: its classes, its axioms by name, and its values."""

from collections.abc import Mapping
from dataclasses import dataclass

from istograph.classification.axioms.expressions import Expression
from istograph.classification.axioms.lines import Line
from istograph.rdf.namespaces import ISTO

# From strong to weak.
SUPPORTS = ("stated", "implied", "interpretation", "outside")

SUBCLASS, EQUIVALENT, DISJOINT = "rdfs:subClassOf", "owl:equivalentClass", "owl:disjointWith"


@dataclass(frozen=True, eq=False)
class Axiom:
    """An axiom as a proof names it: in words, with its place in the paper and its support."""

    name: str
    support: str
    line: Line
    paper_line: int | None = None
    source: str = ""
    label_en: str = ""
    label_zh: str = ""
    quote: str = ""

    @property
    def rank(self) -> int:
        """Its place in SUPPORTS: the higher, the weaker."""
        return SUPPORTS.index(self.support)


@dataclass(frozen=True)
class ClassAxiom:
    """What an axiom says of two classes; `kind` is SUBCLASS, EQUIVALENT or DISJOINT."""

    axiom: Axiom
    kind: str
    left: Expression
    right: Expression
    line: Line


@dataclass(frozen=True)
class ClassTerm:
    """A class of the classification and the axis it stands on, by their local names."""

    name: str
    axis: str
    label_en: str
    label_zh: str
    # where the paper has it
    paper_line: int | None = None

    @property
    def iri(self) -> str:
        """Its IRI."""
        return ISTO + self.name


@dataclass(frozen=True)
class Ontology:
    """Everything that the classifier reads from the ontology."""

    classes: tuple[ClassTerm, ...]
    axioms: Mapping[str, Axiom]
    class_axioms: tuple[ClassAxiom, ...]
    # Of a property, its superproperties; of a value, its classes; of a value and a property,
    # the property's values: each with the axiom that says so, if it is one.
    superproperties: Mapping[str, tuple[tuple[str, Axiom], ...]]
    value_classes: Mapping[str, tuple[tuple[str, Axiom], ...]]
    value_class_names: frozenset[str]
    value_data: Mapping[str, Mapping[str, tuple[tuple[str, Axiom | None], ...]]]
    chains: Mapping[str, Axiom]
    denials: Mapping[str, str]
    # Of a kind of value ("jurisdiction"), the value that each notation ("CN") stands for.
    notations: Mapping[str, Mapping[str, str]]
