"""What goes wrong is said in the reader's language, and what is in English there is marked so."""

import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.serving import PATIENCE

from istograph.rdf.store.workers import Limits

PAGE = {"Accept": "text/html"}
_HAN = re.compile("[一-鿿]")
_MARKED = re.compile(r'<(span|q|pre|p) lang="en"[^>]*>(.*?)</\1>', re.DOTALL)
# Words in English that are no names of ours: those of a sentence.
_SENTENCE = re.compile(r"\b(?:is|are|there|not|the|no|send|wanted|expected)\b")
_FACT = '{"id": "f1", "property": "%s", "value": %s}'


def pasted(text: str, reading: str = "guess") -> dict[str, Any]:
    return {"files": {"description": (None, text), "reading": (None, reading)}}


def fact(property_: str, value: str, more: str = "") -> dict[str, Any]:
    return pasted('{"id": "x", "facts": [%s]}' % ((_FACT % (property_, value))[:-1] + more + "}"))


# What is asked, what is sent, and the beginning of what is said in English and in Chinese.
VISITS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "no page": ("/nothing-here", {}, "There is nothing at", "此地址没有内容"),
    "no record's page": (
        *("/page/organization/inbrr", {}),
        *("There is no such record", "没有这条记录"),
    ),
    "no decision": (
        *("/ontology/decisions/9999", {}),
        *("there is no decision '9999'; they go from", "没有第“9999”号决定；编号从 0001 到"),
    ),
    "no record": ("/classify?id=inbrr", {}, "there is no record 'inbrr'", "没有记录“inbrr”；"),
    "no day": (
        *("/classify?id=inbar&as_of=x", {}),
        *("'as_of': 'x' is no date", "“as_of”：“x”不是日期；应写作“2015-06-30”"),
    ),
    "no host": (
        *("/classify?id=inbar&host=Frnace", {}),
        *("there is no host 'Frnace'", "没有东道方“Frnace”（即境内所指之处）；可用的有 cn、"),
    ),
    "no class": (
        *("/classify?id=inbar&class=ISTOs", {}),
        *("there is no class 'ISTOs'", "没有类别“ISTOs”；是否应为“ISTO”（国际科技组织）？"),
    ),
    "no parameter": (
        *("/classify?id=inbar&asof=2020-01-01", {}),
        *("there is no parameter 'asof'", "没有参数“asof”；是否应为“as_of”？"),
    ),
    "no format": ("/classify?id=inbar&format=pdf", {}, "there is no format 'pdf'", "没有格式“pdf”"),
    "no property": (
        *("/classify", fact("hasFeild", '"x"')),
        *(
            "there is no property 'hasFeild'; did",
            "没有属性“hasFeild”；是否应为“hasField”（领域）？",
        ),
    ),
    "no field": (
        *("/classify", fact("hasField", '"fysics"')),
        *("there is no field 'fysics'", "领域中没有“fysics”；是否应为“physics”（物理学）？"),
    ),
    "no instrument": (
        *("/classify", fact("hasConstitutiveInstrument", '"treaty"')),
        *("there is no instrument 'treaty'", "设立文件中没有“treaty”；是否应为“treaty-company”（"),
    ),
    "no law": (
        *("/classify", fact("isEstablishedUnderLawOf", '"UK"')),
        *("there is no jurisdiction 'UK'", "法域中没有“UK”；是否应为“GB”（英国）？"),
    ),
    "no activity": (
        *("/classify", fact("carriesOut", '"reserch"')),
        *("there is no activity 'reserch'", "活动中没有“reserch”；是否应为“research”（"),
    ),
    "no boolean": (
        *("/classify", fact("isNonprofit", "3")),
        *("isNonprofit is true or false, not 3", "“isNonprofit”（是非营利的）的值是 true 或 false"),
    ),
    "a fact's day": (
        *("/classify", fact("isNonprofit", "true", ', "from": "soon"')),
        *("'from': 'soon' is no date", "“from”：“soon”不是日期"),
    ),
    "a denial": (
        *("/classify", fact("hasField", '"physics"', ', "negated": true')),
        *("hasField cannot be negated", "“hasField”（领域）不能否定；只有"),
    ),
    "no JSON": (
        *("/classify", pasted('{"id": "x",\n"facts": [,]}')),
        *("Expecting value", "不是 JSON：此处应为一个值"),
    ),
    "a cell": (
        *("/classify", pasted("organization,property,value\nx,hasField,\n")),
        *("is empty; a value is wanted", "为空；应填写值"),
    ),
    "no column": (
        *("/classify", pasted("organization,property\nx,y\n")),
        *("is missing; a table of facts has", "缺少此列；事实表须有"),
    ),
    "no Turtle": (
        *("/classify", pasted("@prefix isto: <x:y> .\n[] isto:a <x:y>\n isto:b 1 .")),
        *("A dot is expected", "不是 turtle：语句末尾应有句点“.”"),
    ),
    "nothing pasted": ("/classify", pasted(" "), "there is nothing in it", "没有任何内容；请粘贴"),
    "too large": (
        *("/classify", pasted("x" * 20_000)),
        *("the body of this request may have 9,000", "请求体最多 9,000 字节，此次提交超过了上限"),
    ),
    "no answer": (
        *("/classify/ask?kind=organisations", {}),
        *(
            "is no answer to",
            "kind：“organisations”不是“它是什么？”的回答；是否应为“organization”（",
        ),
    ),
    "no record on the figure": (
        *("/classify/figure?id=inbrr", {}),
        *("there is no record 'inbrr'", "没有记录“inbrr”；"),
    ),
    "no row": (
        *("/policies?where=beijin", {}),
        *("where: there is no 'beijin'", "地方：表中没有“beijin”；是否应为“beijing”（北京）？"),
    ),
    "no place": (
        *("/policies?id=inbar&place=beijin", {}),
        *("there is no place 'beijin'", "没有地点“beijin”；是否应为“beijing”（北京）？"),
    ),
    "no aim": (
        *("/policies?id=inbar&place=beijing&aim=x", {}),
        *("there is no aim 'x'", "没有目的“x”；可用的有 settle（落户）"),
    ),
    "nowhere to compare": (
        *("/policies/compare?a=beijin", {}),
        *("there is no level or place 'beijin'", "表中没有层面或地点“beijin”；是否应为"),
    ),
    "no table": ("/policies/table-9.csv", {}, "there is no table", "没有“table-9”这个表；可用的有"),
    "no number of a page": (
        *("/search?page=0", {}),
        *("`page` is a whole number from 1", "“page”应为 1 至"),
    ),
    "no kind": ("/search?kind=zzz", {}, "`kind` has no value 'zzz'", "“kind”没有取值“zzz”"),
    "no order": ("/search?sort=zzz", {}, "`sort` is one of name", "“sort”可取 name、"),
    "a long question": (f"/search?q={'x' * 400}", {}, "`q` has 400", "“q”有 400 个字符；最多"),
    "no number": ("/disputes/sources?page=x", {}, "`page` is 'x'", "“page”不能是“x”："),
    "no page of disputes": (
        *("/disputes/sources?page=999", {}),
        *("there is no page 999", "没有第 999 页；页码从 1 到"),
    ),
    "no kind of dispute": (
        *("/disputes/paper?kind=zzz", {}),
        *("there is no kind 'zzz' of these", "没有“zzz”这一类型；可用的有 ambiguity、"),
    ),
    "no figure": (
        "/paper/figure-99",
        {},
        "there is no /paper/figure-99",
        "没有 /paper/figure-99；",
    ),
    "no prefix": (
        *("/query?run=yes&query=ASK { ?x a foo:Bar }", {}),
        *("no PREFIX declares foo:", "第 1 行第 12 列：没有 PREFIX 声明 foo:"),
    ),
    "no query": (
        *("/query?run=yes&query=SELECT * { ?s ?p ?o } ODER BY ?s", {}),
        *("line 1, column 23: expected one of ORDER", "第 1 行第 23 列：此处应为 ORDER、"),
    ),
    "no query for the endpoint": (
        *("/sparql?query=SELECT", {}),
        *("line 1, column 7: expected one of", "第 1 行第 7 列：此处应为"),
    ),
    "too long a query": (
        "/query?run=yes&query=SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        {},
        "this took longer than 2 seconds",
        "用时超过 2 秒；请增加条件或 LIMIT。其中较费时的可能是：没有共同变量的模式相乘：",
    ),
    "an address out of bounds": (
        "/query?run=yes&query=ASK { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        {},
        "SERVICE: <http://127.0.0.1/> is not an address",
        "SERVICE：本服务不能查询 <http://127.0.0.1/>；",
    ),
    "no example": (
        *("/query?example=zzz", {}),
        *("no example query 'zzz'; they go from 01", "没有示例查询“zzz”；编号从 01 到"),
    ),
    "no document": (
        *("/validate", {"data": {"rdf": "<a> <b>", "format": "text/turtle"}}),
        *("not turtle: No scheme", "不是 turtle：应为完整的 IRI，如以“https:”开头"),
    ),
    "no example of a shape": (
        *("/validate?example=zz/yy", {}),
        *("there is no example 'zz/yy'", "没有示例“zz/yy”；全部示例见 /shapes"),
    ),
    "no file": (
        "/dump/nothing.zip",
        {},
        "there is no file 'nothing.zip'",
        "数据集没有文件“nothing",
    ),
    "no citation": ("/about/citation.xyz", {}, "there is no citation", "没有 .xyz 格式的引文；"),
    "no preview": (
        *("/reconcile/preview?id=nobody", {}),
        *("There is no organization with this key: nobody", "没有标识为“nobody”的组织"),
    ),
    "no token": (
        *("/sparql", {"data": {"update": "CLEAR ALL"}}),
        *("writing needs the service's token", "写入须提供本服务的令牌："),
    ),
    "another method": (
        *("/about", {"data": {"x": "y"}}),
        *("Method Not Allowed: POST /about", "此地址不接受 POST /about；"),
    ),
    "a long address": (
        *(f"/search?q={'x' * 5000}", {}),
        *("the URL has 5,0", "地址有 5,0"),
    ),
}


