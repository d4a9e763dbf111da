"""Items from Wikidata itself, by number or by query, with the classes and places that they name.

Special:EntityData    one item          wbgetentities   up to fifty, with maxlag
query service         the items that a query finds, in its first column

Every item is kept on disk as it came; asked again within a week, it is read from there, and so a
fetch that was interrupted goes on. What is fetched becomes a file of JSON Lines, imported like any
other: what was asked for is wrapped as by the API, classes and places are bare, as in a dump.
"""

import gzip
import hashlib
import json
import os
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from istograph import mappings
from istograph.errors import InputError, RemoteError
from istograph.rdf.namespaces import PREFIXES
from istograph.registries.http import Client, NotYetError
from istograph.registries.inputs import file
from istograph.registries.record import Place
from istograph.registries.registry import File
from istograph.registries.wikidata.entities import Entity, is_item, item

WIKIDATA = "https://www.wikidata.org"
QUERY_SERVICE = "https://query.wikidata.org/sparql"

# https://www.wikidata.org/w/api.php?action=help&modules=wbgetentities
_AT_ONCE = 50
# https://www.mediawiki.org/wiki/Manual:Maxlag_parameter: the servers' lag above which we wait.
_MAXLAG = 5
_WAITING = frozenset({"maxlag", "ratelimited", "readonly"})
_KEPT = timedelta(days=7)
# How many levels of classes and of places are asked for.
_CLASSES, _PLACES = 12, 4


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Wikidata:
    """Where items are fetched from, and the folder where they are kept."""

    folder: Path
    address: str = WIKIDATA
    query_service: str = QUERY_SERVICE
    client: Client = field(default_factory=Client)
    today: date = field(default_factory=_today)
    # Is told how many items each request brought.
    progress: Callable[[int], None] = field(default=lambda _: None, repr=False)

    def found_by(self, query: str) -> list[str]:
        """Return the items in the first column of a query's solutions, in their order."""
        body = urllib.parse.urlencode({"query": query}).encode()
        headers = {
            "Accept": "application/sparql-results+json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answer = self._json(self.query_service, headers, body)
        try:
            first = answer["head"]["vars"][0]
            values = [row[first]["value"] for row in answer["results"]["bindings"] if first in row]
        except (KeyError, IndexError, TypeError):
            raise RemoteError(
                f"{self.query_service}: the answer is no table of solutions; SELECT items"
            ) from None
        items = [value.removeprefix(PREFIXES["wd"]) for value in values]
        if wrong := [each for each in items if not is_item(each)]:
            raise InputError(f"the query's first column has {wrong[0]!r}; items as wd:Q7817 only")
        return list(dict.fromkeys(items))

    def fetch(self, items: Sequence[str]) -> File:
        """Return a file of items, and of the classes and places that their import asks for."""
        if wrong := [each for each in items if not is_item(each)]:
            raise InputError(f"{wrong[0]!r} is no item of Wikidata, as in Q7817")
        asked = list(dict.fromkeys(items))
        chosen = self._entities(asked, whole=True)
        around = self._around(chosen.values())
        lines = [json.dumps({"entities": {key: chosen[key].entity}}) for key in asked]
        lines += [json.dumps(around[key].entity) for key in around if key not in chosen]
        oldest = min(kept.fetched for kept in (*chosen.values(), *around.values()))
        return file(self._saved("\n".join(lines) + "\n"), accessed=oldest)

    def _saved(self, text: str) -> Path:
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        path = self.folder / f"fetched-{digest}.jsonl.gz"
        _write(path, gzip.compress(text.encode(), mtime=0))
        return path

    # What the import of items asks for besides

    def _around(self, chosen: Iterable["_Kept"]) -> dict[str, "_Kept"]:
        entities = [_entity(kept.entity) for kept in chosen]
        found = self._climb(_named(entities, "P31"), "P279", _CLASSES, self._is_end)
        places = [*_named(entities, "P159"), *_qualified(entities, "P159", "P17")]
        found |= self._climb(places, "P131", _PLACES, _has_code)
        return found | self._entities(_named(entities, "P457"), whole=False)

    def _climb(
        self, start: Iterable[str], property_: str, levels: int, is_end: Callable[[str], bool]
    ) -> dict[str, "_Kept"]:
        """Return what is found from there on upwards, as far as it matters."""
        found: dict[str, _Kept] = {}
        level = list(start)
        for _ in range(levels):
            wanted = [key for key in dict.fromkeys(level) if key not in found and not is_end(key)]
            if not wanted:
                break
            new = self._entities(wanted, whole=False)
            found |= new
            level = _named([_entity(kept.entity) for kept in new.values()], property_)
        return found

    @staticmethod
    def _is_end(class_: str) -> bool:
        known = mappings.load()
        return class_ in known.stops("wikidata") or class_ in known.refused("wikidata")

    # Items, kept or fetched

    def _entities(self, keys: Sequence[str], *, whole: bool) -> dict[str, "_Kept"]:
        found = {key: kept for key in keys if (kept := self._kept(key, whole=whole))}
        wanted = [key for key in dict.fromkeys(keys) if key not in found]
        for at in range(0, len(wanted), _AT_ONCE):
            portion = wanted[at : at + _AT_ONCE]
            for key, entity in self._asked(portion, whole=whole).items():
                found[key] = self._keep(key, entity, whole=whole)
            self.progress(len(portion))
        return {key: found[key] for key in dict.fromkeys(keys)}

    def _asked(self, keys: Sequence[str], *, whole: bool) -> dict[str, Any]:
        single = whole and len(keys) == 1
        address = self._entity_data(keys[0]) if single else self._get_entities(keys, whole)
        answer = self._json(address, {"Accept": "application/json"})
        entities = answer.get("entities") if isinstance(answer, dict) else None
        if not isinstance(entities, dict):
            raise RemoteError(f"{address}: the answer has no entities")
        by_key = {key: entity for key, entity in entities.items() if isinstance(entity, dict)}
        by_key |= {_asked_as(entity): entity for entity in by_key.values() if _asked_as(entity)}
        if single and len(by_key) == 1:
            # A redirect is followed without a word: the item has another number then.
            by_key[keys[0]] = next(iter(by_key.values()))
        if missing := [key for key in keys if key not in by_key]:
            raise RemoteError(f"{address}: the answer leaves out {missing[0]}")
        return {key: by_key[key] for key in keys}

    def _entity_data(self, key: str) -> str:
        return f"{self.address}/wiki/Special:EntityData/{key}.json"

    def _get_entities(self, keys: Sequence[str], whole: bool) -> str:
        parameters = {
            "action": "wbgetentities",
            "ids": "|".join(keys),
            "props": "info|labels|aliases|claims" if whole else "info|claims",
            "redirects": "yes",
            "format": "json",
            "maxlag": str(_MAXLAG),
        }
        return f"{self.address}/w/api.php?{urllib.parse.urlencode(parameters)}"

    def _json(self, address: str, headers: Mapping[str, str], body: bytes | None = None) -> Any:
        answer = self.client.send(address, headers, body, check=_refuse_errors)
        try:
            return json.loads(answer)
        except ValueError as problem:
            raise RemoteError(f"{address}: the answer is no JSON: {problem}") from None

    def _path(self, key: str, *, whole: bool) -> Path:
        # Two installations have their own numbers.
        host = hashlib.sha256(self.address.encode()).hexdigest()[:8]
        return self.folder / host / f"{key}{'' if whole else '.claims'}.json"

    def _kept(self, key: str, *, whole: bool) -> "_Kept | None":
        try:
            found = json.loads(self._path(key, whole=whole).read_bytes())
        except FileNotFoundError:
            return None
        fetched = date.fromisoformat(found["fetched"])
        is_fresh = self.today - fetched < _KEPT
        return _Kept(fetched, found["entity"]) if is_fresh else None

    def _keep(self, key: str, entity: Mapping[str, Any], *, whole: bool) -> "_Kept":
        data = json.dumps({"fetched": self.today.isoformat(), "entity": entity})
        _write(self._path(key, whole=whole), data.encode())
        return _Kept(self.today, entity)


@dataclass(frozen=True)
class _Kept:
    fetched: date
    entity: Mapping[str, Any]


def _write(path: Path, data: bytes) -> None:
    """Write a file wholly or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    os.replace(part, path)


def _refuse_errors(body: bytes, after: float | None) -> None:
    """Raise what the API says in the body of an answer that is 200 none the less."""
    if not body.startswith(b'{"error"'):
        return
    error = json.loads(body)["error"]
    code, info = error.get("code"), error.get("info")
    if code in _WAITING:
        raise NotYetError(f"{code}: {info}", after)
    raise RemoteError(f"Wikidata refuses: {code}: {info}")


def _asked_as(entity: Mapping[str, Any]) -> str:
    redirects = entity.get("redirects")
    return str(redirects.get("from", "")) if isinstance(redirects, dict) else ""


def _entity(value: Mapping[str, Any]) -> Entity:
    return Entity(Place("", ""), value, str(value.get("id")))


def _named(entities: Iterable[Entity], property_: str) -> list[str]:
    """Return the items that a property has, each once."""
    found = (each.item for entity in entities for each in entity.best(property_))
    return list(dict.fromkeys(filter(None, found)))


def _qualified(entities: Iterable[Entity], property_: str, qualifier: str) -> Iterator[str]:
    for entity in entities:
        for statement in entity.best(property_):
            if found := item(statement.qualifier(qualifier)):
                yield found


def _has_code(place: str) -> bool:
    return bool(mappings.load().matches("wikidata", place, "countries"))
