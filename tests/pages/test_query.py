"""The query page: with its editor, and without script."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest
from tests.pages.visits import LANGUAGES, Visit, becomes, expect, visit
from tests.serving import PATIENCE, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

MIRROR = "document.querySelector('.tabPanel.active .yasqe .CodeMirror').CodeMirror"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HEADQUARTERS = """SELECT ?organization ?name ?country {
  ?organization isto:isHeadquarteredIn ?country ; rdfs:label ?name .
  FILTER (LANG(?name) = "en") }"""
INBAR = """CONSTRUCT { ?o a ?class ; rdfs:label ?label } {
  VALUES ?o { <https://w3id.org/istograph/id/organization/inbar> }
  ?o a ?class ; rdfs:label ?label }"""
WORDS = {
    "en": {
        "run": "Run", "stop": "Stop", "stopped": "Stopped", "examples": "Examples", "code": "Code",
        "link": "Link", "keys": "Keys", "close": "Close", "chart": "Chart", "map": "Map",
        "table": "Table",
        "graph": "Graph", "tab": "New tab", "search": "headquarters yearbook", "copy": "Copy",
        "rows": "rows in", "unread": "The query cannot be read", "place": "Line 2, column 2",
        "class": "intergovernmental organization", "first": "Belgium", "leave": "Tab leaves",
        "statements": "statements in", "history": "History", "format": "Format",
        "download": "Download", "China": "China", "ngo": "international non-",
        "seconds": " s", "other": "other", "member": "member of", "rename": "Rename",
        "again": "again", "no": "No in", "yes": "Yes in",
    },
    "zh": {
        "run": "运行", "stop": "停止", "stopped": "已停止", "examples": "示例", "code": "代码",
        "link": "链接", "keys": "快捷键", "close": "关闭", "chart": "图表", "map": "地图",
        "table": "表格",
        "graph": "图", "tab": "新标签", "search": "总部 年鉴", "copy": "复制",
        "rows": "行，", "unread": "无法读懂这条查询", "place": "第 2 行，第 2 列",
        "class": "政府间国际组织", "first": "比利时", "leave": "离开编辑器",
        "statements": "条陈述，", "history": "历史", "format": "整理格式",
        "download": "下载", "China": "中国", "ngo": "非政府间国际组织",
        "seconds": "秒", "other": "其他", "member": "为其成员", "rename": "重命名",
        "again": "重新打开", "no": "否，", "yes": "是，",
    },
}  # fmt: skip


class Editor:
    """The page's editor, as somebody uses it in one language."""

    def __init__(self, made: Visit, language: str) -> None:
        self.made, self.language = made, language
        self.words = WORDS[language]
        self.page: Page = made.page

    def open(self, path: str = "/query") -> "Editor":
        self.made.go(path, self.language)
        self.button("run").or_(self.button("stop")).first.wait_for()
        return self

    def button(self, word: str) -> "Locator":
        return self.page.get_by_role("button", name=self.words[word], exact=True)

    def write(self, query: str) -> None:
        """Replace what stands in the editor, and stay in it, at the end."""
        self.page.evaluate(
            f"query => {{ const editor = {MIRROR}; editor.setValue(query); editor.focus();"
            "editor.setCursor(editor.lineCount(), 0) }",
            query,
        )

    def holds(self, text: str, how: str = "includes") -> None:
        """Wait until a text stands in the editor, as it "includes" or "endsWith" one."""
        becomes(self.page, f"([text, how]) => {MIRROR}.getValue()[how](text)", [text, how])

    def text_field(self) -> "Locator":
        return self.page.locator(".tabPanel.active .yasqe .CodeMirror textarea")

    def text(self) -> str:
        return str(self.page.evaluate(f"{MIRROR}.getValue()"))

    def answered(self, how: str = "rows") -> "Editor":
        self.page.locator(".toolbar .status", has_text=self.words[how]).wait_for()
        return self

    def ask(self, query: str, how: str = "rows") -> "Editor":
        return self.open(f"/query?query={quote(query)}").answered(how)

    def link(self) -> str:
        """Return the link to the query that is shown."""
        field = self.page.get_by_role("textbox", name="Link to this query")
        expect(field).to_have_value(re.compile("^http"))
        return field.input_value()

    def run(self) -> "Editor":
        """Ask what stands there; what is said of an earlier answer is not taken for this one's."""
        self.page.locator(".toolbar .status").evaluate("status => { status.textContent = '' }")
        self.page.keyboard.press("Control+Enter")
        return self

    def is_headed(self, names: list[str]) -> None:
        heads = self.results().locator("thead th")
        expect(heads).to_have_text(names, use_inner_text=True)

    def results(self) -> "Locator":
        return self.page.locator(".tabPanel.active .yasr_results")


@pytest.fixture(params=LANGUAGES)
def editor(browser: "Browser", address: str, request: pytest.FixtureRequest) -> Iterator[Editor]:
    """An editor in each language; whatever is done with it, nothing goes wrong unseen."""
    _needs_editor(address)
    with visit(browser, address, viewport={"width": 1280, "height": 900}) as made:
        yield Editor(made, request.param)
        assert made.outside == []
        assert [error for error in made.errors if "400 (Bad Request)" not in error] == []


@pytest.fixture
def english(browser: "Browser", address: str) -> Iterator[Editor]:
    _needs_editor(address)
    with visit(browser, address) as made:
        yield Editor(made, "en")
        assert (made.outside, made.errors) == ([], [])


def _needs_editor(address: str) -> None:
    if (
        httpx.get(
            f"{address}/static/vendor/query.js", trust_env=False, timeout=PATIENCE
        ).status_code
        == 404
    ):
        pytest.skip("the front end is not built: hatchling build -t wheel --hooks-only")


def test_an_example_is_found_and_its_answer_drawn(editor: Editor, axe: Path) -> None:
    page = editor.open().page

    editor.button("examples").click()
    page.get_by_role("searchbox").fill(editor.words["map"])
    found = page.get_by_role("dialog").get_by_role("link")
    expect(found.nth(3)).to_be_attached()
    page.get_by_role("searchbox").fill("xyzzy")
    page.get_by_role("dialog").get_by_text(re.compile("0 examples|0 个示例")).wait_for()
    page.get_by_role("searchbox").fill(editor.words["search"])
    assert editor.made.axe(axe) == []
    page.get_by_role("dialog").get_by_role("link", name=re.compile("2018")).click()
    editor.answered()
    editor.results().get_by_text(editor.words["first"], exact=True).wait_for()
    editor.button("chart").click()
    page.get_by_role("img").locator("rect").first.wait_for()

    expect(page.locator("figure").get_by_text(editor.words["first"], exact=True)).to_have_count(1)
    assert editor.made.axe(axe) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    drawn = Path(download.value.path()).read_text()
    assert editor.words["first"] in drawn
    assert "var(--series" not in drawn
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_names_are_completed_with_their_labels(editor: Editor) -> None:
    page = editor.open().page
    editor.write("")

    page.keyboard.type("SELECT * { ?o a isto:Intergov")
    offered = page.get_by_role("option", name="isto:IntergovernmentalOrganization")
    offered.wait_for()
    expect(offered).to_contain_text(editor.words["class"], use_inner_text=True)
    expect(offered).to_have_text(re.compile(r"\d+$"), use_inner_text=True)
    page.keyboard.press("Enter")
    page.keyboard.type(" ; rdfs:lab")
    page.get_by_role("option", name="rdfs:label").first.wait_for()
    page.keyboard.press("Enter")

    editor.holds("?o a isto:IntergovernmentalOrganization ; rdfs:label", "endsWith")
    editor.holds("PREFIX isto: <https://w3id.org/istograph/ontology#>")
    editor.holds("PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>")


def test_a_name_is_explained_under_the_mouse(editor: Editor) -> None:
    page = editor.open().page
    editor.write("PREFIX isto: <https://w3id.org/istograph/ontology#>\nASK { ?o a isto:ISTO }")

    page.locator(".tabPanel.active .cm-string-2", has_text="isto:ISTO").hover()

    label = {"en": "international scientific and technological", "zh": "国际科技组织"}
    page.get_by_title(re.compile(rf"{label[editor.language]}.* · \d+")).wait_for()


def test_a_class_is_found_by_its_label(editor: Editor) -> None:
    page = editor.open().page
    editor.write("")
    wanted = editor.words["class"][:5]

    page.keyboard.type("SELECT * { ?o a ")
    page.keyboard.insert_text(wanted)

    page.get_by_role("option", name="isto:IntergovernmentalOrganization").wait_for()


def test_a_query_that_takes_too_long_is_stopped(editor: Editor, address: str) -> None:
    page = editor.open().page
    editor.write(ENDLESS)

    with page.expect_request(lambda request: request.method == "POST") as asked:
        page.keyboard.press("Control+Enter")
    identity = asked.value.headers["istograph-query-id"]
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        editor.button("stop").click()

    editor.results().get_by_text(editor.words["stopped"]).wait_for()
    state = httpx.get(f"{address}/queries/{identity}", trust_env=False, timeout=PATIENCE).json()[
        "state"
    ]
    assert state == "cancelled"
    editor.button("run").wait_for()


def test_an_error_is_shown_at_its_place(editor: Editor, axe: Path) -> None:
    page = editor.open().page
    editor.write("SELECT ?x { ?x a isto:ISTO\n FILTR }")

    page.keyboard.press("Control+Enter")
    editor.results().get_by_role("heading", name=editor.words["unread"]).wait_for()

    expect(page.locator(".misread")).to_have_text("FILTR", use_inner_text=True)
    assert editor.made.axe(axe) == []
    page.get_by_role("button", name=editor.words["place"]).click()
    page.keyboard.insert_text("X")
    editor.holds("XFILTR }", "endsWith")
    page.locator(".misread").first.wait_for(state="detached")
    editor.write("SELECT ?x { ?x a isto:ISTO }")
    editor.run().answered()
    unread = editor.results().get_by_role("heading", name=editor.words["unread"])
    unread.first.wait_for(state="detached")


def test_a_term_in_an_error_stays_as_it_was_written(editor: Editor) -> None:
    page = editor.open().page
    editor.write("SELECT * {\n ?o a isto:ISTO\n ?o rdfs:label ?l }")

    page.keyboard.press("Control+Enter")
    editor.results().get_by_role("heading", name=editor.words["unread"]).wait_for()

    said = editor.results().get_by_role("alert").inner_text()
    assert "isto:ISTO" in said
    assert "Isto:" not in said


def test_what_could_stand_there_is_listed_for_who_asks(editor: Editor) -> None:
    page = editor.open().page
    problem = editor.results().locator(".problem")
    editor.write("SELECT * { ?x a foo:bar }")
    page.keyboard.press("Control+Enter")
    problem.locator("strong", has_text="foo:").wait_for()
    expect(problem.get_by_role("alert")).to_contain_text("foo:", use_inner_text=True)
    editor.write("SELECT")
    page.keyboard.press("Control+Enter")
    problem.locator("details").wait_for()

    expect(problem.locator("details pre")).to_be_hidden()
    problem.locator("summary").click()
    assert len(problem.locator("details pre").inner_text().splitlines()) > 3


def test_a_name_that_the_ontology_lacks_is_told(editor: Editor, axe: Path) -> None:
    page = editor.open().page
    notes = page.locator(".unknown")
    editor.write("ASK { ?x a isto:Isto ; isto:isNonProfit true . FILTER (isto:ISTO != ?x) }")

    page.keyboard.press("Control+Enter")
    notes.get_by_text("isto:Isto").first.wait_for()

    expect(notes).to_have_attribute("role", "status")
    # the status line says what the answer is, for whoever does not see it
    editor.answered("no")
    expect(notes.locator("p")).to_have_count(2)
    assert editor.made.axe(axe) == []
    notes.get_by_role("button", name=re.compile("isto:ISTO$")).click()
    editor.holds("a isto:ISTO ;")
    page.keyboard.press("Control+Enter")
    notes.get_by_role("button", name=re.compile("isto:isNonprofit$")).click()
    page.keyboard.press("Control+Enter")
    editor.answered("yes")
    notes.locator("p").first.wait_for(state="detached")


def test_a_view_that_does_not_fit_says_what_it_needs(english: Editor) -> None:
    english.ask("SELECT ?x { VALUES ?x { 'a' 'b' } }")
    view = english.button("map")

    expect(view).to_have_attribute("aria-disabled", "true")
    expect(view).to_have_attribute("title", re.compile("coordinates"))
    described = english.page.locator(f"#{view.get_attribute('aria-describedby')}")
    expect(described).to_have_text(view.get_attribute("title") or "nothing")
    view.focus()
    english.page.keyboard.press("Enter")
    shown = english.page.get_by_role("status")
    shown.get_by_text("It needs a column of coordinates").wait_for()


def test_a_name_in_a_result_can_be_put_into_a_query(english: Editor) -> None:
    english.ask("SELECT ?x { VALUES ?x { id:organization\\/inbar isto:ISTO } }")
    name = r"id:organization\/inbar"

    expect(english.results().get_by_role("link").first).to_have_text(name)
    english.ask(f"ASK {{ {name} ?p ?o }}", "yes")


def test_the_first_answer_has_names_only(editor: Editor) -> None:
    editor.open().answered()

    expect(editor.results().get_by_role("cell").first).to_have_text(re.compile("."))
    expect(editor.results().locator("a.iri")).to_have_count(0)


def test_places_are_on_the_map_and_in_a_list(editor: Editor, axe: Path) -> None:
    page = editor.ask(HEADQUARTERS).page

    editor.button("map").click()
    page.locator("circle.spot").first.wait_for()

    expect(page.locator("circle.spot").nth(20)).to_be_attached()
    page.locator("figure + details summary").click()
    listed = page.locator("figure + details li", has_text=editor.words["China"]).first
    leads = re.compile("^/page/organization/")
    expect(listed.get_by_role("link").first).to_have_attribute("href", leads)
    assert editor.made.axe(axe) == []


def test_names_in_the_table_lead_to_pages_here(english: Editor) -> None:
    query = """SELECT * { VALUES ?x {
      <https://w3id.org/istograph/id/organization/inbar> isto:ISTO <https://ror.org/02h5sfg65>
      <javascript:alert(1)> } }"""
    english.ask(query)

    links = english.results().locator("td a")
    expect(links).to_have_count(3)
    assert [link.get_attribute("href") for link in links.all()] == [
        "/page/organization/inbar?lang=en",
        "/ontology?lang=en#ISTO",
        "https://ror.org/02h5sfg65",
    ]


def test_triples_are_a_graph(editor: Editor, axe: Path) -> None:
    page = editor.ask(INBAR, "statements").page

    editor.button("graph").click()
    name = {"en": re.compile("Bamboo"), "zh": re.compile("竹藤")}[editor.language]
    node = page.get_by_role("button", name=name)
    node.focus()
    page.keyboard.press("Enter")

    page.locator(".node-detail").get_by_text(editor.words["class"], exact=True).wait_for()
    href = f"/page/organization/inbar?lang={editor.language}"
    expect(page.locator(".node-detail").get_by_role("link")).to_have_attribute("href", href)
    expect(page.locator("figure + details li").nth(2)).to_be_attached()
    assert editor.made.axe(axe) == []


def test_an_example_opens_as_a_graph_with_names_and_a_legend(editor: Editor, axe: Path) -> None:
    page = editor.open("/query?example=89").answered("statements").page
    legend = page.get_by_role("list", name=re.compile("Legend|图例"))
    legend.wait_for()

    for word in ("class", "ngo", "other", "member"):
        expect(legend).to_contain_text(editor.words[word])
    isc = {"en": "International Science Council", "zh": "国际科学理事会"}[editor.language]
    page.get_by_role("button", name=isc, exact=True).focus()
    expect(page.locator(".link-text.near", has_text=editor.words["member"]).nth(5)).to_be_attached()
    # one stop for Tab, and arrows between the nodes
    expect(page.locator(".node[tabindex='0']")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    focused = page.locator(".node:focus")
    expect(focused).not_to_have_attribute("aria-label", isc)
    chosen = focused.get_attribute("aria-label") or ""
    expect(page.locator(".node-detail p").first).to_have_text(chosen, use_inner_text=True)
    for label in ("Zoom in|放大", "Move left|左移", "Show all of it|显示全部"):
        page.get_by_role("button", name=re.compile(label)).click()
    moved = "translate(0,0) scale(1)"
    expect(page.locator(".graph svg > g")).to_have_attribute("transform", moved)
    assert editor.made.axe(axe) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    drawn = Path(download.value.path()).read_text(encoding="utf-8")
    assert drawn.count(f">{editor.words['other']}</text>") == 1
    assert drawn.count("visibility: hidden") > 20


def test_words_on_arrows_lie_on_no_name(english: Editor) -> None:
    page = english.ask(INBAR, "statements").page
    english.button("graph").click()
    words = page.locator(".link-text")
    words.first.wait_for(state="attached")

    # one kind of arrow: the legend names it
    expect(page.locator(".link-text:visible")).to_have_count(0)
    page.get_by_role("button", name=re.compile("Bamboo")).focus()
    expect(page.locator(".link-text.near").first).to_be_visible()


def test_things_without_a_name_are_named_by_one_query_more(english: Editor) -> None:
    page = english.open().page
    english.write("CONSTRUCT { ?a org:memberOf ?b } { ?a org:memberOf ?b }")
    english.button("run").click()
    english.answered("statements")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or ""))
    english.button("graph").click()

    isc = "International Science Council"
    page.get_by_role("button", name=isc, exact=True).wait_for()
    assert len([each for each in asked if each]) == 1


