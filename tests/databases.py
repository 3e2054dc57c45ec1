"""Where a test keeps its rows: a SQLite file, or a PostgreSQL database with ``XIAOCHEN_TEST_DATABASE_URL``."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, inspect, make_url, text

from knowledge.service import Knowledge

SERVER = "XIAOCHEN_TEST_DATABASE_URL"
"""Address of a database on a PostgreSQL server where tests may make databases."""


@contextmanager
def database_of_its_own(server: str | None = None, *, copy_of: str = "") -> Iterator[str]:
    """An address for ``database_url``, gone with everything in it afterwards; empty (SQLite) when no server is named.

    ``copy_of`` is the address of such a database nobody is connected to: the new one starts with its rows.
    """
    server = os.environ.get(SERVER, "") if server is None else server
    if not server:
        yield ""
        return
    name = f"xiaochen_test_{uuid.uuid4().hex}"
    template = make_url(copy_of).database if copy_of else "template0"
    # CREATE DATABASE cannot run inside a transaction.
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE {name} TEMPLATE "{template}"'))
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


def stored_rows(knowledge: Knowledge) -> list[str]:
    """Every row of every table as text, after the name of its table."""
    with knowledge.database.read() as session:
        return [
            f"{table}: {tuple(row)}"
            for table in inspect(session.connection()).get_table_names()
            for row in session.execute(text(f'SELECT * FROM "{table}"'))
        ]
