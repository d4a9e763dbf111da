"""Organizations by what people call them: a name or an acronym in full, where a key is wanted."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

from fastapi import Request
from pyoxigraph import Literal, NamedNode, Store

from istograph.errors import AmbiguousNameError
from istograph.model import Text, isto
from istograph.model.terms import ORGANIZATIONS, key_of
from istograph.rdf.terms import LABEL, term

_ACRONYM = isto("acronym")
# The names that count more come first.
_NAMES = (LABEL, term("skos:altLabel"), _ACRONYM)
_LANGUAGES = ("en", "zh", None)
_MOST_NAMESAKES = 5
# Finds the organizations that a name which is none's, or several's, may be meant to be of; what
# tells of each, for a page.
Nearest = Callable[[Request, str], Awaitable[Sequence[object]]]


def only_named(name: str, store: Store) -> str:
    """Return the organization that has a name, or nothing; AmbiguousNameError if several do."""
    for predicate in _NAMES:
        known = sorted(set(_called(name, predicate, store)))
        if len(known) > 1:
            shown = ", ".join(map(key_of, known[:_MOST_NAMESAKES]))
            more = ", ..." if len(known) > _MOST_NAMESAKES else ""
            raise AmbiguousNameError(
                f"{len(known)} organizations are called {name!r}; say which by its key: "
                f"{shown}{more}",
                zh=(f"有 {len(known)} 个组织名为“{name}”；请用标识指明其中之一：{shown}{more}"),
            )
        if known:
            return known[0]
    return ""


@dataclass(frozen=True)
class Namesake:
    """An organization that something else may be mistaken for."""

    key: str
    name: Text


def namesakes(iri: str, store: Store) -> list[Namesake]:
    """Return the organizations that have the acronym of something that is none itself."""
    if iri.startswith(ORGANIZATIONS):
        return []
    said = store.quads_for_pattern(NamedNode(iri), _ACRONYM, None)
    acronyms = {quad.object.value for quad in said if isinstance(quad.object, Literal)}
    found = (each for acronym in acronyms for each in _called(acronym, _ACRONYM, store))
    return [Namesake(key_of(each), _name(each, store)) for each in sorted(set(found))]


def _name(iri: str, store: Store) -> Text:
    quads = store.quads_for_pattern(NamedNode(iri), LABEL, None)
    labels = (quad.object for quad in quads if isinstance(quad.object, Literal))
    said = {label.language: label.value for label in labels}
    return Text(said.get("en", ""), said.get("zh", ""))


def _called(name: str, predicate: NamedNode, store: Store) -> Iterator[str]:
    """Yield the organizations that are called so; an acronym may be written small."""
    for spelling in dict.fromkeys((name, name.upper())):
        for language in _LANGUAGES:
            literal = Literal(spelling, language=language) if language else Literal(spelling)
            for quad in store.quads_for_pattern(None, predicate, literal):
                if isinstance(quad.subject, NamedNode) and _is_organization(quad.subject):
                    yield quad.subject.value


def _is_organization(node: NamedNode) -> bool:
    return node.value.startswith(ORGANIZATIONS)
