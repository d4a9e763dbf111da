"""`/paper` and `/disputes`: what is shown is what the graph says, as pages and as files."""

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from html import unescape
from io import StringIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import httpx
import pytest
from pyoxigraph import Store
from tests.exports import entities
from tests.serving import PATIENCE, serving
from tests.tracing import untraced
from tests.web.conftest import Serve
from typer.testing import CliRunner

from istograph.cli.app import app
from istograph.examples import find
from istograph.rdf.namespaces import ID
from istograph.web.paper.figures import FIGURES
from istograph.web.paper.files import REMARKS

PARTS = ("paper", "translation", "sources")
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = [key for key in FIGURES if key != "figure-1"]
ADDED = """
PREFIX basis: <https://w3id.org/istograph/id/basis/>
PREFIX o: <https://w3id.org/istograph/id/observation/>
INSERT DATA {
  <https://w3id.org/istograph/id/lost-series/figure-2> isto:concerns o:joined-2015 .
  o:joined-2015 a isto:Observation ; rdfs:label "ISTOs joined, 2015"@en ;
    isto:statistic <https://w3id.org/istograph/id/statistic/istos-joined> ;
    isto:asOf "2015-12-31"^^xsd:date ; isto:basis basis:stated .
  <https://w3id.org/istograph/id/claim/joined-2015> a isto:Claim ; isto:subject o:joined-2015 ;
    isto:property isto:value ; isto:value 640 ; isto:line 207 ; isto:quote "640"@zh ;
    isto:claimStatus <https://w3id.org/istograph/id/claim-status/asserted> .
}"""


def page(client: httpx.Client, path: str, language: str = "en") -> str:
    mark = "&" if "?" in path else "?"
    return unescape(client.get(f"{path}{mark}lang={language}").raise_for_status().text)


def table(client: httpx.Client, query: str) -> list[dict[str, str]]:
    answer = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    return list(csv.DictReader(StringIO(answer.raise_for_status().text)))


def invented(svg: str, known: list[dict[str, str]]) -> set[float]:
    """Return the numbers that a drawing has in bold and a query's solutions have not."""
    numbers = {float(row[name]) for row in known for name in ("value", "change") if row.get(name)}
    # In English and Chinese large numbers are counted in other units.
    scaled = {abs(number) / scale for number in numbers for scale in (1, 1e4, 1e6, 1e8, 1e9)}
    drawing = fromstring(svg).find(f"{SVG}g[@transform]")
    assert drawing is not None
    words = [e.text or "" for e in drawing.iter(f"{SVG}text") if e.get("font-weight") == "600"]
    # Headings name the year.
    shown = [text for text in words if not re.search(r"\b20[12]\d\b|20[12]\d年", text)]
    found = {float(n.replace(",", "")) for text in shown for n in re.findall(r"[\d,.]*\d", text)}
    assert found
    return {n for n in found if not any(abs(n - each) < 1e-9 for each in scaled)}


def in_chinese(store: Store) -> dict[tuple[str, str], str]:
    """Return what a file in Chinese has in place of keys, by the column and the key."""
    label = "SELECT ?c ?n { ?c skos:prefLabel ?n FILTER(LANG(?n) = 'zh') }"
    skos = {"skos": "http://www.w3.org/2004/02/skos/core#"}
    names = {c.value: n.value for c, n in store.query(label, prefixes=skos)}
    found = {("kind", "department"): "部门", ("kind", "total"): "合计"}
    for column in ("basis", "status", "statistic", "unit"):
        base = f"{ID}{column.replace('status', 'claim-status')}/"
        found |= {(column, c.removeprefix(base)): n for c, n in names.items() if c.startswith(base)}
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("key", FIGURES)
def test_the_numbers_are_the_answer_to_the_query(
    client: httpx.Client, store: Store, key: str, language: str
) -> None:
    example = find(FIGURES[key].example)

    answer = client.get(f"/paper/{key}.csv?lang={language}")
    header, *lines = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    answered = table(client, example.in_language(language))
    named = in_chinese(store) if language == "zh" else {}
    known = [[named.get((k, v), v) for k, v in row.items()] for row in answered]

    assert answer.content.startswith(BOM_UTF8)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-language"] == language
    assert header == [*example.headings[language], *REMARKS[language]]
    # A remark stands where there is no number.
    assert sorted(line[:-2] for line in lines if not line[-2]) == sorted(known)


