"""What a document of the ontology and its Chinese version must have in common."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

CHINESE = ".zh.md"

_HAN = "\u3400-\u9fff"
# A number, apart from those that are part of a name (`Turtle2`, `CC0`).
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d+(?:[.,]\d+)*万?(?![A-Za-z])")
# ASCII punctuation beside a character; 第2.1(1)节 is the number of a section.
_HALF_WIDTH = re.compile(rf"(?:[{_HAN}]|^)[,;:!?.()](?!\w)|[,;:!?(] ?[{_HAN}]|[^\d]\) ?[{_HAN}]")
_STATUS = {"unreleased": "未发布"}


def counterpart(path: Path) -> Path:
    """Return where the Chinese version of a document stands."""
    return path.with_suffix(CHINESE)


def without_counterpart(folder: Path) -> list[str]:
    """Return the documents below a folder that lack their Chinese or their English version."""
    found = {path.name for path in folder.rglob("*.md")}
    english = {name for name in found if not name.endswith(CHINESE)}
    wanted = {f"{name.removesuffix('.md')}{CHINESE}" for name in english}
    return sorted(wanted ^ (found - english))


def differences(english: str, chinese: str) -> list[str]:
    """Return in which respects two texts that should say the same do not."""
    pair = (_parsed(english), _parsed(chinese))
    respects = {
        "blocks": _blocks,
        "headings": _headings,
        "code": _code,
        "links": _links,
        "emphasis": _emphasized,
        "numbers": _numbers,
    }
    found = [name for name, of in respects.items() if of(pair[0]) != of(pair[1])]
    words = _words(pair[1])
    found += [f"quoted: {each}" for each in _quoted(pair[0]) if each not in words]
    return found + _faults(pair[1])


def _faults(tokens: list[Token]) -> list[str]:
    """Return what Chinese text should not have."""
    words = [token.content for token in _inline(tokens) if token.type == "text"]
    found = [f"half-width: {word}" for word in words if _HALF_WIDTH.search(word)]
    # A line break between two characters is a space on a page.
    found += ["line break"] * any(token.type == "softbreak" for token in _inline(tokens))
    bare = [token.content for token in tokens if token.type == "inline"]
    return found + [f"not Chinese: {each}" for each in bare if not re.search(f"[{_HAN}]", each)]


def _parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").parse(text)


def _inline(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def _blocks(tokens: list[Token]) -> list[tuple[str, str]]:
    return [(token.type, token.tag) for token in tokens if token.type != "inline"]


def _headings(tokens: list[Token]) -> list[tuple[str, list[str], list[str]]]:
    """Return each heading's level, its numbers and its status."""
    found = []
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            words = token.content
            statuses = [each for each, zh in _STATUS.items() if each in words or zh in words]
            found.append((before.tag, _NUMBER.findall(words), statuses))
    return found


def _code(tokens: list[Token]) -> Counter[str]:
    return Counter(token.content for token in _inline(tokens) if token.type == "code_inline")


def _links(tokens: list[Token]) -> list[str]:
    opened = (token for token in _inline(tokens) if token.type == "link_open")
    return [str(token.attrGet("href")).replace(CHINESE, ".md") for token in opened]


def _emphasized(tokens: list[Token]) -> int:
    return sum(1 for token in _inline(tokens) if token.type in ("em_open", "strong_open"))


def _words(tokens: list[Token]) -> str:
    """Return the text alone, without code, a block a line."""
    return "\n".join(
        "".join(part.content if part.type == "text" else " " for part in block.children or ())
        for block in tokens
        if block.type == "inline"
    )


def _numbers(tokens: list[Token]) -> Counter[str]:
    """Return the numbers, each in digits: 6万 is 60,000."""
    found = (each.replace(",", "") for each in _NUMBER.findall(_words(tokens)))
    return Counter(each.replace("万", "0000") for each in found)


def _quoted(tokens: list[Token]) -> list[str]:
    """Return what English text quotes in Chinese."""
    return re.findall(f"[{_HAN}]+", _words(tokens))
