"""What a worker does for `/classify`: everything that reads a description, or reasons about one.

A worker may be killed at any time, so no description, however contradictory, holds up anybody
else. The tasks take the store, what is asked, a body and an output, as `rdf.store.tasks` do; what
they answer is JSON or text, for the process that serves believes no more of a worker.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from time import monotonic
from typing import IO, Any

from pyoxigraph import Store

from istograph.classification.descriptions.graphs import bare_note, read_graph
from istograph.classification.descriptions.mistakes import Mistakes, Sifted, sift
from istograph.classification.descriptions.parsing import (
    Described,
    Json,
    JsonPlace,
    Tell,
    are_descriptions,
    described_in,
    left_out_note,
    parse_json,
    read_json_line,
    refuse,
)
from istograph.classification.descriptions.records import find
from istograph.classification.descriptions.tables import read_csv
from istograph.classification.explanations.conditions import (
    MOST_SECONDS,
    Explainer,
    WhyNot,
    load_explainer,
)
from istograph.classification.explanations.evidence import Background, given, stored_background
from istograph.classification.explanations.explanation import MOST_NEEDS, Explanation
from istograph.classification.explanations.rendering import as_csv, as_json, as_markdown, as_text
from istograph.classification.explanations.summary import summary
from istograph.classification.explanations.supposing import suppositions
from istograph.classification.reasoning.verdict import ENTAILED, REFUTED
from istograph.classification.words.suggestions import term_suggestion
from istograph.errors import DescriptionError, InputError, IstographError, TermError
from istograph.model import Text
from istograph.rdf.aliases import Aliases
from istograph.rdf.formats import JSON, JSON_LD, by_name
from istograph.rdf.namespaces import ISTO
from istograph.rdf.reading import read_document

Request = Mapping[str, Any]
# Beside the RDF formats, which go by their own names.
JSON_BODY, LINES_BODY, CSV_BODY, RECORD = "json", "lines", "csv", "record"
# How an answer is written; as JSON for pages, with all that they show.
AS_JSON, AS_LINES, AS_TEXT, AS_MARKDOWN, AS_PAGE = "json", "ndjson", "text", "markdown", "html"
AS_CSV = "csv"
ANSWER, ANSWER_LINES = (f"{__name__}:{name}" for name in ("answer", "answer_lines"))
# What a body is called in messages about its lines.
BODY = "request"
_SOME = Text("describe at least one organization", "请至少描述一个组织")
# A table of more would help nobody, and so many are classified in a moment.
_MOST_SHOWN = 200
_MOST_MISTAKES = 100


@dataclass(frozen=True)
class Asked:
    """What a request wants to know of its descriptions."""

    as_of: str | None = None
    host: str | None = None
    presume: bool = False
    explain: bool = False
    classes: Sequence[str] = ()
    # The language of texts; both in JSON, where none is asked for by name.
    language: str = "en"
    only: bool = False
    most_facts: int = 1_000
    # The version that answers.
    dataset: str = ""
    # Of many descriptions, the one that is meant, counted from one; all, if it is nought.
    number: int = 0
    # Whether those without a mistake are answered for, where others have some.
    partly: bool = False

    def told(self, error: IstographError) -> str:
        """Return what is wrong for JSON: in English, unless a language is asked for by name."""
        return error.told(self.language if self.only else "en")


@dataclass(frozen=True)
class _Input:
    """What is to be classified: as one or as many, and what is to be told about it."""

    described: Sequence[Described]
    many: bool = False
    notes: tuple[Text, ...] = ()
    # What there should be; nothing where there need not be any description.
    wanted: Text | None = None
    # What was left out for its mistakes.
    sifted: Sifted | None = None
    # What is known beside the description of a record, and its IRI.
    background: Background | None = None
    iri: str = ""


def answer(store: Store, request: Request, body: bytes, output: IO[bytes]) -> Mapping[str, Any]:
    """Answer for a body, or for the record that is asked for."""
    work = _Work(Asked(**request["asked"]))
    partly = work.asked.partly or request["form"] == AS_PAGE
    if partly and request["source"] != RECORD:
        found = _right(work, store, request, body)
        written = _written(work, found, request["form"])
    else:
        try:
            found = _whole(work, store, request, body)
            written = _written(work, found, request["form"])
        except InputError as problem:
            problem.mistakes = _mistakes(work, store, request, body)
            raise
    output.write(written)
    notes = [asdict(note) for note in found.notes if note.en]
    return {"kind": "answers", "media_type": JSON.media_type, "notes": notes}


def _whole(work: "_Work", store: Store, request: Request, body: bytes) -> _Input:
    """Return what is to be classified, all or nothing; InputError tells of the first mistake."""
    found = _input(store, request, body)
    _check_any(found)
    found = work.chosen(found)
    for each in found.described:
        each.use(work.check_size)
    return found


def _mistakes(work: "_Work", store: Store, request: Request, body: bytes) -> tuple[InputError, ...]:
    """Return all that is wrong with a body, as many as are told; nothing of what is no body."""
    if request["source"] == RECORD:
        return ()
    mistakes = Mistakes()
    try:
        described = _input(store, request, body, mistakes.tell).described
    except InputError as problem:
        return (problem,)
    found = sift(described, mistakes, work.mistakes).mistakes
    return tuple(each.problem for each in found[:_MOST_MISTAKES])


def _right(work: "_Work", store: Store, request: Request, body: bytes) -> _Input:
    """Return the descriptions that have no mistake, and all mistakes of the others.

    A page shows them, and needs no description that is right; a file has nothing without one.
    """
    mistakes = Mistakes()
    found = _Input(())
    try:
        found = _input(store, request, body, mistakes.tell)
    except InputError as problem:
        mistakes.tell(problem)
    if not mistakes.found:
        _check_any(replace(found, wanted=found.wanted or _SOME))
    sifted = sift(found.described, mistakes, work.mistakes)
    if sifted.mistakes and not sifted.right and request["form"] != AS_PAGE:
        raise sifted.mistakes[0].problem
    right = dict(sifted.right)
    if number := work.asked.number:
        if number not in right:
            raise InputError(
                f"there is no description {number} without a mistake",
                zh=f"第 {number} 个描述不存在，或其中有误",
            )
        return replace(found, described=[right[number]], many=False)
    is_alone = len(right) == 1 and not sifted.mistakes
    return replace(found, described=[*right.values()], sifted=None if is_alone else sifted)


def _input(store: Store, request: Request, body: bytes, tell: Tell = refuse) -> _Input:
    source = request["source"]
    if source == RECORD:
        return _record(store, request["iri"])
    if source == CSV_BODY:
        return _table(body, tell)
    if source == JSON_BODY:
        return _json(parse_json(body), tell)
    if source == LINES_BODY:
        return _lines(body, tell)
    if source == JSON_LD.name and are_descriptions(found := parse_json(body)):
        return _json(found, tell)
    return _graph(body, source, Aliases(tuple(request["bases"])), tell)


def _table(body: bytes, tell: Tell) -> _Input:
    table = read_csv(_text(body), BODY, tell)
    unread = [name for name, meaning in table.columns if not meaning]
    columns = Text()
    if unread:
        columns = Text(
            f"columns that are not read: {', '.join(unread)}", f"未读取的列：{'、'.join(unread)}"
        )
    notes = (columns, left_out_note(table.described))
    wanted = Text("below the header it should have a row for each fact", "表头之下每个事实应占一行")
    return _Input(table.described, len(table.described) > 1, notes, wanted)


def _lines(body: bytes, tell: Tell) -> _Input:
    read = []
    for number, line in enumerate(body.split(b"\n"), start=1):
        if line.strip():
            try:
                read.append(read_json_line(line, f"{BODY}:{number}"))
            except InputError as problem:
                tell(problem, f"line {number}")
    return _Input(read, many=True, wanted=Text("a line is a description", "每行是一个描述"))


def _json(found: Any, tell: Tell) -> _Input:
    return _Input(described_in(found, "", tell), isinstance(found, list))


def _record(store: Store, iri: str) -> _Input:
    record = find(store, iri)
    background = stored_background(store, record.iri, record.description)
    described = Described(record.description, JsonPlace(iri))
    return _Input([described], background=background, iri=iri)


def _graph(body: bytes, source: str, aliases: Aliases, tell: Tell) -> _Input:
    document = read_document(body, by_name(source), BODY).renamed(aliases)
    graph = read_graph(document.quads, BODY, document.line, tell)
    notes = (left_out_note(graph.described), bare_note(graph))
    wanted = Text(
        "a fact is a node with isto:subject, isto:property and isto:value",
        "事实是具有 isto:subject、isto:property 和 isto:value 的节点",
    )
    return _Input(graph.described, len(graph.described) > 1, notes, wanted)


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError(
            f"this is not UTF-8: byte {problem.start + 1} begins no character; save it as UTF-8",
            zh=f"不是 UTF-8 编码：第 {problem.start + 1} 字节不能构成字符；请另存为 UTF-8",
        ) from None


def _check_any(found: _Input) -> None:
    """Raise InputError where there is no description, and the form or the page needs one."""
    if found.wanted and not found.described:
        raise InputError(
            f"there is no description in this; {found.wanted.en}",
            zh=f"其中没有描述；{found.wanted.zh}",
        )


# Answers


@dataclass(frozen=True)
class _Classified:
    """An answer, in words, and why not."""

    described: Described
    answer: Json
    explanation: Explanation
    why: tuple[WhyNot, ...]


@dataclass(frozen=True)
class _Work:
    asked: Asked
    explainer: Explainer = field(default_factory=load_explainer)

    def __post_init__(self) -> None:
        """Refuse what cannot be asked of any description."""
        known = [term.name for term in self.explainer.theory.classes]
        for name in self.asked.classes:
            if (local := _local(name)) not in known:
                hint = term_suggestion(local, known)
                raise TermError(
                    f"there is no class {name!r}{hint}", zh=f"没有类别“{name}”{hint.zh}"
                )
        self._classify({"facts": []})

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(map(_local, self.asked.classes))

    def check_size(self, description: Json) -> None:
        """Raise DescriptionError for more facts than are read here."""
        facts, most = description.get("facts"), self.asked.most_facts
        if isinstance(facts, list) and len(facts) > most:
            raise DescriptionError(
                f"a description may have {most:,} facts here; this one has {len(facts):,}",
                "facts",
                zh=f"此处一个描述最多 {most:,} 个事实；这个有 {len(facts):,} 个",
            )

    def mistakes(self, description: Json) -> Sequence[InputError]:
        """Return all that is wrong with a description."""
        try:
            self.check_size(description)
        except DescriptionError as problem:
            return [problem]
        return self.explainer.theory.mistakes(description)

    def chosen(self, found: _Input) -> _Input:
        """Return the one description that is meant, if but one is."""
        number, many = self.asked.number, found.described
        if not number:
            return found
        if number > len(many):
            raise InputError(
                f"there is no description {number}; there are {len(many):,}",
                zh=f"没有第 {number} 个描述；共有 {len(many):,} 个",
            )
        return replace(found, described=many[number - 1 : number], many=False)

    def _classify(self, description: Json) -> Json:
        return self.explainer.theory.classify(
            description,
            as_of=self.asked.as_of,
            host=self.asked.host,
            presume=self.asked.presume,
        )

    def answer(self, described: Described) -> Json:
        """Return the contract's answer."""
        found = described.use(self._classify)
        return {"id": found["id"], "dataset": self.asked.dataset, **found}

    def classified(self, described: Described, background: Background | None) -> _Classified:
        """Return the answer in words; why not is said only of classes that were asked for."""
        answer = self.answer(described)
        known = given(described.description) if background is None else background
        about = answer, described.description, known
        explanation = self.explainer.writer.explain(*about, classes=self.classes)
        end = monotonic() + MOST_SECONDS
        reasons = (
            self.explainer.why_not(name, *about, seconds=end - monotonic()) for name in self.classes
        )
        why = tuple(reason for reason in reasons if reason is not None)
        return _Classified(described, answer, explanation, why)

    def as_json(self, described: Described, background: Background | None) -> Json:
        """Return the contract's answer, with the explanation beside it if that is wanted."""
        if not self.asked.explain:
            return self.answer(described)
        found = self.classified(described, background)
        explanation: Json = as_json(found.explanation)
        if found.why:
            explanation["why_not"] = as_json(found.why)
        if self.asked.only:
            explanation = _in_language(explanation, self.asked.language)
        return {**found.answer, "explanation": explanation}


