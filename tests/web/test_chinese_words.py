"""Chinese pages say one thing by one word, and nothing in English that has a name in Chinese."""

import re
from importlib.resources import files

import httpx
import pytest

HTML = {"Accept": "text/html"}
# What is said otherwise, and how.
_OTHERWISE = {
    "注册库": "登记库",
    "搜索": "检索",
    "形状": "SHACL 约束",
    "概念方案": "概念体系",
    "明言": "明示",
}
_HAN = r"[一-鿿]"


def _sources() -> dict[str, str]:
    package = files("istograph")
    rooms = (package / "web" / "templates", package / "web" / "about")
    found = [each for room in rooms for each in room.iterdir() if each.is_file()]
    return {each.name: each.read_text("utf-8") for each in found}


def test_a_thing_has_one_name() -> None:
    sources = _sources()
    found = [(name, word) for name, text in sources.items() for word in _OTHERWISE if word in text]

    assert "record.html" in sources
    assert found == []


def test_colons_are_as_wide_as_the_text() -> None:
    """What is hidden is read out, and a colon of the other width by its name."""
    half = [name for name, text in _sources().items() if re.search(r'hidden">: ', text)]

    assert half == []


@pytest.mark.parametrize(("key", "town"), [("inbar", "北京"), ("who", "日内瓦")])
def test_towns_have_their_chinese_names(client: httpx.Client, key: str, town: str) -> None:
    page = client.get(f"/page/organization/{key}?lang=zh", headers=HTML).text
    caption = page.partition('<figcaption id="where">')[2].partition("</figcaption>")[0]
    head = caption.partition("。")[0]

    assert head.startswith("总部：")
    assert town in head
    assert not re.search("Beijing|Geneva", head)
    assert f'<div class="value">{town}</div>' in page


def test_a_list_has_the_towns_of_the_language(client: httpx.Client) -> None:
    page = client.get("/search?q=INBAR&lang=zh", headers=HTML).text

    assert '<div class="seat">北京，中国' in page


def test_axioms_say_in_chinese_where_they_are_from(client: httpx.Client) -> None:
    page = client.get("/ontology/axioms?lang=zh", headers=HTML).text

    assert "definition of isto:" not in page
    assert re.search(rf"“{_HAN}+”的定义", page)
    assert "an organization has one" not in page
    assert "一个组织只有一项设立文件" in page
