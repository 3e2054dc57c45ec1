"""Clusters and reports of the large database. Pure: rows as they are inserted."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from knowledge.check_worthiness import MessageKind
from knowledge.clock import china_date
from knowledge.emerging.kinds import Harm, IntakeChannel
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.topics import topics
from knowledge.emerging.units import units

Unmatched = Sequence[tuple[int, datetime, str]]
"""Id, time and text of the inquiries nothing answered, the earliest first."""

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_STATUSES = [ClusterStatus.PENDING] * 3 + [ClusterStatus.CHECKING] * 2 + [ClusterStatus.REBUTTED] * 3
_STATUSES += [ClusterStatus.CONFIRMED, ClusterStatus.DISMISSED]


def cluster_rows(count: int, unmatched: Unmatched, chance: random.Random, now: datetime) -> Iterator[dict[str, Any]]:
    """One row a cluster, with the counts its reports give."""
    known_topics, known_units = sorted(topics()), [unit.name for unit in units()]
    sizes = Counter(_cluster_of(place, len(unmatched), count) for place in range(len(unmatched)))
    first: dict[int, tuple[int, datetime, str]] = {}
    last: dict[int, datetime] = {}
    for place, one in enumerate(unmatched):
        first.setdefault(_cluster_of(place, len(unmatched), count), one)
        last[_cluster_of(place, len(unmatched), count)] = one[1]
    for cluster_id in sorted(sizes):
        _, begun, claim = first[cluster_id]
        status = chance.choice(_STATUSES)
        is_open = status in (ClusterStatus.PENDING, ClusterStatus.CHECKING)
        yield {
            "id": cluster_id,
            "claim": claim,
            "kind": chance.choice([MessageKind.RUMOR, MessageKind.RUMOR, MessageKind.INFORMATION_GAP]),
            "status": status,
            "edition": 1,
            "entry_id": None,
            "topic": chance.choice(known_topics),
            "foods": [],
            "unit": chance.choice(known_units) if status is not ClusterStatus.PENDING else None,
            "due_on": china_date(now) + timedelta(days=chance.randrange(-3, 10)) if is_open else None,
            "assigned_at": None,
            "conclusion": "" if is_open else "已核实，没有这回事。",
            "basis": "",
            "evidence": "",
            "dismissal_reason": "",
            "concluded_by": None,
            "concluded_at": None if is_open else last[cluster_id],
            "harm": chance.choice([None, None, *Harm]),
            "worthiness": chance.random(),
            "is_restricted": chance.random() < 0.03,
            "restricted_reason": "",
            "companies": [],
            "company_checked_by": "",
            "company_checked_on": None,
            "merged_into_id": None,
            "returned_entry_id": None,
            "returned_version": None,
            "reopened_count": 0,
            "mention_count": sizes[cluster_id],
            "asker_count": sizes[cluster_id],
            "first_reported_at": begun,
            "last_reported_at": last[cluster_id],
            "created_at": begun,
            "updated_at": last[cluster_id],
        }


def report_rows(count: int, unmatched: Unmatched, chance: random.Random) -> Iterator[dict[str, Any]]:
    """One row an unmatched inquiry."""
    seen: set[int] = set()
    codes: set[str] = set()
    for place, (inquiry_id, at, text) in enumerate(unmatched):
        cluster_id = _cluster_of(place, len(unmatched), count)
        while (code := "".join(chance.choices(_ALPHABET, k=8))) in codes:
            continue
        codes.add(code)
        yield {
            "cluster_id": cluster_id,
            "inquiry_id": inquiry_id,
            "channel": chance.choice([IntakeChannel.WEB, IntakeChannel.WECHAT]),
            "partner_id": None,
            "external_id": None,
            "claim": text,
            "text": text,
            "kind": MessageKind.RUMOR,
            "worthiness": chance.random(),
            "food": "",
            "foods": [],
            "keywords": [],
            "companies": [],
            "sub_district": "",
            "query_code": code,
            "where_seen": None,
            "wants_answer": chance.random() < 0.3,
            "opened_cluster": cluster_id not in seen,
            "is_pinned": False,
            "asker_key": f"{chance.getrandbits(128):032x}",
            "asked_on": china_date(at),
            "mention_count": 1,
            "created_at": at,
        }
        seen.add(cluster_id)


def _cluster_of(place: int, reports: int, count: int) -> int:
    # A rumor is reported for some days and is forgotten; every tenth report is of one of ten that never end.
    return 1 + (place // 10 % min(10, count) if place % 10 == 0 else place * count // reports)
