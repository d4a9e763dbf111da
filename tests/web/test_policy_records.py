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
