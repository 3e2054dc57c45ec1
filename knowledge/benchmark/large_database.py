"""A database as large as the targets name: entries, inquiries, votes, leads and audit records that nobody wrote.

The same sizes always give the same rows. What pages cost depends on how much there is, how it lies over days, and how
wide rows are; so inquiries spread over a year, talk in conversations, and keep replies with whole cards.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from knowledge import revision
from knowledge.audit.actions import Action, SubjectKind
from knowledge.audit.models import AuditRecord
from knowledge.benchmark.large_content import add_collections, add_entries
from knowledge.benchmark.large_ledger import cluster_rows, report_rows
from knowledge.db import Base, Database
from knowledge.emerging.models import Cluster, EmergingReport
from knowledge.inquiries.models import Feedback, Inquiry

DAYS = 365
_CHUNK = 5_000
_SEED = 5
_FOLLOW_UP_SHARE = 0.35
_VOTE_SHARE = 0.12
_QUESTIONS = ("{title}", "{title}是真的吗", "听说{title}", "家里老人说{title}，对吗", "请问{title}吗？谢谢")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows of each kind."""

    entries: int = 20_000
    inquiries: int = 1_000_000
    clusters: int = 5_000
    audit_records: int = 200_000
    collections: int = 40

    @property
    def name(self) -> str:
        """Tells one size from another in the name of a directory."""
        return f"{self.entries}-{self.inquiries}-{self.clusters}-{self.audit_records}-{self.collections}"


def fill(database: Database, sizes: Sizes, now: datetime, tell: Callable[[str], None]) -> None:
    """Fill a migrated, empty database with rows up to ``now``; ``tell`` is given a word on each step."""
    chance = random.Random(_SEED)
    with database.write() as session:
        tell(f"{sizes.entries} entries")
        titles = add_entries(session, sizes.entries, chance, now)
        add_collections(session, sizes.collections, list(titles), chance, now)
        revision.bump(session, now)
    with database.write() as session:
        tell(f"{sizes.inquiries} inquiries")
        unmatched = _add_inquiries(session, sizes.inquiries, list(titles.items()), chance, now)
    with database.write() as session:
        tell(f"{sizes.clusters} clusters of {len(unmatched)} reports")
        _insert(session, Cluster, cluster_rows(sizes.clusters, unmatched, chance, now))
        _insert(session, EmergingReport, report_rows(sizes.clusters, unmatched, chance))
    with database.write() as session:
        tell(f"{sizes.audit_records} audit records")
        _insert(session, AuditRecord, _audit_rows(sizes.audit_records, list(titles), chance, now))


