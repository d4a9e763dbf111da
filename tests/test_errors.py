"""Whoever reads pages in Chinese is told in Chinese what is wrong; so each error says it there."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from istograph import errors
from istograph.errors import (
    BusyError,
    DescriptionError,
    InputError,
    IstographError,
    Spot,
    TableError,
    left_english,
)
from istograph.rdf.protocol import ProtocolError
from istograph.rdf.store import framing

SOURCE = Path(errors.__file__).parent
# What the service is made of; what else there is, only commands and the build use.
SERVED = ("classification", "policies", "rdf", "web", "examples.py", "functions.py")
# What no reader of a page meets, each with the reason.
EXCEPTIONS = {
    "classification/descriptions/engines.py": "engines are chosen on the command line",
    "examples.py: InputError(": "an example's file is wrong, which a test finds",
    "rdf/store/backups.py": "of commands: backup and restore",
    "rdf/store/writing.py: another process writes to": "of commands, which lock the store",
    "rdf/turtle.py": "of commands: format",
    "rdf/store/worker.py: (str(problem))": "the system's words on a store that it cannot open",
    "web/reconciliation/messages.py": "of a protocol that programs speak, and no page",
    "web/server.py: cannot listen on": "the service does not start",
    "web/service.py: no dataset in": "the service does not start",
}
# Faults of ours or of what we ship, which nobody's request causes.
OURS = {"OntologyError", "BuildError"}
KINDS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, Exception) and name not in OURS
} | {ProtocolError.__name__}


def without_chinese(text: str) -> Iterator[str]:
    """Yield the source of each error that has a message in English only."""
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in KINDS
            and not any(keyword.arg == "zh" for keyword in node.keywords)
        ):
            yield ast.unparse(node)


def found() -> set[str]:
    """Return such errors of the service, each after its file."""
    paths = [SOURCE / name for name in SERVED]
    files = [f for each in paths for f in (each.rglob("*.py") if each.is_dir() else [each])]
    return {
        f"{path.relative_to(SOURCE)}: {error}"
        for path in files
        for error in without_chinese(path.read_text("utf-8"))
    }


def is_excepted(error: str, exception: str) -> bool:
    file, _, words = exception.partition(": ")
    return error.startswith(f"{file}: ") and words in error


def test_every_error_that_a_visitor_can_meet_has_a_message_in_chinese() -> None:
    lacking = {error for error in found() if not any(is_excepted(error, e) for e in EXCEPTIONS)}

    assert lacking == set()


def test_every_exception_is_one() -> None:
    spared = {each for each in EXCEPTIONS if any(is_excepted(error, each) for error in found())}

    assert spared == EXCEPTIONS.keys()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('raise InputError(f"no {x}")', ["InputError(f'no {x}')"]),
        ('yield TableError(f, 1, "", "is empty")', ["TableError(f, 1, '', 'is empty')"]),
        ('raise ProtocolError(413, "too large", zh="太大")', []),
        ('raise OntologyError("no list")', []),
        ('raise ValueError("nothing")', []),
    ],
)
def test_the_check_fires(text: str, found: list[str]) -> None:
    assert list(without_chinese(text)) == found


# What carries it


def test_the_english_message_is_the_error_itself() -> None:
    error = InputError("no record 'x'", zh="没有记录“x”")

    assert str(error) == "no record 'x'"
    assert (error.told("en"), error.told("zh")) == ("no record 'x'", "没有记录“x”")


def test_words_of_a_parser_are_marked_as_english_wherever_they_stand() -> None:
    inner = InputError("not CSV: line 2", zh=f"不是 CSV：{left_english('line 2')}；请修改")
    error = TableError("f.csv", 3, "value", str(inner), zh=inner.zh)

    assert error.parts("zh") == [
        ("f.csv:3：“value”列：不是 CSV：", "zh"),
        ("line 2", "en"),
        ("；请修改", "zh"),
    ]
    assert "\u2068" not in error.told("zh")


def test_the_place_of_a_mistake_is_told_in_both_languages() -> None:
    error = DescriptionError("it has no 'value'", "value", zh="没有“value”")
    placed = error.within("facts", 0, subject="fact 'f1' of 'x'", subject_zh="“x”的事实“f1”")

    assert str(placed) == "/facts/0/value: fact 'f1' of 'x': it has no 'value'"
    assert placed.told("zh") == "/facts/0/value：“x”的事实“f1”：没有“value”"


def test_an_error_without_chinese_is_told_in_english_as_a_whole() -> None:
    error = DescriptionError("it has no 'value'", "value")

    assert error.within("facts", 0).parts("zh") == [("/facts/0/value: it has no 'value'", "en")]


@pytest.mark.parametrize(
    "error",
    [
        ProtocolError(409, "busy", zh="忙"),
        InputError("wrong", zh=f"有误：{left_english('why')}"),
        IstographError("failed"),
        InputError("empty", zh="为空", spot=Spot("a.csv", 3, field="value")),
    ],
)
def test_an_error_keeps_its_languages_and_place_on_its_way_between_processes(
    error: IstographError,
) -> None:
    there = framing.error_in(json.loads(json.dumps(framing.failure(error))))

    assert there is not None
    assert (type(there), str(there), there.zh) == (type(error), str(error), error.zh)
    assert (there.spot, there.problem) == (error.spot, error.problem)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TableError("a.csv", 3, "value", "is empty", zh="为空"), InputError),
        (DescriptionError("is no day", "from", zh="不是日期"), InputError),
        (BusyError("full", zh="已满"), IstographError),
    ],
)
def test_an_error_of_another_kind_arrives_as_the_nearest_that_is_known(
    error: IstographError, kind: type[IstographError]
) -> None:
    there = framing.error_in(framing.failure(error))

    assert type(there) is kind
    assert there.spot == error.spot
