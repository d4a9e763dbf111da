"""What is to be seen of an organization at first glance: since when, by what, where, in what field.

Founded in 1997 by multilateral agreement; headquarters: Beijing, China; principal field:
forestry. Each part leads to the claim that says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from istograph.model import isto
from istograph.model.identifiers import SCHEMES, identified
from istograph.rdf.terms import term
from istograph.web.linked_data.claims import Claims
from istograph.web.linked_data.lookup import Node
from istograph.web.linked_data.maps import Map, located
from istograph.web.linked_data.things import Thing, Things

_FOUNDED, _SAME_AS = term("schema:foundingDate"), term("schema:sameAs")
_URL, _IDENTIFIER = term("schema:url"), term("schema:identifier")
_COORDINATES, _LOCALITY = isto("coordinates"), isto("locality")
_SEAT = isto("isHeadquarteredIn")
# The domain is the website's.
_SAID_OTHERWISE = ("domain",)


@dataclass(frozen=True)
class Part:
    """A part of the line: a few words, things that lead somewhere, and who says so."""

    words: str
    things: Sequence[Thing]
    claims: Sequence[str] = ()

    @property
    def text(self) -> str:
        """The part without its links."""
        return self.words + ", ".join(thing.text for thing in self.things)


@dataclass(frozen=True)
class Place:
    """Where an organization has its seat; nothing follows from it about where it belongs."""

    towns: Sequence[Thing]
    countries: Sequence[Thing]
    claims: Sequence[str]
    map: Map | None

    @property
    def is_exact(self) -> bool:
        """Whether a town is shown, and not a country only."""
        return self.map is not None and all(point.exact for point in self.map.points)


@dataclass(frozen=True)
class Elsewhere:
    """The same organization with somebody else: who that is, and what it is called there."""

    who: str
    name: str
    iri: str = ""


class Glance:
    """Reads it from a record and the claims about it."""

    def __init__(self, things: Things, names: Sequence[Node], claims: Claims) -> None:
        self._things = things
        self._names = names
        self._claims = claims
        self.place = self._place()
        self.parts = list(self._parts())

    @property
    def sentence(self) -> str:
        """The line as plain text."""
        joint = self._things.words("; ", "；")
        text = joint.join(part.text for part in self.parts)
        return text[:1].upper() + text[1:] + self._things.words(".", "。") if text else ""

    def _parts(self) -> Iterator[Part]:
        words = self._things.words
        years = sorted({text[:4] for text in self._texts(_FOUNDED)})
        if years:
            year = words(" or ", "或").join(years)
            yield Part(words(f"founded in {year}", f"设立日期：{year}年"), ())
        yield from self._part(words("constituted by ", "设立文件："), "hasConstitutiveInstrument")
        if self.place.countries or self.place.towns:
            things = [*self.place.towns, *self.place.countries]
            yield Part(words("headquarters: ", "总部："), things, self.place.claims)
        yield from self._part(words("principal field: ", "主要领域："), "hasPrincipalField")
        yield from self._part(words("dissolved on ", "解散日期："), "dissolvedOn")

    def _part(self, words: str, name: str) -> Iterator[Part]:
        found = list(self._claims.first(name))
        if found:
            yield Part(words, [value for value, _ in found], [claim for _, claim in found])

    def _place(self) -> Place:
        found = list(self._claims.first("isHeadquarteredIn"))
        countries = [value for value, _ in found]
        return Place(
            [self._things.town(name) for name in sorted(set(self._texts(_LOCALITY)))],
            countries,
            [claim for _, claim in found],
            located(
                self._texts(_COORDINATES)
                or self._points_of_towns({each.iri for each in countries}),
                [country.key for country in countries],
            ),
        )

    def _points_of_towns(self, countries: set[str]) -> list[str]:
        """Return where a registry has another organization of the same town and country.

        ROR gives the point of the town, as GeoNames has it, and not that of the building.
        """
        points = (next(self._points(town, countries), "") for town in self._texts(_LOCALITY))
        return list(filter(None, points))

    def _points(self, town: str, countries: set[str]) -> Iterator[str]:
        lookup, graph = self._things.lookup, self._things.graph
        for other in lookup.subjects(_LOCALITY, Literal(town), graph):
            seats = lookup.objects(other, _SEAT, graph)
            if any(isinstance(each, NamedNode) and each.value in countries for each in seats):
                yield from (
                    each.value
                    for each in lookup.objects(other, _COORDINATES, graph)
                    if isinstance(each, Literal)
                )

    def elsewhere(self) -> list[Elsewhere]:
        """Return its websites and identifiers, by who gave them."""
        # Registries write one address in several ways.
        websites = {_host(iri): iri for iri in self._iris(_URL)}
        website = self._things.words("Website", "网站")
        found = [Elsewhere(website, host, iri) for host, iri in websites.items()]
        found += map(_identified, self._iris(_SAME_AS))
        for text in self._texts(_IDENTIFIER):
            scheme, _, value = text.partition(":")
            if scheme in _SAID_OTHERWISE:
                continue
            known = SCHEMES.get(scheme)
            found.append(Elsewhere(known.name if known else scheme.upper(), value))
        return found

    def _texts(self, predicate: NamedNode) -> list[str]:
        objects = self._things.objects(self._names, predicate)
        return sorted(o.value for o in objects if isinstance(o, Literal))

    def _iris(self, predicate: NamedNode) -> list[str]:
        objects = self._things.objects(self._names, predicate)
        return sorted(o.value for o in objects if isinstance(o, NamedNode))


def _host(iri: str) -> str:
    """Return a website's address without what every address has.

    >>> _host("https://www.inbar.int/")
    'inbar.int'
    """
    return iri.partition("://")[2].removeprefix("www.").rstrip("/") or iri


def _identified(iri: str) -> Elsewhere:
    if found := identified(iri):
        return Elsewhere(found[0].name, found[1], iri)
    return Elsewhere(_host(iri).partition("/")[0], _host(iri), iri)
