"""Policies over HTTP: the two tables, places compared, and what concerns a record, and why."""

import csv
import html
import json
import os
import re
import subprocess
import sys
from codecs import BOM_UTF8
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import Store
from tests.serving import PATIENCE

from istograph.web.policies import work

HTML = {"Accept": "text/html,*/*;q=0.8"}
ASKED = {"id": "inbar", "place": "beijing", "aim": "settle"}
PAPER = Path(__file__).parents[2] / "data/curated/paper"


def page(client: httpx.Client, path: str, **parameters: str) -> str:
    said = httpx.URL(path).params.merge({"lang": "en", **parameters})
    answer = client.get(path.partition("?")[0], params=said, headers=HTML)
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def typed(number: str) -> list[dict[str, str]]:
    with (PAPER / f"table-{number}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines_of(answer: httpx.Response) -> list[list[str]]:
    """Return what a spreadsheet reads of a file."""
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def rows(text: str) -> list[str]:
    """Return the keys of the rows that a page shows, in their order."""
    return re.findall(r'<tr id="row-(table-\d-\d\d)"', text)


# The tables


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_tables_are_as_the_paper_prints_them(client: httpx.Client, language: str) -> None:
    text = page(client, "/policies", lang=language)
    for number in ("1", "2"):
        for row in typed(number):
            key = f"table-{number}-{row['row']}"
            shown = text.partition(f'<tr id="row-{key}"')[2].partition("</tr>")[0]
            circles = re.findall(rf'href="/page/cell/{key}-(\d+)\?[^>]*>([●○])</a>', shown)
            printed = [value for value in row.values() if value in ("●", "○")]

            assert circles == [(str(n), mark) for n, mark in enumerate(printed, 1)], key
            assert row["printed"] in shown
            assert f">{printed.count('●')}</td>" in shown


def test_a_circle_says_its_meaning_to_who_cannot_see_it(client: httpx.Client) -> None:
    text = page(client, "/policies")

    assert 'aria-label="not mentioned: tax preferences, Seoul">○<' in text
    assert 'aria-label="mentioned: tax preferences, Bonn">●<' in text
    assert "does not offer" not in text


def test_a_disputed_cell_has_a_note_below_its_table(client: httpx.Client) -> None:
    text = page(client, "/policies")
    cell = text.partition('href="/page/cell/table-1-12-1?')[2].partition("</td>")[0]
    (note,) = re.findall(r'href="#(table-1-[a-z])"', cell)

    assert "/page/dispute/cast-plan-initiating" in text.partition(f'id="{note}"')[2][:200]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("where=germany", lambda row: row.get("country") == "germany"),
        ("where=local", lambda row: row.get("level") == "local"),
        ("where=bangkok", lambda row: row.get("describes") == "id:place/bangkok"),
        ("measure=tax-preference", lambda row: row.get("tax-preference") == "●"),
        (
            "measure=tax-preference&mention=not-mentioned",
            lambda row: row.get("tax-preference") == "○",
        ),
        ("q=中国科协", lambda row: "中国科协" in row["label_zh"]),
        ("q=PLAN+cast", lambda row: row["label_en"].startswith("CAST")),
        ("q=nothing+has+this", lambda row: False),
        ("where=local&measure=settlement-incentives", lambda row: row.get("level") == "local"
         and row["settlement-incentives"] == "●"),
    ],
)  # fmt: skip
def test_rows_are_found_by_the_address(
    client: httpx.Client, query: str, expected: Callable[[dict[str, str]], bool]
) -> None:
    answer = client.get(f"/policies?lang=en&{query}", headers=HTML)
    wanted = [
        f"table-{number}-{row['row']}"
        for number in ("1", "2")
        for row in typed(number)
        if expected(row)
    ]

    if "q=PLAN" in query:
        # An issuer is found too.
        assert set(wanted) <= set(rows(answer.text))
    else:
        assert rows(answer.text) == wanted
    counted = [sum(key.startswith(f"table-{n}") for key in rows(answer.text)) for n in (1, 2)]
    assert f"Table 1: {counted[0]} of 27 rows; Table 2: {counted[1]} of 14 rows." in answer.text


