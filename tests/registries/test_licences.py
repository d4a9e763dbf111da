"""The licence of a source stands with its graph."""

from datetime import date

from pyoxigraph import NamedNode, Quad, Store

from istograph.build.description import described
from istograph.model import graph
from istograph.rdf.namespaces import expand

_LICENSE = NamedNode(expand("dcterms:license"))


def test_the_description_says_under_which_licence_each_source_is() -> None:
    store = Store()
    for name in ("supraverden", "ror", "curated"):
        node = NamedNode(expand(f"id:organization/{name}"))
        store.add(Quad(node, NamedNode(expand("rdf:type")), node, graph(name)))
    quads = described(store, ["supraverden", "ror", "curated"], "1", date(2026, 11, 22))
    found = {
        quad.subject.value.rpartition("#")[2]: quad.object.value
        for quad in quads
        if quad.predicate == _LICENSE
    }
    assert found == {
        "supraverden": "https://creativecommons.org/licenses/by-sa/4.0/",
        "ror": "https://creativecommons.org/publicdomain/zero/1.0/",
    }
