"""Written cases: one for each sentence of the contract about what decides what.

A case fixes every class: one that it does not list is unknown. An expectation is the status, the
sets of facts in `because` and, if contested, those in `against`.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from istograph.classification import Theory, load_theory

CASES = [
    pytest.param(case, id=f"{path.stem}/{case['id']}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def theory() -> Theory:
    return load_theory()


def found(verdict: dict[str, Any]) -> list[Any]:
    """The status and the sets of facts, as a case writes them."""
    lists = [verdict[key] for key in ("because", "against") if key in verdict]
    return [verdict["status"], *([entry["facts"] for entry in entries] for entries in lists)]


@pytest.mark.parametrize("case", CASES)
def test_case(theory: Theory, case: dict[str, Any]) -> None:
    answer = theory.classify({key: case[key] for key in ("id", "as_of", "facts") if key in case})
    verdicts = {v["class"].removeprefix("isto:"): v for v in answer["verdicts"]}
    expected = {name: case["expected"].get(name, ["unknown", []]) for name in verdicts}

    assert {name: found(verdict) for name, verdict in verdicts.items()} == expected
    assert [clash["facts"] for clash in answer["clashes"]] == case.get("clashes", [])
    assert {n: v["note"] for n, v in verdicts.items() if "note" in v} == case.get(
        "notes", notes(expected)
    )


def notes(expected: dict[str, Any]) -> dict[str, str]:
    """What is refuted on the place axis, where the body is intergovernmental."""
    if expected["IntergovernmentalOrganization"][0] != "entailed":
        return {}
    place = [name for name in ("DomesticINGO", "OverseasINGO") if expected[name][0] == "refuted"]
    return dict.fromkeys(place, "not-defined-for-intergovernmental")


def test_the_shared_examples(theory: Theory, shared: Path) -> None:
    text = (shared / "design" / "classification-examples.json").read_text(encoding="utf-8")
    for example in json.loads(text):
        answer = theory.classify(example)
        verdicts = {v["class"].removeprefix("isto:"): v for v in answer["verdicts"]}
        for name, expected in example["expected"].items():
            assert found(verdicts[name]) == list(expected.values()), (example["id"], name)
        assert [clash["facts"] for clash in answer["clashes"]] == example["clashes"]
