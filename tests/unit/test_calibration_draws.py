"""Knowledge files drawn from our own entries, our own entries themselves, and what is asked of both."""

import pytest

from knowledge.calibration.cases import Kind, SeedEntry, build_case_sets, fold_of
from knowledge.calibration.draws import draw_case_sets, draw_practice_sets
from knowledge.calibration.fitting import Asked, case_weights
from knowledge.calibration.forwarding import as_forward
from knowledge.evaluation.files import Contradiction, LabelledFiles, Question
from knowledge.matching.types import IndexedEntry, Richness
from knowledge.training.topics import PracticeTopic

ENTRIES = 240


def entry(number: int, kind: str) -> SeedEntry:
    neighbour = number + 1 if number % 2 == 0 else number - 1
    told = IndexedEntry(f"e{number}", f"说法{number}", tuple(f"问法{number}之{n}" for n in range(7)), "不会。\n放心。")
    return SeedEntry(told, frozenset({f"e{neighbour}"}), fold_of(f"e{number}"), kind)


SEED = tuple(entry(number, "plan" if number % 12 == 0 else "rumor") for number in range(ENTRIES))
LABELLED = LabelledFiles(
    entries=tuple(one.entry for one in SEED),
    questions=tuple(Question(f"问{number}", f"e{number}") for number in range(ENTRIES)),
    negatives={"negatives_far": ("下雨吗", "几点了", "限行吗", "放假吗")},
    contradictions=tuple(Contradiction(f"真{n}", f"像{n}", f"e{n}") for n in range(ENTRIES)),
)
DRAWS = list(draw_case_sets(SEED, LABELLED))
OWN = build_case_sets(SEED, LABELLED)
TOPICS = [
    PracticeTopic(
        f"t/{n}", f"传言{n}", (f"听说{n}", f"真的{n}"), (f"转发{n}",), (f"不是{n}",), related=frozenset({f"t/{n ^ 1}"})
    )
    for n in range(ENTRIES)
]
PRACTISED = list(draw_practice_sets(TOPICS, LABELLED))


def test_a_drawn_file_tells_titles_and_answers_but_no_phrasing() -> None:
    assert {one.knowledge for one in DRAWS} == {Richness.ANSWERS, Richness.TITLES}
    for one in DRAWS:
        assert not any(told.phrasings for told in one.entries)
        assert all(bool(told.answer) is (one.knowledge is Richness.ANSWERS) for told in one.entries)


def test_only_claims_and_advice_are_drawn_and_some_draws_keep_linked_entries_apart() -> None:
    related = {one.entry.entry_id: one.related for one in SEED}
    plan = {one.entry.entry_id for one in SEED if one.kind == "plan"}
    linked = []
    for one in DRAWS:
        ids = {told.entry_id for told in one.entries}
        assert not ids & plan
        linked.append(any(related[entry_id] & ids for entry_id in ids))

    assert linked.count(True) == len(DRAWS) // 3


def test_a_question_has_an_answer_just_where_its_topic_was_drawn() -> None:
    for one in DRAWS:
        ids = {told.entry_id for told in one.entries}
        for case in one.cases:
            if case.kind is Kind.QUESTION:
                assert case.topic_id in ids
            elif case.kind is Kind.WITHHELD:
                assert case.topic_id is None
                assert case.group not in ids
            elif case.kind is Kind.NEAR_MISS:
                assert case.group in ids


def test_practice_topics_are_told_by_title_and_asked_about_in_their_wordings() -> None:
    told = {topic.title for topic in TOPICS}
    for one in PRACTISED:
        assert {entry.title for entry in one.entries} <= told
        assert not any(entry.phrasings or entry.answer for entry in one.entries)
        asked = {case.text for case in one.cases if case.kind is Kind.QUESTION}
        assert any(text.startswith("听说") for text in asked)
        assert any(text.startswith("转发") for text in asked)


def test_what_only_looks_like_a_practice_topic_is_asked_where_the_topic_is_there() -> None:
    for one in PRACTISED:
        ids = {entry.entry_id for entry in one.entries}
        near = [case for case in one.cases if case.kind is Kind.NEAR_MISS]
        assert near
        assert all(case.text.startswith("不是") and case.group in ids and case.topic_id is None for case in near)


def test_topics_asked_are_those_the_fold_s_encoder_has_not_seen() -> None:
    for one in [*DRAWS, *PRACTISED, *OWN]:
        asked = [case for case in one.cases if case.kind in {Kind.QUESTION, Kind.WITHHELD, Kind.NEAR_MISS}]
        assert asked
        assert {fold_of(case.group) for case in asked} == {one.fold}


def test_the_encoder_in_service_is_asked_where_our_entries_are_as_published() -> None:
    everything = tuple(one.entry for one in SEED)

    assert [one.entries == everything for one in OWN] == [one.is_served for one in OWN]
    assert any(one.is_served for one in OWN)
    assert not any(one.is_served for one in DRAWS)


def test_the_same_draws_are_made_every_time() -> None:
    assert list(draw_case_sets(SEED, LABELLED)) == DRAWS


def test_a_forward_says_its_claim_in_every_way_it_was_given() -> None:
    message = as_forward("隔夜菜致癌", "剩菜过夜有毒", "隔夜的菜不能吃！")

    assert all(said in message for said in ("隔夜菜致癌。", "剩菜过夜有毒。", "隔夜的菜不能吃！"))
    assert message == as_forward("隔夜菜致癌", "剩菜过夜有毒", "隔夜的菜不能吃！")


def test_a_kind_of_case_counts_its_share_however_many_cases_it_has() -> None:
    cases = [case for case in OWN[0].cases if case.kind in {Kind.QUESTION, Kind.NEAR_MISS}]
    asked = [Asked(case, Richness.FULL, (), ()) for case in [*cases, *cases[:3]]]
    weights = case_weights(asked, {Kind.QUESTION: 3.0, Kind.NEAR_MISS: 1.0})

    counted = {kind: sum(weights[one.case.kind] for one in asked if one.case.kind is kind) for kind in weights}
    assert counted[Kind.QUESTION] == pytest.approx(3 * counted[Kind.NEAR_MISS])
    assert sum(counted.values()) == pytest.approx(len(asked))
