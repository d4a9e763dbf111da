"""How a message goes on that says that a name is not known: with the nearest that is.

hasFeild     hasField            nearly its name
UK, 中国      GB, CN              what people call it, in either language
until        to                  what others call it
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping

from istograph.classification.words.words import Words, load_words
from istograph.model import CONCEPT_PROPERTIES
from istograph.rdf.namespaces import ISTO

# More names than these would hide the rest of a message.
_MOST_LISTED = 40
# Of names this short, others just as short are near by chance.
_SHORT = 3
# Values have many names, of which some are near by chance: geology is no metrology.
_NEAR_VALUE = 0.76
# What other formats call the parts of a fact and of a description.
_MEANT = {
    "from": "start starts startdate start_date since begin begins valid_from validfrom",
    "to": "end ends enddate end_date until till valid_to validto",
    "property": "predicate prop relation attribute",
    "value": "object val",
    "negated": "negative negate denied denies not",
    "support": "confidence strength",
    "source": "reference ref document cite",
    "facts": "fact claims claim statements data",
    "as_of": "asof as-of date day on",
    "name": "label title",
    "id": "identifier key _id",
    "key": "fact fact_id factid id",
    "organization": "organisation org subject orgid organization_id organisation_id 组织 机构",
}
# Abbreviations, and names that are no label because they mean more than the jurisdiction.
_ABBREVIATIONS = {
    "jurisdiction": {
        "GB": "UK Britain England 大不列颠",
        "US": "USA U.S. U.S.A. America",
        "CN": "PRC P.R.China 中国 中华人民共和国 mainland",
        "HK": "HKSAR 香港",
        "MO": "Macau 澳门",
        "TW": "台湾",
        "GR": "EL",
        "KR": "ROK",
        "KP": "DPRK",
        "AE": "UAE",
        "CZ": "Czechia",
        "NL": "Holland",
    }
}


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return how a message goes on that says that a name is not known.

    >>> suggestion("cn", ["CN", "HK"])
    "; did you mean 'CN'?"
    >>> suggestion("until", ["from", "to"])
    "; did you mean 'to'?"
    """
    options = list(known)
    for option in options:
        if name.casefold() in _MEANT.get(option, "").split():
            return _meant(option)
    return _nearest(name, {option: (option,) for option in options})


def term_suggestion(name: str, known: Iterable[str]) -> str:
    """Return the same for a class or a property of ours, which may be called by its labels.

    >>> term_suggestion("主要领域", ["hasField", "hasPrincipalField"])
    "; did you mean 'hasPrincipalField'?"
    """
    words = load_words()
    return _nearest(name, {term: (term, *words.names(ISTO + term)) for term in sorted(known)})


def concept_suggestion(kind: str, name: str, known: Mapping[str, str]) -> str:
    """Return the same for a value of a kind, which may be called by its labels.

    `known` has the IRI of each value by its key.

    >>> countries = load_words().concepts("jurisdiction")
    >>> concept_suggestion("jurisdiction", "UK", countries)
    "; did you mean 'GB'?"
    """
    words = load_words()
    short = _ABBREVIATIONS.get(kind, {})
    names = {
        key: (key, *words.names(iri), *short.get(key, "").split()) for key, iri in known.items()
    }
    if said := _exactly(name, names) or _elsewhere(kind, name, words):
        return said
    if (said := _nearest(name, names, _NEAR_VALUE)) and "did you mean" in said:
        return said
    return (said or f"; {_SHAPES.get(kind, '/classify/schema lists them')}") + _ELSE.get(kind, "")


def abbreviated(kind: str, name: str) -> str:
    """Return the key that people abbreviate so; the name itself where it is no abbreviation.

    >>> abbreviated("jurisdiction", "uk"), abbreviated("jurisdiction", "France")
    ('GB', 'France')
    """
    for key, called in _ABBREVIATIONS.get(kind, {}).items():
        if name.casefold() in called.casefold().split():
            return key
    return name


_SHAPES = {
    "jurisdiction": "a jurisdiction is an ISO 3166 code of two letters, such as 'FR'",
}
# What to write where nothing of a list fits.
_ELSE = {
    "field": "; write 'science-technology' for any other science (/classify/schema names them all)"
}


def _elsewhere(kind: str, name: str, words: Words) -> str:
    """Return of which properties a key is a value that is none of this one."""
    kinds = {k for k in CONCEPT_PROPERTIES.values() if k != kind and name in words.concepts(k)}
    found = [property_ for property_, of_kind in CONCEPT_PROPERTIES.items() if of_kind in kinds]
    return f"; it is a value of {' and '.join(found)}" if found else ""


def _exactly(name: str, names: Mapping[str, Iterable[str]]) -> str:
    wanted = _plain(name)
    found = (key for key, called in names.items() if wanted in map(_plain, called))
    return _meant(key) if (key := next(found, None)) else ""


def _nearest(name: str, names: Mapping[str, Iterable[str]], cutoff: float = 0.6) -> str:
    if said := _exactly(name, names):
        return said
    keys = {_plain(each): key for key, called in names.items() for each in called}
    candidates = [plain for plain in keys if len(plain) >= _SHORT]
    close = difflib.get_close_matches(_plain(name), candidates, 1, cutoff)
    if close and len(name) >= _SHORT:
        return _meant(keys[close[0]])
    if within := sorted(set(_holding(_plain(name), keys))):
        return f"; did you mean {' or '.join(map(repr, within))}?" if len(within) <= 6 else ""
    return f"; there are {listed(names)}" if len(names) <= _MOST_LISTED else ""


def _holding(name: str, keys: Mapping[str, str]) -> Iterator[str]:
    """Yield the keys of the names that hold this one, as a longer name does its short form."""
    if len(name) > _SHORT or not name.isascii():
        yield from (key for plain, key in keys.items() if name and name in plain)


def _plain(name: str) -> str:
    """Return a name as it is compared: without its namespace, in small letters, in one spelling."""
    local = name.removeprefix(ISTO).removeprefix("isto:")
    local = local.rpartition("/")[2] if "://" in local or local.startswith("id:") else local
    return local.strip().casefold().replace("_", "-").replace(" ", "-")


def _meant(name: str) -> str:
    return f"; did you mean {name!r}?"


def listed(names: Iterable[str]) -> str:
    """Return names as a message lists them.

    >>> listed(["b", "a"])
    "'a', 'b'"
    """
    return ", ".join(map(repr, sorted(names)))
