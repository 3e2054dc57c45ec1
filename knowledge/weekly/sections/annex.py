"""The annexes: definitions, every figure with its query, the queries as they ran, masked originals."""

from knowledge.trends.growth import BASELINE_DAYS, BASELINE_WEEKS, FALSE_ALARMS
from knowledge.trends.queries import named_queries
from knowledge.trends.suppression import LEAST_SHOWN
from knowledge.trends.weeks import IsoWeek
from knowledge.weekly.book import FigureBook
from knowledge.weekly.document import Block, Code, Column, Figure, Heading, Paragraph, Section, Table
from knowledge.weekly.figures import WeekFigures
from knowledge.weekly.phrasing import span
from knowledge.weekly.recommending import short

MOST_ORIGINALS = 12


def methods(week: IsoWeek, book: FigureBook) -> Section:
    """Definitions and methods."""
    since, until = week.period.since, week.period.until
    texts = [
        (
            "统计周期",
            f"北京时间{span(week)}，周一0时至周日24时（世界协调时{since:%Y-%m-%d %H:%M}至{until:%Y-%m-%d %H:%M}）。",
        ),
        ("数据截止", "统计周期结束时。状态、办结和逾期按截止时的流转记录还原；线索的合并、拆分以生成报告时为准。"),
        (
            "提问与提问人",
            "提问是查询过知识库、且与食品安全有关的消息；提问人按会话计。上报线索按同一人、同一传言、同一天计一名提问人。",
        ),
        (
            "传言的计数",
            "同一传言在有条目答复之前按线索计、之后按条目的提问计，两者合并为一条，不因答复发布而断开。",
        ),
        (
            "上升检验",
            f"本周与前{BASELINE_WEEKS}周比：各周计数视为负二项分布，离散程度取自身历史；零假设下，给定合计，本周所占份额"
            "服从贝塔二项分布，单侧精确检验（没有过度离散时即份额为 1/(k+1) 的二项检验）。有一年数据时，份额按去年同期"
            f"与其前四周之比调整为 s/(s+k)。多项检验按 Benjamini-Hochberg 控制误报比例在{FALSE_ALARMS:.0%}以内。"
            f"按日检验另要求高于前{BASELINE_DAYS}天中的每一天。",
        ),
        ("中位数", "真中位数：逐条用时排序取中间一条（偶数条取中间两条的平均），不是平均数。"),
        (
            "小数值保护",
            f"离开本单位的数据，1至{LEAST_SHOWN - 1}人的格子不显示；能由合计与其他格子推算出来的，再隐去最小的格子，"
            f"直到隐去的至少两格、合计不少于{LEAST_SHOWN}人。",
        ),
        ("文字来源", "全文由规则根据数据生成，没有使用生成式人工智能；传言原文在写入数据库之前已隐去个人信息。"),
    ]
    return Section("统计口径与方法", tuple(Paragraph(text, lead=f"{name}。") for name, text in texts), is_annex=True)


def evidence(book: FigureBook) -> Section:
    """Every figure with its query. Written after all other sections."""
    rows = tuple((figure.id, figure.label, _value(figure), figure.query) for figure in book.figures)
    columns = (
        Column("编号", 1.1, "center"),
        Column("指标", 3.8),
        Column("数值", 1, "right"),
        Column("查询", 3),
    )
    note = f"注：周期均为{book.week.name}；查询名对应下一附件；用“＋”连接的为几条查询结果合计。"
    return Section(
        "指标与查询对照",
        (Table("指标与查询对照", columns, rows, note=note, small=True),) if rows else (Paragraph("本期没有指标。"),),
        is_annex=True,
    )


def _value(figure: Figure) -> str:
    if figure.value is None:
        return "—"
    return f"{figure.value:,}" if isinstance(figure.value, int) else str(figure.value)


def queries(week: IsoWeek, book: FigureBook) -> Section:
    """The queries the figures came from, as they ran."""
    used = {name for figure in book.figures for name in figure.query.split(" + ")}
    since, until = week.period.since, week.period.until
    blocks: list[Block] = [
        Paragraph(
            f"参数 :since＝{since:%Y-%m-%d %H:%M:%S}，:until＝{until:%Y-%m-%d %H:%M:%S}（世界协调时），"
            "往期各周依次前推七天；:entry_id、:cluster_id 为所列条目、线索的编号。"
        )
    ]
    blocks += [
        Code(f"{query.name}　{query.definition}", query.sql) for name, query in named_queries().items() if name in used
    ]
    return Section("查询文本", tuple(blocks), is_annex=True)


def originals(figures: WeekFigures) -> Section:
    """Masked wordings of the most asked leads; for the internal edition."""
    blocks: list[Block] = [Paragraph("以下为上报线索的原话，个人信息在写入时已隐去。")]
    told = [rumor for rumor in figures.rumors if rumor.originals][:MOST_ORIGINALS]
    for rumor in told:
        blocks.append(Heading(short(rumor.title, 30)))
        blocks += [Paragraph(f"“{words}”") for words in rumor.originals]
    if not told:
        blocks.append(Paragraph("本周没有可以摘录的线索原文。"))
    return Section("匿名原文摘录", tuple(blocks), is_annex=True)
