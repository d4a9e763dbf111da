"""`istograph classify --ask`: Figure 1 as questions in the terminal."""

from typing import Any

import typer
from rich.text import Text as Styled

from istograph.classification.questionnaire import UNKNOWN, Question, load_questionnaire
from istograph.cli.terminal import console
from istograph.errors import TermError
from istograph.model import Text

Json = dict[str, Any]
_HINTS = Text(
    "a number or a name; Enter: not known; several with commas where the question allows it",
    "请输入编号或名称；直接回车表示不知道；允许多选的问题可用逗号分隔",
)
_SHOWN = 40


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
    for number, choice in enumerate(question.choices[:_SHOWN], start=1):
        _say(Text(f"{number:4} {choice.text.en}", f"{number:4} {choice.text.zh}"), language)
    while True:
        given = str(typer.prompt(">", default="", show_default=False, err=True)).strip()
        try:
            return question.canonical(_keys(question, given) or UNKNOWN)
        except TermError as problem:
            _say(Text(str(problem), str(problem)), language, "red")


def _keys(question: Question, given: str) -> str:
    """Return an answer with the choices' keys in the place of their numbers."""
    parts = [part.strip() for part in given.split(",")] if question.several else [given]
    return ",".join(_key(question, part) for part in parts)


def _key(question: Question, part: str) -> str:
    if part.isdecimal() and 1 <= int(part) <= len(question.choices):
        return question.choices[int(part) - 1].key
    return part


def _say(text: Text, language: str, style: str = "") -> None:
    console(stderr=True).print(Styled(text.zh if language == "zh" else text.en, style=style))
