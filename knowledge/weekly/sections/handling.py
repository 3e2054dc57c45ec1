"""八、线索台账 · 九、辟谣与成效 · 十、答复质量."""

from collections.abc import Callable

from knowledge.weekly.book import FigureBook
from knowledge.weekly.document import Block, Column, Heading, Paragraph, Section, Table
from knowledge.weekly.figures import LedgerFigures, Rebuttal, WeekFigures
from knowledge.weekly.phrasing import day, day_of, hours, share
from knowledge.weekly.quality import LEAST_VOTES, POOR_SHARE
from knowledge.weekly.recommending import LEAD_UNIT, short

LEDGER, REBUTTALS, QUALITY = 8, 9, 10
MOST_OVERDUE = 10
MOST_REBUTTALS = 10
MOST_SAMPLES = 6

_STEPS: tuple[tuple[str, Callable[[LedgerFigures], int]], ...] = (
    ("收到（新建线索簇）", lambda ledger: ledger.received),
    ("研判（首次核查或决定不予处理）", lambda ledger: ledger.judged),
    ("交办责任单位", lambda ledger: ledger.transferred),
    ("办结", lambda ledger: ledger.closed),
    ("其中：已辟谣", lambda ledger: ledger.rebutted),
    ("其中：属实转办", lambda ledger: ledger.confirmed),
    ("其中：不予处理", lambda ledger: ledger.dismissed),
    ("重新打开", lambda ledger: ledger.reopened),
)


def write_ledger(figures: WeekFigures, book: FigureBook) -> Section:
    """What went through the ledger; for the internal edition."""
    ledger, before = figures.ledger, figures.ledger_before
    rows, ids = [], []
    for label, of in _STEPS:
        ids.append(book.add(LEDGER, f"台账：{label}", of(ledger), "clusters + moves"))
        rows.append((label, f"{of(ledger):,}", f"{of(before):,}"))
    for label, value, last in (
        ("到研判的中位用时", ledger.hours_to_judging, before.hours_to_judging),
        ("到办结的中位用时", ledger.hours_to_closing, before.hours_to_closing),
    ):
        ids.append(book.add(LEDGER, f"台账：{label}（小时）", value, "moves"))
        rows.append((label, hours(value), hours(last)))
    open_id = book.add(LEDGER, "台账：期末在办", len(ledger.open_leads), "clusters + moves")
    overdue_id = book.add(LEDGER, "台账：期末逾期", len(ledger.overdue), "clusters + moves")
    columns = (Column("环节", 3), Column("本周", 1.2, "right"), Column("上周", 1.2, "right"))
    note = "注：用时为真中位数（逐条用时排序取中），只计本周走到该环节的线索；重新打开的从重开时起算。"
    text = f"期末在办线索{len(ledger.open_leads):,}条，其中逾期{len(ledger.overdue):,}条。"
    blocks: list[Block] = [
        Table("线索流转", columns, tuple(rows), tuple(ids), note),
        Paragraph(text, (open_id, overdue_id)),
        Heading("逾期线索"),
        *_overdue(figures, book),
    ]
    return Section("线索台账", tuple(blocks))


def _overdue(figures: WeekFigures, book: FigureBook) -> list[Block]:
    overdue = figures.ledger.overdue[:MOST_OVERDUE]
    if not overdue:
        return [Paragraph("期末没有逾期线索。")]
    ids = tuple(book.add(LEDGER, f"逾期天数：线索{lead.cluster_id}", lead.days_overdue, "clusters") for lead in overdue)
    rows = tuple(
        (
            str(lead.cluster_id),
            short(lead.claim, 36),
            lead.unit or LEAD_UNIT,
            day(lead.due_on) if lead.due_on else "—",
            f"{lead.days_overdue}天",
            lead.status,
        )
        for lead in overdue
    )
    columns = (
        Column("编号", 0.7, "center"),
        Column("线索", 3.4),
        Column("责任单位", 1.5, "center"),
        Column("期限", 1.1, "center"),
        Column("逾期", 0.8, "center"),
        Column("状态", 0.9, "center"),
    )
    return [Table("逾期线索", columns, rows, ids)]


EFFECT_CAVEAT = (
    "前后对比只说明先后，不等于因果：传言本身会自然消退，答复发布后居民可能从别处得到了答案；"
    "前后各取同样天数，不足7天的按实际天数。"
)


