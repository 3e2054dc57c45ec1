"""The database: engine, transactions, and what every table shares."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

BUSY_MILLISECONDS = 15_000
"""A write takes milliseconds; waiting this long means another process hangs, and failing is right."""

_CONNECTIONS: dict[str, int] = {"pool_size": 8, "max_overflow": 32}
"""As many as the api has threads; all of them stay under what a PostgreSQL server allows out of the box (100)."""

_POSTGRES_WRITE_LOCK = 0x51A0_C4E5
"""Advisory lock of writers. Placing a report must see every other report, so writers take turns."""

_IMMEDIATE = "xiaochen_immediate"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Stored in UTC, read with its zone; a value without one is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def closed_vocabulary(words: type[StrEnum]) -> Enum:
    """A column of one of ``words``, stored as its value; a new word needs no migration."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Base of every table: constraints have names, so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy reads it as declared here


class Database:
    """Short transactions on one database.

    ``read`` and ``write`` each give a session for one transaction; ``write`` commits at the end of the
    block, or rolls back when it raises. Objects stay readable after the block. Writers take turns, across
    processes too; readers never wait for them.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.engine = make_engine(address)
        self._writing_engine = _for_writers(self.engine)
        # SQLite's own waiting is by polling; threads of one process queue fairly here instead.
        self._turn = threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is one file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent view; nothing is kept that is changed in it."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that may write."""
        with ExitStack() as stack:
            if self.is_sqlite:
                stack.enter_context(self._turn)
            session = stack.enter_context(Session(self._writing_engine, expire_on_commit=False))
            stack.enter_context(session.begin())
            if not self.is_sqlite:
                session.execute(text(f"SET LOCAL lock_timeout = {BUSY_MILLISECONDS}"))
                session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_WRITE_LOCK})
            yield session

    def close(self) -> None:
        """Close every connection; one that a thread is still at work with, when it gives it back."""
        event.listen(self.engine, "checkin", _close_at_once)
        self.engine.dispose()


def writing_engine_without_foreign_keys(address: str) -> Engine:
    """For migrations only: every transaction may write, and SQLite does not check references."""
    return _for_writers(make_engine(address, check_references=False))


def make_engine(address: str, *, check_references: bool = True) -> Engine:
    """An engine for ``address``; the directory of a SQLite file is made.

    Raises SQLAlchemy's ``ArgumentError`` for an address of neither SQLite nor PostgreSQL, and without its driver.
    """
    url = make_url(address)
    if url.get_backend_name() == "postgresql":
        return _make_postgresql_engine(url)
    if url.get_backend_name() != "sqlite":
        raise ArgumentError(f"SQLite and PostgreSQL are known here, not {url.get_backend_name()}")
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, **_CONNECTIONS)
    event.listen(engine, "connect", _prepare_sqlite)
    if check_references:
        event.listen(engine, "connect", _check_references)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _for_writers(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_IMMEDIATE: True})
    # A writer must see what the one before it committed while it waited for its turn.
    return engine.execution_options(isolation_level="READ COMMITTED")


def _make_postgresql_engine(url: URL) -> Engine:
    try:
        # A read block sees one consistent view, as it does on SQLite.
        return create_engine(url, pool_pre_ping=True, isolation_level="REPEATABLE READ", **_CONNECTIONS)
    except ModuleNotFoundError as error:
        raise ArgumentError(f"{url.drivername} needs the Python package {error.name}, which is missing") from error


def _close_at_once(_connection: object, record: ConnectionPoolEntry) -> None:
    record.invalidate()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own idea of when to begin is switched off; _begin_sqlite begins.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        _write_ahead(cursor)
        cursor.execute("PRAGMA synchronous = NORMAL")
    finally:
        cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Switch the file to WAL, once for its life."""
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # The switch does not wait for the busy timeout. Who holds the file is another starter, switching it;
        # until then this connection works with the old journal, which is as safe.
        if "locked" not in str(error):
            raise


def _check_references(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys = ON")
    finally:
        cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later can fail at once ("database is locked") whatever the
    # busy timeout; taking the write lock at the start makes it wait instead.
    immediate = connection.get_execution_options().get(_IMMEDIATE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
