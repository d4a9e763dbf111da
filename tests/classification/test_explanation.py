"""Proofs that people read: whole, in both languages, and with nothing left out."""

import difflib
import json
import os
import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from tests.classification.generation import CLASSES, descriptions

from istograph.classification.descriptions.records import find
from istograph.classification.explanations.conditions import Explainer, WhyNot, load_explainer
from istograph.classification.explanations.evidence import stored_background
from istograph.classification.explanations.explanation import Explanation, VerdictWords
from istograph.classification.explanations.rendering import as_json, as_markdown, as_text
from istograph.classification.words.phrases import PHRASES
from istograph.classification.words.words import load_words
from istograph.errors import TermError
from istograph.model import Claim, Record, Text, graph, isto, quads, record

Json = dict[str, Any]
GOLDEN = Path(__file__).parent / "golden"
DAY = "2026-01-01"
SAMPLE = list(descriptions(16, seed=3))

BAMBOO: Json = {
    "id": "bamboo",
    "name": "Bamboo Institute",
    "name_zh": "竹研究所",
    "facts": [
        {
            "id": "f1",
            "property": "hasConstitutiveInstrument",
            "value": "multilateral-agreement",
            "from": "1997-11-06",
            "to": "2030-01-01",
            "source": "Agreement",
            "locator": "Article I",
            "quote": {"text": "hereby establish", "language": "en"},
            "support": "outside",
        },
        {"id": "f2", "property": "isHeadquarteredIn", "value": "CN"},
        {"id": "f3", "property": "hasPrincipalField", "value": "forestry"},
        {"id": "f4", "property": "carriesOut", "value": "research", "line": 70, "section": "2"},
    ],
}
CONTESTED: Json = {
    "id": "contested",
    "name": "Two Voices",
    "name_zh": "两说",
    "facts": [
        {"id": "f1", "property": "isSaidToBe", "value": "IntergovernmentalOrganization"},
        {"id": "f2", "property": "isSaidToBe", "value": "NonGovernmentalOrganization"},
    ],
}
SEATLESS: Json = {
    "id": "seatless",
    "name": "Seatless Union",
    "name_zh": "无址联合会",
    "facts": [
        {
            "id": "f1",
            "property": "hasConstitutiveInstrument",
            "value": "articles-of-association",
        },
        {"id": "f2", "property": "isNonprofit", "value": True},
        {"id": "f3", "property": "isInternational", "value": True},
        {"id": "f4", "property": "isHeadquarteredIn", "value": "CN"},
    ],
}
CASES = {
    "bamboo": (BAMBOO, ("IntergovernmentalOrganization", "DomesticINGO", "ISTO", "BroadISTO")),
    "contested": (CONTESTED, ("IntergovernmentalOrganization",)),
    "seatless": (SEATLESS, ("DomesticINGO",)),
}


@pytest.fixture(scope="module")
def explainer() -> Explainer:
    return load_explainer()


def explained(explainer: Explainer, description: Json, **options: Any) -> Explanation:
    answer = explainer.theory.classify(description, as_of=DAY)
    return explainer.writer.explain(answer, description, **options)


def reasons(
    explainer: Explainer, description: Json, classes: tuple[str, ...] = ("ISTO", "DomesticNGO")
) -> list[WhyNot]:
    answer = explainer.theory.classify(description, as_of=DAY)
    found = (explainer.why_not(name, answer, description) for name in classes)
    return [why for why in found if why is not None]


# Whole explanations


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("case", CASES)
def test_an_explanation_reads_so(explainer: Explainer, case: str, language: Any) -> None:
    """To accept a new wording, run with ISTOGRAPH_GOLDEN=write and read the difference."""
    description, classes = CASES[case]
    explanation = explained(explainer, description, classes=classes)
    written = as_text(explanation, language, reasons(explainer, description, classes))
    golden = GOLDEN / f"explanation-{case}-{language}.txt"
    if os.environ.get("ISTOGRAPH_GOLDEN") == "write":
        golden.write_text(written, encoding="utf-8")

    expected = golden.read_text(encoding="utf-8")
    assert not list(difflib.unified_diff(expected.splitlines(), written.splitlines(), lineterm=""))


# Nothing is left out


