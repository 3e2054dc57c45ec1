"""Writing the leads of a scenario: clusters with their course, reports, and who was told."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.models import Cluster, ClusterMove, EmergingReport, ReportMention
from knowledge.matching.vocabulary import mentions
from knowledge.notifications.kinds import NotificationKind, NotificationState, NotificationWay
from knowledge.notifications.models import Notification
from knowledge.simulation.leads import OFFICER_MARK, PREFIX, PlannedReport, lead_rows, worthiness_of
from knowledge.simulation.planning import made_up
from knowledge.simulation.rows import Message, SimulationWriter, next_id, table_of, write_inquiry
from knowledge.simulation.scenario import Lead, Scenario


def write_leads(
    session: Session,
    scenario: Scenario,
    reports: Mapping[date, list[PlannedReport]],
    chance: np.random.Generator,
    until: datetime,
) -> tuple[dict[int, int], dict[int, datetime]]:
    """Write the clusters of the leads reported and their course: the id of each, and when those rebutted were."""
    by_lead: dict[int, list[PlannedReport]] = {}
    for day in scenario.days:
        for report in reports.get(day, []):
            by_lead.setdefault(report.lead, []).append(report)
    first_id = next_id(session, Cluster)
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
        session.execute(insert(table_of(Cluster)), clusters)
        # As they would have been written: a ledger's moves are in the order of time.
        session.execute(insert(table_of(ClusterMove)), sorted(moves, key=lambda move: move["at"]))
    return ids, rebutted


def write_report(
    writer: SimulationWriter, day: date, report: PlannedReport, *, inquiry_id: int | None, conversation: str = ""
) -> None:
    """Write a report, its repetitions, and the notification its asker got."""
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
        message = Message(again, report.words, "unmatched")
        repeated = write_inquiry(writer, message, conversation, report.channel.value, again)
        writer.add(ReportMention, {"inquiry_id": repeated, "report_id": report_id, "created_at": again})
    if report.wants_answer:
        _write_notification(writer, report, lead, report_id, conversation)


def _write_notification(
    writer: SimulationWriter, report: PlannedReport, lead: Lead, report_id: int, conversation: str
) -> None:
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
