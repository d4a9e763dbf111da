"""The questions of Figure 1, in its order, and what may be answered to each."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from istograph.classification.explanations.conditions import Explainer
from istograph.classification.words.suggestions import named
from istograph.errors import TermError
from istograph.model import Text

Json = dict[str, Any]
UNKNOWN = "unknown"
FIRST, ORGANIZATION = "kind", "organization"
# The mainland and its neighbours, which the paper is about, stand before all other jurisdictions;
# what is no jurisdiction stands after them.
FIRST_LISTED, LAST_LISTED = ("CN", "HK", "MO", "TW"), ("not-CN", "somewhere", "nowhere")
# Of each feature that may be missing, the question that asks for it; nobody is asked for hearsay.
ASKED_BY = {
    "hasConstitutiveInstrument": "instrument",
    "isNonprofit": "nonprofit",
    "isInternational": "international",
    "hasParticipantFrom": "participants",
    "isEstablishedUnderLawOf": "establishment",
    "isLegallyEstablished": "establishment",
    "hasPrincipalField": "principal-field",
    "hasSTAttribute": "science",
}
# In the order of Figure 1: what it is, its attribute, place and nature.
_ASKED = {
    "kind": Text("What is it?", "它是什么？"),
    "instrument": Text("What constitutes it?", "它依何种文件设立？"),
    "nonprofit": Text("Is it non-profit?", "它是否为非营利？"),
    "participants": Text(
        "From which jurisdictions are its founders or full members? Three of different states "
        "are enough.",
        "其创始者或正式会员来自哪些法域？列出三个不同国家即可。",
    ),
    "international": Text(
        "Does a source call it an international organization, or deny that it is one?",
        "是否有来源称其为国际组织，或否认其为国际组织？",
    ),
    "establishment": Text(
        "Under the law of which jurisdiction is it established?",
        "它依哪个法域的法律设立？",
    ),
    "principal-field": Text("What is its principal field?", "它的主要领域是什么？"),
    "science": Text(
        "Does it do any of this, or was its scientific and technological character assessed?",
        "它是否开展下列活动，或其科技属性是否经过评估？",
    ),
}
# What the ontology tells who records facts, as somebody reads it who is asked for them.
_HELP = {
    "kind": Text(
        "Programmes, events and facilities are not organizations of their own, even where an "
        "organization runs them.",
        "计划、活动和设施本身不是组织，即使由某一组织运营。",
    ),
    "instrument": Text(
        "The treaty, statutes or decision by which it was founded. If a treaty provides for a "
        "company, choose the treaty.",
        "即据以成立的条约、章程或决定。条约规定设立公司的，请选择条约一项。",
    ),
    "nonprofit": Text(
        "Non-profit means that it does not distribute profits; it may still charge fees.",
        "非营利是指不分配利润；收取费用不影响这一点。",
    ),
    "participants": Text(
        "Count founders and full (voting) members, if membership is open across states. Do not "
        "count foreign individual members of a national society, students, staff, customers or "
        "branches.",
        "仅计创始者与有表决权的正式会员，且会员资格须向各国开放。一国学会的外籍个人会员、学生、"
        "职员、客户及分支机构均不计入。",
    ),
    "international": Text(
        "Activity in several countries, or the word in its name, is not enough.",
        "仅在多国开展活动，或名称中带有“国际”字样，均不足以认定。",
    ),
    "establishment": Text(
        "The place whose law made it a legal person; its headquarters may be elsewhere.",
        "即依何地法律取得法人资格；总部可以设在别处。",
    ),
    "principal-field": Text(
        "The field that it mainly works in, of all those it works in.",
        "如涉及多个领域，请选择最主要的一个。",
    ),
    "science": Text(
        "One of its activities is enough, or else what an assessment found. If nobody assessed "
        "it, choose “I do not know” rather than that it has none.",
        "选一项其开展的活动即可；没有的，可选评估的结论。未经评估的，请选“不知道”，而不要选“不具有”。",
    ),
}
_KINDS = {
    "organization": Text("an organization", "组织"),
    "office": Text("a representative office of another organization", "另一组织的代表机构"),
    "government-body": Text(
        "a government body, such as a ministry or a state university",
        "政府机构，如部委、公立大学",
    ),
    "no-organization": Text("a programme, an event or a facility", "计划、活动或设施"),
}
_NOT_MAINLAND = Text(
    "outside the mainland of China; where, I do not know", "中国内地以外，具体法域不详"
)
_SOMEWHERE = Text("it is legally established; where, I do not know", "已依法设立，法域不详")
_NOWHERE = Text("nowhere: it is not legally established", "未依任何法律设立")
_ASSESSED = {
    "yes": Text("an assessment found S&T attributes", "经评估，具有科技属性"),
    "no": Text("an assessment found no S&T attributes", "经评估，不具有科技属性"),
}
_YES_NO = ((True, "yes", Text("yes", "是")), (False, "no", Text("no", "否")))
_NONE = Text()


@dataclass(frozen=True)
class Choice:
    """One thing that may be answered, and the facts that it states."""

    key: str
    text: Text
    facts: tuple[Json, ...]
    group: Text = _NONE


@dataclass(frozen=True)
class Question:
    """A question; one with `several` takes a list of its choices, separated by commas."""

    key: str
    text: Text
    help: Text
    choices: tuple[Choice, ...]
    several: bool = False

    def read(self, given: str) -> tuple[Choice, ...]:
        """Return the choices that an answer names, by their keys or by what they are called."""
        if given.strip() == UNKNOWN:
            return ()
        parts = [part.strip() for part in given.split(",")] if self.several else [given.strip()]
        chosen = [self._choice(part) for part in parts if part]
        return tuple({choice.key: choice for choice in chosen}.values())

    def canonical(self, given: str) -> str:
        """Return an answer as it is written in addresses and forms: in keys."""
        return ",".join(choice.key for choice in self.read(given)) or UNKNOWN

    def _choice(self, given: str) -> Choice:
        names: dict[str, Choice] = {}
        for choice in self.choices:
            for name in (choice.text.zh, choice.text.en, choice.key):
                names[name.casefold()] = choice
        if given.casefold() in names:
            return names[given.casefold()]
        near = difflib.get_close_matches(given.casefold(), names, 1, 0.5)
        meant = names[near[0]] if near else None
        hint = f"; did you mean {meant.key!r}?" if meant else ""
        hint_zh = f"；是否应为{named(meant.key, meant.text.zh)}？" if meant else ""
        raise TermError(
            f"{self.key}: {given!r} is no answer to {self.text.en!r}{hint}",
            zh=f"{self.key}：“{given}”不是“{self.text.zh}”的回答{hint_zh}",
        )


def questions(explainer: Explainer) -> Iterator[Question]:
    """Yield the questions of an ontology."""
    choices = _Choices(explainer)
    found: dict[str, Iterable[Choice]] = {
        FIRST: choices.kinds(),
        "instrument": choices.concepts("hasConstitutiveInstrument", "instrument"),
        "nonprofit": choices.booleans("isNonprofit"),
        "participants": choices.jurisdictions("hasParticipantFrom"),
        "international": choices.booleans("isInternational"),
        "establishment": choices.establishments(),
        "principal-field": choices.fields(),
        "science": choices.science(),
    }
    for key, text in _ASKED.items():
        yield Question(key, text, _HELP[key], tuple(found[key]), several=key == "participants")


class _Choices:
    """What may be answered, in the ontology's words."""

    def __init__(self, explainer: Explainer) -> None:
        self._words = explainer.words
        self._value_classes = explainer.ontology.value_classes

    def kinds(self) -> Iterator[Choice]:
        another = {"en": "another organization", "zh": "另一组织"}
        office = {**_fact("isOfficeOf", "unnamed"), "value_name": another}
        for key, fact in (
            ("organization", _fact("isOrganization", True)),
            ("office", office),
            ("government-body", _fact("hasLegalForm", "government-body")),
            ("no-organization", _fact("isOrganization", False)),
        ):
            yield Choice(key, _KINDS[key], (fact,))

    def concepts(self, property_: str, kind: str) -> Iterator[Choice]:
        for key in self._words.concepts(kind):
            yield Choice(key, self._words.value(property_, key), (_fact(property_, key),))

    def _group(self, kind: str, choice: Choice) -> Text:
        classes = self._value_classes.get(self._words.concepts(kind)[choice.key], ())
        return next((self._words.label(name) for name, _ in classes), _NONE)

    def jurisdictions(self, property_: str) -> Iterator[Choice]:
        """Yield the mainland and its neighbours, which the paper is about, before the others."""
        found = self.concepts(property_, "jurisdiction")
        country = partial(self._words.concept, "jurisdiction")
        yield from sorted(
            found, key=lambda choice: (choice.key not in FIRST_LISTED, country(choice.key).en)
        )

    def booleans(self, property_: str) -> Iterator[Choice]:
        for value, key, text in _YES_NO:
            yield Choice(key, text, (_fact(property_, value),))

    def establishments(self) -> Iterator[Choice]:
        denied = {**_fact("isEstablishedUnderLawOf", "CN"), "negated": True}
        yield from self.jurisdictions("isEstablishedUnderLawOf")
        for key, text, fact in (
            ("not-CN", _NOT_MAINLAND, denied),
            ("somewhere", _SOMEWHERE, _fact("isLegallyEstablished", True)),
            ("nowhere", _NOWHERE, _fact("isLegallyEstablished", False)),
        ):
            yield Choice(key, text, (fact,))

    def fields(self) -> Iterator[Choice]:
        found = self.concepts("hasPrincipalField", "field")
        grouped = [replace(choice, group=self._group("field", choice)) for choice in found]
        # What the paper is about comes first.
        science = next(choice.group for choice in grouped if choice.key == "science-technology")
        yield from sorted(grouped, key=lambda choice: (choice.group != science, choice.group.en))

    def science(self) -> Iterator[Choice]:
        found = self.concepts("carriesOut", "activity")
        yield from (choice for choice in found if self._group("activity", choice) != _NONE)
        for value, key, _ in _YES_NO:
            yield Choice(f"assessed-{key}", _ASSESSED[key], (_fact("hasSTAttribute", value),))


def _fact(property_: str, value: str | bool) -> Json:
    return {"property": property_, "value": value}
