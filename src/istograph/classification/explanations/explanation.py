"""An answer as a proof that people read, in English and Chinese, as one value for every rendering.

Explanation
├── verdicts   a sentence; because, against: Proof     what would entail it, what would refute it
│                             ├── facts    with source, place, dates and quote
│                             └── axioms   with the paper's sentence and its line
├── host       the same for a host's two divisions
└── clashes    which facts contradict each other, by which axioms
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from istograph.classification.answers.presumptions import PRESUMPTIONS
from istograph.classification.answers.theory import (
    INTERGOVERNMENTAL,
    NOT_FOR_INTERGOVERNMENTAL,
    Theory,
)
from istograph.classification.axioms.reading import Axiom
from istograph.classification.explanations.citations import axiom_source, fact_place
from istograph.classification.explanations.evidence import Background, Evidence, Quote, given
from istograph.classification.reasoning.verdict import CONTESTED, UNKNOWN
from istograph.classification.words.phrases import article, one_line, say
from istograph.classification.words.words import Words, applied, listed
from istograph.model import Text
from istograph.rdf.namespaces import ISTO

Json = Mapping[str, Any]
_NONE = Text()
# So many proofs of a verdict are written out; the answer itself has up to a hundred.
MOST_PROOFS = 3
MOST_NEEDS = 8
_MAINLAND = "cn"
# What the paper says of the mainland, where another host stands in its place.
_OF_HOSTS = {
    "isto:axiom-establishment-disjoint": Text(
        "nothing is established both in a host's own jurisdictions and outside them",
        "不可能既在东道方自身法域内设立，又在其外设立",
    ),
    "isto:axiom-establishment-covering": Text(
        "what is legally established is established in a host's own jurisdictions or outside them",
        "合法设立的，或在东道方自身法域内设立，或在其外设立",
    ),
    "isto:axiom-mainland-established": Text(
        "what is established in a host's own jurisdictions is legally established",
        "在东道方自身法域内设立的，是合法设立的机构",
    ),
    "isto:axiom-outside-established": Text(
        "what is established outside a host's own jurisdictions is legally established",
        "在东道方自身法域以外设立的，是合法设立的机构",
    ),
    "isto:axiom-registered-mainland": Text(
        "a constitutive registration in a host's own jurisdictions establishes there",
        "在东道方自身法域内作成立登记的，即在其内设立",
    ),
    "isto:axiom-registered-outside": Text(
        "a constitutive registration outside a host's own jurisdictions establishes there",
        "在东道方自身法域以外作成立登记的，即在其外设立",
    ),
}


@dataclass(frozen=True)
class FactWords:
    """A fact as a sentence, and where it is written."""

    id: str
    sentence: Text
    interval: Text
    source: Text
    iri: str
    url: str
    place: Text
    quote: Quote | None
    support: Text


@dataclass(frozen=True)
class AxiomWords:
    """An axiom as a sentence, and the sentence of the paper that it rests on."""

    name: str
    iri: str
    sentence: Text
    quote: Quote | None
    place: Text
    support: Text


@dataclass(frozen=True)
class Proof:
    """The facts and axioms that decide, and how well the weakest of them is supported."""

    number: Text
    facts: tuple[FactWords, ...]
    axioms: tuple[AxiomWords, ...]
    support: Text


@dataclass(frozen=True)
class Side:
    """The proofs on one side: `heading` is empty where there is but one side."""

    heading: Text
    proofs: tuple[Proof, ...]
    more: Text


@dataclass(frozen=True)
class Needs:
    """What would decide it: any one of the items, each a fact or several together."""

    heading: Text
    items: tuple[Text, ...]
    more: Text


@dataclass(frozen=True)
class VerdictWords:
    """What is decided about one class."""

    key: str
    label: Text
    axis: Text
    status: str
    sentence: Text
    notes: tuple[Text, ...]
    sides: tuple[Side, ...]
    needs: tuple[Needs, ...]


@dataclass(frozen=True)
class Explanation:
    """An answer in words."""

    id: str
    name: Text
    notes: tuple[Text, ...]
    verdicts: tuple[VerdictWords, ...]
    host: tuple[VerdictWords, ...]
    clashes: Side | None


class Writer:
    """Writes explanations with the words of one ontology."""

    def __init__(self, theory: Theory, words: Words) -> None:
        self._axioms = theory.axioms
        self._labels = {term.name: words.label(term.iri) for term in theory.classes}
        self.words = words

    def explain(
        self,
        answer: Json,
        description: Json,
        background: Background | None = None,
        *,
        classes: Sequence[str] = (),
        most: int = MOST_PROOFS,
    ) -> Explanation:
        """Return an answer in words: of all classes, or of those named."""
        page = self.page(description, background or given(description), most)
        chosen = [v for v in answer["verdicts"] if not classes or _name(v) in classes]
        return Explanation(
            id=one_line(str(answer["id"])),
            name=page.name,
            notes=tuple(self._notes(answer, description)),
            verdicts=tuple(page.verdict(verdict, self.kind(_name(verdict))) for verdict in chosen),
            host=tuple(page.relations(answer["host"])) if "host" in answer else (),
            clashes=page.clashes(answer.get("clashes", ()), answer.get("more_clashes", 0)),
        )

    def page(self, description: Json, background: Background, most: int = MOST_PROOFS) -> "Page":
        """Return what is written about one description."""
        return Page(self, description, background, most)

    def kind(self, class_name: str) -> Text:
        """Return what a class's members are called, with the English article."""
        return article(self._labels[class_name])

    def status(self, status: str) -> Text:
        """Return what a status is called."""
        return self.words.concept("verdict-status", status)

    def axiom(self, name: str) -> AxiomWords:
        """Return an axiom in words."""
        axiom = self._axioms[name]
        return AxiomWords(
            name=name,
            iri=ISTO + name.removeprefix("isto:"),
            sentence=Text(axiom.label_en, axiom.label_zh),
            quote=Quote(axiom.quote, "zh") if axiom.quote else None,
            place=self._axiom_place(axiom),
            support=self.words.concept("support", axiom.support),
        )

    def _axiom_place(self, axiom: Axiom) -> Text:
        places = []
        if axiom.source:
            places.append(axiom_source(axiom.source, self.words.label))
        if axiom.paper_line is not None:
            places.append(say("paper", line=str(axiom.paper_line)))
        return listed(places)

    def _notes(self, answer: Json, description: Json) -> list[Text]:
        place = [say("as of", day=answer["as_of"])]
        if "dataset" in answer:
            place.append(say("dataset", version=answer["dataset"]))
        return [
            listed(place, "comma"),
            _status(answer, description),
            say("consistent" if answer["consistent"] else "inconsistent"),
        ]


