"""CITATION.cff, which alone says what the paper's entry is."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from istograph import resources


@cache
def read() -> Mapping[str, Any]:
    """Return the file."""
    found: Mapping[str, Any] = yaml.safe_load(resources.CITATION.read_text(encoding="utf-8"))
    return found


def paper() -> Mapping[str, Any]:
    """Return the entry of the paper that the dataset starts from."""
    found: Mapping[str, Any] = read()["references"][0]
    return found


def paper_doi() -> str:
    """Return the paper's DOI.

    >>> paper_doi()
    '10.16418/j.issn.1000-3045.20230511001'
    """
    return str(paper()["doi"])