def test_a_part_of_a_locality_is_of_it_and_an_issuer_has_its_own(client: httpx.Client) -> None:
    assert rows(page(client, "/policies", where="beijing")) == ["table-1-17", "table-1-18"]
    assert rows(page(client, "/policies", where="zhongguancun")) == ["table-1-18"]
    assert rows(page(client, "/policies", issuer="cas")) == ["table-1-16"]


def marks(key: str) -> int:
    (row,) = (row for row in typed(key[6]) if row["row"] == key[-2:])
    return list(row.values()).count("●")


def test_rows_are_sorted_by_the_address(client: httpx.Client) -> None:
    found = rows(page(client, "/policies", sort="-marks", sort2="-tax-preference"))
    first, second = ([key for key in found if key.startswith(f"table-{n}")] for n in "12")

    assert [marks(key) for key in first] == sorted(map(marks, first), reverse=True)
    # those that are alike in the printed order
    assert [key for key in first if marks(key) == 1] == sorted(k for k in first if marks(k) == 1)
    assert second[:3] == ["table-2-02", "table-2-03", "table-2-07"]
    by_name = [k for k in rows(page(client, "/policies", sort2="name")) if k.startswith("table-2")]
    # Bangkok, Bonn, Brussels; quotation marks do not count
    assert by_name[:3] == ["table-2-14", "table-2-07", "table-2-05"]
    assert sorted(by_name) == [f"table-2-{number:02}" for number in range(1, 15)]


def test_a_head_says_how_its_column_is_sorted_and_leads_on(client: httpx.Client) -> None:
    def link(text: str) -> tuple[str, str]:
        head = re.search(r'<th[^>]*class="what"([^>]*)>[^<]*<a class="sort" id="sort-name" '
                         r'href="([^"]*)"', text)  # fmt: skip
        assert head
        return head[1], re.findall(r"(?<![a-z])sort=([^&#]*)", head[2].replace("&amp;", "&"))[0]

    seen = []
    order = ""
    for _ in range(3):
        sorted_as, order = link(page(client, "/policies", sort=order))
        seen.append((sorted_as.strip(), order))

    assert seen == [
        ("", "name"),
        ('aria-sort="ascending"', "-name"),
        ('aria-sort="descending"', ""),
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("where=gremany", "where: there is no 'gremany' in the tables; did you mean 'germany'?"),
        ("measure=tax", "measure: there is no 'tax'"),
        ("mention=perhaps", "mention: there is no 'perhaps'"),
        ("sort=tax-preference", "sort: there is no 'tax-preference'"),
        ("mesure=x", "did you mean 'measure'?"),
        ("q=a&q=b", "'q' is said 2 times"),
    ],
)
def test_what_the_tables_do_not_have_is_said_above_all_rows(
    client: httpx.Client, query: str, words: str
) -> None:
    answer = client.get(f"/policies?lang=en&{query}", headers=HTML)

    assert answer.status_code == 400
    assert words in answer.text.replace("&#39;", "'")
    assert len(rows(answer.text)) == 41


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_table_comes_as_csv_in_words(client: httpx.Client, number: str) -> None:
    answer = client.get(f"/policies/table-{number}.csv?lang=zh")
    header, *lines = lines_of(answer)
    words = {"●": "提及", "○": "未提及"}

    assert answer.content.startswith(BOM_UTF8)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert header[:2] == ["序号", "层面" if number == "1" else "国家"]
    assert header[-1] == "争议"
    assert [[*line[2:4], *line[5:-1]] for line in lines] == [
        [row["label_zh"], row["label_en"], row["line"],
         *(words[value] for value in row.values() if value in words)]
        for row in typed(number)
    ]  # fmt: skip
    tag = {"If-None-Match": answer.headers["etag"]}
    assert client.get(f"/policies/table-{number}.csv?lang=zh", headers=tag).status_code == 304


