"""Rows of a simulation on their way to the database, in lots; and the messages that most of them come from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

from knowledge.db import Base
from knowledge.emerging.models import Cluster, EmergingReport, ReportMention
from knowledge.inquiries.models import Feedback, Inquiry
from knowledge.notifications.models import Notification
from knowledge.simulation.leads import PREFIX, PlannedReport
from knowledge.simulation.scenario import KnownEntry, Scenario

CHUNK = 5_000
"""Messages in one lot: what is kept in memory stays small however long the simulation."""


@dataclass(slots=True)
class SimulationWriter:
    """Where a simulation stands while it is being written."""

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
        table = table_of(model)
        lot = self.rows.setdefault(table.name, [])
        lot.append(row)
        if len(lot) >= CHUNK and model is Inquiry:
            self.flush()

    def flush(self) -> None:
        """Write everything waiting, in the order references need."""
        for model in (Inquiry, EmergingReport, ReportMention, Feedback, Notification):
            table = table_of(model)
            if lot := self.rows.pop(table.name, None):
                self.session.execute(insert(table), lot)

    def conversation(self) -> str:
        """A conversation nobody had yet."""
        self.conversations += 1
        return f"{PREFIX}{self.conversations:09d}"


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody says, and what came of it."""

    at: datetime
    words: str
    outcome: str | None
    scope: str | None = "food_safety"
    entry_id: str | None = None
    report: PlannedReport | None = None


def write_inquiry(writer: SimulationWriter, message: Message, conversation: str, channel: str, at: datetime) -> int:
    """Write a message and its outcome; its id."""
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


def table_of(model: type[Base]) -> Table:
    """The table of a model, for rows in bulk."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def next_id(session: Session, model: type[Inquiry] | type[EmergingReport] | type[Cluster]) -> int:
    """The first number nothing has yet."""
    return (session.scalar(select(func.max(model.id))) or 0) + 1


def catch_up_sequences(session: Session) -> None:
    """PostgreSQL numbers rows itself and must be told which numbers were given here."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for name in ("inquiry", "emerging_report", "cluster"):
        session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"))