def write_rebuttals(figures: WeekFigures, book: FigureBook) -> Section:
    """What was answered, who saw it, and whether less was asked afterwards."""
    shown = figures.rebuttals[:MOST_REBUTTALS]
    this_week = [rebuttal for rebuttal in figures.rebuttals if rebuttal.is_of_this_week]
    count = book.add(REBUTTALS, "本周发布或关联辟谣（条）", len(this_week), "versions + moves")
    if not shown:
        return Section("辟谣与成效", (Paragraph("近四周没有新发布或新关联的辟谣。", (count,)),))
    rows, ids = [], []
    for rebuttal in shown:
        label = short(rebuttal.title, 16)
        ids += [
            book.add(REBUTTALS, f"触达：{label}", book.count(rebuttal.reach), "asks_by_entry"),
            book.add(REBUTTALS, f"此前提问：{label}", book.count(rebuttal.asks_before), _EFFECT_QUERIES),
            book.add(REBUTTALS, f"此后提问：{label}", book.count(rebuttal.asks_after), _EFFECT_QUERIES),
        ]
        rows.append(_rebuttal_row(rebuttal, book))
    columns = [
        Column("辟谣条目", 3),
        Column("发布", 1.4, "center"),
        Column("本周触达", 1.2, "right"),
        Column("告知", 0.8, "right"),
        Column("有用率", 1, "right"),
        Column("此前提问", 1.2, "right"),
        Column("此后提问", 1.2, "right"),
        Column("变化", 0.9, "right"),
    ]
    note = "注：触达为本周得到该条答复的会话；告知为本周通知到的提问人；此前、此后为发布前后各同样天数的提问人。"
    text = f"本周发布或关联辟谣{len(this_week)}条。下表为近四周的辟谣及其前后提问。"
    return Section(
        "辟谣与成效",
        (
            Paragraph(text, (count,)),
            Table("近四周辟谣与前后提问", tuple(columns), tuple(rows), tuple(ids), note, small=True),
            Paragraph(EFFECT_CAVEAT, lead="读数说明。"),
        ),
    )


_EFFECT_QUERIES = "asks_of_entry + reports_of_entry"


def _rebuttal_row(rebuttal: Rebuttal, book: FigureBook) -> tuple[str, ...]:
    before, after = rebuttal.asks_before, rebuttal.asks_after
    is_known = rebuttal.days_after > 0 and before >= 5 and book.text(after) == f"{after:,}"
    change = f"{after / before - 1:+.0%}" if is_known else "—"
    votes = rebuttal.votes
    helpful = share(votes.helpful, votes.total) if votes.total >= LEAST_VOTES else "—"
    days = f"（{rebuttal.days_after}天）" if rebuttal.days_after < 7 else ""
    return (
        short(rebuttal.title, 36),
        day_of(rebuttal.answered_at),
        book.text(rebuttal.reach),
        book.text(rebuttal.told),
        helpful,
        book.text(before),
        book.text(after) + days,
        change,
    )


def write_quality(figures: WeekFigures, book: FigureBook) -> Section:
    """How well the assistant answered; for the internal edition."""
    quality, votes, questions = figures.quality, figures.this.votes, figures.this.questions
    ids = (
        book.add(QUALITY, "评价总数", votes.total, "feedback"),
        book.add(QUALITY, "评价“有用”", votes.helpful, "feedback"),
        book.add(QUALITY, "未能答复", questions.unmatched, "questions"),
        book.add(QUALITY, "首次发布条目", quality.published, "versions"),
        book.add(QUALITY, "更正或修订条目", len(quality.revised), "versions"),
        book.add(QUALITY, "撤回条目", quality.withdrawn, "withdrawals"),
    )
    text = (
        f"本周收到评价{votes.total:,}次，有用率{share(votes.helpful, votes.total)}；"
        f"未能答复{questions.unmatched:,}次，占提问的{share(questions.unmatched, questions.questions)}。"
        f"本周首次发布条目{quality.published}条，更正或修订{len(quality.revised)}条，撤回{quality.withdrawn}条。"
    )
    blocks: list[Block] = [Paragraph(text, ids), Heading("居民认为没用的条目")]
    if quality.poor:
        rows = tuple(
            (
                short(poor.title, 34),
                poor.unit,
                str(poor.votes.total),
                share(poor.votes.unhelpful, poor.votes.total),
                short(poor.sample, 34) or "—",
            )
            for poor in quality.poor
        )
        poor_ids = tuple(
            book.add(QUALITY, f"认为没用：{short(poor.title, 16)}", poor.votes.unhelpful, "feedback")
            for poor in quality.poor
        )
        columns = (
            Column("条目", 2.6),
            Column("单位", 1.4, "center"),
            Column("评价", 0.7, "right"),
            Column("没用", 0.9, "right"),
            Column("提问举例", 2.6),
        )
        blocks.append(Table("需要修改的条目", columns, rows, poor_ids))
    else:
        rule = f"评价不少于{LEAST_VOTES}次且“没用”占{POOR_SHARE:.0%}以上"
        blocks.append(Paragraph(f"没有{rule}的条目。"))
    blocks += [Heading("疑似误答举例"), _samples(figures)]
    return Section("答复质量", tuple(blocks))


def _samples(figures: WeekFigures) -> Paragraph:
    samples = figures.quality.samples[:MOST_SAMPLES]
    if not samples:
        return Paragraph("本周没有点“没用”的答复。")
    items = "；".join(f"问“{short(claim, 30)}”，答复为“{short(title, 24)}”" for title, claim in samples)
    return Paragraph(f"以下答复有居民点了“没用”，需人工核对是否误答：{items}。")
