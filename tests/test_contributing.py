"""What contributors are told of the house is how it is built."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from istograph import cli
from istograph.cli.app import app

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "istograph"


def drawn_floors(notes: str) -> list[set[str]]:
    picture = re.search(r"^```\n(__main__\n.*?)^```", notes, re.MULTILINE | re.DOTALL)
    assert picture
    rows = [line.partition("  ")[0] for line in picture[1].splitlines()]
    return [set(row.split(" | ")) for row in rows if row]


def test_the_floors_are_drawn_as_they_are_checked() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    notes = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")

    assert drawn_floors(notes) == [set(layer.split(" | ")) for layer in layers]


@pytest.mark.parametrize("command", sorted(get_command(app).commands))  # type: ignore[attr-defined]
def test_the_table_of_commands_has_each(command: str) -> None:
    assert re.search(rf"^{command} |`{command}`", cli.__doc__ or "", re.MULTILINE)


def unknown_modules(file: Path) -> set[str]:
    """Return what a docstring names as a module, beside it or from the root, and is none."""
    words = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    named = re.findall(r"(?<![\w/.])(?:\w+/)*\w+\.py\b", words)
    return {name for name in named if not any((at / name).is_file() for at in (file.parent, ROOT))}


def test_maps_of_modules_name_those_that_there_are() -> None:
    found = {file: unknown_modules(file) for file in SOURCES.rglob("*.py")}

    assert {file.name: names for file, names in found.items() if names} == {}


def test_a_map_that_lags_behind_is_found(tmp_path: Path) -> None:
    file = tmp_path / "__init__.py"
    file.write_text('"""routes.py, and gone.py below it"""')
    (tmp_path / "routes.py").touch()

    assert unknown_modules(file) == {"gone.py"}
