"""The labelled pairs: records of two sources, and whether they are one organization.

`pairs.csv` was drawn from the registries' own files and labelled by reading them: ROR (CC0 1.0),
Wikidata (CC0 1.0), the associations in consultative status (MIT), and the curated records (CC0).
`truth` rests on identifiers, on what replaced a withdrawn record, or on reading; the matcher sees
none of it. Where a reason says so, the second record is described by its other names alone, for
registers seldom spell alike: names that are the same make up less than 30 % of what is the same.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from istograph.matching import Candidate, Name
from istograph.matching.names import tokens

FOLDER = Path(__file__).parent
FILE = FOLDER / "pairs.csv"
# Associations of which nothing but the name is known, and the one research organization with it.
NAMES_ALONE = FOLDER / "names-alone.csv"


@dataclass(frozen=True)
class Pair:
    """Two records, and whether they are one organization."""

    first: Candidate
    second: Candidate
    is_same: bool
    reason: str

    @property
    def is_for_setting(self) -> bool:
        """Whether weights and thresholds may be set on it; they are tested on the others.

        The second record decides: what it is paired with stays in one half.
        """
        return hashlib.sha256(self.second.key.encode()).digest()[0] % 2 == 0

    @property
    def has_identical_names(self) -> bool:
        """Whether a name of both is one but for its spelling."""
        spellings = ({tokens(name.text) for name in c.spoken} for c in (self.first, self.second))
        return bool(set.intersection(*spellings))


def pairs(path: Path = FILE) -> Iterator[Pair]:
    """Yield all pairs of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, second = (_candidate(row, side) for side in ("first", "second"))
            yield Pair(first, second, row["truth"] == "same", row["reason"])


def _candidate(row: dict[str, str], side: str) -> Candidate:
    def items(column: str) -> list[str]:
        cell = row[f"{side}_{column}"]
        return cell.split(" | ") if cell else []

    names = [_name(text) for text in items("names")]
    names += [Name(text, "", "acronym") for text in items("acronyms")]
    founded = row[f"{side}_founded"]
    return Candidate(
        key=row[side],
        source=row[side].partition("-")[0],
        names=tuple(names),
        countries=frozenset(items("countries")),
        founded=int(founded) if founded else None,
        websites=frozenset(items("websites")),
    )


def _name(text: str) -> Name:
    words, at, language = text.rpartition("@")
    return Name(words, language) if at else Name(text)
