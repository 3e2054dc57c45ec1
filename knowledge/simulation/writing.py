"""Writing a scenario to the database, a day at a time, in bulk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from sqlalchemy.orm import Session

from knowledge.emerging.models import EmergingReport
from knowledge.emerging.places import sub_districts
from knowledge.inquiries.models import Feedback, Inquiry
from knowledge.simulation.lead_writing import write_leads, write_report
from knowledge.simulation.leads import PlannedReport, planned_reports, query_codes
from knowledge.simulation.planning import made_up
from knowledge.simulation.rows import CHUNK, Message, SimulationWriter, catch_up_sequences, next_id, write_inquiry
from knowledge.simulation.scenario import KnownEntry, Scenario
from knowledge.trends.weeks import day_start

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


def write(session: Session, scenario: Scenario, entries: Sequence[KnownEntry], *, seed: int) -> Written:
    """Write everything of the scenario in the session's transaction."""
    # Its own stream: what is written never changes what is planned.
    chance = np.random.default_rng([seed, 1])
    reports = planned_reports(chance, scenario.leads, tuple(sub_districts()))
    until = day_start(scenario.days[-1] + timedelta(days=1))
    cluster_ids, rebutted_at = write_leads(session, scenario, reports, chance, until)
    writer = SimulationWriter(
        session=session,
        scenario=scenario,
        entries={entry.entry_id: entry for entry in entries},
        chance=chance,
        inquiry_id=next_id(session, Inquiry),
        first_report_id=next_id(session, EmergingReport),
        cluster_ids=cluster_ids,
        rebutted_at=rebutted_at,
        until=until,
        codes=query_codes(chance),
    )
    first = writer.inquiry_id
    for day in scenario.days:
        _write_day(writer, day, reports.get(day, []))
    writer.flush()
    catch_up_sequences(session)
    return Written(writer.inquiry_id - first, writer.reports, len(cluster_ids), writer.votes)


def _write_day(writer: SimulationWriter, day: date, reports: Sequence[PlannedReport]) -> None:
    messages = [*_answered(writer, day), *_others(writer, day)]
    messages += [
        Message(report.at, report.words, "unmatched", report=report) for report in reports if report.is_by_conversation
    ]
    for message in sorted(messages, key=lambda message: message.at):
        _write_message(writer, day, message)
    for report in reports:
        if not report.is_by_conversation:
            write_report(writer, day, report, inquiry_id=None)
    if len(writer.rows.get("inquiry", ())) > CHUNK // 2:
        writer.flush()


def _moments(writer: SimulationWriter, day: date, count: int) -> list[datetime]:
    hours = writer.chance.choice(24, count, p=_HOUR_SHARES)
    seconds = writer.chance.integers(0, 3600, count)
    midnight = day_start(day)
    return [midnight + timedelta(seconds=int(h) * 3600 + int(s)) for h, s in zip(hours, seconds, strict=True)]


def _answered(writer: SimulationWriter, day: date) -> Iterator[Message]:
    for entry_id, asks in writer.scenario.answered.items():
        count = asks.get(day, 0)
        wordings = writer.entries[entry_id].wordings
        chosen = writer.chance.integers(0, len(wordings), count)
        for at, number in zip(_moments(writer, day, count), chosen, strict=True):
            yield Message(at, wordings[number], "answer", entry_id=entry_id)


def _others(writer: SimulationWriter, day: date) -> Iterator[Message]:
    scenario, known = writer.scenario, list(writer.entries.values())
    for at in _moments(writer, day, scenario.clarified.get(day, 0)):
        entry = known[int(writer.chance.integers(0, len(known)))]
        yield Message(at, entry.title[:12], "clarify", entry_id=entry.entry_id)
    for at in _moments(writer, day, scenario.emergencies.get(day, 0)):
        yield Message(at, "吃完肚子疼得厉害还吐怎么办", "emergency")
    chat = made_up()["chat"]
    for at in _moments(writer, day, scenario.chat.get(day, 0)):
        yield Message(at, chat[int(writer.chance.integers(0, len(chat)))], None, scope=None)


def _write_message(writer: SimulationWriter, day: date, message: Message) -> None:
    conversation = writer.conversation()
    report = message.report
    channel = report.channel.value if report else _CHANNELS[int(writer.chance.random() > _CHANNEL_SHARES[0])]
    inquiry_id = write_inquiry(writer, message, conversation, channel, message.at)
    if report is not None:
        write_report(writer, day, report, inquiry_id=inquiry_id, conversation=conversation)
    elif message.outcome == "answer" and message.entry_id is not None:
        asks_twice, votes, helps = writer.chance.random(3)
        if asks_twice < _ASKS_TWICE:
            later = message.at + timedelta(seconds=90)
            if later < day_start(day + timedelta(days=1)):
                write_inquiry(writer, message, conversation, channel, later)
        if votes < _VOTES:
            _write_vote(writer, message, conversation, float(helps))


def _write_vote(writer: SimulationWriter, message: Message, conversation: str, drawn: float) -> None:
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
