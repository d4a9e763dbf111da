"""What the packaged mappings make of a source's words, and that they hold against files."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from istograph import mappings
from istograph.classification.descriptions.parsing import described_in
from istograph.errors import InputError, Spot, TableError
from istograph.mappings import Mapping, MappingSet, curated, parse_sssom, read_sssom
from istograph.mappings.evidence import evidence_of
from istograph.mappings.loading import mapping_files, mapping_key
from istograph.mappings.sssom import NO_TERM
from istograph.rdf.namespaces import expand
from istograph.rdf.reading import read_file
from istograph.resources import MAPPINGS, ONTOLOGY

KNOWN = mappings.load()
EVIDENCE = mapping_files(MAPPINGS, "evidence")
FILES = [*EVIDENCE, *mapping_files(MAPPINGS, "alignment")]
ROWS = [
    (path, found, row) for path in FILES for found in [read_sssom(path)] for row in found.mappings
]
PREDICATES = {
    *("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch"),
    *("skos:relatedMatch", "rdfs:subClassOf", "rdfs:subPropertyOf", "owl:disjointWith"),
    *("isto:hasField", "isto:carriesOut", "isto:hasConstitutiveInstrument", "isto:hasMemberKind"),
    "isto:isEstablishedUnderLawOf",
}


def said(source: str, term: str, kind: str = "types") -> set[tuple[str, str | bool]]:
    return {(each.property, each.value) for each in KNOWN.evidence(source, term, kind)}


def test_every_town_is_one_of_its_country(shared: Path) -> None:
    """By who has a seat there, by the town's own country, or by what kind of town it is."""
    towns = {(item, country) for (_, country), item in mappings.towns().items()}
    places = {f"id:jurisdiction/{country.lower()}": country for _, country in towns}
    items = {item for item, _ in towns}
    shown = {
        (town, places.get(place))
        for town, country in (*_seats(shared), *_countries(shared))
        if town in items
        for place in KNOWN.matches("wikidata", country, "countries")
    }
    names = {"CH": "Switzerland", "FR": "France"}
    kinds = _kinds(shared)
    shown |= {
        (town, country)
        for town, country in towns
        if any(kind.endswith(f" of {names.get(country)}") for kind in kinds[town])
    }

    assert towns - shown == set()


