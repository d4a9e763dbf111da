"""The questionnaire asks what still matters, ends, and says what the classifier says."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from istograph.classification import load_theory
from istograph.classification.explanations.questionnaire import Questionnaire, load_questionnaire
from istograph.classification.explanations.questions import UNKNOWN, Question
from istograph.errors import TermError

Json = dict[str, Any]
INTERGOVERNMENTAL = {"kind": "organization", "instrument": "multilateral-agreement"}


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    return load_questionnaire()


def an_answer(question: Question) -> st.SearchStrategy[str]:
    keys = [choice.key for choice in question.choices]
    if question.several:
        return st.lists(st.sampled_from(keys[:12]), max_size=4, unique=True).map(",".join)
    return st.sampled_from([*keys[:12], *keys[-4:]])


def answered(data: st.DataObject, questionnaire: Questionnaire) -> dict[str, str]:
    """Answer at random, `unknown` now and then, until nothing is asked any more."""
    answers: dict[str, str] = {}
    while question := questionnaire.next_question(answers):
        given_up = data.draw(st.integers(0, 3)) == 0
        answers[question.key] = UNKNOWN if given_up else data.draw(an_answer(question))
        assert len(answers) <= len(questionnaire.questions)
    return answers


@settings(max_examples=150)
@given(data=st.data())
def test_any_answers_come_to_an_end_that_the_classifier_agrees_with(data: st.DataObject) -> None:
    questionnaire = load_questionnaire()
    answers = answered(data, questionnaire)
    answer, explanation = questionnaire.result(answers)
    facts = questionnaire.description(answers)["facts"]

    statuses = load_theory().statuses({"id": "x", "facts": facts})
    assert {v["class"].removeprefix("isto:"): v["status"] for v in answer["verdicts"]} == statuses
    assert {verdict.key: verdict.status for verdict in explanation.verdicts} == statuses


@settings(max_examples=60)
@given(data=st.data())
def test_what_is_not_asked_any_more_decides_nothing(data: st.DataObject) -> None:
    """It may contradict what was said, and then makes a verdict contested; but it decides none."""
    questionnaire = load_questionnaire()
    answers = answered(data, questionnaire)
    before = load_theory().statuses(questionnaire.description(answers))
    left = [question for question in questionnaire.questions if question.key not in answers]

    for question in left:
        further = {**answers, question.key: data.draw(an_answer(question))}
        after = load_theory().statuses(questionnaire.description(further))
        for name, status in before.items():
            assert status != "unknown" or after[name] in ("unknown", "contested")


def test_there_are_few_questions(questionnaire: Questionnaire) -> None:
    assert len(questionnaire.questions) == 8


def test_the_first_question_is_what_it_is(questionnaire: Questionnaire) -> None:
    first = questionnaire.next_question({})

    assert first is not None
    assert first.text.zh == "它是什么？"


@pytest.mark.parametrize("kind", ["office", "government-body", "no-organization"])
def test_what_is_no_organization_of_its_own_is_asked_nothing_more(
    questionnaire: Questionnaire, kind: str
) -> None:
    assert questionnaire.next_question({"kind": kind}) is None


def test_nobody_is_asked_where_a_treaty_body_is_established(questionnaire: Questionnaire) -> None:
    asked = []
    answers = dict(INTERGOVERNMENTAL)
    while question := questionnaire.next_question(answers):
        asked.append(question.key)
        answers[question.key] = {"principal-field": "forestry"}.get(question.key, UNKNOWN)

    assert asked == ["principal-field", "science"]


def test_an_office_is_explained_with_a_parent_that_has_no_name(
    questionnaire: Questionnaire,
) -> None:
    _, explanation = questionnaire.result({"kind": "office"}, name="北京代表处")

    fact = explanation.verdicts[0].sides[0].proofs[0].facts[0]
    assert explanation.verdicts[0].sentence.zh == "北京代表处不是国际组织：该类别不成立"
    assert fact.sentence.zh == "是另一组织的办事机构"


def test_an_answer_may_be_said_in_words(questionnaire: Questionnaire) -> None:
    question = questionnaire.question("participants")

    assert question.canonical("法国, Hong Kong,cn , CN") == "FR,HK,CN"
    assert question.canonical(" unknown ") == UNKNOWN


def test_a_wrong_answer_names_the_nearest(questionnaire: Questionnaire) -> None:
    with pytest.raises(TermError, match="no question 'field'; there are kind, instrument"):
        questionnaire.question("field")
    with pytest.raises(TermError, match="did you mean 'multilateral-agreement'"):
        questionnaire.result({"kind": "organization", "instrument": "multi-lateral agreement"})


def test_every_question_and_choice_is_said_in_both_languages(questionnaire: Questionnaire) -> None:
    for question in questionnaire.questions:
        texts = [question.text, question.help, *(choice.text for choice in question.choices)]
        assert all(text.en and text.zh for text in texts)


def test_fields_stand_in_the_groups_that_decide_the_nature(questionnaire: Questionnaire) -> None:
    groups = {choice.group.en for choice in questionnaire.question("principal-field").choices}

    assert groups == {
        "general field",
        "other professional field",
        "scientific and technological field",
    }


def test_every_choice_states_facts_that_the_classifier_takes(questionnaire: Questionnaire) -> None:
    for question in questionnaire.questions:
        for choice in question.choices:
            load_theory().statuses(questionnaire.description({question.key: choice.key}))


def test_what_was_not_known_may_decide_after_all() -> None:
    questionnaire = load_questionnaire()
    answers = {"kind": "organization", "instrument": "unknown", "international": "yes"}

    assert [q.key for q in questionnaire.deciding(answers)] == ["instrument"]
    assert questionnaire.deciding({**answers, "instrument": "multilateral-agreement"}) == ()


def test_an_answer_is_summed_up_in_a_sentence() -> None:
    questionnaire = load_questionnaire()
    answers = {
        "kind": "organization",
        "instrument": "multilateral-agreement",
        "principal-field": "forestry",
    }
    summary = questionnaire.summary(questionnaire.result(answers)[1])
    nothing = questionnaire.summary(questionnaire.result({})[1])

    assert summary.en == (
        "It is an intergovernmental organization and a professional international organization; "
        "it is not an international scientific and technological organization; whether it is a "
        "professional organization of another field with S&T attributes is not known."
    )
    assert summary.zh.startswith("它是政府间国际组织和专业性国际组织；它不是国际科技组织；")
    assert nothing.en.startswith("Whether it is")


def test_what_follows_is_open_before_the_first_answer(questionnaire: Questionnaire) -> None:
    start = [each.key for each in questionnaire.useful({})]

    assert start == [each.key for each in questionnaire.questions]
    assert start[1:] == [each.key for each in questionnaire.useful({"kind": "organization"})]
    assert [each.key for each in questionnaire.useful({}, "IntergovernmentalOrganization")] == [
        *("kind", "instrument", "nonprofit", "participants", "international"),
    ]


def test_the_law_of_china_is_asked_for_as_that_of_the_mainland(
    questionnaire: Questionnaire,
) -> None:
    asked = {question.key: question for question in questionnaire.questions}
    law, members = (
        next(choice for choice in asked[key].choices if choice.key == "CN")
        for key in ("establishment", "participants")
    )

    assert (law.text.en, law.text.zh) == ("the mainland of China", "中国内地")
    assert (members.text.en, members.text.zh) == ("China", "中国")
    assert [choice.key for choice in asked["establishment"].choices[:4]] == ["CN", "HK", "MO", "TW"]
