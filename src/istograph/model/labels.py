"""Which of several texts a reader is shown: the one in the language nearest to the reader's.

de      de, de-*                            then no language, en, und, zh, any other
zh      zh-hans, zh-cn, zh, other zh-*      then no language, en, und, any other

What istograph has in Chinese is simplified; Wikidata's plain zh is in either script. ROR's own
names, which everybody can look for, are often of no language that it gives.
"""

from collections.abc import Iterable

from pyoxigraph import Literal

# What a text is in where it is not in the language wanted, and the variants of a language.
_ELSE = ("", "en", "und", "zh")
_VARIANTS = {"zh": ("zh-hans", "zh-cn")}


def language_distance(tag: str | None, wanted: str) -> tuple[int, int, str]:
    """Return how far a language is from the one wanted, by their tags: the least is the nearest.

    >>> tags = ["fr", "zh-hant", "und", "zh", "zh-hans", None]
    >>> [sorted(tags, key=lambda tag: language_distance(tag, each))[0] for each in ("zh-HK", "en")]
    ['zh-hans', None]
    """
    given, wanted = (tag or "").lower(), wanted.lower()
    language = given.partition("-")[0]
    asked = (wanted,) if "-" in wanted else ()
    variants = (*asked, *_VARIANTS.get(language, ()), language)
    return _place(language, (wanted.partition("-")[0], *_ELSE)), _place(given, variants), given


def in_nearest_language(texts: Iterable[object], wanted: str) -> Literal | None:
    """Return that of some literals which is in the nearest language; of several the first by name.

    >>> names = [Literal("竹", language="zh"), Literal("bamboo", language="en")]
    >>> in_nearest_language(names, "fr").value
    'bamboo'
    """
    literals = (text for text in texts if isinstance(text, Literal))
    return min(
        literals, key=lambda o: (language_distance(o.language, wanted), o.value), default=None
    )


def _place(tag: str, order: tuple[str, ...]) -> int:
    return order.index(tag) if tag in order else len(order)
