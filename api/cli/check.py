"""``xiaochen check``: ask as a resident would."""

from typing import Annotated

import typer
from rich.markup import escape

from api.cli.opened import answering_knowledge
from api.cli.output import console, plain, print_json
from knowledge import wording
from knowledge.checking import CheckOutcome
from knowledge.entries.cards import AnswerCard

_SENTENCES = {
    "answer": "有可靠答复：",
    "clarify": "不能确定指哪一条，可能是：",
    "unmatched": "知识库里还没有可靠答复。",
    "emergency": "这条消息像是急症，会先请对方就医或拨打 120。",
}


def check(
    text: Annotated[str, typer.Argument(help="要查的话，原样粘贴即可")],
    json_: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """查一句话：知识库会怎样答复。不记录提问。"""
    with answering_knowledge() as knowledge:
        outcome = knowledge.check(text)
    if json_:
        print_json(outcome)
    else:
        _show(outcome)


def _show(outcome: CheckOutcome) -> None:
    out = console()
    out.print(_SENTENCES[outcome.outcome])
    for card in outcome.cards:
        _show_card(card)
    if outcome.outcome != "answer":
        for candidate in outcome.candidates[:3]:
            out.print(plain(f"  {candidate.probability:.2f}  {candidate.title}（{candidate.entry_id}）"))


def _show_card(card: AnswerCard) -> None:
    out = console()
    stamp = f"【{card.verdict.label}】" if card.verdict is not None else ""
    out.print(f"\n[bold]{escape(stamp + card.title)}[/bold]")
    out.print(plain(card.truth))
    for point in card.key_points:
        out.print(plain(f"  · {point}"))
    if card.advice:
        out.print(plain(f"建议：{card.advice}"))
    for source in card.sources:
        out.print(plain(f"来源：{source.publisher}《{source.title}》{source.url or ''}"))
    if card.needs_source:
        out.print(wording.NEEDS_SOURCE)
    out.print(plain(f"审核日期：{card.reviewed_on}  编号：{card.entry_id}"))
