"""The text of the paper: which of its lines belongs to which section, and claims about it."""

from bisect import bisect_right
from functools import partial

from pyoxigraph import NamedNode

from istograph.model import Claim, Term, record
from istograph.sources import cells
from istograph.sources.tables import Row

TEXT = record("document", "meng-2024-text")

# The first line of each part; Tables 1 and 2 stand in the flow of the next section's text.
_SECTIONS = (
    (1, "title"),
    (15, "abstract"),
    (23, "introduction"),
    (37, "1"),
    (51, "2"),
    (55, "2.1"),
    (104, "2.2"),
    (122, "2.1"),
    (159, "2.2"),
    (165, "3"),
    (167, "3.1"),
    (171, "2.2"),
    (196, "3.1"),
    (200, "3.2"),
    (245, "3.3"),
    (249, "3.4"),
    (281, "3.5"),
    (307, "4"),
    (324, "4.1"),
    (332, "4.2"),
    (336, "4.3"),
    (342, "5"),
    (346, "5.1"),
    (354, "5.2"),
    (358, "5.3"),
    (362, "5.4"),
    (368, "references"),
    (431, "abstract"),
    (443, "authors"),
)
_STARTS = [start for start, _ in _SECTIONS]
# Footnotes stand where a page ended, so the section around them says nothing of them.
_FOOTNOTES = frozenset(
    {70, 82, 84, 86, 88, 90, 92, 94, 96, 116, 118, 120}
    | {218, 220, 222, 224, 226, 253, 255, 257, 259, 261, 263, 295, 297, 299, 328}
)


def section(line: int) -> str:
    """Return the part of the paper that a line of its text belongs to.

    >>> section(53), section(130), section(70)
    ('2', '2.1', 'footnotes')
    """
    if line in _FOOTNOTES:
        return "footnotes"
    return _SECTIONS[bisect_right(_STARTS, line) - 1][1]


def text_claim(
    row: Row,
    key: str,
    triple: tuple[NamedNode, NamedNode, Term],
    support: str = "stated",
    *,
    line: str = "line",
    quoted: str = "quote",
) -> Claim:
    """Return a claim of the text, whose place the row gives in the columns named."""
    number = row.parse(line, cells.line_number)
    return Claim(
        key,
        *triple,
        source=TEXT,
        support=support,
        line=number,
        section=section(number),
        quote=row.parse(quoted, partial(cells.quote, language="zh")),
    )
