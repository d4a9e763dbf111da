"""All that is wrong with many descriptions, at once; and those of them with which nothing is.

file ─▶ a reader that tells of its mistakes ─▶ Mistakes ─┐
                                     descriptions ───────┴▶ sift ─▶ Sifted: right ones, mistakes

A mistake refuses the organization that it is about, and no other: what is said of that one is not
all read, and its verdicts would be others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from istograph.classification.descriptions.parsing import Described, Json
from istograph.errors import InputError


@dataclass(frozen=True)
class Mistake:
    """What is wrong, and whose description it is in, by what that is called; if that is known."""

    problem: InputError
    whose: str = ""


@dataclass(frozen=True)
class Mistakes:
    """The mistakes that a reader came across."""

    found: list[Mistake] = field(default_factory=list)

    def tell(self, problem: InputError, whose: str = "") -> None:
        """Keep a mistake, for a reader that reads on."""
        self.found.append(Mistake(problem, whose))


@dataclass(frozen=True)
class Sifted:
    """Descriptions that are right, each with its number among all; whose are not, and why."""

    right: Sequence[tuple[int, Described]]
    refused: Sequence[str]
    mistakes: Sequence[Mistake]


def sift(
    described: Iterable[Described],
    mistakes: Mistakes,
    check: Callable[[Json], Iterable[InputError]],
) -> Sifted:
    """Return which descriptions have no mistake, of those that were read with these."""
    right: list[tuple[int, Described]] = []
    found = list(mistakes.found)
    spoilt = dict.fromkeys(mistake.whose for mistake in found if mistake.whose)
    refused = list(spoilt)
    for number, each in enumerate(described, start=1):
        problems = each.tell(check(each.description))
        whose = _called(each, number)
        found += (Mistake(problem, whose) for problem in problems)
        if whose in spoilt:
            continue
        if problems:
            refused.append(whose)
        else:
            right.append((number, each))
    return Sifted(right, refused, found)


def _called(described: Described, number: int) -> str:
    """Return the id of a description, or another thing to call it by."""
    for key in ("id", "name"):
        said = described.description.get(key)
        if isinstance(said, str) and said.strip():
            return said
    return f"#{number}"