@pytest.fixture(scope="module")
def visitor(
    serve: Callable[..., str], dataset: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of a service that is soon at its limits, but for that of time."""
    store = Path(shutil.copytree(dataset, tmp_path_factory.mktemp("visited") / "store"))
    bounds = {"largest_request": 9_000, "longest_url": 4_000}
    address = serve(store, writable=True, token="a-secret", **bounds)
    with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as session:
        yield session


@pytest.fixture(scope="module")
def hasty(serve: Callable[..., str]) -> Iterator[httpx.Client]:
    """A client of a service that gives a query two seconds, in which a slow machine does little."""
    address = serve(limits=Limits(seconds=2))
    with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as session:
        yield session


def visit(client: httpx.Client, name: str, language: str, **headers: str) -> httpx.Response:
    path, sent, *_ = VISITS[name]
    mark = "&" if "?" in path else "?"
    asked = f"{path}{mark}lang={language}" if language else path
    return client.request("POST" if sent else "GET", asked, headers=headers, **sent)


def body_of(answer: httpx.Response) -> str:
    """Return what a page says, its markup left in it."""
    page = answer.text.partition("<main")[2].partition("</main>")[0] or answer.text
    return unescape(page)


@pytest.mark.parametrize("name", VISITS)
def test_a_page_says_it_in_the_readers_language(
    visitor: httpx.Client, hasty: httpx.Client, name: str
) -> None:
    *_, english, chinese = VISITS[name]
    client = hasty if name == "too long a query" else visitor
    in_english, in_chinese = (visit(client, name, each, **PAGE) for each in ("en", "zh"))

    assert in_english.status_code == in_chinese.status_code >= 400
    assert in_chinese.headers["content-type"].startswith("text/html")
    assert english in re.sub("<[^>]+>", "", body_of(in_english)) or english in body_of(in_english)
    assert chinese in body_of(in_chinese)
    assert problem_in(in_chinese) or "<main" not in in_chinese.text
    assert not _HAN.search(problem_in(in_english))
    assert not _SENTENCE.search(re.sub(r"<[^>]+>", "", _MARKED.sub("", problem_in(in_chinese))))


def problem_in(answer: httpx.Response) -> str:
    """Return what a page says of what is wrong, without what was sent and where it is wrong."""
    found = re.search(
        r'<(section|div) class="problem".*?</\1>|<h1>.*?</h1>\s*<p>.*?</p>(?:\s*<p>.*?</p>)?',
        answer.text.partition("<main")[2].partition("</main>")[0],
        re.DOTALL,
    )
    text = found[0] if found else ""
    return re.sub(r"<(code|table|pre><code)\b.*?</(code|table)>", "", text, flags=re.DOTALL)


# Programs


def test_a_problem_is_english_whatever_languages_a_program_takes(visitor: httpx.Client) -> None:
    headers = {"Accept": "application/json", "Accept-Language": "zh-CN"}
    answer = visitor.get("/classify?id=inbrr", headers=headers)

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith("there is no record 'inbrr'")
    assert "content-language" not in answer.headers


@pytest.mark.parametrize("name", ["no record", "no property", "no query for the endpoint"])
def test_a_problem_is_chinese_where_the_address_asks_for_it(
    visitor: httpx.Client, name: str
) -> None:
    answer = visit(visitor, name, "zh", Accept="application/json")
    english = visit(visitor, name, "", Accept="application/json").json()

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "zh"
    assert VISITS[name][3] in answer.json()["detail"]
    assert VISITS[name][2] in english["detail"]
    told = {"detail": "", "errors": []}
    assert answer.json() | told == english | told


def test_a_line_that_is_wrong_is_told_in_the_language_asked_for(visitor: httpx.Client) -> None:
    line = '{"id": "x", "facts": [%s]}\n' % (_FACT % ("hasFeild", '"x"'))
    headers = {"Content-Type": "application/x-ndjson", "Accept-Language": "zh"}
    told = [
        visitor.post(f"/classify{asked}", content=line, headers=headers).json()["error"]
        for asked in ("", "?lang=zh")
    ]

    assert "there is no property 'hasFeild'" in told[0]
    assert "没有属性“hasFeild”；是否应为“hasField”（领域）？" in told[1]


def test_what_is_looked_for_would_be_found() -> None:
    """The check of pages fires where English stands unmarked in a Chinese message."""
    unmarked, marked = (
        "<p>无法解析：there is no x</p>",
        '<p><span lang="en">there is no x</span></p>',
    )

    assert _SENTENCE.search(_MARKED.sub("", unmarked))
    assert not _SENTENCE.search(_MARKED.sub("", marked))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_addresses_in_a_message_are_links_on_a_page(client: httpx.Client, lang: str) -> None:
    headers = {"Accept": "text/html"}
    text = client.get(f"/classify?id=<b>nope&lang={lang}", headers=headers).text
    asked = client.get(f"/policies?aim=settle&lang={lang}", headers=headers).text

    name = {"en": "the search", "zh": "检索页"}[lang]
    assert f'<a href="/search?q=%3Cb%3Enope&amp;lang={lang}">{name}</a>' in text
    assert "<b>nope" not in text
    address = f"/policies?id=inbar&amp;place=beijing&amp;aim=settle&amp;lang={lang}"
    assert f'<a href="{address}">/policies?id=inbar&amp;place=beijing&amp;aim=settle</a>' in asked
    json = client.get("/classify?id=nope", headers={"Accept": "application/json"}).json()
    assert "<a" not in json["detail"]
