"""The values of facts, from the contract's JSON to what the ontology's rows are asked about."""

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from istograph.classification.ontology import Ontology
from istograph.classification.rows import FactValue
from istograph.errors import InputError, TermError
from istograph.model import (
    BOOLEAN_PROPERTIES,
    CONCEPT_PROPERTIES,
    PARENT_PROPERTIES,
    STRUCTURES,
)
from istograph.rdf.namespaces import ISTO

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# A parent is named freely, and no row asks which one it is.
_SOMETHING = ""


class ValueReader:
    """Reads values by an ontology's classes and vocabularies."""

    def __init__(self, ontology: Ontology) -> None:
        self._notations = ontology.notations
        self._classes = {term.name: term.iri for term in ontology.classes}

    def read(self, name: str, value: Any) -> FactValue:
        """Return the value of a fact property."""
        if name in BOOLEAN_PROPERTIES:
            if not isinstance(value, bool):
                raise InputError(f"{name} is true or false, not {value!r}")
            return value
        if name in STRUCTURES:
            return self._structure(name, value)
        if not isinstance(value, str):
            raise InputError(f"the value of {name} is a string, not {value!r}")
        if name == "isSaidToBe":
            return self._class(value)
        if name == "dissolvedOn":
            return iso_date(value, name)
        if name in PARENT_PROPERTIES:
            return _SOMETHING
        return self._concept(CONCEPT_PROPERTIES[name], value)

    def _class(self, value: str) -> str:
        name = value.removeprefix("isto:")
        if name not in self._classes:
            raise TermError(f"there is no class {name!r}{suggestion(name, self._classes)}")
        return self._classes[name]

    def _concept(self, kind: str, value: str) -> str:
        known = self._notations.get(kind, {})
        if value not in known:
            raise TermError(f"there is no {kind} {value!r}{suggestion(value, known)}")
        return known[value]

    def _structure(self, name: str, value: Any) -> dict[str, str]:
        _, parts = STRUCTURES[name]
        if not isinstance(value, Mapping):
            raise InputError(f"the value of {name} is an object with {_listed(parts)}")
        if unknown := [key for key in value if key not in parts]:
            known = suggestion(unknown[0], parts)
            raise TermError(f"the value of {name} has no {unknown[0]!r}{known}")
        if "kind" not in value:
            raise InputError(f"the value of {name} needs a 'kind'")
        read: dict[str, str] = {}
        for key, (term, kind) in parts.items():
            if value.get(key) is not None:
                part = self._part(f"the {key!r} of {name}", kind, value[key])
                # A name without a kind, the authority's, is text that no row asks about.
                read |= {f"{ISTO}{term}": part} if kind else {}
        return read

    def _part(self, where: str, kind: str, value: Any) -> str:
        if not isinstance(value, str):
            raise InputError(f"{where} is a string, not {value!r}")
        return self._concept(kind, value) if kind else value


def iso_date(value: object, where: str) -> str:
    """Return a day as ISO 8601 writes it, so that comparing strings compares days."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            date.fromisoformat(value)
        except ValueError:
            pass
        else:
            return value
    raise InputError(f"{where}: {value!r} is no date; it should be like '2015-06-30'")


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return how a message goes on that says that a name is not known.

    >>> suggestion("cn", ["CN", "HK"])
    "; did you mean 'CN'?"
    """
    by_case = {option.casefold(): option for option in known}
    close = difflib.get_close_matches(name.casefold(), by_case, 1)
    if close:
        return f"; did you mean {by_case[close[0]]!r}?"
    return f"; there are {_listed(by_case.values())}" if len(by_case) <= 40 else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(repr, sorted(names)))
