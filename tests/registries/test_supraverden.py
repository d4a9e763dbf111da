"""SupraVerden's list, in YAML: treaty bodies, and what is not one of them."""

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode
from tests.registries.running import Imported, import_files

from istograph.mappings import load
from istograph.rdf.namespaces import expand
from istograph.registries.chinese import chinese_tag, is_chinese
from istograph.registries.supraverden import entries

A = "SPRVD0000001"
RECORD = "supraverden-sprvd0000001"
ORGANIZATION = f"id:organization/{RECORD}"
FIELDS: dict[str, Any] = {
    "SPRVD_id": A,
    "Wikidata_code": "Q1",
    "Entity_type": "International organisation",
    "Org_family": "none",
    "Country": "ZZ",
    "Name_en": "Example Commission",
    "Name_other_2_en": "Commission of Examples",
    "Name_former_fr": "Ancienne Commission",
    "Name_zh": "示例委員會",
    "Abbreviation_en": "EXC",
    "Treaty_url": "https://example.org/treaty of 1999.pdf",
    "OpenSanctions_id": "'[No code found.]'",
    "Assessment_against_FATF_definition": "Included",
    "Basis_for_assessment": "B22",
    "Year_established": 1999,
    "Headquarters": "Abidjan, Ivory Coast",
    "LEI": "529900FZRK8FGMPEOM08",
    "LEI_bic": "\n  - EXCOXXXX",
    "Website": "https://example.org/",
}


def written(folder: Path, *records: dict[str, Any]) -> Path:
    path = folder / "list.yaml"
    lines = []
    for number, record in enumerate(records):
        lines.append(f"Organization {number}:")
        lines += [f"  {name}: {value}".rstrip() for name, value in record.items()]
    path.write_text("\n".join(lines) + "\n")
    return path


def imported(folder: Path, *records: dict[str, Any]) -> Imported:
    return import_files("supraverden", folder / "out.nq", written(folder, *records))


def with_(**changes: Any) -> dict[str, Any]:
    fields = {**FIELDS, **changes}
    return {name: value for name, value in fields.items() if value != ""}


def test_a_treaty_body_is_taken_with_its_names_and_identifiers(tmp_path: Path) -> None:
    found = imported(tmp_path, FIELDS)
    assert found.report.taken == 1
    assert found.refused == []
    labels = found.objects(ORGANIZATION, "rdfs:label")
    assert {"Example Commission@en", "示例委員會@zh-hant", "示例委員會@zh"} <= set(labels)
    aliases = found.objects(ORGANIZATION, "skos:altLabel")
    assert {"Commission of Examples@en", "Ancienne Commission@fr"} <= set(aliases)
    assert found.objects(ORGANIZATION, "isto:acronym") == ["EXC"]
    assert found.objects(ORGANIZATION, "schema:sameAs") == ["http://www.wikidata.org/entity/Q1"]
    assert set(found.objects(ORGANIZATION, "schema:identifier")) == {
        f"supraverden:{A}",
        "lei:529900FZRK8FGMPEOM08",
    }
    assert found.objects(ORGANIZATION, "schema:foundingDate") == ["1999"]
    assert found.objects(ORGANIZATION, "isto:locality") == ["Abidjan"]


def test_a_treaty_is_evidence_and_the_list_alone_is_none(tmp_path: Path) -> None:
    assert imported(tmp_path, FIELDS).facts(RECORD) == {
        "isHeadquarteredIn": ["ci"],
        "hasConstitutiveInstrument": ["intergovernmental-agreement"],
        "isSaidToBe": ["ontology#IntergovernmentalOrganization"],
    }


def test_without_a_treaty_no_class_follows(tmp_path: Path) -> None:
    found = imported(tmp_path, with_(Treaty_url=""))
    assert found.facts(RECORD) == {"isHeadquarteredIn": ["ci"]}


def test_what_is_assessed_as_excluded_is_not_said_to_be_anything(tmp_path: Path) -> None:
    found = imported(tmp_path, with_(Assessment_against_FATF_definition="Excluded"))
    facts = found.facts(RECORD)
    assert facts["hasConstitutiveInstrument"] == ["intergovernmental-agreement"]
    assert "isSaidToBe" not in facts


