"""Counts held against what the simulation planned."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import bindparam, text, update

from knowledge.db import UtcDateTime
from knowledge.emerging.models import Cluster
from knowledge.service import Knowledge
from knowledge.trends import counts, current, subjects
from knowledge.trends.current import CurrentCounts
from knowledge.trends.queries import named_queries, run
from knowledge.trends.rising import DailyCounts, rising_in_week, rising_on_day, week_history
from knowledge.trends.weeks import IsoWeek, Period, day_period
from tests.builders import FixedClock
from tests.integration.reports.conftest import NOW, WEEK, Simulated


def test_every_query_has_a_definition_and_a_name_of_its_own() -> None:
    queries = named_queries()
    assert len(queries) > 20
    assert all(query.definition.endswith("。") and query.sql for query in queries.values())


def test_asks_of_every_entry_and_week_are_those_that_were_planned(office: Knowledge, simulated: Simulated) -> None:
    for week in (WEEK, WEEK.plus(-6)):
        planned = {
            entry_id: asked
            for entry_id, days in simulated.scenario.answered.items()
            if (asked := sum(days.get(day, 0) for day in week.days))
        }
        with office.database.read() as session:
            counted = {row["entry_id"]: row["askers"] for row in run(session, "asks_by_entry", week.period)}
        assert counted == planned


def test_an_asker_who_repeats_is_one_asker_and_two_mentions(office: Knowledge) -> None:
    with office.database.read() as session:
        rows = run(session, "asks_by_entry", WEEK.period)
        repeated = session.scalar(
            text(
                "SELECT count(*) FROM (SELECT 1 FROM inquiry WHERE created_at >= :since AND created_at < :until"
                " AND outcome = 'answer' GROUP BY conversation_id HAVING count(*) > 1) AS asker"
            ).bindparams(
                bindparam("since", WEEK.period.since, UtcDateTime()),
                bindparam("until", WEEK.period.until, UtcDateTime()),
            )
        )
    assert repeated
    assert sum(row["mentions"] for row in rows) == sum(row["askers"] for row in rows) + repeated


def test_reports_of_every_lead_are_those_that_were_planned(office: Knowledge, simulated: Simulated) -> None:
    planned: Counter[str] = Counter()
    for lead in simulated.scenario.leads:
        planned[lead.claim] += sum(lead.asks.get(day, 0) for day in WEEK.days)
    with office.database.read() as session:
        known = subjects.load(session, WEEK.period.until)
        rows = run(session, "reports_by_cluster", WEEK.period)
    counted = Counter({known.clusters[row["cluster_id"]].claim: row["askers"] for row in rows})
    assert counted == +planned


def test_the_outcomes_add_up_to_the_questions(office: Knowledge) -> None:
    with office.database.read() as session:
        found = counts.questions(session, WEEK.period)
    assert found.questions == found.answered + found.clarified + found.unmatched + found.emergencies
    assert found.askers < found.questions


def test_days_begin_at_midnight_in_china(office: Knowledge) -> None:
    with office.database.read() as session:
        week = counts.questions(session, WEEK.period).questions
        days = sum(counts.questions(session, day_period(day)).questions for day in WEEK.days)
    assert week == days


def test_every_planted_burst_is_flagged_on_its_day(office: Knowledge, simulated: Simulated) -> None:
    assert len(simulated.scenario.bursts) == 5
    with office.database.read() as session:
        daily = DailyCounts(session, subjects.load(session, NOW))
        for burst in simulated.scenario.bursts:
            assert ("entry", burst.entry_id) in {one.key for one in rising_on_day(daily, burst.day)}


def test_ordinary_days_of_entries_without_burst_or_lead_raise_hardly_any_alarm(
    office: Knowledge, simulated: Simulated
) -> None:
    eventful = {burst.entry_id for burst in simulated.scenario.bursts}
    eventful |= {lead.entry_id for lead in simulated.scenario.leads if lead.entry_id}
    days = [WEEK.monday - timedelta(days=number) for number in range(1, 40)]
    false_alarms = tested = 0
    with office.database.read() as session:
        daily = DailyCounts(session, subjects.load(session, NOW))
        for day in days:
            flagged = {one.key for one in rising_on_day(daily, day)}
            quiet = {key for key in daily.on(day) if key[0] == "entry" and key[1] not in eventful}
            tested += len(quiet)
            false_alarms += len(flagged & quiet)
    assert tested > 1000
    assert false_alarms / tested <= 0.005


def test_a_new_rumor_rises_in_its_week_and_is_called_new(office: Knowledge, simulated: Simulated) -> None:
    lead = next(
        lead
        for lead in simulated.scenario.leads
        if lead.entry_id is None
        and lead.steps
        and sum(lead.asks.values()) >= 30
        and lead.first_day > date(2026, 10, 12)
    )
    week = IsoWeek.of(lead.first_day + timedelta(days=2))
    with office.database.read() as session:
        known = subjects.load(session, week.period.until)
        risen = {known.title(one.key): one for one in rising_in_week(week_history(session, week, known))}
    assert lead.claim in risen


def test_a_rebutted_rumor_goes_on_as_one_subject(office: Knowledge, simulated: Simulated) -> None:
    lead = next(
        lead for lead in simulated.scenario.leads if lead.entry_id and simulated.scenario.answered[lead.entry_id]
    )
    assert lead.entry_id is not None
    key = ("entry", lead.entry_id)
    with office.database.read() as session:
        known = subjects.load(session, NOW)
        period = IsoWeek.of(lead.first_day).period
        before = subjects.asked(session, period, known)[key].askers
    days = IsoWeek.of(lead.first_day).days
    answered = simulated.scenario.answered[lead.entry_id]
    assert before == sum(lead.asks.get(day, 0) + answered.get(day, 0) for day in days)


def test_the_overview_counts_up_to_now_and_hides_restricted_leads(
    office: Knowledge, simulated: Simulated, clock: FixedClock
) -> None:
    burst = simulated.scenario.bursts[-1]
    clock.instant = day_period(burst.day).until - timedelta(seconds=1)
    seen = office.overview(may_see_restricted=True)
    assert ("entry", burst.entry_id) in {one.key for one in seen.rising_today}
    assert seen.days[-1].questions == seen.today
    assert sum(day.questions.questions for day in seen.days[-burst.day.isoweekday() :]) == seen.this_week.questions
    lead = next(one for one in seen.top_subjects if one.key[0] == "cluster")
    with office.database.write() as session:
        session.execute(update(Cluster).where(Cluster.id == int(lead.key[1])).values(is_restricted=True))
    assert lead.key in {one.key for one in office.overview(may_see_restricted=True).top_subjects}
    assert lead.key not in {one.key for one in office.overview(may_see_restricted=False).top_subjects}


@pytest.mark.parametrize("is_summarised", [False, True])
def test_what_rises_now_is_found_from_a_few_subjects_as_from_all(
    office: Knowledge, simulated: Simulated, is_summarised: bool
) -> None:
    found = 0
    if is_summarised:
        assert office.summarise_finished_days() > 0
    for day in (*(burst.day for burst in simulated.scenario.bursts), WEEK.monday, WEEK.sunday):
        now = day_period(day).until - timedelta(seconds=1)
        so_far = Period(IsoWeek.of(day).period.since, now)
        with office.database.read() as session:
            everything = subjects.load(session, NOW)
            whole = rising_on_day(DailyCounts(session, everything), day, until=now)
            few = rising_on_day(CurrentCounts(session, current.load(session, so_far)), day, until=now)
        assert few == whole
        found += len(few)
    assert found
