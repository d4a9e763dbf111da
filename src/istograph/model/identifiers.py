"""Identifiers that others give to organizations: what they look like, and the IRIs made of them.

An identifier that has an IRI which others use too, in Wikidata or in ROR, is a link
(`schema:sameAs`) in the dataset; any other is a text, scheme and value (`schema:identifier`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from istograph.rdf.namespaces import PREFIXES


@dataclass(frozen=True)
class Scheme:
    """Who gives identifiers, by what name people know them, and how one looks.

    `bases` are what its IRIs begin with, first those that are in use as names; `short` is what
    people write instead.
    """

    key: str
    name: str
    pattern: re.Pattern[str]
    bases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()

    def iri(self, value: str) -> str:
        """Return the IRI of what an identifier names."""
        return self.bases[0] + value

    def texts(self, value: str) -> Iterator[str]:
        """Yield an identifier as a text: alone, after its scheme, and as it is printed."""
        yield value
        yield f"{self.key}:{value}"
        if self is ISNI:
            # ISO 27729 shows it in four groups.
            yield " ".join(re.findall("....", value))

    def spellings(self, value: str) -> Iterator[str]:
        """Yield an identifier in all the ways in which it is written, as an address too."""
        yield from self.texts(value)
        for start in (*self.bases, *self.short):
            yield start + value


def _scheme(
    key: str, name: str, pattern: str, bases: tuple[str, ...] = (), short: tuple[str, ...] = ()
) -> Scheme:
    return Scheme(key, name, re.compile(pattern), bases, short)


WIKIDATA = _scheme(
    "wikidata",
    "Wikidata",
    "Q[1-9][0-9]*",
    (
        PREFIXES["wd"],
        "https://www.wikidata.org/entity/",
        # The address that a reader sees there.
        "https://www.wikidata.org/wiki/",
        "http://www.wikidata.org/wiki/",
    ),
    ("wd:",),
)
# https://ror.readme.io/docs/identifier: a zero, six letters or digits, two digits of a checksum.
ROR = _scheme(
    "ror",
    "ROR",
    "0[0-9a-hj-km-np-tv-z]{6}[0-9]{2}",
    ("https://ror.org/", "http://ror.org/"),
    ("ror.org/",),
)
ISNI = _scheme(
    "isni",
    "ISNI",
    "[0-9]{15}[0-9X]",
    ("https://isni.org/isni/", "http://www.isni.org/isni/"),
)
LINKED = (WIKIDATA, ROR)
_OTHERS = (
    ISNI,
    _scheme("grid", "GRID", r"grid\.[0-9]+\.[0-9a-f]+", ("https://www.grid.ac/institutes/",)),
    _scheme("fundref", "Crossref Funder", "[0-9]+"),
    _scheme("lei", "LEI", "[0-9A-Z]{18}[0-9]{2}"),
    _scheme("ringgold", "Ringgold", "[0-9]{4,6}"),
    _scheme("viaf", "VIAF", "[0-9]{2,22}", ("https://viaf.org/viaf/",)),
    _scheme("gnd", "GND", "[0-9X-]+", ("https://d-nb.info/gnd/",)),
    _scheme("lccn", "LCCN", "[a-z]{1,3}[0-9]+"),
    _scheme("supraverden", "SupraVerden", "SPRVD[0-9]+"),
    _scheme("doi", "DOI", "10[.].+", ("https://doi.org/",)),
)
SCHEMES = {scheme.key: scheme for scheme in (*LINKED, *_OTHERS)}


def identified(iri: str) -> tuple[Scheme, str] | None:
    """Return the scheme and the value of the identifier that an IRI is, if it is one.

    >>> scheme, value = identified("http://www.wikidata.org/entity/Q7817")
    >>> scheme.name, value
    ('Wikidata', 'Q7817')
    """
    for scheme in SCHEMES.values():
        for base in scheme.bases:
            if iri.startswith(base):
                return scheme, iri.removeprefix(base)
    return None


def link(text: str) -> str | None:
    """Return the IRI of what somebody means by an identifier of Wikidata or ROR, however written.

    >>> link("wd:Q7817"), link("https://www.wikidata.org/wiki/Q7817")
    ('http://www.wikidata.org/entity/Q7817', 'http://www.wikidata.org/entity/Q7817')
    >>> link("ror.org/01f80g185")
    'https://ror.org/01f80g185'
    >>> link("inbar")
    """
    for scheme in LINKED:
        value = re.split("[:/]", text.strip())[-1]
        if scheme.pattern.fullmatch(value) and text.strip() in scheme.spellings(value):
            return scheme.iri(value)
    return None
