"""What is to be joined and why, and what was not and why not; each in English and Chinese."""

from dataclasses import dataclass
from typing import Literal

from istograph.matching import Score
from istograph.matching.scoring import ALONE
from istograph.model import Text

Pair = frozenset[str]

ConflictKind = Literal[
    "identifier-on-two-records",
    "two-identifiers-on-one-record",
    "two-identifiers-in-one-group",
    "two-records-of-one-source",
    "ambiguous-name",
    "kept-apart",
]

_SCHEMES = {
    "wikidata": Text("Wikidata identifier", "维基数据标识符"),
    "ror": Text("ROR identifier", "ROR标识符"),
    "grid": Text("GRID identifier", "GRID标识符"),
    "isni": Text("ISNI", "ISNI"),
    "lei": Text("LEI", "LEI"),
}
_AGREEMENTS = {
    "acronym": Text("an acronym", "缩写"),
    "country": Text("the country of the headquarters", "总部所在国"),
    "founding": Text("the founding year", "成立年份"),
    "website": Text("the website", "网站"),
}
_CONFLICTS = {
    "identifier-on-two-records": Text(
        "{0} {1} stands on several records of one source: {2}",
        "{0}{1}出现在同一来源的多条记录中：{2}",
    ),
    "two-identifiers-on-one-record": Text(
        "one record has several of the kind {0}: {1} on {2}", "一条记录有多个{0}：{1}，见{2}"
    ),
    "two-identifiers-in-one-group": Text(
        "records that identifiers join have several of the kind {0} ({1}): {2}",
        "由标识符相连的记录有多个{0}（{1}）：{2}",
    ),
    "two-records-of-one-source": Text(
        "identifiers would join several records of the source {1}: {2}",
        "标识符会把来源{1}的多条记录合并：{2}",
    ),
    "ambiguous-name": Text(
        "a name fits several records, so none was joined: {2}",
        "名称与多条记录相符，故均未合并：{2}",
    ),
    "kept-apart": Text(
        "these were said to be different, and are not joined: {2}",
        "已声明为不同组织，故不合并：{2}",
    ),
}


@dataclass(frozen=True)
class Join:
    """A record that another one replaces, and what shows that they are one organization.

    `via` is the record that shows it; it is replaced by `into` as well, or is `into` itself.
    """

    of: str
    into: str
    via: str
    # shared identifiers, as scheme and value; or the score of the names
    identifiers: tuple[tuple[str, str], ...] = ()
    score: Score | None = None

    @property
    def reason(self) -> Literal["identifier", "name"]:
        """By what they were joined."""
        return "identifier" if self.score is None else "name"

    @property
    def certainty(self) -> float:
        """The score, from 0 to 1; 1 for a shared identifier, `ALONE` for nothing but a name."""
        if self.score is None:
            return 1.0
        # The score knows two records only, and not that no third one has the name.
        return round(self.score.value, 4) if self.score.is_match else ALONE

    @property
    def text(self) -> Text:
        """The reason in words."""
        if self.score is None:
            shared = [(scheme_name(scheme), value) for scheme, value in self.identifiers]
            return Text(
                f"Shared with {self.via}: " + ", ".join(f"{n.en} {v}" for n, v in shared) + ".",
                f"与{self.via}相同：" + "、".join(f"{n.zh} {v}" for n, v in shared) + "。",
            )
        return _named(self.score, self.via)


@dataclass(frozen=True)
class Conflict:
    """What identifiers or names would have joined, and must not."""

    kind: ConflictKind
    keys: tuple[str, ...]
    scheme: str = ""
    values: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """The conflict in words."""
        name, words = scheme_name(self.scheme), _CONFLICTS[self.kind]
        return Text(
            words.en.format(name.en, ", ".join(self.values), ", ".join(self.keys)),
            words.zh.format(name.zh, "、".join(self.values), "、".join(self.keys)),
        )


@dataclass(frozen=True)
class Plan:
    """Which record replaces which, the joins that say why, and the conflicts."""

    # each record that is replaced, and the one that is kept
    replaced: dict[str, str]
    joins: tuple[Join, ...]
    conflicts: tuple[Conflict, ...]


def scheme_name(scheme: str) -> Text:
    """Return what a scheme of identifiers is called."""
    return _SCHEMES.get(scheme, Text(scheme, scheme))


def _named(score: Score, via: str) -> Text:
    first, second = score.names or (None, None)
    texts = dict.fromkeys(f"“{name.text}”" for name in (first, second) if name)
    names = Text(", ".join(texts), "、".join(texts))
    same = [text for part, text in _AGREEMENTS.items() if getattr(score.parts, part) > 0]
    if score.has_evidence:
        agreed = Text(", ".join(t.en for t in same), "、".join(t.zh for t in same))
        return Text(
            f"Its name is like that of {via} ({names.en}); also the same: {agreed.en}.",
            f"与{via}的名称相近（{names.zh}），且{agreed.zh}相同。",
        )
    return Text(
        f"{via} has the same distinctive name ({names.en}), which no other record has.",
        f"{via}有相同的独特名称（{names.zh}），其他记录均无此名称。",
    )
