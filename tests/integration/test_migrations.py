"""The schema: reached from nothing, left again, and the same as the models."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from knowledge import migrations
from knowledge.db import Base, Database, writing_engine_without_foreign_keys
from knowledge.errors import WrongState
from knowledge.matching.encoder import Encoder
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from knowledge.staff.roles import StaffRole


@pytest.fixture
def address(tmp_path: Path, database_url: str) -> str:
    return database_url or f"sqlite:///{tmp_path}/state/xiaochen.db"


def test_migrations_give_exactly_the_tables_of_the_models(address: str) -> None:
    migrations.upgrade(address)
    engine = writing_engine_without_foreign_keys(address)
    with engine.begin() as connection:
        command.check(migrations.configuration(connection))
    engine.dispose()


def test_every_migration_can_be_taken_back(address: str) -> None:
    migrations.upgrade(address)
    migrations.downgrade(address, "base")
    database = Database(address)
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    assert migrations.current(database) is None
    database.close()
    migrations.upgrade(address)


def _first_version(address: str) -> None:
    """A database of the first version with an imported entry, an edited one and their sources."""
    migrations.upgrade(address, "2026_11_23_create_tables")
    engine = writing_engine_without_foreign_keys(address)
    day = "2026-11-23 04:00:00"
    with engine.begin() as connection:
        for entry_id, imported in (("geye-cai", True), ("own", False)):
            content = {
                "title": "隔夜菜致癌",
                "sources": [
                    {"title": "一", "url": "https://www.gov.cn/a", "show_link": True},
                    {"title": "二", "url": "https://www.people.com.cn/a", "show_link": True},
                    {"title": "三", "url": "https://example.org/a", "show_link": True},
                    {"title": "四", "url": "https://www.gov.cn/b", "show_link": False},
                    {"title": "五", "url": None, "show_link": True},
                ],
            }
            connection.execute(
                text(
                    "INSERT INTO entry VALUES (:id, 'rumor', 'published', '隔夜菜致癌', 'false', '', '[]', '', '', '',"
                    " 'low', '[]', '[]', '[]', NULL, NULL, NULL, '[]', 1, :digest, :day, :day)"
                ),
                {"id": entry_id, "digest": _json_digest(content) if imported else None, "day": day},
            )
            connection.execute(
                text("INSERT INTO entry_version VALUES (:id, 1, :content, '[]', '导入', :day)"),
                {"id": entry_id, "content": json.dumps(content, ensure_ascii=False), "day": day},
            )
            for position, source in enumerate(content["sources"]):
                connection.execute(
                    text(
                        "INSERT INTO source (entry_id, position, title, publisher, url, show_link)"
                        " VALUES (:id, :position, '标题', '单位', :url, :show)"
                    ),
                    {"id": entry_id, "position": position, "url": source["url"], "show": source["show_link"]},
                )
    engine.dispose()


def _json_digest(value: object) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _stored(address: str, query: str) -> list[Any]:
    database = Database(address)
    with database.read() as session:
        rows = [row[0] for row in session.execute(text(query))]
    database.close()
    return rows


def _stored_json(address: str, query: str) -> list[Any]:
    # What has no type in a query comes as text from SQLite, and read already from PostgreSQL.
    return [json.loads(value) if isinstance(value, str) else value for value in _stored(address, query)]


def test_old_sources_get_their_tier_and_old_versions_are_rewritten(address: str) -> None:
    _first_version(address)
    migrations.upgrade(address)
    query = "SELECT tier FROM source WHERE entry_id = 'own' ORDER BY position"
    assert _stored(address, query) == ["A", "B", "C", "C", "C"]
    contents = _stored_json(address, "SELECT content FROM entry_version ORDER BY entry_id")
    for content in contents:
        assert [source["tier"] for source in content["sources"]] == ["A", "B", "C", "C", "C"]
        assert not any("show_link" in source for source in content["sources"])
    # An import still knows which content came from a file.
    digests = _stored(address, "SELECT imported_digest FROM entry ORDER BY id")
    assert digests == [_json_digest(contents[0]), None]


def test_taking_the_tiers_back_leaves_sources_as_they_were_shown(address: str) -> None:
    _first_version(address)
    migrations.upgrade(address)
    migrations.downgrade(address, "2026_11_23_create_tables")
    query = "SELECT show_link FROM source WHERE entry_id = 'own' ORDER BY position"
    assert [bool(shown) for shown in _stored(address, query)] == [True, True, False, False, False]
    (content, _) = _stored_json(address, "SELECT content FROM entry_version ORDER BY entry_id")
    assert [source["show_link"] for source in content["sources"]] == [True, True, False, False, False]
    assert _stored(address, "SELECT imported_digest FROM entry ORDER BY id") == [_json_digest(content), None]
    migrations.upgrade(address)


def test_staff_with_only_a_token_stay_and_can_be_given_a_password(
    settings: KnowledgeSettings, shipped_encoder: Encoder
) -> None:
    address = settings.database_address
    migrations.upgrade(address, "2026_11_26_tier_of_sources")
    engine = writing_engine_without_foreign_keys(address)
    digest = hashlib.sha256(b"an old token").hexdigest()
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO staff VALUES (7, '李编辑', 'editor', :digest, true, '2026-11-20 04:00:00')"),
            {"digest": digest},
        )
    engine.dispose()
    migrations.upgrade(address)
    knowledge = Knowledge(settings, encoder=shipped_encoder)
    person = knowledge.staff_for_token("an old token")
    assert (person.name, person.has_password, person.locked_until) == ("李编辑", False, None)
    assert knowledge.sign_in("李编辑", knowledge.reset_password("李编辑")).session.is_password_due
    newcomer = knowledge.open_account("只有密码", StaffRole.VIEWER)
    assert newcomer
    knowledge.close()
    migrations.downgrade(address, "2026_11_26_tier_of_sources")
    (newcomer_id,) = _stored(address, "SELECT id FROM staff WHERE name = '只有密码'")
    assert sorted(_stored(address, "SELECT token_sha256 FROM staff")) == sorted([digest, f"none-{newcomer_id}"])
    migrations.upgrade(address)


def test_two_processes_migrating_at_once_take_turns(address: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrations.upgrade, [address] * 4))
    database = Database(address)
    assert migrations.current(database) == migrations.head()
    database.close()


def test_every_constraint_has_a_name() -> None:
    for table in Base.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints), table.name


def test_every_table_can_be_made_on_postgresql() -> None:
    made = [str(CreateTable(table).compile(dialect=postgresql.dialect())) for table in Base.metadata.sorted_tables]
    assert len(made) >= 10
    assert all("CREATE TABLE" in statement for statement in made)


def test_opening_an_unmigrated_database_says_what_to_run(settings: KnowledgeSettings, shipped_encoder: Encoder) -> None:
    knowledge = Knowledge(settings, encoder=shipped_encoder)
    with pytest.raises(WrongState) as caught:
        knowledge.open()
    assert "xiaochen migrate" in caught.value.message
    assert "empty" in knowledge.readiness()["database"]
    knowledge.close()
