"""The Research Organization Registry: JSON of its schemas 1 and 2, as it publishes them.

https://ror.readme.io/docs/data-structure; a dump is a zip of one array in each schema, of which
the newer one is read. Traps: a `type` does not tell intergovernmental from other bodies, so it
becomes no fact; a country is where the body sits, never its law; the name that ROR displays may
be in any language, and in schema 1 no one says which; a withdrawn record may have no successor.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from istograph import mappings
from istograph.model import Text, jurisdictions
from istograph.model.identifiers import SCHEMES
from istograph.registries.addresses import address
from istograph.registries.chinese import is_chinese
from istograph.registries.inputs import json_values, streams
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
    Relation,
    RelationKind,
    Status,
    point,
    set_aside,
)
from istograph.registries.registry import CC0, Entry, File, Registry
from istograph.registries.shelf import Shelf

_KEY = re.compile(rf"https://ror\.org/({SCHEMES['ror'].pattern.pattern})")
_WANTED_KEY = "an id as https://ror.org/02qztda51"
_STATUSES: dict[str, Status] = {
    "active": "active",
    "inactive": "inactive",
    "withdrawn": "withdrawn",
}
_RELATIONS: dict[str, RelationKind] = {
    "parent": "parent",
    "child": "child",
    "related": "related",
    "successor": "successor",
    "predecessor": "predecessor",
}
_KINDS: tuple[NameKind, ...] = ("label", "alias", "acronym")
_NEWER = "_schema_v2.json"


class _Reader:
    """Reads one record and collects what has to be refused of it."""

    def __init__(self, place: Place, value: Mapping[str, Any], key: str) -> None:
        self.place = place
        self.value = value
        self.key = key
        self.refusals: list[Refusal] = []

    def refuse(self, field: str, found: object, wanted: str) -> None:
        shown = json.dumps(found, ensure_ascii=False)[:200]
        self.refusals.append(Refusal(self.place, self.key, field, shown, wanted, whole=False))

    def list(self, field: str, type_: type = dict) -> Iterator[tuple[str, Any]]:
        """Yield the members of a list that have the right type, each with its path."""
        found = self.value.get(field)
        if found is None:
            return
        if not isinstance(found, list):
            self.refuse(field, found, "a list")
            return
        for number, member in enumerate(found):
            path = f"{field}[{number}]"
            if isinstance(member, type_):
                yield path, member
            else:
                self.refuse(path, member, "an object" if type_ is dict else "a string")

    def text(self, path: str, found: object) -> str | None:
        """Return a text without the space around it; None, refused, if it says nothing."""
        if isinstance(found, str) and (text := " ".join(found.split())):
            return text
        self.refuse(path, found, "a text")
        return None

    def language(self, path: str, found: object, text: str | None) -> str | None:
        """Return the tag of a name's language; None, refused, if it cannot be that."""
        if found is None or found == "":
            return None
        tag = language_tag(found) if isinstance(found, str) else None
        if tag is None:
            self.refuse(path, found, "a language's code")
        elif tag == "zh" and text and not is_chinese(text):
            # Pinyin, acronyms and Spanish stand there as Chinese.
            self.refuse(path, f"{found}: {text}", "Chinese in Chinese characters")
            return None
        return tag

    def address(self, path: str, found: object) -> str | None:
        try:
            return address(found if isinstance(found, str) else "")
        except ValueError:
            self.refuse(path, found, "an address of the web")
            return None


def entries(file: File) -> Iterator[Entry | Refusal]:
    """Yield the records of a file; of a dump those of the newer schema."""
    newer = _has_newer(file)
    for name, stream in streams(file):
        if _is_read(name, newer):
            yield from json_values(file, name, stream)


def _has_newer(file: File) -> bool:
    return any(name.endswith(_NEWER) for name, _ in _archived(file))


