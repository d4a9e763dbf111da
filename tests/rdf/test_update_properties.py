"""Whatever an update says: the default graph stays the merge, and the build's graphs stay."""

from random import Random

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Store, Triple

from istograph.errors import IstographError
from istograph.rdf.aliases import Aliases
from istograph.rdf.namespaces import GRAPH
from istograph.rdf.payload import Payload
from istograph.rdf.store.merging import Merge
from istograph.rdf.store.snapshot import Description
from istograph.rdf.store.updating import Update
from istograph.rdf.store.working import Work

FIXED, MERGED = ("curated", "paper"), ("curated", "local", "paper")
PREFIXES = f"PREFIX g: <{GRAPH}> PREFIX e: <http://e/> "
DATA = (
    PREFIXES
    + """INSERT DATA {
    e:a e:p 1, 2, 3, 4 . e:b e:p e:a .
    GRAPH g:paper { e:a e:p 1, 3 . e:b e:p e:a } GRAPH g:curated { e:a e:p 2, 3 }
    GRAPH g:local { e:a e:p 3, 4 } GRAPH e:own { e:a e:p 9 }
}"""
)
# One graph by several names, and some that look like others.
NAMES = (
    *("g:paper", f"<{GRAPH}paper>", f"<{GRAPH}p\\u0061per>", "<http://h/graph/paper>"),
    *("<../graph/paper>", "g:curated", "g:local", f"<{GRAPH}local>", "e:own", "<http://e/new>"),
)
VALUES = ("1", "3", "'}'", '"GRAPH g:paper {"@en', "'''x\ny'''", "e:a", "<<( e:a e:p 1 )>>")
BETWEEN = (" ", "\n", " # } GRAPH g:paper {\n")


class Writer:
    """Somebody who writes updates at random."""

    def __init__(self, seed: int) -> None:
        self._any = Random(seed)

    def request(self) -> str:
        return PREFIXES + " ;\n".join(self._operation() for _ in range(self._any.randint(1, 3)))

    def _of(self, *options: str) -> str:
        return self._any.choice(options)

    def _graph(self) -> str:
        return self._of("DEFAULT", self._of(*NAMES), f"GRAPH {self._of(*NAMES)}")

    def _quads(self, *variables: str) -> str:
        triple = f"e:{self._of('a', 'b')} e:p{self._of(*BETWEEN)}{self._of(*VALUES, *variables)}"
        if self._any.random() < 0.5:
            return f"{triple} ."
        name = self._of(*NAMES, *variables[:1])
        return f"{self._of('GRAPH', 'graph')}{self._of(*BETWEEN)}{name}{{ {triple} }}"

    def _operation(self) -> str:
        template = f"{self._quads('?g', '?o')} {self._quads('?g', '?o')}"
        within = self._of("", f"WITH {self._of(*NAMES)}")
        where = self._of("?s ?p ?o BIND(g:paper AS ?g)", "GRAPH ?g { ?s ?p ?o }")
        return self._of(
            f"INSERT{self._of(*BETWEEN)}DATA{{{self._quads()} {self._quads()}}}",
            f"DELETE DATA {{ GRAPH {self._of(*NAMES)} {{ e:a e:p 3 }} }}",
            f"DELETE WHERE {{ {self._of('?s ?p 3', 'GRAPH ?g { ?s ?p 4 }', '?s ?p ?o')} }}",
            f"{within} DELETE {{ {template} }} WHERE {{ {where} }}",
            f"INSERT {{ {template} }} {self._of('', 'USING e:own')} WHERE {{ {where} }}",
            f"{self._of('CLEAR', 'DROP')} SILENT {self._of('ALL', 'NAMED', 'DEFAULT')}",
            f"{self._of('CLEAR', 'DROP')} GRAPH {self._of(*NAMES)}",
            f"{self._of('ADD', 'COPY', 'MOVE')} SILENT {self._graph()} TO {self._graph()}",
            f"CLEARGRAPH{self._of(*NAMES)}",
        )


def content(store: Store, graph: NamedNode | DefaultGraph) -> set[Triple]:
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}


def contents(store: Store, names: tuple[str, ...]) -> list[set[Triple]]:
    return [content(store, NamedNode(GRAPH + name)) for name in names]


def nothing(address: str) -> Payload:
    raise AssertionError(f"{address} is asked for")


@pytest.mark.parametrize("seed", range(150))
def test_the_merge_is_kept_and_the_build_s_graphs_are_left_alone(seed: int) -> None:
    request = Writer(seed).request()
    store = Store()
    store.update(DATA)
    merge = Merge.of(Description("1", "", "", "", merged=MERGED, fixed=FIXED))
    before = contents(store, FIXED)
    work = Work(
        store, merge, dict, fetch=nothing, expanded=0, federated=False,
        aliases=Aliases(("http://h/",)), base_iri="https://w3id.org/istograph/sparql",
    )  # fmt: skip

    try:
        Update(work, request.encode()).run((), ())
    except (IstographError, RuntimeError):
        # It is refused, and the working copy thrown away.
        return

    assert contents(store, FIXED) == before, request
    assert content(store, DefaultGraph()) == set().union(*contents(store, MERGED)), request
