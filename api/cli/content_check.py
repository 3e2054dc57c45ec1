"""``xiaochen check-content``: is the content fit to be public."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from api.cli.output import console, plain, print_json
from knowledge.clock import china_date, utc_now
from knowledge.content_checks.collection import ContentFigures, ContentReport, check_directory
from knowledge.content_checks.findings import Finding, Level
from knowledge.entries.kinds import EntryKind
from knowledge.matching.encoder import load_encoder
from knowledge.settings import KnowledgeSettings

_NAMES = {
    "schema": "格式",
    "sources": "来源",
    "needs_source": "来源待补",
    "shared_source": "来源共用",
    "verdict": "结论",
    "banned_wording": "禁用说法",
    "length": "长短",
    "reading_level": "好懂",
    "citations": "标准法规",
    "dates": "日期",
    "overdue": "过期未复核",
    "phrasings": "问法",
    "same_phrasing": "问法重复",
    "near_duplicate": "条目相近",
}


def check_content(
    directory: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="内容文件目录，默认用随程序提供的内容")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    errors_only: Annotated[bool, typer.Option("--errors-only", help="表里只列错误，不列提醒")] = False,
) -> None:
    """检查内容文件：格式、来源、结论、措辞、长短、日期、标准编号、重复。有错误时以状态 1 结束。"""
    settings = KnowledgeSettings()
    report = check_directory(directory or settings.seed_dir, load_encoder(settings.encoder_path), china_date(utc_now()))
    if json_:
        print_json(report)
    else:
        _show(report, errors_only=errors_only)
    if report.count(Level.ERROR):
        sys.exit(1)


def _show(report: ContentReport, *, errors_only: bool) -> None:
    out = console()
    shown = [finding for finding in report.findings if finding.level is Level.ERROR or not errors_only]
    if shown:
        out.print(_findings_table(shown))
    counts = Table("检查", "错误", "提醒", box=None)
    for check, name in _NAMES.items():
        found = [finding for finding in report.findings if finding.check == check]
        if found:
            errors = sum(finding.level is Level.ERROR for finding in found)
            counts.add_row(name, str(errors), str(len(found) - errors))
    counts.add_row("合计", str(report.count(Level.ERROR)), str(report.count(Level.WARNING)))
    out.print(counts)
    if report.figures is not None:
        _show_figures(report.figures)


def _findings_table(findings: list[Finding]) -> Table:
    table = Table("级别", "检查", "条目和字段", Column("说明", overflow="fold"), box=None)
    for finding in findings:
        table.add_row(
            finding.level.label,
            _NAMES[finding.check],
            plain(f"{finding.entry_id}\n{finding.field}"),
            plain(finding.message),
        )
    return table


def _show_figures(figures: ContentFigures) -> None:
    out = console()
    kinds = "，".join(f"{EntryKind(kind).label} {count}" for kind, count in figures.by_kind.items())
    out.print(f"条目 {figures.entries}（{kinds}），问法 {figures.phrasings}。")
    out.print(
        f"最好的来源为 A 级 {figures.share_official:.1%}，A 或 B 级 {figures.share_official_or_media:.1%}，"
        f"只有 C 级（来源待补）{figures.share_reposts_only:.1%}。"
    )