def _insert(session: Session, model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    table = model.__table__
    assert isinstance(table, Table)
    while some := list(islice(rows, _CHUNK)):
        session.execute(insert(table), some)


def _add_inquiries(
    session: Session, count: int, entries: Sequence[tuple[str, str]], chance: random.Random, now: datetime
) -> list[tuple[int, datetime, str]]:
    """Write inquiries and votes; id, time and text of those nothing answered."""
    unmatched: list[tuple[int, datetime, str]] = []
    votes: list[dict[str, Any]] = []

    def rows() -> Iterator[dict[str, Any]]:
        for row in _inquiries(count, entries, chance, now):
            if row["outcome"] == "unmatched" and row["scope"] == "food_safety":
                unmatched.append((row["id"], row["created_at"], row["text"]))
            if row["outcome"] == "answer" and chance.random() < _VOTE_SHARE:
                votes.append(
                    {
                        "conversation_id": row["conversation_id"],
                        "entry_id": row["top_entry_id"],
                        "helpful": chance.random() < 0.85,
                        "created_at": row["created_at"] + timedelta(seconds=40),
                    }
                )
            yield row

    _insert(session, Inquiry, rows())
    once = {(vote["conversation_id"], vote["entry_id"]): vote for vote in votes}
    _insert(session, Feedback, iter(once.values()))
    return unmatched


def _inquiries(
    count: int, entries: Sequence[tuple[str, str]], chance: random.Random, now: datetime
) -> Iterator[dict[str, Any]]:
    conversation = ""
    # Few entries draw most questions, as everywhere.
    popular = [entries[int(len(entries) * chance.random() ** 3)] for _ in range(50_000)]
    step = timedelta(days=DAYS) / count
    for number in range(count):
        if not conversation or chance.random() > _FOLLOW_UP_SHARE:
            conversation = f"{chance.getrandbits(128):032x}"
        entry_id, title = popular[chance.randrange(len(popular))]
        at = now - timedelta(days=DAYS) + step * number
        yield _inquiry(number + 1, conversation, entry_id, title, at, chance)


def _inquiry(
    number: int, conversation: str, entry_id: str, title: str, at: datetime, chance: random.Random
) -> dict[str, Any]:
    drawn = chance.random()
    outcome = next(word for limit, word in _OUTCOMES if drawn < limit)
    text = chance.choice(_QUESTIONS).format(title=title) if outcome else "谢谢"
    return {
        "id": number,
        "channel": "web" if chance.random() < 0.55 else "wechat",
        "conversation_id": conversation,
        "message_id": f"{chance.getrandbits(96):024x}",
        "text": text,
        "created_at": at,
        "outcome": outcome,
        "scope": None if outcome is None else "off_topic" if outcome == "unmatched" and drawn > 0.86 else "food_safety",
        "claim": title if outcome else "",
        "top_entry_id": entry_id if outcome in {"answer", "clarify"} else None,
        "probability": {"answer": 0.7 + 0.3 * chance.random() ** 0.3, "clarify": 0.5}.get(outcome or ""),
        "revision": 1,
        "shown_entry_ids": [entry_id] if outcome == "answer" or drawn > 0.95 else None,
        "intent": "check_claim" if outcome else "thanks",
        "mode": "rasa",
        "reply": _reply(entry_id, title, outcome),
        "answered_at": at + timedelta(seconds=1),
    }


_OUTCOMES: tuple[tuple[float, str | None], ...] = (
    (0.72, "answer"),
    (0.80, "clarify"),
    (0.88, "unmatched"),
    (0.89, "emergency"),
    (1.01, None),
)
"""Up to which draw a message has which outcome."""


def _reply(entry_id: str, title: str, outcome: str | None) -> list[dict[str, Any]]:
    if outcome != "answer":
        return [{"kind": "text", "text": "还没有查到可靠的说法，已经记下来，核实后会告诉您。"}]
    card = {
        "entry_id": entry_id,
        "title": title,
        "truth": f"没有证据表明{title}。" * 3,
        "key_points": [f"关于“{title}”，请看权威发布。"] * 4,
        "advice": "按说明保存和加热，不要轻信没有来源的说法。",
        "sources": [{"title": "权威说明", "publisher": "国家卫生健康委", "url": "https://www.nhc.gov.cn/"}],
    }
    return [{"kind": "card", "text": title, "card": card}]


def _audit_rows(count: int, entry_ids: Sequence[str], chance: random.Random, now: datetime) -> Iterator[dict[str, Any]]:
    actors = [f"编辑{number:02d}" for number in range(30)]
    actions = [Action.UPDATE, Action.CREATE, Action.PUBLISH, Action.SUBMIT]
    step = timedelta(days=DAYS) / count
    for number in range(count):
        actor, entry_id = chance.choice(actors), chance.choice(entry_ids)
        change = {"title": f"修改{number}", "truth": "没有证据表明会中毒。" * 5}
        yield {
            "at": now - timedelta(days=DAYS) + step * number,
            "actor": actor,
            "action": chance.choice(actions).value,
            "subject_kind": SubjectKind.ENTRY.value,
            "subject_id": entry_id,
            "before": change,
            "after": change,
            "note": "",
            "words": f"{actor}\n{entry_id}\n{change}",
        }