def test_what_all_things_are_tells_none_from_another(english: Editor) -> None:
    query = """CONSTRUCT { <urn:a> a ?c ; org:memberOf ?b . ?b a ?c } {
      VALUES (?b ?c) { (<urn:b> org:Organization) (<urn:c> org:Organization) } }"""
    page = english.ask(query, "statements").page
    english.button("graph").click()
    legend = page.get_by_role("list", name="Legend")
    legend.get_by_text("member of").wait_for()
    expect(legend.locator("li")).to_have_text(["organization", "member of"], use_inner_text=True)

    english.write("""CONSTRUCT { <urn:a> a org:Organization, isto:ISTO ; org:memberOf <urn:b> .
      <urn:b> a org:Organization ; <urn:p1> 1 ; <urn:p1> <urn:a> } {}""")
    page.keyboard.press("Control+Enter")

    legend.get_by_text("other").wait_for()
    expect(legend.get_by_text("organization", exact=True)).to_have_count(0)


def test_more_statements_than_can_be_drawn_are_told(english: Editor) -> None:
    query = "SELECT ?source ?target { ?source isto:subject ?target } ORDER BY ?source LIMIT 2000"
    page = english.ask(query).page

    english.button("graph").click()

    caption = page.locator("figure.graph figcaption")
    caption.get_by_text("The first 300 of 2,000 statements are drawn").wait_for()
    page.locator("figure + details summary").click()
    expect(page.locator("figure + details li").last).to_have_text(
        "and 1,000 more, in the table", use_inner_text=True
    )


