"""What a record has to do with others: what links here, and which records were joined into it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import NamedNode, Triple

from istograph.model import JOINS, isto, value_of
from istograph.model.terms import key_of
from istograph.rdf.namespaces import ID
from istograph.rdf.terms import TYPE, term
from istograph.web.linked_data.aspects import figure
from istograph.web.linked_data.claims import Group
from istograph.web.linked_data.lookup import Node
from istograph.web.linked_data.things import Thing, Things, in_order

_SHOWN = 12
_PAGE = 100
_CERTAINTY, _NOTE = isto("certainty"), term("skos:note")
# A claim stands with what it is about, and its value with the statement that it makes; the schemes
# and lists of the vocabularies have pages of their own.
_UNSAID = {isto("subject"), isto("value"), TYPE, isto("appliesTo")}
# What a property says when it is read from its other end, those first that matter most.
_TURNED = {
    "isPartOf": ("Its parts", "组成部分"),
    "subOrganizationOf": ("Its parts", "下属组织"),
    "isOfficeOf": ("Its offices", "办事机构"),
    "succeeds": ("Succeeded by", "由下列组织继承"),
    "memberOf": ("Its members", "成员组织"),
    "differentFrom": ("Not to be confused with", "请勿混淆"),
    "isRelatedTo": ("Related to it", "与之相关"),
    "isHeadquarteredIn": ("Headquartered here", "总部设在此处的组织"),
    "isEstablishedUnderLawOf": ("Established under its law", "依其法律设立的组织"),
    "hasStatutorySeatIn": ("Statutory seat here", "法定住所在此的组织"),
    "hasPrincipalField": ("Whose principal field it is", "以此为主要领域的组织"),
    "hasField": ("Whose field it is", "涉及该领域的组织"),
    "carriesOut": ("Who carries it out", "开展该活动的组织"),
    "hasConstitutiveInstrument": ("Constituted by one", "以之设立的组织"),
    "hasLegalForm": ("Organizations of this form", "采用该法律形式的组织"),
    "officeIn": ("With an office here", "在此设有办事机构的组织"),
    "registrationJurisdiction": ("Registered here", "在此登记的组织"),
    "countsWithState": ("What counts with it as one state", "与之合计为一国的法域"),
    "jurisdiction": ("As a place", "作为地点"),
    "appliesIn": ("Policies that apply here", "适用于此地的政策"),
    "appliesInPart": ("Policies that apply in a part of it only", "仅适用于其部分地区的政策"),
    "recommendedFor": ("Recommendations that name it", "提及此地的建议"),
    "issuer": ("Policies it issued", "其发布的政策"),
    "mentionsMeasure": ("Who mentions it", "提及该举措者"),
    "isCreditedWith": ("Whom the text credits with it", "正文所称采取该举措者"),
    "containedInPlace": ("Places within it", "其所辖地"),
    "area": ("Numbers about it", "有关该地的数字"),
    "host": ("Numbers of what is hosted here", "以此为所在地的数字"),
    "origin": ("Numbers of what comes from here", "以此为来源地的数字"),
    "countedBy": ("Numbers it counted", "由其统计的数字"),
    "agent": ("Numbers that name it", "述及该机构的数字"),
    "includesAgent": ("Numbers it is counted in", "包含该机构的统计"),
    "addressee": ("Recommendations addressed to it", "以其为对象的建议"),
    "hasParticipantFrom": ("With participants from here", "有来自该地参加者的组织"),
    "disputes": ("Disputes about it", "有关该陈述的争议"),
    "source": ("Claims that rest on it", "以此为来源的陈述"),
    "cites": ("Claims that cite it", "引用该文献的陈述"),
    "inScheme": ("Its concepts", "所含概念"),
    "inTable": ("Its rows", "各行"),
    "dataSet": ("What it holds", "所含数据"),
    "measure": ("Its cells in the tables", "表中相应单元格"),
    "statistic": ("Its numbers", "该指标的数字"),
    "unit": ("Counted in it", "以此为单位的数字"),
    "broader": ("What is narrower", "下位概念"),
    "isPartOfObservation": ("Its parts", "组成部分"),
    "derivedFrom": ("Derived from it", "由其推算的数字"),
    "hasNumerator": ("Ratios of which it is the numerator", "以此为分子的比值"),
    "hasDenominator": ("Ratios of which it is the denominator", "以此为分母的比值"),
    "hasLater": ("Changes up to it", "以此为后期值的变化"),
    "hasEarlier": ("Changes since then", "以此为早期值的变化"),
    "concernsMeasure": ("Recommendations about it", "有关该举措的建议"),
    "concernsPolicy": ("Recommendations about it", "有关该政策的建议"),
    "concerns": ("What concerns it", "与之有关的记录"),
}
# An office or a registration has no name of its own: who has it is named.
_HELD = {isto("officeIn"): isto("hasOffice")}
_HELD[isto("registrationJurisdiction")] = isto("hasRegistration")
_ORDER = {name: place for place, name in enumerate(_TURNED)}
_APPLIES_IN, _WITHIN = isto("appliesIn"), term("schema:containedInPlace")
# Numbers of what is in a place are about it.
_OF_PLACES = "area", ("host", "origin")


class _Link(NamedTuple):
    """A property that leads here, and what it is called from this end."""

    predicate: NamedNode
    name: str


@dataclass(frozen=True)
class Listing:
    """All that links here by one property, a page at a time."""

    group: Group
    page: int
    pages: int


@dataclass(frozen=True)
class Joined:
    """A record that this one stands for, and why."""

    key: str
    reasons: Sequence[Thing]
    certainty: str
    claim: str


class Relations:
    """What links to a record, or to what it stands for."""

    def __init__(self, things: Things, names: Sequence[Node], without: Collection[str]) -> None:
        self._things = things
        self._names = names
        self._found = self._read({*_UNSAID, *map(isto, without)})

    def groups(self) -> list[Group]:
        """Return the first few of each property."""
        return [self._group(link, 0, _SHOWN) for link in self._in_order()]

    def listing(self, of: str, page: int) -> Listing | None:
        """Return a page of what links here by the property of a name."""
        for link in self._in_order():
            if link.name == of:
                pages = -(-len(self._found[link]) // _PAGE)
                page = min(max(page, 1), pages)
                group = self._group(link, (page - 1) * _PAGE, _PAGE)
                return Listing(group, page, pages)
        return None

    def _read(self, without: Collection[NamedNode]) -> dict[_Link, list[NamedNode]]:
        found: dict[_Link, dict[NamedNode, None]] = {}
        for name in self._names:
            for triple in self._things.lookup.triples(None, None, name, self._things.graph):
                if isinstance(triple.subject, NamedNode) and not (
                    triple.predicate in without or _is_row(triple)
                ):
                    subjects = self._holders(triple.subject, triple.predicate)
                    link = _Link(triple.predicate, _name(triple))
                    found.setdefault(link, {}).update(dict.fromkeys(subjects))
        if in_part := self._in_part():
            found[_Link(_APPLIES_IN, "appliesInPart")] = in_part
        return {
            link: sorted(subjects, key=lambda iri: iri.value)
            for link, subjects in _once(found).items()
        }

    def _in_part(self) -> dict[NamedNode, None]:
        """Return the policies that apply in a part of a place, and not in all of it."""
        parts, left = set[Node](), {name for name in self._names if _is(name, "place")}
        whole = {each for place in left for each in self._subjects(_APPLIES_IN, place)}
        while left:
            left = {part for each in left for part in self._subjects(_WITHIN, each)} - parts
            parts |= left
        found = {each for part in parts for each in self._subjects(_APPLIES_IN, part)} - whole
        return {each: None for each in found if isinstance(each, NamedNode) and _is(each, "policy")}

    def _subjects(self, predicate: NamedNode, value: Node) -> list[Node]:
        return self._things.lookup.subjects(predicate, value, self._things.graph)

    def _holders(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """Return who has what is named, or itself where nobody has it."""
        if predicate not in _HELD:
            return [subject]
        found = self._subjects(_HELD[predicate], subject)
        return [each for each in found if isinstance(each, NamedNode)] or [subject]

    def _in_order(self) -> list[_Link]:
        return sorted(self._found, key=_place_in_order)

    def _group(self, link: _Link, start: int, number: int) -> Group:
        subjects = self._found[link]
        page = subjects[start : start + number]
        thing = self._things.thing(link.predicate)
        words = _TURNED.get(link.name)
        text = self._things.words(*words) if words else thing.text
        name = Thing(text, "", thing.iri, link.name)
        numbers = {
            each.value: figure(self._things, each) for each in page if _is(each, "observation")
        }
        return Group(name, in_order(map(self._things.thing, page)), len(subjects), numbers)


def joined(things: Things, names: Sequence[Node]) -> Iterator[Joined]:
    """Yield the records that the first of the names stands for, each with the build's reason."""
    for name in names[1:]:
        key = key_of(name.value)
        claims = things.lookup.subjects(isto("subject"), name, JOINS)
        notes = (things.lookup.text(c, _NOTE, things.language, JOINS) for c in claims)
        certainty = [o for c in claims for o in things.lookup.objects(c, _CERTAINTY, JOINS)]
        yield Joined(
            key,
            [things.literal(note) for note in notes if note],
            things.thing(certainty[0]).text if certainty else "",
            claims[0].value if claims else "",
        )


def _is_row(triple: Triple) -> bool:
    """Say whether it only repeats, of a table's row, what is said of whom the row describes."""
    is_row = value_of(triple.subject).startswith(f"{ID}table-row/")
    return is_row and triple.predicate != isto("inTable")


def _place_in_order(link: _Link) -> tuple[int, str, str]:
    return _ORDER.get(link.name, len(_ORDER)), link.predicate.value, link.name


def _name(triple: Triple) -> str:
    if triple.predicate == _APPLIES_IN and _is(triple.subject, "recommendation"):
        return "recommendedFor"
    return _local(triple.predicate)


def _once(found: dict[_Link, dict[NamedNode, None]]) -> dict[_Link, dict[NamedNode, None]]:
    """Leave out lists of numbers that another list has all of."""
    most, others = _OF_PLACES
    known = next((set(subjects) for link, subjects in found.items() if link.name == most), set())
    return {
        link: subjects
        for link, subjects in found.items()
        if link.name not in others or not set(subjects) <= known
    }


def _is(node: object, kind: str) -> bool:
    return value_of(node).startswith(f"{ID}{kind}/")


def _local(iri: NamedNode) -> str:
    return iri.value.rpartition("/")[2].rpartition("#")[2]
