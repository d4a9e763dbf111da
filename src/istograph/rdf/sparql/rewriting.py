"""Operations of an update, rewritten where the engine has no option for what is wanted.

with_using      the dataset that the request gives                        (SPARQL Protocol, 2.2.3)
without_repeats  each graph once where the engine would count it as often as it is named
with_one_using  one graph in the place of several that are read together
with_default    what is written into no graph goes into the one named
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from pyoxigraph import NamedNode

from istograph.errors import InputError
from istograph.rdf.sparql.edits import Edit, edited, insertion
from istograph.rdf.sparql.lexing import Token
from istograph.rdf.sparql.updates import Block, Operation, split_words

_NAMES = ("iri", "local")
_MODIFY = frozenset({"INSERT", "DELETE", "WITH"})


def with_using(
    operation: Operation, default_graphs: Sequence[str], named_graphs: Sequence[str]
) -> Operation:
    """Return an operation that reads the dataset which the request gives.

    >>> from istograph.rdf.sparql.updates import split
    >>> with_using(split("DELETE WHERE { ?s ?p 1 }")[0], ["http://e/g"], []).body
    'DELETE { ?s ?p 1 } USING <http://e/g> WHERE { ?s ?p 1 }'
    """
    if not (default_graphs or named_graphs):
        return operation
    if operation.says("USING", "WITH"):
        # SPARQL 1.1 Protocol, 2.2.3
        raise InputError(
            "both the request (using-graph-uri) and the update (USING, WITH) say which graphs to "
            "read; leave one of them out",
            zh=("请求（using-graph-uri）与更新（USING、WITH）都指明了读取的图；请去掉其一"),
        )
    if not _reads(operation):
        return operation
    operation = written_out(operation)
    clauses = [f"USING <{iri}>" for iri in dict.fromkeys(default_graphs)]
    clauses += [f"USING NAMED <{iri}>" for iri in dict.fromkeys(named_graphs)]
    where = max(token.start for word, token in operation.words if word == "WHERE")
    return operation.replaced(edited(operation.body, [insertion(where, " ".join(clauses) + " ")]))


def using(operation: Operation) -> list[str]:
    """Return the graphs that an operation reads together in the place of the default graph.

    >>> from istograph.rdf.sparql.updates import split
    >>> using(split("DELETE { ?s ?p 1 } USING <a> USING NAMED <n> USING e:b WHERE { ?s ?p 1 }")[0])
    ['<a>', 'e:b']
    """
    return [name.text for _, name in _usings(operation)]


def with_one_using(operation: Operation, graph: str) -> Operation:
    """Return an operation that reads one graph in the place of all that USING names.

    >>> from istograph.rdf.sparql.updates import split
    >>> [operation] = split("DELETE { ?s ?p 1 } USING <a> USING <b> WHERE { ?s ?p 1 }")
    >>> with_one_using(operation, "g:u").body
    'DELETE { ?s ?p 1 } USING <g:u>  WHERE { ?s ?p 1 }'
    """
    edits = (
        (word.start, name.end, "" if number else f"USING <{graph}>")
        for number, (word, name) in enumerate(_usings(operation))
    )
    return operation.replaced(edited(operation.body, edits))


def without_repeats(
    operation: Operation, resolve: Callable[[list[str]], list[NamedNode]]
) -> Operation:
    """Return an operation that names no graph twice in USING, or twice in USING NAMED.

    >>> from istograph.rdf.sparql.updates import split
    >>> text = "DELETE { ?s ?p 1 } USING <a> USING <a> USING NAMED <a> WHERE { ?s ?p 1 }"
    >>> as_iris = lambda names: [NamedNode(f"e:{name[1:-1]}") for name in names]
    >>> without_repeats(split(text)[0], as_iris).body
    'DELETE { ?s ?p 1 } USING <a>  USING NAMED <a> WHERE { ?s ?p 1 }'
    """
    repeats = []
    for clauses in (_usings(operation), _named_usings(operation)):
        graphs = resolve([name.text for _, name in clauses]) if len(clauses) > 1 else []
        repeats += [
            clause
            for number, (clause, graph) in enumerate(zip(clauses, graphs, strict=False))
            if graph in graphs[:number]
        ]
    edits = sorted((word.start, name.end, "") for word, name in repeats)
    return operation.replaced(edited(operation.body, edits))


def _usings(operation: Operation) -> list[tuple[Token, Token]]:
    """Return each USING of an operation that is no USING NAMED, with the name after it."""
    return [
        (word, name)
        for word, name in pairwise(operation.top)
        if split_words(word) == ["USING"] and name.kind in _NAMES
    ]


def _named_usings(operation: Operation) -> list[tuple[Token, Token]]:
    """Return each USING NAMED of an operation, with the name after it."""
    top = operation.top
    apart = [
        (word, name)
        for word, named, name in zip(top, top[1:], top[2:], strict=False)
        if [*split_words(word), *split_words(named)] == ["USING", "NAMED"] and name.kind in _NAMES
    ]
    together = [
        (word, name)
        for word, name in pairwise(top)
        if split_words(word) == ["USING", "NAMED"] and name.kind in _NAMES
    ]
    return [*apart, *together]


def with_default(operation: Operation, graph: str, *, reading: bool = False) -> list[Operation]:
    """Return operations that write into a graph what this one would write into no graph.

    With `reading`, that graph is also what is read where no graph is named.

    >>> from istograph.rdf.sparql.updates import split
    >>> [o] = with_default(split("INSERT { ?s a 1 . GRAPH ?g { ?s a 2 } } WHERE {}")[0], "g:l")
    >>> o.body
    'INSERT { GRAPH <g:l> { ?s a 1 . } GRAPH ?g { ?s a 2 } } WHERE {}'
    """
    match operation.keyword:
        case "INSERT" | "DELETE":
            return [_writing(operation, graph, reading=reading)]
        case "CLEAR" | "DROP" if operation.says("DEFAULT"):
            # The default graph is always there, so that there is nothing to clear is no error.
            return [operation.replaced(f"CLEAR SILENT GRAPH <{graph}>")]
        case "LOAD" if not operation.says("GRAPH"):
            return [operation.replaced(f"{operation.body} INTO GRAPH <{graph}>")]
        case "ADD" | "COPY" | "MOVE":
            return list(_moving(operation, graph, reading=reading))
    return [operation]


def written_out(operation: Operation) -> Operation:
    """Return `DELETE WHERE {}` as the `DELETE {} WHERE {}` that it is short for."""
    block = operation.blocks[-1] if operation.blocks else None
    if block is None or not block.is_short:
        return operation
    pattern = operation.body[block.opening.start : block.closing.start + 1]
    return operation.replaced(f"DELETE {pattern} WHERE {pattern}")


def _reads(operation: Operation) -> bool:
    return operation.keyword in _MODIFY and operation.says("WHERE")


def _writing(operation: Operation, graph: str, *, reading: bool) -> Operation:
    operation = written_out(operation)
    if reading and _reads(operation) and not operation.says("USING"):
        return operation.replaced(f"WITH <{graph}> {operation.body}")
    edits = (edit for block in operation.blocks for edit in _wrapping(block, graph))
    return operation.replaced(edited(operation.body, edits))


def _wrapping(block: Block, graph: str) -> Iterator[Edit]:
    """Yield the edits that put a GRAPH around the triples that stand in none."""
    if not block.is_template:
        return
    wrapped, named = False, False
    for depth, token in block.levels():
        if depth:
            continue
        if token.word == "GRAPH":
            if wrapped:
                yield insertion(token.start, "} ")
            wrapped, named = False, True
        elif named:
            named = token.text != "}"
        elif not wrapped and token.text != ".":
            yield insertion(token.start, f"GRAPH <{graph}> {{ ")
            wrapped = True
    if wrapped:
        yield insertion(block.closing.start, "} ")


def _moving(operation: Operation, graph: str, *, reading: bool) -> Iterator[Operation]:
    """Yield an ADD, COPY or MOVE with a graph in the place of DEFAULT.

    What is read stays the default graph unless `reading`; so a MOVE from it is a copy and a clear.
    """
    source, target = operation.ends()
    name = f"<{graph}>"
    reads = f"GRAPH {source or name}" if source or reading else "DEFAULT"
    emptied = operation.keyword == "MOVE" and not source
    silent = " SILENT" if operation.says("SILENT") else ""
    keyword = "COPY" if emptied else operation.keyword
    yield operation.replaced(f"{keyword}{silent} {reads} TO GRAPH {target or name}")
    if emptied and target:
        yield operation.replaced(f"CLEAR SILENT GRAPH {name}")