class Page:
    """One explanation being written: its facts are those of one description."""

    def __init__(self, writer: Writer, description: Json, background: Background, most: int):
        self._writer = writer
        self._words = writer.words
        self._most = most
        self.name = background.name
        self.facts = {
            fact["id"]: self._fact(fact, background.facts.get(fact["id"], Evidence()))
            for fact in description["facts"]
        }

    def _fact(self, fact: Json, evidence: Evidence) -> FactWords:
        support = fact.get("support")
        return FactWords(
            id=one_line(fact["id"]),
            sentence=_clean(self._words.fact(fact, evidence.value)),
            interval=_interval(fact),
            source=evidence.source,
            iri=evidence.iri,
            url=evidence.url,
            place=fact_place(evidence),
            quote=evidence.quote,
            support=self._words.concept("support", support) if support else _NONE,
        )

    def verdict(self, verdict: Json, kind: Text) -> VerdictWords:
        """Return what is decided about a class."""
        status = verdict["status"]
        axis = self._words.concept("axis", verdict["axis"])
        sentence = say(status, name=self.name, kind=kind, status=self._writer.status(status))
        notes = []
        if verdict.get("note") == NOT_FOR_INTERGOVERNMENTAL:
            notes.append(say("undefined", axis=axis, kind=self._writer.kind(INTERGOVERNMENTAL)))
        if "presumed" in verdict:
            notes.append(_presumed(verdict["presumed"]))
        return self._decided(verdict, _name(verdict), axis, sentence, notes)

    def relations(self, host: Json) -> Iterable[VerdictWords]:
        """Yield how the organization stands to a host."""
        profile = self._words.concept("host-profile", host["profile"])
        if host["profile"] not in self._words.concepts("host-profile"):
            profile = self._words.concept("jurisdiction", host["profile"].upper())
        for key, term in (("domestic", "isDomesticTo"), ("overseas", "isOverseasTo")):
            decision = host[key]
            relation = applied(self._words.label(ISTO + term), profile)
            status = self._writer.status(decision["status"])
            sentence = say("relation", name=self.name, relation=relation, status=status)
            words = self._decided(decision, term, relation, sentence, [])
            yield words if host["profile"] == _MAINLAND else _of_any_host(words)

    def _decided(
        self, decision: Json, key: str, axis: Text, sentence: Text, notes: Iterable[Text]
    ) -> VerdictWords:
        status = decision["status"]
        if status in (CONTESTED, UNKNOWN):
            meaning = self._words.definition(self._words.concepts("verdict-status")[status])
            notes = [meaning, *notes]
        return VerdictWords(
            key=key,
            label=self._words.label(ISTO + key),
            axis=axis,
            status=status,
            sentence=sentence,
            notes=tuple(notes),
            sides=tuple(self._sides(decision)),
            needs=tuple(self._needs(decision)),
        )

    def _sides(self, decision: Json) -> Iterable[Side]:
        if decision["status"] == UNKNOWN or "because" not in decision:
            return
        if decision["status"] != CONTESTED:
            yield self._side(_NONE, decision["because"], decision.get("more", 0))
            return
        for key, title, more in (
            ("because", "for", "more"),
            ("against", "against", "more_against"),
        ):
            found = decision[key]
            heading = say(title if found else f"nothing {title}")
            yield self._side(heading, found, decision.get(more, 0))

    def _side(
        self, heading: Text, entries: Sequence[Json], more: int, title: str = "proof"
    ) -> Side:
        shown = entries[: self._most]
        more += len(entries) - len(shown)
        numbers = (say(title, number=str(number + 1)) for number in range(len(shown)))
        return Side(
            heading,
            tuple(map(self._proof, numbers, shown)),
            say(f"more {title}s", number=str(more)) if more else _NONE,
        )

    def _proof(self, number: Text, entry: Json) -> Proof:
        support = entry.get("support")
        return Proof(
            number=number,
            facts=tuple(self.facts[fact] for fact in entry["facts"]),
            axioms=tuple(self._writer.axiom(name) for name in entry["axioms"]),
            support=self._support(support) if support else _NONE,
        )

    def _support(self, key: str) -> Text:
        iri = self._words.concepts("support")[key]
        return say("weakest", support=self._words.label(iri), meaning=self._words.definition(iri))

    def _needs(self, decision: Json) -> Iterable[Needs]:
        for key, status in (("would_entail", "entailed"), ("would_refute", "refuted")):
            if decision.get(key):
                heading = say("would", status=self._writer.status(status))
                yield needs(self._words, heading, decision[key])

    def clashes(self, entries: Sequence[Json], more: int) -> Side | None:
        """Return the contradictions between the facts."""
        return self._side(say("clash"), entries, more, "contradiction") if entries else None


