"""``xiaochen reports`` and ``rebut``: what residents report, and the answer to it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.cli.draft_options import draft_from_file, make_draft
from api.cli.opened import migrated_knowledge
from api.cli.output import console, plain, print_json
from knowledge.clock import CHINA_STANDARD_TIME
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.views import ClusterView
from knowledge.entries.kinds import SourceTier, Verdict


def reports(
    cluster: Annotated[
        int | None, typer.Argument(metavar="[CLUSTER]", help="只看这个线索簇的全部上报")
    ] = None,
    status: Annotated[ClusterStatus | None, typer.Option(help="只列出处于这个状态的")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    json_: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出居民上报的线索簇，上报多的在前；给出编号则列出其中每一条上报。"""
    with migrated_knowledge() as knowledge:
        if cluster is not None:
            found = [knowledge.cluster(cluster)]
        else:
            found = knowledge.list_clusters(status=status, limit=limit)
    if json_:
        print_json(found)
    elif cluster is not None:
        _show_reports(found[0])
    else:
        _show_clusters(found)


def rebut(
    cluster: Annotated[int, typer.Argument(metavar="CLUSTER", help="线索簇编号，见 xiaochen reports")],
    author: Annotated[str, typer.Option(help="撰写人（登记的工作人员）")],
    draft: Annotated[Path | None, typer.Option(metavar="FILE.yml", help="用内容文件的格式写好的草稿")] = None,
    title: Annotated[str | None, typer.Option(help="标题，默认用线索簇的说法")] = None,
    verdict: Annotated[Verdict | None, typer.Option(help="结论")] = None,
    truth: Annotated[str, typer.Option(help="一句话事实，60 字以内")] = "",
    point: Annotated[list[str] | None, typer.Option(help="要点，可重复")] = None,
    advice: Annotated[str, typer.Option(help="建议")] = "",
    phrasing: Annotated[list[str] | None, typer.Option(help="问法，可重复")] = None,
    all_wordings: Annotated[bool, typer.Option(help="把簇内每条上报的说法都作为问法")] = False,
    source_title: Annotated[str, typer.Option(help="来源标题")] = "",
    source_publisher: Annotated[str, typer.Option(help="来源发布单位")] = "",
    source_url: Annotated[str | None, typer.Option(help="来源网址")] = None,
    source_date: Annotated[str | None, typer.Option(help="来源日期，如 2025-09-01")] = None,
    source_tier: Annotated[
        SourceTier | None,
        typer.Option(help="来源等级：A 官方或科学机构，B 主流或专业媒体，C 转载；默认按网址判断"),
    ] = None,
    topic: Annotated[str, typer.Option(help="主题")] = "",
    unit: Annotated[str, typer.Option(help="责任单位")] = "",
    submit: Annotated[bool, typer.Option(help="写好就提交审核")] = False,
) -> None:
    """为一个线索簇写辟谣条目（草稿）。写好后需要提交，再由另一位同事发布。"""
    with migrated_knowledge() as knowledge:
        view = knowledge.cluster(cluster)
        wordings = tuple(report.claim for report in view.reports) if all_wordings else ()
        if draft is not None:
            content = draft_from_file(draft)
            if wordings:
                content = make_draft({**content.to_json(), "phrasings": (*content.phrasings, *wordings)})
        else:
            source = {
                "title": source_title,
                "publisher": source_publisher,
                "url": source_url,
                "published_on": source_date,
            } | ({"tier": source_tier} if source_tier is not None else {})
            content = make_draft(
                {
                    "title": title or view.claim,
                    "verdict": verdict,
                    "truth": truth,
                    "key_points": tuple(point or ()),
                    "advice": advice,
                    "phrasings": (*(phrasing or ()), *wordings),
                    "sources": (source,) if source_title or source_publisher else (),
                    "topic": topic,
                    "unit": unit,
                }
            )
        if submit:  # before anything is written: a draft that cannot be submitted is not left behind
            knowledge.require_submittable(content)
        entry_id = knowledge.draft_rebuttal(cluster, content, author)
        if submit:
            knowledge.submit(entry_id, author)
    state = "已提交审核" if submit else "已存为草稿"
    console().print(plain(f"{state}：{entry_id}"))


def _show_clusters(clusters: list[ClusterView]) -> None:
    out = console()
    if not clusters:
        out.print("没有线索。")
        return
    table = Table("编号", "状态", "上报", "要答复", "最近上报", "说法", "条目", box=None)
    for cluster in clusters:
        table.add_row(
            str(cluster.cluster_id),
            cluster.status_label,
            str(cluster.report_count),
            str(cluster.wants_answer_count),
            f"{cluster.last_reported_at.astimezone(CHINA_STANDARD_TIME):%m-%d %H:%M}",
            plain(cluster.claim),
            cluster.entry_id or "",
        )
    out.print(table)


def _show_reports(cluster: ClusterView) -> None:
    out = console()
    out.print(plain(f"线索簇 {cluster.cluster_id}（{cluster.status_label}）：{cluster.claim}"))
    for report in cluster.reports:
        where = report.where_seen.label if report.where_seen is not None else "未说明"
        moment = f"{report.created_at.astimezone(CHINA_STANDARD_TIME):%Y-%m-%d %H:%M}"
        out.print(plain(f"  {moment}  {report.query_code}  {where}  {report.claim}"))