def _seats(shared: Path) -> Iterator[tuple[str, str]]:
    with (shared / "data/wikidata/INDEX.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield from ((town, row["P17"]) for town in row["P159"].split("|") if row["P17"])


def _countries(shared: Path) -> Iterator[tuple[str, str]]:
    for part in ("train", "valid", "test"):
        with gzip.open(shared / f"data/codex/codex-m_{part}.txt.gz", "rt") as file:
            said = (line.split() for line in file)
            yield from ((item, value) for item, property_, value in said if property_ == "P17")


def _kinds(shared: Path) -> dict[str, list[str]]:
    folder = shared / "data/codex"
    labels = json.loads(gzip.decompress((folder / "types_en.json.gz").read_bytes()))
    types = json.loads(gzip.decompress((folder / "entity2types.json.gz").read_bytes()))
    return {
        item: [labels[each]["label"] for each in kinds if each in labels]
        for item, kinds in types.items()
    }


@pytest.mark.parametrize(
    ("term", "facts"),
    [
        ("Q484652", {("isSaidToBe", "InternationalOrganization")}),
        ("Q245065", {("isSaidToBe", "IntergovernmentalOrganization")}),
        ("Q1194093", {("isSaidToBe", "InternationalNGO")}),
        ("Q79913", {("isSaidToBe", "NonGovernmentalOrganization")}),
        (
            "Q15925165",
            {
                ("isSaidToBe", "IntergovernmentalOrganization"),
                ("hasConstitutiveInstrument", "intergovernmental-agreement"),
            },
        ),
        ("Q748019", {("hasField", "science-technology")}),
        ("Q163740", {("isNonprofit", True)}),
        ("Q21980538", {("isNonprofit", False)}),
        ("Q157031", {("hasLegalForm", "foundation")}),
        ("Q20857065", {("hasLegalForm", "government-body")}),
        # Named like what they are not, or only near to it.
        ("Q1127126", {("hasField", "security-defence")}),
        ("Q1335818", set()),
        ("Q955824", set()),
        ("Q31855", set()),
        ("Q1328899", set()),
        ("Q480242", set()),
        ("Q17505024", {("hasField", "space")}),
        ("Q7210356", {("hasField", "politics")}),
        ("Q161726", {("hasLegalForm", "company")}),
        ("Q43229", set()),
        ("Q0", set()),
    ],
)
def test_a_class_of_wikidata_is_evidence(term: str, facts: set[tuple[str, str | bool]]) -> None:
    assert said("wikidata", term) == facts


def test_a_legal_form_shows_the_law_that_it_belongs_to() -> None:
    assert said("wikidata", "Q11513034", "legal-forms") == {
        ("hasLegalForm", "association"),
        ("isEstablishedUnderLawOf", "FR"),
    }


def test_a_country_is_a_seat_and_no_law() -> None:
    assert said("wikidata", "Q30", "countries") == {("isHeadquarteredIn", "US")}
    assert said("wikidata", "Q30") == set()


def test_a_field_of_work_is_a_field() -> None:
    assert said("wikidata", "Q413", "fields") == {("hasField", "physics")}
    # The culture of cells, which has the same label as the other one.
    assert said("wikidata", "Q357279", "fields") == set()
    assert said("wikidata", "Q11042", "fields") == {("hasField", "culture")}


def test_no_mapping_gives_a_principal_field() -> None:
    mapping = Mapping("wd:Q413", "isto:hasPrincipalField", "id:field/physics", "x", confidence=1.0)
    found = MappingSet("f", {}, (mapping,))
    with pytest.raises(TableError, match="says no fact"):
        evidence_of(mapping, "k", found)


@pytest.mark.parametrize("type_", ["government", "nonprofit", "education", "facility", "company"])
def test_a_type_of_ror_is_no_evidence(type_: str) -> None:
    assert said("ror", type_) == set()


@pytest.mark.parametrize("type_", "ABCDH")
def test_the_conventional_types_of_the_uia_are_international(type_: str) -> None:
    assert said("uia", type_) == {("isSaidToBe", "InternationalOrganization")}


@pytest.mark.parametrize("type_", "EFGJKNRU")
def test_the_other_types_of_the_uia_are_not(type_: str) -> None:
    assert said("uia", type_) == set()


def test_consultative_status_is_for_ngos_and_not_for_international_ones_only() -> None:
    assert said("ecosoc", "consultative status") == {("isSaidToBe", "NonGovernmentalOrganization")}


def test_all_evidence_is_what_the_classifier_takes() -> None:
    facts = [
        {"id": f"f{number}", "property": each.property, "value": each.value}
        for number, each in enumerate(_all_evidence())
    ]
    assert len(facts) > 400
    assert len(described_in({"id": "x", "facts": facts}, Spot("x.json"))) == 1


def _all_evidence() -> list[mappings.Evidence]:
    return [
        each
        for path, found, row in ROWS
        if path in EVIDENCE
        for each in evidence_of(row, mapping_key(path, row), found)
    ]


def test_every_mapping_has_a_key_of_its_own() -> None:
    counted = Counter(mapping_key(path, row) for path, _, row in ROWS)
    assert [key for key, times in counted.items() if times > 1] == []


def test_every_row_says_who_looked_why_and_how_sure() -> None:
    for path, _, row in ROWS:
        place = f"{path.name}:{row.line}"
        assert row.reviewer_label == "istograph", place
        assert row.mapping_justification.startswith("semapv:"), place
        assert row.confidence is not None, place
        assert row.subject_label, place
        assert bool(row.object_label) == (row.object_id != NO_TERM), place
        assert row.predicate_id in PREDICATES, place


def _unlike(rows: Iterable[Mapping], labels: dict[str, set[str]], *prefixes: str) -> list[str]:
    """The terms with those prefixes whose label in a row is none that they have."""
    ends = [end for row in rows for end in _ends(row) if end[0].startswith(prefixes)]
    return [f"{term} {label}" for term, label in ends if label not in labels.get(term, set())]


def _ends(row: Mapping) -> tuple[tuple[str, str], tuple[str, str]]:
    return (row.subject_id, row.subject_label), (row.object_id, row.object_label)


def test_our_own_terms_have_the_labels_of_the_ontology() -> None:
    assert _unlike([row for _, _, row in ROWS], _own_labels(), "isto:", "id:") == []


def test_the_check_of_labels_sees_a_wrong_term_and_a_wrong_label() -> None:
    labels = _own_labels()
    row = Mapping("wd:Q1", "skos:exactMatch", "isto:ISTO", "x", object_label="ISTO")
    wrong = replace(row, object_label="space agency")
    missing = replace(row, object_id="isto:INGO")
    assert _unlike([wrong, missing], labels, "isto:") == [
        "isto:ISTO space agency",
        "isto:INGO ISTO",
    ]


def _own_labels() -> dict[str, set[str]]:
    found = {
        f"id:source-term/{term.key}": {term.label.en}
        for term in curated.source_terms(MAPPINGS / "source-terms.csv")
    }
    names = {expand("rdfs:label"), expand("skos:prefLabel")}
    for path in sorted(ONTOLOGY.rglob("*.ttl")):
        for quad in read_file(path).quads:
            if quad.predicate.value in names and quad.object.language == "en":
                found.setdefault(_curie(quad.subject), set()).add(quad.object.value)
    return found


def _curie(node: NamedNode) -> str:
    for prefix in ("isto", "id"):
        if node.value.startswith(base := expand(f"{prefix}:")):
            return f"{prefix}:{node.value.removeprefix(base)}"
    return node.value


# Against the files: many numbers that circulate belong to something else.


@pytest.fixture(scope="module")
def wikidata_labels(shared: Path) -> dict[str, set[str]]:
    """The English labels of items and properties."""
    data = shared / "data"
    found: dict[str, set[str]] = {}
    for name in ("types_en", "relations_en"):
        with gzip.open(data / "codex" / f"{name}.json.gz") as stream:
            for number, described in json.load(stream).items():
                found.setdefault(f"wd:{number}", set()).add(described.get("label") or "")
    for name, key in (("wikidata_class_qids", "qid"), ("wikidata_properties", "property")):
        with (data / f"{name}.csv").open() as table:
            for row in csv.DictReader(table):
                found.setdefault(f"wd:{row[key]}", set()).add(row["label_en"])
    return {term: labels - {""} for term, labels in found.items()}


def test_numbers_of_wikidata_have_the_labels_of_wikidata(
    wikidata_labels: dict[str, set[str]],
) -> None:
    # Countries have no labels in the files; the test after the next is theirs.
    rows = [row for path, _, row in ROWS if path.name != "wikidata-countries.sssom.tsv"]
    assert sum(end[0].startswith("wd:") for row in rows for end in _ends(row)) > 300
    assert _unlike(rows, wikidata_labels, "wd:") == []


def test_the_check_of_labels_sees_a_wrong_number(wikidata_labels: dict[str, set[str]]) -> None:
    label = "international non-governmental organization"
    right = Mapping("wd:Q1194093", "skos:exactMatch", "isto:InternationalNGO", "x", label)
    assert _unlike([right], wikidata_labels, "wd:") == []
    # The number that circulates for it, which is that of military alliances.
    wrong = replace(right, subject_id="wd:Q1127126")
    assert _unlike([wrong], wikidata_labels, "wd:") == [f"wd:Q1127126 {label}"]


def test_classes_that_end_walks_have_the_labels_of_wikidata(
    wikidata_labels: dict[str, set[str]],
) -> None:
    verdicts = curated.class_verdicts(MAPPINGS / "classes.csv")
    wrong = [
        (number, verdict.label)
        for (source, number), verdict in verdicts.items()
        if source == "wikidata" and verdict.label not in wikidata_labels.get(f"wd:{number}", set())
    ]
    assert wrong == []


def test_countries_agree_with_the_registries_that_the_items_come_from(shared: Path) -> None:
    with (shared / "data" / "wikidata" / "INDEX.csv").open() as table:
        rows = [row for row in csv.DictReader(table) if row["P17"] and "|" not in row["P17"]]
    disagreeing = set()
    for row in rows:
        registry = {"uk": "GB"}.get(code := row["registry_id"].split("-")[0], code.upper())
        for each in KNOWN.evidence("wikidata", row["P17"], "countries"):
            if each.value != registry:
                disagreeing.add((registry, each.value))
    # Territories that are parts of states, and registries of no country.
    territories = {("GL", "DK"), ("MP", "US"), ("NC", "FR"), ("PF", "FR")}
    others = {("INT", "US"), ("INT", "LU"), ("EW", "EE")}
    # Three have the items of other countries' offices: Cyprus that of Costa Rica, Montenegro that
    # of Moldova, one Congo that of the other.
    assert disagreeing == territories | others | {("CY", "CR"), ("ME", "MD"), ("CD", "CG")}


def test_every_class_of_the_files_has_a_decision(shared: Path) -> None:
    with (shared / "data" / "wikidata_class_qids.csv").open() as table:
        classes = {row["qid"] for row in csv.DictReader(table)}
    types = read_sssom(MAPPINGS / "evidence" / "wikidata-types.sssom.tsv")
    assert classes - {row.subject_id[3:] for row in types.mappings} == set()


def test_no_item_of_wikidata_has_evidence_that_cannot_be(shared: Path) -> None:
    with gzip.open(shared / "data" / "codex" / "entity2types.json.gz") as stream:
        items: dict[str, list[str]] = json.load(stream)
    refused = KNOWN.refused("wikidata").keys()
    never = {
        ("isNonprofit", False),
        ("hasLegalForm", "company"),
        ("hasLegalForm", "government-body"),
    }
    wrong, international = {}, 0
    for item, classes in items.items():
        facts = set().union(*(said("wikidata", class_) for class_ in classes))
        if any(property_ == "isSaidToBe" for property_, _ in facts):
            international += 1
            if facts & never or refused & {*classes}:
                wrong[item] = classes
    assert international > 100
    assert wrong == {}


# Tables beside


def test_walks_end_where_everything_is_everything() -> None:
    stops = KNOWN.stops("wikidata")
    assert {"Q43229", "Q178706", "Q162633", "Q327333"} <= stops
    assert not stops & {"Q245065", "Q484652", "Q1194093", "Q79913"}
    assert KNOWN.stops("ror") == frozenset()


def test_what_is_no_organization_is_refused() -> None:
    refused = KNOWN.refused("wikidata")
    assert "fiction" in refused["Q14623646"].en
    assert not refused.keys() & KNOWN.stops("wikidata")


def test_a_value_that_is_known_to_be_wrong_is_found() -> None:
    why = KNOWN.wrong("ror", "02h5sfg65", "names", "国际竹藤中心")
    assert why is not None
    assert "another body" in why.en
    assert KNOWN.wrong("ror", "02h5sfg65", "names", "国际竹藤组织") is None
    assert KNOWN.wrong("ror", "04fa47g91", "names", "国际竹藤中心") is None


def test_values_of_a_share_alike_source_are_not_in_the_tables() -> None:
    values = curated.wrong_values(MAPPINGS / "wrong-values.csv")
    ours = [place for place in values if place[0] == "supraverden"]
    assert len(ours) > 5
    assert all(value.startswith(curated.HASHED) for *_, value in ours)


def test_a_verdict_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "classes.csv"
    path.write_text("key,source,class,label,verdict,why_en,why_zh\na,wikidata,Q1,x,halt,y,z\n")
    with pytest.raises(TableError, match="'halt' is neither 'stop' nor 'refuse'"):
        curated.class_verdicts(path)


# The rules


HEADER = """\
#curie_map: {wd: http://www.wikidata.org/entity/, isto: https://w3id.org/istograph/ontology#, \
id: https://w3id.org/istograph/id/}
#mapping_set_id: https://example.org/set
#license: https://creativecommons.org/publicdomain/zero/1.0/
subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tconfidence
"""


def facts_of(row: str) -> set[tuple[str, str | bool]]:
    found = parse_sssom(f"{HEADER}{row}\n", "w-types.sssom.tsv")
    (mapping,) = found.mappings
    return {(each.property, each.value) for each in evidence_of(mapping, "k", found)}


@pytest.mark.parametrize("predicate", ["closeMatch", "relatedMatch", "narrowMatch"])
def test_what_is_not_entailed_is_no_fact(predicate: str) -> None:
    assert facts_of(f"wd:Q1\tskos:{predicate}\t\tisto:ISTO\tsemapv:X\t0.9") == set()


def test_what_does_not_match_is_no_fact() -> None:
    assert facts_of("wd:Q1\tskos:exactMatch\tNot\tisto:ISTO\tsemapv:X\t0.9") == set()


def test_a_fact_can_be_denied_where_the_contract_has_it() -> None:
    row = "isto:hasConstitutiveInstrument\tNot\tid:instrument/multilateral-agreement"
    found = parse_sssom(f"{HEADER}wd:Q1\t{row}\tsemapv:X\t0.9\n")
    (evidence,) = evidence_of(found.mappings[0], "k", found)
    assert evidence.negated
    assert evidence.property == "hasConstitutiveInstrument"


def test_a_fact_cannot_be_denied_elsewhere() -> None:
    with pytest.raises(TableError, match="hasField cannot be negated"):
        facts_of("wd:Q1\tisto:hasField\tNot\tid:field/physics\tsemapv:X\t0.9")


def test_a_kind_of_party_says_nothing_of_its_bearer() -> None:
    assert facts_of("wd:Q1\tskos:exactMatch\t\tid:party/ngo\tsemapv:X\t0.9") == set()


@pytest.mark.parametrize(
    "row",
    [
        "wd:Q1\tisto:hasFeild\t\tid:field/physics\tsemapv:X\t0.9",
        "wd:Q1\tisto:hasField\t\tisto:ISTO\tsemapv:X\t0.9",
        "wd:Q1\towl:disjointWith\t\tisto:ISTO\tsemapv:X\t0.9",
        "wd:Q1\trdfs:subClassOf\t\tisto:ISTO\tsemapv:X\t0.9",
        "wd:Q1\tskos:exactMatch\t\tisto:ISTO\tsemapv:X\t",
    ],
)
def test_a_row_that_cannot_be_evidence_is_named(row: str) -> None:
    with pytest.raises(TableError, match=r"w-types.sssom.tsv:5: "):
        facts_of(row)


def test_every_word_belongs_to_a_scheme() -> None:
    schemes = {scheme.key for scheme in curated.source_schemes(MAPPINGS / "source-schemes.csv")}
    terms = curated.source_terms(MAPPINGS / "source-terms.csv")
    assert {term.scheme for term in terms} == schemes


def test_every_word_is_mapped() -> None:
    mapped = {row.subject_id for _, _, row in ROWS}
    terms = curated.source_terms(MAPPINGS / "source-terms.csv")
    assert [term.key for term in terms if f"id:source-term/{term.key}" not in mapped] == []


def test_a_word_without_an_entry_is_named(tmp_path: Path) -> None:
    for table in ("source-terms.csv", "classes.csv", "wrong-values.csv"):
        (tmp_path / table).write_bytes((MAPPINGS / table).read_bytes())
    (tmp_path / "evidence").mkdir()
    row = "id:source-term/none\tskos:exactMatch\t\tisto:ISTO\tsemapv:X\t0.9\n"
    (tmp_path / "evidence" / "ror-types.sssom.tsv").write_text(HEADER + row)
    with pytest.raises(InputError, match=r"source-terms.csv has no 'id:source-term/none'"):
        mappings.load(tmp_path)
