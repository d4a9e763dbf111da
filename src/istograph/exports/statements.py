"""What istograph knows of a Wikidata item, beside what the item says itself.

Compared are the items that were imported: what an item that nobody has looked at lacks is not
known. What is ours comes from every graph but Wikidata's own and those whose licence would have to
be kept (Wikidata is CC0).

    known, said ──▶ lacking     ours, where the item says nothing of the kind, or not this
                └─▶ conflicts   where there can be one value only, and the item has another
"""

from dataclasses import dataclass
from typing import Literal as OneOf
from urllib.parse import urlsplit

Kind = OneOf["item", "time", "url", "external-id", "label", "alias"]

INCEPTION, DISSOLVED, COUNTRY, INSTANCE_OF = "P571", "P576", "P17", "P31"
HEADQUARTERS = "P159"
WEBSITE, ROR_ID, REFERENCE_URL, START, END = "P856", "P6782", "P854", "P580", "P582"
# What nobody should take over without a reference.
REFERENCED = frozenset({INCEPTION, DISSOLVED, COUNTRY, HEADQUARTERS, INSTANCE_OF})
# Of these an organization has one; another value is a contradiction.
SINGLE = frozenset({INCEPTION, DISSOLVED, COUNTRY, ROR_ID})


@dataclass(frozen=True, order=True)
class Value:
    """A value as Wikidata has it: a time as exact as it is given, an item by its number."""

    kind: Kind
    text: str

    def agrees(self, other: "Value") -> bool:
        """Whether both can be true, or are one: 1948 and 1948-10-05 can."""
        if self.kind == other.kind == "time":
            return self.text.startswith(other.text) or other.text.startswith(self.text)
        if self.kind == other.kind == "url":
            return _host(self.text) == _host(other.text)
        return self == other


@dataclass(frozen=True, order=True)
class Statement:
    """What somebody says of an item; `references` are addresses, `graphs` who says it."""

    item: str
    property: str
    value: Value
    graphs: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class Conflict:
    """Two values of what has one."""

    record: str
    ours: Statement
    theirs: Value


@dataclass(frozen=True)
class Compared:
    """A record whose item was imported: what we know, and what the item says."""

    record: str
    item: str
    known: tuple[Statement, ...]
    said: tuple[Statement, ...]
    is_intergovernmental: bool = False

    @property
    def lacking(self) -> tuple[Statement, ...]:
        """What we know and the item neither says nor contradicts."""
        against = {conflict.ours for conflict in self.conflicts}
        return tuple(ours for ours in self.known if ours not in against and self._lacks(ours))

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What cannot be true beside what the item says."""
        return tuple(
            Conflict(self.record, ours, said[0])
            for ours in self.known
            if ours.property in SINGLE
            # What is over, as a seat that was moved, contradicts nothing.
            and not ours.end
            and (said := self._said(ours))
            and not any(ours.value.agrees(value) for value in said)
        )

    def _lacks(self, ours: Statement) -> bool:
        # Its seat is in a country, and it is of none; and where the town is known, that is said.
        if ours.property == COUNTRY and (self.is_intergovernmental or self._has_town):
            return False
        if ours.property in REFERENCED and not ours.references:
            return False
        said = self._said(ours)
        if ours.property == HEADQUARTERS:
            # A part of the town may be what the item says; and the country must be beyond doubt.
            return not said and all(each.ours.property != COUNTRY for each in self.conflicts)
        if ours.value.kind == "label":
            # Which of an item's names is its label is for its editors to say.
            return not (said or any(each.property == f"A{ours.property[1:]}" for each in self.said))
        return not any(map(ours.value.agrees, said))

    @property
    def _has_town(self) -> bool:
        return any(each.property == HEADQUARTERS for each in (*self.known, *self.said))

    def _said(self, ours: Statement) -> list[Value]:
        return [each.value for each in self.said if each.property == ours.property]


def _host(address: str) -> str:
    """Return whose site an address is: what leads to another page of it is no other website.

    >>> _host("http://www.fbi.gov/") == _host("https://fbi.gov/about")
    True
    """
    return (urlsplit(address).hostname or address).removeprefix("www.")
