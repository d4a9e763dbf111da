"""What items lack, as commands of QuickStatements, version 1.

https://www.wikidata.org/wiki/Help:QuickStatements; columns are separated by tabs. A person looks
through them and pastes them there.
"""

from collections.abc import Iterable, Iterator

from istograph.exports.statements import END, REFERENCE_URL, START, Compared, Statement, Value
from istograph.exports.times import PRECISIONS, timestamp


def quickstatements(compared: Iterable[Compared]) -> Iterator[str]:
    """Yield a line for each statement that an item lacks, and for each further reference of it."""
    for each in compared:
        for statement in each.lacking:
            yield from _lines(statement)


def _lines(statement: Statement) -> Iterator[str]:
    cells = [statement.item, statement.property, _value(statement.value)]
    for name, day in ((START, statement.start), (END, statement.end)):
        cells += [name, _value(Value("time", day))] if day else []
    if statement.value.kind == "label" or not statement.references:
        yield "\t".join(cells)
        return
    # Addresses on one line would be one reference; a statement that is there gets the next one.
    for address in statement.references:
        yield "\t".join([*cells, REFERENCE_URL.replace("P", "S"), _quoted(address)])


def _value(value: Value) -> str:
    """Return a value as QuickStatements writes it.

    >>> _value(Value("time", "1948-10")), _value(Value("item", "Q7")), _value(Value("url", "e:x"))
    ('+1948-10-00T00:00:00Z/10', 'Q7', '"e:x"')
    """
    if value.kind == "item":
        return value.text
    if value.kind == "time":
        return f"{timestamp(value.text)}/{PRECISIONS[len(value.text)]}"
    return _quoted(value.text)


def _quoted(text: str) -> str:
    # There is no way to write a quotation mark or a tab within a string.
    return '"' + text.replace('"', "'").replace("\t", " ") + '"'
