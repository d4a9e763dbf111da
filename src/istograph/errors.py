"""What can go wrong, as a tree; each error says what was found, what was wanted and what to do.

IstographError
├── InputError            a file, a row, a value or a query that somebody gave is wrong
│   ├── TableError        a row of a CSV file: file, line, column
│   ├── DescriptionError  a description of an organization: where in it, and what is wrong
│   ├── TermError         a term or name that the ontology does not have; suggests the nearest
│   ├── QuerySyntaxError  a SPARQL query that does not parse
│   ├── FormatError       a format or media type that is not spoken here; lists those that are
│   ├── NotFoundError     a record, a graph or an example query that is not there
│   └── AddressError      an address that SERVICE and LOAD may not reach
├── OntologyError         the ontology has an axiom that the classifier cannot take
├── BuildError            the dataset could not be built; the old one stands
├── RemoteError           another endpoint, which was asked for an answer, gave none
└── LimitError            a limit was reached
    ├── TimeLimitError
    ├── MemoryLimitError
    └── BusyError         too many queries at once
"""


class IstographError(Exception):
    """Base of every error that istograph raises on purpose."""


class InputError(IstographError):
    """Something that was given to istograph cannot be used as it is."""


class TableError(InputError):
    """A row of a table is wrong: `file:line: column: what was found, what was wanted`."""

    def __init__(self, file: str, line: int, column: str, problem: str) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.problem = problem
        where = f"column {column!r}: " if column else ""
        super().__init__(f"{file}:{line}: {where}{problem}")


class DescriptionError(InputError):
    """A description of an organization is wrong: `/facts/0/value: fact 'f1' of 'x': what is wrong`.

    `path` leads to it, as the parts of a JSON Pointer (RFC 6901); `subject` says whose it is.
    """

    def __init__(self, problem: str, *path: str | int, subject: str = "") -> None:
        self.problem = problem
        self.path = path
        self.subject = subject
        pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
        super().__init__(": ".join(part for part in (pointer, subject, problem) if part))

    def within(self, *path: str | int, subject: str = "") -> "DescriptionError":
        """Return the same as an error of something larger, in which the path leads there."""
        return DescriptionError(self.problem, *path, *self.path, subject=subject or self.subject)


class TermError(InputError):
    """A term or name that the ontology does not have."""


class QuerySyntaxError(InputError):
    """A SPARQL query that does not parse."""


class FormatError(InputError):
    """A format or media type that is not spoken here; the message lists those that are."""


class NotFoundError(InputError):
    """A record, a graph or an example query that is not there."""


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
