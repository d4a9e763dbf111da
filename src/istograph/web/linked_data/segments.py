"""The names of some records in columns, which are read from a file in a moment.

text        every name in the form for comparing, one a line, in one long string
records     for each line, whose name it is; labels and languages likewise
addresses   text ──▶ records
"""

import json
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from itertools import accumulate

from istograph.matching.tables import Parts, Table, Texts
from istograph.rdf.namespaces import ISTO
from istograph.web.linked_data.entries import Entry, Record, in_words, normal, spellings

# Lines that are looked at for one word: a letter alone is in nearly all of them.
_MOST_PLACES = 20_000


@dataclass(frozen=True)
class Segment:
    """The names of some records."""

    entries: Sequence[Entry]
    # No name has a line break, so no match goes over the end of one.
    text: str
    starts: "array[int]"
    records: "array[int]"
    labels: Texts
    languages: Texts
    addresses: Table

    @classmethod
    def of(cls, found: Iterable[Record]) -> "Segment":
        """Return the names of records."""
        entries: list[Entry] = []
        lines: list[tuple[str, int, str, str]] = []
        addresses: dict[str, dict[int, None]] = {}
        for number, record in enumerate(found):
            entries.append(record.entry)
            is_term = record.entry.iri.startswith(ISTO)
            lines += [
                (spelling, number, text, tag)
                for text, tag in record.names
                for spelling in spellings(in_words(text) if is_term else text)
            ]
            for address in dict.fromkeys(record.addresses):
                addresses.setdefault(normal(address), {})[number] = None
        return cls(
            entries,
            text="\n".join(line for line, *_ in lines),
            starts=array("I", accumulate((len(line) + 1 for line, *_ in lines), initial=0)),
            records=array("I", (number for _, number, _, _ in lines)),
            labels=Texts(text for *_, text, _ in lines),
            languages=Texts(tag for *_, tag in lines),
            addresses=Table(addresses),
        )

    @classmethod
    def read(cls, parts: Parts) -> "Segment":
        """Return what `parts` gave."""
        rows = json.loads(parts["entries"])
        return cls(
            [
                Entry(iri, name, name_zh, tuple(types), is_over)
                for iri, name, name_zh, types, is_over in rows
            ],
            text=parts["text"].decode(),
            starts=array("I", parts["starts"]),
            records=array("I", parts["records"]),
            labels=Texts.read(parts, "labels"),
            languages=Texts.read(parts, "languages"),
            addresses=Table.read(parts, "addresses"),
        )

    def parts(self) -> dict[str, bytes]:
        """Return the names as bytes that have names."""
        return {
            "entries": json.dumps(list(map(astuple, self.entries))).encode(),
            "text": self.text.encode(),
            "starts": self.starts.tobytes(),
            "records": self.records.tobytes(),
            **self.labels.parts("labels"),
            **self.languages.parts("languages"),
            **self.addresses.parts("addresses"),
        }

    def lines_with(self, word: str) -> set[int]:
        """Return the lines that have a word, or a part of one."""
        found: set[int] = set()
        start = self.text.find(word)
        while start >= 0 and len(found) < _MOST_PLACES:
            line = bisect_right(self.starts, start) - 1
            found.add(line)
            start = self.text.find(word, self.starts[line + 1])
        return found

    def line(self, number: int) -> str:
        """Return a name in the form for comparing."""
        return self.text[self.starts[number] : self.starts[number + 1] - 1]