def looked_up(sets: Sequence[Sequence[Json]]) -> list[Sequence[Json]]:
    """Return the sets of features that need nobody's word for a class."""
    return [features for features in sets if not _is_hearsay(features)]


def in_order(sets: Sequence[Sequence[Json]]) -> list[Sequence[Json]]:
    """Return sets of features with those first that need nobody's word."""
    return sorted(sets, key=_is_hearsay)


def needs(words: Words, heading: Text, sets: Sequence[Sequence[Json]]) -> Needs:
    """Return sets of features in words, each as one item; what one could look up comes first."""
    shown = in_order(sets)[:MOST_NEEDS]
    more = len(sets) - len(shown)
    return Needs(
        heading,
        tuple(listed(map(words.feature, features), "and") for features in shown),
        say("more needs", number=str(more)) if more else _NONE,
    )


def _is_hearsay(features: Sequence[Json]) -> bool:
    return any(feature["property"] == "isSaidToBe" for feature in features)


def _of_any_host(words: VerdictWords) -> VerdictWords:
    """Return a relation to a host with the axioms that are the mainland's worded for any host."""

    def of_host(axiom: AxiomWords) -> AxiomWords:
        return replace(axiom, sentence=_OF_HOSTS.get(axiom.name, axiom.sentence))

    def proof(found: Proof) -> Proof:
        return replace(found, axioms=tuple(map(of_host, found.axioms)))

    sides = (replace(side, proofs=tuple(map(proof, side.proofs))) for side in words.sides)
    return replace(words, sides=tuple(sides))


def _name(verdict: Json) -> str:
    return str(verdict["class"]).removeprefix("isto:")


def _status(answer: Json, description: Json) -> Text:
    status = answer["status"]
    if status != "dissolved":
        return say("status unknown" if status == "unknown" else status)
    named = (f for f in description["facts"] if f["property"].endswith("dissolvedOn"))
    return say("dissolved", day=min(str(fact["value"]) for fact in named))


def _presumed(presumed: Json) -> Text:
    presumption = next(p for p in PRESUMPTIONS if p.name == presumed["default"])
    reason = Text(presumption.reason_en, presumption.reason_zh)
    return say("presumed", likelihood=say(presumed["status"]), reason=reason)


def _interval(fact: Json) -> Text:
    words = [("from", fact.get("from")), ("before", fact.get("to"))]
    return listed((say(key, day=str(day)) for key, day in words if day), "comma")


def _clean(text: Text) -> Text:
    return Text(one_line(text.en), one_line(text.zh))
