"""Assigning, checking, concluding: who may, what is needed, and what is kept of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from knowledge.audit.actions import Action, SubjectKind
from knowledge.audit.models import AuditRecord
from knowledge.clock import china_date
from knowledge.emerging.kinds import Harm
from knowledge.emerging.ledger import Conclusion
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.listing import LedgerFilter
from knowledge.emerging.views import DueState
from knowledge.errors import InvalidInput, LedgerConflict, NotAllowed, NotFound, WrongState
from knowledge.service import Knowledge
from tests.builders import EDITOR, OFFICE, RAINBOW, REVIEWER, FixedClock, ask, make_draft
from tests.databases import stored_rows

UNIT = "区市场监管局"
DUE = date(2026, 11, 30)
REBUTTED = Conclusion(ClusterStatus.REBUTTED, "抽检没有检出染料，说法不实", "区市场监管局抽检结果", "检验报告第 12 号")


def assigned(knowledge: Knowledge, text: str = RAINBOW) -> int:
    """A cluster in 核查中."""
    ask(knowledge, text)
    cluster_id = knowledge.list_clusters()[0].cluster_id
    knowledge.assign_cluster(cluster_id, OFFICE, unit=UNIT, due_on=DUE)
    return cluster_id


def actions_on(knowledge: Knowledge, cluster_id: int) -> list[Action]:
    with knowledge.database.read() as session:
        query = select(AuditRecord.action).where(
            AuditRecord.subject_kind == SubjectKind.CLUSTER.value, AuditRecord.subject_id == str(cluster_id)
        )
        return [Action(action) for action in session.scalars(query.order_by(AuditRecord.id))]


def test_a_lead_goes_from_the_queue_to_a_unit_to_a_conclusion(knowledge: Knowledge, clock: FixedClock) -> None:
    ask(knowledge, RAINBOW)
    file = knowledge.cluster_file(1, viewer=OFFICE)
    assert (file.default_unit, file.default_due_on) == ("区市场监管局", date(2026, 11, 26))
    clock.advance(hours=2)
    checking = knowledge.assign_cluster(1, OFFICE, unit=UNIT, due_on=DUE)
    assert (checking.status, checking.unit, checking.due_on) == (ClusterStatus.CHECKING, UNIT, DUE)
    clock.advance(hours=30)
    closed = knowledge.conclude_cluster(1, OFFICE, REBUTTED)
    assert (closed.status_label, closed.conclusion, closed.concluded_by) == ("已辟谣", REBUTTED.conclusion, OFFICE)
    moves = knowledge.cluster_file(1, viewer=OFFICE).moves
    assert [(move.from_status, move.to_status, move.actor) for move in moves] == [
        (None, ClusterStatus.PENDING, "system"),
        (ClusterStatus.PENDING, ClusterStatus.CHECKING, OFFICE),
        (ClusterStatus.CHECKING, ClusterStatus.REBUTTED, OFFICE),
    ]
    assert moves[2].at - moves[1].at == timedelta(hours=30)
    assert actions_on(knowledge, 1) == [Action.ASSIGN, Action.CONCLUDE]


def test_the_audit_record_says_what_was_before_and_after(knowledge: Knowledge) -> None:
    assigned(knowledge)
    with knowledge.database.read() as session:
        record = session.scalars(select(AuditRecord).where(AuditRecord.action == Action.ASSIGN.value)).one()
    assert record.actor == OFFICE
    assert record.before == {"unit": None, "due_on": None, "status": "pending"}
    assert record.after == {"unit": UNIT, "due_on": "2026-11-30", "status": "checking"}


@pytest.mark.parametrize(
    ("unit", "due_on", "field"),
    [("", DUE, "unit"), ("区气象局", DUE, "unit"), (UNIT, None, "due_on"), (UNIT, date(2026, 11, 22), "due_on")],
)
def test_assigning_needs_a_unit_of_the_plan_and_a_day_ahead(
    knowledge: Knowledge, unit: str, due_on: date | None, field: str
) -> None:
    ask(knowledge, RAINBOW)
    with pytest.raises(InvalidInput) as caught:
        knowledge.assign_cluster(1, OFFICE, unit=unit, due_on=due_on)
    assert caught.value.field == field
    assert knowledge.cluster(1).status is ClusterStatus.PENDING


@pytest.mark.parametrize("missing", ["conclusion", "basis", "evidence"])
def test_concluding_needs_conclusion_basis_and_evidence(knowledge: Knowledge, missing: str) -> None:
    cluster_id = assigned(knowledge)
    texts = {"conclusion": "不实", "basis": "抽检", "evidence": "报告"} | {missing: "  "}
    with pytest.raises(InvalidInput) as caught:
        knowledge.conclude_cluster(cluster_id, OFFICE, Conclusion(ClusterStatus.CONFIRMED, **texts))
    assert caught.value.field == missing


def test_dismissing_sending_back_and_reopening_need_a_reason(knowledge: Knowledge) -> None:
    cluster_id = assigned(knowledge)
    for attempt in (knowledge.dismiss_cluster, knowledge.send_cluster_back):
        with pytest.raises(InvalidInput):
            attempt(cluster_id, OFFICE, reason=" ")
    back = knowledge.send_cluster_back(cluster_id, OFFICE, reason="不归这个单位管")
    assert (back.status, back.unit, back.due_on) == (ClusterStatus.PENDING, None, None)
    dismissed = knowledge.dismiss_cluster(cluster_id, OFFICE, reason="没有可查的内容")
    assert (dismissed.status_label, dismissed.dismissal_reason) == ("不予处理", "没有可查的内容")
    with pytest.raises(InvalidInput):
        knowledge.reopen_cluster(cluster_id, OFFICE, reason="")
    assert knowledge.reopen_cluster(cluster_id, OFFICE, reason="有了地点").status is ClusterStatus.PENDING
    with pytest.raises(WrongState):
        knowledge.reopen_cluster(cluster_id, OFFICE, reason="再来一次")


def test_a_move_outside_the_table_is_refused_and_leaves_no_trace(knowledge: Knowledge) -> None:
    ask(knowledge, RAINBOW)
    with pytest.raises(WrongState):
        knowledge.conclude_cluster(1, OFFICE, REBUTTED)
    assert actions_on(knowledge, 1) == []
    assert len(knowledge.cluster_file(1, viewer=OFFICE).moves) == 1
    assigned_id = assigned(knowledge, "大张庄养鸭场的鸭蛋里查出水银了")
    knowledge.dismiss_cluster(assigned_id, OFFICE, reason="重复")
    with pytest.raises(WrongState):
        knowledge.assign_cluster(assigned_id, OFFICE, unit=UNIT, due_on=DUE)


def test_only_the_office_works_the_ledger(knowledge: Knowledge) -> None:
    ask(knowledge, RAINBOW)
    for person in (EDITOR, REVIEWER, "路人"):
        with pytest.raises(NotAllowed):
            knowledge.assign_cluster(1, person, unit=UNIT, due_on=DUE)
        with pytest.raises(NotAllowed):
            knowledge.merge_clusters(1, 2, person)
    with pytest.raises(NotAllowed):
        knowledge.find_lines(LedgerFilter(), viewer="路人")
    with pytest.raises(NotFound):
        knowledge.assign_cluster(404, OFFICE, unit=UNIT, due_on=DUE)


def test_the_second_of_two_officers_learns_what_the_first_concluded(knowledge: Knowledge) -> None:
    cluster_id = assigned(knowledge)
    read = knowledge.cluster(cluster_id).edition
    knowledge.conclude_cluster(cluster_id, OFFICE, REBUTTED, edition=read)
    other = Conclusion(ClusterStatus.CONFIRMED, "确实染过色", "现场检查", "照片三张")
    with pytest.raises(LedgerConflict) as caught:
        knowledge.conclude_cluster(cluster_id, OFFICE, other, edition=read)
    conflict = caught.value
    assert conflict.saved == {
        "状态": "已辟谣",
        "核查结论": REBUTTED.conclusion,
        "依据": REBUTTED.basis,
        "佐证材料": REBUTTED.evidence,
    }
    assert conflict.wanted["核查结论"] == "确实染过色"
    assert "现在是“抽检没有检出染料，说法不实”，您填的是“确实染过色”" in conflict.message
    assert knowledge.cluster(cluster_id).conclusion == REBUTTED.conclusion


def test_a_new_report_does_not_get_in_an_officers_way(knowledge: Knowledge) -> None:
    cluster_id = assigned(knowledge)
    read = knowledge.cluster(cluster_id).edition
    ask(knowledge, RAINBOW, conversation="another")
    assert knowledge.conclude_cluster(cluster_id, OFFICE, REBUTTED, edition=read).report_count == 2


def test_a_company_named_is_clarified_before_anything_is_concluded(knowledge: Knowledge, clock: FixedClock) -> None:
    cluster_id = assigned(knowledge, "宏达食品厂的香肠用死猪肉做的，吃了中毒")
    assert knowledge.cluster(cluster_id).companies == ("宏达食品厂",)
    with pytest.raises(WrongState) as caught:
        knowledge.conclude_cluster(cluster_id, OFFICE, REBUTTED)
    assert "宏达食品厂" in caught.value.message
    (waiting,) = knowledge.find_lines(LedgerFilter(needs_company_check=True), viewer=OFFICE).lines
    assert waiting.cluster.needs_company_check
    with pytest.raises(InvalidInput):
        knowledge.clear_companies(cluster_id, OFFICE, by="市场监管所王所长", on=date(2026, 12, 1))
    cleared = knowledge.clear_companies(cluster_id, OFFICE, by="市场监管所王所长")
    assert (cleared.company_checked_by, cleared.company_checked_on) == ("市场监管所王所长", date(2026, 11, 23))
    assert knowledge.conclude_cluster(cluster_id, OFFICE, REBUTTED).status is ClusterStatus.REBUTTED


def test_a_wrongly_found_company_is_corrected_and_a_new_one_is_to_be_clarified(knowledge: Knowledge) -> None:
    cluster_id = assigned(knowledge, "宏达食品厂的香肠用死猪肉做的，吃了中毒")
    knowledge.clear_companies(cluster_id, OFFICE, by="企业负责人")
    changed = knowledge.set_cluster_companies(cluster_id, OFFICE, companies=["宏达食品厂", "宏发肉联厂"])
    assert changed.needs_company_check
    assert not knowledge.set_cluster_companies(cluster_id, OFFICE, companies=[]).needs_company_check
    with pytest.raises(WrongState):
        knowledge.clear_companies(cluster_id, OFFICE, by="企业负责人")


def test_publishing_the_answer_fills_the_conclusion_from_the_entry(knowledge: Knowledge) -> None:
    ask(knowledge, RAINBOW)
    entry_id = knowledge.draft_rebuttal(1, make_draft(), EDITOR)
    begun = knowledge.cluster(1)
    assert (begun.status, begun.unit, begun.due_on) == (ClusterStatus.CHECKING, UNIT, date(2026, 11, 26))
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    closed = knowledge.cluster(1)
    assert closed.conclusion == "彩虹西瓜是正常品种，抽检没有发现染色，可以放心吃。"
    assert closed.basis == "北辰区市场监管局《彩虹西瓜抽检结果》"
    assert closed.evidence == "https://example.gov.cn/caihong"
    assert (closed.concluded_by, closed.status) == (REVIEWER, ClusterStatus.REBUTTED)
    assert actions_on(knowledge, 1) == [Action.LINK, Action.CONCLUDE]


def test_what_an_officer_concluded_stays_when_the_answer_is_written_and_published(knowledge: Knowledge) -> None:
    cluster_id = assigned(knowledge)
    knowledge.conclude_cluster(cluster_id, OFFICE, REBUTTED)
    entry_id = knowledge.draft_rebuttal(cluster_id, make_draft(), EDITOR)
    assert knowledge.cluster(cluster_id).status is ClusterStatus.REBUTTED
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    kept = knowledge.cluster(cluster_id)
    assert (kept.status, kept.entry_id) == (ClusterStatus.REBUTTED, entry_id)
    assert (kept.conclusion, kept.basis, kept.evidence) == (REBUTTED.conclusion, REBUTTED.basis, REBUTTED.evidence)
    assert kept.concluded_by == OFFICE


def test_an_answer_that_says_otherwise_than_the_officer_replaces_the_conclusion(knowledge: Knowledge) -> None:
    cluster_id = assigned(knowledge)
    knowledge.conclude_cluster(cluster_id, OFFICE, REBUTTED)
    true = make_draft(verdict="true", truth="这批彩虹西瓜确实查出了染料，已经下架。")
    entry_id = knowledge.draft_rebuttal(cluster_id, true, EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    kept = knowledge.cluster(cluster_id)
    assert (kept.status, kept.conclusion) == (ClusterStatus.CONFIRMED, true.truth)


def test_a_corrected_answer_corrects_the_conclusion_it_had_filled_in(knowledge: Knowledge) -> None:
    cluster_id = assigned(knowledge)
    entry_id = knowledge.draft_rebuttal(cluster_id, make_draft(), EDITOR)
    for truth in (None, "彩虹西瓜是育成的品种，抽检没有查出染料。"):
        if truth:
            knowledge.update_draft(entry_id, make_draft(truth=truth), EDITOR)
        knowledge.submit(entry_id, EDITOR)
        knowledge.publish(entry_id, REVIEWER)
    assert knowledge.cluster(cluster_id).conclusion == "彩虹西瓜是育成的品种，抽检没有查出染料。"


def test_a_published_answer_waits_for_the_company_step_in_the_ledger(knowledge: Knowledge) -> None:
    ask(knowledge, "宏达食品厂的香肠用死猪肉做的，吃了中毒")
    entry_id = knowledge.draft_rebuttal(1, make_draft(title="宏达食品厂的香肠是死猪肉做的"), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    assert knowledge.publish(entry_id, REVIEWER).is_public
    waiting = knowledge.cluster(1)
    assert (waiting.status, waiting.needs_company_check) == (ClusterStatus.CHECKING, True)
    assert waiting.conclusion
    knowledge.clear_companies(1, OFFICE, by="企业负责人")
    texts = Conclusion(ClusterStatus.REBUTTED, waiting.conclusion, waiting.basis, waiting.evidence)
    assert knowledge.conclude_cluster(1, OFFICE, texts).status is ClusterStatus.REBUTTED


def test_an_entry_that_is_public_already_closes_the_cluster_when_linked(knowledge: Knowledge) -> None:
    ask(knowledge, RAINBOW)
    closed = knowledge.link_entry(1, OFFICE, entry_id="geye-cai")
    assert (closed.status, closed.entry_id) == (ClusterStatus.REBUTTED, "geye-cai")
    assert [move.to_status for move in knowledge.cluster_file(1, viewer=OFFICE).moves] == [
        ClusterStatus.PENDING,
        ClusterStatus.CHECKING,
        ClusterStatus.REBUTTED,
    ]
    with pytest.raises(NotFound):
        knowledge.link_entry(1, OFFICE, entry_id="nothing")


def test_a_closed_cluster_that_is_reported_again_reopens_with_its_history(
    knowledge: Knowledge, clock: FixedClock
) -> None:
    cluster_id = assigned(knowledge)
    knowledge.conclude_cluster(cluster_id, OFFICE, REBUTTED)
    clock.advance(days=200)
    ask(knowledge, RAINBOW, conversation="later")
    again = knowledge.cluster(cluster_id)
    assert (again.status, again.reopened_count, again.conclusion) == (ClusterStatus.CHECKING, 1, REBUTTED.conclusion)
    last = knowledge.cluster_file(cluster_id, viewer=OFFICE).moves[-1]
    assert (last.actor, last.to_status) == ("system", ClusterStatus.CHECKING)
    assert "旧谣新炒" in last.note
    (line,) = knowledge.find_lines(LedgerFilter(is_returning=True), viewer=OFFICE).lines
    assert line.cluster.cluster_id == cluster_id


def test_a_claim_like_a_withdrawn_entry_is_known_as_an_old_rumor(knowledge: Knowledge) -> None:
    knowledge.withdraw("geye-cai", REVIEWER)
    knowledge.refresh()
    _, outcome = ask(knowledge, "剩菜放一晚不能吃，会致癌")
    assert outcome.receipt is not None
    (cluster,) = knowledge.list_clusters()
    assert (cluster.returned_entry_id, cluster.returned_version) == ("geye-cai", 1)
    assert actions_on(knowledge, cluster.cluster_id) == [Action.MARK]


def test_a_restricted_lead_does_not_exist_for_others(knowledge: Knowledge) -> None:
    cluster_id = assigned(knowledge)
    with pytest.raises(InvalidInput):
        knowledge.restrict_cluster(cluster_id, OFFICE, restricted=True, reason="")
    knowledge.restrict_cluster(cluster_id, OFFICE, restricted=True, reason="涉及未公开的抽检")
    assert knowledge.find_lines(LedgerFilter(), viewer=EDITOR).total == 0
    assert knowledge.list_clusters() == []
    assert knowledge.list_clusters(viewer=EDITOR) == []
    assert knowledge.list_reports(viewer=EDITOR) == []
    for look in (knowledge.cluster, knowledge.cluster_file):
        with pytest.raises(NotFound):
            look(cluster_id, viewer=EDITOR)
    with pytest.raises(NotFound):
        knowledge.draft_rebuttal(cluster_id, make_draft(), EDITOR)
    assert knowledge.cluster(cluster_id, viewer=OFFICE).restricted_reason == "涉及未公开的抽检"
    assert knowledge.find_lines(LedgerFilter(is_restricted=True), viewer=OFFICE).total == 1
    knowledge.restrict_cluster(cluster_id, OFFICE, restricted=False)
    assert knowledge.cluster(cluster_id, viewer=EDITOR).report_count == 1


def test_overdue_and_due_soon_are_listed(knowledge: Knowledge, clock: FixedClock) -> None:
    assigned(knowledge)

    def due(state: DueState) -> int:
        return knowledge.find_lines(LedgerFilter(due=state), viewer=OFFICE).total

    assert (due(DueState.ON_TIME), due(DueState.DUE_SOON), due(DueState.OVERDUE)) == (1, 0, 0)
    clock.advance(days=6)
    assert (due(DueState.ON_TIME), due(DueState.DUE_SOON), due(DueState.OVERDUE)) == (0, 1, 0)
    clock.advance(days=2)
    page = knowledge.find_lines(LedgerFilter(due=DueState.OVERDUE), viewer=OFFICE)
    assert [line.due_state for line in page.lines] == [DueState.OVERDUE]
    knowledge.conclude_cluster(1, OFFICE, REBUTTED)
    assert due(DueState.OVERDUE) == 0


def test_the_board_and_the_due_lists_hold_what_the_filters_find(knowledge: Knowledge, clock: FixedClock) -> None:
    for number, (days, deed) in enumerate(((2, "assign"), (5, "assign"), (9, "assign"), (3, "conclude"), (0, ""))):
        claim = ("彩虹西瓜染过色", "草莓打了膨大剂", "香肠是死猪肉", "大米里有塑料", "面条里有胶")[number]
        for asker in range(number + 1):
            ask(knowledge, f"听说{claim}，吃了中毒", conversation=f"{number}-{asker}")
        if deed:
            due_on = china_date(clock()) + timedelta(days=days)
            knowledge.assign_cluster(number + 1, OFFICE, unit=UNIT, due_on=due_on)
        if deed == "conclude":
            knowledge.conclude_cluster(number + 1, OFFICE, REBUTTED)
    clock.advance(days=4)
    most = dict.fromkeys(ClusterStatus, 2)
    for wanted in (LedgerFilter(), LedgerFilter(words="中毒"), LedgerFilter(status=ClusterStatus.CHECKING)):
        board = knowledge.ledger_board(wanted, viewer=OFFICE, most=most)
        columns = [status for status in ClusterStatus if wanted.status in {None, status}]
        assert list(board.columns) == columns
        for status in columns:
            found = knowledge.find_lines(replace(wanted, status=status), viewer=OFFICE, limit=2)
            assert (board.columns[status].total, board.columns[status].lines) == (found.total, found.lines)
        assert board.total == knowledge.find_lines(wanted, viewer=OFFICE).total
    due = knowledge.due_lines(viewer=OFFICE, limit=2)
    for state, page in ((DueState.OVERDUE, due.overdue), (DueState.DUE_SOON, due.soon)):
        assert page.lines == knowledge.find_lines(LedgerFilter(due=state), viewer=OFFICE, limit=2).lines
        assert page.total == 1


def test_the_ledger_is_filtered_and_ranked_by_urgency(knowledge: Knowledge) -> None:
    ask(knowledge, "超市的草莓是去年的存货，听说都不新鲜了", conversation="a")
    for number in range(6):
        ask(knowledge, RAINBOW, conversation=f"c{number}")
    page = knowledge.find_lines(LedgerFilter(), viewer=OFFICE)
    assert page.lines[0].cluster.claim == RAINBOW
    scores = [line.priority.score for line in page.lines]
    assert scores == sorted(scores, reverse=True)
    assert page.by_status[ClusterStatus.PENDING] == page.total == 2
    for wanted, count in (
        (LedgerFilter(food="草莓"), 1),
        (LedgerFilter(words="彩虹 染色"), 1),
        (LedgerFilter(words="彩虹 草莓"), 0),
        (LedgerFilter(words="100%"), 0),
        (LedgerFilter(status=ClusterStatus.CHECKING), 0),
        (LedgerFilter(unit=UNIT), 0),
    ):
        assert knowledge.find_lines(wanted, viewer=OFFICE).total == count, wanted
    judged = knowledge.judge_harm(page.lines[1].cluster.cluster_id, OFFICE, harm=Harm.HIGH)
    assert judged.harm is Harm.HIGH


def test_the_same_resident_is_one_asker_a_day_and_every_message_a_mention(
    knowledge: Knowledge, clock: FixedClock
) -> None:
    _, first = ask(knowledge, RAINBOW)
    _, second = ask(knowledge, RAINBOW)
    assert second.receipt.query_code == first.receipt.query_code
    assert knowledge.context("c1").open_query_code == first.receipt.query_code
    cluster = knowledge.cluster(1)
    assert (cluster.asker_count, cluster.mention_count, cluster.report_count) == (1, 2, 1)
    clock.advance(days=1)
    _, third = ask(knowledge, RAINBOW)
    assert third.receipt.query_code != first.receipt.query_code
    file = knowledge.cluster_file(1, viewer=OFFICE)
    assert [(day.askers, day.mentions) for day in file.days] == [(1, 2), (1, 1)]
    assert [variant.report_count for variant in file.variants] == [2]


def test_nothing_kept_tells_who_asked_once_the_day_is_over(knowledge: Knowledge, clock: FixedClock) -> None:
    ask(knowledge, RAINBOW, conversation="visitor-number-one")
    clock.advance(days=1)
    ask(knowledge, RAINBOW, conversation="visitor-number-two")
    lines = stored_rows(knowledge)
    salts = [line for line in lines if line.startswith("asker_salt: ")]
    assert len(salts) == 1
    reports = [line for line in lines if line.startswith("emerging_report: ")]
    assert len(reports) == 2
    assert not any("visitor-number" in line for line in reports)


def test_a_question_nothing_answers_stands_apart_until_somebody_tells_it_as_a_rumor(knowledge: Knowledge) -> None:
    ask(knowledge, "彩虹西瓜能吃吗", conversation="asks")
    (gap,) = knowledge.list_clusters()
    assert gap.kind.label == "信息空白"
    ask(knowledge, "紧急通知！彩虹西瓜都是染色的，吃了会中毒，千万别买，快转发给家人", conversation="tells")
    kinds = {cluster.kind.label for cluster in knowledge.list_clusters()}
    assert "传言" in kinds
