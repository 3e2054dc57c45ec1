"""``XIAOCHEN_DATABASE_URL`` names a PostgreSQL server and nothing else changes: schema, turns, loop, counts.

The whole of tests/integration runs there with ``XIAOCHEN_TEST_DATABASE_URL``; these run always.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from alembic import command
from fastapi import FastAPI
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import OperationalError

from api.app import create_app
from api.settings import ApiSettings
from knowledge import db, migrations
from knowledge.db import Database, writing_engine_without_foreign_keys
from knowledge.emerging.listing import LedgerFilter
from knowledge.matching.encoder import Encoder
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from knowledge.simulation.service import SimulationRequest
from knowledge.staff.models import Staff
from knowledge.staff.roles import StaffRole
from knowledge.trends.weeks import IsoWeek
from knowledge.weekly.document import to_json
from tests.builders import (
    EDITOR,
    OFFICE,
    RAINBOW,
    RAINBOW_REWORDED,
    REVIEWER,
    FixedClock,
    ask,
    make_draft,
)
from tests.console_visitor import signed_in
from tests.databases import database_of_its_own
from tests.postgresql_server import postgresql_server
from tests.running_api import CLOSED_PORT, VISITOR, client_of, say

WEEK = IsoWeek(2026, 47)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as address:
        yield address


@pytest.fixture
def database_url(server: str) -> Iterator[str]:
    """In place of the SQLite file every other fixture starts from."""
    with database_of_its_own(server) as url:
        yield url


def test_migrations_give_the_tables_of_the_models_and_can_be_taken_back(database_url: str) -> None:
    migrations.upgrade(database_url)
    engine = writing_engine_without_foreign_keys(database_url)
    assert engine.dialect.name == "postgresql"
    with engine.begin() as connection:
        command.check(migrations.configuration(connection))
    engine.dispose()
    migrations.downgrade(database_url, "base")
    database = Database(database_url)
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    database.close()
    migrations.upgrade(database_url)


def test_four_that_start_at_once_migrate_in_turn(database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrations.upgrade, [database_url] * 4))
    database = Database(database_url)
    assert migrations.current(database) == migrations.head()
    database.close()


def test_residents_who_report_at_once_make_one_cluster(knowledge: Knowledge) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: ask(knowledge, RAINBOW, conversation=f"c{number}"), range(24)))
    (cluster,) = knowledge.list_clusters()
    assert cluster.report_count == 24


def test_a_reader_waits_for_no_writer_and_sees_one_view(empty_knowledge: Knowledge) -> None:
    count = select(func.count(Staff.id))
    with empty_knowledge.database.read() as reading:
        before = reading.scalar(count)
        empty_knowledge.add_staff("新同事", StaffRole.EDITOR)
        assert reading.scalar(count) == before
        with empty_knowledge.database.write() as writing:
            assert writing.scalar(count) == before + 1


def test_a_writer_that_waits_too_long_fails(empty_knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "BUSY_MILLISECONDS", 20)
    with empty_knowledge.database.write(), ThreadPoolExecutor(1) as other:
        late = other.submit(empty_knowledge.add_staff, "新同事", StaffRole.EDITOR)
        with pytest.raises(OperationalError, match="lock timeout"):
            late.result()
    empty_knowledge.add_staff("新同事", StaffRole.EDITOR)


@pytest.fixture
async def app(knowledge: Knowledge, shipped_encoder: Encoder, clock: FixedClock) -> AsyncIterator[FastAPI]:
    """The running app with content and staff, in direct mode."""
    common = {name: getattr(knowledge.settings, name) for name in ("var", "database_url", "seed_dir")}
    settings = ApiSettings(**common, rasa_port=CLOSED_PORT, index_poll_seconds=0.05)
    made = create_app(settings, knowledge=Knowledge(settings, clock, encoder=shipped_encoder))
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def resident(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app, VISITOR) as client:
        yield client


async def test_a_rumor_goes_from_unknown_to_answered(resident: httpx.AsyncClient, knowledge: Knowledge) -> None:
    assert knowledge.database.engine.dialect.name == "postgresql"
    receipt, _ = await say(resident, RAINBOW, "first-resident")
    await say(resident, RAINBOW_REWORDED, "second-resident")
    (cluster,) = knowledge.list_clusters()
    assert cluster.report_count == 2
    look = f"/api/v1/inquiries/{receipt['query_code']}"
    assert (await resident.get(look)).json()["status_label"] == "待核查"

    entry_id = knowledge.draft_rebuttal(cluster.cluster_id, make_draft(), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)
    async with asyncio.timeout(5):
        while (await resident.post("/api/v1/check", json={"text": RAINBOW})).json()["outcome"] != "answer":
            await asyncio.sleep(0.05)
    status = (await resident.get(look)).json()
    assert (status["status_label"], status["card"]["entry_id"]) == ("已辟谣", entry_id)

    knowledge.withdraw(entry_id, REVIEWER)
    assert knowledge.refresh()
    assert knowledge.check(RAINBOW).outcome == "unmatched"


async def test_staff_work_the_ledger_at_the_console(
    app: FastAPI, resident: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    await say(resident, RAINBOW, "first-resident")
    await say(resident, RAINBOW_REWORDED, "second-resident")
    await say(resident, "听说北辰某超市的彩虹草莓是染色的，吃了会中毒", "third-resident")
    async with client_of(app, VISITOR) as browser:
        officer = await signed_in(browser, knowledge, OFFICE)
        for page in ("", "/ledger", "/ledger?words=xigua", "/entries?words=隔夜", "/questions", "/reports", "/profile"):
            assert (await officer.get(f"/console{page}")).status_code == 200, page

        split = await officer.post("/console/ledger/1/split", {"edition": _edition(knowledge, 1), "reports": ["2"]})
        assert (split.status_code, split.headers["location"]) == (303, "/console/ledger/3?done=split")
        merged = await officer.post("/console/ledger/3/merge", {"edition": _edition(knowledge, 3), "into": "2"})
        assert (merged.status_code, merged.headers["location"]) == (303, "/console/ledger/2?done=merged")
        assert RAINBOW_REWORDED in (await officer.get("/console/ledger/2")).text
    assert {cluster.cluster_id: cluster.report_count for cluster in knowledge.list_clusters()} == {1: 1, 2: 2}


def _edition(knowledge: Knowledge, cluster_id: int) -> int:
    return knowledge.cluster(cluster_id, viewer=OFFICE).edition


def test_letters_are_found_in_either_case(knowledge: Knowledge) -> None:
    ask(knowledge, "听说喝了Coca牌的彩色奶茶会中毒")
    for words in ("coca", "COCA"):
        assert knowledge.find_lines(LedgerFilter(words=words), viewer=OFFICE).total == 1
        assert knowledge.find_lines(LedgerFilter(words=f"{words}%"), viewer=OFFICE).total == 0


def test_a_weekly_report_counts_what_it_counts_on_sqlite(
    database_url: str, tmp_path: Path, shipped_encoder: Encoder, clock: FixedClock
) -> None:
    reports = []
    for name, url in (("sqlite", ""), ("postgresql", database_url)):
        settings = KnowledgeSettings(var=tmp_path / name, database_url=url)
        migrations.upgrade(settings.database_address)
        knowledge = Knowledge(settings, clock, encoder=shipped_encoder)
        knowledge.import_entries()
        knowledge.simulate(SimulationRequest(weeks=3, until=WEEK.sunday, seed=7, weekly_asks=300))
        knowledge.generate_weekly_report(WEEK)
        reports.append(to_json(knowledge.weekly_report(WEEK).internal))
        knowledge.close()
    assert reports[0] == reports[1]
