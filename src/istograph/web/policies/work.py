"""What a worker does for `/policies?id=`: it may be killed, as any that reasons about facts."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import IO, Any

from pyoxigraph import Store

from istograph.classification.descriptions.parsing import Described, JsonPlace, described_in
from istograph.classification.descriptions.records import find
from istograph.classification.explanations.conditions import load_explainer
from istograph.classification.explanations.evidence import given, stored_background
from istograph.classification.explanations.rendering import as_json
from istograph.errors import NOWHERE, Spot
from istograph.model import isto
from istograph.policies import Aim, concerning
from istograph.policies.headings import BROAD, INTERNATIONAL, ISTO
from istograph.rdf.formats import JSON
from istograph.web.classification.forms import AS_JSON, dump

CONCERN = f"{__name__}:concern"
# What headings of the tables speak of.
_CLASSES = (INTERNATIONAL, ISTO, BROAD)


def concern(
    store: Store, request: Mapping[str, Any], body: bytes, output: IO[bytes]
) -> Mapping[str, Any]:
    """Answer which policies and measures concern a record, or what a description is of."""
    explainer = load_explainer()
    record = find(store, request["iri"]) if request["iri"] else None
    described = (
        Described(record.description, JsonPlace(Spot(request["iri"])))
        if record
        else described_in(request["description"], NOWHERE)[0]
    )
    description = described.description
    statuses = described.use(lambda each: explainer.theory.statuses(each, request["as_of"]))
    found = concerning(store, statuses, request["place"], Aim(request["aim"]), request["as_of"])
    head = {"id": description["id"], "dataset": request["dataset"]}
    if request["form"] == AS_JSON:
        output.write(dump({**head, **as_json(found)}))
    else:
        known = stored_background(store, record.iri, description) if record else given(description)
        verdicts = [
            {
                "class": name,
                "label": asdict(explainer.words.label(isto(name).value)),
                "status": statuses[name],
            }
            for name in _CLASSES
        ]
        page = {"name": asdict(known.name), "verdicts": verdicts}
        output.write(dump({**head, **page, **asdict(found)}))
    return {"kind": "answers", "media_type": JSON.media_type}
