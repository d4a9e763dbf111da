"""reconciler, which matches a column of pandas as OpenRefine does, on the curated records.

https://pypi.org/project/reconciler/
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.serving import serving

pandas = pytest.importorskip("pandas", reason="needs pandas: pip install 'istograph[clients]'")
reconciler = pytest.importorskip(
    "reconciler", reason="needs reconciler: pip install 'istograph[clients]'"
)

# The client's own habits: they are its to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture(scope="module")
def address(dataset: Path) -> Iterator[str]:
    with serving("--store", str(dataset)) as found:
        yield f"{found}/reconcile"


def matched(found: Any) -> dict[str, str]:
    """Return which record each value was matched to without asking a person."""
    sure = found[found["match"]]
    return dict(zip(sure["input_value"], sure["id"], strict=True))


def test_a_column_of_names_in_both_languages_is_matched(address: str) -> None:
    names = pandas.Series(["国际竹藤组织", "International Union for Conservation of Nature"])

    found = matched(reconciler.reconcile(names, reconciliation_endpoint=address))

    assert {found[names[0]], found[names[1]]} == {"inbar", "iucn"}


def test_more_than_a_batch_of_the_client_is_matched(address: str) -> None:
    # The client sends ten at a time, and counts them through.
    names = pandas.Series([f"International Bamboo and Rattan Organization {n}" for n in range(25)])

    found = reconciler.reconcile(names, type_id="Organization", reconciliation_endpoint=address)

    assert len(found) == 25
    assert set(found["id"]) == {"inbar"}


def test_a_second_column_tells_namesakes_apart(address: str) -> None:
    frame = pandas.DataFrame({"name": ["International Energy Agency"], "country": ["France"]})

    found = reconciler.reconcile(
        frame["name"],
        type_id="Organization",
        property_mapping={"isHeadquarteredIn": frame["country"]},
        top_res="all",
        reconciliation_endpoint=address,
    )

    assert matched(found) == {"International Energy Agency": "iea"}
