"""Records of several sources that are one organization, made one: graph `joins` says which and why.

the sources' graphs ──▶ candidates ──▶ Plan ──▶ the statements of what is replaced move, in the
                                                graphs of the sources and of the registries, to
                                                the record that is kept
                                          ├──▶ graph `joins`: replacements, reasons, conflicts
                                          └──▶ what is the same elsewhere, in the sources' graphs

`a owl:differentFrom b`, in any graph, keeps two records apart; that is how a join is undone.
"""

from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from istograph.build.names import placed
from istograph.build.progress import Progress
from istograph.build.sameness import sameness
from istograph.joining import Candidate, Conflict, Join, Pair, Plan, join
from istograph.matching.reading import stored
from istograph.model import REPLACED_BY, Claim, Record, Text, graph, isto, record, value_of
from istograph.model.terms import ORGANIZATIONS
from istograph.rdf.terms import LABEL, term
from istograph.sources import SOURCES

# They describe the same records, under the same names.
_OURS = ("curated", "paper", "local")
_METHOD = record("document", "joining-of-records")
_ALIAS = term("skos:altLabel")
_DIFFERENT = term("owl:differentFrom")


def join_records(store: Store, registries: Collection[str], told: Progress) -> list[Quad]:
    """Join the records of the registries to ours and to each other; return graph `joins`.

    What users wrote or gave stays as it is: it is not there in another form, to be taken when a
    join is undone. Who reads a record reads what is said of those that it stands for.
    """
    plan = join(_candidates(store, registries), _apart(store))
    graphs = frozenset(map(graph, (*SOURCES, *registries)))
    for of, into in plan.replaced.items():
        _move(store, record("organization", of), record("organization", into), graphs)
    if plan.joins:
        told.note(f"{len(plan.replaced)} records joined to others, each with its reason")
    if plan.conflicts:
        told.note(f"{len(plan.conflicts)} conflicts of identity, where nothing was joined")
    store.extend(list(sameness(store, (*_OURS, *registries), plan)))
    return list(placed("joins", _said(plan))) if registries else []


def _candidates(store: Store, registries: Iterable[str]) -> Iterator[Candidate]:
    yield from stored(store, "curated", [graph(name) for name in _OURS])
    for name in registries:
        yield from stored(store, name, [graph(name)])


def _apart(store: Store) -> set[Pair]:
    """Return the pairs of keys that somebody says are different."""
    quads = store.quads_for_pattern(None, _DIFFERENT, None, None)
    return {frozenset(map(_organization, (quad.subject, quad.object))) for quad in quads}


def _organization(node: object) -> str:
    return value_of(node).removeprefix(ORGANIZATIONS)


def _move(store: Store, of: NamedNode, into: NamedNode, graphs: frozenset[NamedNode]) -> None:
    """Give all statements by and about a record to another one, each in its graph."""
    said = list(store.quads_for_pattern(of, None, None, None))
    about = list(store.quads_for_pattern(None, None, of, None))
    for quad in {*said, *about}:
        if quad.graph_name not in graphs:
            continue
        store.remove(quad)
        moved = _moved(quad, of, into)
        # A record has one label in each language; the others are its other names.
        if moved.predicate == LABEL and _is_taken(store, into, moved.object):
            moved = Quad(into, _ALIAS, moved.object, quad.graph_name)
        # Parts of one organization that are one now are no parts.
        if moved.subject != moved.object:
            store.add(moved)
    for value in list(store.quads_for_pattern(None, isto("value"), into, None)):
        claim, where = value.subject, value.graph_name
        if where in graphs and Quad(claim, isto("subject"), into, where) in store:
            for quad in list(store.quads_for_pattern(claim, None, None, where)):
                store.remove(quad)


def _is_taken(store: Store, subject: NamedNode, label: object) -> bool:
    """Say whether a record has another label in the language of this one."""
    found = [quad.object for quad in store.quads_for_pattern(subject, LABEL, None, None)]
    return label not in found and _language(label) in map(_language, found)


def _language(label: object) -> str | None:
    return label.language if isinstance(label, Literal) else None


def _moved(quad: Quad, of: NamedNode, into: NamedNode) -> Quad:
    subject = into if quad.subject == of else quad.subject
    value = into if quad.object == of else quad.object
    return Quad(subject, quad.predicate, value, quad.graph_name)


def _said(plan: Plan) -> Iterator[Triple]:
    if not (plan.joins or plan.conflicts):
        return
    yield from Record(
        _METHOD, (isto("Document"),), Text("How istograph joins records", "istograph如何合并记录")
    ).triples()
    for each in plan.joins:
        yield from _claim(each).triples()
        yield Triple(record("claim", _key(each)), isto("certainty"), Literal(each.certainty))
    for conflict in plan.conflicts:
        yield from _conflict(conflict).triples()


def _key(found: Join) -> str:
    return f"join-{found.of}"


def _claim(found: Join) -> Claim:
    return Claim(
        _key(found),
        record("organization", found.of),
        REPLACED_BY,
        record("organization", found.into),
        source=_METHOD,
        support="outside",
        note=found.text,
    )


def _conflict(found: Conflict) -> Record:
    key = "-".join((found.kind, *found.keys))
    concerned = tuple((isto("concerns"), record("organization", each)) for each in found.keys)
    return Record(
        record("identity-conflict", key[:200]),
        (isto("IdentityConflict"),),
        note=found.text,
        properties=((isto("conflictKind"), Literal(found.kind)), *concerned),
    )
