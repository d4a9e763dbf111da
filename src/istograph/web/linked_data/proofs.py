"""Why a record is what it is held to be: the proofs that its page shows, made by a worker.

A worker may be killed at any time, so a record of which users wrote a thousand contradictions
holds up nobody who reads another page.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

from pyoxigraph import NamedNode, Store

from istograph.classification.descriptions.records import find
from istograph.classification.explanations.conditions import Explainer, load_explainer
from istograph.classification.explanations.evidence import stored_background
from istograph.classification.explanations.summary import summary
from istograph.classification.words.words import Words, applied, listed
from istograph.errors import IstographError
from istograph.model import CONCEPT_PROPERTIES, Text
from istograph.rdf.formats import JSON
from istograph.rdf.namespaces import ISTO

if TYPE_CHECKING:
    # A worker does without what a server needs: it takes a third of a second to load.
    from istograph.web.service import Service

Json = dict[str, Any]
# The shortest one; `/classify` has them all.
_MOST_PROOFS = 1
# Properties; each with all its values.
_MOST_SETTLING = 3
# A page without proofs is better than none while long queries keep every worker busy.
_SECONDS = 20.0


async def proofs(service: "Service", record: NamedNode) -> Json:
    """Return the verdicts with their proofs in words, and which single facts would settle most.

    Where they could not be made, `problem` says why.
    """
    day = service.dataset.version.partition(".")[0]
    request = {"iri": record.value, "as_of": day}
    try:
        answer = await service.pool.call(ENTRY, request, seconds=_SECONDS)
    except IstographError as problem:
        return {"verdicts": {}, "settling": [], "clashes": None, "problem": problem}
    found: Json = json.loads(answer.read())
    return found


def prove(store: Store, request: Mapping[str, Any], _: bytes, output: IO[bytes]) -> Json:
    """Do it, in a worker."""
    explainer = load_explainer()
    record = find(store, request["iri"])
    answer = explainer.theory.classify(record.description, as_of=request["as_of"])
    background = stored_background(store, record.iri, record.description)
    words = explainer.writer.explain(answer, record.description, background, most=_MOST_PROOFS)
    found = {
        "verdicts": {
            verdict.key: {**asdict(verdict), "kind": asdict(explainer.writer.kind(verdict.key))}
            for verdict in words.verdicts
        },
        "settling": list(_settling(explainer, answer)),
        "clashes": asdict(words.clashes) if words.clashes else None,
        "summary": asdict(summary(explainer.writer, words.verdicts)),
        "status": answer["status"],
        "problem": "",
    }
    output.write(json.dumps(found, ensure_ascii=False).encode(errors="replace"))
    return {"kind": "answers", "media_type": JSON.media_type}


ENTRY = f"{__name__}:{prove.__name__}"


def _settling(explainer: Explainer, answer: Mapping[str, Any]) -> Iterator[Json]:
    """Yield the single facts that would settle most of what is not known, and how much.

    Of each property the values that settle as much stand together: any one of them would do.
    """
    counted: Counter[str] = Counter()
    for verdict in answer["verdicts"]:
        sets = [*verdict.get("would_entail", ()), *verdict.get("would_refute", ())]
        # No set: where features settle as much, theirs is the order of the answer.
        alone = dict.fromkeys(json.dumps(e[0], sort_keys=True) for e in sets if len(e) == 1)
        counted.update(each for each in alone if "isSaidToBe" not in each)
    groups: dict[tuple[str, int], list[Json]] = defaultdict(list)
    for written, number in counted.most_common():
        feature = json.loads(written)
        groups[feature["property"], number].append(feature)
    shown = [*dict.fromkeys(property_ for property_, _ in groups)][:_MOST_SETTLING]
    for (property_, number), equals in groups.items():
        if property_ in shown:
            yield {"sentence": asdict(_any_of(explainer.words, equals)), "number": number}


def _any_of(words: Words, features: Sequence[Json]) -> Text:
    """Return features of one property in words; the property is named once, where it has names."""
    name = features[0]["property"]
    if [each.get("value") for each in features] in ([True, False], [False, True]):
        label = words.label(ISTO + name)
        return Text(f"whether it {label.en}", f"是否{label.zh}")
    if name not in CONCEPT_PROPERTIES or not all("value" in each for each in features):
        return listed(map(words.feature, features), "or")
    values = (words.value(name, each["value"]) for each in features)
    return applied(words.label(ISTO + name), listed(values, "or"))