def _archived(file: File) -> Iterator[tuple[str, IO[bytes]]]:
    # A plain stream has one member without a name, which need not be read to know that.
    for name, stream in streams(file):
        if not name:
            return
        yield name, stream


def _is_read(name: str, newer: bool) -> bool:
    if not name:
        return True
    return name.endswith(_NEWER) if newer else name.endswith((".json", ".jsonl"))


def survey(entry: Entry, shelf: Shelf) -> None:
    """Note the record's key; of several the one that was changed last counts."""
    found = _key(entry.value)
    if found:
        shelf.note(found, _version(entry.value))
        shelf.date(entry.place.file, _day(entry.value))


def records(entry: Entry, shelf: Shelf) -> Iterable[Record | Refusal]:
    """Yield the record of an entry, and what of it is refused."""
    key = _key(entry.value)
    if key is None:
        found = entry.value.get("id") if isinstance(entry.value, dict) else entry.value
        shown = json.dumps(found, ensure_ascii=False)[:200]
        yield Refusal(entry.place, "", "id", shown, _WANTED_KEY)
        return
    reader = _Reader(entry.place, entry.value, key)
    status = _STATUSES.get(str(entry.value.get("status")))
    names = tuple(_right(reader, _names_2(reader) if "names" in entry.value else _names_1(reader)))
    if status is None:
        found, wanted = entry.value.get("status"), "active, inactive or withdrawn"
        yield Refusal(entry.place, key, "status", json.dumps(found), wanted)
    elif not names:
        yield Refusal(entry.place, key, "names", "none", "a name")
    else:
        yield _record(reader, status, names)
    yield from reader.refusals


def _key(value: object) -> str | None:
    found = value.get("id") if isinstance(value, dict) else None
    match = _KEY.fullmatch(found) if isinstance(found, str) else None
    return match[1] if match else None


def _version(value: Mapping[str, Any]) -> str:
    """Return what is greater for the newer of two: the schema first, then the day of the change."""
    return f"{2 if 'names' in value else 1} {_day(value)}"


def _day(value: Mapping[str, Any]) -> str:
    """Return the day of the last change; empty where the schema has none, as the first."""
    admin = value.get("admin")
    modified = admin.get("last_modified") if isinstance(admin, dict) else None
    day = modified.get("date") if isinstance(modified, dict) else None
    return str(day or "")


def _record(reader: _Reader, status: Status, names: tuple[Name, ...]) -> Record:
    is_new = "names" in reader.value
    relations = tuple(_relations(reader))
    successors = [relation.key for relation in relations if relation.kind == "successor"]
    websites, pages = (_links_2 if is_new else _links_1)(reader)
    locations = tuple((_locations_2 if is_new else _locations_1)(reader))
    identifiers = [Identifier("ror", reader.key)]
    identifiers += (_identifiers_2 if is_new else _identifiers_1)(reader)
    return Record(
        source="ror",
        key=reader.key,
        place=reader.place,
        names=names,
        identifiers=tuple(identifiers),
        websites=websites,
        pages=pages,
        founded=_founded(reader),
        locations=locations,
        status=status,
        successor=_successor(reader, successors) if status == "withdrawn" else None,
        types=tuple(f"ror:{text.lower()}" for _, text in reader.list("types", str)),
        facts=tuple(_facts(reader, locations)),
        relations=relations,
    )


def _successor(reader: _Reader, keys: list[str]) -> str | None:
    """Return the record that replaces a withdrawn one: one at most can."""
    distinct = list(dict.fromkeys(keys))
    if len(distinct) > 1:
        reader.refuse("relationships", distinct, "one successor of a withdrawn record")
    return distinct[0] if len(distinct) == 1 else None


# Names


def _right(reader: _Reader, names: Iterable[Name]) -> Iterator[Name]:
    """Yield the names that are not known to be somebody else's."""
    for name in names:
        wrong = mappings.load().wrong("ror", reader.key, "names", name.text)
        if wrong:
            reader.refuse("names", name.text, set_aside(wrong))
        else:
            yield name


