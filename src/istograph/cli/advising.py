"""`istograph policies`."""

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from istograph.classification import load_theory
from istograph.classification.descriptions.records import find
from istograph.classification.explanations.rendering import as_json
from istograph.cli.terminal import StoreOption, dataset, draw, write
from istograph.cli.verdicts import Language
from istograph.model import Text
from istograph.policies import Aim, Policies, concerning


class AdviceFormat(StrEnum):
    """How policies are written."""

    TABLE = "table"
    JSON = "json"


def policies(
    id_: Annotated[str, typer.Option("--id", metavar="KEY-or-IRI", help="The organization.")],
    place: Annotated[str, typer.Option(metavar="KEY", help="Where: beijing, bonn, china, ...")],
    aim: Annotated[Aim, typer.Option(help="What for.")] = Aim.SETTLE,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day to judge; today, if none is said.")
    ] = None,
    advice_format: Annotated[
        AdviceFormat, typer.Option("--format", help="How they are written.")
    ] = AdviceFormat.TABLE,
    language: Annotated[Language, typer.Option("--lang", help="Of the table.")] = Language.EN,
    store: StoreOption = None,
) -> None:
    """Say which policies and measures of the paper's tables concern an organization, and why.

    Exit status: 1 where none does.
    """
    snapshot = dataset(store)
    opened = snapshot.open()
    described = find(opened, id_).description
    statuses = load_theory().statuses(described, as_of)
    found = concerning(opened, statuses, place, aim)
    if advice_format is AdviceFormat.JSON:
        head = {"id": described["id"], "dataset": snapshot.version}
        content = {**head, **as_json(found)}
        write(json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n")
    else:
        _draw(found, language)
    if not found.mentioned:
        raise typer.Exit(1)


def _draw(found: Policies, language: Language) -> None:
    def of(text: Text) -> str:
        return text.zh if language is Language.ZH else text.en

    def lines(title: Text, columns: list[Text], rows: list[list[Any]]) -> None:
        if rows:
            write(f"{of(title)}\n".encode())
            draw([of(column) for column in columns], rows)
            write(b"\n")

    lines(
        Text("Mentioned", "已提及"),
        [Text("policy", "政策"), Text("measure", "举措"), Text("", ""), Text("why", "理由")],
        [
            [of(m.policy_label), of(m.measure_label), m.status, " ".join(map(of, m.reasons))]
            for m in found.mentioned
        ],
    )
    lines(
        Text("Not mentioned for this place", "该地未提及"),
        [Text("measure", "举措"), Text("others", "提及者"), Text("why", "理由")],
        [
            [of(u.measure_label), "; ".join(map(of, u.others)), of(u.reason)]
            for u in found.unmentioned
        ],
    )
    for note in found.notes:
        write(f"{of(note)}\n".encode())
