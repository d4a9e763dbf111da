"""An organization as one source describes it, as far as that tells it from others."""

from dataclasses import dataclass
from functools import cached_property

from istograph.matching.names import is_acronym, split_acronym
from istograph.model import language_distance


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its language tag, if the source gives one; `label`, `alias` or `acronym`."""

    text: str
    language: str = ""
    kind: str = "label"


@dataclass(frozen=True, eq=False)
class Candidate:
    """A record that may be the same organization as another one; equal to itself alone."""

    key: str
    source: str = ""
    names: tuple[Name, ...] = ()
    # pairs of a scheme and a value: ("wikidata", "Q7817"), ("ror", "01f80g185")
    identifiers: frozenset[tuple[str, str]] = frozenset()
    # ISO 3166 codes of where it has its headquarters
    countries: frozenset[str] = frozenset()
    founded: int | None = None
    websites: frozenset[str] = frozenset()
    is_dissolved: bool = False

    @cached_property
    def spoken(self) -> tuple[Name, ...]:
        """The names that are words, without the acronyms in their brackets, each text once."""
        found: dict[str, Name] = {}
        for name in self.names:
            if name.kind != "acronym":
                text, _ = split_acronym(name.text)
                same = text == name.text
                found.setdefault(text, name if same else Name(text, name.language, name.kind))
        return tuple(found.values())

    @property
    def label(self) -> str:
        """The name to show: the English label, or the nearest to it."""
        labels = [name for name in self.names if name.kind == "label"] or self.names
        shown = min(labels, key=lambda name: language_distance(name.language, "en"), default=None)
        return shown.text if shown else self.key

    @property
    def prominence(self) -> tuple[bool, int, str]:
        """What sorts records that fit equally well: those that go by the most names come first.

        WHO is the organization before it is its office in Freetown, and WTO the trade organization
        before it is that of the Warsaw Treaty, which is no more.
        """
        return self.is_dissolved, -len(self.names), self.key

    @property
    def has_words(self) -> bool:
        """Whether any name is more than an acronym."""
        return any(not is_acronym(name.text) for name in self.spoken)

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """The acronyms that the record or the brackets in its names give, folded."""
        given = [name.text for name in self.names if name.kind == "acronym"]
        given += [name.text for name in self.names if is_acronym(name.text)]
        given += [split_acronym(name.text)[1] for name in self.names]
        return frozenset("".join(filter(str.isalnum, text)).casefold() for text in given if text)