@pytest.mark.parametrize(
    ("type_", "instruments"),
    [
        ("EU decentralised agency", ["supranational-legal-act"]),
        ("European Research Infrastructure Consortium", ["supranational-legal-act"]),
        ("all-Ireland implementation body", ["bilateral-agreement"]),
        ("EU institution", []),
        ("FAO statutory body", []),
    ],
)
def test_an_emanation_has_not_the_treaty_of_another(
    type_: str, instruments: list[str], tmp_path: Path
) -> None:
    facts = imported(tmp_path, with_(Type=type_)).facts(RECORD)
    assert facts.get("hasConstitutiveInstrument", []) == instruments
    assert "isSaidToBe" not in facts


def test_a_specialized_agency_is_intergovernmental_without_an_address(tmp_path: Path) -> None:
    facts = imported(tmp_path, with_(Type="UN specialized agency", Treaty_url="")).facts(RECORD)
    assert facts["isSaidToBe"] == ["ontology#IntergovernmentalOrganization"]


def test_a_claim_says_where_it_stands_and_by_which_mapping(tmp_path: Path) -> None:
    found = imported(tmp_path, FIELDS)
    claim = f"id:claim/{RECORD}-is-said-to-be-1"
    (locator,) = found.objects(claim, "isto:locator")
    assert locator.startswith(
        f"{A}, Treaty_url https://example.org/treaty%20of%201999.pdf; mapping "
    )
    key = locator.rpartition(" ")[2]
    assert key in {each.mapping for each in load().evidence(*_INCLUDED)}


_INCLUDED = ("supraverden", "Included, Treaty_url", "criteria")


def test_everything_stands_in_its_graph_with_its_licence(tmp_path: Path) -> None:
    quads = imported(tmp_path, FIELDS).quads()
    assert {quad.graph_name.value for quad in quads} == {expand("graph:supraverden")}
    licences = [q.object for q in quads if q.predicate.value == expand("dcterms:license")]
    assert licences == [NamedNode("https://creativecommons.org/licenses/by-sa/4.0/")]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("Headquarters", "Bangkok, Rattanakosin Kingdom", "a comma and a country"),
        ("Headquarters", "Paris", "a comma and a country"),
        ("Name_zh", "EXAMPLE", "Chinese characters"),
        ("Wikidata_code", "Q", "an identifier of wikidata"),
        ("LEI", "1", "an identifier of lei"),
        ("Treaty_url", "see the website", "an address"),
        ("Website", "ftp://example.org", "an address"),
        ("Year_established", "about 1999", "a year"),
        ("Yaer_established", "1999", "a field of the data dictionary"),
        ("Name_fr", "[a, b]", "a text"),
        ("Name_fr", "*name", "a text"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(
    field: str, value: str, words: str, tmp_path: Path
) -> None:
    found = imported(tmp_path, with_(**{field: value}))
    assert found.report.taken == 1
    (refusal,) = found.refused
    assert (refusal["key"], refusal["field"], refusal["record"]) == (A, field, "line 1")
    assert words in refusal["wanted"]


@pytest.mark.parametrize(
    ("record", "field"),
    [(with_(SPRVD_id="X"), "SPRVD_id"), (with_(SPRVD_id=""), "SPRVD_id")],
)
def test_a_record_without_a_key_is_refused(
    record: dict[str, Any], field: str, tmp_path: Path
) -> None:
    found = imported(tmp_path, FIELDS, record)
    assert (found.report.taken, found.report.refused) == (1, 1)
    assert found.refused[0]["field"] == field


def test_a_record_without_a_name_is_refused(tmp_path: Path) -> None:
    found = imported(tmp_path, {"SPRVD_id": A, "Website": "https://example.org/"})
    assert (found.report.taken, found.refused[0]["wanted"]) == (0, "a name")


def test_the_first_of_two_records_with_one_key_counts(tmp_path: Path) -> None:
    found = imported(tmp_path, FIELDS, with_(Name_en="Another Commission"))
    assert (found.report.taken, found.report.merged) == (1, 1)
    assert "Example Commission@en" in found.objects(ORGANIZATION, "rdfs:label")


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        ("Broken:\n  SPRVD_id: [\n", "YAML to the end"),
        ("Tab:\n\tSPRVD_id: x\n", "YAML to the end"),
        ("Alias: *nothing\n", "an id as"),
    ],
)
def test_where_the_file_breaks_the_rest_is_refused(tail: str, words: str, tmp_path: Path) -> None:
    path = written(tmp_path, FIELDS)
    path.write_text(path.read_text() + tail)
    found = import_files("supraverden", tmp_path / "out.nq", path)
    assert found.report.taken == 1
    assert words in found.refused[0]["wanted"]


