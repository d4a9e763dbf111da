"""The curated data conform; each of some changes to them breaks the shape that it should."""

from collections import Counter
from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from istograph.rdf.namespaces import PREFIXES, expand
from istograph.rdf.reading import read_file
from istograph.rdf.shacl.report import VIOLATION, WARNING, Report
from istograph.rdf.shacl.validation import validate
from istograph.resources import CURATED, ONTOLOGY
from istograph.sources import SOURCES

Quads = list[Quad]


@pytest.fixture(scope="module")
def data() -> Quads:
    ours = [quad for read in SOURCES.values() for quad in read(CURATED)]
    return ours + [quad for path in ONTOLOGY.rglob("*.ttl") for quad in read_file(path).quads]


@pytest.fixture(scope="module")
def report(data: Quads) -> Report:
    return validate(data)


def broken(report: Report, severity: str = VIOLATION) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for result in report.results:
        if result.severity == severity:
            shape = result.shape.removeprefix(PREFIXES["istosh"])
            found.setdefault(shape, []).append(getattr(result.focus, "value", ""))
    return found


def iri(curie: str) -> NamedNode:
    return NamedNode(expand(curie))


def without(*, s: str = "", p: str = "", o: str = "") -> Callable[[Quads], Quads]:
    def change(quads: Quads) -> Quads:
        def goes(quad: Quad) -> bool:
            wanted = ((quad.subject, s), (quad.predicate, p), (quad.object, o))
            return all(not curie or term == iri(curie) for term, curie in wanted)

        kept = [quad for quad in quads if not goes(quad)]
        assert len(kept) < len(quads), "nothing was there to leave out"
        return kept

    return change


def with_triple(s: str, p: str, o: str) -> Callable[[Quads], Quads]:
    return lambda quads: [*quads, Quad(iri(s), iri(p), iri(o))]


def with_number(key: str, number: str) -> Callable[[Quads], Quads]:
    """Give an observation another number, in its own triple and in its claim."""

    def change(quads: Quads) -> Quads:
        nodes = {iri(f"id:observation/{key}"), iri(f"id:claim/observation-{key}")}
        value = Literal(number, datatype=iri("xsd:decimal"))
        changed = [
            Quad(q.subject, q.predicate, value, q.graph_name)
            if q.subject in nodes and q.predicate == iri("isto:value")
            else q
            for q in quads
        ]
        assert Counter(changed) != Counter(quads)
        return changed

    return change


LAW = "id:policy/st-progress-law-2021"
OUTLINE = "id:policy/14th-fyp-outline"
# What is changed, the node that is then at fault, and the shape that must say so.
CHANGES: dict[str, tuple[Callable[[Quads], Quads], str, str]] = {
    "a cell is lost": (
        without(s="id:cell/table-1-01-1"),
        "id:table-row/table-1-01",
        "TableRowShape-cells",
    ),
    "a row is lost": (
        without(s="id:table-row/table-2-14", p="isto:inTable"),
        "id:dataset/table-2",
        "TableShape-rows",
    ),
    "a black circle turns white": (
        without(s="id:cell/table-1-05-2", p="isto:mention"),
        "id:table-row/table-1-05",
        "TableRowShape-mentionsMeasure",
    ),
    "a link is lost": (
        without(s=OUTLINE, p="isto:mentionsMeasure"),
        OUTLINE,
        "PolicyShape-black-circle",
    ),
    "a link has no circle": (
        with_triple(LAW, "isto:mentionsMeasure", "id:measure/settlement-incentives"),
        LAW,
        "PolicyShape-mentionsMeasure",
    ),
    "a level is lost": (without(s=LAW, p="isto:level"), LAW, "PolicyShape-level"),
    "a share is misprinted": (
        with_number("overseas-ngos-science-technology-share", "4.3"),
        "id:observation/overseas-ngos-science-technology-share",
        "ObservationShape-share",
    ),
    "a growth is misprinted": (
        with_number("cas-posts-growth-2020", "51"),
        "id:observation/cas-posts-growth-2020",
        "ObservationShape-growth",
    ),
    "a city has more than its province": (
        with_number("overseas-ngos-in-wuhan", "16"),
        "id:observation/overseas-ngos-in-wuhan",
        "ObservationShape-part",
    ),
    "a unit is lost": (
        without(s="id:observation/overseas-ngos-in-yunnan", p="isto:unit"),
        "id:observation/overseas-ngos-in-yunnan",
        "ObservationShape-unit",
    ),
    "a source is lost": (
        without(s="id:claim/fifa-law", p="isto:source"),
        "id:claim/fifa-law",
        "ClaimShape-source",
    ),
    "outside knowledge is ascribed to the paper": (
        with_triple("id:claim/dotasia-law", "isto:cites", "id:document/meng-2024"),
        "id:claim/dotasia-law",
        "ClaimShape-outside",
    ),
    "an organization is established twice": (
        with_triple("id:organization/fifa", "isto:hasStatutorySeatIn", "id:jurisdiction/fr"),
        "id:organization/fifa",
        "OrganizationShape-establishment",
    ),
}


@pytest.fixture(scope="module")
def after_all_changes(data: Quads) -> dict[str, list[str]]:
    for change, _, _ in CHANGES.values():
        data = change(data)
    return broken(validate(data))


def test_our_data_conform(report: Report) -> None:
    assert broken(report) == {}


def test_what_the_paper_takes_for_promulgated_is_reported(report: Report) -> None:
    draft = "id:policy/nansha-headquarters-economy-draft"

    assert broken(report, WARNING)["PolicyShape-draft"] == [expand(draft)]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_breaks_its_shape(change: str, after_all_changes: dict[str, list[str]]) -> None:
    _, node, shape = CHANGES[change]

    assert expand(node) in after_all_changes.get(shape, [])


@pytest.mark.slow
@pytest.mark.usefixtures("untraced")
def test_both_validators_find_the_same_in_our_data(data: Quads, report: Report) -> None:
    other = validate(data, engine="pyshacl")

    assert Counter(r.key() for r in report.results) == Counter(r.key() for r in other.results)
