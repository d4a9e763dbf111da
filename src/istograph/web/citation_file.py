"""CITATION.cff, which says what the paper's entry is, and its journal's words for it in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from istograph import resources
from istograph.web.http.languages import Language

# The format has no place for an author's or a journal's name in a second language.
_AUTHORS_IN_ENGLISH = "Meng F C, Ren X P, Li Z Y, et al"
_JOURNAL_IN_ENGLISH = "Bulletin of Chinese Academy of Sciences"


@dataclass(frozen=True)
class Reference:
    """The paper in a list of references; `issue` is the journal with the place in it."""

    authors: str
    title: str
    issue: str
    remark: str = ""

    def __str__(self) -> str:
        return f"{self.authors}. {self.title}. {self.issue}.{self.remark}"


@cache
def read() -> Mapping[str, Any]:
    """Return the file."""
    found: Mapping[str, Any] = yaml.safe_load(resources.CITATION.read_text(encoding="utf-8"))
    return found


def paper() -> Mapping[str, Any]:
    """Return the entry of the paper that the dataset starts from."""
    found: Mapping[str, Any] = read()["references"][0]
    return found


def paper_reference(language: Language) -> Reference:
    """Return the paper as its journal has it in a language.

    >>> print(paper_reference("zh").issue)
    中国科学院院刊, 2024, 39(3): 472-487
    """
    said = paper()
    place = f"{said['year']}, {said['volume']}({said['issue']}): {said['start']}-{said['end']}"
    if language == "en":
        issue = f"{_JOURNAL_IN_ENGLISH}, {place}"
        return Reference(_AUTHORS_IN_ENGLISH, said["translated-title"], issue, " (in Chinese)")
    names = [each["family-names"] + each["given-names"] for each in said["authors"][:3]]
    return Reference(", ".join([*names, "等"]), said["title"], f"{said['journal']}, {place}")


def paper_doi() -> str:
    """Return the paper's DOI.

    >>> paper_doi()
    '10.16418/j.issn.1000-3045.20230511001'
    """
    return str(paper()["doi"])
