"""Classifying as visitors do it: by the figure, by questions, by a name, by pasted facts."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.pages.visits import LANGUAGES, Visit, expect, visit

from istograph.classification import load_theory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CLASSES = [term.name for term in load_theory().classes]
TABLE = """organization,name,property,value
a,Alpha Union,hasConstitutiveInstrument,articles-of-association
a,Alpha Union,isNonprofit,TRUE
b,Beta Agency,hasConstitutiveInstrument,multilateral-agreement
b,Beta Agency,hasConstitutiveInstrument,articles-of-association
"""
# A page that is fetched anew loses it.
MARK = "window.isTheSamePage = true"
WORDS = {
    "en": {
        "answer": "The answer",
        "change": "change.*What is it",
        "office": "a representative office of another organization",
        "next": "Next",
        "field": "What is its principal field?",
        "wrong": "Line 3, cell property: there is no property",
        "classify": "Classify these facts",
        "organizations": "2 organizations",
        "partly": "1 of 3 organizations judged",
        "against": "What speaks against it",
    },
    "zh": {
        "answer": "结果",
        "change": "修改.*它是什么",
        "office": "另一组织的代表机构",
        "next": "下一步",
        "field": "它的主要领域是什么？",
        "wrong": "第 3 行，单元格 property：没有属性“isNonproft”",
        "classify": "判定这些事实",
        "organizations": "2 个组织",
        "partly": "3 个组织，已判定 1 个",
        "against": "反对该类别的依据",
    },
}


@pytest.fixture(params=[True, False], ids=["with script", "without"])
def anybody(browser: "Browser", address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    with visit(browser, address, java_script_enabled=request.param) as made:
        yield made
        assert made.errors == []


def drawn(page: "Page", name: str) -> str:
    """Return the word that the drawing has for a class."""
    return page.locator(f".drawing a[data-class={name}] text").last.text_content() or ""


def heading(page: "Page") -> str:
    return page.locator("[data-focus]").first.inner_text()


# The figure


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_is_drawn_once_and_its_text_fits(visitor: Visit, language: str) -> None:
    page = visitor.go("/classify/figure", language)
    names = page.locator(".drawing a.class").evaluate_all("all => all.map(a => a.dataset.class)")
    too_wide = page.locator(".drawing a.class").evaluate_all(
        "all => all.filter(a => [...a.querySelectorAll('text')].some(text => {"
        " const box = a.querySelector('rect').getBBox(), own = text.getBBox();"
        " return own.x + own.width > box.x + box.width || own.y + own.height > box.y + box.height"
        "})).map(a => a.dataset.class)"
    )

    assert sorted(names) == sorted(CLASSES)
    assert too_wide == []


def test_on_a_telephone_the_figure_is_a_list(browser: "Browser", address: str) -> None:
    with visit(browser, address, viewport={"width": 320, "height": 640}) as made:
        page = made.go("/classify/figure?id=inbar", "zh")
        listed = page.locator(".outline a:visible").evaluate_all("all => all.map(a => a.hash)")

        expect(page.locator(".drawing")).to_be_hidden()
        assert sorted(listed) == sorted(f"#{name}" for name in CLASSES)


# The questions


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_are_answered_by_keyboard_alone(visitor: Visit, language: str) -> None:
    page = visitor.go("/classify/ask", language)
    page.evaluate(MARK)
    page.locator("[data-focus]").evaluate("each => { each.tabIndex = -1; each.focus() }")
    asked = [heading(page)]
    while asked[-1] != WORDS[language]["answer"]:
        answer_by_keyboard(page)
        page.wait_for_function(
            "before => document.querySelector('[data-focus]').innerText !== before", arg=asked[-1]
        )
        asked.append(heading(page))
        assert len(asked) < 10

    assert page.evaluate("window.isTheSamePage")
    assert page.evaluate("document.activeElement.matches('[data-focus]')")
    assert page.get_by_role("status").inner_text()
    words = {"en": ("entailed", "refuted"), "zh": ("成立", "不成立")}[language]
    assert (drawn(page, "InternationalNGO"), drawn(page, "OverseasINGO")) == words
    page.go_back()
    page.wait_for_function(
        "before => document.querySelector('[data-focus]').innerText === before", arg=asked[-2]
    )
    assert page.evaluate("window.isTheSamePage")


def answer_by_keyboard(page: "Page") -> None:
    """Give the first answer that there is: the one after “I do not know”."""
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.matches('.filter input')"):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_members_are_ticked_in_a_list_that_is_filtered(anybody: Visit) -> None:
    page = anybody.go("/classify/ask?kind=organization&next=participants", "en")
    field = page.get_by_label("Filter the list")
    if field.is_visible():
        field.fill("fran")
        expect(page.locator(".ticks label:visible")).to_have_text(["France"], use_inner_text=True)
    page.get_by_role("checkbox", name="France", exact=True).check()
    if field.is_visible():
        field.fill("")
    page.get_by_role("checkbox", name="Kenya").check()
    page.get_by_role("button", name="Next").click()
    page.wait_for_url("**FR**KE**")

    expect(page.locator(".steps .given .given").last).to_have_text(
        "France, Kenya", use_inner_text=True
    )


def test_one_of_many_jurisdictions_is_found_and_chosen(anybody: Visit, axe: Path) -> None:
    page = anybody.go("/classify/ask?kind=organization&next=establishment", "zh")
    field = page.get_by_label("筛选列表")
    expect(page.get_by_role("radio").nth(200)).to_be_attached()
    if field.is_visible():
        field.fill("瑞士")
        expect(page.locator(".ticks label:visible")).to_have_text(["瑞士"], use_inner_text=True)
        assert anybody.axe(axe, ".asked") == []
    page.get_by_role("radio", name="瑞士", exact=True).check()
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**establishment=CH**")

    expect(page.locator(".steps .given .given").last).to_have_text("瑞士", use_inner_text=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_says_which_questions_would_decide_more(anybody: Visit, language: str) -> None:
    unknown = "&".join(
        f"{key}=unknown"
        for key in ("instrument", "nonprofit", "participants", "establishment", "science")
    )
    answers = f"kind=organization&international=yes&principal-field=chemistry&{unknown}"
    page = anybody.go(f"/classify/ask?{answers}", language)

    assert heading(page) == WORDS[language]["answer"]
    said = {"en": "It is an international organization", "zh": "它是国际组织"}[language]
    assert page.locator(".intro").inner_text().startswith(said)
    expect(page.locator(".verdict-card details[open]")).to_have_count(1)
    page.locator(".unsure a").first.click()
    page.wait_for_url("**next=instrument**")
    expect(page.get_by_role("radio").nth(3)).to_be_attached()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_of_the_figure_offers_its_questions(anybody: Visit, language: str) -> None:
    page = anybody.go("/classify/ask?kind=organization", language)
    page.locator(".drawing a[data-class=ISTO]").click()
    page.get_by_role("heading", level=2, name=re.compile("scientific|国际科技组织")).wait_for()

    about = page.locator(".about")
    about.get_by_role("link", name=WORDS[language]["field"]).click()
    page.wait_for_url("**next=principal-field**")
    expect(page.get_by_role("heading", name=WORDS[language]["field"])).to_have_count(1)
    assert "class=ISTO" in page.url


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_changed_and_the_others_stay(anybody: Visit, language: str) -> None:
    words = WORDS[language]
    page = anybody.go("/classify/ask?kind=organization&instrument=multilateral-agreement", language)
    page.get_by_role("link", name=re.compile(words["change"])).click()
    page.get_by_role("radio", name=words["office"], exact=True).check()
    page.get_by_role("button", name=words["next"]).click()
    page.wait_for_url("**kind=office**")

    assert "instrument=multilateral-agreement" in page.url
    assert drawn(page, "InternationalOrganization") in ("contested", "有争议")


def test_an_answer_shows_in_the_figure_before_it_is_given(visitor: Visit) -> None:
    page = visitor.go("/classify/ask?kind=organization", "en")
    before = page.url
    page.get_by_role("radio", name="multilateral agreement").check()
    page.locator(".drawing a.entailed[data-class=IntergovernmentalOrganization]").wait_for()

    assert page.url == before


def test_the_answers_are_shared_by_a_link(browser: "Browser", address: str) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    with visit(browser, address, permissions=allowed) as made:
        page = made.go("/classify/ask?kind=organization&instrument=multilateral-agreement", "zh")
        page.get_by_role("button", name="复制").click()
        page.get_by_role("button", name="已复制").wait_for()
        page.goto(page.evaluate("navigator.clipboard.readText()"))

        assert drawn(page, "IntergovernmentalOrganization") == "成立"


def test_what_an_answer_would_decide_is_said(visitor: Visit) -> None:
    page = visitor.go("/classify/ask?kind=organization", "zh")
    page.locator("input[type=radio]").first.check()

    page.get_by_role("status").filter(has_text="若如此回答：").wait_for()
    expect(page.get_by_role("status").first).to_contain_text(
        "政府间国际组织：不成立", use_inner_text=True
    )
    page.locator("input[type=radio]").last.check()
    page.get_by_role("status").filter(has_text="不改变任何判定").wait_for()


# Places of one page


def test_a_class_leads_to_its_proof_on_the_same_page(visitor: Visit) -> None:
    page = visitor.go("/classify?id=iter", "en")
    page.evaluate(MARK)
    page.evaluate("document.querySelector('h1').dataset.isTheSame = true")
    asked: list[str] = []
    page.on("request", lambda request: "/classify" in request.url and asked.append(request.url))
    link = page.locator(".axis a[href^='#']").last
    key = link.get_attribute("href") or ""

    link.click()
    page.wait_for_url(f"**{key}")
    expect(page.locator("h1[data-is-the-same]")).to_have_count(1)
    page.wait_for_function(
        "key => { const { top } = document.querySelector(key).getBoundingClientRect();"
        " return top >= 0 && top < innerHeight }",
        arg=key,
    )
    assert asked == []
    page.go_back()
    assert page.evaluate("window.isTheSamePage")


def test_the_skip_link_keeps_what_was_sent(visitor: Visit) -> None:
    page = visitor.go("/classify", "en")
    paste(page, TABLE.replace("isNonprofit", "isNonproft"), "Classify these facts")
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")

    expect(page.locator("#description")).to_have_value(re.compile("isNonproft"))
    expect(page.get_by_role("alert")).to_have_count(1)


# A record by its name


@pytest.mark.parametrize(
    ("language", "typed", "name"),
    [("en", "bamboo", "International Bamboo and Rattan Organization"),
     ("zh", "竹藤", "国际竹藤组织")],
)  # fmt: skip
def test_a_record_is_picked_by_its_name(
    visitor: Visit, axe: Path, language: str, typed: str, name: str
) -> None:
    page = visitor.go("/classify", language)
    field = page.get_by_role("combobox", name=re.compile("name or key|名称或标识|名称或键"))
    # At once, as what is found for a part of it would come and go.
    field.fill(typed)
    wanted = page.get_by_role("option", name=re.compile(name))
    wanted.wait_for()
    while wanted.get_attribute("aria-selected") != "true":
        field.press("ArrowDown")
    assert visitor.axe(axe, ".pick") == []
    field.press("Enter")
    page.wait_for_url("**id=inbar**")

    expect(page.get_by_role("heading", level=1)).to_have_text(name, use_inner_text=True)


def test_names_wait_for_whoever_composes_and_vanish_with_the_focus(visitor: Visit) -> None:
    page = visitor.go("/classify", "en")
    field = page.locator(".pick").get_by_role("combobox")
    field.fill("bamboo")
    page.locator(".pick").get_by_role("option").first.wait_for()
    composing = "each => each.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown',"
    field.evaluate(f"{composing} isComposing: true, bubbles: true}}))")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    field.fill("xyzzyxyzzy")
    page.get_by_role("status").filter(has_text="No suggestions").wait_for()
    # Names that nobody gives: they are still asked for when the focus goes.
    page.route("**/search?*", lambda route: None)
    with page.expect_request("**/search?*"):
        field.fill("bamboo")
    with page.expect_event("requestfailed"):
        field.blur()

    expect(page.locator(".pick").get_by_role("option")).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")


# Facts that are pasted


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_with_a_mistake_is_mended_and_read(
    visitor: Visit, axe: Path, language: str
) -> None:
    words = WORDS[language]
    page = visitor.go("/classify", language)
    paste(page, TABLE.replace("isNonprofit", "isNonproft"), words["classify"])
    said = page.get_by_role("alert").inner_text()
    assert words["wrong"] in said
    expect(page.locator("tr.wrong")).to_contain_text("Alpha Union,isNonproft", use_inner_text=True)
    assert visitor.axe(axe) == []

    paste(
        page,
        page.locator("#description").input_value().replace("proft", "profit"),
        words["classify"],
    )
    expect(page.get_by_role("heading", level=1)).to_have_text(
        words["organizations"], use_inner_text=True
    )
    assert visitor.axe(axe) == []
    page.locator(".matrix button.sort").nth(2).click()
    expect(page.locator(".matrix tbody th")).to_have_text(
        ["Beta Agency", "Alpha Union"], use_inner_text=True
    )
    visitor.follow(page.get_by_role("button", name="Beta Agency"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Beta Agency", use_inner_text=True)
    unfold(page)
    expect(page.get_by_role("heading", name=words["against"]).nth(3)).to_be_attached()
    assert visitor.axe(axe) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_mistake_of_many_leads_to_its_line(visitor: Visit, axe: Path, language: str) -> None:
    words = WORDS[language]
    wrong = TABLE.replace("isNonprofit,TRUE", "isNonproft,TRUE") + "c,,isNonprofit,maybe\n"
    page = visitor.go("/classify", language)
    paste(page, wrong, words["classify"])

    expect(page.get_by_role("heading", level=1)).to_have_text(words["partly"], use_inner_text=True)
    expect(page.get_by_role("alert").locator("li")).to_have_count(2)
    expect(page.locator(".matrix tbody th")).to_have_text(["Beta Agency"], use_inner_text=True)
    assert visitor.axe(axe) == []
    visitor.narrow()
    page.get_by_role("alert").get_by_role("link").last.click()
    marked = "field => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert page.locator("#description").evaluate(marked) == "c,,isNonprofit,maybe"
    paste(page, wrong.replace("nproft", "nprofit").replace("maybe", "FALSE"), words["classify"])
    expect(page.locator(".matrix tbody th")).to_have_count(3)
    expect(page.get_by_role("alert")).to_have_count(0)


def unfold(page: "Page") -> None:
    """Open every proof of the page by its summary."""
    for summary in page.locator(".verdict-card > details:not([open]) > summary").all()[::-1]:
        summary.click()


def paste(page: "Page", text: str, verb: str) -> None:
    page.locator("#description").fill(text)
    with page.expect_navigation():
        page.locator("#describe-form").get_by_role("button", name=verb, exact=True).click()


def test_what_if_adds_a_fact_and_says_what_follows(anybody: Visit) -> None:
    page = anybody.go("/classify?id=cast", "en")
    unfold(page)
    card = page.locator(".verdict-card.unknown, .verdict-card.contested").first
    card.get_by_role("link", name=re.compile("^what if")).first.click()
    page.get_by_role("heading", name="What if this were so?").wait_for()
    expect(page.locator("#description")).to_have_value(re.compile('"if-1"'))
    anybody.follow(page.get_by_role("button", name="Classify these facts", exact=True))

    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator("#share-address")).to_have_count(1)