def test_columns_are_called_by_their_names(editor: Editor, axe: Path) -> None:
    page = editor.open("/query?example=33").answered().page
    names = {
        "en": ["country\n?country_en", "count", "ratio"],
        "zh": ["国家\n?country_zh", "数量\n?count", "比值\n?ratio"],
    }[editor.language]

    editor.is_headed(names)
    assert editor.made.axe(axe) == []
    sort = {"en": "count: sort", "zh": "数量：排序"}[editor.language]
    page.get_by_role("button", name=sort, exact=True).press("Enter")
    page.locator("thead th[aria-sort=ascending]", has_text=names[1].split("\n")[0]).wait_for()
    # what is changed but the projection keeps them, and so does who comes by its link
    text = editor.text().replace("DESC(?count)", "?count")
    editor.write(text)
    editor.run().answered()
    editor.is_headed(names)
    page.evaluate("localStorage.clear()")
    editor.ask(text)
    editor.is_headed(names)
    editor.button("chart").click()
    page.get_by_role("img", name=names[1].split("\n")[0]).wait_for()
    options = page.get_by_role("combobox").nth(1).locator("option")
    expect(options).to_have_text([name.split("\n")[0] for name in names])
    # another query's columns are its variables
    editor.ask("SELECT ?count ?ratio { VALUES (?count ?ratio) { (1 2) (3 4) } }")
    editor.is_headed(["count", "ratio"])


