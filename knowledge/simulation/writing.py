"""Writing a scenario to the database, a day at a time, in bulk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

from knowledge.db import Base
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.models import Cluster, ClusterMove, EmergingReport, ReportMention
from knowledge.emerging.places import sub_districts
from knowledge.inquiries.models import Feedback, Inquiry
from knowledge.matching.vocabulary import mentions
from knowledge.notifications.kinds import NotificationKind, NotificationState, NotificationWay
from knowledge.notifications.models import Notification
from knowledge.simulation.leads import (
    OFFICER_MARK,
    PREFIX,
    PlannedReport,
    lead_rows,
    planned_reports,
    query_codes,
    worthiness_of,
)
from knowledge.simulation.planning import made_up
from knowledge.simulation.scenario import KnownEntry, Lead, Scenario
from knowledge.trends.weeks import day_start

_CHUNK = 5_000
_CHANNELS = ("web", "wechat")
_CHANNEL_SHARES = (0.55, 0.45)
_ASKS_TWICE = 0.06
_VOTES = 0.2
_HELPFUL, _HELPFUL_WHEN_POOR = 0.88, 0.3
_HOURS = np.array([1, 0.5, 0.2, 0.2, 0.3, 1, 3, 5, 6, 7, 7, 6, 6, 5, 5, 5, 5, 6, 7, 8, 8, 7, 4, 2], dtype=float)
_HOUR_SHARES = _HOURS / _HOURS.sum()


@dataclass(frozen=True, slots=True)
class Written:
    """How much a simulation wrote."""

    inquiries: int
    reports: int
    clusters: int
    votes: int


@dataclass(slots=True)
class _Writer:
    session: Session
    scenario: Scenario
    entries: Mapping[str, KnownEntry]
    chance: np.random.Generator
    inquiry_id: int
    first_report_id: int
    cluster_ids: Mapping[int, int]
    rebutted_at: Mapping[int, datetime]
    until: datetime
    codes: Iterator[str]
    opened: set[int] = field(default_factory=set)
    conversations: int = 0
    votes: int = 0
    reports: int = 0
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, model: type[Base], row: dict[str, Any]) -> None:
        """Write ``row`` with the next lot of its table."""
        table = _table(model)
        lot = self.rows.setdefault(table.name, [])
        lot.append(row)
        if len(lot) >= _CHUNK and model is Inquiry:
            self.flush()

    def flush(self) -> None:
        """Write everything waiting, in the order references need."""
        for model in (Inquiry, EmergingReport, ReportMention, Feedback, Notification):
            table = _table(model)
            if lot := self.rows.pop(table.name, None):
                self.session.execute(insert(table), lot)

    def conversation(self) -> str:
        """A conversation nobody had yet."""
        self.conversations += 1
        return f"{PREFIX}{self.conversations:09d}"


def write(session: Session, scenario: Scenario, entries: Sequence[KnownEntry], *, seed: int) -> Written:
    """Write everything of the scenario in the session's transaction."""
    # Its own stream: what is written never changes what is planned.
    chance = np.random.default_rng([seed, 1])
    reports = planned_reports(chance, scenario.leads, tuple(sub_districts()))
    until = day_start(scenario.days[-1] + timedelta(days=1))
    cluster_ids, rebutted_at = _write_leads(session, scenario, reports, chance, until)
    writer = _Writer(
        session=session,
        scenario=scenario,
        entries={entry.entry_id: entry for entry in entries},
        chance=chance,
        inquiry_id=_next_id(session, Inquiry),
        first_report_id=_next_id(session, EmergingReport),
        cluster_ids=cluster_ids,
        rebutted_at=rebutted_at,
        until=until,
        codes=query_codes(chance),
    )
    first = writer.inquiry_id
    for day in scenario.days:
        _write_day(writer, day, reports.get(day, []))
    writer.flush()
    _catch_up_sequences(session)
    return Written(writer.inquiry_id - first, writer.reports, len(cluster_ids), writer.votes)


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _next_id(session: Session, model: type[Inquiry] | type[EmergingReport] | type[Cluster]) -> int:
    return (session.scalar(select(func.max(model.id))) or 0) + 1


