"""Which of the two languages a reader gets."""

from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def choose(asked: str | None, accept_language: str | None) -> Language:
    """Return the language asked for by name, else the one the browser likes better, else English.

    >>> choose(None, "zh-CN,zh;q=0.9,en;q=0.8")
    'zh'
    >>> choose("en", "zh-CN")
    'en'
    >>> choose(None, "fr, en;q=0.2, zh;q=0.1")
    'en'
    """
    if asked and _primary(asked) in ("en", "zh"):
        return "zh" if _primary(asked) == "zh" else "en"
    weights = {"en": 0.0, "zh": 0.0}
    for language_range in (accept_language or "").split(","):
        tag, _, weight = language_range.partition(";q=")
        primary = _primary(tag)
        if primary in weights:
            weights[primary] = max(weights[primary], _number(weight))
    return "zh" if weights["zh"] > weights["en"] else "en"


def _primary(tag: str) -> str:
    return tag.strip().lower().partition("-")[0]


def _number(weight: str) -> float:
    try:
        return float(weight) if weight else 1.0
    except ValueError:
        # RFC 9110, 12.4.2: what is no qvalue says nothing.
        return 0.0
