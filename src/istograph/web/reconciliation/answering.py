"""Answers to reconciliation requests, in the JSON of either version."""

from collections.abc import Callable, Sequence
from typing import Any

from istograph.matching import PARTS, Answer, Candidate, Name, answers, score
from istograph.matching.names import fold, is_acronym, is_spaceless
from istograph.model import jurisdiction_code
from istograph.web.http.languages import Language
from istograph.web.http.numbers import whole_number
from istograph.web.reconciliation.catalogue import Catalogue, Type
from istograph.web.reconciliation.messages import Condition, Extension, Query
from istograph.web.reconciliation.properties import meta, values, year_of

Json = dict[str, Any]

# No organization has a longer name: what is longer is a text, and nothing is like it.
_LONGEST = 300
# What meets conditions alone is in no order but theirs: more than these are nobody's answer.
_MOST_MET = 1_000
_SUGGESTED, _MOST_SUGGESTED = 10, 100
_MOST_ASKED = 9_999_999
# How much a condition that is met, or is not, moves the fit; other evidence moves it as much.
_MET, _UNMET = 0.3, 0.85
# What the matcher itself compares; it knows that sites have hosts, and years neighbours.
_EVIDENCE = frozenset({"isHeadquarteredIn", "foundingDate", "url", "wikidata", "ror", "acronym"})
_FEATURES = {
    "name_likeness": ("likeness of the names", "名称相似度"),
    "information": ("how much the shared name tells", "共有名称的信息量"),
    "acronym": ("the same acronym", "缩写相同"),
    "other_acronym": ("another acronym", "缩写不同"),
    "country": ("the same country", "国家相同"),
    "other_country": ("another country", "国家不同"),
    "founding": ("the same founding year", "成立年份相同"),
    "other_founding": ("another founding year", "成立年份不同"),
    "website": ("the same website", "网站相同"),
    "other_website": ("another website", "网站不同"),
    "probability": ("probability of a join by name", "按名称合并的概率"),
    "conditions": ("part of the conditions that are met", "满足条件的比例"),
    "identifier": ("found by its identifier", "按标识符找到"),
}


