"""The commands put together, and what happens when one fails."""

import logging
import sys

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from api.cli import (
    check,
    clusters,
    content,
    content_check,
    coverage,
    editorial,
    evaluate,
    indexes,
    mask,
    partner,
    processes,
    questions,
    report,
    reports,
    simulate,
    staff,
    table,
)
from api.cli.output import errors
from knowledge.entry_tables.problems import TableError
from knowledge.errors import InvalidInput, KnowledgeError, SeedError

app = typer.Typer(
    help="食安小辰：北辰区食品安全辟谣与科普助手。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(processes.run)
app.command("serve")(processes.serve)
app.command("migrate")(processes.migrate)
app.command("check")(check.check)
app.command("check-content")(content_check.check_content)
app.command("coverage")(coverage.coverage)
app.command("mask")(mask.mask)
app.command("import")(content.import_)
app.command("import-table")(table.import_table)
app.command("export")(content.export)
app.add_typer(indexes.app, name="index")
app.command("reports")(reports.reports)
app.command("rebut")(reports.rebut)
app.command("submit")(editorial.submit)
app.command("publish")(editorial.publish)
app.command("withdraw")(editorial.withdraw)
app.add_typer(staff.app, name="staff")
app.add_typer(partner.app, name="partner")
app.add_typer(report.app, name="report")
app.add_typer(questions.app, name="questions")
app.command("simulate")(simulate.simulate)
app.add_typer(clusters.commands, name="clusters")
app.command("evaluate")(evaluate.evaluate)


def main() -> None:
    """Run one command. An expected failure is one clear sentence and exit status 1."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # It sets its own level to DEBUG when it is imported.
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    try:
        app()
    except SeedError as error:
        for problem in error.problems:
            errors().print(str(problem))
        _fail(error.message)
    except TableError as error:
        for mistake in error.problems:
            errors().print(str(mistake))
        _fail(error.message)
    except InvalidInput as error:
        _fail(f"{error.field}：{error.message}")
    except KnowledgeError as error:
        _fail(error.message)
    except ValidationError as error:
        first = error.errors()[0]
        setting = "_".join(str(part) for part in first["loc"]).upper()
        _fail(f"{error.title}: {setting}: {first['msg']}")
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        _fail(f"the database cannot be used: {cause}")
    except OSError as error:
        _fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")


def _fail(sentence: str) -> None:
    errors().print(sentence)
    sys.exit(1)
