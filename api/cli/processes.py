"""``xiaochen run``, ``serve`` and ``migrate``: what operators start."""

from typing import Annotated

import typer

from api.cli.content import import_
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


def serve(
    prepare: Annotated[
        bool, typer.Option(help="First migrate the database and import the content files, in this process.")
    ] = False,
) -> None:
    """Start the api alone (production, or behind the supervisor)."""
    from api.serving import serve as serve_api
    from api.settings import ApiSettings

    if prepare:
        # One process instead of three: most of a short command's time goes into importing libraries.
        migrate()
        import_()
    serve_api(ApiSettings())


def migrate() -> None:
    """Bring the database up to the schema this version needs; harmless when it is already."""
    settings = KnowledgeSettings()
    migrations.upgrade(settings.database_address)
    console().print(plain(f"database is at {migrations.head()}"))
