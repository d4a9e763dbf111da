"""SupraVerden: a list of international organizations with privileges, in YAML.

Share-alike (CC BY-SA 4.0): what comes from here stays in its own graph, with that licence.

A record is no evidence by being in the list, which has organs, courts and parliaments of other
organizations beside treaty bodies. A treaty is: by the data dictionary Treaty_url is "the treaty
that created or reconstituted" it. Traps: treaties of two states count there; Headquarters is the
first value that Wikidata has; Name_zh mixes scripts; one Wikidata number stands on two records.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import IO, Any

import yaml

from istograph import mappings
from istograph.mappings import Evidence
from istograph.model import Text, jurisdiction_names
from istograph.registries.addresses import address
from istograph.registries.chinese import chinese_tag, is_chinese
from istograph.registries.inputs import streams
from istograph.registries.languages import language_tag
from istograph.registries.record import (
    Fact,
    Identifier,
    Location,
    Name,
    NameKind,
    Place,
    Record,
    Refusal,
    set_aside,
)
from istograph.registries.registry import Entry, File, Registry
from istograph.registries.shelf import Shelf

_SOURCE = "supraverden"
# The data dictionary: the last digit is a check digit, of which nobody says how it is made.
_KEY = re.compile(r"SPRVD0\d{6}")
_NO_CODE = "[No code found.]"
_IDENTIFIERS = {
    "Wikidata_code": ("wikidata", re.compile(r"Q[1-9]\d*")),
    "LEI": ("lei", re.compile(r"[A-Z\d]{20}")),
    "RIAD_code": ("riad", re.compile(r"[EN]\$0?ECBM\d{5,7}")),
    "OpenSanctions_id": ("opensanctions", re.compile(r"\S+")),
}
# Name_en, Name_other_2_en, Abbreviation_fr: what it is, which of several, the language.
_NAME = re.compile(r"(Name|Abbreviation)(_other|_former)?(?:_\d+)?_([a-z]{2,3})")
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
# What is read, beside names; and what has no part here.
_READ = {"SPRVD_id", "Headquarters", "Treaty_url", "Type", "Website", "Year_established"}
_READ |= {"Assessment_against_FATF_definition", *_IDENTIFIERS}
_PASSED_OVER = re.compile(
    r"Entity_type|Org_family|Country|Basis_for_assessment|Immunity_url|VAT_number"
    r"|Source(_\d+)?|Notes(_[a-z]{2})?|LEI_\w+|Leadership_role_\w+"
)
_TREATY, _INCLUDED_TREATY = "Treaty_url", "Included, Treaty_url"
_UNIT = "org:OrganizationalUnit"
_INSTRUMENT = "hasConstitutiveInstrument"


# YAML: one organization at a time


def entries(file: File) -> Iterator[Entry | Refusal]:
    """Yield the organizations of a file, each with the fields it has a text for."""
    for name, stream in streams(file):
        if not name or name.endswith((".yaml", ".yml")):
            yield from _organizations(file, name, stream)


def _organizations(file: File, name: str, stream: IO[bytes]) -> Iterator[Entry | Refusal]:
    loader = yaml.CSafeLoader(stream)
    line = 1
    try:
        if not _begins(loader):
            found = "no mapping at its top"
            yield Refusal(Place(file.name, name), "", "YAML", found, "organizations by their names")
            return
        while not loader.check_event(yaml.MappingEndEvent):
            key: Any = loader.get_event()
            line = key.start_mark.line + 1
            place = Place(file.name, f"{name} line {line}".strip())
            yield Entry(place, (_scalar(key), _value(loader)))
    except yaml.YAMLError as problem:
        # Where a document breaks nobody knows what the rest of it means.
        place = Place(file.name, f"{name} line {line}".strip())
        found = " ".join(str(problem).split())[:200]
        yield Refusal(place, "", "YAML", found, "YAML to the end; the rest is left out")
    finally:
        loader.dispose()


def _begins(loader: Any) -> bool:
    """Go to the first key of the document; say whether there is a mapping."""
    loader.get_event()
    if not loader.check_event(yaml.DocumentStartEvent):
        return False
    loader.get_event()
    return isinstance(loader.get_event(), yaml.MappingStartEvent)


def _scalar(event: Any) -> str | None:
    """Return a scalar as it is written, whatever type YAML would give it; None for null."""
    if not isinstance(event, yaml.ScalarEvent):
        return None
    plain = event.implicit[0]
    return None if plain and event.value in ("", "~", "null", "Null", "NULL") else event.value


def _value(loader: Any) -> Any:
    """Return the value that begins at the next event: a text, a list or a table."""
    event = loader.get_event()
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not loader.check_event(yaml.SequenceEndEvent):
            items.append(_value(loader))
        loader.get_event()
        return items
    if isinstance(event, yaml.MappingStartEvent):
        table = {}
        while not loader.check_event(yaml.MappingEndEvent):
            key = _scalar(loader.get_event())
            table[key] = _value(loader)
        loader.get_event()
        return table
    # What an anchor stands for is not looked up; as a table it is refused where a text is wanted.
    return {"*": event.anchor} if isinstance(event, yaml.AliasEvent) else _scalar(event)


def survey(entry: Entry, shelf: Shelf) -> None:
    """Note the record's key; of equal ones the first counts."""
    if key := _key(entry):
        shelf.note(key)


