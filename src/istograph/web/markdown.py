"""The project's own documents, from Markdown to HTML; what looks like HTML in them stays text."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

# Where a link of a document leads; nothing, where what it leads to is not served.
Leads = Callable[[str], str]


def html(text: str, leads: Leads, top: int = 1) -> Markup:
    """Return a document as HTML, its highest heading at a level, its links as they lead here."""
    tokens = _parser().parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + top - 1)}"
        if token.type == "table_open":
            token.attrSet("tabindex", "0")
        if token.children:
            token.children = _linked(token.children, leads)
    return Markup(_parser().renderer.render(tokens, _parser().options, {}))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _linked(tokens: Sequence[Token], leads: Leads) -> list[Token]:
    """Return the tokens with links that lead somewhere; of the others the words alone are left."""
    found: list[Token] = []
    dropped: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrGet("href"))
            outward = address.startswith(("https://", "http://"))
            target = address if outward else leads(address)
            dropped.append(not target)
            token.attrSet("href", target)
            if outward:
                token.attrSet("rel", "noopener")
        if token.type == "link_close" and dropped.pop():
            continue
        if token.type == "link_open" and dropped[-1]:
            continue
        found.append(token)
    return found
