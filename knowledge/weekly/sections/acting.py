"""十一、下周预判 · 十二、工作建议."""

from collections.abc import Sequence

from knowledge.weekly.book import FigureBook
from knowledge.weekly.document import Block, Column, Heading, Paragraph, Section, Table
from knowledge.weekly.figures import FollowedUp, Recommendation, WeekFigures
from knowledge.weekly.phrasing import day, listed

OUTLOOK, ACTIONS = 11, 12

SAMPLING = "抽检结果：区市场监管局下周如公布食用农产品、校园食品等抽检结果，请提前一日告知，以便同步准备答复口径。"


def write_outlook(figures: WeekFigures, book: FigureBook) -> Section:
    """Season, holidays, sampling results."""
    blocks: list[Block] = [
        Paragraph(
            f"{day(item.begins)}至{day(item.ends)}，相关主题：{listed(item.topics)}。{item.advice}",
            lead=f"{item.name}。",
        )
        for item in figures.outlook
    ]
    if not blocks:
        blocks.append(Paragraph("未来两周没有列入日历的节日和时令。"))
    rising = [line for line in figures.rising if not line.rumor.is_answered and not book.is_public]
    if rising:
        count = book.add(OUTLOOK, "仍在上升而未答复（条）", len(rising), "asks_by_entry + reports_by_cluster")
        text = f"本周上升而尚无条目答复的传言有{len(rising)}条，下周很可能继续被问到。"
        blocks.append(Paragraph(text, (count,)))
    if not book.is_public:
        blocks.append(Paragraph(SAMPLING))
    return Section("下周预判", tuple(blocks))


def write_actions(
    recommendations: Sequence[Recommendation], followed_up: Sequence[FollowedUp], book: FigureBook
) -> Section:
    """What to do, by whom and until when; and what became of last week's. For the internal edition."""
    columns = (
        Column("序", 0.5, "center"),
        Column("工作内容", 4.6),
        Column("责任单位", 1.5, "center"),
        Column("期限", 1.1, "center"),
    )
    blocks: list[Block] = [Heading("本周建议")]
    if recommendations:
        rows = tuple(
            (str(number), one.text, one.unit, day(one.due_on)) for number, one in enumerate(recommendations, start=1)
        )
        blocks.append(
            Table("工作建议", columns, rows, note="注：由本周数据按规则列出，供研究；责任单位依区年度计划分工。")
        )
    else:
        blocks.append(Paragraph("本周数据没有触发需要列出的工作建议。"))
    blocks += [Heading("上周建议落实情况"), *_followed(followed_up, book)]
    return Section("工作建议", tuple(blocks))


def _followed(followed_up: Sequence[FollowedUp], book: FigureBook) -> list[Block]:
    if not followed_up:
        return [Paragraph("上周没有列出工作建议。")]
    done = sum(one.is_done for one in followed_up)
    ids = (
        book.add(ACTIONS, "上周建议（条）", len(followed_up), "clusters + moves + versions"),
        book.add(ACTIONS, "上周建议已完成（条）", done, "clusters + moves + versions"),
    )
    rows = tuple(
        (str(number), one.recommendation.text, one.recommendation.unit, one.state)
        for number, one in enumerate(followed_up, start=1)
    )
    columns = (
        Column("序", 0.5, "center"),
        Column("上周建议", 4),
        Column("责任单位", 1.4, "center"),
        Column("落实情况", 1.9, "center"),
    )
    return [
        Paragraph(f"上周列出建议{len(followed_up)}条，系统记录已完成{done}条。", ids),
        Table("上周建议落实情况", columns, rows),
    ]