@pytest.mark.parametrize("description", SAMPLE, ids=lambda d: str(d["id"]))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_fact_and_axiom_of_a_justification_is_mentioned(
    explainer: Explainer, description: Json, language: Any
) -> None:
    answer = explainer.theory.classify(description, as_of=DAY)
    whole = explainer.writer.explain(answer, description, most=100)

    for verdict, words in zip(answer["verdicts"], whole.verdicts, strict=True):
        entries = [*verdict["because"], *verdict.get("against", [])]
        text = as_text(_only(whole, words), language)
        used = {name for entry in entries for name in entry["axioms"]}
        assert used == set(re.findall(r"isto:axiom-[\w-]+", text))
        sentences = {
            explainer.words.fact(fact)
            for fact in description["facts"]
            if any(fact["id"] in entry["facts"] for entry in entries)
        }
        for sentence in sentences:
            assert (sentence.zh if language == "zh" else sentence.en) in text


def _only(explanation: Explanation, verdict: VerdictWords) -> Explanation:
    return Explanation(explanation.id, explanation.name, explanation.notes, (verdict,), (), None)


def test_an_axiom_is_quoted_in_the_words_of_the_paper(explainer: Explainer) -> None:
    text = as_text(explained(explainer, BAMBOO, classes=("ISTO",)), "en")

    assert "“以科技类为主要领域的国际组织又称为国际科技组织”" in text
    assert "isto:axiom-isto (the paper, line 53)" in text


def test_a_fact_is_shown_with_its_source_place_dates_and_words(explainer: Explainer) -> None:
    text = as_text(explained(explainer, BAMBOO), "zh")

    for shown in (
        "来源：Agreement，第一条",
        "自1997-11-06起，2030-01-01之前",
        "“hereby establish”",
    ):
        assert shown in text
    assert "来源：第2节，第70行" in text


def test_the_weakest_support_is_said_in_words(explainer: Explainer) -> None:
    proof = explained(explainer, BAMBOO).verdicts[0].sides[0].proofs[0]

    assert proof.support.zh == "其中最弱的一环：外部知识。取自论文以外的来源；论文不是其出处。"


def test_proofs_that_are_not_written_out_are_counted(explainer: Explainer) -> None:
    codes = ("CN", "FR", "GB", "JP", "US")
    facts: list[Json] = [
        {"id": f"p{code}", "property": "hasParticipantFrom", "value": code} for code in codes
    ]
    description = {"id": "many", "facts": [*SEATLESS["facts"][:2], *facts]}
    side = explained(explainer, description, most=3).verdicts[0].sides[0]

    assert (len(side.proofs), side.more.en) == (3, "And 7 more proofs.")


@pytest.mark.parametrize(("host", "place"), [("ch", "own jurisdictions"), ("cn", "mainland")])
def test_another_host_stands_in_the_place_of_the_mainland(
    explainer: Explainer, host: str, place: str
) -> None:
    law = {"id": "f", "property": "isEstablishedUnderLawOf", "value": "US"}
    given = {"id": "x", "facts": [law]}
    answer = explainer.theory.classify(given, as_of=DAY, host=host)
    (words,) = explainer.writer.explain(answer, given).host[0].sides
    sentences = {axiom.name: axiom.sentence for axiom in words.proofs[0].axioms}

    assert place in sentences["isto:axiom-establishment-disjoint"].en
    assert ("内地" in sentences["isto:axiom-establishment-disjoint"].zh) == (host == "cn")


def test_a_host_is_explained_like_a_class(explainer: Explainer) -> None:
    answer = explainer.theory.classify(BAMBOO, as_of=DAY, host="cn-all")
    host = explainer.writer.explain(answer, BAMBOO).host

    assert [words.sentence.en for words in host] == [
        "“Bamboo Institute is domestic to China with Hong Kong, Macao and Taiwan”: unknown",
        "“Bamboo Institute is overseas to China with Hong Kong, Macao and Taiwan”: unknown",
    ]


def test_a_presumption_says_that_it_is_none_of_the_proofs(explainer: Explainer) -> None:
    description = {"id": "x", "facts": SEATLESS["facts"][:1]}
    answer = explainer.theory.classify(description, as_of=DAY, presume=True)
    verdict = explainer.writer.explain(answer, description).verdicts[3]

    assert verdict.status == "unknown"
    assert any(
        note.en.startswith("Presumed likely, which proves nothing: ") for note in verdict.notes
    )


# Two languages


@pytest.mark.parametrize("description", [*SAMPLE, *(case for case, _ in CASES.values())])
def test_both_languages_say_the_same_lines(explainer: Explainer, description: Json) -> None:
    explanation = explained(explainer, description)
    why = reasons(explainer, description)
    shapes = [
        [re.match(r" *(- )?", line)[0] for line in as_text(explanation, language, why).splitlines()]  # type: ignore[index]
        for language in ("en", "zh")
    ]

    # A title is underlined as long as it is, which differs.
    assert shapes[0] == shapes[1]
    for text in _texts(as_json([explanation, why])):
        assert text["en"]
        assert text["zh"]