def test_csv_has_the_rows_that_the_page_shows(client: httpx.Client) -> None:
    text = page(client, "/policies", where="germany", sort2="-marks")
    (link,) = re.findall(r'href="(/policies/table-2.csv[^"]*)"', text)
    lines = lines_of(client.get(link.replace("&amp;", "&")))

    assert [line[0] for line in lines[1:]] == ["7", "6"]
    assert "coordination body for ISTOs: Belgium and Germany" in lines[1][-1]
    assert client.get("/policies/table-3.csv").status_code == 404
    assert client.get("/policies/table-1.csv?where=x").status_code == 400


_WRITTEN = """
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX r: <https://w3id.org/istograph/id/table-row/>
PREFIX cell: <https://w3id.org/istograph/id/cell/>
PREFIX measure: <https://w3id.org/istograph/id/measure/>
INSERT DATA {
  r:table-1-01 rdfs:label "另一名称"@zh .
  r:table-1-28 isto:inTable <https://w3id.org/istograph/id/dataset/table-1> ; isto:rowNumber 28 ;
    isto:line 154 ; isto:level <https://w3id.org/istograph/id/level/local> ;
    rdfs:label "新政策"@zh ;
    isto:describes <https://w3id.org/istograph/id/policy/new> .
  cell:table-1-28-2 qb:dataSet <https://w3id.org/istograph/id/dataset/table-1> ;
    isto:tableRow r:table-1-28 ; isto:measure measure:attract-settlement ;
    isto:mention <https://w3id.org/istograph/id/mention/mentioned> .
}"""


def test_what_is_written_is_in_the_tables_at_once(ours: httpx.Client) -> None:
    """Another name adds no row, and a row may have fewer cells than there are columns."""
    before = rows(page(ours, "/policies"))
    ours.post("/sparql", data={"update": _WRITTEN}).raise_for_status()
    text = page(ours, "/policies")
    new = text.partition('id="row-table-1-28"')[2].partition("</tr>")[0]

    assert rows(text) == [*before[:27], "table-1-28", *before[27:]]
    assert "新政策" in new
    assert new.count("<td") == 2 + 4 + 1
    assert new.count('class="circle black"') == 1
    lines = lines_of(ours.get("/policies/table-1.csv"))
    assert lines[28][6:] == ["", "mentioned", "", "", ""]


def test_a_period_that_is_over_is_marked(client: httpx.Client) -> None:
    """By the day that is asked for; whether the policy still applies is not said."""
    text = page(client, "/policies", **ASKED)
    before = page(client, "/policies", **ASKED, as_of="2015-06-30")
    tables = page(client, "/policies")

    assert ">period ended: 2016–2020</span>" in text
    assert "do not say whether a policy still applies" in text
    assert "period ended" not in before.replace("“period ended”", "")
    assert ">period: 2016–2020</span>" in before
    assert tables.count(">period ended: 2011–2015</span>") == 1
    said = client.get("/policies", params=ASKED, headers={"Accept": "application/json"}).json()
    assert {"first": 2016, "last": 2020} in [each.get("period") for each in said["mentioned"]]


# Compared


def answers(text: str) -> dict[str, str]:
    """Return what is said of each measure."""
    found = re.findall(
        r'<th scope="row"><a href="/page/measure/([a-z-]+)\?[^>]*>[^<]*</a></th>.*?'
        r'<td class="answer [a-z]+">([^<]*)</td>',
        text,
        re.DOTALL,
    )
    return dict(found)


def test_two_places_stand_side_by_side(client: httpx.Client) -> None:
    said = answers(page(client, "/policies/compare", a="bonn", b="new-york"))
    bonn, york = (
        next(row for row in typed("2") if row["describes"] == f"id:place/{city}")
        for city in ("bonn", "new-york")
    )
    words = {("●", "●"): "both", ("●", "○"): "only Bonn", ("○", "●"): "only New York"}

    measures = [name for name, mark in bonn.items() if mark in ("●", "○")]
    assert said == {name: words.get((bonn[name], york[name]), "neither") for name in measures}


