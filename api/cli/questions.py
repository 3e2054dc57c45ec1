"""``xiaochen questions``: what editors marked at the questions desk."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.opened import migrated_knowledge
from api.cli.output import console

app = typer.Typer(help="提问工作台的标记。", no_args_is_help=True)


@app.callback()
def questions() -> None:
    """提问工作台的标记。"""


@app.command("export")
def export(directory: Annotated[Path, typer.Argument(metavar="DIR", file_okay=False, help="写到这个目录")]) -> None:
    """导出答错标记：kb.jsonl、questions.jsonl、negatives.jsonl，可直接交给 xiaochen evaluate。"""
    with migrated_knowledge() as knowledge:
        files = knowledge.export_marks()
    files.write(directory)
    wrong, negative = files.questions.count("\n"), files.negatives.count("\n")
    console().print(f"答错的提问 {wrong} 条，没有条目能答的 {negative} 条，已写到 {directory}。")
