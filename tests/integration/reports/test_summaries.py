"""Counts made once of days that are over equal the counts of the inquiries themselves, whatever is written later."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.clock import china_date
from knowledge.inquiries.models import Inquiry, PeriodAsks, PeriodQuestions
from knowledge.service import Knowledge
from knowledge.trends import summaries
from knowledge.trends.queries import run, run_one
from knowledge.trends.weeks import IsoWeek, Period, day_period, day_start
from tests.builders import FixedClock

OUTCOMES = ("answer", "answer", "clarify", "unmatched", "emergency", None)
ENTRIES = ("microwave", "complaint", "gone-since")


def make_inquiry(chance: random.Random, knowledge: Knowledge) -> Inquiry:
    outcome = chance.choice(OUTCOMES)
    return Inquiry(
        channel="web",
        conversation_id=f"conversation-{chance.randrange(12)}",
        message_id=None,
        text="问",
        claim="问",
        created_at=knowledge.clock() - timedelta(hours=chance.uniform(0, 24 * 20)),
        outcome=outcome,
        scope=chance.choice(("food_safety", "off_topic")) if outcome else None,
        top_entry_id=chance.choice(ENTRIES) if outcome == "answer" else None,
    )


def require_equal(session: Session, knowledge: Knowledge) -> None:
    """Every day and week of the last month, as it is read and as the queries count it."""
    today = china_date(knowledge.clock())
    week = IsoWeek.of(today)
    periods = [day_period(today - timedelta(days=back)) for back in range(30)]
    periods += [one.period for one in (*week.before(4), week)]
    for period in periods:
        assert summaries.questions(session, period) == run_one(session, "questions", period)
        direct = [(row["entry_id"], row["askers"], row["mentions"]) for row in run(session, "asks_by_entry", period)]
        assert sorted(summaries.asks_by_entry(session, period)) == sorted(direct)


def write_something(session: Session, chance: random.Random, knowledge: Knowledge) -> None:
    """A new message, an outcome known late, one that changes its entry, or one that goes."""
    known = list(session.scalars(select(Inquiry).order_by(Inquiry.id)))
    deed = chance.randrange(4) if known else 0
    if deed == 0:
        session.add(make_inquiry(chance, knowledge))
    elif deed == 1:
        one = chance.choice(known)
        one.outcome, one.scope, one.top_entry_id = "answer", "food_safety", chance.choice(ENTRIES)
    elif deed == 2:
        chance.choice(known).conversation_id = f"conversation-{chance.randrange(12)}"
    else:
        session.delete(chance.choice(known))


@pytest.mark.parametrize("seed", range(4))
def test_summaries_equal_direct_counts_after_any_writes(knowledge: Knowledge, seed: int) -> None:
    chance = random.Random(seed)
    with knowledge.database.write() as session:
        session.add_all(make_inquiry(chance, knowledge) for _ in range(150))
    assert knowledge.summarise_finished_days() > 0
    for _ in range(25):
        with knowledge.database.write() as session:
            write_something(session, chance, knowledge)
        with knowledge.database.read() as session:
            require_equal(session, knowledge)
        if chance.random() < 0.3:
            knowledge.summarise_finished_days()


def test_finished_days_are_counted_once(knowledge: Knowledge) -> None:
    made = knowledge.summarise_finished_days()
    assert made == summaries.DAYS_KEPT_READY + summaries.WEEKS_KEPT_READY
    assert knowledge.summarise_finished_days() == 0


def test_a_write_of_today_leaves_finished_days_alone_and_a_late_one_takes_its_own_away(knowledge: Knowledge) -> None:
    chance = random.Random(1)
    last_sunday = day_start(IsoWeek.of(china_date(knowledge.clock())).monday) - timedelta(minutes=1)
    knowledge.summarise_finished_days()
    for at, gone in ((knowledge.clock(), 0), (last_sunday, 2)):
        before = _count(knowledge, PeriodQuestions)
        with knowledge.database.write() as session:
            inquiry = make_inquiry(chance, knowledge)
            inquiry.created_at = at
            session.add(inquiry)
        assert _count(knowledge, PeriodQuestions) == before - gone


def test_a_summary_goes_with_its_entries_and_is_read_when_there(knowledge: Knowledge) -> None:
    period = day_period(china_date(knowledge.clock()) - timedelta(days=3))
    with knowledge.database.write() as session:
        for number in range(3):
            session.add(_answered(period, number))
    knowledge.summarise_finished_days()
    with knowledge.database.write() as session:
        # Only a reader of the summary sees this.
        session.execute(PeriodAsks.__table__.update().values(mentions=77))  # type: ignore[attr-defined]
        assert summaries.asks_by_entry(session, period) == [("microwave", 3, 77)]
        session.add(_answered(period, 3))
        session.flush()
        assert summaries.asks_by_entry(session, period) == [("microwave", 4, 4)]
        assert (
            session.scalar(
                select(func.count()).select_from(PeriodAsks).filter_by(since=period.since, until=period.until)
            )
            == 0
        )


def test_a_period_that_is_not_over_has_no_summary(knowledge: Knowledge, clock: FixedClock) -> None:
    now = knowledge.clock()
    with knowledge.database.write() as session, pytest.raises(ValueError, match="not over"):
        summaries.make(session, day_period(china_date(now)), now)


def _answered(period: Period, number: int) -> Inquiry:
    return Inquiry(
        channel="web",
        conversation_id=f"late-{number}",
        message_id=None,
        text="问",
        claim="问",
        created_at=period.since + timedelta(hours=1),
        outcome="answer",
        scope="food_safety",
        top_entry_id="microwave",
    )


def _count(knowledge: Knowledge, model: type[Any]) -> int:
    with knowledge.database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0
