"""三、热点传言 · 四、新增与上升 · 五、信息空白."""

from knowledge.trends.growth import BASELINE_DAYS, BASELINE_WEEKS, DAILY, DAILY_LEVEL, FALSE_ALARMS, WEEKLY
from knowledge.weekly.book import FigureBook
from knowledge.weekly.document import Block, Chart, Column, Heading, Paragraph, Section, Series, Table
from knowledge.weekly.figures import RisingLine, RumorLine, WeekFigures
from knowledge.weekly.phrasing import day, listed, quoted
from knowledge.weekly.recommending import short
from knowledge.weekly.tricks import RETURNED

TOP, RISING, GAPS = 3, 4, 5
MOST_TOP, MOST_GAPS = 10, 10

SUBJECT_QUERIES = "asks_by_entry + reports_by_cluster"

_HARMS = {1: "较小", 2: "一般", 3: "较大"}

GROWTH_RULE = (
    f"判定规则：本周提问人不少于{WEEKLY.least_count}人、且达到前{BASELINE_WEEKS}周均值的{WEEKLY.least_ratio:g}倍，"
    "并通过条件精确检验（按自身历史的离散程度），多项同时检验用 Benjamini-Hochberg 方法把误报比例控制在"
    f"{FALSE_ALARMS:.0%}以内。单日突增另按日检验：当日不少于{DAILY.least_count}人、达到前{BASELINE_DAYS}天均值的"
    f"{DAILY.least_ratio:g}倍、高于前{BASELINE_DAYS}天中的每一天，且检验水平为{DAILY_LEVEL:.0%}。"
)


def may_be_shown(rumor: RumorLine, book: FigureBook) -> bool:
    """Whether a rumor may stand in the edition: publicly only what a published entry answers, without companies."""
    return not book.is_public or (rumor.is_answered and not rumor.is_restricted and not rumor.companies)


def write_top(figures: WeekFigures, book: FigureBook) -> Section:
    """The ten most asked rumors."""
    shown = [rumor for rumor in figures.rumors if not rumor.is_gap and may_be_shown(rumor, book)][:MOST_TOP]
    if book.is_public:
        shown = [rumor for rumor in shown if book.text(rumor.askers) == f"{rumor.askers:,}"]
    if not shown:
        return Section("热点传言", (Paragraph("本周没有可列出的传言。"),))
    ids = tuple(
        book.add(TOP, f"热点第{number}位提问人：{short(rumor.title, 16)}", rumor.askers, SUBJECT_QUERIES)
        for number, rumor in enumerate(shown, start=1)
    )
    extra = tuple(
        book.add(TOP, f"热点第{number}位变体数", rumor.variants, "wordings_of_entry + reports_by_cluster")
        for number, rumor in enumerate(shown, start=1)
    )
    blocks: list[Block] = [_table(shown, book, (*ids, *extra)), _chart(shown, book)]
    return Section("热点传言", tuple(blocks))


def _table(shown: list[RumorLine], book: FigureBook, ids: tuple[str, ...]) -> Table:
    rows = tuple(_row(number, rumor, book) for number, rumor in enumerate(shown, start=1))
    columns = (
        Column("序", 0.5, "center"),
        Column("传言内容", 3.1),
        Column("首见", 1.5, "center"),
        Column("提问人（渠道）", 1.9),
        Column("变体", 0.8, "center"),
        Column("结论与依据", 2.8),
        Column("危害", 0.8, "center"),
        Column("状态", 1.3, "center"),
    )
    note = "注：提问人为本周会话与线索提问人之和；变体为本周不同说法数；危害由条目或研判给出。"
    if book.is_public:
        note = "注：只列已有权威答复的传言；不足5人的不列。"
    return Table("热点传言前十", columns, rows, ids, note, small=True)


def _row(number: int, rumor: RumorLine, book: FigureBook) -> tuple[str, ...]:
    channels = "" if book.is_public else "：" + listed(f"{name}{count}" for name, count in rumor.channels[:3])
    basis = f"{rumor.verdict}。{short(rumor.basis, 40)}" if rumor.basis else rumor.verdict
    return (
        str(number),
        short(rumor.title, 44) + _marks(rumor),
        day(rumor.first_seen),
        f"{rumor.askers:,}{channels}",
        str(rumor.variants),
        basis,
        _HARMS[rumor.risk.harm],
        rumor.status,
    )


def _marks(rumor: RumorLine) -> str:
    marks = ["不宜公开"] * rumor.is_restricted + [RETURNED] * (RETURNED in rumor.tricks)
    return f"（{listed(marks)}）" if marks else ""


def _chart(shown: list[RumorLine], book: FigureBook) -> Chart:
    def values(counts: list[int]) -> tuple[float | None, ...]:
        return tuple(float(count) if book.text(count) == f"{count:,}" else None for count in counts)

    return Chart(
        "top",
        "bars",
        "热点传言本周与上周提问人",
        tuple(short(rumor.title, 16) for rumor in shown),
        (
            Series("本周", values([rumor.askers for rumor in shown])),
            Series("上周", values([rumor.askers_before for rumor in shown])),
        ),
        "人",
    )


