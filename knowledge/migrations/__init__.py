"""The database schema through time. Migrations are found here and run without a configuration file."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from knowledge.db import Database, writing_engine_without_foreign_keys

_HERE = Path(__file__).resolve().parent
_POSTGRES_MIGRATION_LOCK = 0x51A0_C4E6


def configuration(connection: Connection | None = None) -> Config:
    """What Alembic's commands take; they run on ``connection`` and inside its transaction."""
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The revision this version of the program needs."""
    revision = ScriptDirectory.from_config(configuration()).get_current_head()
    if revision is None:
        raise RuntimeError("there are no migrations")
    return revision


def current(database: Database) -> str | None:
    """The revision the database has, ``None`` for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(address: str, to: str = "head") -> None:
    """Bring the database at ``address`` up to a revision, in one transaction; two at once take turns."""
    _run(address, command.upgrade, to)


def downgrade(address: str, to: str) -> None:
    """Take the database at ``address`` back to a revision (``"base"``: empty)."""
    _run(address, command.downgrade, to)


def _run(address: str, step: Any, to: str) -> None:
    # SQLite changes a table by copying and dropping it; with foreign keys on, the drop would delete the
    # rows that point there.
    engine = writing_engine_without_foreign_keys(address)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_MIGRATION_LOCK}
                )
            step(configuration(connection), to)
            if connection.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"migration to {to} would leave dangling references: {broken[:3]}")
    finally:
        engine.dispose()