def _local(name: str) -> str:
    return name.removeprefix("isto:").removeprefix(ISTO)


def _written(work: _Work, found: _Input, form: str) -> bytes:
    if form == AS_JSON:
        answers = [work.as_json(each, found.background) for each in found.described]
        return dump(answers if found.many else answers[0])
    if form == AS_LINES:
        return b"".join(
            dump(work.as_json(each, found.background)) + b"\n" for each in found.described
        )
    if form == AS_CSV:
        answered = ((work.answer(each), _called(each)) for each in found.described)
        return as_csv(answered, explain=True).encode(errors="replace")
    if form == AS_PAGE and found.sifted:
        return dump(_table_for_page(work, found.sifted))
    classified = [work.classified(each, found.background) for each in found.described]
    if form == AS_PAGE:
        return dump(_for_page(classified[0], found.iri, work.explainer))
    write = as_text if form == AS_TEXT else as_markdown
    language: Any = work.asked.language
    texts = (write(each.explanation, language, each.why) for each in classified)
    return "\n\n".join(texts).encode(errors="replace")


def _for_page(each: _Classified, iri: str, explainer: Explainer) -> Json:
    """Return all that the templates walk, with nothing left out that is empty."""
    words, verdicts = explainer.words, each.explanation.verdicts
    lacking = {
        verdict["class"].removeprefix("isto:"): {
            status: [asdict(each) for each in suppositions(words, verdict[key], MOST_NEEDS)]
            for key, status in (("would_entail", ENTAILED), ("would_refute", REFUTED))
            if verdict.get(key)
        }
        for verdict in each.answer["verdicts"]
    }
    return {
        "explanation": asdict(each.explanation),
        "summary": asdict(summary(explainer.writer, verdicts)),
        "why": [asdict(why) for why in each.why],
        "iri": iri,
        "lacking": lacking,
        "as_of": each.answer["as_of"],
        "description": each.described.description,
    }