def test_the_page_and_its_query_say_the_same(client: httpx.Client) -> None:
    text = page(client, "/policies/compare", a="germany", b="local")
    assert "no measure in common" in text
    text = page(client, "/policies/compare", a="beijing", b="shanghai")
    (query,) = re.findall(r'href="/query\?lang=en&amp;(query=[^"]*)"', text)
    found = client.get(f"/sparql?{query}", headers={"Accept": "text/csv"}).text
    said = [line[-1] for line in csv.reader(StringIO(found))][1:]

    names = {"only Beijing": "only the first", "only Shanghai": "only the second"}
    assert [names.get(each, each) for each in answers(text).values()] == said


def test_the_rows_of_districts_are_told_apart(client: httpx.Client) -> None:
    """A place is what its districts are too, which nobody could see from its name."""
    texts = {
        lang: page(client, "/policies/compare", a="beijing", b="shanghai", lang=lang)
        for lang in ("en", "zh")
    }
    english = texts["en"]
    settling = english.partition("attract-settlement?")[2].partition("</tr>")[0]
    shown = re.findall(r"/page/cell/(table-1-\d+)-\d+\?[^>]*>[●○]</a><span[^>]*>(\d+)<", settling)

    assert "<dt>Beijing, with Zhongguancun: 2 rows</dt>" in english
    assert "<dt>北京，含中关村：2行</dt>" in texts["zh"]
    assert "<dt>Shanghai, with Pudong New Area: 2 rows</dt>" in english
    assert "rows-of" not in page(client, "/policies/compare", a="bonn", b="new-york")
    assert shown == [(f"table-1-{number}", str(number)) for number in (17, 18, 19, 20)]
    assert all(f"#row-table-1-{number}" in english for number in (17, 18, 19, 20))


def test_a_place_beside_itself_is_said_to_be_so(client: httpx.Client) -> None:
    assert "Both places are the same: Bonn." in page(
        client, "/policies/compare", a="bonn", b="bonn"
    )
    assert "所选两处相同：波恩。" in page(
        client, "/policies/compare", a="bonn", b="bonn", lang="zh"
    )
    assert "the same:" not in page(client, "/policies/compare", a="bonn", b="new-york")


def test_what_is_disputed_is_said_of_its_cell(client: httpx.Client) -> None:
    text = page(client, "/policies/compare", a="bonn", b="new-york")
    said = text.partition('id="disputed"')[2].partition("</section>")[0]
    terms = re.findall(r"<dt>([^<]*)</dt><dd><a href=\"/page/dispute/([a-z-]+)", said)

    assert ("Bonn: coordination body for ISTOs", "belgium-agency") in terms
    assert ": the cell of Bonn for coordination body for ISTOs</span>" in text
    assert 'id="disputed"' not in page(client, "/policies/compare", a="beijing", b="shanghai")


def test_one_place_stands_beside_all_others(client: httpx.Client) -> None:
    """As data/queries/50-measures-others-mention.rq counts them."""
    text = page(client, "/policies/compare", a="nanjing")
    missed = text.partition('id="missed-nanjing"')[2].partition("</section>")[0]

    assert re.findall(r"/page/(?:measure|cell)/([a-z0-9-]+)", missed) == [
        "initiate-establish-participate",
        "table-1-19-1",
        "table-1-23-1",
    ]
    assert "place%2Fnanjing" in text


def test_a_place_of_each_table_cannot_be_compared(client: httpx.Client) -> None:
    text = page(client, "/policies/compare", a="beijing", b="bonn")

    assert answers(text) == {}
    assert "no measure in common" in text
    assert "in Table 2 a group of 5" in text


def test_who_is_part_of_the_other_is_said_to_be(client: httpx.Client) -> None:
    text = page(client, "/policies/compare", a="beijing", b="local")

    assert "Every row of Beijing is one of local level, too." in text


def test_captions_and_titles_are_as_printed(client: httpx.Client) -> None:
    english, chinese = (
        client.get(f"/policies?lang={each}", headers=HTML).text for each in ("en", "zh")
    )

    assert "Table 1 Representative policy documents promulgated by China" in english
    assert ">《关于贯彻落实〈粤港澳大湾区发展规划纲要〉的实施意见》</a>" in chinese
    assert ">纽约</a>" in chinese


