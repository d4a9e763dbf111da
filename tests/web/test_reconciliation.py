"""The reconciliation service on a real server; its JSON against the specification's own schemas."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

Json = Any
Check = Callable[[str, str, Json], None]
JSON = "application/json"


@pytest.fixture(scope="session")
def specification(shared: Path) -> Path:
    folder = shared / "conformance" / "suites" / "reconciliation-specs"
    if not folder.is_dir():
        pytest.skip(f"needs {folder}, which is not there")
    return folder


@pytest.fixture(scope="session")
def fits(specification: Path) -> Check:
    """Check JSON with a schema of a version of the specification."""

    def check(version: str, name: str, content: Json) -> None:
        folder = specification / version / "schemas"
        # What security schemes are, OpenAPI says elsewhere; ours has none.
        anything = Resource(contents=True, specification=DRAFT7)
        resources = [("http://swagger.io/v2/schema.json", anything)]
        for path in folder.glob("*.json"):
            schema = json.loads(path.read_text(encoding="utf-8"))
            if "$id" in schema:
                resource = Resource(contents=schema, specification=DRAFT7)
                resources += [(schema["$id"], resource), (path.name, resource)]
        schema = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        registry = Registry().with_resources(resources)
        jsonschema.Draft7Validator(schema, registry=registry).validate(content)

    return check


def ask(client: httpx.Client, **queries: Json) -> Json:
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return answer.json()


def first(client: httpx.Client, text: str, **rest: Json) -> Json:
    found = ask(client, q0={"query": text, **rest})["q0"]["result"]
    assert found, text
    return found[0]


# Manifest


def test_the_manifest_names_the_spaces_and_where_things_are(
    client: httpx.Client, address: str
) -> None:
    answer = client.get("/reconcile")
    manifest = answer.json()
    assert answer.headers["content-type"] == JSON
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "0.2" in manifest["versions"]
    assert manifest["identifierSpace"] == "https://w3id.org/istograph/id/organization/"
    assert manifest["schemaSpace"] == "https://w3id.org/istograph/ontology#"
    assert manifest["view"]["url"] == f"{address}/id/organization/{{{{id}}}}"
    assert "{{id}}" in manifest["preview"]["url"]
    assert {type_["id"] for type_ in manifest["defaultTypes"]} >= {"Organization", "ISTO"}
    assert manifest["batchSize"] == 50


def test_the_manifests_fit_their_schemas(client: httpx.Client, fits: Check) -> None:
    fits("0.2", "manifest", client.get("/reconcile").json())
    fits("1.0-draft", "manifest", client.get("/reconcile/").json())
    fits("1.0-draft", "manifest", client.get("/reconcile?version=1.0-draft").json())


def test_the_manifest_follows_the_readers_language(client: httpx.Client) -> None:
    chinese = client.get("/reconcile", headers={"Accept-Language": "zh-CN"})
    assert "国际组织" in chinese.json()["name"]
    assert chinese.headers["content-language"] == "zh"


# Queries


def test_an_exact_name_finds_its_organization(client: httpx.Client) -> None:
    found = first(client, "International Organization for Standardization")
    assert (found["id"], found["match"], found["score"]) == ("iso", True, 100)


@pytest.mark.parametrize(
    "text",
    [
        "Q15028",
        "http://www.wikidata.org/entity/Q15028",
        "004s85t07",
        "https://ror.org/004s85t07",
        "iso",
        "ISO",
        "https://w3id.org/istograph/id/organization/iso",
    ],
)
def test_an_identifier_or_acronym_finds_its_organization(client: httpx.Client, text: str) -> None:
    found = first(client, text)
    assert found["id"] == "iso"
    assert found["score"] == 100


@pytest.mark.parametrize("text", ["国际标准化组织", "國際標準化組織"])
def test_both_scripts_of_chinese_find_it(client: httpx.Client, text: str) -> None:
    found = first(client, text)
    assert (found["id"], found["name"]) == ("iso", "国际标准化组织")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Internatonal Astronomcal Union", "iau"),
        ("Intl. Union of Pure & Applied Chemistry", "iupac"),
        ("The world health organisation", "who"),
        ("Organization for Nuclear Research, European", "cern"),
    ],
)
def test_slips_and_spellings_are_forgiven(client: httpx.Client, text: str, key: str) -> None:
    assert first(client, text)["id"] == key


def test_only_the_first_candidate_may_be_a_match(client: httpx.Client) -> None:
    found = ask(client, q0={"query": "International Union of Pure and Applied Physics"})
    result = found["q0"]["result"]
    scores = [each["score"] for each in result]
    assert [each["match"] for each in result] == [True, *[False] * (len(result) - 1)]
    assert scores == sorted(scores, reverse=True)


def test_a_name_that_nothing_is_like_finds_no_match(client: httpx.Client) -> None:
    result = ask(client, q0={"query": "Ministry of Silly Walks"})["q0"]["result"]
    assert not any(each["match"] for each in result)


def test_the_most_specific_type_comes_first(client: httpx.Client) -> None:
    types = [type_["id"] for type_ in first(client, "iau")["type"]]
    assert types[-1] == "Organization"
    assert types.index("InternationalNGO") < types.index("InternationalOrganization")
    assert types.index("ISTO") < types.index("BroadISTO")
    assert types.index("CivilISTO") < types.index("ISTO")


def test_a_type_restricts_the_candidates(client: httpx.Client) -> None:
    # OpenRefine sends the type as an object, others as a string or an array.
    for type_ in ("IntergovernmentalOrganization", ["isto:IntergovernmentalOrganization"]):
        result = ask(client, q={"query": "International Union", "type": type_})["q"]["result"]
        assert result
        for each in result:
            assert "IntergovernmentalOrganization" in {t["id"] for t in each["type"]}


def test_all_types_are_wanted_where_all_are_asked_for(client: httpx.Client) -> None:
    query = {"query": "Union", "type": ["ISTO", "InternationalNGO"], "type_strict": "all"}
    for each in ask(client, q=query)["q"]["result"]:
        assert {"ISTO", "InternationalNGO"} <= {t["id"] for t in each["type"]}


def test_evidence_raises_the_score_and_is_told(client: httpx.Client) -> None:
    name = "Union for the Conservation of Nature"
    plain = first(client, name)
    properties = [{"pid": "url", "v": "https://iucn.org"}, {"pid": "foundingDate", "v": "1948"}]
    with_evidence = first(client, name, properties=properties)
    features = {each["id"]: each["value"] for each in with_evidence["features"]}
    assert plain["id"] == with_evidence["id"] == "iucn"
    assert with_evidence["score"] > plain["score"]
    assert features["website"] == 1


def test_properties_alone_are_a_query(client: httpx.Client) -> None:
    query = {"properties": [{"pid": "hasPrincipalField", "v": {"id": "astronomy"}}], "limit": 20}
    found = {each["id"] for each in ask(client, q=query)["q"]["result"]}
    assert {"iau", "eso"} <= found
    by_identifier = {"properties": [{"pid": "wikidata", "v": "Q15028"}]}
    assert ask(client, q=by_identifier)["q"]["result"][0]["id"] == "iso"


def test_a_batch_is_answered_under_its_own_names(client: httpx.Client) -> None:
    answered = ask(client, q0={"query": "CERN"}, q7={"query": "World Bank"}, other={"query": "ITU"})
    assert list(answered) == ["q0", "q7", "other"]


def test_a_query_may_be_sent_by_get(client: httpx.Client) -> None:
    answer = client.get("/reconcile", params={"queries": '{"q0": {"query": "CERN"}}'})
    assert answer.json()["q0"]["result"][0]["id"] == "cern"


def test_a_slash_at_the_end_of_the_address_changes_no_answer(client: httpx.Client) -> None:
    fields = {"queries": '{"q0": {"query": "CERN"}}'}
    plain = client.post("/reconcile", data=fields).json()
    assert client.post("/reconcile/", data=fields).json() == plain
    assert client.get("/reconcile/", params=fields).json() == plain


def test_results_fit_the_schema(client: httpx.Client, fits: Check) -> None:
    fits(
        "0.2", "reconciliation-result-batch", ask(client, q0={"query": "Union"}, q1={"query": "x"})
    )


def test_the_limit_holds(client: httpx.Client) -> None:
    assert len(ask(client, q={"query": "International Union", "limit": 2})["q"]["result"]) == 2


def test_a_text_of_any_length_is_no_error_and_nothing(client: httpx.Client) -> None:
    assert ask(client, q0={"query": "International Astronomical Union " * 100}) == {
        "q0": {"result": []}
    }


@pytest.mark.parametrize(
    ("queries", "said"),
    [
        ("{", "no JSON"),
        ("[]", "an object"),
        ('{"q0": {}}', "neither"),
        ('{"q0": {"query": 7}}', "string"),
        ('{"q0": {"query": "x", "limit": 0}}', "positive"),
        ('{"q0": {"query": "x", "type_strict": "some"}}', "any, should or all"),
        ('{"q0": {"properties": [{"pid": "url"}]}}', "`v`"),
        ('{"q0": {"properties": [{"v": "x"}]}}', "`pid`"),
    ],
)
def test_what_is_no_query_is_refused_with_what_is_wanted(
    client: httpx.Client, queries: str, said: str
) -> None:
    answer = client.post("/reconcile", data={"queries": queries})
    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_batch_that_is_too_large_is_refused(client: httpx.Client) -> None:
    queries = {f"q{n}": {"query": "x"} for n in range(51)}
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 413


def test_the_specifications_own_queries_are_read_and_refused(
    client: httpx.Client, specification: Path
) -> None:
    for version, path, body in (
        ("0.2", "/reconcile", None),
        ("1.0-draft", "/reconcile/match", JSON),
    ):
        folder = specification / version / "examples" / "reconciliation-query-batch"
        for example in sorted(folder.rglob("*.json")):
            text = example.read_text(encoding="utf-8")
            sent = (
                {"content": text.encode(), "headers": {"Content-Type": body}}
                if body
                else {"data": {"queries": text}}
            )
            status = client.post(path, **sent).status_code
            assert status == (200 if example.parent.name == "valid" else 400), example


def test_jsonp_calls_the_function_and_nothing_else(client: httpx.Client) -> None:
    answer = client.get("/reconcile", params={"callback": "jQuery1_2"})
    assert answer.text.startswith("/**/jQuery1_2({")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert client.get("/reconcile", params={"callback": "alert(1)//"}).status_code == 400


# Suggestions, previews


@pytest.mark.parametrize(
    ("kind", "prefix", "id_"),
    [
        ("entity", "International Astro", "iau"),
        ("entity", "国际天文", "iau"),
        ("entity", "國際天文", "iau"),
        ("entity", "iau", "iau"),
        ("entity", "Q6867", "iau"),
        ("property", "website", "url"),
        ("property", "hasPrinc", "hasPrincipalField"),
        ("type", "intergov", "IntergovernmentalOrganization"),
    ],
)
def test_a_beginning_is_completed(
    client: httpx.Client, fits: Check, kind: str, prefix: str, id_: str
) -> None:
    content = client.get(f"/reconcile/suggest/{kind}", params={"prefix": prefix}).json()
    assert content["result"][0]["id"] == id_
    plural = {"entity": "entities", "property": "properties", "type": "types"}[kind]
    for version in ("0.2", "1.0-draft"):
        fits(version, f"suggest-{plural}-response", content)


def test_suggestions_are_turned_by_cursor_and_offset(client: httpx.Client) -> None:
    def page(**asked: int) -> list[str]:
        parameters = {"prefix": "International", **asked}
        result = client.get("/reconcile/suggest/entity", params=parameters).json()["result"]
        return [each["id"] for each in result]

    assert page(limit=6) == page(limit=3) + page(limit=3, offset=3)
    assert page(cursor=10) == page(offset=10, limit=10)


def test_types_are_told_with_what_is_above_them(client: httpx.Client) -> None:
    result = client.get("/reconcile/suggest/type", params={"prefix": "CivilISTO"}).json()["result"]
    assert {each["id"] for each in result[0]["broader"]} == {"ISTO", "InternationalNGO"}


def test_the_preview_needs_no_script_and_nothing_from_elsewhere(client: httpx.Client) -> None:
    for language, name in (("en", "International Astronomical Union"), ("zh", "国际天文学联合会")):
        answer = client.get("/reconcile/preview", params={"id": "iau", "lang": language})
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert name in answer.text
        assert "<script" not in answer.text
        assert "src=" not in answer.text
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors" not in policy
        assert "default-src 'none'" in policy


def test_the_preview_escapes_what_is_asked_for(client: httpx.Client) -> None:
    answer = client.get("/reconcile/preview", params={"id": "<script>alert(1)</script>"})
    assert answer.status_code == 404
    assert "<script" not in answer.text


def test_other_pages_are_still_in_no_frame(client: httpx.Client) -> None:
    assert "frame-ancestors 'none'" in client.get("/").headers["content-security-policy"]


def test_flyouts_say_what_was_suggested(client: httpx.Client, address: str) -> None:
    manifest = client.get("/reconcile").json()
    for kind, id_ in (("entity", "iau"), ("property", "url"), ("type", "ISTO")):
        service = manifest["suggest"][kind]
        path = service["flyout_service_path"].replace("${id}", id_)
        said = client.get(f"{service['flyout_service_url']}{path}".removeprefix(address)).json()
        assert said["id"] == id_
        assert said["html"].startswith("<p>")


# Data extension

WANTED = {
    "ids": ["iau", "cern", "nothing"],
    "properties": [
        {"id": "wikidata"},
        {"id": "ror"},
        {"id": "foundingDate"},
        {"id": "hasPrincipalField"},
        {"id": "isHeadquarteredIn", "settings": {"show": "en"}},
        {"id": "label", "settings": {"limit": 1}},
    ],
}


def test_values_are_fetched(client: httpx.Client, fits: Check) -> None:
    content = client.post("/reconcile", data={"extend": json.dumps(WANTED)}).json()
    fits("0.2", "data-extension-response", content)
    rows = content["rows"]
    assert rows["iau"]["wikidata"] == [{"id": "Q6867", "name": "Q6867"}]
    assert rows["iau"]["ror"] == [{"str": "05nex2951"}]
    assert rows["iau"]["foundingDate"] == [{"int": 1919}]
    assert rows["iau"]["hasPrincipalField"] == [{"str": "astronomy"}]
    assert len(rows["cern"]["label"]) == 1
    assert rows["nothing"] == {each["id"]: [] for each in WANTED["properties"]}
    services = {each["id"]: each.get("service") for each in content["meta"]}
    assert services["wikidata"].startswith("https://")


def test_values_are_fetched_as_the_draft_has_it(client: httpx.Client, fits: Check) -> None:
    content = client.post("/reconcile/extend", json=WANTED).json()
    fits("1.0-draft", "data-extension-response", content)
    assert [row["id"] for row in content["rows"]] == WANTED["ids"]


def test_properties_are_proposed(client: httpx.Client, fits: Check) -> None:
    asked = {"type": "ISTO", "limit": 3}
    content = client.get("/reconcile/extend/propose", params=asked).json()
    for version in ("0.2", "1.0-draft"):
        fits(version, "data-extension-property-proposal", content)
    assert (content["type"], content["limit"], len(content["properties"])) == ("ISTO", 3, 3)


# The draft of 1.0


def name_is(text: str) -> Json:
    return {"matchType": "name", "propertyValue": text}


def test_the_draft_answers_a_batch_in_its_order(client: httpx.Client, fits: Check) -> None:
    queries = [{"conditions": [name_is("国际电信联盟")]}, {"conditions": [name_is("CERN")]}]
    answer = client.post("/reconcile/match", json={"queries": queries})
    fits("1.0-draft", "reconciliation-result-batch", answer.json())
    results = answer.json()["results"]
    assert [each["candidates"][0]["id"] for each in results] == ["itu", "cern"]
    assert results[0]["candidates"][0]["lang"] == "zh"
    assert all(0 <= c["score"] <= 100 for each in results for c in each["candidates"])


def test_an_id_condition_finds_the_record(client: httpx.Client) -> None:
    condition = {"matchType": "id", "propertyValue": "iau"}
    answer = client.post("/reconcile/match", json={"queries": [{"conditions": [condition]}]})
    candidate = answer.json()["results"][0]["candidates"][0]
    assert (candidate["id"], candidate["match"]) == ("iau", True)


@pytest.mark.parametrize(
    ("quantifier", "values", "is_there"),
    [
        ("any", ["astronomy", "physics"], True),
        ("all", ["astronomy", "physics"], False),
        ("none", ["physics"], True),
        ("none", ["astronomy"], False),
    ],
)
def test_a_required_condition_is_a_filter(
    client: httpx.Client, quantifier: str, values: list[str], is_there: bool
) -> None:
    condition = {
        "matchType": "property",
        "propertyId": "hasPrincipalField",
        "propertyValue": values,
        "required": True,
        "matchQuantifier": quantifier,
    }
    query = {"conditions": [name_is("International Astronomical Union"), condition]}
    answer = client.post("/reconcile/match", json={"queries": [query]})
    found = [each["id"] for each in answer.json()["results"][0]["candidates"]]
    assert ("iau" in found) is is_there


def test_the_draft_wants_json(client: httpx.Client) -> None:
    answer = client.post("/reconcile/match", data={"queries": "{}"})
    assert answer.status_code == 415


def test_a_preflight_is_answered(client: httpx.Client) -> None:
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    answer = client.options("/reconcile/match", headers=headers)
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]
