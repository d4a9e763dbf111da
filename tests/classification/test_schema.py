"""The JSON Schema says what the reader of facts says, and every answer fits it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.classification.generation import descriptions

from istograph.classification import load_theory
from istograph.classification.explanations.schema import load_schema
from istograph.classification.words.words import load_words
from istograph.errors import InputError
from istograph.model import CONCEPT_PROPERTIES, DENIALS, FACT_PROPERTIES, STRUCTURES

jsonschema = pytest.importorskip("jsonschema", reason="needs the package jsonschema")

KEYS = sorted({k for kind in set(CONCEPT_PROPERTIES.values()) for k in load_words().concepts(kind)})
WORDS = ["CN", "HK", "physics", "ISTO", "isto:ISTO", "2020-02-30", "2020-02-29", "inbar", "", *KEYS]
PARTS = st.dictionaries(
    st.sampled_from(["kind", "authority", "jurisdiction", "in", "place"]),
    st.sampled_from(["constitutive", "tax", "liaison-office", "CN", "FR", "MCA", None]),
    max_size=3,
)
DAYS = st.sampled_from(["1990-01-01", "1990", None])
TEXTS = st.sampled_from(["somebody", {"en": "somebody"}, {"de": "jemand"}, {}, ["x"], 7, None])
FACTS = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["f1", "f1", "f1", "", " ", 7, None]),
        "property": st.sampled_from([*FACT_PROPERTIES, "isto:hasField", "hasFeild"]),
        "value": st.sampled_from(WORDS) | st.booleans() | st.integers(0, 2) | PARTS,
    },
    optional={
        "negated": st.booleans() | st.none(),
        "support": st.sampled_from(["stated", "outside", "weak", None]),
        "from": DAYS,
        "source": TEXTS,
        **dict.fromkeys(["quote", "line", "value_name", "note", "x-mine", "@type"], TEXTS),
    },
)
# What other formats call a fact's keys; and what is far from all of them.
ODD_KEYS = st.sampled_from(["until", "start", "negatd", "colour", "x-mine", "note", "@id"])
DESCRIPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["x", "", 5, None, {"facts": []}]),
        "facts": st.just([]) | st.sampled_from([None, {}, [7], [{}]]),
        "as_of": DAYS,
        **dict.fromkeys(["name", "name_zh", "asof", "title", "x-mine", "@context"], TEXTS),
    },
)


@cache
def validator(name: str = "") -> Any:
    schema = load_schema()
    if name:
        schema = {**schema["$defs"][name], "$defs": schema["$defs"]}
    checker = jsonschema.FormatChecker(["date"])
    return jsonschema.Draft202012Validator(schema, format_checker=checker)


def is_read(description: dict[str, Any]) -> bool:
    try:
        load_theory().statuses(description)
    except InputError:
        return False
    return True


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(load_schema())


@settings(max_examples=300)
@given(fact=FACTS)
def test_a_fact_fits_the_schema_if_the_reader_takes_it(fact: dict[str, Any]) -> None:
    description = {"id": "x", "facts": [fact]}

    assert validator().is_valid(description) == is_read(description)


@settings(max_examples=100)
@given(fact=FACTS, key=ODD_KEYS, value=TEXTS)
def test_a_key_fits_the_schema_if_the_reader_takes_it(
    fact: dict[str, Any], key: str, value: Any
) -> None:
    description = {"id": "x", "facts": [{**fact, "id": "f", key: value}]}

    assert validator().is_valid(description) == is_read(description)


@settings(max_examples=300)
@given(description=DESCRIPTIONS)
def test_a_description_fits_the_schema_if_the_reader_takes_it(description: dict[str, Any]) -> None:
    assert validator().is_valid(description) == is_read(description)


@pytest.mark.parametrize(
    ("key", "value"), [("until", "2000-01-01"), ("start", "2000-01-01"), ("id", "")]
)
def test_the_schema_refuses_what_the_reader_refuses(key: str, value: str) -> None:
    """The property above would hold if both took everything."""
    fact = {"id": "f", "property": "isNonprofit", "value": True}

    assert validator().is_valid({"id": "x", "facts": [fact]})
    assert not validator().is_valid({"id": "x", "facts": [fact | {key: value}]})
    assert not validator().is_valid({"id": "x", "asof": "2000-01-01", "facts": [fact]})


@pytest.mark.parametrize("property_", sorted(FACT_PROPERTIES))
@pytest.mark.parametrize("negated", [True, False])
def test_every_value_of_a_property_fits_both(property_: str, negated: bool) -> None:
    taken = 0
    structures = [{"kind": kind, "jurisdiction": "CN"} for kind in ("constitutive", "tax")]
    offices = [{"kind": "liaison-office", "in": "FR"}]
    for value in [*WORDS, True, False, *structures, *offices]:
        fact = {"id": "f", "property": property_, "value": value, "negated": negated}
        description = {"id": "x", "facts": [fact]}
        taken += (fits := validator().is_valid(description))
        assert fits == is_read(description)

    assert bool(taken) == (not negated or property_ in DENIALS)


@pytest.mark.parametrize("description", list(descriptions(60, seed=5)), ids=lambda d: str(d["id"]))
def test_every_answer_fits_the_schema(description: dict[str, Any]) -> None:
    answer = load_theory().classify(description, host="cn-all", presume=True)

    assert list(validator().iter_errors(description)) == []
    assert list(validator("answer").iter_errors(answer)) == []


def test_the_examples_fit(shared: Path) -> None:
    text = (shared / "design" / "classification-examples.json").read_text(encoding="utf-8")

    assert [e["id"] for e in json.loads(text) if not validator().is_valid(e)] == []


def test_every_value_is_labelled_in_both_languages() -> None:
    definitions = load_schema()["$defs"]

    for kind in {*CONCEPT_PROPERTIES.values(), "class", "support"}:
        assert all(pair["en"] and pair["zh"] for pair in definitions[kind]["x-labels"].values())
    assert set(STRUCTURES) <= definitions.keys()
