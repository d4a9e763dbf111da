"""Figure 1 as a short questionnaire: a value that says what to ask next and what was learnt.

    next_question({"kind": "organization"})         the question on the constitutive instrument
    description({"kind": "organization", ...})      the facts that the answers state
    result(...)                                     the answer on them, and its explanation

Nobody is asked what cannot change a verdict any more, and nobody need know: an answer may be
`unknown`. What can be answered comes from the ontology's vocabularies.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

from istograph.classification.answers.theory import Theory
from istograph.classification.explanations.conditions import Explainer, load_explainer
from istograph.classification.explanations.explanation import Explanation
from istograph.classification.explanations.questions import (
    ASKED_BY,
    FIRST,
    ORGANIZATION,
    UNKNOWN,
    Choice,
    Question,
    questions,
)
from istograph.classification.explanations.summary import summary
from istograph.classification.words.words import Words
from istograph.errors import TermError
from istograph.model import Text

Json = dict[str, Any]
Answers = Mapping[str, str]
# The same in both languages, or in each by its own.
Name = str | Mapping[str, str]


class Questionnaire:
    """The questions of one ontology."""

    def __init__(self, explainer: Explainer) -> None:
        self._explainer = explainer
        self.questions = tuple(questions(explainer))
        self._by_key = {question.key: question for question in self.questions}

    @property
    def theory(self) -> Theory:
        """What decides."""
        return self._explainer.theory

    @property
    def words(self) -> Words:
        """What things are called."""
        return self._explainer.words

    def next_question(self, answers: Answers) -> Question | None:
        """Return what to ask next, or nothing when nothing could change a verdict any more."""
        return next(iter(self.useful(answers)), None)

    def useful(self, answers: Answers, class_name: str = "") -> tuple[Question, ...]:
        """Return the questions left that could decide a verdict, of one class or of any."""
        useful = self._useful(answers, class_name)
        return tuple(question for question in self.questions if question.key in useful)

    def deciding(self, answers: Answers) -> tuple[Question, ...]:
        """Return the questions answered with `unknown` that could decide a verdict after all."""
        known = {key: given for key, given in answers.items() if given != UNKNOWN or key == FIRST}
        return tuple(each for each in self.useful(known) if each.key in answers)

    def summary(self, explanation: Explanation) -> Text:
        """Return an explanation's verdicts in one sentence."""
        return summary(self._explainer.writer, explanation.verdicts)

    def description(self, answers: Answers, name: Name = "") -> Json:
        """Return the facts that answers state."""
        stated = (_facts(question, given) for question, given in self._read(answers))
        return {"id": "questionnaire", "name": name or "X", "facts": list(chain(*stated))}

    def result(self, answers: Answers, name: Name = "", **options: Any) -> tuple[Json, Explanation]:
        """Return the classifier's answer on the facts stated so far, and its explanation."""
        description = self.description(answers, name)
        answer = self.theory.classify(description, **options)
        return answer, self._explainer.writer.explain(answer, description)

    def question(self, key: str) -> Question:
        """Return a question by its key."""
        if key not in self._by_key:
            known = list(self._by_key)
            raise TermError(
                f"there is no question {key!r}; there are {', '.join(known)}",
                zh=f"没有问题“{key}”；可用的有 {'、'.join(known)}",
            )
        return self._by_key[key]

    def _read(self, answers: Answers) -> Iterator[tuple[Question, tuple[Choice, ...]]]:
        for key, given in answers.items():
            question = self.question(key)
            yield question, question.read(given)

    def _useful(self, answers: Answers, class_name: str) -> set[str]:
        if FIRST not in answers:
            # What follows hangs on it; whoever asks has an organization in mind.
            return {FIRST} | self._useful({**answers, FIRST: ORGANIZATION}, class_name)
        left = self._by_key.keys() - answers.keys()
        useful: set[str] = set()
        for verdict in self.theory.classify(self.description(answers))["verdicts"]:
            if class_name and verdict["class"] != f"isto:{class_name}":
                continue
            for needed in (*verdict.get("would_entail", ()), *verdict.get("would_refute", ())):
                asked = {ASKED_BY.get(feature["property"], "") for feature in needed}
                # A set is of use if all of it can still be learnt here.
                useful |= asked if asked <= left else set()
        return useful


@cache
def load_questionnaire() -> Questionnaire:
    """Return the questionnaire of our own ontology."""
    return Questionnaire(load_explainer())


def _facts(question: Question, choices: Sequence[Choice]) -> Iterator[Json]:
    for choice in choices:
        for fact in choice.facts:
            name = f"{question.key}-{choice.key}" if question.several else question.key
            yield {"id": name, **fact}
