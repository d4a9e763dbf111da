"""Records of the Research Organization Registry, in both schemas."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.registries.running import Imported, import_files, import_values
from tests.tracing import untraced

A, B, C = "https://ror.org/05a28rw58", "https://ror.org/02qztda51", "https://ror.org/01an7q238"
ORGANIZATION = "id:organization/ror-05a28rw58"


def new(**changes: Any) -> dict[str, Any]:
    """A record of schema 2."""
    return {
        "id": A,
        "names": [
            {"value": "Institut des exemples", "types": ["ror_display", "label"], "lang": "fr"},
            {"value": "Institute of Examples", "types": ["label"], "lang": "en"},
            {"value": "Examples' Institute", "types": ["alias"], "lang": "en"},
            {"value": "IE", "types": ["acronym"], "lang": None},
            {"value": "示例研究所", "types": ["label"], "lang": "zh"},
        ],
        "types": ["government", "nonprofit"],
        "status": "active",
        "established": 1919,
        "links": [
            {"type": "website", "value": "https://example.org/"},
            {"type": "wikipedia", "value": "https://en.wikipedia.org/wiki/Example"},
        ],
        "domains": ["example.org"],
        "locations": [
            {
                "geonames_id": 2988507,
                "geonames_details": {
                    "country_code": "FR",
                    "lat": 48.85341,
                    "lng": 2.3488,
                    "name": "Paris",
                },
            }
        ],
        "external_ids": [
            {"type": "wikidata", "all": ["Q1", "Q2"], "preferred": "Q2"},
            {"type": "isni", "all": ["0000 0001 2348 0690"], "preferred": None},
            {"type": "grid", "all": ["grid.1.2"], "preferred": "grid.1.2"},
        ],
        "relationships": [],
        "admin": {"last_modified": {"date": "2024-01-01", "schema_version": "2.0"}},
        **changes,
    }


def old(**changes: Any) -> dict[str, Any]:
    """A record of schema 1."""
    return {
        "id": A,
        "name": "Institute of Examples",
        "aliases": ["Examples' Institute"],
        "acronyms": ["IE"],
        "labels": [{"label": "示例研究所", "iso639": "zh"}],
        "types": ["Government"],
        "status": "active",
        "established": 1919,
        "links": ["https://example.org/"],
        "wikipedia_url": "https://en.wikipedia.org/wiki/Example",
        "addresses": [{"lat": 48.85341, "lng": 2.3488, "city": "Paris", "geonames_city": None}],
        "country": {"country_code": "FR"},
        "external_ids": {
            "Wikidata": {"preferred": None, "all": ["Q2"]},
            "GRID": {"preferred": "grid.1.2", "all": "grid.1.2"},
        },
        "relationships": [],
        **changes,
    }


def test_every_name_keeps_its_language(tmp_path: Path) -> None:
    found = import_values("ror", tmp_path, new())
    labels = found.objects(ORGANIZATION, "rdfs:label")
    assert sorted(labels) == [
        "Institut des exemples@fr",
        "Institute of Examples@en",
        "示例研究所@zh",
    ]
    assert found.objects(ORGANIZATION, "skos:altLabel") == ["Examples' Institute@en"]
    assert found.objects(ORGANIZATION, "isto:acronym") == ["IE"]


def test_the_name_that_is_displayed_comes_before_another_in_its_language(tmp_path: Path) -> None:
    names = [
        {"value": "Second", "types": ["label"], "lang": "en"},
        {"value": "First", "types": ["label", "ror_display"], "lang": "en"},
    ]
    found = import_values("ror", tmp_path, new(names=names))
    assert found.objects(ORGANIZATION, "rdfs:label") == ["First@en"]
    assert found.objects(ORGANIZATION, "skos:altLabel") == ["Second@en"]


def test_the_name_of_the_old_schema_has_no_known_language(tmp_path: Path) -> None:
    found = import_values("ror", tmp_path, old())
    labels = found.objects(ORGANIZATION, "rdfs:label")
    assert labels == ["Institute of Examples@und", "示例研究所@zh"]


def test_only_what_ror_prefers_is_the_same(tmp_path: Path) -> None:
    found = import_values("ror", tmp_path, new())
    assert found.objects(ORGANIZATION, "schema:sameAs") == [
        A,
        "http://www.wikidata.org/entity/Q2",
    ]
    assert found.objects(ORGANIZATION, "schema:identifier") == [
        "wikidata:Q1",
        "isni:0000000123480690",
        "grid:grid.1.2",
        "domain:example.org",
    ]


@pytest.mark.parametrize("record", [new(), old()], ids=["new", "old"])
def test_both_schemas_say_the_same(record: dict[str, Any], tmp_path: Path) -> None:
    found = import_values("ror", tmp_path, record)
    assert found.objects(ORGANIZATION, "schema:foundingDate") == ["1919"]
    assert found.objects(ORGANIZATION, "schema:url") == ["https://example.org/"]
    assert found.objects(ORGANIZATION, "schema:subjectOf") == [
        "https://en.wikipedia.org/wiki/Example"
    ]
    assert found.objects(ORGANIZATION, "isto:locality") == ["Paris"]
    assert found.objects(ORGANIZATION, "isto:coordinates") == ["48.85341,2.3488"]
    assert "grid:grid.1.2" in found.objects(ORGANIZATION, "schema:identifier")
    # Types decide nothing, and the country is where it sits.
    assert found.facts("ror-05a28rw58") == {"isHeadquarteredIn": ["fr"]}
    assert "ror:government" in found.objects(ORGANIZATION, "dcterms:type")
    assert not found.refused


def relation(kind: str, target: str) -> dict[str, str]:
    return {"type": kind, "id": target, "label": "Another"}


def test_relations_name_our_records_where_they_are_here(tmp_path: Path) -> None:
    related = [relation("parent", B), relation("child", C), relation("Predecessor", B)]
    found = import_values("ror", tmp_path, new(relationships=related), new(id=B))
    ours = "https://w3id.org/istograph/id/organization/ror-02qztda51"
    assert found.objects(ORGANIZATION, "org:subOrganizationOf") == [ours]
    assert found.objects(ORGANIZATION, "isto:succeeds") == [ours]
    # The child is not here: its own address stands for it, and the relation is turned round.
    [child] = [q for q in found.quads() if str(q.subject) == f"<{C}>"]
    assert str(child.predicate) == "<http://www.w3.org/ns/org#subOrganizationOf>"
    assert str(child.object) == "<https://w3id.org/istograph/id/organization/ror-05a28rw58>"


def test_a_withdrawn_record_leads_to_its_successor(tmp_path: Path) -> None:
    withdrawn = new(status="withdrawn", relationships=[relation("Successor", B)])
    found = import_values("ror", tmp_path, withdrawn, new(id=B))
    assert found.objects(ORGANIZATION, "dcterms:isReplacedBy") == [
        "https://w3id.org/istograph/id/organization/ror-02qztda51"
    ]
    assert found.objects(ORGANIZATION, "owl:deprecated") == ["true"]
    assert not found.objects(ORGANIZATION, "rdf:type")
    assert "示例研究所@zh" in found.objects(ORGANIZATION, "skos:hiddenLabel")
    assert not found.objects(ORGANIZATION, "rdfs:label")
    assert found.report.withdrawn == 1


def test_a_withdrawn_record_without_successor_is_gone(tmp_path: Path) -> None:
    found = import_values("ror", tmp_path, new(status="withdrawn"))
    assert found.objects(ORGANIZATION, "owl:deprecated") == ["true"]
    assert not found.objects(ORGANIZATION, "dcterms:isReplacedBy")


def test_of_two_successors_neither_replaces_it(tmp_path: Path) -> None:
    successors = [relation("successor", B), relation("successor", C)]
    found = import_values(
        "ror", tmp_path, new(status="withdrawn", relationships=successors), new(id=B), new(id=C)
    )
    assert not found.objects(ORGANIZATION, "dcterms:isReplacedBy")
    assert [each["field"] for each in found.refused] == ["relationships"]


def test_an_inactive_record_is_still_an_organization(tmp_path: Path) -> None:
    found = import_values("ror", tmp_path, new(status="inactive"))
    assert found.objects(ORGANIZATION, "isto:registryStatus") == ["inactive"]
    assert found.objects(ORGANIZATION, "rdf:type") == ["http://www.w3.org/ns/org#Organization"]


def test_the_newer_of_two_versions_counts(tmp_path: Path) -> None:
    changed = new(established=2000, admin={"last_modified": {"date": "2025-01-01"}})
    found = import_values("ror", tmp_path, changed, old(established=1900), new())
    assert found.objects(ORGANIZATION, "schema:foundingDate") == ["2000"]
    assert (found.report.taken, found.report.merged) == (1, 2)


@pytest.mark.parametrize(
    ("broken", "field", "whole"),
    [
        ({"id": "https://ror.org/iiiiiiiii"}, "id", True),
        ({"status": "retired"}, "status", True),
        ({"names": []}, "names", True),
        ({"names": "Institute"}, "names", False),
        ({"names": [{"value": " ", "types": ["label"]}]}, "names[0].value", False),
        ({"names": [{"value": "X", "types": ["label"], "lang": "en_US"}]}, "names[0].lang", False),
        (
            {"names": [{"value": "Xiàmén Dàxué", "types": ["label"], "lang": "zh"}]},
            "names[0].lang",
            False,
        ),
        ({"names": [{"value": "X", "types": ["nickname"]}]}, "names[0].types", False),
        ({"established": "1919"}, "established", False),
        ({"established": 20190}, "established", False),
        ({"links": [{"type": "website", "value": "www"}]}, "links[0].value", False),
        ({"links": [{"type": "blog", "value": "https://x.org"}]}, "links[0].type", False),
        ({"links": [7]}, "links[0]", False),
        ({"relationships": [relation("cousin", B)]}, "relationships[0].type", False),
        ({"relationships": [relation("parent", "B")]}, "relationships[0].id", False),
        ({"relationships": [relation("related", A)]}, "relationships[0].id", False),
        ({"external_ids": [{"type": "isni", "all": ["1"]}]}, "external_ids[0].all", False),
        ({"external_ids": [{"type": "isni", "all": "1"}]}, "external_ids[0].all", False),
        (
            {"locations": [{"geonames_details": {"country_code": "XK"}}]},
            "locations[0].geonames_details.country_code",
            False,
        ),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(
    broken: dict[str, Any], field: str, whole: bool, tmp_path: Path
) -> None:
    found = import_values("ror", tmp_path, new(id=B), new(**broken))
    places = [(each["file"], each["record"], each["field"]) for each in found.refused]
    assert ("ror.jsonl", "line 2", field) in places
    if whole:
        assert found.report.taken == 1


def test_a_dump_is_read_by_its_newer_schema(tmp_path: Path) -> None:
    path = tmp_path / "v2.0-ror-data.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("v2.0-ror-data.csv", "id,name\n")
        archive.writestr("v2.0-ror-data.json", json.dumps([old(), old(id=B)], indent=2))
        archive.writestr("v2.0-ror-data_schema_v2.json", json.dumps([new(), new(id=B)], indent=2))
    found = import_files("ror", tmp_path / "out.nq.gz", path)
    assert (found.report.entries, found.report.taken) == (2, 2)
    assert "Institut des exemples@fr" in found.objects(ORGANIZATION, "rdfs:label")


def test_a_name_that_is_known_to_be_wrong_is_set_aside(tmp_path: Path) -> None:
    # INBAR's record has the Chinese name of another body.
    names = [
        {"value": "International Bamboo and Rattan Organisation", "types": ["label"], "lang": "en"},
        {"value": "国际竹藤中心", "types": ["label"], "lang": "zh"},
    ]
    inbar = new(id="https://ror.org/02h5sfg65", names=names)
    other = new(id="https://ror.org/04fa47g91", names=names[1:])
    found = import_values("ror", tmp_path, inbar, other)
    assert found.objects("id:organization/ror-02h5sfg65", "rdfs:label") == [
        f"{names[0]['value']}@en"
    ]
    assert found.objects("id:organization/ror-04fa47g91", "rdfs:label") == ["国际竹藤中心@zh"]
    [refused] = found.refused
    assert (refused["key"], refused["field"]) == ("02h5sfg65", "names")
    assert refused["found"] == '"国际竹藤中心"'


@pytest.fixture(scope="module")
def whole(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """Both real files."""
    folder = shared / "data" / "ror"
    paths = (folder / "ror_v2_latest.jsonl.gz", folder / "ror_v1_only_latest.jsonl.gz")
    if not all(path.is_file() for path in paths):
        pytest.skip(f"needs the files of {folder}")
    with untraced():
        return import_files("ror", tmp_path_factory.mktemp("ror") / "ror.nq.gz", *paths)


def test_the_real_files_import_whole(whole: Imported) -> None:
    report = whole.report
    assert (report.entries, report.taken, report.withdrawn) == (51370, 51370, 1374)
    assert (report.refused, report.merged) == (0, 0)
    # Kosovo has no code in ISO 3166-1, a few relate to themselves, a few have GRID's address.
    assert {each["field"].partition("[")[0] for each in whole.refused} <= {
        "country.country_code",
        "external_ids",
        "locations",
        "names",
        "relationships",
    }
