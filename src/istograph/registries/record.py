"""What an importer makes of a source's record: neutral, frozen, the same for every source."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from istograph.model import Text

NameKind = Literal["label", "alias", "acronym"]
RelationKind = Literal[
    "parent", "child", "related", "successor", "predecessor", "whole", "member", "different"
]
Status = Literal["active", "inactive", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, and the line, the member or the number in it."""

    file: str
    record: str

    def __str__(self) -> str:
        return f"{self.file}, {self.record}" if self.record else self.file


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the source spells it; `language` is a BCP 47 tag, None where it gives none."""

    text: str
    language: str | None
    kind: NameKind


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier and its scheme: "wikidata", "ror", "isni", "grid", "fundref", "lei", ...

    `secondary` is one that the source lists beside another that it prefers.
    """

    scheme: str
    value: str
    secondary: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the contract: property and JSON value, the interval, and where it is written."""

    property: str
    value: object
    locator: str
    start: date | None = None
    end: date | None = None
    negated: bool = False
    # English and Chinese; both or none.
    note: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """What the record says of another one of the same source, which `key` names.

    "parent", "child", "whole" (this is part of it) and "member" (this is a member of it);
    "successor" is the organization that took this one's place, "predecessor" the reverse;
    "different" is one that is easily taken for it, and is not.
    """

    kind: RelationKind
    key: str


@dataclass(frozen=True, slots=True)
class Location:
    """Where it is: country code, the place's name and numbers, latitude and longitude."""

    country: str | None = None
    place: str | None = None
    geonames: str | None = None
    point: tuple[float, float] | None = None
    # in Wikidata
    item: str | None = None


def point(latitude: object, longitude: object) -> tuple[float, float] | None:
    """Return a point on the globe; None if it is none.

    >>> point(48.85, 2.35), point(91, 0), point("48", "2")
    ((48.85, 2.35), None, None)
    """
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    is_on_it = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return (latitude, longitude) if is_on_it else None


@dataclass(frozen=True, slots=True)
class Record:
    """An organization as one source describes it.

    `key` is the source's identifier as it writes it; the IRI has `{source}-{key in lower case}`.
    `founded` and the like are ISO 8601, as exact as the source is: 1919, 1919-07, 1919-07-28.
    `types` are the source's own words for what it is; only mappings make facts of them.
    """

    source: str
    key: str
    place: Place
    names: tuple[Name, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    websites: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    founded: str | None = None
    locations: tuple[Location, ...] = ()
    status: Status | None = None
    # The key of the record that replaced this one; only with the status "withdrawn".
    successor: str | None = None
    types: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not taken, and why: a whole record, or one field of a record that was taken.

    `listed` is False for what is merely none of our business, as most of a dump is: it is
    counted, and not written down one by one.
    """

    place: Place
    key: str
    field: str
    found: str
    wanted: str
    whole: bool = True
    listed: bool = True


def set_aside(why: Text) -> str:
    """Return what is wanted in place of a value that is known to be wrong."""
    return f"another value (set aside: {why.en})"