@pytest.mark.parametrize("text", ["- a\n- b\n", "", "just text\n"])
def test_a_file_of_another_kind_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_text(text)
    found = import_files("supraverden", tmp_path / "out.nq", path)
    assert (found.report.taken, found.report.refused) == (0, 1)


def test_yaml_types_do_not_change_a_text(tmp_path: Path) -> None:
    # YAML 1.1 reads `no` as false and 1_999 as a number.
    found = imported(tmp_path, with_(Name_en="no", Name_other_2_en="1_999"))
    assert "no@en" in found.objects(ORGANIZATION, "rdfs:label")
    assert "1_999@en" in found.objects(ORGANIZATION, "skos:altLabel")


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("国际竹藤组织", "zh-Hans"),
        ("國際竹藤組織", "zh-Hant"),
        ("北大西洋", "zh"),
        ("国际馬鈴薯中心", "zh"),
        ("WTO法律諮詢中心", "zh-Hant"),
    ],
)
def test_the_script_is_known_where_only_one_fits(text: str, tag: str) -> None:
    assert chinese_tag(text) == tag


def test_latin_letters_are_no_chinese() -> None:
    assert not is_chinese("EUROFIMA")
    assert is_chinese("WTO法律諮詢中心")


# The real list


@pytest.fixture(scope="module")
def whole(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    path = shared / "data" / "supraverden" / "general_list.yaml"
    return import_files("supraverden", tmp_path_factory.mktemp("list") / "out.nq", path)


def test_the_real_list_imports_whole(whole: Imported) -> None:
    assert (whole.report.entries, whole.report.taken, whole.report.refused) == (617, 617, 0)
    assert whole.report.fields == len(whole.refused) == 42


@pytest.mark.parametrize(
    "organ",
    [
        "SPRVD0734861",  # European Court of Human Rights
        "SPRVD0122656",  # Central American Parliament
        "SPRVD0745891",  # Secretariat of the Convention on Biological Diversity
    ],
)
def test_the_treaty_of_an_organization_makes_none_of_its_organs(
    organ: str, whole: Imported
) -> None:
    facts = whole.facts(f"supraverden-{organ.lower()}")
    assert not {"isSaidToBe", "hasConstitutiveInstrument"} & facts.keys()


def test_known_errors_of_the_real_list_are_set_aside(whole: Imported) -> None:
    aside = {(each["key"], each["field"]) for each in whole.refused if "aside" in each["wanted"]}
    assert {
        ("SPRVD0875105", "Name_zh"),  # International Organization of Legal Metrology
        ("SPRVD0760190", "Headquarters"),  # African Union
        ("SPRVD0766847", "Headquarters"),  # CERN
    } <= aside
    labels = whole.objects("id:organization/supraverden-sprvd0875105", "rdfs:label")
    assert not [label for label in labels if "@zh" in label]


def test_no_number_of_wikidata_stands_on_two_records_of_the_real_list(whole: Imported) -> None:
    same = [q.object for q in whole.quads() if q.predicate.value == expand("schema:sameAs")]
    assert len(same) == len(set(same)) == 549


def test_organizations_are_read_one_at_a_time(tmp_path: Path) -> None:
    from istograph.registries.inputs import file

    path = written(tmp_path, FIELDS)
    path.write_text(path.read_text() + "Broken: [\n")
    reading = entries(file(path))
    assert next(reading).value[1]["SPRVD_id"] == A
