"""Wikibase's JSON of an entity: statements with their ranks, values, qualifiers and references.

https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html
"""

import calendar
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from istograph.registries.record import Place, Refusal

_ITEM = re.compile(r"Q[1-9]\d*")
_TIME = re.compile(r"\+(\d{4})-(\d\d)-(\d\d)T00:00:00Z")
# The precisions of a time that say at least the year.
_YEAR, _MONTH, _DAY = 9, 10, 11
_JULIAN = "http://www.wikidata.org/entity/Q1985786"
_RANKS = {"preferred": 2, "normal": 1, "deprecated": 0}
_START, _END = "P580", "P582"
_REFERENCE_URLS = ("P854", "P4656")


@dataclass(frozen=True, slots=True)
class Time:
    """A time, as exact as the source is: `text` is 1919, 1919-07 or 1919-07-28."""

    text: str

    @property
    def first(self) -> date:
        """The first day that it may mean."""
        return date.fromisoformat((self.text + "-01-01")[:10])

    @property
    def last(self) -> date:
        """The last day that it may mean."""
        year, month, day = [*map(int, self.text.split("-")), 0, 0][:3]
        month = month or 12
        return date(year, month, day or calendar.monthrange(year, month)[1])

    @property
    def is_day(self) -> bool:
        """Whether it is a day."""
        return len(self.text) == len("YYYY-MM-DD")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with a value; `path` is where it stands in the entity."""

    path: str
    id: str
    value: Any
    rank: int
    qualifiers: Mapping[str, Any]
    references: tuple[str, ...]

    @property
    def item(self) -> str | None:
        """The item that is its value; None where the value is something else."""
        return item(self.value)

    def qualifier(self, property_: str) -> Any:
        """Return the first value that a qualifier has; None if it has none."""
        found = self.qualifiers.get(property_)
        values = map(_snak_value, found if isinstance(found, list) else ())
        return next((value for value in values if value is not None), None)

    @property
    def start(self) -> date | None:
        """The first day on which it may hold."""
        found = time(self.qualifier(_START))
        return found.first if found else None

    @property
    def end(self) -> date | None:
        """The first day on which it no longer holds, by the latest that its end may mean."""
        found = time(self.qualifier(_END))
        return found.last + timedelta(days=1) if found else None

    @property
    def is_over(self) -> bool:
        """Whether it has an end, be it known or not."""
        return _END in self.qualifiers


class Entity:
    """An entity as it stands in a file, and what has to be refused of it."""

    def __init__(self, place: Place, value: Mapping[str, Any], key: str) -> None:
        self.place = place
        self.key = key
        self.value = value
        self.refusals: list[Refusal] = []

    @property
    def revision(self) -> str:
        """The number of the revision, "" where there is none, as in queries of some properties."""
        found = self.value.get("lastrevid")
        return str(found) if isinstance(found, int) else ""

    def refuse(self, field: str, found: object, wanted: str) -> None:
        """Note that a field is not taken."""
        shown = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
        self.refusals.append(Refusal(self.place, self.key, field, shown[:200], wanted, whole=False))

    def table(self, field: str) -> Iterator[tuple[str, Any]]:
        """Yield the members of an object."""
        found = self.value.get(field)
        # PHP writes an empty object as an empty list.
        if isinstance(found, dict):
            yield from found.items()
        elif found not in (None, []):
            self.refuse(field, found, "an object")

    def best(self, property_: str) -> list[Statement]:
        """Return the statements that count: the preferred ones, or the normal if there are none."""
        found = self.statements(property_)
        highest = max((statement.rank for statement in found), default=0)
        return [statement for statement in found if statement.rank == highest]

    def statements(self, property_: str) -> list[Statement]:
        """Return the statements of a property that have a value and are not deprecated."""
        claims = self.value.get("claims")
        found = claims.get(property_) if isinstance(claims, dict) else None
        if found is None:
            return []
        if not isinstance(found, list):
            self.refuse(f"claims.{property_}", found, "a list of statements")
            return []
        return list(self._statements(property_, found))

    def _statements(self, property_: str, found: list[Any]) -> Iterator[Statement]:
        for number, claim in enumerate(found):
            path = f"claims.{property_}[{number}]"
            rank = _RANKS.get(str(claim.get("rank"))) if isinstance(claim, dict) else None
            if rank is None or not isinstance(claim, dict):
                self.refuse(path, claim, "a statement with a rank")
                continue
            snak = claim.get("mainsnak")
            value = _snak_value(snak)
            if value is None:
                # That there is no value, or an unknown one, is a statement too, and no fault.
                kind = snak.get("snaktype") if isinstance(snak, dict) else None
                if kind not in ("novalue", "somevalue"):
                    self.refuse(path, claim, "a value")
            elif rank:
                yield _statement(path, claim, value, rank)


def _statement(path: str, claim: Mapping[str, Any], value: Any, rank: int) -> Statement:
    qualifiers = claim.get("qualifiers")
    return Statement(
        path,
        str(claim.get("id") or ""),
        value,
        rank,
        qualifiers if isinstance(qualifiers, dict) else {},
        tuple(dict.fromkeys(_reference_urls(claim.get("references")))),
    )


def _reference_urls(references: object) -> Iterator[str]:
    for reference in references if isinstance(references, list) else ():
        snaks = reference.get("snaks") if isinstance(reference, dict) else None
        if not isinstance(snaks, dict):
            continue
        for property_ in _REFERENCE_URLS:
            found = snaks.get(property_)
            for value in map(_snak_value, found if isinstance(found, list) else ()):
                if isinstance(value, str):
                    yield value


def _snak_value(snak: object) -> Any:
    if not isinstance(snak, dict) or snak.get("snaktype") != "value":
        return None
    data = snak.get("datavalue")
    return data.get("value") if isinstance(data, dict) else None


def item(value: object) -> str | None:
    """Return the item that a value names."""
    if not isinstance(value, dict):
        return None
    # Before 2017 there was the number alone.
    number = value.get("numeric-id")
    text = value.get("id") or (f"Q{number}" if value.get("entity-type") == "item" else None)
    return text if isinstance(text, str) and is_item(text) else None


def is_item(text: str) -> bool:
    """Return whether a text is the identifier of an item."""
    return _ITEM.fullmatch(text) is not None


def time(value: object) -> Time | None:
    """Return the time that a value names, if that is exact to the year.

    >>> time({"time": "+2002-00-00T00:00:00Z", "precision": 9})
    Time(text='2002')
    """
    if not isinstance(value, dict):
        return None
    match = _TIME.fullmatch(str(value.get("time")))
    precision = value.get("precision")
    if not match or not isinstance(precision, int) or precision < _YEAR or match[1] == "0000":
        return None
    parts = [match[1], match[2], match[3]][: min(precision, _DAY) - _YEAR + 1]
    if value.get("calendarmodel") == _JULIAN:
        # Written by the old calendar: the day and month are others by ours.
        parts = parts[:1]
    text = "-".join(parts)
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return None
    return Time(text)
