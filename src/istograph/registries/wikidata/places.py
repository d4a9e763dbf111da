"""The jurisdiction in which a place lies, by what is known of places in the same files.

`P17` of a place in Hong Kong is China, whose code means the mainland here: so what a place lies
in is asked first, and the country only where nothing nearer has a code.
"""

from collections.abc import Iterator

from istograph import mappings
from istograph.model import jurisdictions
from istograph.registries.shelf import Shelf
from istograph.registries.wikidata.entities import Entity

_CODE, _WITHIN, _COUNTRY = "code", "within", "country"
_FARTHEST = 8


def note(entity: Entity, shelf: Shelf) -> None:
    """Note what an entity says of where it lies, if it is a place."""
    for statement in entity.best("P297"):
        if isinstance(statement.value, str) and statement.value in jurisdictions():
            shelf.link(_CODE, entity.key, statement.value)
    for kind, property_ in ((_WITHIN, "P131"), (_COUNTRY, "P17")):
        for statement in entity.best(property_):
            if statement.item and not statement.is_over:
                shelf.link(kind, entity.key, statement.item)


def code(place: str, shelf: Shelf) -> str | None:
    """Return the jurisdiction that a place is, or lies in; None where that is not known."""
    level, seen = [place], {place}
    for _ in range(_FARTHEST):
        found = next(filter(None, (_own_code(each, shelf) for each in level)), None)
        if found:
            return found
        above = dict.fromkeys(target for each in level for target in shelf.linked(_WITHIN, each))
        level = [each for each in above if each not in seen]
        seen.update(level)
    countries = (_own_code(country, shelf) for country in shelf.linked(_COUNTRY, place))
    return next(filter(None, countries), None)


def _own_code(place: str, shelf: Shelf) -> str | None:
    return next(_own_codes(place, shelf), None)


def _own_codes(place: str, shelf: Shelf) -> Iterator[str]:
    for match in mappings.load().matches("wikidata", place, "countries"):
        yield match.rpartition("/")[2].upper()
    yield from shelf.linked(_CODE, place)
