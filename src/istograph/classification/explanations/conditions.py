"""Why not: what a class asks for, which of it is met, and the least that would change the verdict.

ways      the axioms that put an organization in the class, each with its conditions
changes   for a refuted or a contested verdict, the smallest sets of facts without which it is so
          no longer, and what would then entail it; for an unknown one the answer says what would
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

import platformdirs

from istograph.classification.answers.theory import Theory, load_theory
from istograph.classification.axioms.clauses import Atom, compile_clauses
from istograph.classification.axioms.expressions import (
    And,
    Expression,
    HasValue,
    Named,
    Not,
    Or,
    Some,
)
from istograph.classification.axioms.reading import (
    EQUIVALENT,
    SUBCLASS,
    ClassAxiom,
    Ontology,
)
from istograph.classification.explanations.evidence import Background, given
from istograph.classification.explanations.explanation import (
    AxiomWords,
    FactWords,
    Needs,
    Writer,
    needs,
)
from istograph.classification.facts.reading import FactReader, Slice
from istograph.classification.facts.rows import Rows
from istograph.classification.reasoning.implicates import cached_prime_implicates
from istograph.classification.reasoning.verdict import (
    CONTESTED,
    ENTAILED,
    REFUTED,
    UNKNOWN,
    Reasoner,
)
from istograph.classification.words.phrases import say
from istograph.classification.words.words import Words, applied, listed, load_words
from istograph.errors import TermError
from istograph.model import Text
from istograph.rdf.namespaces import ISTO
from istograph.resources import ONTOLOGY

Json = Mapping[str, Any]
_ANSWERS = {ENTAILED: "met", REFUTED: "not met", CONTESTED: "disputed", UNKNOWN: "open"}
_OPPOSITES = {ENTAILED: REFUTED, REFUTED: ENTAILED}
# That somebody says so is no condition of what it is.
_SAID = f"{ISTO}isSaidToBe"
_MOST_CHANGES = 6
_MOST_REMOVED = 6
# Each try classifies once more; where facts contradict each other by the hundred, that is slow.
_MOST_TRIES = 300
MOST_SECONDS = 2.0


@dataclass(frozen=True)
class Condition:
    """One thing that a class asks for, and whether it is so."""

    sentence: Text
    status: str
    answer: Text


@dataclass(frozen=True)
class Way:
    """An axiom that puts an organization in a class; all its conditions must be met."""

    axiom: AxiomWords
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Change:
    """Facts without which the verdict is another, and what would then entail the class."""

    without: tuple[str, ...]
    status: str
    sentence: Text
    needs: tuple[Needs, ...]


@dataclass(frozen=True)
class WhyNot:
    """Why an organization is not, or not for certain, in a class."""

    key: str
    status: str
    question: Text
    heading: Text
    ways: tuple[Way, ...]
    change_heading: Text
    changes: tuple[Change, ...]


class Explainer:
    """Explains answers and says why not, by one ontology."""

    def __init__(
        self, theory: Theory, ontology: Ontology, words: Words, cache: Path | None
    ) -> None:
        self.theory = theory
        self.words = words
        self.writer = Writer(theory, words)
        self.ontology = ontology
        self._features = _Features(ontology, cache)

    def why_not(
        self,
        class_name: str,
        answer: Json,
        description: Json,
        background: Background | None = None,
        *,
        seconds: float = MOST_SECONDS,
    ) -> WhyNot | None:
        """Return why not; nothing for a class that is entailed.

        So many seconds are spent on looking for changes; what was found until then is returned.
        """
        verdict = _verdict(answer, class_name)
        status = verdict["status"]
        if status == ENTAILED:
            return None
        kind = self.writer.kind(class_name)
        page = self.writer.page(description, background or given(description))
        statuses = self._features.statuses(description, answer["as_of"])
        changes = _Changes(self.theory, description, answer["as_of"], class_name)
        found = changes.least(status, monotonic() + seconds)
        return WhyNot(
            key=class_name,
            status=status,
            question=say(f"why {status}", name=page.name, kind=kind),
            heading=say("ways", kind=kind),
            ways=tuple(self._ways(class_name, statuses)),
            change_heading=say("change"),
            changes=tuple(self._change(change, page.facts) for change in found),
        )

    def _ways(self, class_name: str, statuses: "_Statuses") -> Iterator[Way]:
        for axiom, conditions in _ways(f"{ISTO}{class_name}", self.ontology):
            if not any(isinstance(c, HasValue) and c.property == _SAID for c in conditions):
                found = [self._condition(axiom, condition, statuses) for condition in conditions]
                yield Way(self.writer.axiom(axiom.axiom.name), tuple(found))

    def _condition(
        self, axiom: ClassAxiom, condition: Expression, statuses: "_Statuses"
    ) -> Condition:
        status = statuses.of(axiom, condition)
        sentence = _sentence(condition, self.words)
        return Condition(sentence, status, say(_ANSWERS[status]))

    def _change(self, found: "_Found", facts: Mapping[str, FactWords]) -> Change:
        removed = (
            say("detailed", thing=facts[fact].id, details=facts[fact].sentence)
            for fact in found.without
        )
        entailed = self.writer.status(ENTAILED)
        needed = found.would_entail
        return Change(
            without=tuple(facts[fact].id for fact in found.without),
            status=found.status,
            sentence=say(
                "without", facts=listed(removed, "and"), status=self.writer.status(found.status)
            ),
            needs=(needs(self.words, say("then", status=entailed), needed),) if needed else (),
        )


@cache
def load_explainer(folder: Path = ONTOLOGY) -> Explainer:
    """Return the explainer of the ontology in a folder."""
    theory = load_theory(folder)
    folder_of_caches = platformdirs.user_cache_path("istograph")
    return Explainer(theory, theory.ontology, load_words(folder), folder_of_caches)


# What a class asks for


def _ways(iri: str, ontology: Ontology) -> Iterator[tuple[ClassAxiom, tuple[Expression, ...]]]:
    """Yield each axiom that puts something in a class, with what must hold, all of it."""
    wanted = Named(iri)
    for axiom in ontology.class_axioms:
        left, right = axiom.left, axiom.right
        if right == wanted and axiom.kind in (SUBCLASS, EQUIVALENT):
            premise = left
        elif left == wanted and axiom.kind == EQUIVALENT:
            premise = right
        else:
            continue
        for alternative in premise.operands if isinstance(premise, Or) else (premise,):
            yield axiom, alternative.operands if isinstance(alternative, And) else (alternative,)


def _sentence(expression: Expression, words: Words) -> Text:
    match expression:
        case Named(iri):
            return words.label(iri)
        case Not(operand):
            return say("not", statement=_sentence(operand, words))
        case And(operands):
            return listed((_sentence(operand, words) for operand in operands), "and")
        case Or(operands):
            return listed((_sentence(operand, words) for operand in operands), "or")
        case HasValue(property_, bool() as value):
            label = words.label(property_)
            return label if value else say("denied", statement=label)
        case HasValue(property_, value):
            return applied(words.label(property_), words.label(str(value)))
        case Some(property_, filler):
            return applied(words.label(property_), _sentence(filler, words))
        case _:
            raise TypeError(f"an axiom's condition has no words: {expression}")


class _Features:
    """Decides about everything that axioms speak of, where an answer decides about classes."""

    def __init__(self, ontology: Ontology, cache: Path | None) -> None:
        theory = compile_clauses(ontology)
        literals = [clause.literals for clause in theory.clauses]
        implicates = cached_prime_implicates(literals, len(theory.atoms), cache)
        targets = [1 << 2 * place for place in range(len(theory.atoms))]
        self._atoms = theory.atoms
        self._reasoner = Reasoner(implicates, len(theory.atoms), targets)
        self._reader = FactReader(ontology, Rows(theory.rows, ontology))

    def statuses(self, description: Json, as_of: str) -> "_Statuses":
        slice_ = self._reader.slice(description, as_of)
        outcome = self._reasoner.outcome(slice_.literals)
        return _Statuses(dict(zip(self._atoms, outcome.statuses, strict=True)), slice_)


class _Statuses:
    def __init__(self, statuses: Mapping[Atom, str], slice_: Slice) -> None:
        self._statuses = statuses
        self._used = {
            way.row.name for meaning in slice_.meanings for way in meaning.given.ways if way.row
        }

    def of(self, axiom: ClassAxiom, condition: Expression) -> str:
        """Return the status of a condition of an axiom."""
        match condition:
            case Not(operand):
                status = self.of(axiom, operand)
                return _OPPOSITES.get(status, status)
            case Named() | HasValue() | Some() if condition in self._statuses:
                return self._statuses[condition]
            case _:
                # A row from fact to feature: a fact satisfies it, or nobody knows.
                return ENTAILED if axiom.axiom.name in self._used else UNKNOWN


# The least that would change a verdict


@dataclass(frozen=True)
class _Found:
    without: tuple[str, ...]
    status: str
    would_entail: tuple[Any, ...]


class _Changes:
    """Searches for the smallest sets of facts without which a verdict is another.

    A refutation lifts when each of its justifications has lost a fact, a dispute settles when each
    contradiction that bears on it has; so the search takes facts away, fewest first, one from each
    that is left. https://doi.org/10.1016/0004-3702(87)90062-2
    """

    def __init__(self, theory: Theory, description: Json, as_of: str, class_name: str) -> None:
        self._theory = theory
        self._description = description
        self._as_of = as_of
        self._class = class_name
        self._ids = [fact["id"] for fact in description["facts"]]
        self._places = {fact: place for place, fact in enumerate(self._ids)}

    def least(self, status: str, end: float) -> list[_Found]:
        """Return the smallest changes from a status, the smallest first, that are found in time."""
        if status == UNKNOWN:
            return []
        blockers = _justifying if status == REFUTED else _clashing
        return self._search(status, blockers, end)

    def _search(
        self, status: str, blockers: Callable[[Json, Json], Iterable[str]], end: float
    ) -> list[_Found]:
        found: dict[frozenset[str], _Found] = {}
        queue: list[tuple[int, tuple[int, ...]]] = [(0, ())]
        seen = set(queue)
        for _ in range(_MOST_TRIES):
            if not queue or len(found) == _MOST_CHANGES or monotonic() > end:
                break
            _, places = heapq.heappop(queue)
            removed = frozenset(self._ids[place] for place in places)
            if any(change <= removed for change in found):
                continue
            answer = self._without(removed)
            verdict = _verdict(answer, self._class)
            if verdict["status"] != status:
                change = self._shrunk(removed, status)
                found.setdefault(change, self._found(change))
                continue
            for fact in blockers(verdict, answer):
                further = tuple(sorted({*places, self._places[fact]}))
                entry = (len(further), further)
                if len(further) <= _MOST_REMOVED and entry not in seen:
                    seen.add(entry)
                    heapq.heappush(queue, entry)
        return sorted(found.values(), key=lambda change: len(change.without))

    def _shrunk(self, removed: frozenset[str], status: str) -> frozenset[str]:
        """Return a smallest part of what was removed that changes the status too."""
        for fact in sorted(removed, key=self._places.__getitem__):
            rest = removed - {fact}
            if _verdict(self._without(rest), self._class)["status"] != status:
                return self._shrunk(rest, status)
        return removed

    def _found(self, removed: frozenset[str]) -> _Found:
        verdict = _verdict(self._without(removed), self._class)
        in_order = tuple(sorted(removed, key=self._places.__getitem__))
        return _Found(in_order, verdict["status"], tuple(verdict.get("would_entail", ())))

    def _without(self, removed: frozenset[str]) -> Json:
        facts = [fact for fact in self._description["facts"] if fact["id"] not in removed]
        return self._theory.classify({**self._description, "facts": facts}, as_of=self._as_of)


def _justifying(verdict: Json, _: Json) -> Iterable[str]:
    """Return the facts of one justification: one of them must go."""
    facts: list[str] = verdict["because"][0]["facts"]
    return facts


def _clashing(verdict: Json, answer: Json) -> Iterable[str]:
    """Return the facts of every contradiction that bears on a contested verdict."""
    entries = (*verdict["because"], *verdict["against"])
    deciding = {fact for entry in entries for fact in entry["facts"]}
    for clash in answer["clashes"]:
        if deciding & set(clash["facts"]):
            yield from clash["facts"]


def _verdict(answer: Json, class_name: str) -> Json:
    name = class_name.removeprefix("isto:")
    for verdict in answer["verdicts"]:
        if verdict["class"] == f"isto:{name}":
            return verdict  # type: ignore[no-any-return]
    known = [verdict["class"].removeprefix("isto:") for verdict in answer["verdicts"]]
    raise TermError(
        f"there is no class {name!r}; there are {', '.join(known)}",
        zh=f"没有类别“{name}”；可用的有 {'、'.join(known)}",
    )
