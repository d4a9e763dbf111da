"""What the index of names reads of each record, and of those that it stands for."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from istograph.matching.names import american, fold
from istograph.model import Replacements, graph, in_nearest_language, value_of
from istograph.model.identifiers import SCHEMES, identified
from istograph.model.terms import key_of
from istograph.rdf.namespaces import ID, ISTO, shorten
from istograph.rdf.terms import LABEL, term
from istograph.web.linked_data.lookup import DEFAULT, Graph, Lookup, Node

# `isOfficeOf` is three words to who looks for one of them, and not the beginning of ISO.
_IN_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMES = ("rdfs:label", "skos:altLabel", "isto:acronym", "skos:notation")
_IDENTIFIERS = ("schema:sameAs", "schema:url")
_OTHERS = ("schema:identifier", "rdf:type", "isto:dissolvedOn")
_READ = (*_NAMES, *_IDENTIFIERS, *_OTHERS)
# Where what is said of all records together is noted; the name of none.
_ALL = ""

# The values of what is read, by property.
_Said = Mapping[str, Sequence[object]]


@dataclass(frozen=True)
class Entry:
    """A record that can be found."""

    iri: str
    name: str
    name_zh: str
    types: tuple[str, ...]
    is_dissolved: bool = False

    @property
    def key(self) -> str:
        """The key of an organization; with its kind that of anything else."""
        return key_of(self.iri).removeprefix(ISTO)


@dataclass(frozen=True)
class Record:
    """A record with its names and their languages, and the forms in which its addresses are."""

    entry: Entry
    names: Sequence[tuple[str, str]]
    addresses: Sequence[str]


class Reader:
    """Reads the records of one version."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._others = Replacements(lookup.store).all()
        self._standing: dict[Node, list[Node]] = defaultdict(list)
        for node, kept in self._others.items():
            self._standing[kept].append(node)

    def all(self) -> Iterator[Record]:
        """Yield every record, in the order of their IRIs."""
        found = {t.subject for t in self._lookup.triples(None, LABEL)}
        ours = (node for node in found if isinstance(node, NamedNode))
        named = [n for n in sorted(ours, key=lambda n: n.value) if _is_ours(n)]
        # One whose replacement is not here is better than none.
        among = set(named)
        replaced = {node: kept for node, kept in self._others.items() if kept in among}
        said = _said(self._lookup, {*named, *replaced})
        for node in named:
            if node not in replaced:
                standing = self._standing.get(node, ())
                yield _record(node, said[node], {each: said[each] for each in standing})

    def some(self, iris: Iterable[str]) -> Iterator[Record]:
        """Yield those of some records that there are."""
        for node in map(NamedNode, sorted(iris)):
            kept = self._others.get(node)
            if self._is_named(node) and not (kept and self._is_named(kept)):
                standing = self._standing.get(node, ())
                yield _record(node, self._of(node), {each: self._of(each) for each in standing})

    def seen(self, graphs: Iterable[Graph]) -> dict[str, str]:
        """Return what some graphs, and the entailed types, say of each record that is read here.

        Under the name of none there is which records stand for which; what has no name of its own
        may stand for one, too.
        """
        found: dict[str, list[str]] = defaultdict(list)
        for where in (*graphs, graph("inferred")):
            for curie in _READ:
                for triple in self._lookup.triples(None, term(curie), None, where):
                    subject = triple.subject
                    if isinstance(subject, NamedNode):
                        found[subject.value].append(str(triple))
                    elif subject in self._others:
                        found[_ALL].append(str(triple))
        found[_ALL] += [f"{node} {kept}" for node, kept in self._others.items()]
        return {iri: "\n".join(sorted(triples)) for iri, triples in found.items()}

    def changed(
        self, known: Container[str], before: Mapping[str, str], now: Mapping[str, str]
    ) -> set[str] | None:
        """Return which records two answers of `seen` differ on; None where it may be any.

        `known` are those that there were before.
        """
        iris = {iri for iri in before.keys() | now.keys() if before.get(iri) != now.get(iri)}
        if _ALL in iris:
            return None
        changed = set(map(NamedNode, iris))
        # What has no name any more hides none of those that it stood for.
        for node in changed & self._standing.keys():
            if self._is_named(node) != (node.value in known):
                return None
        return iris | {self._others[each].value for each in changed & self._others.keys()}

    def address(self, iri: str, wanted: str) -> str:
        """Return an address of a record as it is written, by its form for comparing."""
        node = NamedNode(iri)
        standing = self._standing.get(node, ())
        addresses = (each for one in (node, *standing) for each in _addresses(one, self._of(one)))
        return next((each for each in addresses if normal(each) == wanted), wanted)

    def _of(self, node: Node) -> _Said:
        return {curie: self._lookup.objects(node, term(curie)) for curie in _READ}

    def _is_named(self, node: Node) -> bool:
        return (
            isinstance(node, NamedNode)
            and _is_ours(node)
            and any(self._lookup.triples(node, LABEL))
        )