def _table_for_page(work: _Work, sifted: Sifted) -> Json:
    """Return the verdicts on those that have no mistake, who has some, and which."""
    return {
        "rows": _rows(work, sifted.right),
        "refused": sifted.refused,
        "mistakes": [
            {"whose": each.whose, "en": str(each.problem), "zh": each.problem.zh}
            for each in sifted.mistakes[:_MOST_MISTAKES]
        ],
        "more": max(len(sifted.mistakes) - _MOST_MISTAKES, 0),
    }


def _rows(work: _Work, described: Sequence[tuple[int, Described]]) -> list[Json]:
    """Return a table: of each organization the status in each class, and whether facts clash."""
    if len(described) > _MOST_SHOWN:
        raise InputError(
            f"a page shows {_MOST_SHOWN} organizations at most, and these are "
            f"{len(described):,}; download the verdicts as CSV or JSON, or post them as JSON Lines",
            zh=(
                f"一页最多显示 {_MOST_SHOWN} 个组织，此处有 {len(described):,} 个；"
                "请下载判定（CSV 或 JSON），或以 JSON Lines 提交"
            ),
        )
    found = [(number, each, work.answer(each)) for number, each in described]
    return [
        {
            "number": number,
            "id": answer["id"],
            "name": _called(each),
            "statuses": {_local(v["class"]): v["status"] for v in answer["verdicts"]},
            "consistent": answer["consistent"],
        }
        for number, each, answer in found
    ]


