"""``xiaochen report``: the weekly report as files."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.opened import migrated_knowledge
from api.cli.output import console, plain
from api.settings import ApiSettings
from knowledge.trends.weeks import IsoWeek
from knowledge.weekly.views import ReportStatus, WeeklyReportView

if TYPE_CHECKING:
    from api.reports.files import ReportPrinter

app = typer.Typer(help="周报：生成并导出谣言态势周报。", no_args_is_help=True)


class EditionChoice(StrEnum):
    """Which editions are written."""

    INTERNAL = "internal"
    PUBLIC = "public"
    BOTH = "both"


@app.callback()
def report() -> None:
    """周报：生成并导出谣言态势周报。"""


@app.command("weekly")
def weekly(
    week: Annotated[str, typer.Option(help="哪一周，如 2026-W45；必须已经结束")],
    out: Annotated[Path, typer.Option(help="写到哪个目录，没有就新建", file_okay=False)],
    edition: Annotated[
        EditionChoice, typer.Option(help="内部版 internal、公开版 public、两版 both")
    ] = EditionChoice.INTERNAL,
) -> None:
    """生成一周的周报，写出 Word、PDF、网页和 JSON。已签发的周报原样导出，不重新生成。"""
    # Drawing and setting libraries take a second to import, which no other command should wait for.
    from api.reports.files import ReportPrinter

    wanted = IsoWeek.parse(week)
    printer = ReportPrinter(ApiSettings().report_fonts)
    printer.require_fonts()
    with migrated_knowledge() as knowledge:
        known = {summary.week: summary for summary in knowledge.list_weekly_reports(limit=10_000)}
        if wanted not in known or known[wanted].status is ReportStatus.DRAFT:
            knowledge.generate_weekly_report(wanted)
        view = knowledge.weekly_report(wanted)
    for path in _write(printer, view, out, edition):
        console().print(plain(path))


def _write(printer: "ReportPrinter", view: WeeklyReportView, out: Path, edition: EditionChoice) -> list[Path]:
    documents = {EditionChoice.INTERNAL: [view.internal], EditionChoice.PUBLIC: [view.public]}
    chosen = documents.get(edition, [view.internal, view.public])
    return [path for document in chosen for path in printer.write(document, view.summary.signature, out)]
