"""A scenario's leads as rows: clusters with their moves, and the reports that are still to get an inquiry; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from knowledge.check_worthiness import MessageKind
from knowledge.clock import china_date
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.query_codes import ALPHABET, LENGTH
from knowledge.emerging.views import WhereSeen
from knowledge.matching.vocabulary import mentions
from knowledge.simulation.scenario import Lead
from knowledge.trends.weeks import day_start

PREFIX = "sim-"
"""Begins every conversation and asker key of a simulation, and of nothing else: by it they are removed."""

OFFICER_MARK = "模拟·"
"""Begins the name of every simulated officer."""

_DIGITS = "23456789"
_CHANNELS = (IntakeChannel.WEB, IntakeChannel.WECHAT, IntakeChannel.FORM, IntakeChannel.HOTLINE, IntakeChannel.PARTNER)
_CHANNEL_SHARES = (0.42, 0.36, 0.06, 0.12, 0.04)
_BY_CONVERSATION = (IntakeChannel.WEB, IntakeChannel.WECHAT)
_WHERE = tuple(WhereSeen)
_WHERE_SHARES = (0.34, 0.13, 0.26, 0.08, 0.07, 0.02, 0.10)
_NAMES_A_PLACE = 0.45
_ASKS_AGAIN = 0.15
_WANTS_ANSWER = 0.55


@dataclass(frozen=True, slots=True)
class PlannedReport:
    """One asker of one lead on one day; ``again_at`` are their further messages."""

    lead: int
    at: datetime
    channel: IntakeChannel
    words: str
    where_seen: WhereSeen | None
    sub_district: str
    wants_answer: bool
    again_at: tuple[datetime, ...]

    @property
    def is_by_conversation(self) -> bool:
        """Whether a message of a resident stands behind it."""
        return self.channel in _BY_CONVERSATION


def planned_reports(
    chance: np.random.Generator, leads: Sequence[Lead], sub_districts: Sequence[str]
) -> dict[date, list[PlannedReport]]:
    """The reports of every lead by the day they come in."""
    found: dict[date, list[PlannedReport]] = {}
    for number, lead in enumerate(leads):
        for day, count in sorted(lead.asks.items()):
            found.setdefault(day, []).extend(_reports_of(chance, number, lead, day, count, sub_districts))
    return found


def _reports_of(
    chance: np.random.Generator, number: int, lead: Lead, day: date, count: int, sub_districts: Sequence[str]
) -> Iterator[PlannedReport]:
    # Between 7:00 and 23:00, as residents are awake.
    seconds = np.sort(chance.integers(7 * 3600, 22 * 3600, count))
    channels = chance.choice(len(_CHANNELS), count, p=_CHANNEL_SHARES)
    places = chance.choice(len(_WHERE), count, p=_WHERE_SHARES)
    drawn = chance.random((count, 3))
    for second, channel, place, (names, again, wants) in zip(seconds, channels, places, drawn, strict=True):
        at = day_start(day) + timedelta(seconds=int(second))
        yield PlannedReport(
            lead=number,
            at=at,
            channel=_CHANNELS[channel],
            words=lead.wordings[int(chance.integers(0, len(lead.wordings)))],
            where_seen=_WHERE[place],
            sub_district=str(chance.choice(list(sub_districts))) if names < _NAMES_A_PLACE else "",
            wants_answer=bool(wants < _WANTS_ANSWER),
            again_at=(at + timedelta(minutes=int(again * 400) + 1),) if again < _ASKS_AGAIN else (),
        )


@dataclass(frozen=True, slots=True)
class LeadRows:
    """The cluster of a lead and its moves, as columns."""

    cluster: dict[str, Any]
    moves: list[dict[str, Any]]


def lead_rows(
    lead: Lead, reports: Sequence[PlannedReport], *, cluster_id: int, until: datetime, officer: str, worthiness: float
) -> LeadRows:
    """What the ledger holds of a lead at ``until``. ``reports`` are its own, the earliest first."""
    first_at = reports[0].at
    moves = [_move(cluster_id, None, ClusterStatus.PENDING, first_at, "system")]
    for step in lead.steps:
        at = first_at + timedelta(hours=step.after_hours)
        if at < until:
            moves.append(_move(cluster_id, moves[-1]["to_status"], step.to, at, officer))
    status = moves[-1]["to_status"]
    assigned = next((move["at"] for move in moves if move["to_status"] is ClusterStatus.CHECKING), None)
    is_closed = status in (ClusterStatus.REBUTTED, ClusterStatus.CONFIRMED, ClusterStatus.DISMISSED)
    foods = [lead.food] if lead.food else sorted(mentions(lead.claim).foods)[:3]
    due_on = china_date(assigned) + timedelta(days=lead.due_after_days) if assigned and lead.due_after_days else None
    cluster = {
        "id": cluster_id,
        "claim": lead.claim,
        "kind": lead.kind,
        "status": status,
        "edition": len(moves),
        "entry_id": lead.entry_id if status is ClusterStatus.REBUTTED else None,
        "topic": lead.topic,
        "foods": foods,
        "unit": lead.unit if assigned else None,
        "due_on": due_on,
        "assigned_at": assigned,
        "conclusion": _CONCLUSIONS.get(status, ""),
        "basis": _BASES.get(status, ""),
        "evidence": "",
        "dismissal_reason": "模拟：没有新的事实，不予处理" if status is ClusterStatus.DISMISSED else "",
        "concluded_by": officer if is_closed else None,
        "concluded_at": moves[-1]["at"] if is_closed else None,
        "harm": lead.harm,
        "worthiness": worthiness,
        "is_restricted": lead.is_restricted,
        "restricted_reason": "模拟：涉企尚未核实" if lead.is_restricted else "",
        "companies": [lead.company] if lead.company else [],
        "company_checked_by": officer if lead.company and is_closed else "",
        "company_checked_on": china_date(moves[-1]["at"]) if lead.company and is_closed else None,
        "merged_into_id": None,
        "returned_entry_id": lead.returned_entry_id,
        "returned_version": 1 if lead.returned_entry_id else None,
        "reopened_count": sum(_is_reopening(move) for move in moves),
        "mention_count": sum(1 + len(report.again_at) for report in reports),
        "asker_count": len(reports),
        "first_reported_at": first_at,
        "last_reported_at": reports[-1].at,
        "created_at": first_at,
        "updated_at": max(reports[-1].at, moves[-1]["at"]),
    }
    return LeadRows(cluster, moves)


_BASES = {ClusterStatus.REBUTTED: "见关联条目所列来源", ClusterStatus.CONFIRMED: "现场检查（模拟）"}
_CONCLUSIONS = {
    ClusterStatus.REBUTTED: "经核查不属实，已有条目答复（模拟）",
    ClusterStatus.CONFIRMED: "情况属实，已转办（模拟）",
    ClusterStatus.DISMISSED: "不予处理（模拟）",
}


def _move(
    cluster_id: int, before: ClusterStatus | None, after: ClusterStatus, at: datetime, actor: str
) -> dict[str, Any]:
    return {
        "cluster_id": cluster_id,
        "from_status": before,
        "to_status": after,
        "at": at,
        "actor": actor,
        "note": "",
    }


def _is_reopening(move: dict[str, Any]) -> bool:
    return move["from_status"] is ClusterStatus.DISMISSED and move["to_status"] is ClusterStatus.PENDING


def worthiness_of(chance: np.random.Generator, kind: MessageKind) -> float:
    """A check-worthiness as the model gives for this kind."""
    lowest, highest = (0.62, 0.99) if kind is MessageKind.RUMOR else (0.05, 0.45)
    return round(float(chance.uniform(lowest, highest)), 3)


def query_codes(chance: np.random.Generator) -> Iterator[str]:
    """Codes like those residents get, from the seed and each once."""
    given: set[str] = set()
    while True:
        letters = [ALPHABET[number] for number in chance.integers(0, len(ALPHABET), LENGTH)]
        letters[int(chance.integers(0, LENGTH))] = _DIGITS[int(chance.integers(0, len(_DIGITS)))]
        code = "".join(letters)
        if code not in given:
            given.add(code)
            yield code
