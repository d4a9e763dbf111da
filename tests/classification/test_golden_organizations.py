"""Ten organizations of the dataset, explained in both languages, to be read.

To accept a new wording or a new fact, run with ISTOGRAPH_GOLDEN=write and read the difference.
"""

import difflib
import os
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from istograph.classification import load_theory
from istograph.classification.descriptions.records import find
from istograph.classification.explanations.conditions import load_explainer
from istograph.classification.explanations.evidence import stored_background
from istograph.classification.explanations.rendering import as_text

GOLDEN = Path(__file__).parent / "golden" / "organizations"
DAY = "2026-11-22"
# What is worth reading of each; and the host that is asked about.
ORGANIZATIONS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "inbar": (
        ("IntergovernmentalOrganization", "DomesticINGO", "ISTO", "STAttributedOrganization"),
        None,
    ),
    "iter-organization": (("IntergovernmentalOrganization", "ISTO", "CivilISTO"), None),
    "iso": (("InternationalNGO", "OverseasINGO", "ISTO", "CivilISTO"), None),
    # Of states and of societies at once.
    "iucn": (("IntergovernmentalOrganization", "InternationalNGO", "BroadISTO"), None),
    # A society under the law of Hong Kong.
    "hkie": (("DomesticNGO", "OverseasNGO", "InternationalOrganization"), "HK"),
    # Overseas, with an office in Beijing.
    "wwf": (("OverseasNGO", "DomesticINGO", "InternationalNGO"), "cn"),
    # Nobody calls it international, and it is under the law of one state.
    "icrc": (("InternationalOrganization", "NonGovernmentalOrganization", "OverseasINGO"), None),
    "irri": (("IntergovernmentalOrganization", "InternationalNGO", "ISTO"), None),
    "icsu": (("InternationalNGO", "CivilISTO", "DomesticNGO"), None),
    # Founded by an organ of another intergovernmental organization.
    "iarc": (("IntergovernmentalOrganization", "STAttributedOrganization", "DomesticINGO"), None),
}


def explained(store: Store, key: str, language: Any) -> str:
    classes, host = ORGANIZATIONS[key]
    record = find(store, key)
    background = stored_background(store, record.iri, record.description)
    answer = load_theory().classify(record.description, as_of=DAY, host=host)
    explainer = load_explainer()
    written = explainer.writer.explain(
        answer, record.description, background, classes=classes, most=2
    )
    # A search that would be cut short by the clock would not always end alike.
    found = (
        explainer.why_not(name, answer, record.description, background, seconds=600)
        for name in classes
    )
    return as_text(written, language, [why for why in found if why is not None])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("key", ORGANIZATIONS)
def test_an_organization_reads_so(store: Store, key: str, language: Any) -> None:
    written = explained(store, key, language)
    golden = GOLDEN / f"{key}-{language}.txt"
    if os.environ.get("ISTOGRAPH_GOLDEN") == "write":
        golden.write_text(written, encoding="utf-8")

    expected = golden.read_text(encoding="utf-8")
    assert not list(difflib.unified_diff(expected.splitlines(), written.splitlines(), lineterm=""))


def test_they_are_of_every_kind() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {
        f"{key}-{language}.txt" for key in ORGANIZATIONS for language in ("en", "zh")
    }
