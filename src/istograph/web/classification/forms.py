"""How answers are written: as JSON of the contract, a table or text, or with all a page shows."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from istograph.classification.descriptions.mistakes import Sifted
from istograph.classification.descriptions.parsing import (
    Described,
    Json,
)
from istograph.classification.explanations.conditions import (
    Explainer,
)
from istograph.classification.explanations.evidence import given
from istograph.classification.explanations.explanation import MOST_NEEDS
from istograph.classification.explanations.rendering import as_csv, as_markdown, as_text
from istograph.classification.explanations.summary import summary
from istograph.classification.explanations.supposing import suppositions
from istograph.classification.reasoning.verdict import ENTAILED, REFUTED
from istograph.errors import InputError
from istograph.rdf.store.framing import failure
from istograph.web.classification.bodies import Input
from istograph.web.classification.judging import Classified, Judge, local_name

# With all that they show, as JSON for pages.
AS_JSON, AS_LINES, AS_TEXT, AS_MARKDOWN, AS_PAGE = "json", "ndjson", "text", "markdown", "html"
AS_CSV = "csv"
# A table of more would help nobody, and so many are classified in a moment.
_MOST_SHOWN = 200
MOST_MISTAKES = 100


def write(judge: Judge, found: Input, form: str) -> bytes:
    """Return the answers for what was read, in a form; InputError if a page cannot show so many."""
    if form == AS_JSON:
        answers = [judge.as_json(each, found.background) for each in found.described]
        return dump(answers if found.many else answers[0])
    if form == AS_LINES:
        return b"".join(
            dump(judge.as_json(each, found.background)) + b"\n" for each in found.described
        )
    if form == AS_CSV:
        answered = ((judge.answer(each), _called(each)) for each in found.described)
        return as_csv(answered, explain=True).encode(errors="replace")
    if form == AS_PAGE and found.sifted:
        return dump(_table_for_page(judge, found.sifted))
    classified = [judge.classified(each, found.background) for each in found.described]
    if form == AS_PAGE:
        return dump(_for_page(classified[0], found.iri, judge.explainer))
    rendered = as_text if form == AS_TEXT else as_markdown
    language: Any = judge.asked.language
    texts = (rendered(each.explanation, language, each.why) for each in classified)
    return "\n\n".join(texts).encode(errors="replace")


def _for_page(each: Classified, iri: str, explainer: Explainer) -> Json:
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


def _table_for_page(judge: Judge, sifted: Sifted) -> Json:
    """Return the verdicts on those that have no mistake, who has some, and which."""
    return {
        "rows": _rows(judge, sifted.right),
        "refused": sifted.refused,
        "mistakes": [
            {"whose": each.whose, **failure(each.problem)}
            for each in sifted.mistakes[:MOST_MISTAKES]
        ],
        "more": max(len(sifted.mistakes) - MOST_MISTAKES, 0),
    }


def _rows(judge: Judge, described: Sequence[tuple[int, Described]]) -> list[Json]:
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
    found = [(number, each, judge.answer(each)) for number, each in described]
    return [
        {
            "number": number,
            "id": answer["id"],
            "name": _called(each),
            "statuses": {local_name(v["class"]): v["status"] for v in answer["verdicts"]},
            "consistent": answer["consistent"],
        }
        for number, each, answer in found
    ]


def _called(described: Described) -> str:
    return given(described.description).name.en


def dump(content: Any) -> bytes:
    """Return JSON in UTF-8; what UTF-8 cannot say, half a surrogate pair, stays escaped."""
    try:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(content, separators=(",", ":")).encode()
