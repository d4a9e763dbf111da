"""An entity of Wikidata as a record: names, identifiers, relations, and facts by the mappings.

Preferred statements count before normal ones, deprecated ones not at all. What is no evidence:
P17 (country) is where the body sits, P112 (founded by) is no party to an instrument, P101 (field
of work) is no principal field.
"""

import re
from collections.abc import Iterable, Iterator

from istograph import mappings
from istograph.model.identifiers import SCHEMES
from istograph.rdf.namespaces import PREFIXES
from istograph.registries.addresses import address
from istograph.registries.languages import language_tag
from istograph.registries.record import (
    Fact,
    Identifier,
    Location,
    Name,
    NameKind,
    Record,
    Refusal,
    Relation,
    RelationKind,
    point,
    set_aside,
)
from istograph.registries.registry import Entry
from istograph.registries.shelf import Shelf
from istograph.registries.wikidata import classes, places
from istograph.registries.wikidata.entities import Entity, Statement, Time, is_item, item, time

INSTRUMENT = "instrument"
# Only an organization has these: seat, parent, subsidiary, legal form, ROR, GRID, Ringgold.
_SIGNS = ("P159", "P749", "P355", "P1454", "P6782", "P2427", "P3500")
_NAMES: tuple[tuple[str, NameKind], ...] = (
    ("P1448", "alias"),
    ("P1705", "alias"),
    ("P1813", "acronym"),
)
_IDENTIFIERS = {
    "P6782": "ror",
    "P213": "isni",
    "P2427": "grid",
    "P3153": "fundref",
    "P1278": "lei",
    "P3500": "ringgold",
    "P214": "viaf",
    "P227": "gnd",
    "P244": "lccn",
}
_RELATIONS: tuple[tuple[str, RelationKind], ...] = (
    ("P749", "parent"),
    ("P355", "child"),
    ("P361", "whole"),
    ("P463", "member"),
    ("P1365", "predecessor"),
    ("P1366", "successor"),
    ("P1889", "different"),
)
NOT_THE_DAY = (
    "The source gives no day; the last one of the year or month is taken.",
    "来源未载日期，取该年或该月的最后一日。",
)
_ITEMS_COUNTRY = (
    "The country of the item; where in it the seat lies is not known here.",
    "为该条目所列国家；总部在其中何处未知。",
)
_COUNTRY_ALONE = (
    "The country of the item (P17), which names no headquarters location.",
    "为该条目所列国家（P17）；条目未载总部所在地。",
)


def read(entry: Entry) -> Entity | Refusal:
    """Return the entity of an entry, or why it is none."""
    value = entry.value["entity"]
    key = value.get("id") if isinstance(value, dict) else None
    if not (isinstance(key, str) and is_item(key)):
        # Properties and lexemes are none of ours, and a dump has thousands.
        is_other = isinstance(key, str) and re.fullmatch(r"[PL]\d+.*", key) is not None
        shown = repr(key)[:200]
        return Refusal(entry.place, "", "id", shown, "an item as Q7817", listed=not is_other)
    return Entity(entry.place, value, key)


def survey(entry: Entry, shelf: Shelf) -> None:
    """Note the entity's key, what classes it is below, and where it lies."""
    entity = read(entry)
    if isinstance(entity, Refusal):
        return
    shelf.date(entry.place.file, str(entity.value.get("modified", ""))[:10])
    asked = entry.value["asked"]
    if asked and asked != entity.key:
        shelf.note(asked, "")
    if "missing" in entity.value:
        return
    for statement in entity.best("P279"):
        if statement.item:
            shelf.link(classes.ABOVE, entity.key, statement.item)
    places.note(entity, shelf)
    known = mappings.load()
    for statement in entity.best("P31"):
        if statement.item and known.evidence("wikidata", statement.item, "instruments"):
            shelf.link(INSTRUMENT, entity.key, statement.item)
    # Another revision of it may stand in another file; the newest counts. Whether an item of a
    # dump is an organization may hang on classes that come after it.
    sure = asked is not None or _has_sign(entity)
    found = {statement.item for statement in entity.best("P31")}
    if sure or found - known.refused("wikidata").keys():
        shelf.note(entity.key, f"{entity.revision:0>20}", sure=sure)