def test_a_place_that_is_not_there_is_missing(client: httpx.Client) -> None:
    answer = client.get("/policies/compare?a=berlin&lang=en", headers=HTML)

    assert answer.status_code == 404
    assert "no level or place" in answer.text


# One's own case


def test_it_is_the_answer_of_the_command(client: httpx.Client, dataset: Path) -> None:
    options = [f"--{name}={value}" for name, value in ASKED.items()]
    command = [sys.executable, "-m", "istograph", "policies", *options, "--format", "json"]
    environment = {**os.environ, "ISTOGRAPH_STORE": str(dataset)}
    said = subprocess.run(
        command, capture_output=True, env=environment, check=True, timeout=PATIENCE
    )
    answer = client.get("/policies", params=ASKED)

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == json.loads(said.stdout)
    assert answer.json()["mentioned"]


@pytest.mark.parametrize(
    "name",
    [
        "{address}/id/organization/inbar",
        "{address}/page/organization/inbar?lang=zh",
        "{address}/classify?id=inbar&lang=zh",
        "organization/inbar",
        "INBAR",
        "国际竹藤组织",
        "International Bamboo and Rattan Organization",
    ],
)
def test_a_record_has_more_than_one_name(client: httpx.Client, address: str, name: str) -> None:
    names = {"id": name.format(address=address), "place": "id:place/beijing"}

    found = client.get("/policies", params={**ASKED, **names}).json()
    assert found == client.get("/policies", params=ASKED).json()


def test_a_name_that_two_have_names_neither(ours: httpx.Client) -> None:
    iri = "https://w3id.org/istograph/id/organization"
    named = f'<{iri}/codata> isto:acronym "TWINS" . <{iri}/inbar> isto:acronym "TWINS"'
    ours.post("/sparql", data={"update": f"INSERT DATA {{ {named} }}"}).raise_for_status()
    answer = ours.get("/policies", params={**ASKED, "id": "twins"})

    assert answer.status_code == 400
    assert "2 organizations are called 'twins'; say which by its key: codata, inbar" in answer.text


def test_who_is_not_recorded_is_known_by_the_questionnaire(client: httpx.Client) -> None:
    told = "kind=organization&instrument=multilateral-agreement&principal-field=chemistry"
    link = f"http://anywhere/classify/ask?lang=en&name=Test+Union&{told}"
    found = client.get("/policies", params={**ASKED, "id": link}).json()
    text = page(client, "/policies", **{**ASKED, "id": link})

    assert {each["status"] for each in found["mentioned"]} == {"concerns"}
    assert "Policies that concern Test Union" in text
    (why,) = set(re.findall(r'href="(/classify/ask[^"]*)">Why', text))
    assert "Test Union" in page(client, html.unescape(why))
    nothing = client.get("/policies", params={**ASKED, "id": "http://anywhere/classify/ask?x=y"})
    assert (nothing.status_code, "has no answers" in nothing.text) == (400, True)


def test_a_description_may_be_given_by_its_link(client: httpx.Client) -> None:
    said = {
        "id": "u",
        "name": "Union",
        "facts": [{"id": "f", "property": "isSaidToBe", "value": "ISTO"}],
    }
    link = f"/classify?lang=zh&description={quote(json.dumps(said))}"
    found = client.get("/policies", params={**ASKED, "id": link})
    assert found.json()["id"] == "u"
    assert {each["status"] for each in found.json()["mentioned"]} == {"concerns"}
    text = page(client, "/policies", **{**ASKED, "id": link})
    (why,) = set(re.findall(r'href="(/classify[^"]*)">Why', text))
    assert "Policies that concern Union" in text
    assert "Union" in client.get(html.unescape(why), headers=HTML).text

    for wrong, words in (("[]", "one organization"), ("{", "JSON"), ('{"facts": 1}', "facts")):
        refused = client.get(
            "/policies", params={**ASKED, "id": f"/classify?description={quote(wrong)}"}
        )
        assert (refused.status_code, words in refused.json()["detail"]) == (400, True)