def _write_leads(
    session: Session,
    scenario: Scenario,
    reports: Mapping[date, list[PlannedReport]],
    chance: np.random.Generator,
    until: datetime,
) -> tuple[dict[int, int], dict[int, datetime]]:
    by_lead: dict[int, list[PlannedReport]] = {}
    for day in scenario.days:
        for report in reports.get(day, []):
            by_lead.setdefault(report.lead, []).append(report)
    first_id = _next_id(session, Cluster)
    ids = {number: first_id + place for place, number in enumerate(by_lead)}
    officers = made_up()["officers"]
    assert all(officer.startswith(OFFICER_MARK) for officer in officers)
    clusters, moves, rebutted = [], [], {}
    for number, own in by_lead.items():
        lead = scenario.leads[number]
        rows = lead_rows(
            lead,
            sorted(own, key=lambda report: report.at),
            cluster_id=ids[number],
            until=until,
            officer=officers[number % len(officers)],
            worthiness=worthiness_of(chance, lead.kind),
        )
        clusters.append(rows.cluster)
        moves.extend(rows.moves)
        if rows.moves[-1]["to_status"] is ClusterStatus.REBUTTED:
            rebutted[number] = rows.moves[-1]["at"]
    if clusters:
        session.execute(insert(_table(Cluster)), clusters)
        # As they would have been written: a ledger's moves are in the order of time.
        session.execute(insert(_table(ClusterMove)), sorted(moves, key=lambda move: move["at"]))
    return ids, rebutted


@dataclass(frozen=True, slots=True)
class _Message:
    at: datetime
    words: str
    outcome: str | None
    scope: str | None = "food_safety"
    entry_id: str | None = None
    report: PlannedReport | None = None


def _write_day(writer: _Writer, day: date, reports: Sequence[PlannedReport]) -> None:
    messages = [*_answered(writer, day), *_others(writer, day)]
    messages += [
        _Message(report.at, report.words, "unmatched", report=report) for report in reports if report.is_by_conversation
    ]
    for message in sorted(messages, key=lambda message: message.at):
        _write_message(writer, day, message)
    for report in reports:
        if not report.is_by_conversation:
            _write_report(writer, day, report, inquiry_id=None)
    if len(writer.rows.get("inquiry", ())) > _CHUNK // 2:
        writer.flush()


def _moments(writer: _Writer, day: date, count: int) -> list[datetime]:
    hours = writer.chance.choice(24, count, p=_HOUR_SHARES)
    seconds = writer.chance.integers(0, 3600, count)
    midnight = day_start(day)
    return [midnight + timedelta(seconds=int(h) * 3600 + int(s)) for h, s in zip(hours, seconds, strict=True)]


def _answered(writer: _Writer, day: date) -> Iterator[_Message]:
    for entry_id, asks in writer.scenario.answered.items():
        count = asks.get(day, 0)
        wordings = writer.entries[entry_id].wordings
        chosen = writer.chance.integers(0, len(wordings), count)
        for at, number in zip(_moments(writer, day, count), chosen, strict=True):
            yield _Message(at, wordings[number], "answer", entry_id=entry_id)


def _others(writer: _Writer, day: date) -> Iterator[_Message]:
    scenario, known = writer.scenario, list(writer.entries.values())
    for at in _moments(writer, day, scenario.clarified.get(day, 0)):
        entry = known[int(writer.chance.integers(0, len(known)))]
        yield _Message(at, entry.title[:12], "clarify", entry_id=entry.entry_id)
    for at in _moments(writer, day, scenario.emergencies.get(day, 0)):
        yield _Message(at, "吃完肚子疼得厉害还吐怎么办", "emergency")
    chat = made_up()["chat"]
    for at in _moments(writer, day, scenario.chat.get(day, 0)):
        yield _Message(at, chat[int(writer.chance.integers(0, len(chat)))], None, scope=None)


def _write_message(writer: _Writer, day: date, message: _Message) -> None:
    conversation = writer.conversation()
    report = message.report
    channel = report.channel.value if report else _CHANNELS[int(writer.chance.random() > _CHANNEL_SHARES[0])]
    inquiry_id = _write_inquiry(writer, message, conversation, channel, message.at)
    if report is not None:
        _write_report(writer, day, report, inquiry_id=inquiry_id, conversation=conversation)
    elif message.outcome == "answer" and message.entry_id is not None:
        asks_twice, votes, helps = writer.chance.random(3)
        if asks_twice < _ASKS_TWICE:
            later = message.at + timedelta(seconds=90)
            if later < day_start(day + timedelta(days=1)):
                _write_inquiry(writer, message, conversation, channel, later)
        if votes < _VOTES:
            _write_vote(writer, message, conversation, float(helps))