def test_a_file_has_the_years_without_a_number_and_the_disputes(client: httpx.Client) -> None:
    files = {
        key: list(
            csv.DictReader(StringIO(client.get(f"/paper/{key}.csv").content.decode("utf-8-sig")))
        )
        for key in ("figure-3", "figure-5", "figure-6")
    }
    missing = [row["year"] for row in files["figure-5"] if row["remark"]]

    assert missing == ["2019", "2020", "2021", "2022"]
    assert {row["value"] for row in files["figure-5"] if row["remark"]} == {""}
    assert any("51.7 %" in row["disputes"] for row in files["figure-3"])
    assert not any(row["remark"] for row in files["figure-6"])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("key", DRAWN)
def test_no_number_is_drawn_that_the_query_has_not(
    client: httpx.Client, key: str, language: str
) -> None:
    """But for the ticks of a scale and the years, which stand in small print."""
    known = table(client, find(FIGURES[key].example).in_language(language))

    assert invented(client.get(f"/paper/{key}.svg?lang={language}").text, known) == set()


def test_an_invented_number_is_noticed(client: httpx.Client) -> None:
    known = table(client, find("74").text)
    drawing = client.get("/paper/figure-2.svg").text

    assert invented(drawing.replace(">903<", ">904<"), known) == {904.0}


def test_a_drawing_says_what_it_is_and_where_from(client: httpx.Client) -> None:
    answer = client.get("/paper/figure-5.svg?lang=zh")
    root = fromstring(answer.content)
    version = client.get("/paper/figure-5.svg?lang=zh").text

    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    assert "图5" in (root.findtext(f"{SVG}title") or "")
    assert "2019–2022：正文无数字" in (root.findtext(f"{SVG}desc") or "")
    assert "近670" in (root.findtext(f"{SVG}desc") or "")
    assert "10.16418/j.issn.1000-3045.20230511001" in version
    assert "77-figure-5" in version


@pytest.mark.parametrize("path", ["/paper", "/paper/figure-2.svg", "/paper/figure-2.csv"])
def test_what_a_reader_has_is_not_sent_again(client: httpx.Client, path: str) -> None:
    tag = client.get(path).headers["etag"]

    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    # A tag is weak where the body is compressed.
    assert client.head(path).headers["etag"].removeprefix("W/") == tag.removeprefix("W/")