def _called(described: Described) -> str:
    return given(described.description).name.en


def _in_language(content: Any, language: str) -> Any:
    """Return JSON in which each text of two languages has one."""
    if isinstance(content, list):
        return [_in_language(item, language) for item in content]
    if isinstance(content, dict):
        if content.keys() <= {"en", "zh"}:
            return {language: content.get(language, "")}
        return {key: _in_language(value, language) for key, value in content.items()}
    return content


def dump(content: Any) -> bytes:
    """Return JSON in UTF-8; what UTF-8 cannot say, half a surrogate pair, stays escaped."""
    try:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(content, separators=(",", ":")).encode()


# JSON Lines


def answer_lines(
    store: Store, request: Request, body: bytes, output: IO[bytes]
) -> Mapping[str, Any]:
    """Answer line by line; `numbers` are those of the lines. What cannot be used is said there."""
    work = _Work(Asked(**request["asked"]))
    for number, line in zip(request["numbers"], body.split(b"\n"), strict=True):
        output.write(dump(_answer_line(work, number, line)) + b"\n")
    return {"kind": "answers", "media_type": JSON.media_type}


def _answer_line(work: _Work, number: int, line: bytes) -> Json:
    try:
        described = read_json_line(line, "")
        described.use(work.check_size)
        return work.as_json(described, None)
    except InputError as error:
        return {"line": number, "error": work.asked.told(error)}
