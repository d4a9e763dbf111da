"""What holds of any description: more facts end no certainty but by contradiction, and so on."""

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.classification.generation import descriptions, quarrels
from tests.classification.test_needs import added

from istograph.classification import load_theory

Json = dict[str, Any]
SEEDS = st.integers(0, 10**6)
_CERTAIN = ("entailed", "refuted")


def generated(seed: int) -> Json:
    """Return a plausible description, or one in three times one that contradicts itself."""
    found = quarrels(1, 12, seed) if seed % 3 == 0 else descriptions(1, seed)
    return {"as_of": "2010-01-01", **next(found)}


DESCRIPTIONS = SEEDS.map(generated)


def statuses(description: Json) -> dict[str, str]:
    return dict(load_theory().statuses(description))


def local(verdict: Json) -> str:
    return str(verdict["class"]).removeprefix("isto:")


@given(description=DESCRIPTIONS, other=DESCRIPTIONS, which=SEEDS)
def test_a_further_fact_makes_what_is_certain_contested_at_most(
    description: Json, other: Json, which: int
) -> None:
    before = statuses(description)
    fact = {**other["facts"][which % len(other["facts"])], "id": "further"}

    after = statuses({**description, "facts": [*description["facts"], fact]})

    for name, status in before.items():
        if status in _CERTAIN:
            assert after[name] in (status, "contested"), (name, fact)


@given(description=DESCRIPTIONS, seed=SEEDS)
def test_order_and_duplicates_of_facts_change_nothing(description: Json, seed: int) -> None:
    source = random.Random(seed)
    facts = description["facts"]
    doubled = [{**fact, "id": f"again-{fact['id']}"} for fact in facts if source.random() < 0.4]
    mixed = source.sample([*facts, *doubled], len(facts) + len(doubled))

    plain = load_theory().classify(description)
    other = load_theory().classify({**description, "facts": mixed})

    for first, second in zip(plain["verdicts"], other["verdicts"], strict=True):
        for key in ("class", "status", "note", "would_entail", "would_refute"):
            assert first.get(key) == second.get(key)
    assert plain["consistent"] == other["consistent"]


@given(description=DESCRIPTIONS, seed=SEEDS)
def test_the_facts_of_a_proof_decide_alone(description: Json, seed: int) -> None:
    source = random.Random(seed)
    found = [
        (verdict, entry)
        for verdict in load_theory().classify(description, needs=False)["verdicts"]
        if verdict["status"] in _CERTAIN
        for entry in verdict["because"]
    ]
    for verdict, entry in source.sample(found, min(5, len(found))):
        alone = [fact for fact in description["facts"] if fact["id"] in entry["facts"]]
        assert statuses({**description, "facts": alone})[local(verdict)] == verdict["status"]


@given(description=DESCRIPTIONS, seed=SEEDS)
def test_what_would_decide_does_once_it_is_known(description: Json, seed: int) -> None:
    source = random.Random(seed)
    offered = [
        (verdict, status, wanted)
        for verdict in load_theory().classify(description)["verdicts"]
        for key, status in (("would_entail", "entailed"), ("would_refute", "refuted"))
        for wanted in verdict.get(key, ())
    ]
    for verdict, status, wanted in source.sample(offered, min(4, len(offered))):
        assert statuses(added(description, wanted))[local(verdict)] == status
