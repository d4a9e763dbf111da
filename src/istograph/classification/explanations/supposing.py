"""What if: the features that would decide a verdict, as facts that somebody can add and change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from istograph.classification.explanations.explanation import in_order
from istograph.classification.words.words import Words, listed
from istograph.model import Text

Json = Mapping[str, Any]
# A field of each group, and some states: any other would do as well.
_FIELDS = {
    "general": "multi-sector",
    "scientific-technological": "science-technology",
    "other-professional": "education",
}
_STATES = ("BR", "FR", "KE")


@dataclass(frozen=True)
class Supposition:
    """Features in words, and facts that have them."""

    text: Text
    facts: tuple[Json, ...]


def suppositions(
    words: Words, sets: Sequence[Sequence[Json]], most: int
) -> tuple[Supposition, ...]:
    """Return sets of features as suppositions; what one could look up comes first."""
    return tuple(
        Supposition(
            listed(map(words.feature, features), "and"),
            tuple(fact for feature in features for fact in facts_of(feature)),
        )
        for features in in_order(sets)[:most]
    )


def facts_of(feature: Json) -> Iterator[Json]:
    """Yield facts that have a feature, as a description has them but for their ids.

    >>> list(facts_of({"property": "isEstablishedUnderLawOf", "not": "CN"}))
    [{'property': 'isEstablishedUnderLawOf', 'value': 'CN', 'negated': True}]
    """
    name = feature["property"]
    if "distinct" in feature:
        yield from ({"property": name, "value": state} for state in _STATES[: feature["distinct"]])
    elif "group" in feature:
        yield {"property": name, "value": _FIELDS[feature["group"]]}
    elif "not" in feature:
        yield {"property": name, "value": feature["not"], "negated": True}
    else:
        yield {"property": name, "value": feature["value"]}


def added(description: Json, facts: Sequence[Json]) -> dict[str, Any]:
    """Return a description with facts before its own, each with an id that is not taken yet."""
    known = list(description.get("facts", ()))
    taken = {fact.get("id") for fact in known if isinstance(fact, Mapping)}
    free = (f"if-{n}" for n in range(1, len(taken) + len(facts) + 1))
    ids = (id_ for id_ in free if id_ not in taken)
    return {**description, "facts": [*({"id": next(ids), **fact} for fact in facts), *known]}
