"""Figure 1 as the theory has it: what stands under what, and what the divisions amount to."""

from itertools import pairwise

import pytest

from istograph.classification import Theory, load_theory
from istograph.classification.explanations.figure import Figure, load_figure


@pytest.fixture(scope="module")
def theory() -> Theory:
    return load_theory()


@pytest.fixture(scope="module")
def figure() -> Figure:
    return load_figure()


def said(theory: Theory, *names: str, no: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the statuses of what is said to be some classes, and said not to be others."""
    facts = [{"property": "isSaidToBe", "value": name} for name in names]
    facts += [{"property": "isSaidToBe", "value": name, "negated": True} for name in no]
    numbered = [{"id": str(n), **fact} for n, fact in enumerate(facts)]
    return theory.statuses({"id": "x", "facts": numbered})


def test_every_class_is_there_in_the_order_of_the_answer(theory: Theory, figure: Figure) -> None:
    assert [each.name for each in figure.classes] == [term.name for term in theory.classes]


def test_the_paragraph_of_the_figure_names_nine_classes(figure: Figure) -> None:
    """Section 2, l. 53; what footnote ①, sections 2.1 and 3.5 speak of is added."""
    added = {each.name for each in figure.classes if not each.is_own}

    assert added == {
        *("NonGovernmentalOrganization", "DomesticNGO", "OverseasNGO"),
        *("BroadISTO", "CivilISTO"),
    }


def test_a_class_lies_within_its_parents_and_nothing_lies_between(
    theory: Theory, figure: Figure
) -> None:
    above = {
        each.name: {
            name for name, status in said(theory, each.name).items() if status == "entailed"
        }
        for each in figure.classes
    }
    for each in figure.classes:
        assert set(each.parents) <= above[each.name] - {each.name}
        for one, other in pairwise(each.parents):
            assert one not in above[other] or other not in above[one]


def test_whether_an_isto_is_non_governmental_is_open(theory: Theory, figure: Figure) -> None:
    """What section 2.1(1) says of it is a claim; were it an axiom, the two would be one class."""
    civil = next(each for each in figure.classes if each.name == "CivilISTO")

    assert civil.open == {"ISTO"}
    assert said(theory, "ISTO")["CivilISTO"] == "unknown"


def test_a_division_says_what_the_theory_says(theory: Theory, figure: Figure) -> None:
    for division in figure.divisions:
        one, *others = division.parts
        excluded = all(said(theory, one)[name] == "refuted" for name in others)
        rest = said(theory, division.parent, no=tuple(others))
        assert bool(division.exclusive) == excluded
        assert bool(division.exhaustive) == (rest[one] == "entailed")


def test_the_paper_divides_by_four_axes(figure: Figure) -> None:
    assert [(each.parent, each.axis) for each in figure.divisions] == [
        ("InternationalOrganization", "attribute"),
        ("InternationalOrganization", "nature"),
        ("InternationalNGO", "place"),
        ("ProfessionalOrganization", "science"),
    ]
