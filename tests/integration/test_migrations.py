"""The schema: reached from nothing, left again, and the same as the models."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from knowledge import migrations
from knowledge.db import Base, Database, writing_engine_without_foreign_keys
from knowledge.errors import WrongState
from knowledge.matching.encoder import Encoder
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/state/xiaochen.db"


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
    assert len(Base.metadata.tables) == 10
    for table in Base.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_opening_an_unmigrated_database_says_what_to_run(
    settings: KnowledgeSettings, shipped_encoder: Encoder
) -> None:
    knowledge = Knowledge(settings, encoder=shipped_encoder)
    with pytest.raises(WrongState) as caught:
        knowledge.open()
    assert "xiaochen migrate" in caught.value.message
    assert "empty" in knowledge.readiness()["database"]
    knowledge.close()