def records(entry: Entry, _: Shelf) -> Iterable[Record | Refusal]:
    """Yield the record of an entry, and what of it is refused."""
    key = _key(entry)
    if key is None:
        title, table = entry.value
        found = table.get("SPRVD_id") if isinstance(table, dict) else table
        yield Refusal(entry.place, str(title), "SPRVD_id", str(found), "an id as SPRVD0688028")
        return
    reader = _Reader(entry.place, key, entry.value[1])
    names = tuple(reader.names())
    if not names:
        yield Refusal(entry.place, key, "Name_en", "none", "a name")
        return
    yield reader.record(names)
    yield from reader.refusals


def _key(entry: Entry) -> str | None:
    _, table = entry.value
    found = table.get("SPRVD_id") if isinstance(table, dict) else None
    return found if isinstance(found, str) and _KEY.fullmatch(found) else None


class _Reader:
    """Reads one organization and collects what has to be refused of it."""

    def __init__(self, place: Place, key: str, table: dict[str, Any]) -> None:
        self.place = place
        self.key = key
        self.refusals: list[Refusal] = []
        self._known = mappings.load()
        self._fields = dict(self._accepted(table))

    def refuse(self, field: str, found: object, wanted: str) -> None:
        shown = str(found)[:200]
        self.refusals.append(Refusal(self.place, self.key, field, shown, wanted, whole=False))

    def record(self, names: tuple[Name, ...]) -> Record:
        country = self._country()
        return Record(
            source=_SOURCE,
            key=self.key,
            place=self.place,
            names=names,
            identifiers=tuple(self._identifiers()),
            websites=tuple(self._addresses("Website")),
            founded=self._founded(),
            locations=tuple(self._locations(country)),
            types=tuple(f"{_SOURCE}:{type_}" for type_ in self._texts("Type")),
            facts=tuple(self._facts(country)),
        )

    def names(self) -> Iterator[Name]:
        for field, text in self._fields.items():
            if parts := _NAME.fullmatch(field):
                yield from self._name(field, text, parts)

    def _accepted(self, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield the fields that are read, without values that are known to be wrong."""
        for field, value in table.items():
            if value is None or _PASSED_OVER.fullmatch(str(field)):
                continue
            if field not in _READ and not _NAME.fullmatch(str(field)):
                self.refuse(str(field), value, "a field of the data dictionary")
            elif not isinstance(value, str) or not value.strip():
                self.refuse(field, value, "a text")
            elif wrong := self._known.wrong(_SOURCE, self.key, field, value):
                self.refuse(field, value, set_aside(wrong))
            else:
                yield field, " ".join(value.split())

    def _texts(self, field: str) -> Iterator[str]:
        if field in self._fields:
            yield self._fields[field]

    def _name(self, field: str, text: str, parts: re.Match[str]) -> Iterator[Name]:
        language = language_tag(parts[3])
        kind: NameKind = "alias" if parts[2] else "label"
        if parts[1] == "Abbreviation":
            kind = "acronym"
        if language == "zh" and kind != "acronym":
            if not is_chinese(text):
                self.refuse(field, text, "a name in Chinese characters")
                return
            language = chinese_tag(text)
        yield Name(text, language, kind)

    def _identifiers(self) -> Iterator[Identifier]:
        yield Identifier(_SOURCE, self.key)
        for field, (scheme, form) in _IDENTIFIERS.items():
            for text in self._texts(field):
                if form.fullmatch(text):
                    yield Identifier(scheme, text)
                elif text != _NO_CODE:
                    self.refuse(field, text, f"an identifier of {scheme}")

    def _addresses(self, field: str) -> Iterator[str]:
        for text in self._texts(field):
            try:
                yield address(text)
            except ValueError:
                self.refuse(field, text, "an address of the web")

    def _founded(self) -> str | None:
        for year in self._texts("Year_established"):
            if _YEAR.fullmatch(year):
                return year
            self.refuse("Year_established", year, "a year since 1800")
        return None

    def _country(self) -> str | None:
        for place in self._texts("Headquarters"):
            name = place.rpartition(", ")[2]
            if code := _code(name):
                return code
            self.refuse("Headquarters", place, "a place, a comma and a country")
        return None

    def _locations(self, country: str | None) -> Iterator[Location]:
        for place in self._texts("Headquarters"):
            # Of an unknown country the whole text is the place.
            yield Location(country, place.rpartition(", ")[0] if country else place)

    def _facts(self, country: str | None) -> Iterator[Fact]:
        if country:
            yield Fact("isHeadquarteredIn", country, f"{self.key}, Headquarters")
        type_ = next(self._texts("Type"), "")
        stated = self._known.evidence(_SOURCE, type_)
        for evidence in stated:
            yield self._fact(evidence, f"Type {type_}")
        is_unit = _UNIT in self._known.matches(_SOURCE, type_)
        # What its type says of the instrument is about the body itself; of an organ, or an agency
        # that an act created, the treaty is that of the organization above it.
        if is_unit or any(evidence.property == _INSTRUMENT for evidence in stated):
            return
        for treaty in self._addresses("Treaty_url"):
            for evidence in self._treaty_evidence():
                yield self._fact(evidence, f"Treaty_url {treaty}")

    def _treaty_evidence(self) -> Iterator[Evidence]:
        yield from self._known.evidence(_SOURCE, _TREATY, "criteria")
        if "Included" in self._texts("Assessment_against_FATF_definition"):
            yield from self._known.evidence(_SOURCE, _INCLUDED_TREATY, "criteria")

    def _fact(self, evidence: Evidence, where: str) -> Fact:
        locator = f"{self.key}, {where}; mapping {evidence.mapping}"
        return Fact(evidence.property, evidence.value, locator, negated=evidence.negated)


@cache
def _code(country: str) -> str | None:
    """Return the code of a country by its English name; None where no such country is known."""
    found = mappings.load().evidence(_SOURCE, country, "countries")
    codes = [str(evidence.value) for evidence in found]
    return next(iter(codes), jurisdiction_names().get(country.casefold()))


SUPRAVERDEN = Registry(
    name=_SOURCE,
    label=Text("SupraVerden", "SupraVerden国际组织名录"),
    license="https://creativecommons.org/licenses/by-sa/4.0/",
    publisher="SupraVerden",
    homepage="https://github.com/confirmordeny/supraverden",
    entries=entries,
    survey=survey,
    records=records,
)