def test_values_are_written_in_the_language_of_the_page(editor: Editor) -> None:
    page = editor.ask("""SELECT ?n ?year ?small ?day ?text { VALUES (?n ?year ?small ?day ?text) {
      (1234567 2021 0.3 "2021-05-01"^^xsd:date "سلام"@ar)
      (-1000 1999 1234.5 UNDEF "a") } }""").page

    day = {"en": "1 May 2021", "zh": "2021年5月1日"}[editor.language]
    expect(editor.results().locator("tbody td")).to_have_text(
        ["1,234,567", "2021", "0.3", day, "سلام", "-1,000", "1999", "1,234.5", "", "a"],
        use_inner_text=True,
    )
    expect(page.locator("time[datetime='2021-05-01']")).to_have_count(1)
    arabic = page.locator("td [lang=ar]")
    expect(arabic).to_have_attribute("dir", "auto")
    page.locator("thead th").first.click()
    page.locator("thead th[aria-sort=ascending]").wait_for()
    page.locator("tbody tr:first-child td", has_text="-1,000").wait_for()


def test_an_iri_tells_its_label_under_the_mouse(english: Editor) -> None:
    page = english.ask("SELECT ?x { VALUES ?x { isto:ISTO isto:isPartOf } }").page

    english.results().get_by_role("link").first.hover()

    label = "international scientific and tech"
    page.locator(f"a.iri[title^='{label}']").wait_for()


