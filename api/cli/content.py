"""``xiaochen import`` and ``export``: content files in and out."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.opened import migrated_knowledge
from api.cli.output import console, plain


def import_(
    directory: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="内容文件目录，默认用随程序提供的内容")
    ] = None,
    overwrite: Annotated[bool, typer.Option(help="工作人员改过的条目也用文件内容覆盖")] = False,
) -> None:
    """导入内容文件。任何一处有误就什么都不导入；重复导入不会产生变化。"""
    out = console()
    with migrated_knowledge() as knowledge, out.status("正在导入 …"):
        report = knowledge.import_entries(directory, overwrite=overwrite)
    out.print(
        f"新增 {len(report.created)} 条，更新 {len(report.updated)} 条，未变 {len(report.unchanged)} 条。"
        f"知识版本 {report.revision}。"
    )
    if report.withdrawn:
        out.print(plain(f"已并入别的条目或不再适用，撤下：{'、'.join(report.withdrawn)}"))
    if report.kept:
        out.print(plain(f"工作人员改过，保留数据库里的内容：{'、'.join(report.kept)}"))
        out.print("要用文件内容覆盖它们，请加上 --overwrite。")


def export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="写到哪个目录（空目录或上次导出的目录）")],
) -> None:
    """把已发布的条目导出成内容文件。"""
    with migrated_knowledge() as knowledge:
        files = knowledge.export_entries(directory)
    console().print(plain(f"已在 {directory} 写出 {len(files)} 个文件。"))
