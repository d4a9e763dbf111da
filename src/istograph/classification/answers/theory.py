"""The classification as one object: an ontology compiled once, and organizations asked of it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path

import platformdirs

from istograph.classification.answers.answer import Explainer, Json, NeedWords
from istograph.classification.answers.hosts import DOMESTIC, OVERSEAS, find_host, host_theory
from istograph.classification.answers.needs import NeedFinder, features
from istograph.classification.answers.presumptions import PRESUMPTIONS, presumed
from istograph.classification.answers.proofs import Prover
from istograph.classification.axioms.clauses import ClauseTheory, compile_clauses
from istograph.classification.axioms.ontology import Axiom, ClassTerm, Ontology
from istograph.classification.axioms.reading import read_ontology
from istograph.classification.facts.form import Description
from istograph.classification.facts.reading import FactReader, Slice
from istograph.classification.facts.rows import Rows
from istograph.classification.facts.values import iso_date
from istograph.classification.reasoning.implicates import cached_prime_implicates
from istograph.classification.reasoning.memory import Memory
from istograph.classification.reasoning.verdict import (
    ENTAILED,
    REFUTED,
    Analysis,
    Outcome,
    Reasoner,
)
from istograph.errors import InputError
from istograph.rdf.namespaces import ISTO
from istograph.resources import ONTOLOGY

NOT_FOR_INTERGOVERNMENTAL = "not-defined-for-intergovernmental"

INTERGOVERNMENTAL = "IntergovernmentalOrganization"


class _Compiled:
    """Clauses ready for facts: what reads them, what decides, what proves."""

    def __init__(
        self,
        ontology: Ontology,
        theory: ClauseTheory,
        targets: Sequence[str],
        cache: Path | None,
        most: int,
    ) -> None:
        literals = [clause.literals for clause in theory.clauses]
        implicates = cached_prime_implicates(literals, len(theory.atoms), cache)
        self.targets = [theory.literal(iri) for iri in targets]
        self.rows = Rows(theory.rows, ontology)
        self.reader = FactReader(ontology, self.rows)
        self.reasoner = Reasoner(implicates, len(theory.atoms), self.targets)
        self.prover = Prover(theory.clauses, len(theory.atoms))
        self._analyses = Memory[tuple[int, ...], Analysis](most)
        self._outcomes = Memory[tuple[int, ...], Outcome](most)

    def analyse(self, slice_: Slice) -> Analysis:
        units = slice_.literals
        return self._analyses.recall(units, lambda: self.reasoner.analyse(units))

    def outcome(self, slice_: Slice) -> Outcome:
        units = slice_.literals
        return self._outcomes.recall(units, lambda: self.reasoner.outcome(units))


class Theory:
    """An ontology's classification, compiled; it answers for one description at a time.

    Parts of the answers are shared between them: do not write to an answer, copy it. What was found
    for the last organizations is remembered for those that say the same, unless that is not wanted;
    which axioms a minimal set of facts needs, a lemma of the theory, always is.
    """

    def __init__(
        self, ontology: Ontology, cache: Path | None = None, *, remember: bool = True
    ) -> None:
        self._ontology = ontology
        self._cache = cache
        self._most = Memory.MOST if remember else 0
        self._clauses = compile_clauses(ontology)
        self._names = names = [term.name for term in ontology.classes]
        targets = [term.iri for term in ontology.classes]
        self._main = _Compiled(ontology, self._clauses, targets, cache, self._most)
        wanted = features(ontology, self._main.rows)
        self._need_finder = NeedFinder(self._main.reasoner, wanted, names, self._most)
        self._need_words = NeedWords(wanted)
        self._needs = Memory[tuple[int, ...], dict[int, Json]](self._most)
        self._hosts: dict[str, tuple[str, _Compiled]] = {}
        self._verdict_heads = [
            {"class": f"isto:{term.name}", "axis": term.axis} for term in ontology.classes
        ]
        self._intergovernmental = names.index(INTERGOVERNMENTAL)

    @property
    def ontology(self) -> Ontology:
        """What it is the theory of."""
        return self._ontology

    @property
    def classes(self) -> tuple[ClassTerm, ...]:
        """The classes, in the order of the answer."""
        return self._ontology.classes

    @property
    def hosts(self) -> tuple[str, ...]:
        """The keys of the host profiles that the ontology has, each a `host` for `classify`."""
        return tuple(self._ontology.notations.get("host-profile", {}))

    @property
    def axioms(self) -> Mapping[str, Axiom]:
        """The axioms that proofs name."""
        return self._ontology.axioms

    def statuses(self, description: Description, as_of: date | str | None = None) -> dict[str, str]:
        """Return the status of each class, by its local name: what `classify` finds, and faster."""
        slice_ = self._main.reader.slice(description, _day(description, as_of))
        outcome = self._main.outcome(slice_)
        return dict(zip(self._names, outcome.statuses, strict=True))

    def mistakes(self, description: Description) -> list[InputError]:
        """Return all that is wrong with a description, where the others raise the first."""
        found: list[InputError] = []
        try:
            _day(description, None)
        except InputError as problem:
            found.append(problem)
        return [*found, *self._main.reader.mistakes(description)]

    def classify(
        self,
        description: Description,
        *,
        as_of: date | str | None = None,
        host: str | None = None,
        presume: bool = False,
        explain: bool = True,
        needs: bool = True,
    ) -> Json:
        """Return the contract's answer for a description.

        A day that is asked for goes before the description's own; without either it is today's.
        Without `needs` an unknown verdict does not say what would decide it, and comes sooner.
        """
        day = _day(description, as_of)
        slice_ = self._main.reader.slice(description, day)
        facts = self._main.analyse(slice_) if explain else None
        outcome = facts.outcome if facts else self._main.outcome(slice_)
        answer: Json = {
            "id": description.get("id"),
            "as_of": day,
            "consistent": outcome.consistent,
            "status": slice_.status,
        }
        if facts:
            answer["verdicts"], clashes = self._explained(slice_, facts, needs=needs)
        else:
            answer["verdicts"], clashes = self._bare(outcome), {}
        self._add_notes(answer["verdicts"], outcome)
        if presume:
            self._add_presumed(answer["verdicts"], slice_)
        answer |= clashes
        if host is not None:
            answer["host"] = self._host(host, description, day, explain=explain)
        return answer

    def _bare(self, outcome: Outcome) -> list[Json]:
        pairs = zip(self._verdict_heads, outcome.statuses, strict=True)
        return [head | {"status": status} for head, status in pairs]

    def _explained(self, slice_: Slice, facts: Analysis, *, needs: bool) -> tuple[list[Json], Json]:
        explainer = Explainer(slice_, facts, self._main.prover)
        lacking = self._needed(facts) if needs else {}
        verdicts = []
        for number, decision in enumerate(facts.decisions):
            explained = explainer.decision(decision, *self._main.reasoner.pairs[number])
            verdicts.append({**self._verdict_heads[number], **explained, **lacking.get(number, {})})
        return verdicts, explainer.clashes()

    def _needed(self, facts: Analysis) -> dict[int, Json]:
        def find() -> dict[int, Json]:
            needs = self._need_finder.needs(facts)
            return {number: self._need_words(need) for number, need in needs.items()}

        return self._needs.recall(facts.units, find)

    def _add_notes(self, verdicts: list[Json], outcome: Outcome) -> None:
        if outcome.statuses[self._intergovernmental] == ENTAILED:
            for verdict in verdicts:
                if verdict["axis"] == "place" and verdict["status"] == REFUTED:
                    verdict["note"] = NOT_FOR_INTERGOVERNMENTAL

    def _add_presumed(self, verdicts: list[Json], slice_: Slice) -> None:
        facts = self._main.analyse(slice_)
        for presumption in PRESUMPTIONS:
            literal = self._clauses.literal(f"{ISTO}{presumption.presumed}")
            found = presumed(presumption, literal, self._main.reasoner, slice_, facts)
            for number, status in found.items():
                entry = {"status": status, "default": presumption.name}
                verdicts[number].setdefault("presumed", entry)

    def _host(self, name: str, description: Description, day: str, *, explain: bool) -> Json:
        key, compiled = self._compiled_for(name)
        slice_ = compiled.reader.slice(description, day)
        answer: Json = {"profile": key}
        facts = compiled.analyse(slice_)
        explainer = Explainer(slice_, facts, compiled.prover)
        for word, decision, pair in zip(
            ("domestic", "overseas"), facts.decisions, compiled.reasoner.pairs, strict=True
        ):
            explained = explainer.decision(decision, *pair)
            answer[word] = explained if explain else {"status": decision.status}
        return answer

    def _compiled_for(self, name: str) -> tuple[str, _Compiled]:
        key = name.lower()
        if key not in self._hosts:
            host = find_host(name, self._ontology)
            theory = host_theory(self._clauses, host)
            compiled = _Compiled(
                host.ontology, theory, (DOMESTIC, OVERSEAS), self._cache, self._most
            )
            self._hosts[key] = host.key, compiled
        return self._hosts[key]


def _day(description: Description, as_of: date | str | None) -> str:
    if as_of is None and isinstance(description, Mapping):
        as_of = description.get("as_of")
    if as_of is None:
        return datetime.now(UTC).date().isoformat()
    return _same_day(as_of) if isinstance(as_of, str) else iso_date(as_of, "'as_of'")


@lru_cache
def _same_day(day: str) -> str:
    return iso_date(day, "'as_of'")


def load_theory(folder: Path = ONTOLOGY, cache_folder: Path | None = None) -> Theory:
    """Return the theory of the ontology in a folder; its implicates are kept in the cache folder.

    Without a folder they are kept where the system has caches of a user.
    """
    return _loaded(folder, cache_folder or platformdirs.user_cache_path("istograph"))


# Of whole arguments: whoever names the folder gets the theory of those who do not.
@cache
def _loaded(folder: Path, cache_folder: Path) -> Theory:
    return Theory(read_ontology(folder), cache_folder)