def _texts(json_value: Any) -> Iterator[Mapping[str, str]]:
    if isinstance(json_value, dict):
        if json_value.keys() <= {"en", "zh"}:
            yield {"en": "", "zh": "", **json_value}
        else:
            for value in json_value.values():
                yield from _texts(value)
    elif isinstance(json_value, list):
        for value in json_value:
            yield from _texts(value)


@pytest.mark.parametrize("description", [*SAMPLE, *(case for case, _ in CASES.values())])
def test_chinese_has_no_english_but_names_and_titles(
    explainer: Explainer, description: Json
) -> None:
    own_words = ("source", "locator", "quote")
    facts = [
        {key: value for key, value in fact.items() if key not in own_words}
        for fact in description["facts"]
    ]
    nameless = {"id": "x", "name": "甲", "facts": facts}
    text = as_text(explained(explainer, nameless), "zh", reasons(explainer, nameless))
    titles = {axiom.source for axiom in explainer.theory.axioms.values()} - {""}
    for title in sorted(titles, key=len, reverse=True):
        text = text.replace(title, "")

    text = re.sub(r"isto:axiom-[\w-]+|Registrar|parent|CN", "", text)
    assert re.findall(r"[A-Za-z]{2,}", text) == []


@pytest.mark.parametrize("key", PHRASES)
def test_a_phrase_has_the_same_blanks_in_both_languages(key: str) -> None:
    phrase = PHRASES[key]

    assert sorted(re.findall(r"{\w+}", phrase.en)) == sorted(re.findall(r"{\w+}", phrase.zh))


def test_every_term_of_a_fact_has_words_of_the_ontology() -> None:
    words = load_words()
    kinds = ("instrument", "party", "jurisdiction", "legal-form", "field", "activity")

    for kind in (*kinds, "support", "verdict-status", "axis"):
        assert words.concepts(kind)
        for iri in words.concepts(kind).values():
            assert words.label(iri).en
            assert words.label(iri).zh


# Why not


@pytest.mark.parametrize("description", SAMPLE, ids=lambda d: str(d["id"]))
def test_a_change_changes_the_verdict_and_nothing_less_does(
    explainer: Explainer, description: Json
) -> None:
    def status(name: str, without: tuple[str, ...]) -> str:
        facts = [fact for fact in description["facts"] if fact["id"] not in without]
        return explainer.theory.statuses({**description, "facts": facts}, DAY)[name]

    for why in reasons(explainer, description, CLASSES):
        assert bool(why.changes) == (why.status != "unknown")
        for change in why.changes:
            assert status(why.key, change.without) == change.status != why.status
            for smaller in combinations(change.without, len(change.without) - 1):
                assert status(why.key, smaller) == why.status


def test_conditions_are_met_unmet_or_unknown(explainer: Explainer) -> None:
    (domestic,) = reasons(explainer, BAMBOO, ("DomesticINGO",))

    conditions = domestic.ways[0].conditions
    assert [(c.sentence.en, c.answer.en) for c in conditions] == [
        ("international non-governmental organization", "not met"),
        ("established in the mainland", "not known"),
    ]


def test_a_class_without_a_definition_shows_the_ways_into_it(explainer: Explainer) -> None:
    (why,) = reasons(explainer, CONTESTED, ("InternationalOrganization",))

    names = {way.axiom.name for way in why.ways}
    assert "isto:axiom-multilateral-international" in names
    assert "isto:axiom-said-international-organization" not in names


def test_a_row_that_a_fact_uses_is_a_condition_that_is_met(explainer: Explainer) -> None:
    office = {"kind": "overseas-ngo-law-representative-office", "in": "CN"}
    facts = [
        {"id": "f1", "property": "hasOffice", "value": office},
        {"id": "f2", "property": "isOrganization", "value": False},
    ]
    (why,) = reasons(explainer, {"id": "x", "facts": facts}, ("OverseasNGO",))
    ways = {way.axiom.name: way.conditions[0].answer.en for way in why.ways}

    assert ways["isto:axiom-overseas-ngo-law-office"] == "met"
    assert ways["isto:axiom-overseas-ngo"] == "disputed"


