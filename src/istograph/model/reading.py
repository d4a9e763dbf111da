"""Claims, from quads back to records."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pyoxigraph import NamedNode, Triple

from istograph.model.claims import Claim, Text
from istograph.model.terms import Term
from istograph.rdf.namespaces import ID, ISTO, expand

_NOTE = expand("skos:note")


def read_claim(iri: NamedNode, triples: Iterable[Triple]) -> Claim:
    """Return the claim that stands at a node; the way back from `Claim.triples`."""
    described = list(triples)
    found: dict[str, list[Any]] = {}
    for triple in described:
        if triple.subject == iri:
            found.setdefault(triple.predicate.value, []).append(triple.object)
    return _claim(iri.value.removeprefix(f"{ID}claim/"), _Description(found), described)


class _Description:
    """The values of one node's properties."""

    def __init__(self, found: Mapping[str, list[Any]]) -> None:
        self._found = found

    def all(self, name: str) -> list[Any]:
        return self._found.get(name if ":" in name else ISTO + name, [])

    def one(self, name: str) -> Any:
        return self.all(name)[0]

    def text(self, name: str) -> str:
        return next((value.value for value in self.all(name)), "")

    def key(self, name: str) -> str:
        return self.text(name).rpartition("/")[2]

    def day(self, name: str) -> date | None:
        return date.fromisoformat(self.text(name)) if self.all(name) else None

    def note(self) -> Text:
        notes = {note.language: note.value for note in self.all(_NOTE)}
        return Text(notes.get("en", ""), notes.get("zh", ""))


def _claim(key: str, node: _Description, described: list[Triple]) -> Claim:
    value = node.one("value")
    return Claim(
        key=key,
        subject=node.one("subject"),
        predicate=node.one("property"),
        value=value,
        source=node.one("source"),
        support=node.key("support"),
        line=int(node.text("line")) if node.all("line") else None,
        section=node.text("section"),
        locator=node.text("locator"),
        quote=next(iter(node.all("quote")), None),
        cites=tuple(node.all("cites")),
        since=node.day("from"),
        until=node.day("to"),
        negated=node.text("negated") == "true",
        status=node.key("claimStatus"),
        reading=node.key("reading"),
        note=node.note(),
        details=tuple(t for t in described if t.subject == value and _is_structured(value)),
    )


def _is_structured(value: Term) -> bool:
    own = (f"{ID}registration/", f"{ID}office/")
    return isinstance(value, NamedNode) and value.value.startswith(own)
