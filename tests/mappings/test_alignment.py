"""The mappings as RDF, and their foreign ends against the vocabularies themselves."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from istograph import mappings
from istograph.mappings.loading import mapping_files
from istograph.mappings.sssom import MappingSet, parse_sssom, read_sssom
from istograph.rdf.namespaces import expand
from istograph.resources import MAPPINGS

VOCABULARIES = {"w3c-org": "org", "schema-org": "schema", "foaf": "foaf", "prov": "prov"}
_LABEL = NamedNode(expand("rdfs:label"))
_EQUIVALENT = NamedNode(expand("owl:equivalentProperty"))


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.extend(mappings.quads())
    return store


def ask(store: Store, pattern: str) -> bool:
    prefixes = "".join(
        f"PREFIX {name}: <{expand(f'{name}:')}> "
        for name in ("isto", "id", "skos", "wd", "owl", "rdfs", "schema", "graph", "dcterms")
    )
    return bool(store.query(f"{prefixes} ASK {{ GRAPH graph:alignment {{ {pattern} }} }}"))


def test_all_of_it_stands_in_its_own_graph() -> None:
    assert {quad.graph_name.value for quad in mappings.quads()} == {expand("graph:alignment")}


def test_no_quad_comes_twice() -> None:
    quads = list(mappings.quads())
    assert len(quads) == len(set(quads)) > 5000


def test_a_match_is_found_from_both_ends(store: Store) -> None:
    assert ask(store, "wd:Q245065 skos:exactMatch isto:IntergovernmentalOrganization")
    assert ask(store, "isto:IntergovernmentalOrganization skos:exactMatch wd:Q245065")
    assert ask(store, "wd:Q15925165 skos:broadMatch isto:IntergovernmentalOrganization")
    assert ask(store, "isto:IntergovernmentalOrganization skos:narrowMatch wd:Q15925165")
    assert ask(store, "isto:hasLegalForm skos:exactMatch wd:P1454")


def test_what_is_not_found_has_no_triple(store: Store) -> None:
    assert not ask(store, "wd:Q4830453 ?p ?o")
    assert not ask(store, "?s ?p <https://w3id.org/sssom/NoTermFound>")


def test_a_claim_can_name_its_mapping(store: Store) -> None:
    key = mappings.load().evidence("wikidata", "Q245065")[0].mapping
    assert ask(
        store,
        f"<{expand(f'id:mapping/{key}')}> owl:annotatedSource wd:Q245065 ; dcterms:isPartOf ?set . "
        "?set dcterms:license ?licence ; rdfs:label ?en, ?zh . "
        "FILTER(LANG(?en) = 'en' && LANG(?zh) = 'zh')",
    )


def test_words_of_sources_are_concepts_in_both_languages(store: Store) -> None:
    assert ask(
        store,
        f"<{expand('id:source-term/uia-a')}> skos:notation 'A' ; skos:prefLabel ?en, ?zh . "
        "FILTER(LANG(?en) = 'en' && LANG(?zh) = 'zh')",
    )


def test_nothing_of_other_vocabularies_is_made_equivalent(store: Store) -> None:
    for term in ("owl:equivalentClass", "owl:equivalentProperty", "owl:sameAs"):
        assert not ask(store, f"?s {term} ?o")


def test_no_class_of_others_is_put_below_one_of_ours(store: Store) -> None:
    assert not ask(store, "?theirs rdfs:subClassOf ?ours FILTER(STRSTARTS(STR(?ours), STR(isto:)))")


def _vocabulary(shared: Path, name: str) -> Iterator[Quad]:
    path = shared / "data" / "vocabularies" / f"{name}.nq.gz"
    yield from parse(gzip.decompress(path.read_bytes()), RdfFormat.N_QUADS)


def _labels(shared: Path, name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quad in _vocabulary(shared, name):
        if quad.predicate == _LABEL and getattr(quad.object, "language", None) in (None, "en"):
            # schema.org's own files have http; its terms are served, and used here, with https.
            iri = quad.subject.value.replace("http://schema.org/", "https://schema.org/")
            found.setdefault(iri, set()).add(quad.object.value)
    return found


def _unlike(mapped: MappingSet, labels: dict[str, set[str]]) -> list[str]:
    return [
        row.object_id
        for row in mapped.mappings
        if row.object_label not in labels.get(mapped.expand(row.object_id), set())
    ]


@pytest.mark.parametrize("file", VOCABULARIES)
def test_foreign_terms_are_in_their_vocabularies(shared: Path, file: str) -> None:
    mapped = read_sssom(MAPPINGS / "alignment" / f"{file}.sssom.tsv")
    assert len(mapped.mappings) > 5
    assert _unlike(mapped, _labels(shared, VOCABULARIES[file])) == []


def test_the_check_sees_terms_and_labels_that_are_wrong(shared: Path) -> None:
    text = (MAPPINGS / "alignment" / "w3c-org.sssom.tsv").read_text()
    for right, wrong in (
        ("org:OrganizationalUnit", "org:OrganisationalUnit"),
        ("\tSite\t", "\tseat\t"),
    ):
        assert right in text
        mapped = parse_sssom(text.replace(right, wrong))
        assert len(_unlike(mapped, _labels(shared, "org"))) == 1


def test_terms_of_eli_are_those_that_schema_org_knows(shared: Path) -> None:
    known = {
        quad.object.value for quad in _vocabulary(shared, "schema") if quad.predicate == _EQUIVALENT
    }
    mapped = read_sssom(MAPPINGS / "alignment" / "eli.sssom.tsv")
    properties = {mapped.expand(row.object_id) for row in mapped.mappings}
    assert properties - known == {expand("eli:LegalResource")}


def test_every_set_names_its_own_file() -> None:
    for purpose in ("evidence", "alignment"):
        for path in mapping_files(MAPPINGS, purpose):
            stem = path.name.removesuffix(".sssom.tsv")
            assert read_sssom(path).metadata["mapping_set_id"] == expand(f"id:mapping-set/{stem}")
