"""What is known of reports keeps up with the database: other processes, staff's decisions, what was rolled back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, func, select

from knowledge.emerging.earlier_reports import EarlierReports
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.known_reports import KnownReports
from knowledge.emerging.models import Cluster, ClusterMove, EmergingReport
from knowledge.emerging.raw import RawReport, ReportSource, read_raw
from knowledge.matching.encoder import Encoder
from knowledge.service import Knowledge
from tests.builders import OFFICE, RAINBOW, RAINBOW_REWORDED, FixedClock

HAWS = "糖葫芦外面那层亮壳是融化的透明胶"
EGGS = "大张庄养鸭场的鸭蛋里查出水银了"
FORWARD = (
    "【紧急扩散】大张庄养鸭场出大事了！昨天有人去养鸭场收鸭蛋，敲开一看蛋黄里全是小水银珠，拿秤一称一个蛋重了三钱。"
    "养鸭的把水银拌在饲料里，说是鸭子吃了下蛋多，本地人早就不吃了，都拉到城里的早市上卖。医院一天收了十几个肚子疼的，"
    "医生说水银排不出来，孩子吃了发不了育。请转给家里有老人孩子的，早市上便宜的鸭蛋千万别买，买了的赶紧扔掉。"
    "转自朋友圈，不管真假，宁可信其有，收到请转发三个群，功德无量，大家互相提醒一下！"
)


def take(knowledge: Knowledge, *texts: str) -> list[int]:
    return [
        taken.cluster_id for taken in knowledge.take_reports([RawReport(text, IntakeChannel.HOTLINE) for text in texts])
    ]


def take_and_die(knowledge: Knowledge, text: str) -> None:
    with knowledge.database.write() as session:
        source = ReportSource(IntakeChannel.HOTLINE, knowledge.clock())
        taken = knowledge._intake(session, ()).take(read_raw(RawReport(text, IntakeChannel.HOTLINE)), source)
        assert taken.cluster_id == 2
        raise RuntimeError("killed")


def test_a_second_process_knows_what_the_first_took_in(
    knowledge: Knowledge, shipped_encoder: Encoder, clock: FixedClock
) -> None:
    take(knowledge, RAINBOW)
    other = Knowledge(knowledge.settings, clock, encoder=shipped_encoder)
    other.open()
    try:
        assert take(other, RAINBOW_REWORDED, EGGS) == [1, 2]
        assert take(knowledge, EGGS + "，别买") == [2]
    finally:
        other.close()


def test_a_report_that_was_rolled_back_draws_nobody(knowledge: Knowledge) -> None:
    take(knowledge, RAINBOW)
    with pytest.raises(RuntimeError, match="killed"):
        take_and_die(knowledge, EGGS)
    # PostgreSQL never gives the number of what was rolled back again.
    haws, eggs = take(knowledge, HAWS, EGGS)
    assert len({1, haws, eggs}) == 3


def test_what_staff_split_stays_split_and_draws_its_own(knowledge: Knowledge) -> None:
    assert take(knowledge, RAINBOW, RAINBOW_REWORDED) == [1, 1]
    split = knowledge.split_cluster(1, [2], OFFICE).cluster_id
    assert take(knowledge, RAINBOW_REWORDED, RAINBOW) == [split, 1]
    with knowledge.database.read() as session:
        pinned = session.get_one(EmergingReport, 2)
        assert (pinned.cluster_id, pinned.is_pinned) == (split, True)


def test_the_next_report_joins_where_staff_moved_the_wording(knowledge: Knowledge) -> None:
    assert take(knowledge, RAINBOW, EGGS) == [1, 2]
    knowledge.merge_clusters(2, 1, OFFICE)
    assert take(knowledge, EGGS) == [1]


def test_copies_of_a_long_forward_meet_whatever_sentence_is_their_main_claim(knowledge: Knowledge) -> None:
    cut = FORWARD[FORWARD.index("养鸭的把水银") :]
    assert len(cut) > 100
    assert take(knowledge, FORWARD, "真的假的？" + cut) == [1, 1]


def test_deleted_reports_are_forgotten_though_their_numbers_come_again(knowledge: Knowledge) -> None:
    take(knowledge, RAINBOW)
    with knowledge.database.write() as session:
        session.delete(session.get_one(EmergingReport, 1))
    assert take(knowledge, EGGS) == [2]
    known = KnownReports(knowledge.served().claims)
    with knowledge.database.read() as session:
        known.refresh(session)
    assert known.place(RAINBOW, RAINBOW) is None
    assert take(knowledge, RAINBOW) != [1]


@pytest.fixture
def other(knowledge: Knowledge, shipped_encoder: Encoder, clock: FixedClock) -> Iterator[Knowledge]:
    """Another process on the same database, which knows what was there when it took its first report."""
    second = Knowledge(knowledge.settings, clock, encoder=shipped_encoder)
    second.open()
    yield second
    second.close()


def test_what_staff_decide_in_one_process_is_obeyed_in_another(knowledge: Knowledge, other: Knowledge) -> None:
    assert take(knowledge, RAINBOW, EGGS, RAINBOW_REWORDED) == [1, 2, 1]
    assert take(other, HAWS) == [3]
    knowledge.merge_clusters(3, 2, OFFICE)
    assert take(other, HAWS) == [2]
    split = knowledge.split_cluster(1, [3], OFFICE).cluster_id
    assert take(other, RAINBOW_REWORDED, RAINBOW) == [split, 1]
    knowledge.move_reports(2, [4], 1, OFFICE)
    with knowledge.database.read() as session:
        moved = session.get_one(EmergingReport, 4)
        assert (moved.text, moved.cluster_id, moved.is_pinned) == (HAWS, 1, True)
    assert take(other, EGGS) == [2]


def test_no_report_that_staff_placed_is_moved_by_what_comes_later(knowledge: Knowledge, other: Knowledge) -> None:
    assert take(knowledge, RAINBOW, EGGS, EGGS + "，别买") == [1, 2, 2]
    knowledge.move_reports(2, [3], 1, OFFICE)
    for process in (knowledge, other, knowledge):
        take(process, EGGS, EGGS + "，别买", RAINBOW, RAINBOW_REWORDED)
    with knowledge.database.read() as session:
        pinned = session.get_one(EmergingReport, 3)
        assert (pinned.cluster_id, pinned.is_pinned) == (1, True)
        assert session.get_one(EmergingReport, 2).cluster_id == 2


def test_a_cluster_keeps_its_reports_when_one_more_was_rolled_back(knowledge: Knowledge) -> None:
    assert take(knowledge, RAINBOW, EGGS) == [1, 2]
    with pytest.raises(RuntimeError, match="killed"):
        take_and_die(knowledge, EGGS + "，别买")
    assert take(knowledge, EGGS, RAINBOW) == [2, 1]
    with knowledge.database.read() as session:
        assert session.scalar(select(func.count(EmergingReport.id))) == 4


def test_a_cluster_that_was_deleted_draws_nobody_and_the_next_opens_one_for_all(knowledge: Knowledge) -> None:
    assert take(knowledge, EGGS, RAINBOW) == [1, 2]
    with knowledge.database.write() as session:
        session.delete(session.get_one(EmergingReport, 1))
        session.flush()
        session.execute(delete(ClusterMove).where(ClusterMove.cluster_id == 1))
        session.execute(delete(Cluster).where(Cluster.id == 1))
    assert take(knowledge, EGGS, EGGS + "，别买") == [3, 3]


def test_of_very_many_clusters_those_reported_last_are_known(knowledge: Knowledge, clock: FixedClock) -> None:
    for text in (EGGS, RAINBOW, HAWS):
        take(knowledge, text)
        clock.advance(minutes=1)
    known = KnownReports(knowledge.served().claims, most_wordings=2)
    with knowledge.database.read() as session:
        known.refresh(session)
    assert [known.place(text, text) for text in (EGGS, RAINBOW, HAWS)] == [None, 2, 3]


def test_reports_that_come_together_repeat_one_another(knowledge: Knowledge) -> None:
    same = [RawReport(EGGS, IntakeChannel.HOTLINE, asker="7", external_id=number) for number in ("A1", "A2", "A1")]
    first, mention, sent_before = knowledge.take_reports(same)
    assert (first.is_repeat, mention.is_repeat, sent_before.is_repeat) == (False, True, True)
    assert first.report_id == mention.report_id == sent_before.report_id
    again = knowledge.take_reports(same)
    assert [taken.is_repeat for taken in again] == [True] * 3
    with knowledge.database.read() as session:
        assert session.get_one(EmergingReport, first.report_id).mention_count == 2


def test_a_query_code_is_given_once(knowledge: Knowledge) -> None:
    take(knowledge, EGGS)
    with knowledge.database.read() as session:
        used = session.scalars(select(EmergingReport.query_code)).one()
        made = iter([used, "BBBBBBB2", "BBBBBBB2", used, "CCCCCCC3"])
        source = ReportSource(IntakeChannel.HOTLINE, knowledge.clock())
        earlier = EarlierReports(session, [source, source], ["a", "b"], make_code=lambda: next(made))
        assert {earlier.unused_code(), earlier.unused_code()} == {"BBBBBBB2", "CCCCCCC3"}
