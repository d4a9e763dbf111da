"""One request's questions, put to the theory for each description, and the answers in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from istograph.classification.descriptions.parsing import (
    Described,
    Json,
)
from istograph.classification.explanations.conditions import (
    MOST_SECONDS,
    Explainer,
    WhyNot,
    load_explainer,
)
from istograph.classification.explanations.evidence import Background, given
from istograph.classification.explanations.explanation import Explanation
from istograph.classification.explanations.rendering import as_json
from istograph.classification.words.suggestions import term_suggestion
from istograph.errors import DescriptionError, InputError, IstographError, TermError
from istograph.rdf.namespaces import ISTO
from istograph.web.classification.bodies import Input


@dataclass(frozen=True)
class Asked:
    """What a request wants to know of its descriptions."""

    as_of: str | None = None
    host: str | None = None
    presume: bool = False
    explain: bool = False
    classes: Sequence[str] = ()
    # The language of texts; both in JSON, where none is asked for by name.
    language: str = "en"
    only: bool = False
    most_facts: int = 1_000
    # The version that answers.
    dataset: str = ""
    # Of many descriptions, the one that is meant, counted from one; all, if it is nought.
    number: int = 0
    # Whether those without a mistake are answered for, where others have some.
    partly: bool = False

    def told(self, error: IstographError) -> str:
        """Return what is wrong for JSON: in English, unless a language is asked for by name."""
        return error.told(self.language if self.only else "en")


@dataclass(frozen=True)
class Classified:
    """An answer, in words, and why not."""

    described: Described
    answer: Json
    explanation: Explanation
    why: tuple[WhyNot, ...]


@dataclass(frozen=True)
class Judge:
    """The theory, and what a request asks of it; TermError for a class that there is not."""

    asked: Asked
    explainer: Explainer = field(default_factory=load_explainer)

    def __post_init__(self) -> None:
        """Refuse what cannot be asked of any description."""
        known = [term.name for term in self.explainer.theory.classes]
        for name in self.asked.classes:
            if (local := local_name(name)) not in known:
                hint = term_suggestion(local, known)
                raise TermError(
                    f"there is no class {name!r}{hint}", zh=f"没有类别“{name}”{hint.zh}"
                )
        self._classify({"facts": []})

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that are asked for, by their local names."""
        return tuple(map(local_name, self.asked.classes))

    def check_size(self, description: Json) -> None:
        """Raise DescriptionError for more facts than are read here."""
        facts, most = description.get("facts"), self.asked.most_facts
        if isinstance(facts, list) and len(facts) > most:
            raise DescriptionError(
                f"a description may have {most:,} facts here; this one has {len(facts):,}",
                "facts",
                zh=f"此处一个描述最多 {most:,} 个事实；这个有 {len(facts):,} 个",
            )

    def mistakes(self, description: Json) -> Sequence[InputError]:
        """Return all that is wrong with a description."""
        try:
            self.check_size(description)
        except DescriptionError as problem:
            return [problem]
        return self.explainer.theory.mistakes(description)

    def chosen(self, found: Input) -> Input:
        """Return the one description that is meant, if but one is."""
        number, many = self.asked.number, found.described
        if not number:
            return found
        if number > len(many):
            raise InputError(
                f"there is no description {number}; there are {len(many):,}",
                zh=f"没有第 {number} 个描述；共有 {len(many):,} 个",
            )
        return replace(found, described=many[number - 1 : number], many=False)

    def _classify(self, description: Json) -> Json:
        return self.explainer.theory.classify(
            description,
            as_of=self.asked.as_of,
            host=self.asked.host,
            presume=self.asked.presume,
        )

    def answer(self, described: Described) -> Json:
        """Return the contract's answer."""
        found = described.use(self._classify)
        return {"id": found["id"], "dataset": self.asked.dataset, **found}

    def classified(self, described: Described, background: Background | None) -> Classified:
        """Return the answer in words; why not is said only of classes that were asked for."""
        answer = self.answer(described)
        known = given(described.description) if background is None else background
        about = answer, described.description, known
        explanation = self.explainer.writer.explain(*about, classes=self.classes)
        end = monotonic() + MOST_SECONDS
        reasons = (
            self.explainer.why_not(name, *about, seconds=end - monotonic()) for name in self.classes
        )
        why = tuple(reason for reason in reasons if reason is not None)
        return Classified(described, answer, explanation, why)

    def as_json(self, described: Described, background: Background | None) -> Json:
        """Return the contract's answer, with the explanation beside it if that is wanted."""
        if not self.asked.explain:
            return self.answer(described)
        found = self.classified(described, background)
        explanation: Json = as_json(found.explanation)
        if found.why:
            explanation["why_not"] = as_json(found.why)
        if self.asked.only:
            explanation = _in_language(explanation, self.asked.language)
        return {**found.answer, "explanation": explanation}


def local_name(name: str) -> str:
    """Return the name of a class as the theory has it."""
    return name.removeprefix("isto:").removeprefix(ISTO)


def _in_language(content: Any, language: str) -> Any:
    """Return JSON in which each text of two languages has one."""
    if isinstance(content, list):
        return [_in_language(item, language) for item in content]
    if isinstance(content, dict):
        if content.keys() <= {"en", "zh"}:
            return {language: content.get(language, "")}
        return {key: _in_language(value, language) for key, value in content.items()}
    return content
