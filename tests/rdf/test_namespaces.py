"""Names as queries have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, QuerySolutions, Store

from istograph.rdf.namespaces import ID, PREFIXES, written

_LETTERS = st.characters(exclude_characters='<>"{}|^`%#[]\\', exclude_categories=["C", "Z"])


def _read(name: str) -> str:
    solutions = Store().query(f"SELECT ({name} AS ?x) {{}}", prefixes=PREFIXES)
    assert isinstance(solutions, QuerySolutions)
    (solution,) = solutions
    term = solution["x"]
    assert isinstance(term, NamedNode)
    return term.value


@given(st.sampled_from(sorted(PREFIXES.values())), st.text(_LETTERS, max_size=12))
def test_what_is_written_is_read_as_the_same(namespace: str, name: str) -> None:
    assert _read(written(namespace + name)) == namespace + name


@pytest.mark.parametrize("iri", ["https://example.org/a", "urn:isbn:1", f"{ID}claim/a.b-c/d."])
def test_other_names_are_read_as_the_same(iri: str) -> None:
    assert _read(written(iri)) == iri
