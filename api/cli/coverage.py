"""``xiaochen coverage``: which questions have no good entry yet."""

import json
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter

from api.cli.opened import answering_knowledge
from api.cli.output import console, plain
from knowledge.coverage import Coverage, Gap, read_questions

_SHOWN_QUESTIONS = 3


def coverage(
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="QUESTIONS.jsonl", exists=True, dir_okay=False, help='一行一问：文字，或 {"q": …}、{"text": …}'
        ),
    ],
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="OUT", dir_okay=False, help="把结果写到这个文件")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="屏幕上最多列几组")] = 50,
) -> None:
    """查哪些真实问题还没有好答复，相近的归为一组，多的在前。不记录提问。"""
    asked = read_questions(questions)
    out = console()
    with answering_knowledge() as knowledge, out.status("正在逐条查 …"):
        found = knowledge.coverage(asked)
    if json_file is not None:
        body = TypeAdapter(Coverage).dump_python(found, mode="json")
        json_file.parent.mkdir(parents=True, exist_ok=True)
        json_file.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    out.print(
        f"共 {found.asked} 问：直接答复 {found.answered}，急症提示 {found.emergencies}，"
        f"没有好答复 {found.unanswered}（{len(found.gaps)} 组），与食品安全无关 {len(found.off_topic)}。"
    )
    for gap in found.gaps[:limit]:
        _show(gap)
    if len(found.gaps) > limit:
        out.print(f"还有 {len(found.gaps) - limit} 组没有列出，用 --limit 或 --json 查看。")


def _show(gap: Gap) -> None:
    out = console()
    asked_back = f"，其中 {gap.asked_back} 问给了选项" if gap.asked_back else ""
    out.print(plain(f"\n{len(gap.questions)} 问{asked_back}：{gap.questions[0]}"))
    for question in gap.questions[1:_SHOWN_QUESTIONS]:
        out.print(plain(f"    {question}"))
    if len(gap.questions) > _SHOWN_QUESTIONS:
        out.print(f"    … 另 {len(gap.questions) - _SHOWN_QUESTIONS} 问")
    if gap.nearest is not None:
        nearest = gap.nearest
        out.print(plain(f"  最接近：{nearest.title}（{nearest.entry_id}，{nearest.probability:.2f}）"))
