"""What can go wrong, as a tree; each error says what was found, what was wanted and what to do.

IstographError
├── InputError            a file, a row, a value or a query that somebody gave is wrong
│   ├── TableError        a row of a CSV file: file, line, column
│   ├── DescriptionError  a description of an organization: where in it, and what is wrong
│   ├── TermError         a term or name that the ontology does not have; suggests the nearest
│   ├── QuerySyntaxError  a SPARQL query that does not parse
│   ├── FormatError       a format or media type that is not spoken here; lists those that are
│   ├── NotFoundError     a record, a graph or an example query that is not there
│   ├── AmbiguousNameError  several records have the name
│   └── AddressError      an address that SERVICE and LOAD may not reach
├── OntologyError         the ontology has an axiom that the classifier cannot take
├── BuildError            the dataset could not be built; the old one stands
├── RemoteError           another endpoint, which was asked for an answer, gave none
└── LimitError            a limit was reached
    ├── TimeLimitError
    ├── MemoryLimitError
    └── BusyError         too many queries at once

The message is English, for logs and terminals; what readers of the pages can meet says the same in
Chinese beside it:

    raise NotFoundError(f"there is no record {key!r}", zh=f"没有记录“{key}”")

Where in a text something is wrong, the error has as data too: its `spot` stands before its
`problem` in the message.
"""

import re
from dataclasses import dataclass

# Isolates (UAX #9) around what stays English in a Chinese message: nobody sees them, and they
# stay where they are when a message becomes part of another or goes to another process.
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_LEFT_ENGLISH = re.compile(f"{_FIRST_STRONG_ISOLATE}([^{_POP_ISOLATE}]*){_POP_ISOLATE}")


@dataclass(frozen=True)
class Spot:
    """Where in what was given something is wrong, as far as that is known.

    `field` is the column of a table, `pointer` leads to a value in JSON (RFC 6901).
    """

    file: str = ""
    line: int = 0
    column: int = 0
    field: str = ""
    pointer: str = ""

    def before(self, problem: str) -> str:
        """Return what is wrong there, after the spot.

        >>> Spot("a.csv", 3, field="value").before("is empty"), Spot(line=1).before("no JSON")
        ("a.csv:3: column 'value': is empty", 'line 1: no JSON')
        """
        lines = [f"line {self.line}"] if self.line else []
        spot = self._in_file or ", ".join(lines + [f"column {self.column}"] * bool(self.column))
        field = f"column {self.field!r}" if self.field else ""
        return ": ".join(filter(None, (spot, field, self.pointer, problem)))

    def before_chinese(self, problem: str) -> str:
        """Return the same in Chinese.

        >>> Spot(line=1, column=2, pointer="/facts/0").before_chinese("有误")
        '第 1 行第 2 列：/facts/0：有误'
        """
        line = f"第 {self.line} 行" if self.line else ""
        spot = self._in_file or (line + (f"第 {self.column} 列" if self.column else ""))
        field = f"“{self.field}”列" if self.field else ""
        return "：".join(filter(None, (spot, field, self.pointer, problem)))

    @property
    def _in_file(self) -> str:
        numbers = (str(number) for number in (self.line, self.column) if number)
        return ":".join((self.file, *numbers)) if self.file else ""


NOWHERE = Spot()


class IstographError(Exception):
    """Base of every error that istograph raises on purpose; `zh` is its message in Chinese.

    `mistakes` are all that is wrong where that is more than this one.
    """

    def __init__(self, problem: str = "", *, zh: str = "", spot: Spot = NOWHERE) -> None:
        super().__init__(spot.before(problem))
        self.spot = spot
        self.problem = problem
        self.problem_zh = zh
        self.zh = zh and spot.before_chinese(zh)
        self.mistakes: tuple[IstographError, ...] = ()

    def told(self, language: str) -> str:
        """Return the message in a language, in English where it has no other.

        >>> NotFoundError("no record", zh="没有记录").told("zh")
        '没有记录'
        >>> NotFoundError("no record").told("zh")
        'no record'
        """
        return "".join(text for text, _ in self.parts(language))

    def parts(self, language: str) -> list[tuple[str, str]]:
        """Return the same in parts, each with the language that it is in.

        >>> InputError("not CSV: line 2", zh=f"不是 CSV：{left_english('line 2')}").parts("zh")
        [('不是 CSV：', 'zh'), ('line 2', 'en')]
        """
        if language != "zh" or not self.zh:
            return [(str(self), "en")]
        # What a group matched comes at every second place.
        pieces = enumerate(_LEFT_ENGLISH.split(self.zh))
        return [(text, ("zh", "en")[place % 2]) for place, text in pieces if text]


def left_english(words: object) -> str:
    """Return the words of a parser, or of another service, for a place in a Chinese message."""
    return f"{_FIRST_STRONG_ISOLATE}{words}{_POP_ISOLATE}"


class InputError(IstographError):
    """Something that was given to istograph cannot be used as it is."""


class TableError(InputError):
    """A row of a table is wrong: `file:line: column: what was found, what was wanted`."""

    def __init__(self, file: str, line: int, column: str, problem: str, *, zh: str = "") -> None:
        super().__init__(problem, zh=zh, spot=Spot(file, line, field=column))


class DescriptionError(InputError):
    """A description of an organization is wrong: `/facts/0/value: fact 'f1' of 'x': what is wrong`.

    `path` leads to it, as the parts of a JSON Pointer (RFC 6901); `subject` says whose it is, and
    stands before the `fault` itself. `instead` is what was meant there, if that is known.
    """

    def __init__(
        self,
        fault: str,
        *path: str | int,
        subject: str = "",
        zh: str = "",
        subject_zh: str = "",
        instead: str = "",
    ) -> None:
        self.fault = fault
        self.instead = instead
        self.fault_zh = zh
        self.path = path
        self.subject = subject
        self.subject_zh = subject_zh or subject
        pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
        super().__init__(
            ": ".join(filter(None, (subject, fault))),
            zh=zh and "：".join(filter(None, (self.subject_zh, zh))),
            spot=Spot(pointer=pointer),
        )

    def within(
        self, *path: str | int, subject: str = "", subject_zh: str = ""
    ) -> "DescriptionError":
        """Return the same as an error of something larger, in which the path leads there."""
        return DescriptionError(
            self.fault,
            *path,
            *self.path,
            subject=subject or self.subject,
            zh=self.fault_zh,
            subject_zh=subject_zh or self.subject_zh,
            instead=self.instead,
        )


class TermError(InputError):
    """A term or name that the ontology does not have."""


class QuerySyntaxError(InputError):
    """A SPARQL query that does not parse."""


class FormatError(InputError):
    """A format or media type that is not spoken here; the message lists those that are."""


class NotFoundError(InputError):
    """A record, a graph or an example query that is not there."""


class AmbiguousNameError(InputError):
    """Several records have the name."""


class AddressError(InputError):
    """An address that SERVICE and LOAD may not reach."""


class RemoteError(IstographError):
    """Another endpoint, which was asked for an answer, gave none."""


class OntologyError(IstographError):
    """The ontology has an axiom that the classifier cannot take."""


class BuildError(IstographError):
    """The dataset could not be built; the old one stands."""


class LimitError(IstographError):
    """A limit was reached."""


class TimeLimitError(LimitError):
    """A query took longer than it was allowed to."""


class MemoryLimitError(LimitError):
    """A query wanted more memory, or gave a larger result, than it was allowed to."""


class BusyError(LimitError):
    """Too many queries wait already."""
