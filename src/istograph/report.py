"""The quality report: what a dataset holds, how much of it is decided, and what is open.

Its figures are those of example queries, so that anyone can ask them again and take them apart.
"""

from collections.abc import Iterator

from istograph.examples import Example, examples, find

_OPEN = "43"


def sections() -> Iterator[Example]:
    """Yield the queries of the report: those from 60 to 69, and which verdicts are contested."""
    yield from (example for example in examples() if example.number.startswith("6"))
    yield find(_OPEN)
