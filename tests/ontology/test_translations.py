"""Each document of the ontology has a Chinese version beside it that says the same."""

from pathlib import Path

import pytest
from tests.ontology.translations import CHINESE, counterpart, differences, without_counterpart

from istograph.resources import ONTOLOGY

DOCUMENTS = sorted(path for path in ONTOLOGY.rglob("*.md") if not path.name.endswith(CHINESE))

ENGLISH = """# 3. A seat

## Context

Line 53 says 合法设立, see [decision 1](0001-a.md). `CN` is the *mainland*, with over 60,000.

## 0.1.0 (unreleased)

- One.
- Two: `a`, `b`.
"""
SAME = """# 3. 住所

## 背景

第53行称“合法设立”，见[决定1](0001-a.zh.md)。`CN` 即*内地*，逾6万。

## 0.1.0（未发布）

- 其一。
- 其二：`b`、`a`。
"""


def test_every_document_stands_there_in_both_languages() -> None:
    assert without_counterpart(ONTOLOGY) == []


@pytest.mark.parametrize("missing", [f"0003-a{CHINESE}", "0003-a.md"])
def test_a_document_in_one_language_alone_is_found(tmp_path: Path, missing: str) -> None:
    for name in ("0003-a.md", f"0003-a{CHINESE}"):
        (tmp_path / name).touch()
    (tmp_path / missing).unlink()

    assert without_counterpart(tmp_path) == [f"0003-a{CHINESE}"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_says_the_same_in_both_languages(path: Path) -> None:
    assert differences(path.read_text("utf-8"), counterpart(path).read_text("utf-8")) == []


def test_what_says_the_same_does_not_differ() -> None:
    assert differences(ENGLISH, SAME) == []


@pytest.mark.parametrize(
    ("said", "instead", "found"),
    [
        ("# 3.", "# 4.", ["headings", "numbers"]),
        ("## 背景\n\n", "", ["blocks", "headings"]),
        ("- 其一。\n", "", ["blocks"]),
        ("未发布", "已发布", ["headings"]),
        ("`b`、", "", ["code"]),
        ("0001-a.zh.md", "0002-b.zh.md", ["links"]),
        ("[决定1](0001-a.zh.md)", "决定1", ["links"]),
        ("*内地*", "内地", ["emphasis"]),
        ("53", "35", ["numbers"]),
        ("6万", "7万", ["numbers"]),
        ("合法设立", "依法设立", ["quoted: 合法设立"]),
        ("，见", "\n见", ["line break"]),
        ("其一。", "其一.", ["half-width: 其一."]),
        ("逾6万", "（逾6万)", ["half-width: ，（逾6万)。"]),
        ("其一。", "One.", ["not Chinese: One."]),
    ],
)
def test_what_has_drifted_apart_is_found(said: str, instead: str, found: list[str]) -> None:
    assert said in SAME
    changed = differences(ENGLISH, SAME.replace(said, instead, 1))

    assert changed == found
