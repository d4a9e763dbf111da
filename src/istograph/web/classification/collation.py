"""The order of names in a list, in the reader's language."""

import unicodedata

from istograph.model import Text


def collated(name: Text, language: str) -> bytes:
    """Return what sorts names: English without accents, Chinese by pronunciation.

    GB 18030 keeps the order of GB 2312, whose common characters stand in that of their pinyin.

    >>> names = [Text("Åland Islands", "奥兰群岛"), Text("Albania", "阿尔巴尼亚")]
    >>> [name.zh for name in sorted(names, key=lambda name: collated(name, "zh"))]
    ['阿尔巴尼亚', '奥兰群岛']
    """
    if language == "zh":
        return name.zh.encode("gb18030")
    plain = unicodedata.normalize("NFKD", name.en).casefold()
    return "".join(each for each in plain if not unicodedata.combining(each)).encode()
