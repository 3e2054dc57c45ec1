"""Merging, splitting and moving: what staff decide stays decided."""

import pytest
from sqlalchemy import select

from knowledge.emerging.kinds import DecisionKind
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.models import ClusterDecision
from knowledge.errors import InvalidInput, LedgerConflict, NotFound, WrongState
from knowledge.service import Knowledge
from tests.builders import EDITOR, OFFICE, RAINBOW, RAINBOW_REWORDED, ask, make_draft

EGGS = "大张庄养鸭场的鸭蛋里查出水银了"


def two_clusters(knowledge: Knowledge) -> None:
    """Cluster 1: two wordings of one rumor; cluster 2: another rumor."""
    ask(knowledge, RAINBOW, conversation="a")
    ask(knowledge, RAINBOW_REWORDED, conversation="b")
    ask(knowledge, EGGS, conversation="c")


def decisions(knowledge: Knowledge) -> list[tuple[DecisionKind, int, int, list[int]]]:
    with knowledge.database.read() as session:
        rows = session.scalars(select(ClusterDecision).order_by(ClusterDecision.id))
        return [(row.kind, row.from_cluster_id, row.to_cluster_id, row.report_ids) for row in rows]


def test_a_merged_cluster_keeps_its_history_and_points_to_the_other(knowledge: Knowledge) -> None:
    two_clusters(knowledge)
    merged = knowledge.merge_clusters(2, 1, OFFICE)
    assert (merged.cluster_id, merged.report_count, merged.mention_count, merged.asker_count) == (1, 3, 3, 3)
    assert merged.companies == ("大张庄养鸭场",)
    assert merged.needs_company_check
    assert [report.is_pinned for report in merged.reports] == [False, False, True]
    assert [cluster.cluster_id for cluster in knowledge.list_clusters()] == [1]
    left = knowledge.cluster(2)
    assert (left.merged_into_id, left.report_count) == (1, 0)
    assert decisions(knowledge) == [(DecisionKind.MERGE, 2, 1, [3])]
    with pytest.raises(WrongState) as caught:
        knowledge.dismiss_cluster(2, OFFICE, reason="重复")
    assert "已经并入 1 号" in caught.value.message


def test_a_cluster_merged_with_itself_is_refused_with_what_to_do(knowledge: Knowledge) -> None:
    two_clusters(knowledge)
    with pytest.raises(InvalidInput) as caught:
        knowledge.merge_clusters(1, 1, OFFICE)
    assert caught.value.field == "into"
    assert "不能把一个线索簇和它自己合并" in caught.value.message
    for into in (404, 2):
        if into == 2:
            knowledge.merge_clusters(2, 1, OFFICE)
        with pytest.raises((NotFound, WrongState)):
            knowledge.merge_clusters(1, into, OFFICE)


def test_the_next_report_of_a_merged_rumor_joins_where_staff_put_it(knowledge: Knowledge) -> None:
    two_clusters(knowledge)
    knowledge.merge_clusters(2, 1, OFFICE)
    _, outcome = ask(knowledge, EGGS, conversation="d")
    assert not outcome.receipt.is_new_cluster
    assert knowledge.cluster(1).report_count == 4


def test_chosen_reports_become_a_cluster_of_their_own(knowledge: Knowledge) -> None:
    two_clusters(knowledge)
    new = knowledge.split_cluster(1, [2], OFFICE)
    assert (new.claim, new.report_count, new.status) == (RAINBOW_REWORDED, 1, ClusterStatus.PENDING)
    assert new.reports[0].is_pinned
    assert knowledge.cluster(1).report_count == 1
    assert decisions(knowledge) == [(DecisionKind.SPLIT, 1, new.cluster_id, [2])]
    # The same words again go with the report staff took out, not back to where it came from.
    ask(knowledge, RAINBOW_REWORDED, conversation="d")
    assert knowledge.cluster(new.cluster_id).report_count == 2


@pytest.mark.parametrize("chosen", [[], [1, 2], [3], [1, 404]])
def test_a_split_takes_some_of_the_clusters_own_reports(knowledge: Knowledge, chosen: list[int]) -> None:
    two_clusters(knowledge)
    with pytest.raises(InvalidInput) as caught:
        knowledge.split_cluster(1, chosen, OFFICE)
    assert caught.value.field == "reports"
    assert decisions(knowledge) == []


def test_reports_are_moved_and_the_last_ones_take_their_cluster_along(knowledge: Knowledge) -> None:
    two_clusters(knowledge)
    moved = knowledge.move_reports(1, [2], 2, OFFICE)
    assert [report.report_id for report in moved.reports] == [2, 3]
    assert knowledge.cluster(1).asker_count == 1
    knowledge.move_reports(1, [1], 2, OFFICE)
    assert knowledge.cluster(1).merged_into_id == 2
    assert [kind for kind, *_ in decisions(knowledge)] == [DecisionKind.MOVE, DecisionKind.MERGE]
    for ids, to in (([1], 2), ([404], 1), ([], 1)):
        with pytest.raises((InvalidInput, WrongState)):
            knowledge.move_reports(2, ids, to, OFFICE)
    with pytest.raises(NotFound):
        knowledge.move_reports(2, [1], 404, OFFICE)


def test_two_answered_clusters_are_not_merged_blindly(knowledge: Knowledge) -> None:
    two_clusters(knowledge)
    first = knowledge.draft_rebuttal(1, make_draft(), EDITOR)
    assert knowledge.merge_clusters(2, 1, OFFICE).entry_id == first
    ask(knowledge, "听说北辰夜市的蓝色豆腐脑加了荧光粉，喝了会瞎眼", conversation="e")
    second = knowledge.draft_rebuttal(3, make_draft(title="蓝色豆腐脑加了荧光粉"), EDITOR)
    with pytest.raises(WrongState) as caught:
        knowledge.merge_clusters(3, 1, OFFICE)
    assert first in caught.value.message
    assert second in caught.value.message


def test_merging_an_answered_cluster_takes_the_answer_along(knowledge: Knowledge) -> None:
    two_clusters(knowledge)
    entry_id = knowledge.draft_rebuttal(2, make_draft(), EDITOR)
    merged = knowledge.merge_clusters(2, 1, OFFICE)
    assert merged.entry_id == entry_id
    assert knowledge.entry(entry_id).cluster_ids == (1,)


def test_rearranging_what_somebody_changed_since_is_refused(knowledge: Knowledge) -> None:
    two_clusters(knowledge)
    read = knowledge.cluster(1).edition
    knowledge.split_cluster(1, [2], OFFICE, edition=read)
    with pytest.raises(LedgerConflict):
        knowledge.merge_clusters(1, 2, OFFICE, edition=read)
