"""What somebody wants to do, and what the tables have for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from istograph.model import Text


class Aim(StrEnum):
    """What somebody wants to do."""

    SETTLE = "settle"
    FOUND = "found"
    HOLD_POSTS = "hold-posts"


# What each is called.
AIMS: dict[Aim, Text] = {
    Aim.SETTLE: Text("settle", "落户"),
    Aim.FOUND: Text("found an organization", "发起设立组织"),
    Aim.HOLD_POSTS: Text("take part in affairs, hold posts", "参与事务、任职"),
}


@dataclass(frozen=True)
class Period:
    """The years that a policy's title names; whether the policy still applies is another matter."""

    first: int
    last: int

    @property
    def words(self) -> str:
        """Return the years.

        >>> Period(2021, 2025).words, Period(2018, 2018).words
        ('2021–2025', '2018')
        """
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def text(self) -> Text:
        """Return the years as each language writes them.

        >>> Period(2021, 2025).text.zh
        '2021—2025年'
        """
        return Text(self.words, f"{self.words.replace('–', '—')}年")

    def is_over(self, day: date) -> bool:
        """Say whether the years had passed on a day."""
        return day.year > self.last


def period(start: str, end: str) -> Period | None:
    """Return the years from a first day to the day after the last; nothing without both.

    >>> period("2021-01-01", "2026-01-01")
    Period(first=2021, last=2025)
    """
    if not (start and end):
        return None
    last = date.fromisoformat(end) - timedelta(days=1)
    return Period(date.fromisoformat(start).year, last.year)


@dataclass(frozen=True)
class Mentioned:
    """A measure that a policy, or a city, has a filled circle for, and why it concerns somebody."""

    policy: str
    policy_label: Text
    measure: str
    measure_label: Text
    cell: str
    line: int
    # "concerns", or "undecided" where the verdict is.
    status: str
    reasons: tuple[Text, ...]
    # that the policy's title names, if it names one
    period: Period | None
    # by the day that was asked for
    ended: bool
    # where the policy's own text is, as far as the paper's footnotes say
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Unmentioned:
    """A measure that no row of the place has a filled circle for, and who else has one.

    It is not comparable where only the other table has it.
    """

    measure: str
    measure_label: Text
    others: tuple[Text, ...]
    reason: Text
    comparable: bool


@dataclass(frozen=True)
class Policies:
    """What the tables have for an organization, a place and an aim; and what they have no word of.

    `notes` say where the paper gives no basis.
    """

    place: Text
    aim: Aim
    mentioned: tuple[Mentioned, ...]
    unmentioned: tuple[Unmentioned, ...]
    notes: tuple[Text, ...]