def test_a_row_that_no_fact_uses_is_not_known(explainer: Explainer) -> None:
    (why,) = reasons(explainer, BAMBOO, ("OverseasNGO",))
    ways = {way.axiom.name: way.conditions[0].answer.en for way in why.ways}

    assert ways["isto:axiom-overseas-ngo-law-office"] == "not known"


def test_what_is_entailed_has_no_why_not(explainer: Explainer) -> None:
    assert reasons(explainer, BAMBOO, ("IntergovernmentalOrganization",)) == []


def test_an_unknown_class_is_an_error_that_lists_the_classes(explainer: Explainer) -> None:
    with pytest.raises(TermError, match="no class 'IGO'; there are InternationalOrganization"):
        reasons(explainer, BAMBOO, ("IGO",))


# What comes from outside


def test_a_name_steers_no_terminal(explainer: Explainer) -> None:
    description = {**BAMBOO, "name": "a\x1b[2Jb\nc", "name_zh": ""}
    text = as_text(explained(explainer, description), "en")

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
    assert text.startswith("a [2Jb c\n")


def test_a_name_marks_up_nothing(explainer: Explainer) -> None:
    description = {**BAMBOO, "name": "<b>*x*</b> [y](z)", "name_zh": ""}

    title = as_markdown(explained(explainer, description), "en").splitlines()[0]
    assert title == r"# \<b\>\*x\*\</b\> \[y\](z)"


@pytest.mark.parametrize("odd", [3, None, {"a": 1}, {"text": []}, {"en": 4}])
def test_where_a_fact_is_written_is_shown_or_left_out(explainer: Explainer, odd: Any) -> None:
    fact = {**BAMBOO["facts"][0], "quote": odd, "line": odd, "url": odd}

    assert explained(explainer, {"id": "x", "name": None, "facts": [fact]}).verdicts


def test_an_address_that_runs_code_is_none(explainer: Explainer) -> None:
    fact = {**BAMBOO["facts"][0], "url": "javascript:alert(1)", "source": "data:text/html,x"}
    explanation = explained(explainer, {"id": "x", "facts": [fact]})

    assert explanation.verdicts[0].sides[0].proofs[0].facts[0].url == ""


def test_the_store_gives_names_sources_and_quotes(explainer: Explainer) -> None:
    iri, document = record("organization", "bamboo"), record("document", "agreement")
    url = (NamedNode("https://schema.org/url"), Literal("https://example.org/agreement"))
    claim = Claim(
        key="bamboo-instrument",
        subject=iri,
        predicate=isto("hasConstitutiveInstrument"),
        value=record("instrument", "multilateral-agreement"),
        source=document,
        support="outside",
        locator="Article I",
        quote=Literal("hereby establish", language="en"),
    )
    things: list[Record | Claim] = [
        Record(iri, (isto("Organization"),), Text("Bamboo Institute", "竹研究所")),
        Record(document, (isto("Document"),), Text("Agreement", "协定"), properties=(url,)),
        claim,
    ]
    store = Store()
    store.extend(quads(things, graph("curated")))
    store.extend(Quad(q.subject, q.predicate, q.object) for q in list(store))
    description = find(store, "bamboo").description
    background = stored_background(store, iri, description)
    fact = explained(explainer, description, background=background).verdicts[0]

    assert fact.sentence.zh == "竹研究所是国际组织：成立"
    shown = fact.sides[0].proofs[0].facts[0]
    assert (shown.source, shown.url) == (Text("Agreement", "协定"), "https://example.org/agreement")
    assert (shown.place.en, shown.quote and shown.quote.text) == ("Article I", "hereby establish")


def test_json_leaves_out_what_is_empty(explainer: Explainer) -> None:
    found = json.dumps(as_json(explained(explainer, SEATLESS)), ensure_ascii=False)

    assert '""' not in found
    assert "null" not in found


def test_a_jurisdiction_of_law_is_the_mainland_and_a_state_is_china(explainer: Explainer) -> None:
    words = explainer.words
    registered = {"kind": "constitutive", "jurisdiction": "CN"}
    law, seat = "isEstablishedUnderLawOf", "hasStatutorySeatIn"

    said = [words.fact({"property": name, "value": "CN"}) for name in (law, seat)]
    said.append(words.fact({"property": "hasRegistration", "value": registered}))
    state = words.fact({"property": "hasParticipantFrom", "value": "CN"})

    assert all("the mainland of China" in text.en and "中国内地" in text.zh for text in said)
    assert "mainland" not in state.en
    assert "内地" not in state.zh
