"""Verdicts, written in the format that is asked for."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pyoxigraph import RdfFormat, Triple, serialize

from istograph.classification import Theory
from istograph.classification.descriptions.records import record_iri
from istograph.classification.explanations.conditions import WhyNot, load_explainer
from istograph.classification.explanations.evidence import Background, given
from istograph.classification.explanations.explanation import Explanation, looked_up
from istograph.classification.explanations.rendering import as_csv, as_html, as_markdown, as_text
from istograph.classification.words.phrases import one_line
from istograph.cli.terminal import draw, write
from istograph.errors import InputError
from istograph.model import Text, isto, jurisdiction_code
from istograph.rdf.namespaces import PREFIXES
from istograph.rdf.terms import TYPE, term

Json = dict[str, Any]

_ENTAILED, _CONTESTED, _UNKNOWN = "entailed", "contested", "unknown"
_WOULD = (("would_entail", "entailed"), ("would_refute", "refuted"))


class VerdictFormat(StrEnum):
    """How verdicts are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TURTLE = "turtle"
    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


class Language(StrEnum):
    """What prose is written in."""

    EN = "en"
    ZH = "zh"


@dataclass(frozen=True)
class Answered:
    """A description and the answer; where it could not be classified, why not."""

    description: Json
    answer: Json
    error: InputError | None = None
    background: Callable[[], Background] | None = None

    @property
    def name(self) -> Text:
        """What the description calls its organization, on one line."""
        name = self.description.get("name") or ""
        texts = name if isinstance(name, dict) else {"en": name}
        en, zh = (one_line(str(texts.get(key) or "")) for key in ("en", "zh"))
        return Text(en or zh, zh or en)


def reasons_why_not(answered: Answered, classes: Sequence[str]) -> tuple[WhyNot, ...]:
    """Return why not, for those of some classes that are not entailed."""
    explainer = load_explainer()
    about = answered.answer, answered.description, _background(answered)
    found = (explainer.why_not(name, *about) for name in classes)
    return tuple(reason for reason in found if reason is not None)


def _background(answered: Answered) -> Background:
    found = answered.background
    return given(answered.description) if found is None else found()


def write_prose(
    answers: Iterable[Answered],
    verdict_format: VerdictFormat,
    language: Language,
    classes: Sequence[str],
) -> int:
    """Write what each verdict rests on in words; of some classes, and then also why not."""
    writer = load_explainer().writer
    render = PROSE[verdict_format]
    for number, each in enumerate(answers):
        about = each.answer, each.description, _background(each)
        explanation = writer.explain(*about, classes=classes)
        text = render(explanation, language.value, reasons_why_not(each, classes))
        write(("\n" * bool(number) + text).encode(errors="replace"))
    return 0


def _write_lines(answers: Iterable[Answered], theory: Theory, explain: bool) -> int:
    failed = 0
    for each in answers:
        failed += each.error is not None
        write(json.dumps(each.answer, ensure_ascii=False).encode() + b"\n")
    return failed


def _write_json(answers: Iterable[Answered], theory: Theory, explain: bool) -> int:
    found = [each.answer for each in answers]
    one_or_all = found[0] if len(found) == 1 else found
    write(json.dumps(one_or_all, ensure_ascii=False, indent=1).encode() + b"\n")
    return 0


def _write_csv(answers: Iterable[Answered], theory: Theory, explain: bool) -> int:
    rows = ((each.answer, each.name.en) for each in answers)
    write(as_csv(rows, explain=explain).encode())
    return 0


def _write_turtle(answers: Iterable[Answered], theory: Theory, explain: bool) -> int:
    triples = [triple for each in answers for triple in _triples(each.answer)]
    used = {name: PREFIXES[name] for name in ("id", "isto")}
    write(serialize(triples, format=RdfFormat.TURTLE, prefixes=used) or b"")
    return 0


def _triples(answer: Json) -> Iterator[Triple]:
    """Yield the verdicts as the graphs `inferred` and `verdicts` have them."""
    if answer["id"] is None:
        raise InputError("a description has no id, so there is no IRI to write triples about")
    subject = record_iri(answer["id"])
    predicates = {
        _ENTAILED: TYPE,
        _CONTESTED: isto("contestedAs"),
        "refuted": isto("refutedAs"),
    }
    for verdict in answer["verdicts"]:
        if predicate := predicates.get(verdict["status"]):
            yield Triple(subject, predicate, term(verdict["class"]))


def _write_table(answers: Iterable[Answered], theory: Theory, explain: bool) -> int:
    found = list(answers)
    if len(found) == 1 or explain:
        for each in found:
            _draw_one(each, theory, explain)
    else:
        rows = [_summary(each) for each in found]
        draw(["id", "name", "entailed", "contested"], rows)
    return 0


def _summary(each: Answered) -> list[str]:
    def classes(status: str) -> str:
        found = (v["class"] for v in each.answer["verdicts"] if v["status"] == status)
        return ", ".join(name.removeprefix("isto:") for name in found)

    return [*_called(each), classes(_ENTAILED) or "none", classes(_CONTESTED) or "none"]


def _called(each: Answered) -> tuple[str, str]:
    """Return the id and the name of what was described, in which nothing steers a terminal."""
    return one_line(str(each.answer["id"])), each.name.en


def _draw_one(each: Answered, theory: Theory, explain: bool) -> None:
    answer = each.answer
    id_, name = _called(each)
    consistent = "consistent" if answer["consistent"] else "its facts contradict each other"
    head = f"{name or id_} ({id_}), as of {answer['as_of']}: {answer['status']}, {consistent}\n"
    write(head.encode())
    rows = [[v["axis"], v["class"].removeprefix("isto:"), v["status"]] for v in answer["verdicts"]]
    rows += [["host", name, verdict["status"]] for name, verdict in _of_host(answer)]
    draw(["axis", "class", "verdict"], rows)
    lines = list(_explanation(each, theory) if explain else _settling(answer))
    if lines:
        write(("\n" + "\n".join(lines) + "\n\n").encode(errors="replace"))


