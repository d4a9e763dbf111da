"""Points in time as Wikibase has them: a full timestamp, and how exact it is."""

# By the length of the ISO 8601 text: a year, a month, a day.
PRECISIONS = {4: 9, 7: 10, 10: 11}


def timestamp(text: str) -> str:
    """Return the timestamp of a year, a month or a day; what is not known is zero.

    >>> timestamp("1948"), timestamp("1948-10-05")
    ('+1948-00-00T00:00:00Z', '+1948-10-05T00:00:00Z')
    """
    return f"+{text}{'-00' * ((10 - len(text)) // 3)}T00:00:00Z"
