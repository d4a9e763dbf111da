"""What a cell of a curated table says: keys, CURIEs, dates, texts and values to RDF terms.

A value cell is, in this order: `true` or `false`; `1984^^xsd:gYear`; `text@en` or `text@zh`;
a bare integer or decimal; `<https://...>`; a CURIE; else a plain string.
"""

import re
from datetime import date

from pyoxigraph import Literal, NamedNode

from istograph.model import Term
from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.terms import term

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TAGGED = re.compile(r"(?s)(.+)@(en|zh)")
_TYPED = re.compile(r"(?s)(.+)\^\^([a-z]+:[A-Za-z]+)")
_CURIE = re.compile(r"([a-z][a-z-]*):([A-Za-z0-9][A-Za-z0-9_./-]*)")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?[0-9]+\.[0-9]+")
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Longer quotes would copy a text, not cite it.
_LONGEST_QUOTE = {"zh": ("characters", 60), "en": ("words", 25)}
_LEXICAL = {
    "xsd:gYear": re.compile(r"\d{4}"),
    "xsd:gYearMonth": re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    "xsd:date": _DAY,
    "xsd:integer": _INTEGER,
    "xsd:decimal": re.compile(r"[+-]?[0-9]+(\.[0-9]+)?"),
    "xsd:string": re.compile(r"(?s).*"),
}


def slug(text: str) -> str:
    """Return a key as it is: lower-case ASCII letters, digits and single hyphens."""
    if not SLUG.fullmatch(text):
        raise ValueError(f"{text!r} is no key: lower-case ASCII letters, digits and '-' are wanted")
    return text


def record_key(text: str) -> str:
    """Return a `kind/key` as it is."""
    kind, _, key = text.partition("/")
    if not (SLUG.fullmatch(kind) and SLUG.fullmatch(key)):
        raise ValueError(f"{text!r} is no kind/key, as in place/bonn")
    return text


def curie(text: str) -> NamedNode:
    """Return the IRI of a CURIE."""
    if not _CURIE.fullmatch(text):
        raise ValueError(f"{text!r} is no CURIE, as in id:organization/inbar or isto:ISTO")
    return term(text)


def day(text: str) -> date:
    """Return a date written YYYY-MM-DD."""
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text!r} is no date: YYYY-MM-DD is wanted")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no date: {error}") from None


def flexible_date(text: str) -> Literal:
    """Return a year, a month or a day as the XSD type that fits.

    >>> flexible_date("1997-11").datatype.value
    'http://www.w3.org/2001/XMLSchema#gYearMonth'
    """
    types = {4: "xsd:gYear", 7: "xsd:gYearMonth"}
    if len(text) in types:
        return _typed(text, types[len(text)])
    return _typed(day(text).isoformat(), "xsd:date")


def line_number(text: str) -> int:
    """Return the number of a line, 1 or more."""
    if not _INTEGER.fullmatch(text) or int(text) < 1:
        raise ValueError(f"{text!r} is no line number")
    return int(text)


def two_digits(text: str) -> str:
    """Return the number of a table's row as it is: 01, so that rows sort."""
    if not re.fullmatch(r"[0-9]{2}", text):
        raise ValueError(f"{text!r} is no row number of two digits")
    return text


def number(text: str) -> Literal:
    """Return a bare integer or decimal."""
    if _INTEGER.fullmatch(text):
        return _typed(text, "xsd:integer")
    if _DECIMAL.fullmatch(text):
        return _typed(text, "xsd:decimal")
    raise ValueError(f"{text!r} is no number: digits, without separators, are wanted")


def flag(text: str) -> bool:
    """Return what a cell that holds `true`, or nothing, says."""
    if text not in ("", "true"):
        raise ValueError(f"{text!r} is neither empty nor true")
    return bool(text)


def sha256(text: str) -> str:
    """Return a SHA-256 as it is: 64 lower-case hexadecimal digits."""
    if not _SHA256.fullmatch(text):
        raise ValueError(f"{text!r} is no SHA-256: 64 lower-case hexadecimal digits are wanted")
    return text


def address(text: str) -> NamedNode:
    """Return an http or https IRI."""
    if not _IRI.fullmatch(text):
        raise ValueError(f"{text!r} is no http or https address")
    return NamedNode(text)


def tagged(text: str, default: str = "") -> Literal:
    """Return a text with its language, which ends it (`@en`) or is the default.

    >>> tagged("因而其也是", "zh").language
    'zh'
    """
    match = _TAGGED.fullmatch(text)
    if match:
        return Literal(match[1], language=match[2])
    if not default:
        raise ValueError(f"{text!r} has no language: it must end in @en or @zh")
    return Literal(text, language=default)


def quote(text: str, language: str) -> Literal:
    """Return a short quote in a language, or in the one that ends it."""
    quoted = tagged(text, language)
    unit, longest = _LONGEST_QUOTE[quoted.language or ""]
    length = len(quoted.value) if unit == "characters" else len(quoted.value.split())
    if length > longest:
        raise ValueError(f"is {length} {unit} long; at most {longest} may be quoted")
    return quoted


def value(text: str) -> Term:
    """Return the RDF term of a value cell.

    >>> str(value("1984^^xsd:gYear"))
    '"1984"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    >>> str(value("竹藤@zh"))
    '"竹藤"@zh'
    """
    if text in ("true", "false"):
        return _typed(text, "xsd:boolean")
    if match := _TYPED.fullmatch(text):
        return _typed(match[1], match[2])
    if match := _TAGGED.fullmatch(text):
        return Literal(match[1], language=match[2])
    if _INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text):
        return number(text)
    if text.startswith("<") and text.endswith(">"):
        return address(text[1:-1])
    match = _CURIE.fullmatch(text)
    if match and match[1] in PREFIXES:
        return term(text)
    return Literal(text)


def _typed(lexical: str, datatype: str) -> Literal:
    pattern = _LEXICAL.get(datatype)
    if datatype != "xsd:boolean" and pattern is None:
        raise ValueError(f"{datatype} is no datatype of a cell; {', '.join(_LEXICAL)} are")
    if pattern is not None and not pattern.fullmatch(lexical):
        raise ValueError(f"{lexical!r} is no {datatype}")
    if datatype == "xsd:date":
        day(lexical)
    return Literal(lexical, datatype=term(datatype))
