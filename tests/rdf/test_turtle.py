"""Canonical Turtle keeps the graph, is one text for it, and our files are in it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
    serialize,
)
from rdflib import Graph
from rdflib.compare import isomorphic

from istograph.errors import InputError
from istograph.rdf.namespaces import expand
from istograph.rdf.turtle import canonical_turtle
from istograph.resources import ONTOLOGY, SHAPES

FILES = sorted([*ONTOLOGY.rglob("*.ttl"), *SHAPES.rglob("*.ttl")])
SAMPLES = sorted((Path(__file__).parents[1] / "ontology/broken").glob("*.ttl"))

IRIS = st.sampled_from(
    [
        *map(
            NamedNode, map(expand, ("isto:ISTO", "skos:note", "rdf:first", "rdf:rest", "rdf:nil"))
        ),
        *map(NamedNode, map(expand, ("id:field/physics", "id:", "id:a.b", "owl:annotatedSource"))),
        NamedNode("urn:x"),
    ]
)
BLANK_NODES = st.builds(BlankNode, st.sampled_from("abcde"))
LITERALS = st.one_of(
    st.builds(Literal, st.text(st.characters(exclude_categories=["Cs"]))),
    st.builds(lambda text: Literal(text, language="zh"), st.text("科[ ];\"\\\n\r\t'")),
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(expand(f"xsd:{name}"))),
        st.sampled_from(["1", "01", "-2", "1.", ".5", "1.50", "1e3", "true", "1 "]),
        st.sampled_from(["integer", "decimal", "double", "boolean"]),
    ),
)
GRAPHS = st.lists(
    st.builds(Quad, IRIS | BLANK_NODES, IRIS, IRIS | BLANK_NODES | LITERALS), max_size=12
)


def turtle(quads: list[Quad]) -> str:
    return serialize([quad.triple for quad in quads], format=RdfFormat.N_TRIPLES).decode()


def canonical_graph(text: str) -> set[Quad]:
    """Return the graph with the labels of RDFC-1.0, equal for isomorphic graphs alone."""
    dataset = Dataset(parse(text.encode(), RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


@given(GRAPHS)
def test_no_triple_is_lost_or_added(quads: list[Quad]) -> None:
    text = turtle(quads)

    assert canonical_graph(canonical_turtle(text)) == canonical_graph(text)


@given(GRAPHS)
def test_canonical_text_is_left_as_it_is(quads: list[Quad]) -> None:
    text = canonical_turtle(turtle(quads))
    assert canonical_turtle(text) == text


@given(GRAPHS, st.permutations("abcde"), st.randoms())
def test_order_and_blank_node_labels_do_not_matter(quads, labels, random) -> None:  # type: ignore[no-untyped-def]
    renamed = {BlankNode(old): BlankNode(new) for old, new in zip("abcde", labels, strict=True)}
    other = [
        Quad(renamed.get(q.subject, q.subject), q.predicate, renamed.get(q.object, q.object))
        for q in quads
    ]
    random.shuffle(other)

    assert canonical_turtle(turtle(other)) == canonical_turtle(turtle(quads))


@pytest.mark.parametrize(
    "path", [*FILES, *SAMPLES], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_our_files_are_canonical(path: Path) -> None:
    text = path.read_text()
    assert canonical_turtle(text) == text


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_another_library_reads_the_same_graph(path: Path) -> None:
    """The oracle shares no code with the writer: rdflib parses, lays out and compares."""
    original = Graph().parse(path)

    rewritten = Graph().parse(data=canonical_turtle(original.serialize(format="longturtle")))

    assert isomorphic(rewritten, original)


def test_the_check_sees_a_file_that_is_not_canonical() -> None:
    text = "<urn:x> <urn:y>   <urn:z> .\n"
    assert canonical_turtle(text) != text


def test_a_header_comes_first_and_terms_by_kind() -> None:
    text = """
        @prefix isto: <https://w3id.org/istograph/ontology#> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix schema: <https://schema.org/> .
        isto:issuer a owl:ObjectProperty . schema:Place a owl:Class . isto:Policy a owl:Class .
        <https://w3id.org/istograph/ontology> a owl:Ontology .
    """
    subjects = [block.split()[0] for block in canonical_turtle(text).split("\n\n")[1:]]

    assert subjects == [
        "<https://w3id.org/istograph/ontology>",
        "isto:Policy",
        "schema:Place",
        "isto:issuer",
    ]


def test_the_end_of_a_named_axiom_is_called_after_it_and_stands_before_its_annotation() -> None:
    text = """
        @prefix isto: <https://w3id.org/istograph/ontology#> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        isto:IGO owl:equivalentClass _:x .
        _:x owl:intersectionOf ( isto:InternationalOrganization isto:ConstitutedByAgreement ) .
        [] isto:axiom isto:axiom-igo ; owl:annotatedSource isto:IGO ; owl:annotatedTarget _:x .
    """
    blocks = canonical_turtle(text).split("\n\n")[1:]

    assert [block.split()[0] for block in blocks] == ["isto:IGO", "_:axiom-igo-target", "[]"]


def test_an_edit_elsewhere_keeps_the_label_of_a_shared_blank_node() -> None:
    shared = "<urn:a> <urn:p> _:x . <urn:b> <urn:p> _:x . _:x <urn:q> 1 ."
    label = next(word for word in canonical_turtle(shared).split() if word.startswith("_:"))

    assert label in canonical_turtle(shared + "_:0 <urn:q> 2 . <urn:c> <urn:p> _:0 , _:1 .")


def test_a_long_list_is_written_out() -> None:
    items = " ".join(f"<urn:{number}>" for number in range(2000))

    assert canonical_turtle(f"<urn:x> <urn:p> ( {items} ) .").count("\n") > 2000


def test_quotes_in_a_long_string_are_escaped_only_where_they_could_end_it() -> None:
    text = canonical_turtle(r"""<urn:x> <urn:p> "say \"a\"\n\"\"\"b\"" .""")

    assert text.endswith(r'''"""say "a"
\"\""b\"""" .
''')


def test_brackets_in_a_string_stay_as_they_are() -> None:
    assert '"[  ]"' in canonical_turtle('<urn:x> <urn:p> [ <urn:q> "[  ]" ] .')


def test_a_triple_term_is_refused() -> None:
    with pytest.raises(InputError, match=r"RDF 1\.1"):
        canonical_turtle("<urn:x> <urn:p> <<( <urn:a> <urn:b> <urn:c> )>> .")