def records(entry: Entry, shelf: Shelf) -> Iterable[Record | Refusal]:
    """Yield the record of an entry, and what of it is refused."""
    entity = read(entry)
    if isinstance(entity, Refusal):
        yield entity
        return
    if "missing" in entity.value:
        yield Refusal(entity.place, entity.key, "", "no such item", "an item that is there")
        return
    asked = entry.value["asked"]
    if asked and asked != entity.key:
        yield _redirect(entity, asked)
    yield from _Reader(entity, shelf).read(is_chosen=asked is not None)


def _has_sign(entity: Entity) -> bool:
    return any(entity.best(sign) for sign in _SIGNS)


def _redirect(entity: Entity, asked: str) -> Record:
    identifiers = (Identifier("wikidata", asked),)
    return Record(
        "wikidata",
        asked,
        entity.place,
        identifiers=identifiers,
        status="withdrawn",
        successor=entity.key,
    )


class _Reader:
    """Reads one entity."""

    def __init__(self, entity: Entity, shelf: Shelf) -> None:
        self._entity = entity
        self._shelf = shelf
        self._mappings = mappings.load()
        self._ascents = [
            (statement, list(classes.ascents(statement.item, shelf)))
            for statement in entity.best("P31")
            if statement.item
        ]

    def read(self, *, is_chosen: bool) -> Iterator[Record | Refusal]:
        """Yield the record; an item that somebody chose is one unless its classes say it is not."""
        entity = self._entity
        facts = tuple(self._facts())
        if reason := self._other():
            yield self._refusal("claims.P31", reason, "an organization", listed=is_chosen)
        elif not (is_chosen or facts or self._is_organization()):
            found = ", ".join(ways[0].top for _, ways in self._ascents) or "nothing"
            yield self._refusal("claims.P31", found, "a class below organization", listed=False)
        elif not (names := tuple(self._names())):
            yield self._refusal("labels", "none", "a name")
        else:
            yield self._record(names, facts)
            # Values that several readings looked at are refused once.
            yield from dict.fromkeys(entity.refusals)

    def _refusal(self, field: str, found: str, wanted: str, *, listed: bool = True) -> Refusal:
        return Refusal(self._entity.place, self._entity.key, field, found, wanted, listed=listed)

    def _other(self) -> str | None:
        """Return what it is instead of an organization, if all its classes say so."""
        refused = self._mappings.refused("wikidata")
        found = [
            next((way for way in ways if way.top in refused), None) for _, ways in self._ascents
        ]
        if not found or None in found:
            return None
        way = next(filter(None, found))
        return f"{way}: {refused[way.top].en}"

    def _is_organization(self) -> bool:
        if _has_sign(self._entity):
            return True
        tops = {way.top for _, ways in self._ascents for way in ways}
        return classes.ORGANIZATION in tops

    def _record(self, names: tuple[Name, ...], facts: tuple[Fact, ...]) -> Record:
        founded = self._founded()
        seat, dissolved = self._seat(), self._dissolved(founded)
        return Record(
            source="wikidata",
            key=self._entity.key,
            place=self._entity.place,
            names=names,
            identifiers=tuple(self._identifiers()),
            websites=tuple(dict.fromkeys(self._websites())),
            founded=founded,
            locations=tuple(self._locations()),
            status="inactive" if dissolved else None,
            types=tuple(f"{PREFIXES['wd']}{ways[0].top}" for _, ways in self._ascents),
            facts=(*facts, *seat, *dissolved),
            relations=tuple(self._relations()),
        )

    # Names

    def _names(self) -> Iterator[Name]:
        for name in self._all_names():
            wrong = self._mappings.wrong("wikidata", self._entity.key, "names", name.text)
            if wrong:
                self._entity.refuse("names", name.text, set_aside(wrong))
            else:
                yield name

    def _all_names(self) -> Iterator[Name]:
        for code, label in self._entity.table("labels"):
            yield from self._name(f"labels.{code}", label, "label")
        for code, aliases in self._entity.table("aliases"):
            for number, alias in enumerate(aliases if isinstance(aliases, list) else [aliases]):
                yield from self._name(f"aliases.{code}[{number}]", alias, "alias")
        for property_, kind in _NAMES:
            for statement in self._entity.best(property_):
                for name in self._name(statement.path, statement.value, kind, "text"):
                    yield _shortened(name)

    def _name(
        self, path: str, value: object, kind: NameKind, member: str = "value"
    ) -> Iterator[Name]:
        found = value if isinstance(value, dict) else {}
        text, code = found.get(member), found.get("language")
        if not isinstance(text, str) or not text.strip():
            self._entity.refuse(path, value, "a name")
            return
        # A label that another language lends says whose it is.
        tag = language_tag(code) if isinstance(code, str) else None
        if tag is None:
            self._entity.refuse(path, code, "a language's code")
        else:
            yield Name(" ".join(text.split()), tag, kind)

    # Identifiers and addresses

    def _identifiers(self) -> Iterator[Identifier]:
        yield Identifier("wikidata", self._entity.key)
        for property_, scheme in _IDENTIFIERS.items():
            form = SCHEMES[scheme].pattern
            found = self._entity.statements(property_)
            best = max((statement.rank for statement in found), default=0)
            for statement in found:
                text = "".join(str(statement.value).split())
                if form.fullmatch(text):
                    yield Identifier(scheme, text, secondary=statement.rank < best)
                else:
                    wanted = f"an identifier of {scheme}"
                    self._entity.refuse(statement.path, statement.value, wanted)

    def _websites(self) -> Iterator[str]:
        for statement in self._entity.best("P856"):
            if statement.is_over:
                continue
            try:
                yield address(str(statement.value))
            except ValueError as problem:
                self._entity.refuse(statement.path, statement.value, f"an address: it {problem}")

    # Times and places

    def _founded(self) -> str | None:
        found = [
            (at, statement)
            for statement in self._entity.best("P571")
            if (at := self._time(statement))
        ]
        if not found:
            return None
        # The most exact of those that agree; two that do not are two opinions.
        chosen, _ = max(found, key=lambda pair: len(pair[0].text))
        for at, statement in found:
            if not chosen.text.startswith(at.text):
                found_too = f"{at.text} beside {chosen.text}"
                self._entity.refuse(statement.path, found_too, "one founding")
        return chosen.text

    def _time(self, statement: Statement) -> Time | None:
        found = time(statement.value)
        if found is None:
            self._entity.refuse(statement.path, statement.value, "a year, month or day of our era")
        return found

    def _dissolved(self, founded: str | None) -> tuple[Fact, ...]:
        for statement in self._entity.best("P576"):
            found = self._time(statement)
            if found is None:
                continue
            day = found.last.isoformat()
            if founded and day < founded:
                opposed = f"{found.text}, founded {founded}"
                self._entity.refuse(statement.path, opposed, "an end after the beginning")
                continue
            note = None if found.is_day else NOT_THE_DAY
            return (Fact("dissolvedOn", day, self._locator(statement), note=note),)
        return ()

    def _locations(self) -> Iterator[Location]:
        points = [statement.value for statement in self._entity.best("P625")]
        points += [statement.qualifier("P625") for statement in self._entity.best("P159")]
        for each in points:
            found = each if isinstance(each, dict) else {}
            if at := point(found.get("latitude"), found.get("longitude")):
                yield Location(point=at)
        for statement in self._entity.best("P159"):
            if statement.item:
                yield Location(item=statement.item)

    def _seat(self) -> tuple[Fact, ...]:
        """Return where it sits: by its headquarters, else by its country."""
        found: dict[tuple[object, ...], Fact] = {}
        unknown = False
        for statement in self._entity.best("P159"):
            code = self._code(statement)
            unknown = unknown or code is None
            if code:
                fact = self._fact("isHeadquarteredIn", code, statement)
                found.setdefault((code, fact.start, fact.end), fact)
        if not found or unknown:
            self._add_country(found, unknown)
        return tuple(found.values())

    def _add_country(self, found: dict[tuple[object, ...], Fact], unknown: bool) -> None:
        known = {fact.value for fact in found.values()}
        for statement in self._entity.best("P17"):
            code = places.code(statement.item, self._shelf) if statement.item else None
            if code and code not in known:
                note = _ITEMS_COUNTRY if unknown else _COUNTRY_ALONE
                fact = self._fact("isHeadquarteredIn", code, statement, note=note)
                found.setdefault((code, fact.start, fact.end), fact)

    def _code(self, statement: Statement) -> str | None:
        """Return the jurisdiction of a seat, which is a place or qualified by its country."""
        place, country = statement.item, item(statement.qualifier("P17"))
        if place and (code := places.code(place, self._shelf)):
            return code
        return places.code(country, self._shelf) if country else None

    # Relations and facts

    def _relations(self) -> Iterator[Relation]:
        for property_, kind in _RELATIONS:
            for statement in self._entity.best(property_):
                if not statement.item or statement.is_over:
                    continue
                if statement.item == self._entity.key:
                    self._entity.refuse(statement.path, statement.item, "another item")
                else:
                    yield Relation(kind, statement.item)

    def _facts(self) -> Iterator[Fact]:
        """Yield what the mappings make of classes, legal form, field and founding text."""
        found: dict[tuple[object, ...], Fact] = {}
        for fact in self._evidence():
            found.setdefault((fact.property, fact.value, fact.negated, fact.start, fact.end), fact)
        yield from found.values()

    def _evidence(self) -> Iterator[Fact]:
        stops = self._mappings.stops("wikidata")
        for statement, ways in self._ascents:
            for way in ways:
                # Too much stands below a stop for it to say anything of an item further down.
                if not way.is_climbed or way.top not in stops:
                    yield from self._mapped(statement, way.top, "types", str(way))
        for property_, kind in (("P1454", "legal-forms"), ("P101", "fields")):
            for statement in self._entity.best(property_):
                if statement.item:
                    yield from self._mapped(statement, statement.item, kind, statement.item)
        for statement in self._entity.best("P457"):
            for class_ in self._shelf.linked(INSTRUMENT, statement.item or ""):
                why = f"{statement.item} is {class_}"
                yield from self._mapped(statement, class_, "instruments", why)

    def _mapped(self, statement: Statement, term: str, kind: str, why: str) -> Iterator[Fact]:
        for evidence in self._mappings.evidence("wikidata", term, kind):
            yield self._fact(
                evidence.property,
                evidence.value,
                statement,
                negated=evidence.negated,
                why=f"{why}, mapping {evidence.mapping}",
            )

    def _fact(
        self,
        property_: str,
        value: object,
        statement: Statement,
        *,
        negated: bool = False,
        note: tuple[str, str] | None = None,
        why: str = "",
    ) -> Fact:
        start, end = statement.start, statement.end
        if start and end and start >= end:
            self._entity.refuse(statement.path, f"{start} to {end}", "an end after the start")
            start = end = None
        return Fact(property_, value, self._locator(statement, why), start, end, negated, note)

    def _locator(self, statement: Statement, why: str = "") -> str:
        """Return where a statement stands: item, revision, property, id, and whom it cites."""
        property_ = statement.path.split(".")[1].partition("[")[0]
        parts = [f"{self._entity.key} {property_}"]
        if why:
            parts.append(why)
        if self._entity.revision:
            parts.append(f"revision {self._entity.revision}")
        if statement.id:
            parts.append(f"statement {statement.id}")
        parts += statement.references
        return "; ".join(parts)


def _shortened(name: Name) -> Name:
    """Return a short name as the acronym or the alias that it is."""
    is_acronym = name.kind == "acronym" and " " not in name.text and name.text == name.text.upper()
    # Chinese has no capitals: its short names are names.
    if is_acronym and any("A" <= letter <= "Z" for letter in name.text):
        return name
    return Name(name.text, name.language, "alias")
