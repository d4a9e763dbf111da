"""Figure 1 as a value: which classes stand under which, and what its divisions amount to.

The image of the figure is lost; its classes are those that its paragraph (section 2) names. What
stands under what is asked of the theory, so that the drawing says what the classifier does.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from istograph.classification.answers.theory import Theory
from istograph.classification.explanations.conditions import load_explainer
from istograph.classification.reasoning.verdict import ENTAILED, REFUTED
from istograph.classification.words.words import Words
from istograph.model import Text

# Where the paper says no more than “may” (可能, line 53), or speaks for both sides: of every ISTO
# as non-governmental in section 2.1(1), and of one that is intergovernmental in footnote ①.
_OPEN = {("ProfessionalOrganization", "STAttributedOrganization"), ("ISTO", "CivilISTO")}


@dataclass(frozen=True)
class FigureClass:
    """A class: the figure's own, or one that was added to it; `parents` are the nearest."""

    name: str
    axis: str
    label: Text
    definition: Text
    is_own: bool
    parents: tuple[str, ...]
    # the parents of which the paper leaves open whether, or how far, this is a part
    open: frozenset[str]


@dataclass(frozen=True)
class Division:
    """How a class is divided on an axis; a support says by what the parts exclude or exhaust.

    An empty support says that nothing makes them do so.
    """

    parent: str
    axis: str
    question: Text
    parts: tuple[str, ...]
    exclusive: str
    exhaustive: str


@dataclass(frozen=True)
class Figure:
    """The classes in the order of the answer, and the divisions from the top down."""

    classes: tuple[FigureClass, ...]
    divisions: tuple[Division, ...]

    def children(self, name: str) -> tuple[FigureClass, ...]:
        """Return the figure's own classes that stand right under a class."""
        return tuple(each for each in self.classes if each.is_own and name in each.parents)

    def below(self, name: str) -> frozenset[str]:
        """Return the figure's own classes that stand anywhere under a class."""
        found: set[str] = set()
        for each in self.children(name):
            found |= {each.name, *self.below(each.name)}
        return frozenset(found)


@cache
def load_figure() -> Figure:
    """Return the figure by our own ontology."""
    explainer = load_explainer()
    return _Reader(explainer.theory, explainer.words).figure()


class _Reader:
    def __init__(self, theory: Theory, words: Words) -> None:
        self._theory = theory
        self._words = words
        self._terms = {term.name: term for term in theory.classes}
        first = theory.classes[0]
        self._own = {t.name for t in theory.classes if t.paper_line == first.paper_line}
        # What each class lies within, by the theory.
        self._above = {name: self._entailed(name) for name in self._terms}

    def figure(self) -> Figure:
        classes = tuple(self._class(name) for name in self._terms)
        return Figure(classes, tuple(self._divisions(classes)))

    def _entailed(self, name: str) -> set[str]:
        statuses = self._theory.statuses(_described([name]))
        return {other for other, status in statuses.items() if status == ENTAILED} - {name}

    def _class(self, name: str) -> FigureClass:
        term, words = self._terms[name], self._words
        is_own = name in self._own
        # An addition comes between no two classes of the figure.
        parents = self._nearest(self._above[name] & self._own if is_own else self._above[name])
        added = self._nearest(self._above[name] - self._own) if is_own else ()
        label, definition = words.label(term.iri), words.definition(term.iri)
        open_ = frozenset(parent for parent in parents if (parent, name) in _OPEN)
        found = tuple(dict.fromkeys((*parents, *added)))
        return FigureClass(name, term.axis, label, definition, is_own, found, open_)

    def _nearest(self, names: set[str]) -> tuple[str, ...]:
        far = {above for name in names for above in self._above[name]}
        return tuple(name for name in self._terms if name in names - far)

    def _divisions(self, classes: Sequence[FigureClass]) -> Iterator[Division]:
        pairs = [(p, c.axis, c.name) for c in classes if c.is_own for p in c.parents]
        own = [pair for pair in pairs if pair[0] in self._own]
        order = list(self._terms)
        own.sort(key=lambda pair: (order.index(pair[0]), order.index(pair[2])))
        for (parent, axis), group in groupby(own, lambda pair: pair[:2]):
            yield self._division(parent, axis, tuple(part for _, _, part in group))

    def _division(self, parent: str, axis: str, parts: tuple[str, ...]) -> Division:
        one, *others = parts
        return Division(
            parent,
            axis,
            self._words.definition(self._words.concepts("axis")[axis]),
            parts,
            self._support(_described([one]), others, REFUTED),
            self._support(_described([parent], others), [one], ENTAILED),
        )

    def _support(self, described: dict[str, Any], names: Sequence[str], status: str) -> str:
        """Return the support of some classes' verdicts, if all of them have a status."""
        verdicts = self._theory.classify(described)["verdicts"]
        found = [v for v in verdicts if v["class"].removeprefix("isto:") in names]
        if not names or any(verdict["status"] != status for verdict in found):
            return ""
        return str(found[0]["because"][0]["support"])


def _described(classes: Iterable[str], without: Iterable[str] = ()) -> dict[str, Any]:
    said: list[dict[str, Any]] = [{"property": "isSaidToBe", "value": name} for name in classes]
    denied: list[dict[str, Any]] = [
        {"property": "isSaidToBe", "value": name, "negated": True} for name in without
    ]
    facts = [{"id": f"f{n}", **fact} for n, fact in enumerate([*said, *denied])]
    return {"id": "figure", "facts": facts}
