"""Explanations as text for a terminal, as Markdown and as JSON; answers as CSV.

The first three walk the same value; a template may walk it too.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from html import escape
from typing import Any, Literal

from istograph.classification.explanations.conditions import WhyNot
from istograph.classification.explanations.evidence import Quote
from istograph.classification.explanations.explanation import (
    AxiomWords,
    Explanation,
    FactWords,
    Needs,
    Proof,
    Side,
    VerdictWords,
)
from istograph.classification.words.phrases import say
from istograph.classification.words.words import listed
from istograph.model import Text

Language = Literal["en", "zh"]
# A line of text: how deep it stands, what kind of line it is, what it says.
_Line = tuple[int, str, str]
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|&~])")


def as_json(value: Any) -> Any:
    """Return an explanation, or a part of one, as JSON: texts as `{"en", "zh"}`, nothing empty."""
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
        return {key: json for key, json in found.items() if json not in ("", None, [], {})}
    if isinstance(value, tuple | list):
        return [as_json(item) for item in value]
    return value


def as_csv(answers: Iterable[tuple[Mapping[str, Any], str]], *, explain: bool) -> str:
    """Return answers, each with its organization's name, as CSV: a verdict in each row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180, 2.1
    proof = ["facts", "axioms", "support"] if explain else []
    writer.writerow(["id", "name", "as_of", "axis", "class", "status", *proof])
    for answer, name in answers:
        for verdict in answer["verdicts"]:
            head = [answer["id"], name, answer["as_of"]]
            row = [*head, verdict["axis"], verdict["class"], verdict["status"]]
            writer.writerow([*row, *(_first_proof(verdict) if explain else ())])
    return text.getvalue()


def _first_proof(verdict: Mapping[str, Any]) -> list[str]:
    for entry in verdict.get("because", ()):
        return [" ".join(entry["facts"]), " ".join(entry["axioms"]), entry["support"]]
    return ["", "", ""]


def as_text(explanation: Explanation, language: Language, why: Iterable[WhyNot] = ()) -> str:
    """Return an explanation as plain text, indented."""
    lines = _Walk(language).lines(explanation, why)
    return "".join(map(_plain, lines)).lstrip("\n")


def as_markdown(explanation: Explanation, language: Language, why: Iterable[WhyNot] = ()) -> str:
    """Return an explanation as Markdown, in which nothing that was given marks up anything."""
    lines = _Walk(language).lines(explanation, why)
    return "".join(_marked((depth, kind, _MARKS.sub(r"\\\1", text))) for depth, kind, text in lines)


def as_html(explanation: Explanation, language: Language, why: Iterable[WhyNot] = ()) -> str:
    """Return an explanation as a piece of HTML, in which nothing that was given marks up anything.

    A page of the service says the same, with links.
    """
    lines = [
        (depth, kind, escape(text)) for depth, kind, text in _Walk(language).lines(explanation, why)
    ]
    return f'<article lang="{language}">\n' + "".join(_tagged(lines)) + "</article>\n"


def _tagged(lines: Iterable[_Line]) -> Iterator[str]:
    """Yield lines as headings, paragraphs and lists within lists."""
    open_lists = 0
    for depth, kind, text in lines:
        wanted = 0 if kind in _TAGS else depth
        if wanted == open_lists and wanted:
            yield "</li>"
        elif wanted < open_lists:
            yield "</li></ul>" * (open_lists - wanted) + ("</li>" if wanted else "")
        else:
            yield "<ul><li>" * (wanted - open_lists - 1) + "<ul>" * (wanted > open_lists)
        open_lists = wanted
        tag = "li" if wanted else _TAGS.get(kind, "p")
        yield f"<li>{text}" if wanted else f"<{tag}>{text}</{tag}>\n"
    yield "</li></ul>\n" * open_lists


_TAGS = {"title": "h1", "heading": "h2"}


def _plain(line: _Line) -> str:
    match line:
        case _, "title", text:
            return f"{text}\n{'=' * _width(text)}\n"
        case _, "heading", text:
            return f"\n{text}\n"
        case depth, "item", text:
            return f"{'  ' * depth}- {text}\n"
        case depth, _, text:
            return f"{'  ' * depth}{text}\n"