def test_names_stand_for_iris_where_somebody_wants_them(english: Editor) -> None:
    page = english.ask("SELECT ?x { VALUES ?x { isto:ISTO <urn:nameless> isto:isPartOf } }").page
    first = english.results().get_by_role("link").first

    switch = page.get_by_role("checkbox", name="Names for IRIs")
    switch.check()

    label = "international scientific and tech"
    english.results().get_by_role("link", name=label).wait_for()
    expect(first).to_have_attribute("href", "/ontology?lang=en#ISTO")
    switch.uncheck()
    english.results().get_by_role("link", name="isto:ISTO").wait_for()


def test_a_map_example_opens_as_a_map(editor: Editor, axe: Path) -> None:
    page = editor.open("/query?example=87").answered().page
    page.locator("circle.spot").first.wait_for()

    spot = page.locator("circle.spot").first
    expect(spot).to_have_attribute("aria-label", re.compile("23"))
    spot.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator(".node-detail li").first.wait_for()
    expect(page.locator(".node-detail li")).to_have_count(1)
    assert editor.made.axe(axe) == []


def test_the_menu_of_a_tab_is_worked_by_keys(editor: Editor, axe: Path) -> None:
    page = editor.open().page
    tab = page.get_by_role("tab")
    tab.focus()

    page.keyboard.press("Shift+F10")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("role", "menuitem")
    assert editor.made.axe(axe) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(focused).to_have_attribute("role", "tab")
    page.keyboard.press("ContextMenu")
    page.keyboard.press("ArrowDown")
    expect(focused).to_have_text(editor.words["rename"], use_inner_text=True)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("甲乙")
    # of the letters, not of the tab
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(tab).to_have_text("甲", use_inner_text=True)
    expect(focused).to_have_attribute("role", "tab")
    page.keyboard.press("Delete")
    page.get_by_role("tab").press("Shift+F10")
    page.keyboard.press("End")
    expect(focused).to_contain_text(editor.words["again"], use_inner_text=True)
    page.keyboard.press("Enter")
    page.get_by_role("tab", name="甲", exact=True).wait_for()


