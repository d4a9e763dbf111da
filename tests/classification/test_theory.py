"""The answer as a whole: its shape, its limits, and how it stays fast on long lists."""

import json
import time
from math import comb
from pathlib import Path
from typing import Any

import pytest
from tests.classification.generation import CLASSES, descriptions

from istograph.classification import Theory, load_theory
from istograph.classification.axioms.reading import read_ontology
from istograph.resources import ONTOLOGY

CODES = sorted(read_ontology(ONTOLOGY).notations["jurisdiction"])


@pytest.fixture(scope="module")
def theory() -> Theory:
    return load_theory()


def described(*facts: tuple[str, Any]) -> dict[str, Any]:
    numbered = [{"id": f"f{n}", "property": p, "value": v} for n, (p, v) in enumerate(facts, 1)]
    return {"id": "x", "as_of": "2026-11-21", "facts": numbered}


def test_the_answer_has_the_contracts_keys_in_order(theory: Theory) -> None:
    answer = theory.classify(described(("isSaidToBe", "ISTO")), host="cn", presume=True)

    assert list(answer) == ["id", "as_of", "consistent", "status", "verdicts", "clashes", "host"]
    assert [v["class"] for v in answer["verdicts"]] == [f"isto:{name}" for name in CLASSES]
    assert [v["axis"] for v in answer["verdicts"]] == [
        *("international", "attribute", "attribute", "legal", "legal", "legal", "place", "place"),
        *("nature", "nature", "science", "science", "science", "science"),
    ]


def test_each_status_has_its_keys(theory: Theory) -> None:
    keys = {
        "entailed": {"because"},
        "refuted": {"because"},
        "contested": {"because", "against"},
        "unknown": {"because", "would_entail", "would_refute"},
    }
    seen = set()
    for description in descriptions(40, seed=3):
        for verdict in theory.classify(description)["verdicts"]:
            found = verdict.keys() - {"class", "axis", "status", "note", "more", "more_against"}
            assert found == keys[verdict["status"]]
            seen.add(verdict["status"])
    assert seen == keys.keys()


def test_it_is_json(theory: Theory) -> None:
    for description in descriptions(20, seed=4):
        answer = theory.classify(description, host="cn-all", presume=True)
        assert json.loads(json.dumps(answer)) == answer


def test_the_fast_path_and_the_bare_answer_say_the_same(theory: Theory) -> None:
    for description in descriptions(60, seed=8):
        answer = theory.classify(description)
        bare = theory.classify(description, explain=False)
        expected = {v["class"].removeprefix("isto:"): v["status"] for v in answer["verdicts"]}
        assert theory.statuses(description) == expected
        assert [v["status"] for v in bare["verdicts"]] == list(expected.values())
        assert bare["consistent"] == answer["consistent"] == (not answer["clashes"])
        assert {k for v in bare["verdicts"] for k in v} <= {"class", "axis", "status", "note"}


def test_the_order_of_facts_changes_no_status(theory: Theory) -> None:
    for description in descriptions(40, seed=9):
        turned = {**description, "facts": description["facts"][::-1]}
        assert theory.statuses(turned) == theory.statuses(description)


def test_uncontested_sets_come_first_then_the_shortest_then_the_first(theory: Theory) -> None:
    facts = (
        ("hasConstitutiveInstrument", "multilateral-agreement"),
        ("isNonprofit", False),
        ("isEstablishedUnderLawOf", "CN"),
        ("hasPrincipalField", "forestry"),
        ("isEstablishedUnderLawOf", "FR"),
        ("hasLegalForm", "company"),
        ("isLegallyEstablished", False),
        ("hasPrincipalField", "health"),
    )
    answer = theory.classify(described(*facts))
    verdict = next(v for v in answer["verdicts"] if v["class"] == "isto:CivilISTO")
    contested = {fact for clash in answer["clashes"] for fact in clash["facts"]}
    ranks = [
        (bool(contested & set(entry["facts"])), len(entry["facts"]), entry["facts"])
        for entry in verdict["because"]
    ]

    assert verdict["status"] == "refuted"
    assert [facts for _, _, facts in ranks] == [["f4"], ["f8"], ["f1"], ["f2"], ["f6"]]
    assert ranks == sorted(ranks)


SOCIETY = (
    ("hasConstitutiveInstrument", "articles-of-association"),
    ("isNonprofit", True),
    ("hasPrincipalField", "physics"),
)