def _settling(answer: Json) -> Iterator[str]:
    """Yield a line for unknown classes: the first that would decide them either way."""
    alike: dict[str, list[str]] = {}
    for verdict in answer["verdicts"]:
        ways = []
        for key, word in _WOULD:
            sets = verdict.get(key, ())
            if first := next(iter(looked_up(sets) or sets), None):
                ways.append(f"{word} by {_together(first)}")
        if ways and verdict["status"] == _UNKNOWN:
            alike.setdefault(", or ".join(ways), []).append(verdict["class"].removeprefix("isto:"))
    for ways_said, names in alike.items():
        if len(names) == 1:
            yield f"{names[0]} is unknown; it would be {ways_said}"
        else:
            listed = f"{', '.join(names[:-1])} and {names[-1]}"
            yield f"{listed} are unknown; they would be {ways_said}"


def _of_host(answer: Json) -> Iterator[tuple[str, Json]]:
    """Yield what is said of the host, if one was asked about."""
    if host := answer.get("host"):
        # A profile that is no jurisdiction goes by its key.
        name = jurisdiction_code(host["profile"]) or host["profile"]
        for relation in ("domestic", "overseas"):
            yield f"{relation} to {name}", host[relation]


def _explanation(each: Answered, theory: Theory) -> Iterator[str]:
    facts = {fact["id"]: one_line(_in_words(fact)) for fact in each.description["facts"]}
    used: dict[str, None] = {}
    cited: dict[str, None] = {}
    verdicts = [(v["class"].removeprefix("isto:"), v) for v in each.answer["verdicts"]]
    for name, verdict in (*verdicts, *_of_host(each.answer)):
        yield f"{name}: {verdict['status']}"
        for word in ("because", "against"):
            for entry in verdict.get(word, ()):
                used |= dict.fromkeys(entry["axioms"])
                cited |= dict.fromkeys(entry["facts"])
                given = "; ".join(facts[fact] for fact in entry["facts"])
                axioms = ", ".join(axiom.removeprefix("isto:") for axiom in entry["axioms"])
                yield f"  {word} {given}"
                yield f"    by {axioms} ({entry['support']})"
        if verdict["status"] == _UNKNOWN:
            yield from _needs(verdict)
    for clash in each.answer["clashes"]:
        used |= dict.fromkeys(clash["axioms"])
        cited |= dict.fromkeys(clash["facts"])
        yield "contradiction: " + "; ".join(facts[fact] for fact in clash["facts"])
    if sources := list(_sources(each, cited)):
        yield from ("", "Where the facts are written", *sources)
    yield ""
    for name in used:
        axiom = theory.axioms[name]
        line = f", line {axiom.paper_line}" if axiom.paper_line else ""
        yield f"{axiom.name.removeprefix('isto:')}: {axiom.label_en} ({axiom.support}{line})"


def _sources(each: Answered, cited: Iterable[str]) -> Iterator[str]:
    """Yield of each fact in which document it is written, and where in it."""
    facts = load_explainer().writer.page(each.description, _background(each)).facts
    for name in cited:
        fact = facts[name]
        if words := ", ".join(each.en for each in (fact.source, fact.place) if each.en):
            yield f"  {fact.id}: {words}"


def _needs(verdict: Json) -> Iterator[str]:
    for key, word in _WOULD:
        for needed in verdict.get(key, ()):
            yield f"  would be {word} by {_together(needed)}"


def _together(needed: Iterable[Json]) -> str:
    return " and ".join(map(_in_words, needed))


def _in_words(fact: Json) -> str:
    """Return a fact as a line: its id, property, value and interval.

    >>> _in_words({"id": "f1", "property": "hasField", "value": "space", "from": "1992-01-01"})
    'f1: hasField space (from 1992-01-01)'
    >>> _in_words({"property": "hasParticipantFrom", "distinct": 3})
    'hasParticipantFrom, 3 different'
    """
    name = f"{fact['id']}: {fact['property']}" if "id" in fact else str(fact["property"])
    days = [f"{word} {fact[word]}" for word in ("from", "to") if fact.get(word)]
    interval = f" ({' '.join(days)})" if days else ""
    if "distinct" in fact:
        return f"{name}, {fact['distinct']} different"
    if "group" in fact:
        return f"{name} in the group {fact['group']}"
    if "not" in fact:
        return f"{name} other than {fact['not']}"
    value = fact["value"] if isinstance(fact["value"], str) else json.dumps(fact["value"])
    return f"{name} {'not ' if fact.get('negated') else ''}{value}{interval}"


# Verdicts as prose, in one of two languages.
PROSE: dict[VerdictFormat, Callable[[Explanation, Any, Iterable[WhyNot]], str]] = {
    VerdictFormat.TEXT: as_text,
    VerdictFormat.MARKDOWN: as_markdown,
    VerdictFormat.HTML: as_html,
}

# A writer returns how many descriptions could not be classified.
WRITERS: dict[VerdictFormat, Callable[[Iterable[Answered], Theory, bool], int]] = {
    VerdictFormat.TABLE: _write_table,
    VerdictFormat.JSON: _write_json,
    VerdictFormat.JSONL: _write_lines,
    VerdictFormat.CSV: _write_csv,
    VerdictFormat.TURTLE: _write_turtle,
}
