"""What two records agree and disagree on besides their names: from -1, against, to 1, for."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

# Below these a name is registered by whoever is there: `ac.uk`, `org.cn`.
_OFFICIAL = "ac co com edu go gob gouv gov gv int net ne nic or org res"
_SECOND_LEVELS = frozenset(_OFFICIAL.split())
# Where many have a page of their own, the host says nothing.
_GUESTS = """
    academia.edu blogspot.com facebook.com github.com github.io google.com linkedin.com weebly.com
    wikipedia.org wixsite.com wordpress.com
"""
_SHARED_HOSTS = frozenset(_GUESTS.split())
# A start page, perhaps in a language: `/en`, `/en-US/Pages/default.aspx`, `/index.html`. Two other
# letters are a part of the organization: `/rw` is the munitions directorate of a laboratory.
_START_PAGE = re.compile(
    r"(?:(?:ar|bg|ca|cn|cs|da|de|el|en|es|et|eu|fa|fi|fr|gl|he|hr|hu|id|it|ja|jp|ko|kr|lt|lv|nb|nl"
    r"|no|pl|pt|ro|ru|sk|sl|sv|th|tr|uk|vi|zh|eng|english)(?:[-_][a-z]{2,4})?)?/?"
    r"(?:(?:pages/)?(?:index|home|default|main)[\w.]*)?"
)


def country(first: frozenset[str], second: frozenset[str]) -> float:
    """Compare the countries of the headquarters; the places may have moved, so 0 is not known."""
    if not first or not second:
        return 0.0
    return 1.0 if first & second else -1.0


def founding(first: int | None, second: int | None) -> float:
    """Compare founding years; registers differ by a year or two over what founding is.

    >>> founding(1919, 1919), founding(1919, 1920), founding(1919, 1931), founding(None, 1919)
    (1.0, 0.5, -1.0, 0.0)
    """
    if first is None or second is None:
        return 0.0
    years = abs(first - second)
    if years == 0:
        return 1.0
    return 0.5 if years <= 1 else -0.5 if years <= 5 else -1.0


def website(first: Iterable[str], second: Iterable[str]) -> float:
    """Compare websites: the same host, the same owner's, or different ones.

    >>> website(["https://www.iau.org/"], ["http://iau.org"])
    1.0
    >>> website(["https://www.unesco.org/"], ["http://ioc.unesco.org"])
    0.5
    """
    pairs = [(a, b) for a in map(_address, first) for b in map(_address, second) if a and b]
    return max((_same_site(a, b) for a, b in pairs), default=0.0)


def _same_site(first: tuple[str, str], second: tuple[str, str]) -> float:
    (host, path), (other, other_path) = first, second
    if host == other:
        # A page below the start page is where an organization keeps what is part of it.
        return 1.0 if path == other_path else 0.5
    return 0.5 if _owner(host) == _owner(other) else -1.0


def _address(iri: str) -> tuple[str, str] | None:
    """Return a site's host and path; none if the host is one where many are guests."""
    try:
        parts = urlsplit(iri if "//" in iri else f"//{iri}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if not host or _owner(host) in _SHARED_HOSTS:
        return None
    path = parts.path.strip("/").casefold()
    return host, "" if _START_PAGE.fullmatch(path) else path


def _owner(host: str) -> str:
    """Return the part of a host's name that somebody registered."""
    labels = host.split(".")
    is_deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS
    return ".".join(labels[-3:] if is_deep else labels[-2:])
