"""How old an import is: the last day that its entries tell of."""

import gzip
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from tests.exports import entities
from typer.testing import CliRunner

from istograph.cli.app import app
from istograph.rdf.namespaces import expand

ISSUED = NamedNode(expand("dcterms:issued"))


def issued(folder: Path, source: str, path: Path) -> list[str]:
    out = folder / f"{source}.nq.gz"
    result = CliRunner().invoke(app, ["import", source, str(path), "--out", str(out)])
    assert result.exit_code == 0, result.output
    quads = parse(gzip.decompress(out.read_bytes()), RdfFormat.N_QUADS)
    return [str(quad.object.value) for quad in quads if quad.predicate == ISSUED]


def test_the_newest_of_the_entries_counts(tmp_path: Path) -> None:
    old, new = (entities.item(number, {"en": number}, P31="Q43229") for number in ("Q91", "Q92"))
    old["modified"] = "2019-05-06T07:08:09Z"
    path = entities.write(tmp_path / "items.json", old, new)

    assert issued(tmp_path, "wikidata", path) == ["2026-01-02"]


@pytest.mark.parametrize("modified", ["", "yesterday", None])
def test_what_is_no_day_is_none(tmp_path: Path, modified: str | None) -> None:
    item = entities.item("Q91", {"en": "Q91"}, P31="Q43229") | {"modified": modified}

    assert issued(tmp_path, "wikidata", entities.write(tmp_path / "items.json", item)) == []


def test_a_list_is_as_old_as_its_last_session(tmp_path: Path) -> None:
    path = tmp_path / "granted.csv"
    path.write_text("NGO_name,Session date\nOne,2001-02-03\nTwo,2004-05-06\n")

    assert issued(tmp_path, "ecosoc", path) == ["2004-05-06"]