class Reconciler:
    """Answers from one version of the dataset."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def candidates(self, query: Query, language: Language) -> list[Json]:
        """Return the candidates for a query, in the form that both versions share, best first."""
        names = [name for name in query.names if len(name) <= _LONGEST]
        if query.names and not names:
            return []
        language = "zh" if _is_chinese(names) else language
        found = self._fitting(query, names)
        return [self._candidate(*each, language) for each in found[: query.limit]]

    def suggest(self, prefix: str, skipped: int, limit: int, language: Language) -> list[Json]:
        """Return the organizations with a name or identifier that begins so."""
        index = self._catalogue.index
        found = {each.key: each for each in index.identified(prefix)}
        if (one := self._catalogue.candidate(prefix)) is not None:
            found[one.key] = one
        found |= {each.key: each for each in index.beginning(prefix[:_LONGEST])}
        if prefix.strip() and len(found) < skipped + limit:
            wanted = _wanted([prefix[:_LONGEST]], ())
            more = answers(index, wanted, skipped + limit)
            found |= {each.candidate.key: each.candidate for each in more if each.fit >= 0.5}
        if prefix.strip():
            page = [*found.values()][skipped : skipped + limit]
        else:
            page = self._catalogue.index.slice(skipped, limit)
        return [self._suggested(each, language) for each in page]

    def _suggested(self, candidate: Candidate, language: Language) -> Json:
        return {
            "id": candidate.key,
            "name": self._catalogue.name(candidate, language),
            "description": self._catalogue.description(candidate, language),
            "notable": [_type(each, language) for each in self._catalogue.types_of(candidate)],
        }

    def extend(self, extension: Extension, language: Language) -> tuple[list[Json], Json]:
        """Return the properties and, for each id, the values of each."""
        known = self._catalogue.properties
        wanted = [(known[name], said) for name, said in extension.properties if name in known]
        rows: Json = {}
        for id_ in extension.ids:
            candidate = self._catalogue.candidate(id_)
            rows[id_] = {
                property_.id: self._values(candidate, property_, said) if candidate else []
                for property_, said in wanted
            }
        return [meta(property_, language) for property_, _ in wanted], rows

    def _values(self, candidate: Candidate, property_: Any, said: Any) -> list[Json]:
        if property_.kind == "type":
            language: Language = "zh" if said.get("show") == "zh" else "en"
            keys = said.get("show") not in ("en", "zh")
            shown = self._catalogue.types_of(candidate)
            found = [{"str": each.id if keys else each.name(language)} for each in shown]
        else:
            node = self._catalogue.node(candidate)
            found = values(self._catalogue.lookup, node, property_, str(said.get("show", "key")))
        limit = said.get("limit")
        is_limited = isinstance(limit, int | float) and not isinstance(limit, bool) and limit > 0
        return found[: int(limit)] if is_limited else found

    def _fitting(self, query: Query, names: Sequence[str]) -> list[tuple[Answer, float, Json]]:
        """Return answers, their fit after the conditions, and their features; best first."""
        wanted = _wanted(names, query.conditions)
        keep = self._filter(query)
        # A key that another record replaced is no name, and still finds what it stood for.
        keys = [name for name in names if not name.strip().isalpha()]
        given = [self._catalogue.candidate(text) for text in (*query.ids, *keys)]
        if names or wanted.identifiers or wanted.acronyms:
            found = answers(self._catalogue.index, wanted, 200, keep)
        else:
            found = answers(self._catalogue.index, wanted, 0, keep)
            found += self._without_name(query, keep, wanted)
        chosen = {each.key: each for each in given if each and keep(each)}
        weighed = [self._weighed(each, query) for each in found if each.candidate.key not in chosen]
        for candidate in chosen.values():
            said = score(wanted, candidate)
            weighed.append((Answer(candidate, 1.0, len(chosen) == 1, said, True), 1.0, {}))
        return sorted(weighed, key=lambda each: (-each[1], each[0].candidate.prominence))

    def _without_name(
        self, query: Query, keep: Callable[[Candidate], bool], wanted: Candidate
    ) -> list[Answer]:
        """Return what fits conditions alone: all that meet one of them at least."""
        if not query.conditions:
            return []
        holders = (
            self._catalogue.holders(property_, value)
            for condition in query.conditions
            if (property_ := self._catalogue.properties.get(condition.property))
            for value in condition.values
        )
        met = (self._catalogue.candidate(key) for key in sorted(set[str]().union(*holders)))
        fitting = [each for each in met if each and keep(each)]
        return [Answer(each, 0.5, False, score(wanted, each)) for each in fitting[:_MOST_MET]]

    def _filter(self, query: Query) -> Callable[[Candidate], bool]:
        wanted = {self._catalogue.type(type_) for type_ in query.types}
        required = [c for c in query.conditions if c.required]

        def keep(candidate: Candidate) -> bool:
            if wanted and query.strictness != "should":
                types = {each.id for each in self._catalogue.types_of(candidate)}
                fits = wanted <= types if query.strictness == "all" else wanted & types
                if not fits:
                    return False
            return all(self._is_met(condition, candidate) for condition in required)

        return keep

    def _weighed(self, answer: Answer, query: Query) -> tuple[Answer, float, Json]:
        fit = answer.fit
        wanted = {self._catalogue.type(type_) for type_ in query.types}
        if wanted and query.strictness == "should":
            types = {each.id for each in self._catalogue.types_of(answer.candidate)}
            fit *= 1.0 if wanted & types else _UNMET
        # The matcher has weighed these already, by what it knows of them.
        others = [c for c in query.conditions if c.property not in _EVIDENCE or c.required]
        met = [self._is_met(condition, answer.candidate) for condition in others]
        for is_met in met if not answer.is_identified else ():
            fit = fit + (1 - fit) * _MET if is_met else fit * _UNMET
        features: Json = {"conditions": sum(met) / len(met)} if met else {}
        return answer, round(fit, 4), features

    def _is_met(self, condition: Condition, candidate: Candidate) -> bool:
        property_ = self._catalogue.properties.get(condition.property)
        if property_ is None:
            return False
        holders = [self._catalogue.holders(property_, value) for value in condition.values]
        hits = [candidate.key in found for found in holders]
        match condition.quantifier:
            case "all":
                return all(hits)
            case "none":
                return not any(hits)
        return any(hits)

    def _candidate(self, answer: Answer, fit: float, features: Json, language: Language) -> Json:
        candidate = answer.candidate
        return {
            "id": candidate.key,
            "name": self._catalogue.name(candidate, language),
            "description": self._catalogue.description(candidate, language),
            "score": round(100 * fit, 2),
            "match": answer.is_match,
            "type": [_type(each, language) for each in self._catalogue.types_of(candidate)],
            "features": _features(answer) | features,
            "lang": language,
        }


def result_0_2(candidates: Sequence[Json]) -> Json:
    """Return a result of version 0.2."""
    return {"result": [_without_language(each) for each in candidates]}


def result_1_0(candidates: Sequence[Json], language: Language) -> Json:
    """Return a result of version 1.0, whose features have names."""
    return {
        "candidates": [
            {**each, "features": _named_features(each["features"], language)} for each in candidates
        ]
    }


def rows_1_0(rows: Json) -> list[Json]:
    """Return the rows of an extension as version 1.0 has them."""
    return [
        {
            "id": id_,
            "properties": [{"id": name, "values": found} for name, found in row.items()],
        }
        for id_, row in rows.items()
    ]


def limit_of(given: str | None) -> int:
    """Return how many suggestions are wanted; of too many, as many as there may be."""
    if not given:
        return _SUGGESTED
    return min(whole_number("limit", given, most=_MOST_ASKED), _MOST_SUGGESTED)


def _without_language(candidate: Json) -> Json:
    features = [{"id": name, "value": value} for name, value in candidate["features"].items()]
    return {**{k: v for k, v in candidate.items() if k != "lang"}, "features": features}


def _named_features(features: Json, language: Language) -> list[Json]:
    return [
        {"id": name, "name": _FEATURES[name][language == "zh"], "value": value}
        for name, value in features.items()
    ]


def _features(answer: Answer) -> Json:
    """Return the parts of a score; none of the names where an identifier decided."""
    if answer.is_identified:
        return {"identifier": True}
    parts = {
        part: round(value, 4) for part in PARTS if (value := getattr(answer.score.parts, part))
    }
    likeness = {"name_likeness": round(answer.score.likeness.ratio, 4)}
    return {**likeness, **parts, "probability": round(answer.score.value, 4)}


def _wanted(names: Sequence[str], conditions: Sequence[Condition]) -> Candidate:
    """Return what is looked for as a record, with the evidence that conditions give."""
    given: dict[str, list[str]] = {}
    for condition in conditions:
        if condition.quantifier != "none":
            given.setdefault(condition.property, []).extend(condition.values)
    found = [Name(text) for text in names]
    found += [Name(text, "", "acronym") for text in given.get("acronym", ())]
    identifiers = {(s, _last(text)) for s in ("wikidata", "ror") for text in given.get(s, ())}
    countries = given.get("isHeadquarteredIn", [])
    return Candidate(
        key="",
        names=tuple(found),
        identifiers=frozenset(identifiers),
        countries=frozenset(code for code in map(jurisdiction_code, countries) if code),
        founded=year_of(given.get("foundingDate", [])),
        websites=frozenset(given.get("url", ())),
    )


def _last(text: str) -> str:
    return text.rstrip("/").rpartition("/")[2]


def _type(type_: Type, language: Language) -> Json:
    return {"id": type_.id, "name": type_.name(language)}


def _is_chinese(names: Sequence[str]) -> bool:
    return any(is_spaceless(word) for name in names for word in fold(name).split()) and not any(
        is_acronym(name) for name in names
    )