def normal(text: str) -> str:
    """Return a text in the form in which texts are compared, as the matcher compares names.

    >>> normal("Ｃonseil  de l'Énergie：（中國）")
    'conseil de l energie 中国'
    """
    return fold(text)


def spellings(text: str) -> list[str]:
    """Return a text in the forms in which it is looked for: its own, and the American spelling."""
    normalized = normal(text)
    return list(filter(None, dict.fromkeys((normalized, american(normalized)))))


def in_words(name: str) -> str:
    """Return the name of a term in words.

    >>> in_words("isOfficeOf"), in_words("CivilISTO")
    ('is Office Of', 'Civil ISTO')
    """
    return _IN_CAMEL_CASE.sub(" ", name)


def _is_ours(node: NamedNode) -> bool:
    """Say whether something with a label is found by it: records, values and classes are."""
    is_axiom = node.value.startswith(f"{ISTO}axiom-")
    return node.value.startswith((ID, ISTO)) and not is_axiom


def _said(lookup: Lookup, nodes: Iterable[Node]) -> dict[Node, dict[str, list[object]]]:
    """Return what the index reads of each node; most of what is said of a node is none of it."""
    found: dict[Node, dict[str, list[object]]] = {node: defaultdict(list) for node in nodes}
    for curie in _READ:
        for quad in lookup.store.quads_for_pattern(None, term(curie), None, DEFAULT):
            said = found.get(quad.subject)  # type: ignore[arg-type]
            if said is not None:
                said[curie].append(quad.object)
    return found


def _record(node: NamedNode, said: _Said, replaced: Mapping[Node, _Said]) -> Record:
    """Return a record with its names, and those of what it stands for."""
    types = (_local(o.value) for o in said["rdf:type"] if isinstance(o, NamedNode))
    name, name_zh = (in_nearest_language(said["rdfs:label"], language) for language in ("en", "zh"))
    is_chinese = name_zh is not None and (name_zh.language or "").startswith("zh")
    entry = Entry(
        node.value,
        value_of(name),
        value_of(name_zh) if is_chinese else "",
        tuple(sorted(types)),
        bool(said["isto:dissolvedOn"]),
    )
    found = set(_names_in(node, said))
    addresses = list(_addresses(node, said))
    for each, theirs in replaced.items():
        found |= set(_names_in(each, theirs))
        addresses += _addresses(each, theirs)
    return Record(entry, sorted(found), addresses)


def _names_in(node: Node, said: _Said) -> Iterator[tuple[str, str]]:
    """Yield the names of a record with their languages, and its identifiers without one."""
    for curie in _NAMES:
        for name in said[curie]:
            if isinstance(name, Literal):
                yield name.value, name.language or ""
    yield from ((text, "") for text in _identifiers(node, said))


def _identifiers(node: Node, said: _Said) -> Iterator[str]:
    """Yield a record's key and website, and the identifiers that others gave it."""
    yield _local(node.value)
    for curie in _IDENTIFIERS:
        for iri in said[curie]:
            if isinstance(iri, NamedNode):
                yield _local(iri.value) if curie == "schema:sameAs" else _bare(iri.value)
    for literal in said["schema:identifier"]:
        scheme, _, value = value_of(literal).partition(":")
        known = SCHEMES.get(scheme)
        yield from known.texts(value) if known else filter(None, (value_of(literal), value))


def _addresses(node: Node, said: _Said) -> Iterator[str]:
    """Yield the addresses of a record in the forms in which they are written."""
    iris = [o.value for c in _IDENTIFIERS for o in said[c] if isinstance(o, NamedNode)]
    for iri in (node.value, *iris):
        yield iri
        yield re.sub("^https?://", "", iri)
        yield _bare(iri)
        if found := identified(iri):
            scheme, value = found
            yield from scheme.spellings(value)
    yield shorten(node.value)
    if node.value.startswith(ISTO):
        # Its name is looked for by its words; who writes it as it is means it.
        yield _local(node.value)
    yield node.value.removeprefix(ID)


def _bare(iri: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", iri)


def _local(iri: str) -> str:
    return re.split(r"[/#]", iri.rstrip("/"))[-1]