def test_what_is_not_decided_is_said_to_be_so(client: httpx.Client) -> None:
    link = "/classify/ask?kind=organization&instrument=articles-of-association"
    text = page(client, "/policies", **{**ASKED, "id": link})

    assert 'id="undecided"' in text
    assert "Policies that concern the organization described" in text


def test_to_settle_is_what_is_asked_where_no_aim_is_said(client: httpx.Client) -> None:
    assert client.get("/policies?id=inbar&place=bonn").json()["aim"] == "settle"


@pytest.mark.parametrize(
    ("query", "code", "detail"),
    [
        ("place=beijing", 400, "say the id, as in /policies?id=inbar"),
        ("id=inbar", 400, "say the place"),
        ("id=nope&place=beijing", 404, "no record 'nope'"),
        ("id=inbar&place=Beijng", 404, "no place 'Beijng'; did you mean 'beijing'"),
        ("id=inbar&place=北京", 404, "did you mean 'beijing'"),
        ("id=inbar&place=a b", 404, "no place 'a b'; "),
        ("id=inbar&place=beijing&aim=rest", 400, "there are settle, found, hold-posts"),
        ("id=inbar&place=beijing&as_of=soon", 400, "as_of: 'soon' is no date"),
        ("id=inbar&place=beijing&format=csv", 406, "there are json, html"),
    ],
)
def test_a_wrong_parameter_is_refused(
    client: httpx.Client, query: str, code: int, detail: str
) -> None:
    answer = client.get(f"/policies?{query}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (
        code,
        "application/problem+json",
    )
    assert detail in answer.json()["detail"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Policies that concern International Bamboo", "Table 1, line")),
        ("zh", ("<h1>涉及国际竹藤组织的政策</h1>", "表1（原文第")),
    ],
)
def test_a_browser_gets_a_page(client: httpx.Client, language: str, words: tuple[str, ...]) -> None:
    answer = client.get("/policies", params={**ASKED, "lang": language}, headers=HTML)

    assert answer.headers["Content-Language"] == language
    assert all(word in answer.text for word in words)
    assert 'href="/page/place/' not in answer.text
    assert "/page/policy/" in answer.text


def test_a_page_says_as_much_as_the_answer(client: httpx.Client) -> None:
    for place in ("beijing", "bonn"):
        asked = {**ASKED, "place": place}
        said = client.get("/policies", params=asked).json()
        text = page(client, "/policies", **asked)

        assert {each["cell"] for each in said["mentioned"]} == set(
            re.findall(r'class="circle black" href="/page/(cell/[^?]*)', text)
        )
        for each in said["unmentioned"]:
            assert f"/page/measure/{each['measure']}" in text


def test_a_disputed_circle_is_said_to_be_one(client: httpx.Client) -> None:
    text = page(client, "/policies", **ASKED)

    assert "/page/dispute/cas-measures-incentive?" in text.partition("/page/cell/table-1-16-4")[2]
    compared = page(client, "/policies/compare", a="new-york", b="bonn")
    assert compared.count("/page/dispute/new-york-operating-subsidies?") == 4


def test_the_form_asks_three_questions(client: httpx.Client) -> None:
    text = client.get("/policies/case?lang=zh&place=bonn", headers=HTML).text

    assert '<option value="beijing">北京' in text
    assert '<option value="bonn" selected>波恩' in text
    assert text.count('name="aim"') == 3


def test_a_reader_sees_what_is_wrong_and_may_ask_again(client: httpx.Client) -> None:
    answer = client.get("/policies?id=%3Cb%3E&place=beijing", headers=HTML)

    assert answer.status_code == 404
    assert "&lt;b&gt;" in answer.text
    assert "<b>" not in answer.text
    assert '<option value="beijing" selected>' in answer.text
    assert f'<a href="/search?q={quote("<b>")}&amp;lang=en">' in answer.text


def test_the_pages_of_a_record_lead_there(client: httpx.Client) -> None:
    for path in ("/page/organization/inbar", "/classify?id=inbar"):
        mark = "&" if "?" in path else "?"
        text = client.get(f"{path}{mark}lang=en", headers=HTML).text
        assert "/policies?id=inbar&place=china" in text.replace("&amp;", "&")


