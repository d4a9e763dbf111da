"""Language tags as sources write them, to BCP 47."""

import re

# Codes of Wikimedia projects that are no tags, or mean another language than they say.
# https://meta.wikimedia.org/wiki/Special_language_codes
_SPECIAL = {
    "als": "gsw",
    "bat-smg": "sgs",
    "be-x-old": "be-tarask",
    "bh": "bho",
    "crh-latn": "crh-Latn",
    "eml": "egl",
    "fiu-vro": "vro",
    "map-bms": "jv-x-bms",
    "mo": "ro-MD",
    "nrm": "nrf",
    "roa-rup": "rup",
    "roa-tara": "nap-x-tara",
    "simple": "en-x-simple",
    "zh-classical": "lzh",
    "zh-min-nan": "nan",
    "zh-yue": "yue",
}
# RFC 5646, section 2.1, without extensions and grandfathered tags, which nobody here uses.
_TAG = re.compile(
    # Only after two or three letters there can be an extended language (the rule `language`).
    r"([a-z]{2,3}(-[a-z]{3}){0,3}|[a-z]{4,8})(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(-x(-[a-z\d]{1,8})+)?",
    re.IGNORECASE,
)


def language_tag(code: str) -> str | None:
    """Return the tag for a source's language code; None where there is none.

    >>> language_tag("zh-hant"), language_tag("zh-min-nan"), language_tag("en_US")
    ('zh-Hant', 'nan', None)
    """
    tag = _SPECIAL.get(code.lower(), code)
    if not _TAG.fullmatch(tag):
        return None
    language, *rest = tag.split("-")
    return "-".join([language.lower(), *map(_cased, rest)])


def _cased(subtag: str) -> str:
    # RFC 5646, section 2.1.1: regions in capitals, scripts with one.
    return {2: subtag.upper(), 4: subtag.title()}.get(len(subtag), subtag.lower())