def _names_2(reader: _Reader) -> Iterator[Name]:
    found = list(reader.list("names"))
    # The name that ROR displays is the label, where there are two in one language.
    found.sort(key=lambda item: "ror_display" not in _types(item[1]))
    for path, name in found:
        text = reader.text(f"{path}.value", name.get("value"))
        language = reader.language(f"{path}.lang", name.get("lang"), text)
        if text:
            yield from (Name(text, language, kind) for kind in _kinds(reader, path, name))


def _kinds(reader: _Reader, path: str, name: Mapping[str, Any]) -> list[NameKind]:
    types = _types(name)
    # A name that is displayed and nothing else stands where a label would.
    found = [kind for kind in _KINDS if kind in types or (kind == "label" and types == _DISPLAYED)]
    if not found:
        reader.refuse(f"{path}.types", name.get("types"), "label, alias, acronym or ror_display")
    return found


_DISPLAYED = ["ror_display"]


def _types(name: Mapping[str, Any]) -> list[Any]:
    found = name.get("types")
    return found if isinstance(found, list) else []


def _names_1(reader: _Reader) -> Iterator[Name]:
    # No one says which language it is in: most are English, thousands are not.
    name = reader.text("name", reader.value.get("name"))
    if name:
        yield Name(name, None, "label")
    for path, label in reader.list("labels"):
        text = reader.text(f"{path}.label", label.get("label"))
        language = reader.language(f"{path}.iso639", label.get("iso639"), text)
        if text:
            yield Name(text, language, "label")
    kinds: tuple[tuple[str, NameKind], ...] = (("aliases", "alias"), ("acronyms", "acronym"))
    for field, kind in kinds:
        for path, alias in reader.list(field, str):
            text = reader.text(path, alias)
            if text:
                yield Name(text, None, kind)


# Identifiers and addresses


def _identifiers_2(reader: _Reader) -> Iterator[Identifier]:
    for path, external in reader.list("external_ids"):
        scheme = str(external.get("type")).lower()
        values = external.get("all")
        yield from _identified(reader, path, scheme, values, external.get("preferred"))
    for path, domain in reader.list("domains", str):
        if text := reader.text(path, domain):
            yield Identifier("domain", text.lower())


def _identifiers_1(reader: _Reader) -> Iterator[Identifier]:
    found = reader.value.get("external_ids")
    if not isinstance(found, dict):
        reader.refuse("external_ids", found, "an object")
        return
    for name, external in found.items():
        path = f"external_ids.{name}"
        if not isinstance(external, dict):
            reader.refuse(path, external, "an object")
            continue
        values = external.get("all")
        # GRID has one, and no list of it.
        values = [values] if isinstance(values, str) else values
        yield from _identified(reader, path, name.lower(), values, external.get("preferred"))


def _identified(
    reader: _Reader, path: str, scheme: str, values: object, preferred: object
) -> Iterator[Identifier]:
    if not isinstance(values, list):
        reader.refuse(f"{path}.all", values, "a list")
        return
    # Old records prefer one that they do not list.
    listed = values if preferred in (None, *values) else [preferred, *values]
    for value in dict.fromkeys(str(value) for value in listed):
        text = _spelled(scheme, value)
        form = SCHEMES[scheme].pattern if scheme in SCHEMES else None
        wrong = mappings.load().wrong("ror", reader.key, scheme, text)
        if wrong or not text or (form and not form.fullmatch(text)):
            wanted = set_aside(wrong) if wrong else f"an identifier of {scheme}"
            reader.refuse(f"{path}.all", value, wanted)
        else:
            yield Identifier(scheme, text, preferred is not None and value != str(preferred))


def _spelled(scheme: str, value: str) -> str:
    """Return an identifier without what is only there for the eye: ISNI's groups of four."""
    return "".join(value.split()) if scheme == "isni" else value.strip()