@pytest.mark.parametrize(
    "path",
    [
        "/policies?id=inbar&place=beijing&aim=settle",
        "/policies",
        "/policies/compare?a=germany&b=japan",
    ],
)
def test_every_link_of_a_page_leads_somewhere(client: httpx.Client, path: str) -> None:
    text = client.get(path, headers=HTML).text
    links = {part.partition('"')[0] for part in text.split('href="/page/')[1:]}

    assert len(links) > 5
    assert [
        k
        for k in sorted(links)[:: max(1, len(links) // 60)]
        if client.get(f"/page/{k}", headers=HTML).status_code != 200
    ] == []


@pytest.mark.parametrize("form", ["json", "html"])
def test_a_worker_gives_the_reasons(store: Store, form: str) -> None:
    output = BytesIO()
    asked = {"iri": "https://w3id.org/istograph/id/organization/inbar", "place": "beijing"}
    request = {**asked, "aim": "settle", "as_of": None, "form": form, "dataset": "v"}
    work.concern(store, request, b"", output)
    found = json.loads(output.getvalue())

    assert found["mentioned"][0]["reasons"]
    assert ("name" in found) == (form == "html")


def test_a_page_says_which_parameters_it_does_not_understand(client: httpx.Client) -> None:
    note = page(client, "/policies/compare", **{"a": "beijing", "with": "foo"})
    mending = client.get("/policies?aim=foo&lang=zh", headers=HTML)

    assert 'role="note"' in note
    assert "<code>with</code>" in note
    assert "It knows <code>a</code>, <code>b</code>." in note
    assert 'role="note"' not in page(client, "/policies/compare", a="beijing", utm_source="x")
    assert "<code>seat</code>" in page(client, "/policies", seat="XX")
    # As programs call it.
    assert rows(page(client, "/policies", place="beijing")) == ["table-1-17", "table-1-18"]
    assert mending.status_code == 400
    assert "请给出" in mending.text


@pytest.mark.parametrize(
    ("asked", "english", "chinese"),
    [
        (
            "where=zz",
            "where: there is no &#39;zz&#39; in the tables; the form has",
            "地方：表中没有",
        ),
        (
            "place=zz",
            "place: there is no &#39;zz&#39; in the tables; the form has",
            "地方：表中没有",
        ),
        ("where=beijng", "did you mean &#39;beijing&#39;", "是否应为"),
        ("mention=no", "there are &#39;mentioned&#39;", "是否提及：表中没有"),
    ],
)
def test_a_value_that_is_not_there_is_told_in_the_words_of_the_form(
    client: httpx.Client, asked: str, english: str, chinese: str
) -> None:
    for lang, words in (("en", english), ("zh", chinese)):
        answer = client.get(f"/policies?{asked}&lang={lang}", headers=HTML)
        problem = answer.text.partition('class="problem"')[2].partition("</section>")[0]
        assert answer.status_code in (400, 404)
        assert words in problem
        assert len(problem) < 400


@pytest.mark.parametrize(
    ("query", "called"),
    [
        ("name=%E4%B8%8A%E6%B5%B7&kind=organization", "上海"),
        ("kind=organization", "您所描述的组织"),
    ],
)
def test_whom_a_link_describes_is_called_by_name(
    client: httpx.Client, query: str, called: str
) -> None:
    answers = f"http://example.org/classify/ask?{query}"

    shown = page(client, "/policies/case", lang="zh", id=answers)

    hidden = f'<input type="hidden" name="id" value="{answers.replace("&", "&amp;")}">'
    assert hidden in shown
    assert f"<span>{called}</span>" in shown
    assert 'type="text"' not in shown


def test_no_place_is_chosen_for_the_reader(client: httpx.Client) -> None:
    shown = page(client, "/policies/case")
    chosen = page(client, "/policies/case", place="bonn")

    assert '<select id="place" name="place" required>' in shown
    assert "selected" not in shown
    assert '<option value="bonn" selected>' in chosen
