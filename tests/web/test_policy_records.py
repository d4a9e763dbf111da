"""Pages of policies, of their places and of numbers about these."""

import html
import re

import httpx
import pytest

PLAN = "policy/shanghai-14th-fyp-sti-centre-plan"


def words(client: httpx.Client, path: str, language: str = "en") -> str:
    """Return the words of a page's main part."""
    answer = client.get(f"/page/{path}?lang={language}", headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text[:500]
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.parametrize(
    ("language", "period"), [("en", "period 2021–2025"), ("zh", "期间 2021—2025年")]
)
def test_a_period_is_told_by_its_years(client: httpx.Client, language: str, period: str) -> None:
    page = words(client, PLAN, language)

    assert period in page
    assert "2026-01-01" not in page


def test_the_data_have_the_day_after_a_period(client: httpx.Client) -> None:
    path = f"claim/{PLAN.replace('/', '-')}-period-end"

    assert "2025-12-31" in words(client, path)
    assert "2026-01-01" in client.get(f"/data/{path}.ttl").text


def test_a_number_of_a_year_names_the_year(client: httpx.Client) -> None:
    page = words(client, "observation/io-spending-cae-2022", "zh")

    assert "2022年" in page
    assert "2023-01-01" not in page


def test_a_status_that_nobody_knows_is_not_shown(client: httpx.Client) -> None:
    assert "policy status" not in words(client, PLAN)
    assert "policy status" in words(client, "policy/young-st-talent-initiative")


# Places


def test_a_place_tells_policies_from_recommendations(client: httpx.Client) -> None:
    page = words(client, "place/shanghai", "zh")
    own, _, rest = page.partition("适用于此地的政策")[2].partition("仅适用于其部分地区的政策")
    part, _, rest = rest.partition("提及此地的建议")

    assert own.split() == ["上海市建设具有全球影响力的科技创新中心“十四五”规划"]
    assert part.split() == ["浦东新区建设知识产权运营服务体系专项资金实施细则"]
    assert "引导新建各类国际科技组织" in rest


def test_a_number_stands_beside_its_name_and_once(client: httpx.Client) -> None:
    page = words(client, "place/shanghai")

    assert "Overseas NGOs registered in Shanghai : 152 (" in page
    assert page.count("Overseas NGOs registered in Shanghai :") == 1
    assert "hosted here" not in page
    # A number of a whole country is hosted nowhere, and stays.
    assert "Numbers of what comes from here" in words(client, "place/united-states")


@pytest.mark.parametrize("place", ["shanghai", "bonn", "germany", "china"])
def test_a_place_leads_to_its_policies(client: httpx.Client, place: str) -> None:
    headers = {"Accept": "text/html"}
    answer = client.get(f"/page/place/{place}?lang=en", headers=headers)
    text = answer.text.partition("<main")[2]
    wanted = [f"/policies/case?place={place}"]
    if place != "china":
        wanted += [f"/policies?where={place}", f"/policies/compare?a={place}"]
    found = re.findall(r'href="(/policies[/?][^"]*=[^"]*)"', text)

    assert set(wanted) <= {each.partition("&amp;lang")[0] for each in found}
    for each in found:
        assert client.get(html.unescape(each), headers=headers).status_code == 200


def test_the_world_has_no_policies(client: httpx.Client) -> None:
    assert "/policies/case" not in client.get("/page/place/world?lang=en").text


# Texts


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_policy_leads_to_its_text(client: httpx.Client, language: str) -> None:
    text = client.get(f"/page/{PLAN}?lang={language}", headers={"Accept": "text/html"}).text

    assert 'href="https://www.shanghai.gov.cn/nw12344/' in text
    assert "/page/document/meng-2024-fn-08" in text
    assert "被引用于" not in text
    assert "is referenced by" not in text


def test_what_others_write_of_a_policy_is_not_its_text(client: httpx.Client) -> None:
    page = words(client, "policy/young-st-talent-initiative")

    assert "The paper gives no address of it." in page
    assert "The paper cites Eight departments" in page
    assert "论文未给出网址" in words(client, "policy/12th-fyp-st-plan", "zh")


def test_a_case_has_the_texts(client: httpx.Client) -> None:
    asked = {"id": "inbar", "place": "shanghai", "aim": "settle"}
    found = client.get("/policies", params=asked, headers={"Accept": "application/json"}).json()
    texts = {each["policy"]: each.get("texts") for each in found["mentioned"]}
    page = client.get("/policies", params={**asked, "lang": "en"}, headers={"Accept": "text/html"})

    assert texts["id:policy/12th-fyp-st-plan"] is None
    (url,) = texts[f"id:{PLAN}"] or ()
    assert url.startswith("https://www.shanghai.gov.cn/")
    assert f'href="{url}"' in page.text
    assert "The paper gives no address of its text." in page.text