@pytest.mark.parametrize(
    ("path", "status", "advice"),
    [
        ("/paper/figure-7", 404, "figure-1 to figure-6"),
        ("/paper/figure-7.csv", 404, "figure-1 to figure-6"),
        ("/paper/figure-1.svg", 404, "/classify/figure.svg"),
        ("/disputes/all.csv", 404, "/disputes/paper.csv"),
        ("/disputes/paper?kind=odd", 400, "text-against-table"),
        ("/disputes/sources?page=99", 400, "from 1 to"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(
    client: httpx.Client, path: str, status: int, advice: str
) -> None:
    answer = client.get(path)

    assert answer.status_code == status
    assert advice in answer.json()["detail"]


def test_a_number_that_is_written_is_not_drawn_as_one_of_the_paper(ours: httpx.Client) -> None:
    before = page(ours, "/paper/figure-2")
    ours.post("/sparql", data={"update": ADDED}).raise_for_status()
    after = page(ours, "/paper/figure-2")

    assert "2012–2020: no number in the text" in before
    assert "2012–2020: no number in the text" in after
    assert "claim/joined-2015" in page(ours, "/page/observation/joined-2015")


def test_a_dataset_without_the_paper_says_so(tmp_path: Path) -> None:
    with (
        serving("--store", str(tmp_path / "store"), "--empty") as address,
        httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as client,
    ):
        found = {path: client.get(path) for path in ("/paper", "/disputes", "/paper/figure-2")}
        parts = {client.get(f"/disputes/{part}").status_code for part in PARTS}

    assert found["/paper"].status_code == found["/disputes"].status_code == 200
    assert "<dd>0</dd>" in found["/paper"].text
    assert parts == {200}
    assert "it has no paper" in found["/paper/figure-2"].json()["detail"]


@pytest.mark.parametrize(
    ("path", "number", "column"),
    [
        ("/disputes/paper", "42", "dispute"),
        ("/disputes/translation", "41", "difference"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_dispute_is_on_its_page(
    client: httpx.Client, path: str, number: str, column: str, language: str
) -> None:
    names = [row[column] for row in table(client, find(number).in_language(language))]

    shown = page(client, path, language)

    assert len(names) == shown.count("<article ") >= 60
    assert [name for name in names if f">{name}</a></h2>" not in shown] == []


def test_a_dispute_quotes_both_sides_and_says_what_is_held(client: httpx.Client) -> None:
    shown = page(client, "/disputes/paper")
    article = shown[shown.index('id="sichuan-26-or-28"') :]
    article = article[: article.index("</article>")]

    assert "四川和重庆均吸纳了26个境外非政府组织" in article
    assert "在四川省登记的28个境外非政府组织中" in article
    assert article.count(">disputed<") == 2
    assert "section 3.5, line 303" in article
    assert "In this dataset" in article


def test_disputes_can_be_narrowed_to_a_kind(client: httpx.Client) -> None:
    every = page(client, "/disputes/translation")
    invented = page(client, "/disputes/translation?kind=invented")
    (count,) = re.findall(r'kind=invented[^>]*>[^<]*<span class="count">(\d+)', every)

    assert invented.count("<article ") == int(count) < every.count("<article ")
    assert 'aria-current="true">invented' in invented


def test_facts_that_clash_stand_side_by_side(client: httpx.Client) -> None:
    shown = page(client, "/disputes/sources")
    clashing = client.get("/classify?id=bis", headers={"Accept": "application/json"}).json()
    article = shown[shown.index('id="bis"') :]
    article = article[: article.index("</article>")]

    assert clashing["clashes"]
    assert all(key in article for clash in clashing["clashes"] for key in clash["facts"])
    contested = [v for v in clashing["verdicts"] if v["status"] == "contested"]
    assert all(f"#{v['class'].removeprefix('isto:')}" in article for v in contested)


def test_wrong_values_are_named_with_the_reason_but_not_copied(client: httpx.Client) -> None:
    shown = page(client, "/disputes/sources", "zh")

    assert "SPRVD0118149" in shown
    assert "总部在纽约；维也纳为办事处。" in shown
    assert "sha256:" not in shown


@pytest.fixture(scope="module")
def imported(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service on a dataset in which two items have one identifier."""
    folder = tmp_path_factory.mktemp("imported")
    items = [
        entities.item(number, {"en": name}, P31="Q245065", P6782="02h5sfg65")
        for number, name in (("Q900000001", "First Union"), ("Q900000002", "Second Union"))
    ]
    founded = "+1984-00-00T00:00:00Z", 9
    items.append(
        entities.item("Q6052145", {"en": "INBAR"}, P31="Q245065", P571=founded, P6782="02h5sfg65")
    )
    file, store = entities.write(folder / "items.json", *items), folder / "store"
    with untraced():
        for command in (["import", "wikidata", str(file)], ["build"]):
            result = CliRunner().invoke(app, [*command, "--store", str(store)])
            assert result.exit_code == 0, result.output
    with httpx.Client(base_url=serve(store), timeout=PATIENCE, trust_env=False) as found:
        yield found


@pytest.mark.parametrize(
    ("language", "kind"),
    [("en", "an identifier on several records"), ("zh", "同一来源多条记录共用标识符")],
)
def test_records_that_were_not_joined_are_named(
    imported: httpx.Client, language: str, kind: str
) -> None:
    conflicts = table(imported, find("67").in_language(language))
    shown = page(imported, "/disputes/sources?kind=identifier-on-two-records", language)

    assert conflicts
    assert kind in shown
    assert conflicts[0]["conflict"] in shown
    assert "/page/organization/wikidata-q900000001?" in shown
    assert ">Second Union</a>" in shown


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "International Bamboo and Rattan Organization"), ("zh", "国际竹藤组织")],
)
def test_a_record_that_was_joined_is_shown_as_the_one_that_stands_for_it(
    imported: httpx.Client, language: str, name: str
) -> None:
    shown = page(imported, "/disputes/sources?kind=identifier-on-two-records", language)
    conflicts = table(imported, find("67").in_language(language))
    (join,) = table(imported, find("66").in_language(language))

    assert any("wikidata-q6052145" in row["conflict"] for row in conflicts)
    assert "/page/organization/wikidata-q6052145" not in shown
    assert [row["organization"] for row in conflicts if row["record"].endswith("/inbar")] == [name]
    assert f'/page/organization/inbar?lang={language}">{name}</a></li>' in shown
    assert (join["into"].rpartition("/")[2], join["organization"]) == ("inbar", name)


def test_each_chinese_quote_has_english_words_beside_it(client: httpx.Client) -> None:
    page = client.get("/disputes/paper?lang=en").text
    sides = re.findall(r"<li>\s*<q lang=\"zh-Hans\">(.*?)</li>", page, re.DOTALL)

    assert len(sides) > 150
    assert [side for side in sides if 'class="said"' not in side] == []
    assert page.count(">our translation<") >= 8
    assert ">本站译<" not in client.get("/disputes/paper?lang=zh").text


@pytest.mark.parametrize(
    ("language", "sides", "contested"),
    [
        ("en", ["has constitutive instrument: multilateral agreement", "has legal form: company"],
         "intergovernmental organization"),
        ("zh", ["设立文件类型：多边协议", "法律形式：公司"], "政府间国际组织"),
    ],
)  # fmt: skip
def test_both_sides_of_a_clash_are_in_the_files(
    client: httpx.Client, language: str, sides: list[str], contested: str
) -> None:
    address = f"/disputes/clashes.{{}}?lang={language}"
    found = {
        each["organization"]["key"]: each for each in client.get(address.format("json")).json()
    }
    lines = [*csv.reader(StringIO(client.get(address.format("csv")).content.decode("utf-8-sig")))]
    bis = next(line for line in lines if line[1] == "bis")

    assert [side["says"] for side in found["bis"]["sides"]] == sides
    assert all(side["source"] and side["claim"] for side in found["bis"]["sides"])
    assert contested in [row["label"] for row in found["bis"]["contested"]]
    assert (bis[2], bis[7]) == tuple(sides)
    assert len({len(line) for line in lines}) == 1
    assert f"/disputes/clashes.csv?lang={language}" in page(client, "/disputes/sources", language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_item_and_another_source_are_set_against_each_other(
    imported: httpx.Client, language: str
) -> None:
    (found,) = imported.get(f"/disputes/wikidata.json?lang={language}").json()
    lines = imported.get(f"/disputes/wikidata.csv?lang={language}").text.splitlines()
    shown = page(imported, "/disputes/sources", language)

    assert [side["says"] for side in found["sides"]] == ["1997", "1984"]
    assert found["organization"]["key"] == "inbar"
    assert ",inbar," in lines[1]
    assert f">{found['organization']['name']}</a></th>" in shown
    assert "http://www.wikidata.org/entity/Q6052145" in shown


def test_sides_that_are_not_there_name_those_that_are(client: httpx.Client) -> None:
    answer = client.get("/disputes/paper.json")

    assert answer.status_code == 404
    assert "/disputes/clashes.json" in answer.json()["detail"]


@pytest.mark.parametrize("number", "23456")
def test_a_table_in_chinese_has_no_english_keys(client: httpx.Client, number: str) -> None:
    chinese = client.get(f"/paper/figure-{number}.csv?lang=zh").text
    english = client.get(f"/paper/figure-{number}.csv?lang=en").text
    keys = {"stated", "derived", "asserted", "disputed", "person", "senior-share", "total"}

    assert keys & {cell for row in csv.reader(english.splitlines()) for cell in row}
    assert not keys & {cell for row in csv.reader(chinese.splitlines()) for cell in row}
