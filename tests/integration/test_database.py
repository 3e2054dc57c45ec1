"""Transactions: whole or not at all, and writers take turns across threads and processes."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text

from knowledge.db import Database
from knowledge.errors import InvalidInput
from knowledge.inquiries.models import Inquiry
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from knowledge.staff import service as staff
from knowledge.staff.roles import StaffRole
from tests.integration.conftest import Xiaochen

WRITER = """
import sys
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
knowledge = Knowledge(KnowledgeSettings(database_url=sys.argv[1]))
for number in range(40):
    knowledge.begin_inquiry(conversation_id=sys.argv[2], message_id=str(number), text="西瓜")
knowledge.close()
"""


def test_two_processes_and_eight_threads_write_at_once(
    empty_knowledge: Knowledge, settings: KnowledgeSettings
) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER, settings.database_address, f"process-{number}"])
        for number in range(2)
    ]

    def write(number: int) -> int:
        begun = empty_knowledge.begin_inquiry(
            conversation_id=f"thread-{number % 8}", message_id=str(number), text="西瓜"
        )
        return begun.inquiry_id

    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(write, range(200)))
    assert [process.wait(120) for process in processes] == [0, 0]
    assert len(set(written)) == 200
    with empty_knowledge.database.read() as session:
        assert len(session.scalars(select(Inquiry.id)).all()) == 280


def test_a_failing_block_leaves_nothing_behind(empty_knowledge: Knowledge) -> None:
    before = len(empty_knowledge.list_staff())

    def add_twice() -> None:
        with empty_knowledge.database.write() as session:
            for _ in range(2):
                staff.add(session, name="新同事", role=StaffRole.EDITOR, now=empty_knowledge.clock())

    with pytest.raises(InvalidInput):
        add_twice()
    assert len(empty_knowledge.list_staff()) == before


def test_sqlite_is_set_up_for_concurrent_use(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/xiaochen.db")
    with database.read() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "busy_timeout", "foreign_keys")
        }
    database.close()
    assert pragmas == {"journal_mode": "wal", "busy_timeout": 15_000, "foreign_keys": 1}


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("mysql://xiaochen@server/xiaochen", "SQLite and PostgreSQL are known here, not mysql"),
        ("postgresql+asyncpg://xiaochen@server/xiaochen", "needs the Python package asyncpg, which is missing"),
    ],
)
def test_an_address_that_cannot_be_used_says_why_in_one_line(
    xiaochen: Xiaochen, monkeypatch: pytest.MonkeyPatch, address: str, reason: str
) -> None:
    monkeypatch.setenv("XIAOCHEN_DATABASE_URL", address)
    result = xiaochen("migrate")
    assert (result.status, result.err.count("\n")) == (1, 1)
    assert reason in result.err


def test_a_connection_at_work_while_the_database_is_closed_is_closed_when_given_back(
    empty_knowledge: Knowledge,
) -> None:
    with empty_knowledge.database.read() as session:
        held = session.connection().connection.driver_connection
        empty_knowledge.close()
        assert session.scalar(select(1)) == 1
    assert held is not None
    with pytest.raises(Exception, match="closed"):
        held.execute("SELECT 1")


def test_a_reader_is_not_held_up_by_a_writer(empty_knowledge: Knowledge) -> None:
    with empty_knowledge.database.write() as session:
        session.execute(text("UPDATE staff SET is_active = false"))
        assert all(person.is_active for person in empty_knowledge.list_staff())
    assert not any(person.is_active for person in empty_knowledge.list_staff())


def test_instants_come_back_in_utc_and_need_a_zone(empty_knowledge: Knowledge) -> None:
    database: Database = empty_knowledge.database
    noon = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=8)))

    def inquiry(created_at: datetime) -> Inquiry:
        return Inquiry(channel="web", conversation_id="c", text="", claim="", created_at=created_at)

    with database.write() as session:
        session.add(inquiry(noon))
    with database.read() as session:
        stored = session.scalars(select(Inquiry.created_at)).one()
    assert stored == noon
    assert stored.tzinfo is UTC
    with pytest.raises(Exception, match="needs a time zone"), database.write() as session:
        session.add(inquiry(noon.replace(tzinfo=None)))