Links = tuple[tuple[str, ...], tuple[str, ...]]


def _links_2(reader: _Reader) -> Links:
    found: dict[str, list[str]] = {"website": [], "wikipedia": []}
    for path, link in reader.list("links"):
        kind = str(link.get("type"))
        if kind not in found:
            reader.refuse(f"{path}.type", link.get("type"), "website or wikipedia")
        elif iri := reader.address(f"{path}.value", link.get("value")):
            found[kind].append(iri)
    return tuple(found["website"]), tuple(found["wikipedia"])


def _links_1(reader: _Reader) -> Links:
    websites = (reader.address(path, link) for path, link in reader.list("links", str))
    page = reader.value.get("wikipedia_url")
    pages = [reader.address("wikipedia_url", page)] if page else []
    return tuple(filter(None, websites)), tuple(filter(None, pages))


# Places and years


def _locations_2(reader: _Reader) -> Iterator[Location]:
    for path, location in reader.list("locations"):
        details = location.get("geonames_details")
        if not isinstance(details, dict):
            reader.refuse(f"{path}.geonames_details", details, "an object")
            continue
        country = _country(reader, f"{path}.geonames_details", details.get("country_code"))
        number = location.get("geonames_id")
        geonames = str(number) if isinstance(number, int) else None
        name = _place(reader, f"{path}.geonames_details.name", details.get("name"))
        yield Location(country, name, geonames, _point(details))


def _locations_1(reader: _Reader) -> Iterator[Location]:
    found = reader.value.get("country")
    code = found.get("country_code") if isinstance(found, dict) else None
    country = _country(reader, "country", code)
    places = list(reader.list("addresses"))
    if not places:
        yield Location(country)
    for path, place in places:
        city = place.get("geonames_city")
        number = city.get("id") if isinstance(city, dict) else None
        geonames = str(number) if isinstance(number, int) else None
        name = _place(reader, f"{path}.city", place.get("city"))
        yield Location(country, name, geonames, _point(place))


def _place(reader: _Reader, path: str, name: object) -> str | None:
    return None if name is None or name == "" else reader.text(path, name)


def _country(reader: _Reader, path: str, code: object) -> str | None:
    if isinstance(code, str) and code in jurisdictions():
        return code
    reader.refuse(f"{path}.country_code", code, "a code of ISO 3166-1")
    return None


def _point(place: Mapping[str, Any]) -> tuple[float, float] | None:
    latitude, longitude = place.get("lat"), place.get("lng")
    return point(latitude, longitude)


def _founded(reader: _Reader) -> str | None:
    year = reader.value.get("established")
    if year is None:
        return None
    if isinstance(year, int) and 1 <= year <= 9999:
        return f"{year:04}"
    reader.refuse("established", year, "a year")
    return None


# What it says of others


def _relations(reader: _Reader) -> Iterator[Relation]:
    for path, relation in reader.list("relationships"):
        kind = _RELATIONS.get(str(relation.get("type")).lower())
        key = _key(relation)
        if kind is None:
            reader.refuse(f"{path}.type", relation.get("type"), f"one of {', '.join(_RELATIONS)}")
        elif key is None:
            reader.refuse(f"{path}.id", relation.get("id"), _WANTED_KEY)
        elif key == reader.key:
            reader.refuse(f"{path}.id", relation.get("id"), "another record")
        else:
            yield Relation(kind, key)


def _facts(reader: _Reader, locations: tuple[Location, ...]) -> Iterator[Fact]:
    countries = dict.fromkeys(location.country for location in locations)
    for country in filter(None, countries):
        yield Fact("isHeadquarteredIn", country, f"{reader.place.record}, country_code")


ROR = Registry(
    name="ror",
    label=Text("Research Organization Registry", "研究机构登记库（ROR）"),
    license=CC0,
    publisher="Research Organization Registry",
    homepage="https://ror.org/",
    entries=entries,
    survey=survey,
    records=records,
)
