"""What changed in the ontology, and the decisions behind it, from the files beside the Turtle.

ontology/CHANGES.md           by version
ontology/decisions/NNNN-*.md  a title, what it says in Chinese, and then context, choice and price
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
from istograph.web.http.links import Links
from istograph.web.linked_data.documentation.reading import ONTOLOGY, Link, Reader, term
from istograph.web.linked_data.lookup import Lookup
from istograph.web.markdown import html

_TITLE = re.compile(r"# (?P<number>\d+)\. (?P<title>.+)\n+> (?P<chinese>.+)\n+")
_VERSION = re.compile(r"^## (?P<name>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Decision:
    """A decision: its number of four digits, its title, what it says in Chinese, and its text."""

    number: str
    title: str
    chinese: str
    text: str

    def body(self, links: Links) -> Markup:
        """Return its text as HTML, below the page's heading."""
        return html(self.text, lambda address: _leads(address, links))


@lru_cache(maxsize=1)
def decisions() -> Sequence[Decision]:
    """Return the decisions in their order."""
    return [_read(path.name[:4], path.read_text("utf-8")) for path in _files()]


def decision(number: str) -> Decision:
    """Return one decision; NotFoundError names those that there are."""
    found = next((each for each in decisions() if each.number == number), None)
    if found is None:
        last = decisions()[-1].number
        raise NotFoundError(
            f"there is no decision {number!r}; they go from 0001 to {last}",
            zh=f"没有第“{number}”号决定；编号从 0001 到 {last}",
        )
    return found


def versions() -> Sequence[str]:
    """Return the ontology's versions, newest first."""
    return _VERSION.findall(_changes())


def changes(links: Links) -> Markup:
    """Return what changed from version to version, as HTML below a heading of the page."""
    _, _, text = _changes().partition("\n")
    return html(text, lambda address: _leads(address, links), top=2)


def content(lookup: Lookup, links: Links) -> dict[str, Any]:
    """Return what the page of the history shows."""
    return {
        "changes": changes(links),
        "decisions": decisions(),
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


def _changes() -> str:
    return (resources.ONTOLOGY / "CHANGES.md").read_text("utf-8")


def _files() -> list[Path]:
    return sorted(resources.DECISIONS.glob("*.md"))


def _read(number: str, text: str) -> Decision:
    found = _TITLE.match(text)
    assert found, f"decision {number} has no title and no Chinese summary below it"
    return Decision(number, found["title"], found["chinese"], text[found.end() :])


def _leads(address: str, links: Links) -> str:
    """Return where a link between the files leads here."""
    name = address.rpartition("/")[2]
    if re.match(r"\d{4}-.*\.md$", name):
        return links.local(f"/ontology/decisions/{name[:4]}")
    known = {"classification.ttl": "/ontology", "istograph.ttl": "/ontology"}
    known["vocabularies"] = "/ontology/values"
    return links.local(known[name]) if name in known else ""