def test_many_participants_are_counted_not_listed(theory: Theory) -> None:
    states = participants(190)
    started = time.process_time()
    answer = theory.classify(described(*SOCIETY, *states))
    elapsed = time.process_time() - started
    verdict = next(v for v in answer["verdicts"] if v["class"] == "isto:ISTO")

    assert verdict["status"] == "entailed"
    assert len(verdict["because"]) == 100
    assert verdict["because"][0]["facts"] == ["f1", "f2", "f3", "f4", "f5", "f6"]
    assert verdict["because"][1]["facts"] == ["f1", "f2", "f3", "f4", "f5", "f7"]
    assert verdict["more"] == comb(190, 3) - 100
    assert elapsed < 2


def participants(number: int) -> list[tuple[str, str]]:
    """Participants from this many states: no territory that counts with another."""
    data = read_ontology(ONTOLOGY).value_data
    base = "https://w3id.org/istograph"
    own = [
        code
        for code in CODES
        if f"{base}/ontology#countsWithState"
        not in data.get(f"{base}/id/jurisdiction/{code.lower()}", {})
    ]
    repeated = own * (number // len(own) + 1)
    assert len(own) >= 190
    return [("hasParticipantFrom", code) for code in repeated[:number]]


def test_states_that_repeat_are_counted_once_in_a_set(theory: Theory) -> None:
    codes = ["FR"] * 5 + ["DE"] * 4 + ["IT"] * 3 + ["CN", "HK"]
    answer = theory.classify(described(*SOCIETY, *(("hasParticipantFrom", c) for c in codes)))
    verdict = next(v for v in answer["verdicts"] if v["class"] == "isto:InternationalNGO")

    # Of France, Germany, Italy and China, three at a time.
    expected = 5 * 4 * 3 + 5 * 4 * 2 + 5 * 3 * 2 + 4 * 3 * 2
    assert len(verdict["because"]) + verdict["more"] == expected


def test_clashes_and_counterarguments_are_limited_too(theory: Theory) -> None:
    facts = (*SOCIETY, ("isInternational", False), *participants(50))
    answer = theory.classify(described(*facts))
    verdict = next(
        v for v in answer["verdicts"] if v["class"] == "isto:NonGovernmentalOrganization"
    )

    assert answer["more_clashes"] == comb(50, 3) - 100
    assert len(answer["clashes"]) == len(verdict["against"]) == 100
    assert verdict["more_against"] == comb(50, 3) - 100


def test_the_theory_is_the_same_without_a_cache(theory: Theory) -> None:
    fresh = Theory(read_ontology(ONTOLOGY), cache=None)

    for description in descriptions(15, seed=6):
        assert fresh.classify(description) == theory.classify(description)


def test_the_implicates_are_kept_in_the_cache_folder(tmp_path: Path) -> None:
    load_theory(ONTOLOGY, tmp_path)

    assert [file.suffix for file in tmp_path.iterdir()] == [".json"]


def test_everything_at_once_does_not_take_for_ever(theory: Theory) -> None:
    facts: list[dict[str, Any]] = [
        {"property": "isSaidToBe", "value": name, "negated": negated}
        for name in CLASSES
        for negated in (False, True)
    ]
    facts += [
        {"property": p, "value": v}
        for p in ("isNonprofit", "hasSTAttribute", "isLegallyEstablished", "isInternational")
        for v in (True, False)
    ]
    facts += [{"property": "isEstablishedUnderLawOf", "value": v} for v in ("CN", "HK")]
    facts += [{"property": "hasPrincipalField", "value": v} for v in ("physics", "law", "politics")]
    numbered = [{"id": f"f{n}", **fact} for n, fact in enumerate(facts)]
    started = time.process_time()
    statuses = theory.statuses({"id": "x", "facts": numbered})

    assert set(statuses.values()) == {"contested"}
    assert time.process_time() - started < 10


@pytest.mark.usefixtures("untraced")
def test_what_is_remembered_changes_no_answer(theory: Theory) -> None:
    forgetful = Theory(read_ontology(ONTOLOGY), None, remember=False)

    for _ in range(2):
        for description in descriptions(25, seed=51):
            assert forgetful.classify(description) == theory.classify(description)
            assert forgetful.statuses(description) == theory.statuses(description)


def test_without_needs_the_rest_is_the_same(theory: Theory) -> None:
    keys = {"would_entail", "would_refute"}
    for description in descriptions(25, seed=52):
        whole = json.loads(json.dumps(theory.classify(description)))
        part = theory.classify(description, needs=False)
        for verdict in whole["verdicts"]:
            for key in keys:
                verdict.pop(key, None)
        assert part == whole
