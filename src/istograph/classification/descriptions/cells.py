"""What a cell of a table says, as JSON would say it.

Spreadsheets have no types, and write booleans and days as their own country does. Only what
can mean one thing is read: `yes`, `是` or `1` where a boolean stands, `cn` for a code, `2015/6/30`
for a day. What may mean two, as `6/7/2015` or `China` (with Hong Kong, or without?), stays as it
is, and is refused where facts are read.
"""

import re
from datetime import date
from functools import cache
from typing import Any

from istograph.classification.facts.values import BOOLEAN_WORDS
from istograph.classification.words.words import load_words
from istograph.model import BOOLEAN_PROPERTIES, CONCEPT_PROPERTIES

_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)")


def read_cell(property_: str, text: str) -> Any:
    """Return the value that a cell has as a fact's, or the text where it is none.

    >>> read_cell("isNonprofit", "是"), read_cell("isHeadquarteredIn", "cn ")
    (True, 'CN')
    >>> read_cell("dissolvedOn", "2015/6/30"), read_cell("isHeadquarteredIn", "China")
    ('2015-06-30', 'China')
    """
    if property_ in BOOLEAN_PROPERTIES:
        return read_boolean(text)
    if property_ == "dissolvedOn":
        return read_day(text)
    if kind := CONCEPT_PROPERTIES.get(property_):
        return _keys(kind).get(text.strip().casefold(), text)
    return text


def read_boolean(text: str) -> bool | str:
    """Return the boolean that a cell says, or its text.

    >>> read_boolean("TRUE"), read_boolean("no"), read_boolean("perhaps")
    (True, False, 'perhaps')
    """
    return BOOLEAN_WORDS.get(text.strip().casefold(), text)


def read_day(text: str) -> str:
    """Return the day that a cell says, in ISO 8601, or its text.

    >>> read_day("2015年6月30日"), read_day("6/7/2015"), read_day("2015/2/30")
    ('2015-06-30', '6/7/2015', '2015/2/30')
    """
    if not (found := _YEAR_FIRST.fullmatch(text.strip())):
        return text
    year, _, *parts = found.groups()
    month, day = filter(None, parts)
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return text


@cache
def _keys(kind: str) -> dict[str, str]:
    return {key.casefold(): key for key in load_words().concepts(kind)}


def delimiter(table: str) -> str:
    r"""Return what parts the cells of a table: a comma, or what spreadsheets take in its place.

    >>> delimiter("organization;property;value\nx;hasField;physics"), delimiter("a\tb\n")
    (';', '\t')
    >>> delimiter("name,note\na;b,c")
    ','
    """
    header = table.lstrip("\ufeff\r\n").partition("\n")[0]
    return next((mark for mark in ",;\t" if mark in header), ",")
