"""What the search page shows: the records that are asked for, a page of them, and ways to narrow.

q           a name, an acronym or an identifier; without one, organizations to browse
kind        what is looked for            class, verdict   whether it is, is not, may be in a class
open        what is contested or unknown of it
country     where its seat is             status, source   whether it goes on; who tells of it
letter      under which it stands         sort, page       in what order, which part
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from istograph.errors import InputError
from istograph.mappings import countries_of_towns
from istograph.model import isto, record
from istograph.model.terms import ORGANIZATIONS
from istograph.rdf.namespaces import ISTO
from istograph.rdf.terms import term
from istograph.registries import REGISTRIES
from istograph.web.http.languages import Language
from istograph.web.http.links import Links
from istograph.web.http.numbers import whole_number
from istograph.web.linked_data.catalogue import KINDS, LETTERS, ORGANIZATION, Catalogue, Count
from istograph.web.linked_data.list_queries import list_query
from istograph.web.linked_data.lookup import DEFAULT, Lookup
from istograph.web.linked_data.names import Entry, Match, normal
from istograph.web.linked_data.things import Thing, Things
from istograph.web.linked_data.verdicts import telling

PAGE = 50
_LAST_PAGE = 999_999
_MOST_NEAREST = 5
_MOST_VALUES = 10
_ANY = "any"
_FACETS = ("kind", "class", "verdict", "open", "country", "status", "source")
# All that the page heeds.
PARAMETERS = ("q", "type", *_FACETS, "letter", "sort", "page")
# These have so few values that all are shown, whatever is chosen.
_SHORT = ("kind", "class", "verdict", "open", "status")
_SORTS = {"name": ("Name", "名称"), "founded": ("Founded", "设立年份")}
_BEST = ("Best match", "相关度")
_TITLES = {
    "kind": ("Kind of record", "记录类型"),
    "class": ("Class", "类别"),
    "verdict": ("Verdict on it", "对该类别的判定"),
    "open": ("Not settled", "尚无定论"),
    "country": ("Headquarters", "总部所在地"),
    "status": ("Status", "状态"),
    "source": ("Told by", "来源"),
}
_OPEN = {
    "contested": ("Contested in some class", "在某一类别上有争议"),
    "unknown": ("Unknown whether an ISTO", "是否国际科技组织未知"),
}
_WORDS = {
    "organization": ("Organizations", "组织"),
    "programme": ("Programmes, units and facilities", "计划、单位与设施"),
    "policy": ("Policies and measures", "政策与举措"),
    "place": ("Places and jurisdictions", "地点与法域"),
    "document": ("Documents", "文献"),
    "number": ("Numbers", "统计数字"),
    "dispute": ("Disputes and findings", "争议与结论"),
    "term": ("Terms of the ontology", "本体术语"),
    "other": ("Other records", "其他记录"),
    "entailed": ("Entailed", "成立"),
    "contested": ("Contested", "有争议"),
    "refuted": ("Refuted", "不成立"),
    "unknown": ("Unknown", "未知"),
    "active": ("Not known to be dissolved", "未见解散记录"),
    "dissolved": ("Dissolved or inactive", "已解散或停止活动"),
    "paper": ("The paper", "论文"),
    "curated": ("Curated beside the paper", "论文之外的整理"),
    "local": ("Written here", "本地写入"),
}


@dataclass(frozen=True)
class Value:
    """A value of a facet to choose, or the chosen one to leave again."""

    label: str
    number: int
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A way to narrow what is shown; the values that many have come first."""

    key: str
    title: str
    values: Sequence[Value]
    more: Sequence[Value]


@dataclass(frozen=True)
class Row:
    """A record in the list; texts are in pieces, of which those that match are marked."""

    key: str
    href: str
    name: Sequence[tuple[str, bool]]
    other: Sequence[tuple[str, bool]]
    matched: Sequence[tuple[str, bool]]
    matched_language: str
    classes: Sequence[Thing]
    kinds: Sequence[str]
    seats: Sequence[Thing]
    founded: str


