"""`istograph classify --ask`: Figure 1 as questions in the terminal."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import typer
from rich.text import Text as Styled

from istograph.classification.explanations.questionnaire import load_questionnaire
from istograph.classification.explanations.questions import UNKNOWN, Question
from istograph.cli.terminal import console
from istograph.errors import TermError
from istograph.model import Text, jurisdiction_code

Json = dict[str, Any]
_HINTS = Text(
    "a number or a name; part of a name shows those that fit; Enter: not known; several with "
    "commas where the question allows it",
    "请输入编号或名称；输入名称的一部分可列出相符者；直接回车表示不知道；允许多选的问题可用逗号分隔",
)
# A longer list is looked up by what is typed; its first, which the paper is about, are shown.
_MOST_SHOWN = 50
_SHOWN = 4
_COMMA = re.compile("[,，、]")


def ask(language: str, **options: Any) -> tuple[Json, Json]:
    """Ask until nothing could change a verdict any more; return the description and the answer.

    Questions are written on stderr, so that the answer alone is on stdout.
    """
    questionnaire = load_questionnaire()
    answers: dict[str, str] = {}
    _say(_HINTS, language, "dim")
    while question := questionnaire.next_question(answers):
        try:
            answers[question.key] = _answer(question, language)
        except (EOFError, typer.Abort):
            # The end of what was piped in; what is known until then decides.
            break
    answer, _ = questionnaire.result(answers, **options)
    return questionnaire.description(answers), answer


def _answer(question: Question, language: str) -> str:
    _say(question.text, language, "bold")
    _say(question.help, language, "dim")
    _show_choices(question, language)
    while True:
        given = str(typer.prompt(">", default="", show_default=False, err=True)).strip()
        parts = _COMMA.split(given) if question.several else [given]
        keys = [_key(question, part.strip()) for part in parts]
        if matches := _unclear(question, keys):
            _say(_FIT, language, "dim")
            _list(question, matches, language)
            continue
        try:
            answer = question.canonical(",".join(keys) or UNKNOWN)
        except TermError as problem:
            _say(Text(str(problem), str(problem)), language, "red")
        else:
            _say(_understood(question, answer), language, "dim")
            return answer


def _understood(question: Question, answer: str) -> Text:
    chosen = [choice.text for choice in question.read(answer)]
    return Text(
        f"→ {', '.join(text.en for text in chosen) or 'not known'}",
        f"→ {'、'.join(text.zh for text in chosen) or '不知道'}",
    )


_FIT = Text("these fit; give the number of one:", "以下相符，请输入编号：")


def _show_choices(question: Question, language: str) -> None:
    count = len(question.choices)
    shown = count if count <= _MOST_SHOWN else _SHOWN
    _list(question, range(shown), language)
    if shown < count:
        more = Text(
            f"   … and {count - shown} more: type a part of a name in English or Chinese",
            f"   …… 另有 {count - shown} 项：请输入名称的一部分（中英文均可）",
        )
        _say(more, language, "dim")


def _list(question: Question, places: Iterable[int], language: str) -> None:
    for place in places:
        text = question.choices[place].text
        _say(Text(f"{place + 1:4} {text.en}", f"{place + 1:4} {text.zh}"), language)


def _key(question: Question, part: str) -> str:
    """Return an answer with a choice's key in the place of its number, or of what people say."""
    if part.isdecimal() and 1 <= int(part) <= len(question.choices):
        return question.choices[int(part) - 1].key
    key = jurisdiction_code(part)
    return key if key and any(choice.key == key for choice in question.choices) else part


def _unclear(question: Question, keys: Sequence[str]) -> list[int]:
    """Return the places of the choices that hold the first answer that is none as a part."""
    for key in keys:
        wanted = key.casefold()
        names = [
            (choice.key.casefold(), choice.text.en.casefold(), choice.text.zh)
            for choice in question.choices
        ]
        if not wanted or wanted == UNKNOWN or any(wanted in each for each in names):
            continue
        return [place for place, each in enumerate(names) if any(wanted in name for name in each)]
    return []


def _say(text: Text, language: str, style: str = "") -> None:
    console(stderr=True).print(Styled(text.in_language(language), style=style))
