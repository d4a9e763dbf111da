"""What contributors are told of the house is how it is built."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from istograph import cli
from istograph.cli.app import app

ROOT = Path(__file__).parents[1]


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
