"""What changed in the ontology, and the decisions behind it, from the files beside the Turtle.

ontology/CHANGES.md           by version
ontology/decisions/NNNN-*.md  a title, and then context, choice and price

Beside each file stands what it says in Chinese, in `.zh.md`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from istograph import resources
from istograph.errors import NotFoundError
from istograph.rdf.terms import term
from istograph.web.http.languages import Language
from istograph.web.http.links import Links
from istograph.web.linked_data.documentation.reading import ONTOLOGY, Link, Reader
from istograph.web.linked_data.lookup import Lookup
from istograph.web.markdown import html

_CHINESE = ".zh.md"
_TITLE = re.compile(r"# \d+\. (?P<title>.+)\n+")
_VERSION = re.compile(r"^## (?P<name>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Decision:
    """A decision in one language: its number of four digits, its title and its text."""

    number: str
    title: str
    text: str

    def body(self, links: Links) -> Markup:
        """Return its text as HTML, below the page's heading."""
        return html(self.text, lambda address: _leads(address, links))


@lru_cache(maxsize=2)
def decisions(language: Language) -> Sequence[Decision]:
    """Return the decisions in their order."""
    files = sorted(resources.DECISIONS.glob("*.md"))
    return [_read(path, language) for path in files if not path.name.endswith(_CHINESE)]


def decision(number: str, language: Language) -> Decision:
    """Return one decision; NotFoundError names those that there are."""
    found = next((each for each in decisions(language) if each.number == number), None)
    if found is None:
        last = decisions(language)[-1].number
        raise NotFoundError(
            f"there is no decision {number!r}; they go from 0001 to {last}",
            zh=f"没有第“{number}”号决定；编号从 0001 到 {last}",
        )
    return found


def page_of_decision(number: str, links: Links) -> dict[str, Any]:
    """Return what the page of a decision shows: it, its neighbours and its title elsewhere."""
    found = decision(number, links.language)
    series = decisions(links.language)
    place = series.index(found)
    return {
        "decision": found,
        "body": found.body(links),
        "before": series[place - 1] if place else None,
        "after": series[place + 1] if place + 1 < len(series) else None,
        "other": decision(number, "en" if links.language == "zh" else "zh"),
    }


def versions(language: Language) -> Sequence[str]:
    """Return the ontology's versions, newest first."""
    return _VERSION.findall(_changes(language))


def changes(links: Links) -> Markup:
    """Return what changed from version to version, as HTML below a heading of the page."""
    _, _, text = _changes(links.language).partition("\n")
    return html(text, lambda address: _leads(address, links), top=2)


def content(lookup: Lookup, links: Links) -> dict[str, Any]:
    """Return what the page of the history shows."""
    return {
        "changes": changes(links),
        "decisions": decisions(links.language),
        "deprecated": deprecated(lookup, links),
    }


def deprecated(lookup: Lookup, links: Links) -> list[tuple[Link, Link | None]]:
    """Return the terms that will go, each with what replaces it."""
    reader = Reader(lookup, links, ONTOLOGY)
    marked = lookup.subjects(term("owl:deprecated"), Literal(True), ONTOLOGY)
    old = sorted((each for each in marked if isinstance(each, NamedNode)), key=str)
    return [
        (reader.link(each), next(iter(reader.links(each, "dcterms:isReplacedBy")), None))
        for each in old
    ]


def _changes(language: Language) -> str:
    return _in(resources.ONTOLOGY / "CHANGES.md", language).read_text("utf-8")


def _in(path: Path, language: Language) -> Path:
    """Return the file that says in a language what one says in English."""
    return path.with_suffix(_CHINESE) if language == "zh" else path


def _read(path: Path, language: Language) -> Decision:
    text = _in(path, language).read_text("utf-8")
    found = _TITLE.match(text)
    assert found, f"decision {path.name[:4]} has no title in {language}"
    return Decision(path.name[:4], found["title"], text[found.end() :])


def _leads(address: str, links: Links) -> str:
    """Return where a link between the files leads here."""
    name = address.rpartition("/")[2]
    if re.match(r"\d{4}-.*\.md$", name):
        return links.local(f"/ontology/decisions/{name[:4]}")
    known = {"classification.ttl": "/ontology", "istograph.ttl": "/ontology"}
    known["vocabularies"] = "/ontology/values"
    return links.local(known[name]) if name in known else ""
