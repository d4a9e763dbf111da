"""Periods as readers write them; the data have the first day and the day after the last.

2021-01-01, 2026-01-01    2021–2025, 2021—2025年
2022-05-01, 2022-12-15    2022-05-01 – 2022-12-14
"""

from datetime import date, timedelta

from istograph.model import Text, isto
from istograph.policies import period

START, END = isto("periodStart"), isto("periodEnd")


def words(start: str, end: str) -> Text:
    """Return a period in words, by its first day and the day after its last."""
    last = last_day(end)
    years = period(start, end) if start.endswith("-01-01") and last.endswith("-12-31") else None
    return years.text if years else Text(f"{start} – {last}", f"{start}至{last}")


def last_day(end: str) -> str:
    """Return the day before; what is no day stays as somebody wrote it.

    >>> last_day("2026-01-01"), last_day("soon")
    ('2025-12-31', 'soon')
    """
    try:
        return (date.fromisoformat(end) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return end
