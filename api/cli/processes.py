"""``xiaochen run``, ``serve`` and ``migrate``: what operators start."""

import typer

from api.cli.output import console, errors, plain
from knowledge import migrations
from knowledge.settings import KnowledgeSettings


def run() -> None:
    """Prepare the state and start everything under one supervisor; Ctrl-C stops it."""
    # Imported here and below: the other commands need no web framework, and start faster without it.
    from api.settings import ApiSettings
    from api.supervisor import RunError, run_product

    try:
        run_product(ApiSettings(), console())
    except RunError as error:
        errors().print(str(error))
        raise typer.Exit(1) from error


def serve() -> None:
    """Start the api alone (production, or behind the supervisor)."""
    import uvicorn

    from api.app import create_app
    from api.settings import ApiSettings

    settings = ApiSettings()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        # A resident's address is personal; the api writes its own log lines without it.
        access_log=False,
        server_header=False,
    )


def migrate() -> None:
    """Bring the database up to the schema this version needs; harmless when it is already."""
    settings = KnowledgeSettings()
    migrations.upgrade(settings.database_address)
    console().print(plain(f"database is at {migrations.head()}"))