def test_a_link_shows_a_slow_query_at_once(english: Editor) -> None:
    page = english.page
    page.goto(f"{english.made.address}/query?lang=en&query={quote(ENDLESS)}")

    english.button("stop").click()

    english.results().get_by_text("Stopped").wait_for()
    assert english.text() == ENDLESS


def test_what_was_asked_is_found_again(english: Editor, axe: Path) -> None:
    page = english.ask("ASK { <urn:a> <urn:b> 1 }", "seconds").page
    english.write("SELECT ?x { VALUES ?x { 'b' 'c' } }")
    english.run().answered()

    english.button("history").click()
    assert english.made.axe(axe) == []
    listed = page.get_by_role("dialog").get_by_role("listitem")
    expect(listed.first).to_contain_text("VALUES", use_inner_text=True)
    page.get_by_role("dialog").get_by_role("button", name="ASK").click()
    becomes(page, f"{MIRROR}.getValue() === 'ASK {{ <urn:a> <urn:b> 1 }}'")
    english.button("history").click()
    page.get_by_role("button", name="Forget all of it").click()
    english.button("history").click()
    expect(listed).to_have_count(0)


def test_the_whole_answer_is_saved_in_each_format(english: Editor, axe: Path) -> None:
    page = english.ask("SELECT ?x { VALUES ?x { '竹' 2 } }").page
    english.button("download").click()
    assert english.made.axe(axe) == []
    for name, held in (("CSV", "竹"), ("TSV", '"竹"'), ("JSON", '"竹"'), ("XML", "竹<")):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        assert held in Path(download.value.path()).read_text(encoding="utf-8")
    page.keyboard.press("Escape")
    english.write("CONSTRUCT { ?s a ?o } { VALUES (?s ?o) { (<urn:a> <urn:b>) } }")
    english.button("download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="N-Triples").click()
    assert download.value.suggested_filename.endswith(".nt")
    assert Path(download.value.path()).read_text().count("<urn:a>") == 1


def test_a_query_is_laid_out(english: Editor) -> None:
    english.open()
    english.write("select ?x where{?x a isto:ISTO;rdfs:label ?y.} limit 3")

    english.button("format").click()

    english.holds("\n  ?x a isto:ISTO;\n  rdfs:label ?y.\n} limit 3", "endsWith")


def test_a_link_leads_to_the_query_and_its_answer(english: Editor) -> None:
    short = 'ASK { ?x rdfs:label "国际竹藤组织"@zh }'
    long = short + "\n# " + "x" * 8000

    for query in (short, long):
        page = english.open().page
        english.write(query)
        english.button("link").click()
        link = english.link()
        assert len(link.partition("#")[0]) < 6100
        page.evaluate("localStorage.clear()")
        page.goto("about:blank")
        page.goto(link)
        english.results().get_by_text("Yes").wait_for()
        assert english.text() == query


CLIENTS = Path(__file__).parents[1] / "clients"


def test_a_link_opens_in_the_view_that_it_was_made_in(english: Editor) -> None:
    page = english.open("/query?example=85").answered().page
    page.locator("circle.spot").first.wait_for()
    english.button("table").click()
    english.button("map").click()
    english.button("link").click()
    link = english.link()
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")

    page.goto(link)

    page.locator("circle.spot").first.wait_for()


def test_the_code_runs(english: Editor, tmp_path: Path) -> None:
    page = english.open().page
    query = r"""SELECT ?name { ?o rdfs:label ?name .
  FILTER (?name = '竹"藤'@zh || ?name = "INBAR's ${x} `x` \\"
    || (LANG(?name) = "en" && CONTAINS(?name, "Bamboo"))) }"""
    english.write(query)

    english.button("code").click()
    code = {}
    marks = {"curl": "curl ", "Python": "import ", "R": "answer <-", "JavaScript": "await fetch"}
    for name, mark in marks.items():
        page.get_by_role("radio", name=name, exact=True).check()
        expect(page.locator("dialog pre")).to_contain_text(mark)
        code[name] = page.locator("dialog pre").inner_text()
    (tmp_path / "asking.mjs").write_text(code["JavaScript"])
    commands = [["bash", "-c", code["curl"]], [sys.executable, "-c", code["Python"]]]
    commands += [["node", str(tmp_path / "asking.mjs")]] if shutil.which("node") else []
    if shutil.which("Rscript"):
        commands.append(["Rscript", "-e", code["R"]])

    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True)
        assert "Bamboo" in done.stdout, (command, done.stderr)
    assert "read.csv(answer" in code["R"]


