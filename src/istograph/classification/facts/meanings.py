"""What one fact says, whenever it holds: the literals it gives, or its part in a count."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from istograph.classification.axioms.ontology import Axiom, Ontology
from istograph.classification.facts.rows import FactValue, Given, Rows
from istograph.classification.facts.values import ValueReader, shown, shown_zh
from istograph.classification.words.suggestions import listed_zh, term_named, term_suggestion
from istograph.errors import DescriptionError
from istograph.model import BOOLEAN_PROPERTIES, CONCEPT_PROPERTIES, FACT_PROPERTIES
from istograph.model.facts import ESTABLISHMENT
from istograph.rdf.namespaces import ISTO

# Of the properties whose values are a closed list, each value is interpreted once.
_FINITE = CONCEPT_PROPERTIES.keys() | BOOLEAN_PROPERTIES | {"isSaidToBe"}
_NOTHING = Given(())


@dataclass(frozen=True, eq=False)
class Meaning:
    """What a fact says: the literals it gives, or its part in a count or in the status."""

    given: Given
    # Of a participant, the state it counts for, and the axioms by which a territory does so.
    state: str = ""
    counting: frozenset[Axiom] = frozenset()
    closes: bool = False
    dissolved: str = ""


class MeaningReader:
    """Interprets facts by an ontology's rows and vocabularies, each kind of fact once."""

    def __init__(self, ontology: Ontology, rows: Rows) -> None:
        self._value_data = ontology.value_data
        self._denials = {
            property_.removeprefix(ISTO): denial for property_, denial in ontology.denials.items()
        }
        self._rows = rows
        self._values = ValueReader(ontology)
        self._meanings: dict[tuple[str, str | bool, type, bool], Meaning] = {}
        self._givens: dict[Any, Given] = {}

    def meaning(self, property_: Any, value: Any, negated: Any) -> Meaning:
        """Return what the fact that something has, or has not, a value of a property says."""
        if not isinstance(property_, str):
            raise DescriptionError(
                f"'property' is a name, not {shown(property_)}",
                "property",
                zh=f"“property”是属性名，不是{shown_zh(property_)}",
            )
        if not isinstance(negated, bool):
            raise DescriptionError(
                f"'negated' is true or false, not {shown(negated)}",
                "negated",
                zh=f"“negated”的值是 true 或 false，不是{shown_zh(negated)}",
            )
        if not isinstance(value, str | bool):
            return self._interpret(property_, value, negated)
        # In JSON, unlike in Python, 1 is not true; so the type is in the key.
        key = (property_, value, value.__class__, negated)
        found = self._meanings.get(key)
        if found is None:
            found = self._interpret(property_, value, negated)
            if property_ in _FINITE:
                self._meanings[key] = found
        return found

    def _interpret(self, property_: str, value: Any, negated: bool) -> Meaning:
        name = property_.removeprefix("isto:")
        if name not in FACT_PROPERTIES:
            hint = term_suggestion(name, FACT_PROPERTIES)
            raise DescriptionError(
                f"there is no property {shown(name)}{hint}",
                "property",
                zh=f"没有属性{shown_zh(name)}{hint.zh}",
            )
        read = self._values.read(name, value)
        if negated:
            return Meaning(self._given(self._denial(name, value), read))
        if name == "dissolvedOn":
            return Meaning(_NOTHING, dissolved=str(read))
        if name == "participantListComplete":
            return Meaning(_NOTHING, closes=read is True)
        if name == "hasParticipantFrom":
            return self._participant(str(read))
        return Meaning(self._given(f"{ISTO}{name}", read))

    def _given(self, property_: str, value: FactValue) -> Given:
        # Facts that mean the same share one object, so that proofs are found once for all.
        key = (property_, frozenset(value.items()) if isinstance(value, dict) else value)
        if key not in self._givens:
            self._givens[key] = self._rows.given(property_, value)
        return self._givens[key]

    def _participant(self, jurisdiction: str) -> Meaning:
        data = self._value_data.get(jurisdiction, {})
        for state, axiom in data.get(f"{ISTO}countsWithState", ()):
            return Meaning(_NOTHING, state, frozenset() if axiom is None else frozenset({axiom}))
        return Meaning(_NOTHING, jurisdiction)

    def _denial(self, name: str, value: Any) -> str:
        if name not in self._denials:
            allowed = ", ".join(sorted(self._denials))
            allowed_zh = listed_zh(self._denials, term_named)
            raise DescriptionError(
                f"{name} cannot be negated; only {allowed} can",
                "negated",
                zh=f"{term_named(name)}不能否定；只有{allowed_zh}可以否定",
            )
        place = value.get("jurisdiction") if isinstance(value, Mapping) else value
        if name in ESTABLISHMENT and place != "CN":
            raise DescriptionError(
                f"{name} can be negated for 'CN' only, not for {shown(place)}",
                "negated",
                zh=f"{term_named(name)}只能对“CN”（中国内地）否定，不能对{shown_zh(place)}否定",
            )
        return self._denials[name]
