"""Names that run from right to left, or say that they do, turn nothing beside them around."""

import re

import httpx
import pytest

HTML = {"Accept": "text/html"}
ARABIC, OVERRIDE = "المركز الدولي للعلوم", "Cen\u202etre"
_RECORD = f"""
INSERT DATA {{
  <https://w3id.org/istograph/id/organization/turned> a org:Organization ;
    rdfs:label "{OVERRIDE}"@en ; skos:altLabel "{ARABIC}"@ar .
  <https://w3id.org/istograph/id/claim/turned-1> a isto:Claim, isto:Fact ;
    isto:subject <https://w3id.org/istograph/id/organization/turned> ;
    isto:property isto:isSaidToBe ; isto:value isto:IntergovernmentalOrganization .
  <https://w3id.org/istograph/id/claim/turned-2> a isto:Claim, isto:Fact ;
    isto:subject <https://w3id.org/istograph/id/organization/turned> ;
    isto:property isto:isSaidToBe ; isto:value isto:InternationalNGO .
}}"""


@pytest.fixture(scope="module")
def turned(ours: httpx.Client) -> httpx.Client:
    assert ours.post("/sparql", data={"update": _RECORD}).is_success
    return ours


def _tags_of(page: str, text: str) -> list[str]:
    """Return the tags that a text stands right in, wherever it is shown."""
    return re.findall(rf"<(?!title)[^<>]*>(?={re.escape(text)}<)", page)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/page/organization/turned", OVERRIDE),
        ("/page/organization/turned", ARABIC),
        ("/search?q=turned", OVERRIDE),
        ("/classify?id=organization/turned", OVERRIDE),
        ("/classify/describe?id=organization/turned", OVERRIDE),
        (f"/classify/ask?kind=organization&name={ARABIC}", ARABIC),
        ("/policies?id=turned&place=china", OVERRIDE),
        ("/disputes/sources", OVERRIDE),
    ],
)
def test_names_keep_to_themselves(turned: httpx.Client, path: str, text: str, lang: str) -> None:
    page = turned.get(path, params=dict(httpx.URL(path).params) | {"lang": lang}, headers=HTML)
    tags = _tags_of(page.text, text)

    assert page.status_code == 200
    assert tags
    assert all(' dir="auto"' in tag for tag in tags), tags


def test_other_names_are_left_as_they_are(client: httpx.Client) -> None:
    assert ' dir="auto"' not in client.get("/page/organization/inbar", headers=HTML).text