def _marked(line: _Line) -> str:
    match line:
        case _, "title", text:
            return f"# {text}\n\n"
        case _, "heading", text:
            return f"\n## {text}\n\n"
        case 0, _, text:
            # Two spaces end a line within a paragraph.
            return f"{text}  \n"
        case depth, _, text:
            return f"{'  ' * (depth - 1)}- {text}\n"


def _width(text: str) -> int:
    """Return how many columns a terminal gives a text: Chinese characters take two."""
    return sum(2 if ord(character) >= 0x2E80 else 1 for character in text)


class _Walk:
    """Walks an explanation in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def _of(self, text: Text) -> str:
        return text.in_language(self._language)

    def lines(self, explanation: Explanation, why: Iterable[WhyNot]) -> Iterator[_Line]:
        yield 0, "title", self._of(explanation.name)
        for note in explanation.notes:
            yield 0, "line", self._of(note)
        reasons = {found.key: found for found in why}
        for verdict in (*explanation.verdicts, *explanation.host):
            yield from self._verdict(verdict)
            if verdict.key in reasons:
                yield from self._why_not(reasons[verdict.key])
        if explanation.clashes is not None:
            yield 0, "heading", self._of(explanation.clashes.heading)
            yield from self._proofs(explanation.clashes)

    def _verdict(self, verdict: VerdictWords) -> Iterator[_Line]:
        yield 0, "heading", self._of(verdict.sentence)
        for note in verdict.notes:
            yield 1, "line", self._of(note)
        for side in verdict.sides:
            if self._of(side.heading):
                yield 1, "line", self._of(side.heading)
            yield from self._proofs(side)
        for needs in verdict.needs:
            yield from self._needs(needs, 1)

    def _proofs(self, side: Side) -> Iterator[_Line]:
        for proof in side.proofs:
            yield from self._proof(proof)
        if self._of(side.more):
            yield 1, "line", self._of(side.more)

    def _proof(self, proof: Proof) -> Iterator[_Line]:
        support = say("sentences", one=proof.number, other=proof.support)
        yield 1, "line", self._of(support if proof.support.en else proof.number)
        yield 2, "line", self._of(say("facts"))
        for fact in proof.facts:
            yield 3, "item", self._of(say("labelled", label=fact.id, text=fact.sentence))
            yield from ((4, "line", detail) for detail in self._fact_details(fact))
        yield 2, "line", self._of(say("axioms"))
        for axiom in proof.axioms:
            yield 3, "item", self._axiom(axiom)
            yield from ((4, "line", detail) for detail in self._axiom_details(axiom))

    def _fact_details(self, fact: FactWords) -> Iterator[str]:
        source = [text for text in (fact.source, fact.place) if self._of(text)]
        if source:
            yield self._of(say("source", source=listed(source, "comma")))
        if self._of(fact.interval):
            yield self._of(fact.interval)
        yield from self._quoted(fact.quote)

    def _axiom(self, axiom: AxiomWords) -> str:
        return self._of(say("labelled", label=axiom.support, text=axiom.sentence))

    def _axiom_details(self, axiom: AxiomWords) -> Iterator[str]:
        yield from self._quoted(axiom.quote)
        yield self._of(say("detailed", thing=axiom.name, details=axiom.place))

    def _quoted(self, quote: Quote | None) -> Iterator[str]:
        if quote is not None:
            yield self._of(say("quoted", text=quote.text))

    def _needs(self, needs: Needs, depth: int) -> Iterator[_Line]:
        yield depth, "line", self._of(needs.heading)
        for item in needs.items:
            yield depth + 1, "item", self._of(item)
        if self._of(needs.more):
            yield depth + 1, "line", self._of(needs.more)

    def _why_not(self, why: WhyNot) -> Iterator[_Line]:
        yield 1, "line", self._of(why.question)
        yield 2, "line", self._of(why.heading)
        for way in why.ways:
            yield 3, "item", self._of(way.axiom.sentence)
            for condition in way.conditions:
                answer = say("labelled", label=condition.sentence, text=condition.answer)
                yield 4, "item", self._of(answer)
        if why.changes:
            yield 2, "line", self._of(why.change_heading)
        for change in why.changes:
            yield 3, "item", self._of(change.sentence)
            for needs in change.needs:
                yield from self._needs(needs, 4)