def _write_inquiry(writer: _Writer, message: _Message, conversation: str, channel: str, at: datetime) -> int:
    inquiry_id = writer.inquiry_id
    writer.inquiry_id += 1
    writer.add(
        Inquiry,
        {
            "id": inquiry_id,
            "channel": channel,
            "conversation_id": conversation,
            "message_id": None,
            "text": message.words,
            "created_at": at,
            "outcome": message.outcome,
            "scope": message.scope,
            "claim": message.words if message.outcome else "",
            "top_entry_id": message.entry_id,
            "probability": 0.97 if message.outcome == "answer" else None,
            "revision": None,
            "shown_entry_ids": [message.entry_id] if message.outcome == "answer" else None,
            "intent": "check_claim" if message.outcome else "greet",
            "mode": "rasa",
            "reply": None,
            "answered_at": at + timedelta(seconds=1),
        },
    )
    return inquiry_id


def _write_vote(writer: _Writer, message: _Message, conversation: str, drawn: float) -> None:
    limit = _HELPFUL_WHEN_POOR if message.entry_id in writer.scenario.poor_answers else _HELPFUL
    writer.votes += 1
    writer.add(
        Feedback,
        {
            "conversation_id": conversation,
            "entry_id": message.entry_id,
            "helpful": drawn < limit,
            "created_at": message.at + timedelta(seconds=30),
        },
    )


def _write_report(
    writer: _Writer, day: date, report: PlannedReport, *, inquiry_id: int | None, conversation: str = ""
) -> None:
    lead = writer.scenario.leads[report.lead]
    report_id = writer.first_report_id + writer.reports
    writer.reports += 1
    foods = [lead.food] if lead.food else sorted(mentions(report.words).foods)[:3]
    opened = report.lead not in writer.opened
    writer.opened.add(report.lead)
    writer.add(
        EmergingReport,
        {
            "id": report_id,
            "cluster_id": writer.cluster_ids[report.lead],
            "inquiry_id": inquiry_id,
            "channel": report.channel,
            "partner_id": None,
            "external_id": None,
            "claim": report.words,
            "text": report.words,
            "kind": lead.kind,
            "worthiness": worthiness_of(writer.chance, lead.kind),
            "food": foods[0] if foods else "",
            "foods": foods,
            "keywords": [],
            "companies": [lead.company] if lead.company else [],
            "sub_district": report.sub_district,
            "query_code": next(writer.codes),
            "where_seen": report.where_seen,
            "wants_answer": report.wants_answer if inquiry_id is not None else None,
            "opened_cluster": opened,
            "is_pinned": False,
            "asker_key": f"{PREFIX}{report_id:012d}",
            "asked_on": day,
            "mention_count": 1 + len(report.again_at),
            "created_at": report.at,
        },
    )
    if inquiry_id is None:
        return
    for again in report.again_at:
        message = _Message(again, report.words, "unmatched")
        repeated = _write_inquiry(writer, message, conversation, report.channel.value, again)
        writer.add(ReportMention, {"inquiry_id": repeated, "report_id": report_id, "created_at": again})
    if report.wants_answer:
        _write_notification(writer, report, lead, report_id, conversation)


def _write_notification(writer: _Writer, report: PlannedReport, lead: Lead, report_id: int, conversation: str) -> None:
    """Tell the asker of the rebuttal, when there was one before the simulation's end."""
    rebutted_at = writer.rebutted_at.get(report.lead)
    if lead.entry_id is None or rebutted_at is None or rebutted_at < report.at:
        return
    delay, is_reached = writer.chance.exponential(9), writer.chance.random() < 0.85
    delivered_at = rebutted_at + timedelta(hours=float(delay))
    is_delivered = is_reached and delivered_at < writer.until
    writer.add(
        Notification,
        {
            "kind": NotificationKind.ANSWERED,
            "way": NotificationWay.CONVERSATION,
            "conversation_id": conversation,
            "entry_id": lead.entry_id,
            "entry_version": 1,
            "report_id": report_id,
            "state": NotificationState.DELIVERED if is_delivered else NotificationState.WAITING,
            "created_at": rebutted_at,
            "claimed_by": None,
            "retry_at": None,
            "attempts": 1 if is_delivered else 0,
            "delivered_at": delivered_at if is_delivered else None,
        },
    )


def _catch_up_sequences(session: Session) -> None:
    """PostgreSQL numbers rows itself and must be told which numbers were given here."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for name in ("inquiry", "emerging_report", "cluster"):
        session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"))
