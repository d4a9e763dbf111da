"""Defaults: what is presumed, when asked for, until something says otherwise.

They are apart from the axioms. What follows from one is `likely` or `unlikely`, never entailed, and
is shown only beside a verdict that is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from istograph.classification.facts.reading import Slice
from istograph.classification.reasoning.bitsets import positions
from istograph.classification.reasoning.verdict import (
    ENTAILED,
    REFUTED,
    UNKNOWN,
    Analysis,
    Reasoner,
)

LIKELY, UNLIKELY = "likely", "unlikely"


@dataclass(frozen=True)
class Presumption:
    """Who has one of some values of a property is presumed to be in a feature class."""

    name: str
    property: str
    values: frozenset[str]
    presumed: str
    reason_en: str
    reason_zh: str
    # A property of which any fact stands in the way.
    unless: str = ""

    def applies(self, slice_: Slice, facts: Analysis) -> bool:
        """Say whether a fact that clashes with nothing gives rise to it."""
        stated = {fact["property"].removeprefix("isto:") for fact in slice_.facts}
        return self.unless not in stated and any(map(self._is_premise, _undisputed(slice_, facts)))

    def _is_premise(self, fact: Mapping[str, Any]) -> bool:
        about = fact["property"].removeprefix("isto:") == self.property
        return about and not fact.get("negated") and fact["value"] in self.values


def _undisputed(slice_: Slice, facts: Analysis) -> list[Mapping[str, Any]]:
    disputed = {
        place for number in positions(facts.clashing) for place in slice_.units[number].family.facts
    }
    return [fact for place, fact in enumerate(slice_.facts) if place not in disputed]


PRESUMPTIONS = (
    Presumption(
        "default-private-law-nonprofit",
        "hasConstitutiveInstrument",
        frozenset({"articles-of-association", "foundation-deed"}),
        "NonprofitBody",
        "A body that has articles of association or a foundation deed, and of whose profit nobody "
        "says a word, is presumed non-profit: companies are recorded as companies.",
        "依章程或捐助章程设立、且未提及营利的机构，推定为非营利：公司会记录为公司。",
    ),
    Presumption(
        "default-governments-agreement",
        "hasFoundingParty",
        frozenset({"state", "igo", "government-agency"}),
        "ConstitutedByAgreement",
        "What states, governments or intergovernmental organizations signed, with no instrument "
        "recorded, is presumed to be an agreement between them.",
        "由国家、政府或政府间国际组织签署而未记录文件类型者，推定为其间的协议。",
        unless="hasConstitutiveInstrument",
    ),
)


def presumed(
    presumption: Presumption, literal: int, reasoner: Reasoner, slice_: Slice, facts: Analysis
) -> dict[int, str]:
    """Return which unknown targets, by number, a presumption makes likely or unlikely."""
    if not presumption.applies(slice_, facts):
        return {}
    further = reasoner.analyse([*facts.units, literal])
    if len(further.clashes) != len(facts.clashes):
        return {}
    words = {ENTAILED: LIKELY, REFUTED: UNLIKELY}
    return {
        target: words[then.status]
        for target, (now, then) in enumerate(zip(facts.decisions, further.decisions, strict=True))
        if now.status == UNKNOWN and then.status in words
    }
