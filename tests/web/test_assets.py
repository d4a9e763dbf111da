"""What pages fetch beside themselves, and how long a browser may keep it."""

import re

import httpx
import pytest

YEAR = "max-age=31536000, immutable"


def test_what_a_page_names_may_be_kept(client: httpx.Client) -> None:
    named = re.findall(r'(?:href|src)="(/static/[^"]*\?v=[^"]*)"', client.get("/").text)

    assert len(named) >= 2
    for path in named:
        assert YEAR in client.get(path).headers["cache-control"]


def test_what_is_not_named_by_its_content_is_asked_for_again(client: httpx.Client) -> None:
    response = client.get("/static/style.css")

    assert "must-revalidate" in response.headers["cache-control"]
    again = client.get("/static/style.css", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["nothing.css", "../app.py", "%2e%2e/app.py", "..%2f..%2fapp.py"])
def test_nothing_else_is_served(client: httpx.Client, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404