def write_rising(figures: WeekFigures, book: FigureBook) -> Section:
    """What is new or rises, what came back, what the season explains."""
    blocks: list[Block] = [Paragraph(GROWTH_RULE)]
    if figures.history_weeks == 0:
        blocks.append(Paragraph("没有往期数据，本周不作上升判定。"))
    elif figures.history_weeks < BASELINE_WEEKS:
        blocks.append(Paragraph(f"往期只有{figures.history_weeks}周，判定偏保守。"))
    rising = [line for line in figures.rising if may_be_shown(line.rumor, book)]
    blocks.append(Heading("新增与上升"))
    if rising:
        blocks.append(_rising_table([line for line in rising if not line.is_seasonal] or rising, book))
    else:
        blocks.append(Paragraph("本周没有达到判定规则的新增或上升传言。"))
    blocks += [Heading("旧谣新炒"), _returned(figures, book), Heading("季节性回升"), _seasonal(figures, rising, book)]
    return Section("新增与上升", tuple(blocks))


def _rising_table(rising: list[RisingLine], book: FigureBook) -> Table:
    rows, ids = [], []
    for line in rising:
        ids.append(
            book.add(
                RISING,
                f"上升：{short(line.rumor.title, 16)}（本周提问人；前四周均值{line.expected:g}）",
                book.count(line.count),
                SUBJECT_QUERIES,
            )
        )
        times = f"{line.count / line.expected:.1f}倍" if line.expected >= 1 else "—"
        rows.append(
            (
                short(line.rumor.title, 40),
                _kind(line),
                f"{line.count:,}",
                f"{line.expected:,.1f}",
                times,
                "—" if line.p_value == 1 else "<0.0001" if line.p_value < 1e-4 else f"{line.p_value:.4f}",
                listed(f"{one.day}日" for one in line.rose_on) or "—",
            )
        )
    columns = (
        Column("传言", 3.2),
        Column("类型", 1.2, "center"),
        Column("本周", 0.8, "right"),
        Column("前四周均值", 1.4, "right"),
        Column("倍数", 1, "right"),
        Column("P 值", 1, "right"),
        Column("突增日", 1.3, "center"),
    )
    return Table("新增与上升的传言", columns, tuple(rows), tuple(ids))


def _kind(line: RisingLine) -> str:
    if line.is_new:
        return "新出现"
    if line.p_value == 1:
        return "单日突增"
    return "上升" if line.expected > 0 else "再度出现"


def _returned(figures: WeekFigures, book: FigureBook) -> Paragraph:
    returned = [rumor for rumor in figures.returned if may_be_shown(rumor, book)]
    if not returned:
        return Paragraph("本周没有发现与已撤回、已更新条目或已办结线索相同的旧传言重新流传。")
    ids = tuple(
        book.add(RISING, f"旧谣新炒：{short(rumor.title, 16)}", book.count(rumor.askers), "reports_by_cluster")
        for rumor in returned
    )
    listed_up = "；".join(f"“{short(rumor.title)}”（{book.text(rumor.askers)}人）" for rumor in returned)
    return Paragraph(f"本周有{len(returned)}条旧传言重新流传：{listed_up}。", ids)


def _seasonal(figures: WeekFigures, rising: list[RisingLine], book: FigureBook) -> Paragraph:
    if not figures.knows_season:
        return Paragraph("数据不满一年，暂不能区分季节性回升。")
    seasonal = [line for line in rising if line.is_seasonal]
    if not seasonal:
        return Paragraph("本周的上升都超出了去年同期的季节变化，没有可以只用季节解释的。")
    ids = tuple(
        book.add(RISING, f"季节性回升：{short(line.rumor.title, 16)}", book.count(line.count), SUBJECT_QUERIES)
        for line in seasonal
    )
    names = quoted(short(line.rumor.title) for line in seasonal)
    return Paragraph(f"{names}的增加与去年同期相近，属季节性回升。", ids)


def write_gaps(figures: WeekFigures, book: FigureBook) -> Section:
    """What was asked and cannot be answered."""
    gaps = figures.gaps[:MOST_GAPS]
    if not gaps:
        return Section("信息空白", (Paragraph("本周没有无法答复的食品安全提问。"),))
    total = sum(gap.askers for gap in figures.gaps)
    all_ids = (
        book.add(GAPS, "信息空白（项）", len(figures.gaps), "reports_by_cluster"),
        book.add(GAPS, "信息空白提问人", total, "reports_by_cluster"),
    )
    ids = tuple(book.add(GAPS, f"信息空白：{short(gap.title, 16)}", gap.askers, "reports_by_cluster") for gap in gaps)
    rows = tuple(
        (str(number), short(gap.title, 40), gap.topic or "—", f"{gap.askers:,}", gap.unit)
        for number, gap in enumerate(gaps, start=1)
    )
    columns = (
        Column("序", 0.5, "center"),
        Column("问题", 3.6),
        Column("主题", 1.6, "center"),
        Column("提问人", 0.9, "right"),
        Column("建议编写单位", 1.7, "center"),
    )
    text = (
        f"本周有{len(figures.gaps)}个问题、{total:,}人提问，知识库没有可以答复的内容。"
        "这些是提问，不是传言，宜补充科普。"
    )
    return Section("信息空白", (Paragraph(text, all_ids), Table("问得多而答不了的问题", columns, rows, ids)))
