"""Which script a Chinese name is written in, where its source does not say."""

import re

# Unified ideographs, their first extension and the compatibility ones; and the iteration mark.
_IDEOGRAPH = re.compile(r"[々㐀-䶿一-鿿豈-﫿]")


def is_chinese(text: str) -> bool:
    """Return whether a text has a Chinese character in it."""
    return bool(_IDEOGRAPH.search(text))


def chinese_tag(text: str) -> str:
    """Return the language tag of a Chinese text; without a script where both, or neither, fit.

    GB 2312 was made for Simplified and Big5 for Traditional characters; each has only the shared
    ones besides.

    >>> chinese_tag("国际竹藤组织"), chinese_tag("國際竹藤組織"), chinese_tag("北大西洋")
    ('zh-Hans', 'zh-Hant', 'zh')
    """
    simplified, traditional = _fits(text, "gb2312"), _fits(text, "big5")
    if simplified == traditional:
        return "zh"
    return "zh-Hans" if simplified else "zh-Hant"


def _fits(text: str, encoding: str) -> bool:
    try:
        "".join(_IDEOGRAPH.findall(text)).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
