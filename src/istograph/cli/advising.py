"""`istograph policies`."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from istograph.classification import load_theory
from istograph.classification.descriptions.records import find
from istograph.classification.explanations.rendering import as_json
from istograph.cli.terminal import StoreOption, dataset, draw_entries, write
from istograph.cli.verdicts import Language
from istograph.model import Text
from istograph.policies import Aim, Policies, concerning

_JOINT = Text("; ", "；")
_TEXT = Text("its text: ", "全文：")
_ENDED = Text("period ended: ", "期间已结束：")


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
    found = concerning(opened, statuses, place, aim, as_of)
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

    def entries(title: Text, rows: list[list[str]]) -> None:
        if rows:
            write(f"{of(title)}\n".encode())
            draw_entries(rows)
            write(b"\n")

    colon = of(Text(": ", "："))
    entries(
        Text("Mentioned", "已提及"),
        [
            [
                of(m.policy_label),
                f"{of(m.measure_label)}{colon}{m.status}",
                *([of(_ENDED) + of(m.period.text)] if m.period and m.ended else ()),
                *map(of, m.reasons),
                *(of(_TEXT) + url for url in m.texts),
            ]
            for m in found.mentioned
        ],
    )
    entries(
        Text("Not mentioned for this place", "该地未提及"),
        [
            [
                of(u.measure_label),
                of(Text("mentioned by ", "提及者：")) + of(_JOINT).join(map(of, u.others)),
                of(u.reason),
            ]
            for u in found.unmentioned
        ],
    )
    for note in found.notes:
        write(f"{of(note)}\n".encode())
