"""A small world of curated tables: every file there, with the rows that a test wants."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from istograph.sources.layout import LAYOUTS, Layout

Rows = dict[Layout, list[dict[str, str]]]


@pytest.fixture
def tables(tmp_path: Path) -> Callable[[Rows], Path]:
    """Write the rows given; tables without rows have their header only."""

    def write(rows: Rows) -> Path:
        for layout in LAYOUTS:
            path = tmp_path / layout.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, layout.columns, restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows.get(layout, []))
        return tmp_path

    return write
