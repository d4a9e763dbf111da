"""All mappings at once: which word of which source is evidence of what."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

from istograph.errors import InputError
from istograph.mappings import curated
from istograph.mappings.curated import hashed
from istograph.mappings.evidence import ENTAILING, Evidence, evidence_of
from istograph.mappings.sssom import Mapping, MappingSet, read_sssom
from istograph.model import Text
from istograph.resources import MAPPINGS

SUFFIX = ".sssom.tsv"
EVIDENCE, ALIGNMENT = "evidence", "alignment"
TERMS, SCHEMES = "source-terms.csv", "source-schemes.csv"
# The kind of word that a source's own classes are.
TYPES = "types"


class Mappings:
    """What a source's words are evidence of, where walks end, and which values are wrong.

    A word is asked for as the source writes it: `Q245065`, `government`. Its kind is the middle of
    the file's name: `types`, `legal-forms`, `fields`, `instruments`.
    """

    def __init__(self, folder: Path) -> None:
        self._evidence: dict[tuple[str, str, str], tuple[Evidence, ...]] = {}
        self._broader: dict[tuple[str, str, str], tuple[str, ...]] = {}
        terms = curated.source_terms(folder / TERMS)
        self._words = {f"id:source-term/{term.key}": term.notation for term in terms}
        for path in mapping_files(folder, EVIDENCE):
            self._add(path)
        self._classes = curated.class_verdicts(folder / "classes.csv")
        self._wrong = curated.wrong_values(folder / "wrong-values.csv")

    def evidence(self, source: str, term: str, kind: str = TYPES) -> tuple[Evidence, ...]:
        """Return the facts that a source's word stands for; none for most words."""
        return self._evidence.get((source, kind, term), ())

    def matches(self, source: str, term: str, kind: str = TYPES) -> tuple[str, ...]:
        """Return, as CURIEs, what a source's word is, or is narrower than."""
        return self._broader.get((source, kind, term), ())

    def stops(self, source: str) -> frozenset[str]:
        """Return the classes of a source at which walks upwards end: too general, or too mixed."""
        return frozenset(
            name
            for (of, name), verdict in self._classes.items()
            if of == source and not verdict.refused
        )

    def refused(self, source: str) -> dict[str, Text]:
        """Return the classes of what is no organization, with the reason."""
        return {
            name: verdict.why
            for (of, name), verdict in self._classes.items()
            if of == source and verdict.refused
        }

    def wrong(self, source: str, record: str, field: str, value: str) -> Text | None:
        """Return why a value of a source is known to be wrong; nothing if it is not."""
        place = (source, record, field)
        return self._wrong.get((*place, value)) or self._wrong.get((*place, hashed(value)))

    def _add(self, path: Path) -> None:
        source, _, kind = path.name.removesuffix(SUFFIX).partition("-")
        found = read_sssom(path)
        for mapping in found.mappings:
            place = (source, kind, self._word(mapping, found))
            facts = evidence_of(mapping, mapping_key(path, mapping), found)
            self._evidence[place] = self._evidence.get(place, ()) + facts
            if mapping.predicate_id in ENTAILING:
                self._broader[place] = (*self._broader.get(place, ()), mapping.object_id)

    def _word(self, mapping: Mapping, found: MappingSet) -> str:
        name = mapping.subject_id
        if not name.startswith("id:"):
            return name.partition(":")[2]
        if name not in self._words:
            raise InputError(f"{found.file}:{mapping.line}: {TERMS} has no {name!r}")
        return self._words[name]


def mapping_files(folder: Path, purpose: str) -> list[Path]:
    """Return the files of mappings that serve a purpose."""
    return sorted((folder / purpose).glob(f"*{SUFFIX}"))


def mapping_key(path: Path, mapping: Mapping) -> str:
    """Return the key of a mapping, which a record's claims name: set, subject, object.

    >>> mapping_key(Path("w-types.sssom.tsv"), Mapping("wd:Q7", "skos:exactMatch", "isto:ISTO", ""))
    'w-types-q7-isto'
    """
    parts = (path.name.removesuffix(SUFFIX), _local(mapping.subject_id), _local(mapping.object_id))
    return "-".join(re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)


@cache
def load(folder: Path = MAPPINGS) -> Mappings:
    """Return the packaged mappings, or those of another folder."""
    return Mappings(folder)


@cache
def towns() -> dict[tuple[str, str], str]:
    """Return the Wikidata item of a town, by its name as ROR spells it and its country's code."""
    return {(town.name, town.country): town.item for town in _towns() if town.item}


@cache
def towns_in_chinese() -> dict[str, str]:
    """Return the Chinese name of a town, by its name as ROR spells it."""
    return {town.name: town.name_zh for town in _towns()}


@cache
def countries_of_towns() -> dict[str, str]:
    """Return the code of a town's country, by the name; none of a name that several towns have."""
    known = _towns()
    number = Counter(name for name, _ in {(town.name, town.country) for town in known})
    return {town.name: town.country for town in known if number[town.name] == 1}


@cache
def _towns() -> list[curated.Town]:
    return curated.towns(MAPPINGS / "towns.csv")


def _local(curie: str) -> str:
    return curie.partition(":")[2].rpartition("/")[2]