@pytest.mark.parametrize(
    ("query", "reading"),
    [
        (r"""SELECT ?x { VALUES ?x { "a)" 'b)"' "\"\\" } }""", "read.csv(answer"),
        ('CONSTRUCT { ?s a "竹" } { ?s a ?o }', "readLines(answer"),
    ],
)
def test_the_code_for_r_is_r(english: Editor, node_folder: Path, query: str, reading: str) -> None:
    if not (node_folder / "node_modules/web-tree-sitter").is_dir() or not shutil.which("node"):
        pytest.skip(f"needs Node.js and web-tree-sitter in {node_folder}: npm install")
    page = english.open().page
    english.write(query)
    english.button("code").click()
    page.get_by_role("radio", name="R", exact=True).check()
    expect(page.locator("dialog pre")).to_contain_text(reading)
    code = page.locator("dialog pre").inner_text()

    assert query in code
    assert _language(code, node_folder) == "R"
    assert _language(f"{code})", node_folder) == "not R"


def _language(code: str, node_folder: Path) -> str:
    command = ["node", "--input-type=module", "-", code]
    script = (CLIENTS / "r_syntax.mjs").read_text()
    done = subprocess.run(command, input=script, cwd=node_folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_keyboard_goes_in_and_out(editor: Editor) -> None:
    page = editor.open().page

    label = editor.text_field().get_attribute("aria-label")
    assert label is not None
    assert editor.words["leave"] in label
    editor.text_field().focus()
    page.keyboard.press("Tab")
    inside = "document.activeElement.closest('.yasqe') !== null"
    becomes(page, f"!({inside})")
    page.keyboard.press("Shift+Tab")
    becomes(page, inside)
    page.keyboard.press("F1")
    page.get_by_role("dialog", name=editor.words["keys"]).wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    editor.run().answered()


def test_a_long_query_scrolls_by_keys(browser: "Browser", address: str, axe: Path) -> None:
    _needs_editor(address)
    with visit(browser, address, viewport={"width": 320, "height": 800}) as made:
        english = Editor(made, "en").open("/query?example=62").answered()
        english.text_field().focus()
        frame = "document.querySelector('.tabPanel.active .yasqe .CodeMirror-scroll')"
        waiting = f"new Promise(done => {frame}.addEventListener('scroll', () => done(true)))"
        english.page.evaluate(f"() => {{ window.scrolled = {waiting} }}")

        english.page.keyboard.press("Tab")
        english.page.keyboard.press("End")

        assert english.page.evaluate("() => window.scrolled")
        assert made.axe(axe) == []
        becomes(english.page, "document.documentElement.scrollWidth === 320")


def test_tabs_are_kept(english: Editor) -> None:
    page = english.open().page
    english.button("tab").click()
    english.write("ASK { <a:b> <c:d> <e:f> }")
    page.keyboard.press("Control+Enter")
    english.results().get_by_text("No", exact=True).wait_for()

    english.open()

    expect(page.get_by_role("tab")).to_have_count(2)
    becomes(page, f"{MIRROR}.getValue() === 'ASK {{ <a:b> <c:d> <e:f> }}'")
    for left in (1, 1):
        page.get_by_role("tab", selected=True).press("Delete")
        expect(page.get_by_role("tab")).to_have_count(left)
    english.button("run").click()
    english.answered()


def test_it_works_below_a_path(browser: "Browser", dataset: Path) -> None:
    options = ("--store", str(dataset), "--base-url", "https://example.org/kg")
    with serving(*options) as address, visit(browser, address) as made:
        _needs_editor(address)
        english = Editor(made, "en").open("/kg/query?example=33").answered()
        english.button("code").click()

        expect(made.page.locator("dialog pre")).to_contain_text(
            "https://example.org/kg/sparql", use_inner_text=True
        )
        assert made.errors == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_script_a_form_answers(browser: "Browser", address: str, language: str) -> None:
    with visit(browser, address, java_script_enabled=False) as made:
        page = made.go("/query", language)
        page.get_by_role("textbox").fill('SELECT ?n { ?o rdfs:label ?n . FILTER (?n = "竹藤"@zh) }')
        page.get_by_role("button", name=WORDS[language]["run"]).click()
        page.get_by_role("heading", name=re.compile("0 (rows|行)")).wait_for()
        page.locator("a[data-query]").first.click()

        page.get_by_role("table").wait_for()
        assert made.outside == []


def test_the_policy_allows_two_style_sheets_more(address: str) -> None:
    ours, strict = (
        httpx.get(f"{address}{path}", trust_env=False, timeout=PATIENCE).headers[
            "content-security-policy"
        ]
        for path in ("/query", "/report")
    )

    assert re.sub(r" 'sha256-[^']+'", "", ours) == strict
    assert ours.count("'sha256-") == 2
    assert "unsafe" not in ours


def test_years_are_a_line(english: Editor) -> None:
    english.ask("""SELECT ?year (COUNT(?d) AS ?documents) {
      ?d a isto:Document ; dcterms:date|dcterms:issued ?date .
      BIND (STRDT(SUBSTR(STR(?date), 1, 4), xsd:gYear) AS ?year) } GROUP BY ?year""")
    english.button("chart").click()
    page = english.page

    expect(page.get_by_role("combobox", name="Form")).to_have_value("lines")
    page.get_by_role("img", name="documents by year").locator("circle").first.wait_for()
    page.get_by_role("combobox", name="Form").select_option("bars")
    page.get_by_role("img", name="documents by year").locator("rect").first.wait_for()


def test_examples_say_what_they_need(address: str) -> None:
    page = httpx.get(f"{address}/query?lang=en", trust_env=False, timeout=PATIENCE).text

    assert page.count("needs records imported from Wikidata") == 2
    assert "asks Wikidata over the network" in page


def test_a_link_from_elsewhere_writes_nothing(
    browser: "Browser", dataset: Path, tmp_path: Path
) -> None:
    store = shutil.copytree(dataset, tmp_path / "store")
    update = "INSERT DATA { GRAPH <urn:x:foreign> { <urn:x:a> <urn:x:b> <urn:x:c> } }"
    written = "ASK { GRAPH <urn:x:foreign> { ?s ?p ?o } }"
    options = ("--store", str(store), "--writable", "--open-writes")
    with serving(*options) as address, visit(browser, address) as made:
        _needs_editor(address)
        english, page = Editor(made, "en"), made.page
        for mark in ("?query=", "#query="):
            _come_from_elsewhere(page, f"{address}/query{mark}{quote(update)}")
            page.locator(".toolbar .status", has_text="not run").wait_for()
            made.settle()
            assert english.text() == update
            assert "false" in _answer(address, written)

        # who has read it may run it
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            english.button("run").click()
        assert "true" in _answer(address, written)


def _come_from_elsewhere(page: "Page", link: str) -> None:
    page.route(
        "http://elsewhere.example/",
        lambda route: route.fulfill(
            body=f"<script>location = {link!r}</script>", content_type="text/html"
        ),
    )
    page.goto("http://elsewhere.example/")
    page.wait_for_url("http://127.0.0.1:*/**")


def _answer(address: str, query: str) -> str:
    accept = {"Accept": "application/sparql-results+json"}
    asked = {"query": query}
    return httpx.get(
        f"{address}/sparql", params=asked, headers=accept, trust_env=False, timeout=PATIENCE
    ).text


def test_a_value_with_markup_is_text(english: Editor) -> None:
    values = [
        "<img src=x onerror=alert(1)>",
        "<img src=y onerror=alert(2)> &amp; more",
        "a & <b onclick=alert(3)>b</b> <script>alert(4)</script>",
        "{{b}} {{ alert(5) }}",
    ]
    listed = " ".join(f'"{value}"' for value in values)
    english.ask(f"SELECT ?b {{ VALUES ?b {{ {listed} }} }}")

    expect(english.results().locator("tbody td .nonIri")).to_have_text(values, use_inner_text=True)
    english.page.get_by_label("Filter rows").press_sequentially("more")
    english.results().locator("tbody tr").nth(1).wait_for(state="detached")
    expect(english.results().locator("tbody td .nonIri")).to_have_text(
        values[1:2], use_inner_text=True
    )
    expect(english.results().locator("img, b, script")).to_have_count(0)


def test_a_link_opens_one_tab_in_the_language_of_the_page(editor: Editor) -> None:
    page = editor.open().page
    for _ in range(3):
        editor.open("/query?query=" + quote("SELECT ?a { VALUES ?a { 1 2 } }")).answered()
    expect(page.get_by_role("tab")).to_have_count(1)
    name = {"en": "Query", "zh": "查询"}
    page.get_by_role("tab", name=name[editor.language], exact=True).wait_for()

    other = {"en": "zh", "zh": "en"}[editor.language]
    editor.made.go("/query", other)
    page.get_by_role("tab", name=name[other], exact=True).wait_for()