class Browsing:
    """One reader's view of the catalogue."""

    def __init__(
        self,
        lookup: Lookup,
        catalogue: Catalogue,
        asked: Mapping[str, str],
        links: Links,
    ) -> None:
        self._names = catalogue.names
        self._catalogue = catalogue
        self._links = links
        self._things = Things(lookup, DEFAULT, links.language)
        self._question = asked.get("q", "").strip()
        self._letter = f"letter-{links.language}"
        self._asked = {key: asked[key] for key in (*_FACETS, "sort", "letter") if asked.get(key)}
        self._type = asked.get("type", "").rpartition(":")[2] or None
        self._wanted = self._checked()
        self._page = _page(asked.get("page"))

    def content(self) -> dict[str, Any]:
        """Return what the template shows."""
        matches = self._matches()
        within = None if matches is None else self._catalogue.set_of(m.place for m in matches)
        if self._type and matches is None:
            of_type = (p for p, e in enumerate(self._names.entries) if self._type in e.types)
            within = self._catalogue.set_of(of_type)
        found = self._catalogue.select(self._wanted, within)
        total = found.bit_count()
        pages = max(1, -(-total // PAGE))
        page = min(self._page, pages)
        kind = self._wanted.get("kind", "")
        facets = list(self._facets(within))
        mended, near = self._names.near(self._question) if matches == [] else ("", [])
        return {
            "question": self._question,
            "total": total,
            "title": self._words(kind) if kind and not self._question else "",
            "rows": list(self._rows(found, matches, (page - 1) * PAGE)),
            "mended": {"text": mended, "href": self._link(q=mended)} if mended else None,
            "near": [self._row(match.entry, match) for match in near],
            "facets": facets,
            "query": "" if self._question or self._type else self._query(),
            "chosen": [v for f in facets for v in (*f.values, *f.more) if v.is_chosen],
            "letters": self._letters(within) if matches is None else [],
            "sorts": list(self._sorts()),
            "page": page,
            "pages": pages,
            # The last part is shown instead.
            "beyond": self._page if self._page > pages else 0,
            "previous": self._link(page=str(page - 1)) if page > 1 else "",
            "following": self._link(page=str(page + 1)) if page < pages else "",
        }

    def nearest(self) -> list[Row]:
        """Return the few organizations that what is asked for may be meant to name."""
        found = self._names.find(self._question, "Organization", self._links.language)
        if not found:
            near = self._names.near(self._question, under=ORGANIZATIONS)[1]
            found = [match for match in near if "Organization" in match.entry.types]
        return [self._row(match.entry, match) for match in found[:_MOST_NEAREST]]

    def _query(self) -> str:
        return list_query(self._wanted, self._links.language)

    # What is asked for

    def _checked(self) -> dict[str, str]:
        wanted = {key: self._asked[key] for key in _FACETS if key in self._asked}
        if "class" in wanted:
            wanted["class"] = wanted["class"].rpartition(":")[2]
        else:
            wanted.pop("verdict", None)
        # Who comes without a question comes for organizations.
        if not self._question and "kind" not in wanted and not self._type:
            wanted["kind"] = ORGANIZATION
        if wanted.get("kind") == _ANY:
            del wanted["kind"]
        for facet, value in wanted.items():
            # A dataset without organizations has none to show; nobody asked for what it lacks.
            is_asked = facet in self._asked
            if is_asked and not self._catalogue.is_known(facet, value):
                raise InputError(
                    f"`{facet}` has no value {value!r} here; see /search for those it has",
                    zh=f"“{facet}”没有取值“{value}”；全部取值见 /search",
                )
        if self._asked.get("sort") not in (None, *_SORTS):
            raise InputError(
                f"`sort` is one of {', '.join(_SORTS)}, not {self._asked['sort']!r}",
                zh=f"“sort”可取 {'、'.join(_SORTS)}，不能是“{self._asked['sort']}”",
            )
        if letter := self._asked.get("letter"):
            wanted[self._letter] = letter
        return wanted

    def _matches(self) -> list[Match] | None:
        if not self._question:
            return None
        found = self._names.find(self._question, self._type, self._links.language)
        return sorted(found, key=_comes_after)

    # Rows

    def _rows(self, found: int, matches: list[Match] | None, start: int) -> Iterator[Row]:
        if matches is None or "sort" in self._asked:
            how = self._asked.get("sort", "name")
            places = self._catalogue.in_order(found, how, self._links.language, start, PAGE)
            best = {match.place: match for match in matches or ()}
            for place in places:
                yield self._row(self._catalogue.entry(place), best.get(place))
            return
        fitting = [match for match in matches if found >> match.place & 1]
        for match in fitting[start : start + PAGE]:
            yield self._row(match.entry, match)

    def _row(self, entry: Entry, match: Match | None) -> Row:
        is_chinese = self._links.language == "zh"
        name = (is_chinese and entry.name_zh) or entry.name
        other = entry.name if is_chinese else entry.name_zh
        other = "" if other == name else other
        matched = match.label if match and match.label not in (name, other) else ""
        node = NamedNode(entry.iri)
        towns = self._things.values([node], isto("locality"))[:1]
        seats = [self._things.town(town.text) for town in towns]
        countries = self._things.values([node], isto("isHeadquarteredIn"))[:2]
        # A registry may name a town where nobody claims a seat.
        known = countries_of_towns()
        codes = [known[town.text] for town in towns if town.text in known]
        seats += countries or [
            self._things.thing(record("jurisdiction", code.lower())) for code in codes
        ]
        words = normal(self._question).split()
        return Row(
            entry.key,
            self._links.href(entry.iri),
            marked(name, words),
            marked(other, words),
            marked(matched, words),
            match.language if match and matched else "",
            telling(self._things.thing(isto(name)) for name in entry.types),
            self._kinds(entry),
            seats,
            self._catalogue.founded(entry),
        )

    def _kinds(self, entry: Entry) -> list[str]:
        # In a list of nothing else it would be said fifty times.
        is_sole = "Organization" in entry.types and self._wanted.get("kind") == ORGANIZATION
        return [] if is_sole else kinds(entry, self._names.type_labels, self._links.language)

    # Ways to narrow

    def _facets(self, within: int | None) -> Iterator[Facet]:
        for key in _FACETS:
            counts = self._counts(key, within)
            if key in ("country", "source"):
                counts.sort(key=lambda count: -count.number)
            values = [self._value(key, count) for count in counts]
            chosen = key in self._wanted
            if len(values) > 1 or (values and chosen):
                ahead = [v for v in values if v.is_chosen] or values[:_MOST_VALUES]
                ahead = values if key in _SHORT else ahead
                rest = [value for value in values if value not in ahead]
                yield Facet(key, self._things.words(*_TITLES[key]), ahead, rest)

    def _counts(self, key: str, within: int | None) -> list[Count]:
        if key == "verdict":
            return self._catalogue.verdicts(self._wanted, within) if "class" in self._wanted else []
        found = self._catalogue.counts(key, self._wanted, within)
        return sorted(found, key=lambda c: KINDS.index(c.value)) if key == "kind" else found

    def _value(self, key: str, count: Count) -> Value:
        default = "entailed" if key == "verdict" else ""
        is_chosen = self._wanted.get(key, default) == count.value
        left = _ANY if key == "kind" else ""
        changes = {key: left if is_chosen else count.value}
        if key == "class" and is_chosen:
            changes["verdict"] = ""
        return Value(self._label(key, count.value), count.number, self._link(**changes), is_chosen)

    def _label(self, key: str, value: str) -> str:
        if key == "open":
            return self._things.words(*_OPEN[value])
        if key == "class":
            return self._things.thing(term(f"isto:{value}")).text
        if key == "country":
            return self._things.thing(record("jurisdiction", value)).text
        if key == "source" and value in REGISTRIES:
            label = REGISTRIES[value].label
            return self._things.words(label.en, label.zh)
        return self._words(value)

    def _words(self, value: str) -> str:
        return self._things.words(*_WORDS.get(value, (value, value)))

    def _letters(self, within: int | None) -> list[Value]:
        found = {
            c.value: c.number for c in self._catalogue.counts(self._letter, self._wanted, within)
        }
        chosen = self._asked.get("letter")
        return [
            Value(
                letter,
                found.get(letter, 0),
                self._link(letter="" if letter == chosen else letter),
                letter == chosen,
            )
            for letter in (*LETTERS[0], LETTERS[1])
        ]

    def _sorts(self) -> Iterator[Value]:
        asked = self._asked.get("sort", "" if self._question else "name")
        if self._question:
            yield Value(self._things.words(*_BEST), 0, self._link(sort=""), not asked)
        for key, words in _SORTS.items():
            yield Value(self._things.words(*words), 0, self._link(sort=key), key == asked)

    def _link(self, **changes: str) -> str:
        """Return the address of this page with something changed; it begins at its first part."""
        kept = {"q": self._question, "type": self._type or "", **self._asked, **changes}
        query = urlencode({key: value for key, value in kept.items() if value})
        return self._links.local(f"/search?{query}" if query else "/search")


def _comes_after(match: Match) -> bool:
    """Say whether a match stands below organizations: all but what is called just so.

    A notion does in any case: many have a word of the question in their names, or are that word.
    """
    types = match.entry.types
    is_notion = "Concept" in types or match.entry.iri.startswith(ISTO)
    return "Organization" not in types and (is_notion or match.how != "exact")


def kinds(
    entry: Entry, type_labels: Mapping[str, Mapping[Language, str]], language: Language
) -> list[str]:
    """Return what kind of thing a record is, in a language; nothing where nothing is known."""
    at = 1 if language == "zh" else 0
    if "Organization" in entry.types:
        return [("organization", "组织")[at]]
    if found := [type_labels[name][language] for name in entry.types if name in type_labels]:
        return found
    if "Concept" in entry.types:
        return [("concept", "概念")[at]]
    if not entry.iri.startswith(ISTO):
        return []
    is_class = "Class" in entry.types
    is_property = any(name.endswith("Property") for name in entry.types)
    both = [("class", "类")] * is_class + [("property", "属性")] * is_property
    return [words[at] for words in both]


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """Return a text in pieces, with those that are like one of the words marked.

    >>> marked("Conseil de l'Énergie", ["energie"])
    [("Conseil de l'", False), ('Énergie', True)]
    """
    plain = [normal(letter) or " " for letter in text]
    # What one letter is compared as may be several.
    starts = [sum(map(len, plain[:n])) for n in range(len(plain) + 1)]
    flat, flags = "".join(plain), [False] * len(text)
    for word in words:
        at = flat.find(word)
        while at >= 0:
            for n in range(len(text)):
                flags[n] |= starts[n] < at + len(word) and starts[n + 1] > at
            at = flat.find(word, at + len(word))
    return _pieces(text, flags)


def _pieces(text: str, flags: Sequence[bool]) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    for letter, flag in zip(text, flags, strict=True):
        if pieces and pieces[-1][1] == flag:
            pieces[-1] = pieces[-1][0] + letter, flag
        else:
            pieces.append((letter, flag))
    return pieces


def _page(given: str | None) -> int:
    return 1 if given is None else whole_number("page", given, most=_LAST_PAGE)
