"""Entities of Wikidata as records and facts."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from tests.registries.running import Imported, import_files, import_values
from tests.tracing import untraced

from istograph import mappings
from istograph.rdf.namespaces import expand
from istograph.registries.wikidata.entities import Time, time

ORGANIZATION = "id:organization/wikidata-q100"
# Q245065 is "intergovernmental organization" and Q43229 "organization".
IGO, CHINA, HONG_KONG = "Q245065", "Q148", "Q8646"


def of_item(number: str) -> dict[str, Any]:
    value = {"entity-type": "item", "numeric-id": int(number[1:]), "id": number}
    return {"value": value, "type": "wikibase-entityid"}


def of_text(text: str) -> dict[str, Any]:
    return {"value": text, "type": "string"}


def of_name(text: str, language: str) -> dict[str, Any]:
    return {"value": {"text": text, "language": language}, "type": "monolingualtext"}


def of_time(text: str, precision: int, calendar: str = "Q1985727") -> dict[str, Any]:
    model = f"http://www.wikidata.org/entity/{calendar}"
    value = {"time": f"+{text}T00:00:00Z", "precision": precision, "calendarmodel": model}
    return {"value": value, "type": "time"}


def statement(
    value: dict[str, Any] | str,
    rank: str = "normal",
    qualifiers: dict[str, dict[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    return {
        "mainsnak": snak(value),
        "rank": rank,
        "id": "Q100$1",
        "qualifiers": {name: [snak(each)] for name, each in (qualifiers or {}).items()},
        **more,
    }


def snak(value: dict[str, Any] | str) -> dict[str, Any]:
    """A value, or that there is none, or an unknown one."""
    if isinstance(value, str):
        return {"snaktype": value}
    return {"snaktype": "value", "datavalue": value}


def entity(key: str = "Q100", **properties: Any) -> dict[str, Any]:
    return {
        "type": "item",
        "id": key,
        "lastrevid": 7,
        "labels": {"en": {"language": "en", "value": "Organization of Examples"}},
        "aliases": [],
        "claims": properties,
    }


def asked(*entities: dict[str, Any]) -> dict[str, Any]:
    return {"entities": {each["id"]: each for each in entities}}


def test_names_keep_their_languages(tmp_path: Path) -> None:
    value = entity(
        P1448=[statement(of_name("Organisation des exemples", "fr"))],
        P1813=[statement(of_name("OE", "en")), statement(of_name("Examples", "en"))],
    )
    value["labels"] |= {
        "zh": {"language": "zh", "value": "示例組織"},
        "zh-hans": {"language": "zh-hans", "value": "示例组织"},
        "zh-min-nan": {"language": "zh-min-nan", "value": "Sī-lē"},
        # Lent by another language, whose it is.
        "sr-el": {"language": "sr", "value": "Primer"},
    }
    value["aliases"] = {"en": [{"language": "en", "value": "Example Organization"}]}
    found = import_values("wikidata", tmp_path, asked(value))
    assert found.objects(ORGANIZATION, "rdfs:label") == [
        "Organization of Examples@en",
        "示例組織@zh",
        "示例组织@zh-hans",
        "Sī-lē@nan",
        "Primer@sr",
    ]
    assert found.objects(ORGANIZATION, "skos:altLabel") == [
        "Example Organization@en",
        "Organisation des exemples@fr",
        "OE@en",
        "Examples@en",
    ]
    assert found.objects(ORGANIZATION, "isto:acronym") == ["OE"]


def test_a_variant_stands_for_chinese_where_there_is_no_other(tmp_path: Path) -> None:
    value = entity()
    value["labels"] = {
        code: {"language": code, "value": text}
        for code, text in {"zh-tw": "示例組織", "zh-cn": "示例组织"}.items()
    }
    found = import_values("wikidata", tmp_path, asked(value))
    assert "示例组织@zh" in found.objects(ORGANIZATION, "rdfs:label")


def test_preferred_beats_normal_and_deprecated_is_dropped(tmp_path: Path) -> None:
    sites = [
        statement(of_text("https://normal.example.org/")),
        statement(of_text("https://preferred.example.org/"), "preferred"),
        statement(of_text("https://deprecated.example.org/"), "deprecated"),
    ]
    found = import_values("wikidata", tmp_path, asked(entity(P856=sites)))
    assert found.objects(ORGANIZATION, "schema:url") == ["https://preferred.example.org/"]
    found = import_values("wikidata", tmp_path, asked(entity(P856=sites[::2])))
    assert found.objects(ORGANIZATION, "schema:url") == ["https://normal.example.org/"]


def test_no_value_and_an_unknown_one_are_no_faults(tmp_path: Path) -> None:
    value = entity(P576=[statement("novalue")], P571=[statement("somevalue")], P31=[])
    found = import_values("wikidata", tmp_path, asked(value))
    assert not found.refused
    assert not found.objects(ORGANIZATION, "schema:foundingDate")
    assert not found.facts("wikidata-q100")


def test_identifiers(tmp_path: Path) -> None:
    value = entity(
        P6782=[statement(of_text("02qztda51"))],
        P213=[statement(of_text("0000 0001 2348 0690"))],
        P2427=[statement(of_text("not a grid"))],
        P1278=[statement(of_text("5493001KJTIIGC8Y1R12"))],
    )
    found = import_values("wikidata", tmp_path, asked(value))
    assert found.objects(ORGANIZATION, "schema:sameAs") == [
        "http://www.wikidata.org/entity/Q100",
        "https://ror.org/02qztda51",
    ]
    assert found.objects(ORGANIZATION, "schema:identifier") == [
        "isni:0000000123480690",
        "lei:5493001KJTIIGC8Y1R12",
    ]
    assert [each["field"] for each in found.refused] == ["claims.P2427[0]"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (of_time("1919-07-28", 11), "1919-07-28"),
        (of_time("1919-07-00", 10), "1919-07"),
        (of_time("1919-00-00", 9), "1919"),
        (of_time("1666-12-22", 11, "Q1985786"), "1666"),
    ],
)
def test_a_founding_is_as_exact_as_its_source(
    value: dict[str, Any], expected: str, tmp_path: Path
) -> None:
    found = import_values("wikidata", tmp_path, asked(entity(P571=[statement(value)])))
    assert found.objects(ORGANIZATION, "schema:foundingDate") == [expected]


def test_two_foundings_are_two_opinions(tmp_path: Path) -> None:
    dates = [of_time("1945-00-00", 9), of_time("1945-12-27", 11), of_time("1944-07-01", 11)]
    value = entity(P571=[statement(each) for each in dates])
    found = import_values("wikidata", tmp_path, asked(value))
    assert found.objects(ORGANIZATION, "schema:foundingDate") == ["1945-12-27"]
    assert [each["field"] for each in found.refused] == ["claims.P571[2]"]


@pytest.mark.parametrize(
    ("value", "day"),
    [(of_time("1946-04-18", 11), "1946-04-18"), (of_time("2000-02-00", 10), "2000-02-29")],
)
def test_what_is_dissolved_is_inactive(value: dict[str, Any], day: str, tmp_path: Path) -> None:
    found = import_values("wikidata", tmp_path, asked(entity(P576=[statement(value)])))
    assert found.facts("wikidata-q100") == {"dissolvedOn": [day]}
    assert found.objects(ORGANIZATION, "isto:registryStatus") == ["inactive"]


def test_an_end_before_the_beginning_is_refused(tmp_path: Path) -> None:
    value = entity(
        P571=[statement(of_time("1950-00-00", 9))], P576=[statement(of_time("1949-00-00", 9))]
    )
    found = import_values("wikidata", tmp_path, asked(value))
    assert "dissolvedOn" not in found.facts("wikidata-q100")
    assert [each["field"] for each in found.refused] == ["claims.P576[0]"]


@pytest.mark.parametrize("precision", [7, 8])
def test_a_time_without_a_year_is_none(precision: int) -> None:
    assert time(of_time("1900-00-00", precision)["value"]) is None


def test_a_time_that_may_be_a_year_has_its_first_and_last_day() -> None:
    assert (Time("2004").first.isoformat(), Time("2004").last.isoformat()) == (
        "2004-01-01",
        "2004-12-31",
    )


# Classes


def test_a_class_is_evidence_with_its_place(tmp_path: Path) -> None:
    url = "https://example.org/treaty"
    reference = {"snaks": {"P854": [snak(of_text(url))]}}
    value = entity(P31=[statement(of_item(IGO), references=[reference])])
    found = import_values("wikidata", tmp_path, asked(value))
    facts = found.facts("wikidata-q100")
    assert facts["isSaidToBe"] == [
        "ontology#IntergovernmentalOrganization",
    ]
    [locator] = set(found.objects("id:claim/wikidata-q100-is-said-to-be-1", "isto:locator"))
    assert locator.startswith("Q100 P31; Q245065, mapping wikidata-types-q245065-")
    assert "revision 7; statement Q100$1" in locator
    assert locator.endswith(url)


def above(lower: str, upper: str) -> dict[str, Any]:
    return entity(lower, P279=[statement(of_item(upper))])


@pytest.mark.parametrize("is_first", [True, False], ids=["classes first", "classes last"])
def test_a_walk_goes_up_through_the_classes_of_the_same_file(
    is_first: bool, tmp_path: Path
) -> None:
    value = asked(entity(P31=[statement(of_item("Q900001"))]))
    # A circle, too, as there are in Wikidata.
    classes = [above("Q900001", "Q900002"), above("Q900002", IGO), above("Q900002", "Q900001")]
    values = [*classes, value] if is_first else [value, *classes]
    found = import_values("wikidata", tmp_path, *values)
    said = found.facts("wikidata-q100")["isSaidToBe"]
    assert "ontology#IntergovernmentalOrganization" in said
    [locator] = found.objects("id:claim/wikidata-q100-is-said-to-be-1", "isto:locator")
    assert "Q900001 < Q900002 < Q245065" in locator


def test_a_walk_ends_at_the_classes_that_the_mappings_list(tmp_path: Path) -> None:
    # "Government agency": space agencies are below it, and the European one is none.
    stop = "Q327333"
    assert stop in mappings.load().stops("wikidata")
    classes = [above("Q900001", stop), above(stop, IGO)]
    below = asked(entity(P31=[statement(of_item("Q900001"))]))
    assert not import_values("wikidata", tmp_path, below, *classes).facts("wikidata-q100")
    itself = asked(entity(P31=[statement(of_item(stop))]))
    facts = import_values("wikidata", tmp_path, itself, *classes).facts("wikidata-q100")
    assert facts == {"hasLegalForm": ["government-body"]}


def test_a_class_of_some_years_is_evidence_for_those(tmp_path: Path) -> None:
    years = {"P580": of_time("1950-00-00", 9), "P582": of_time("1960-05-31", 11)}
    value = entity(P31=[statement(of_item(IGO), qualifiers=years)])
    found = import_values("wikidata", tmp_path, asked(value))
    claim = "id:claim/wikidata-q100-is-said-to-be-1"
    assert found.objects(claim, "isto:from") == ["1950-01-01"]
    assert found.objects(claim, "isto:to") == ["1960-06-01"]


def test_what_is_no_organization_is_refused(tmp_path: Path) -> None:
    # A disambiguation page.
    value = asked(entity(P31=[statement(of_item("Q4167410"))]))
    found = import_values("wikidata", tmp_path, value)
    assert (found.report.taken, found.report.refused) == (0, 1)
    assert found.refused[0]["field"] == "claims.P31"


def test_of_a_dump_only_organizations_are_taken(tmp_path: Path) -> None:
    dump = [
        entity("Q1", P31=[statement(of_item("Q5"))]),
        entity("Q2", P31=[statement(of_item(IGO))]),
        entity("Q3", P159=[statement(of_item("Q90"))]),
        entity("Q4", P31=[statement(of_item("Q900003"))]),
        above("Q900003", "Q43229"),
        {"type": "property", "id": "P31", "labels": {}, "claims": {}},
    ]
    text = "[\n" + ",\n".join(map(json.dumps, dump)) + "\n]\n"
    path = tmp_path / "dump.json.gz"
    path.write_bytes(gzip.compress(text.encode()))
    found = import_files("wikidata", tmp_path / "out.nq", path)
    assert (found.report.taken, found.report.left_out, found.report.refused) == (3, 3, 0)
    assert not found.refused


# Places


def test_the_seat_is_where_the_headquarters_are(tmp_path: Path) -> None:
    places = [
        entity("Q1000001", P17=[statement(of_item("Q142"))]),
        entity("Q1000002", P131=[statement(of_item("Q1000003"))], P17=[statement(of_item(CHINA))]),
        entity("Q1000003", P131=[statement(of_item(HONG_KONG))], P17=[statement(of_item(CHINA))]),
    ]
    for place, country, expected in (
        ("Q1000001", "Q30", "fr"),
        # Its country is China, but it lies in Hong Kong.
        ("Q1000002", CHINA, "hk"),
        (HONG_KONG, CHINA, "hk"),
        # Nothing is known of the place: the item's country is what there is.
        ("Q1000009", "Q30", "us"),
    ):
        value = entity(P159=[statement(of_item(place))], P17=[statement(of_item(country))])
        found = import_values("wikidata", tmp_path, asked(value), *places)
        assert found.facts("wikidata-q100") == {"isHeadquarteredIn": [expected]}


def test_a_place_may_be_qualified_by_its_country(tmp_path: Path) -> None:
    seat = statement(of_item("Q1000009"), qualifiers={"P17": of_item("Q142")})
    value = entity(P159=[seat], P17=[statement(of_item("Q30"))])
    found = import_values("wikidata", tmp_path, asked(value))
    assert found.facts("wikidata-q100") == {"isHeadquarteredIn": ["fr"]}


def test_a_country_alone_is_told_from_a_seat(tmp_path: Path) -> None:
    def notes(**claims: Any) -> set[str]:
        found = import_values("wikidata", tmp_path, asked(entity(**claims)))
        said = [q.object for q in found.quads() if q.predicate.value == expand("skos:note")]
        return {note.language for note in said if "P17" in note.value}

    country = [statement(of_item("Q142"))]

    assert notes(P17=country) == {"en", "zh"}
    assert notes(P17=country, P159=country) == set()


def test_the_item_of_the_seat_is_kept(tmp_path: Path) -> None:
    found = import_values("wikidata", tmp_path, asked(entity(P159=[statement(of_item("Q90"))])))

    assert found.objects("id:organization/wikidata-q100", "schema:location") == [expand("wd:Q90")]


def test_a_country_is_never_the_law(tmp_path: Path) -> None:
    value = entity(P31=[statement(of_item(IGO))], P17=[statement(of_item("Q142"))])
    facts = import_values("wikidata", tmp_path, asked(value)).facts("wikidata-q100")
    assert facts["isHeadquarteredIn"] == ["fr"]
    assert not facts.keys() & {"isEstablishedUnderLawOf", "hasStatutorySeatIn"}


# Relations, redirects, revisions


def test_relations_of_today(tmp_path: Path) -> None:
    former = {"P582": of_time("1990-00-00", 9)}
    value = entity(
        P749=[statement(of_item("Q101")), statement(of_item("Q102"), qualifiers=former)],
        P463=[statement(of_item("Q103"))],
        P1365=[statement(of_item("Q104"))],
        P1889=[statement(of_item("Q101"))],
        P361=[statement(of_item("Q100"))],
    )
    found = import_values("wikidata", tmp_path, asked(value, entity("Q101")))
    ours = "https://w3id.org/istograph/id/organization/wikidata-q101"
    assert found.objects(ORGANIZATION, "org:subOrganizationOf") == [ours]
    assert found.objects(ORGANIZATION, "org:memberOf") == ["http://www.wikidata.org/entity/Q103"]
    assert found.objects(ORGANIZATION, "isto:succeeds") == ["http://www.wikidata.org/entity/Q104"]
    assert found.objects(ORGANIZATION, "owl:differentFrom") == [ours]
    assert [each["field"] for each in found.refused] == ["claims.P361[0]"]


@pytest.mark.parametrize(
    "answer",
    [
        {"entities": {"Q99": entity() | {"redirects": {"from": "Q99", "to": "Q100"}}}},
        {"entities": {"Q99": entity()}},
    ],
)
def test_a_redirect_leads_to_the_item(answer: dict[str, Any], tmp_path: Path) -> None:
    found = import_values("wikidata", tmp_path, answer)
    old = "id:organization/wikidata-q99"
    assert found.objects(old, "dcterms:isReplacedBy") == [
        "https://w3id.org/istograph/id/organization/wikidata-q100"
    ]
    assert found.objects(ORGANIZATION, "rdf:type")


def test_the_newest_revision_counts(tmp_path: Path) -> None:
    values = [entity() | {"lastrevid": number} for number in (999, 1000, 998)]
    for value in values:
        value["labels"] = {"en": {"language": "en", "value": f"Revision {value['lastrevid']}"}}
    found = import_values("wikidata", tmp_path, *map(asked, values))
    assert found.objects(ORGANIZATION, "rdfs:label") == ["Revision 1000@en"]
    assert (found.report.taken, found.report.merged) == (1, 2)


@pytest.mark.parametrize(
    ("change", "field", "taken"),
    [
        ({"labels": {}}, "labels", 0),
        ({"id": "INBAR"}, "id", 0),
        ({"missing": ""}, "", 0),
        (
            {"labels": {"en": {"language": "en"}, "fr": {"language": "fr", "value": "X"}}},
            "labels.en",
            1,
        ),
        ({"claims": {"P31": "Q43229"}}, "claims.P31", 1),
        ({"claims": {"P31": [{"mainsnak": {}}]}}, "claims.P31[0]", 1),
        ({"claims": {"P31": [statement({"type": "?"})]}}, "claims.P31[0]", 1),
        ({"claims": {"P856": [statement(of_text("www"))]}}, "claims.P856[0]", 1),
        ({"claims": {"P571": [statement(of_time("1900-00-00", 7))]}}, "claims.P571[0]", 1),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(
    change: dict[str, Any], field: str, taken: int, tmp_path: Path
) -> None:
    found = import_values("wikidata", tmp_path, {"entities": {"Q100": entity() | change}})
    assert [(each["record"], each["field"]) for each in found.refused] == [("line 1", field)]
    assert found.report.taken == taken


@pytest.fixture(scope="module")
def whole(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """The real documents."""
    path = shared / "data" / "wikidata" / "json.tar.gz"
    if not path.is_file():
        pytest.skip(f"needs {path}")
    with untraced():
        out = tmp_path_factory.mktemp("wikidata") / "wikidata.nq.gz"
        return import_files("wikidata", out, path)


def test_the_real_documents_import_whole(whole: Imported) -> None:
    report = whole.report
    # Four are there twice; one is a disambiguation page.
    assert (report.entries, report.taken, report.merged, report.refused) == (270, 265, 4, 1)


def test_the_world_bank_is_read_whole(whole: Imported) -> None:
    bank = "id:organization/wikidata-q7164"
    assert "https://ror.org/00ae7jd04" in whole.objects(bank, "schema:sameAs")
    assert "世界銀行@zh" in whole.objects(bank, "rdfs:label")
    assert whole.objects(bank, "schema:foundingDate") == ["1945-12-27"]
    facts = whole.facts("wikidata-q7164")
    assert facts["isHeadquarteredIn"] == ["us"]
    assert "ontology#IntergovernmentalOrganization" in facts["isSaidToBe"]
